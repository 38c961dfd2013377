#include "app/panels/panels.h"

namespace halfstep {
namespace {

struct Entry {
    const char* what;
    const char* means;
};
const Entry keys[] = {
    {"Space", "play, pause"},
    {"←  →", "one level towards data, noise"},
    {"Shift ←  →", "ten levels"},
    {"Home  End", "to the data, to pure noise"},
    {",  .", "slower, faster"},
    {"R", "restart: back to noise, and play"},
    {"N", "new seed"},
    {"Ctrl Z", "undo"},
    {"Ctrl Shift Z", "redo"},
    {"Ctrl S", "save the scene"},
    {"Ctrl +  −  0", "larger, smaller, usual type"},
    {"T", "light or dark"},
    {"F11", "full screen"},
    {"F1", "this page"},
};
const Entry symbols[] = {
    {"x₀, xₜ, x_T", "data, noised data, pure noise"},
    {"ε, z", "noise of the forward process; fresh noise of a reverse step"},
    {"a, b", "xₜ = a x₀ + b ε"},
    {"x̂₀, ε̂", "E[x₀ | xₜ], and the ε that it implies"},
    {"αₜ, ᾱₜ", "signal kept by one step, and by all up to t: ᾱ = ∏ α"},
    {"βₜ", "noise variance of one step, 1 − α"},
    {"β̃ₜ", "variance of xₜ₋₁ when xₜ and x₀ are known"},
    {"η", "share of the noise that DDIM draws afresh"},
    {"σ", "standard deviation: of the data, or of a step's noise"},
    {"τ", "the levels that a sampler visits"},
    {"W₁, W₂", "Wasserstein distances to the target"},
    {"se", "standard error of a measured number"},
};

template <std::size_t n>
void column(Controls& ui, const char* title, const Entry (&entries)[n], ImVec2 at, float first_width) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float line = 25 * ui.scale;
    ui.fonts.draw(list, {at.x, at.y}, title, ui.fonts.large(), Weight::bold, ui.theme->text);
    at.y += 38 * ui.scale;
    for (const Entry& entry : entries) {
        ui.fonts.draw(list, {at.x, at.y}, entry.what, ui.fonts.body(), Weight::bold, ui.theme->text);
        ui.fonts.draw(list, {at.x + first_width, at.y}, entry.means, ui.fonts.body(), Weight::regular, ui.theme->muted);
        at.y += line;
    }
}

} // namespace

void panel_help(Controls& ui, const Rect& window, bool& open) {
    ImGui::SetNextWindowPos({window.x, window.y});
    ImGui::SetNextWindowSize({window.w, window.h});
    ImGui::SetNextWindowFocus();
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0, 0, 0, ui.theme->dark ? 0.55f : 0.35f));
    ImGui::Begin("help", nullptr, flags);
    ImGui::PopStyleColor();
    const float w = std::min(window.w - 32 * ui.scale, 980 * ui.scale),
                h = std::min(window.h - 32 * ui.scale, 480 * ui.scale);
    const ImVec2 at{window.x + (window.w - w) / 2, window.y + (window.h - h) / 2};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + w, at.y + h}, packed(ui.theme->panel), 10 * ui.scale);
    list.AddRect(at, {at.x + w, at.y + h}, packed(ui.theme->text, 0.15f), 10 * ui.scale);
    const float pad = 32 * ui.scale;
    column(ui, "Keys", keys, {at.x + pad, at.y + pad}, 130 * ui.scale);
    column(ui, "Symbols", symbols, {at.x + pad + 0.42f * w, at.y + pad}, 110 * ui.scale);
    ui.fonts.draw(list, {at.x + pad, at.y + h - 0.7f * pad},
                  "Plots: drag to move through time, wheel to zoom, double click to fit, right click for more. Click a "
                  "number to type it. Drop a scene file on the window to open it.",
                  ui.fonts.small(), Weight::regular, ui.theme->muted, Align::start, Align::end);
    if (ImGui::IsMouseClicked(0)) open = false;
    ImGui::End();
}

} // namespace halfstep
