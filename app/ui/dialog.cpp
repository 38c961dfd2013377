#include "app/ui/dialog.h"

#include <algorithm>

namespace halfstep {
namespace {

void wrapped_line(Controls& ui, const std::string& text, Color color) {
    if (!text.empty()) paragraph(ui, text, ui.fonts.body(), color);
}

} // namespace

void begin_raised(Controls& ui, const char* id, ImVec2 padding) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding.x * ui.scale, padding.y * ui.scale));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8 * ui.scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
    ImGui::Begin(id, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_AlwaysAutoResize);
    ui.fonts.push_body();
}

void end_raised() {
    ImGui::PopFont();
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

void begin_dialog(Controls& ui, const Rect& window, const char* id, const char* title, float width) {
    ImGui::SetNextWindowPos({window.w / 2, window.h * 0.46f}, 0, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({std::min(width * ui.scale, 0.96f * window.w), 0});
    begin_raised(ui, id, {20, 18});
    text_line(ui, title, Weight::bold);
    ImGui::Dummy({0, 2 * ui.scale});
}

void end_dialog() { end_raised(); }

void warning_line(Controls& ui, const std::string& text) { wrapped_line(ui, text, ui.theme->warning); }
void quiet_line(Controls& ui, const std::string& text) { wrapped_line(ui, text, ui.theme->muted); }

} // namespace halfstep
