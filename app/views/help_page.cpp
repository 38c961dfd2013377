#include "app/views/help_page.h"

#include "app/model/actions.h"

#include <algorithm>

namespace halfstep {
namespace {

const HelpRow symbols[] = {
    {"x₀, xₜ, x_T", "data, noised data, pure noise"},
    {"ε, z", "noise of the forward process; fresh noise of a step"},
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

constexpr float line_height = 25; // at scale 1

template <class Rows>
void column(Controls& ui, const char* title, const Rows& rows, ImVec2 at, float first_width, float scale) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ui.fonts.draw(list, {at.x, at.y}, title, 18 * scale, Weight::bold, ui.theme->text);
    at.y += 38 * scale;
    for (const HelpRow& row : rows) {
        ui.fonts.draw(list, {at.x, at.y}, row.keys, 15 * scale, Weight::bold, ui.theme->text);
        ui.fonts.draw(list, {at.x + first_width, at.y}, row.what, 15 * scale, Weight::regular, ui.theme->muted);
        at.y += line_height * scale;
    }
}

} // namespace

void help_page(Controls& ui, AppState& app, const Rect& window) {
    if (!app.help) return;
    const std::vector<HelpRow> keys = help_rows();
    ui.fonts.push_body();
    ImGui::SetNextWindowPos({window.x, window.y});
    ImGui::SetNextWindowSize({window.w, window.h});
    ImGui::SetNextWindowFocus();
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0, 0, 0, ui.theme->dark ? 0.55f : 0.35f));
    ImGui::Begin("help", nullptr, flags);
    ImGui::PopStyleColor();
    // The page is always shown as a whole: in a small window its type is smaller.
    constexpr float page_width = 1040, margin = 32;
    const float page_height = 2 * 32 + 38 + line_height * static_cast<float>(keys.size()) + 24;
    const float scale = std::min({ui.scale, window.w / (page_width + margin), window.h / (page_height + margin)});
    const float w = page_width * scale, h = page_height * scale, pad = 32 * scale;
    const ImVec2 at{window.x + (window.w - w) / 2, window.y + (window.h - h) / 2};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + w, at.y + h}, packed(ui.theme->panel), 10 * scale);
    list.AddRect(at, {at.x + w, at.y + h}, packed(ui.theme->text, 0.15f), 10 * scale);
    column(ui, "Keys", keys, {at.x + pad, at.y + pad}, 134 * scale, scale);
    column(ui, "Symbols", symbols, {at.x + pad + 0.445f * w, at.y + pad}, 110 * scale, scale);
    ui.fonts.draw(list, {at.x + pad, at.y + h - 0.7f * pad},
                  "Plots: drag to move through time, wheel to zoom, double click to fit, right click for more. "
                  "Handles say what they do. Drop a scene or a figure on the window to open it.",
                  12 * scale, Weight::regular, ui.theme->muted, Align::start, Align::end);
    if (ImGui::IsMouseClicked(0)) app.help = false;
    ImGui::End();
    ImGui::PopFont();
}

} // namespace halfstep
