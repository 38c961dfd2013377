#include "app/ui/style.h"

#include "app/ui/fonts.h"

namespace halfstep {
namespace {

ImVec4 mix(Color a, Color b, float t) {
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t, 1};
}

ImVec4 faded(Color c, float alpha) { return {c.r, c.g, c.b, alpha}; }

} // namespace

void apply_style(const Theme& theme, float scale) {
    ImGuiStyle style;
    style.WindowPadding = {0, 0};
    style.FramePadding = {8, 5.5f}; // with 15 px type, controls are as high as the rows of panels
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {6, 4};
    style.WindowRounding = 0;
    style.ChildRounding = 0;
    style.FrameRounding = 5;
    style.PopupRounding = 6;
    style.ScrollbarRounding = 6;
    style.ScrollbarSize = 10;
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.PopupBorderSize = 1;
    style.ScaleAllSizes(scale);

    ImVec4* c = style.Colors;
    const ImVec4 hovered = mix(theme.control, theme.text, 0.08f), active = mix(theme.control, theme.text, 0.16f);
    c[ImGuiCol_Text] = vec4(theme.text);
    c[ImGuiCol_TextDisabled] = vec4(theme.muted);
    c[ImGuiCol_WindowBg] = vec4(theme.ground);
    c[ImGuiCol_ChildBg] = {0, 0, 0, 0};
    c[ImGuiCol_PopupBg] = mix(theme.panel, theme.text, theme.dark ? 0.05f : 0);
    c[ImGuiCol_Border] = faded(theme.text, 0.12f);
    c[ImGuiCol_FrameBg] = c[ImGuiCol_Button] = vec4(theme.control);
    c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_ButtonHovered] = hovered;
    c[ImGuiCol_FrameBgActive] = c[ImGuiCol_ButtonActive] = active;
    c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = vec4(theme.accent);
    c[ImGuiCol_Header] = faded(theme.accent, 0.22f);
    c[ImGuiCol_HeaderHovered] = faded(theme.accent, 0.16f);
    c[ImGuiCol_HeaderActive] = faded(theme.accent, 0.3f);
    c[ImGuiCol_Separator] = faded(theme.text, 0.1f);
    c[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
    c[ImGuiCol_ScrollbarGrab] = faded(theme.text, 0.15f);
    c[ImGuiCol_ScrollbarGrabHovered] = faded(theme.text, 0.25f);
    c[ImGuiCol_ScrollbarGrabActive] = faded(theme.text, 0.35f);
    c[ImGuiCol_TextSelectedBg] = faded(theme.accent, 0.35f);
    c[ImGuiCol_NavHighlight] = vec4(theme.accent);
    c[ImGuiCol_ModalWindowDimBg] = faded(theme.ground, 0.7f);
    ImGui::GetStyle() = style;
}

} // namespace halfstep
