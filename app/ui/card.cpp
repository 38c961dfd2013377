#include "app/ui/card.h"

namespace halfstep {

void card(const Rect& rect, const Controls& ui) {
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(ui.theme->panel),
                                              6 * ui.scale);
}

void veil(const Rect& rect, const Controls& ui) {
    constexpr float opacity = 0.75f;
    ImGui::GetWindowDrawList()->AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()},
                                              packed(ui.theme->panel, opacity));
}

void progress_line(const Rect& bar, float fraction, const Controls& ui) {
    const float y = bar.bottom() - 3 * ui.scale;
    ImGui::GetWindowDrawList()->AddRectFilled({bar.x, y}, {bar.x + bar.w * fraction, y + 2 * ui.scale},
                                              packed(ui.theme->accent));
}

void fade_edges(const Controls& ui) {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const float depth = 18 * ui.scale, right = at.x + size.x - ImGui::GetStyle().ScrollbarSize;
    const ImU32 full = packed(ui.theme->panel), none = packed(ui.theme->panel, 0);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (ImGui::GetScrollY() < ImGui::GetScrollMaxY() - 1)
        list.AddRectFilledMultiColor({at.x, at.y + size.y - depth}, {right, at.y + size.y}, none, none, full, full);
    if (ImGui::GetScrollY() > 1)
        list.AddRectFilledMultiColor({at.x, at.y}, {right, at.y + depth}, full, full, none, none);
}

void begin_child(const char* id, const Rect& rect, ImGuiWindowFlags flags) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::BeginChild(id, {rect.w, rect.h}, false, flags);
}

void swatch(const Rect& rect, int sampler, bool muted, const Controls& ui) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Ink ink{Ink::sampler, sampler, 1};
    const Color color = resolve(*ui.theme, ink);
    const float round = 0.25f * rect.h, line = 1.5f * ui.scale;
    if (!muted) {
        const int parts = channel_of(*ui.theme, ink) + 1; // one, two or three, side by side
        const float gap = parts > 1 ? std::max(1.0f, 0.15f * rect.w) : 0;
        const float w = (rect.w - gap * static_cast<float>(parts - 1)) / static_cast<float>(parts);
        for (int i = 0; i < parts; ++i) {
            const float x = rect.x + (w + gap) * static_cast<float>(i);
            list.AddRectFilled({x, rect.y}, {x + w, rect.bottom()}, packed(color), parts > 1 ? 0 : round);
        }
        return;
    }
    list.AddRect({rect.x + line / 2, rect.y + line / 2}, {rect.right() - line / 2, rect.bottom() - line / 2},
                 packed(color), round, 0, line);
}

} // namespace halfstep
