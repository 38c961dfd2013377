#include "app/ui/dialog.h"

#include "app/window/workspace.h"

#include <algorithm>

namespace halfstep {
namespace {

/// Popups' colours and a border; ends with end_raised().
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

void wrapped_line(const std::string& text, Color color) {
    if (text.empty()) return;
    ImGui::PushStyleColor(ImGuiCol_Text, vec4(color));
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

} // namespace

void begin_dialog(Controls& ui, const Rect& window, const char* id, const char* title, float width) {
    ImGui::SetNextWindowPos({window.w / 2, window.h * 0.46f}, 0, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({std::min(width * ui.scale, 0.96f * window.w), 0});
    begin_raised(ui, id, {20, 18});
    ui.fonts.push_bold();
    ImGui::TextUnformatted(title);
    ImGui::PopFont();
    ImGui::Dummy({0, 2 * ui.scale});
}

void end_dialog() { end_raised(); }

void warning_line(Controls& ui, const std::string& text) { wrapped_line(text, ui.theme->warning); }
void quiet_line(Controls& ui, const std::string& text) { wrapped_line(text, ui.theme->muted); }

// ---- notices: a line at the bottom, of what has happened or could not ----

void Workspace::say(const std::string& text, Stay stay) {
    constexpr double a_while = 5; // seconds
    notice_ = text;
    notice_left_ = stay == Stay::a_while ? a_while : 0;
}

void Workspace::notice(const Rect& window) {
    if (notice_.empty()) return;
    const float size = fonts_.body(), button = 64 * scale_, padding = 16 * scale_;
    const float most = std::min(window.w * 0.8f, 1000 * scale_);
    const float text = fonts_.measure(notice_, size, Weight::regular).x + 2 * scale_;
    const float width = std::min(most, text + button + 3 * padding);
    ImGui::SetNextWindowPos({window.w / 2, window.h - 72 * scale_}, 0, {0.5f, 1});
    ImGui::SetNextWindowSize({width, 0});
    begin_raised(ui_, "notice", {16, 12});
    ImGui::AlignTextToFramePadding();
    ImGui::PushTextWrapPos(width - button - padding);
    ImGui::TextUnformatted(notice_.c_str());
    ImGui::PopTextWrapPos();
    ImGui::SameLine(width - button - padding / 2);
    const bool closed = text_button(ui_, "notice.close", "Close", "Close  (Esc)");
    end_raised();
    if (closed) notice_.clear();
}

} // namespace halfstep
