// The keyboard's focus: where it is, and that it is seen.

#include "app/ui/controls.h"

#include <imgui_internal.h> // which item has the focus

#include <algorithm>

namespace halfstep {

void listen_to_keyboard(bool walks, bool still_caret) {
    ImGuiIO& io = ImGui::GetIO();
    io.ConfigInputTextCursorBlink = !still_caret;
    if (walks)
        io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    else
        io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
}

void focus_here(bool on) {
    ImGuiContext& context = *ImGui::GetCurrentContext();
    if (on) {
        ImGui::FocusWindow(ImGui::GetCurrentWindow());
        ImGui::NavInitWindow(ImGui::GetCurrentWindow(), true);
    }
#if IMGUI_VERSION_NUM < 19140
    context.NavDisableHighlight = !on;
    context.NavDisableMouseHover = on;
#else
    context.NavCursorVisible = on;
    context.NavHighlightItemUnderNav = on;
#endif
}

void show_focus() {
    const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
#if IMGUI_VERSION_NUM < 19140
    ImGui::RenderNavHighlight({lo, hi}, ImGui::GetItemID());
#else
    ImGui::RenderNavCursor({lo, hi}, ImGui::GetItemID());
#endif
}

bool touch_area(const char* id, const ImVec2& size, ImGuiButtonFlags flags) {
    const bool pressed = ImGui::InvisibleButton(id, {std::max(size.x, 1.f), std::max(size.y, 1.f)}, flags);
    show_focus();
    return pressed;
}

bool enter_repeats() {
#if IMGUI_VERSION_NUM < 18700
    const int keys[] = {ImGui::GetKeyIndex(ImGuiKey_Enter), ImGui::GetKeyIndex(ImGuiKey_KeyPadEnter)};
#else
    const ImGuiKey keys[] = {ImGuiKey_Enter, ImGuiKey_KeypadEnter};
#endif
    for (const auto key : keys)
        if (ImGui::IsKeyPressed(key, true) && !ImGui::IsKeyPressed(key, false)) return true;
    return false;
}

} // namespace halfstep
