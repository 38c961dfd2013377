#include "app/views/timeline.h"

#include "app/views/action_controls.h"

#include <cmath>
#include <iterator>

namespace halfstep {
namespace {

constexpr int speed_count = static_cast<int>(std::size(Playback::speeds));
const char* const speed_names[speed_count] = {"0.1×", "0.25×", "0.5×", "1×", "2×", "4×"};

/// A direction's button, which pauses what plays that way.
struct PlayButton {
    const Action& action;
    Icon icon;
    bool plays = false;
    const Action& key; ///< whose key does the same
};

void play_button(Controls& ui, AppState& app, const PlayButton& button) {
    const Action& action = button.action;
    const std::string tip = (button.plays ? "Pause" : action.title) + ("  (" + key_text(button.key)) + ")";
    if (icon_button(ui, action.control, button.plays ? Icon::pause : button.icon, tip.c_str())) perform(app, action);
}

void transport(AppState& app, Controls& ui) {
    const float apart = 8 * ui.scale; // what plays, from what steps
    const Playback& playback = app.session.playback();
    const bool denoising = playback.playing && playback.towards_data, noising = playback.playing && !denoising;
    action_icon(ui, app, find_action("to-data"), Icon::to_data);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("step-back"), Icon::step_back);
    ImGui::SameLine(0, apart);
    const Action &denoise = find_action("denoise"), &diffuse = find_action("diffuse");
    play_button(ui, app, {denoise, Icon::play_back, denoising, find_action("play")});
    ImGui::SameLine(0, 0);
    play_button(ui, app, {diffuse, Icon::play, noising, noising ? find_action("play") : diffuse});
    ImGui::SameLine(0, apart);
    action_icon(ui, app, find_action("step-forward"), Icon::step_forward);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("to-noise"), Icon::to_noise);
    ImGui::SameLine(0, apart);
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + 0.5f * (30 * ui.scale - ui.row_height()));
    action_button(ui, app, find_action("inspect"), "Step");
    const Action& split = find_action("split");
    if (!possible(app, split)) return;
    ImGui::SameLine(0, 4 * ui.scale);
    action_button(ui, app, split, "Split");
}

void scrubber(Session& session, Controls& ui, float width) {
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float height = 30 * ui.scale, y = origin.y + height / 2, knob = 8 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float word = 48 * ui.scale;
    ui.fonts.draw(
        list, {origin.x + word - 8 * ui.scale, y}, "data",
        {.size = ui.fonts.body(), .color = ui.theme->muted, .horizontal = Align::end, .vertical = Align::middle});
    ui.fonts.draw(list, {origin.x + width - word + 8 * ui.scale, y}, "noise",
                  {.size = ui.fonts.body(), .color = ui.theme->muted, .vertical = Align::middle});
    const float left = origin.x + word + knob, right = origin.x + width - word - knob - 6 * ui.scale;
    if (right <= left) return;
    ImGui::SetCursorScreenPos({left - knob, origin.y});
    touch_area("scrub", {right - left + 2 * knob, height});
    note_item(ui, "timeline.scrub");
    if (ImGui::IsItemActive()) {
        const float u = (ImGui::GetIO().MousePos.x - left) / (right - left);
        session.take_time(static_cast<int>(std::lround(u * static_cast<float>(session.levels()))));
    }
    const float u = static_cast<float>(session.view().level) / static_cast<float>(session.levels()),
                x = left + u * (right - left);
    list.AddRectFilled({left, y - 2 * ui.scale}, {right, y + 2 * ui.scale}, packed(ui.theme->text, 0.16f),
                       2 * ui.scale);
    list.AddRectFilled({x, y - 2 * ui.scale}, {right, y + 2 * ui.scale}, packed(ui.theme->accent, 0.8f), 2 * ui.scale);
    for (int i = 1; i < 10; ++i) {
        const float tick = left + (right - left) * static_cast<float>(i) / 10;
        list.AddLine({tick, y + 7 * ui.scale}, {tick, y + 10 * ui.scale}, packed(ui.theme->text, 0.25f));
    }
    list.AddCircleFilled({x, y}, knob, packed(ui.theme->accent));
    list.AddCircleFilled({x, y}, 0.4f * knob, packed(ui.theme->panel));
}

} // namespace

void timeline(Controls& ui, AppState& app, const Rect& rect) {
    Session& session = app.session;
    ImGui::SetCursorScreenPos({rect.x + 12 * ui.scale, rect.y + (rect.h - 30 * ui.scale) / 2});
    transport(app, ui);
    ImGui::SameLine(0, 8 * ui.scale);
    const float after = 86 * ui.scale;
    const float y = ImGui::GetCursorScreenPos().y;
    scrubber(session, ui, rect.right() - ImGui::GetCursorScreenPos().x - after);

    ImGui::SetCursorScreenPos({rect.right() - after + 4 * ui.scale, y + 2 * ui.scale});
    ImGui::SetNextItemWidth(after - 16 * ui.scale);
    int current = 0;
    for (int i = 0; i < speed_count; ++i)
        if (Playback::speeds[i] == session.playback().speed) current = i;
    const bool open = begin_combo(ui, "##speed", speed_names[current]);
    note_item(ui, "timeline.speed");
    if (open) {
        for (int i = 0; i < speed_count; ++i) {
            const std::string key = std::string("timeline.speed.") + speed_names[i];
            if (list_item(ui, key, speed_names[i], i == current)) session.set_speed(Playback::speeds[i]);
        }
        ImGui::EndCombo();
    } else {
        const std::string keys = key_text(find_action("slower")) + " and " + key_text(find_action("faster"));
        item_tip(ui, ("Speed: at 1× the whole process takes 8 seconds  (" + keys + ")").c_str());
    }
}

} // namespace halfstep
