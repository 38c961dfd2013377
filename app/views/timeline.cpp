#include "app/panels/panels.h"

#include <cmath>
#include <cstdio>
#include <iterator>

namespace halfstep {
namespace {

constexpr int speed_count = static_cast<int>(std::size(Playback::speeds));
const char* const speed_names[speed_count] = {"0.1×", "0.25×", "0.5×", "1×", "2×", "4×"};

void transport(Session& session, Controls& ui) {
    const int level = session.cursor().level;
    const float apart = 8 * ui.scale; // what plays, from what steps
    if (icon_button(ui, "timeline.to_data", Icon::to_data, "To the data, t = 0  (Home)", level > 0))
        session.set_level(0);
    ImGui::SameLine(0, 0);
    if (icon_button(ui, "timeline.step_back", Icon::step_back, "One level towards the data  (←)", level > 0))
        session.set_level(level - 1);
    ImGui::SameLine(0, apart);
    const Playback& playback = session.playback();
    const bool denoising = playback.playing && playback.towards_data, noising = playback.playing && !denoising;
    if (icon_button(ui, "timeline.play", denoising ? Icon::pause : Icon::play_back,
                    denoising ? "Pause  (Space)" : "Play from noise to data: denoising  (Space)"))
        session.toggle_play(true);
    ImGui::SameLine(0, 0);
    if (icon_button(ui, "timeline.play_forward", noising ? Icon::pause : Icon::play,
                    noising ? "Pause  (Space)" : "Play from data to noise: forward diffusion  (Shift Space)"))
        session.toggle_play(false);
    ImGui::SameLine(0, apart);
    if (icon_button(ui, "timeline.step_forward", Icon::step_forward, "One level towards noise  (→)",
                    level < session.levels()))
        session.set_level(level + 1);
    ImGui::SameLine(0, 0);
    if (icon_button(ui, "timeline.to_noise", Icon::to_noise, "To pure noise, t = T  (End)", level < session.levels()))
        session.set_level(session.levels());
}

void scrubber(Session& session, Controls& ui, float width) {
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float height = 30 * ui.scale, y = origin.y + height / 2, knob = 8 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float word = 48 * ui.scale;
    ui.fonts.draw(list, {origin.x + word - 8 * ui.scale, y}, "data", ui.fonts.body(), Weight::regular, ui.theme->muted,
                  Align::end, Align::middle);
    ui.fonts.draw(list, {origin.x + width - word + 8 * ui.scale, y}, "noise", ui.fonts.body(), Weight::regular,
                  ui.theme->muted, Align::start, Align::middle);
    const float left = origin.x + word + knob, right = origin.x + width - word - knob - 6 * ui.scale;
    if (right <= left) return;
    ImGui::SetCursorScreenPos({left - knob, origin.y});
    ImGui::InvisibleButton("scrub", {right - left + 2 * knob, height});
    note_item(ui, "timeline.scrub");
    if (ImGui::IsItemActive()) {
        session.play(false);
        const float u = (ImGui::GetIO().MousePos.x - left) / (right - left);
        session.set_level(static_cast<int>(std::lround(u * static_cast<float>(session.levels()))));
    }
    const float u = static_cast<float>(session.cursor().level) / static_cast<float>(session.levels()),
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

void panel_timeline(Session& session, Controls& ui, const Rect& rect) {
    ImGui::SetCursorScreenPos({rect.x + 12 * ui.scale, rect.y + (rect.h - 30 * ui.scale) / 2});
    transport(session, ui);
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
    } else if (ImGui::IsItemHovered()) {
        tooltip(ui, "Speed: at 1× the whole process takes 8 seconds  (, and .)");
    }
}

} // namespace halfstep
