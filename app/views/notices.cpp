#include "app/views/notices.h"

#include "app/model/actions.h"
#include "app/ui/dialog.h"

#include <algorithm>

namespace halfstep {

bool update_notice(Notice& notice, double seconds) {
    if (notice.seconds_left <= 0 || (notice.seconds_left -= seconds) > 0) return false;
    notice = {};
    return true;
}

void notice_line(Controls& ui, AppState& app, const Rect& stage) {
    const std::string& notice = app.notice.text;
    if (notice.empty()) return;
    const float size = ui.fonts.body(), padding = 16 * ui.scale;
    float button = 64 * ui.scale;
    for (const char* choice : app.notice.choices)
        button +=
            ImGui::CalcTextSize(find_action(choice).title).x + 2 * ImGui::GetStyle().FramePadding.x + 8 * ui.scale;
    const float most = std::min(stage.w - padding, 1000 * ui.scale);
    const float text = ui.fonts.measure(notice, size, Weight::regular).x + 2 * ui.scale;
    const float width = std::min(most, text + button + 3 * padding);
    ImGui::SetNextWindowPos({stage.x + stage.w / 2, stage.bottom() - padding / 2}, 0, {0.5f, 1});
    ImGui::SetNextWindowSize({width, 0});
    begin_raised(ui, "notice", {16, 12});
    const float top = ImGui::GetCursorPosY();
    ImGui::SetCursorPosY(top + ImGui::GetStyle().FramePadding.y); // level with the buttons' words
    paragraph(ui, notice, size, ui.theme->text, {.width = width - button - 2 * padding});
    ImGui::SameLine(width - button - padding / 2);
    ImGui::SetCursorPosY(top);
    const char* chosen = nullptr;
    for (const char* choice : app.notice.choices) {
        const Action& action = find_action(choice);
        if (text_button(ui, action.control, action.title, "")) chosen = choice;
        ImGui::SameLine(0, 8 * ui.scale);
    }
    const bool closed = text_button(ui, "notice.close", "Close", with_key("Close", "back").c_str());
    const ImVec2 at = ImGui::GetWindowPos(), size_now = ImGui::GetWindowSize();
    ui.widgets["notice"] = {at.x, at.y, size_now.x, size_now.y};
    end_raised();
    if (closed) app.notice = {};
    if (chosen) perform(app, chosen);
}

} // namespace halfstep
