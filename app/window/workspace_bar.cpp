// The bar along the top, and the menus that open from it.

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/scene/scene.h"
#include "app/window/workspace.h"

#include <algorithm>

namespace halfstep {

namespace {

/// A colour map as a strip in its item of the menu, where others have their shortcut.
void show_ramp(const Ramp& ramp, const Rect& item, float scale) {
    const float width = 84 * scale, height = 9 * scale;
    const float left = item.right() - width - 34 * scale, top = item.y + (item.h - height) / 2;
    const float step = width / static_cast<float>(ramp.size() - 1);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i + 1 < ramp.size(); ++i) {
        const ImU32 from = packed(ramp[i]), to = packed(ramp[i + 1]);
        const float x = left + static_cast<float>(i) * step;
        list.AddRectFilledMultiColor({x, top}, {x + step, top + height}, from, to, to, from);
    }
}

} // namespace

std::string clock_text(const Experiment& experiment, int level) {
    const int T = experiment.process.steps;
    const std::string of = std::to_string(level) + " / " + std::to_string(T);
    if (experiment.process.kind == ProcessKind::vp) return "t = " + of;
    return "t = " + fixed_text(static_cast<double>(level) / T, T > 100 ? 3 : 2) + "    k = " + of;
}

void Workspace::top_bar(const Rect& rect) {
    const float g = 8 * scale_, middle = rect.y + rect.h / 2, button = 30 * scale_;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    fonts_.draw(list, {rect.x + 2 * g, middle}, "Halfstep", fonts_.large(), Weight::bold, theme().text, Align::start,
                Align::middle);
    const float x = rect.x + 4 * g + fonts_.measure("Halfstep", fonts_.large(), Weight::bold).x;

    // What stands at the right end, and what is left for the name of the scene. In a small window the clock goes: the
    // plots tell the time, too.
    const float padding = 2 * ImGui::GetStyle().FramePadding.x;
    const auto width = [&](const char* text) { return ImGui::CalcTextSize(text).x + padding + 4 * scale_; };
    const float right = rect.right() - 3 * button - width("A\u2212") - width("A+") - g;
    const std::string clock = clock_text(session_.experiment(), session_.cursor().level);
    const float clock_width =
        fonts_.measure(clock_text(session_.experiment(), session_.levels()), fonts_.large(), Weight::bold).x;
    float room = right - x - 3 * button - width("Save") - width("Export") - 4 * g;
    const bool clock_fits = room - clock_width - 3 * g > 120 * scale_;
    if (clock_fits) room -= clock_width + 3 * g;
    scene_menu({x, rect.y, std::clamp(room, 60 * scale_, 360 * scale_), rect.h});

    ImGui::SetCursorScreenPos({right, middle - ui_.row_height() / 2});
    if (text_button(ui_, "smaller", "A\u2212", "Smaller type  (Ctrl \u2212)")) press({Key::minus, true, false});
    ImGui::SameLine(0, 4 * scale_);
    if (text_button(ui_, "larger", "A+", "Larger type, for the back row  (Ctrl +)")) press({Key::plus, true, false});
    ImGui::SameLine(0, 4 * scale_);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - button / 2});
    if (icon_button(ui_, "theme", settings_.dark ? Icon::sun : Icon::moon, "Light or dark  (T)"))
        set_dark(!settings_.dark);
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "fullscreen", Icon::expand, "Present: full screen, larger, without the controls  (F11)"))
        present(true);
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "help", Icon::help, "Keys and symbols  (F1)")) help_ = true;

    if (clock_fits) {
        fonts_.draw(list, {right - 3 * g, middle}, clock, fonts_.large(), Weight::bold, theme().text, Align::end,
                    Align::middle);
        ui_.widgets["clock"] = {right - 3 * g - clock_width, rect.y, clock_width, rect.h};
    }

    // A thin line under the bar while the full run is under way; its end is what is on screen being final.
    if (session_.busy()) {
        const float y = rect.bottom() - 3 * scale_, along = rect.w * session_.progress();
        list.AddRectFilled({rect.x, y}, {rect.x + along, y + 2 * scale_}, packed(theme().accent));
    }
}

/// The scene by its name, a list of lessons; and what can be done with it. `rect`: of the name.
void Workspace::scene_menu(const Rect& rect) {
    const float g = 8 * scale_, middle = rect.y + rect.h / 2, button = 30 * scale_;
    const std::string& title = session_.experiment().title;
    ImGui::SetCursorScreenPos({rect.x, middle - ui_.row_height() / 2});
    ImGui::SetNextItemWidth(rect.w);
    const bool open = begin_combo(ui_, "##scene", title.empty() ? "Untitled" : clean_text(title).c_str());
    note_item(ui_, "scene");
    if (open) {
        for (const Lesson& lesson : lessons()) {
            if (list_item(ui_, "scene." + lesson.name, lesson.title.c_str(), lesson.title == title))
                open_scene(lesson.name);
        }
        ImGui::EndCombo();
    } else if (ImGui::IsItemHovered()) {
        tooltip(ui_, "Open a lesson. Scene files can be dropped on the window.");
    }
    ImGui::SetCursorScreenPos({rect.right() + g, middle - button / 2});
    if (icon_button(ui_, "undo", Icon::undo, "Undo  (Ctrl Z)", session_.can_undo())) session_.undo();
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "redo", Icon::redo, "Redo  (Ctrl Shift Z)", session_.can_redo())) session_.redo();
    ImGui::SameLine(0, 4 * scale_);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - ui_.row_height() / 2});
    if (text_button(ui_, "save", "Save", "Save this experiment as a scene file  (Ctrl S)")) saving_ = true;
    ImGui::SameLine(0, 4 * scale_);
    if (text_button(ui_, "export", "Export", "Write plots or their data to a file  (Ctrl E)")) open_export(nullptr);
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - button / 2});
    if (icon_button(ui_, "more", Icon::more, "More")) ImGui::OpenPopup("more");
    more_menu();
}

void Workspace::more_menu() {
    const Rect button = ui_.widgets.at("more");
    ImGui::SetNextWindowPos({button.x, button.bottom() + 4 * scale_});
    if (!begin_menu(ui_, "more")) return;
    if (menu_item(ui_, "more.copy", "Copy the scene as text", "Ctrl Shift C")) copy_scene();
    if (menu_item(ui_, "more.paste", "Paste a scene", "Ctrl V")) paste_scene();
    ImGui::Separator();
    if (menu_item(ui_, "more.sweep", "Sweep: vary a value", "S", sweep_.is_open())) toggle_sweep();
    ImGui::Separator();
    if (menu_item(ui_, "more.fit", "Fit all plots", "F")) fit_plots(nullptr);
    if (menu_item(ui_, "more.link", "Link time axes", "", settings_.link_time)) set_link_time(!settings_.link_time);
    if (menu_item(ui_, "more.crosshair", "Crosshair", "C", settings_.crosshair))
        settings_.crosshair = !settings_.crosshair;
    ImGui::Separator();
    ImGui::TextDisabled("Colours of densities");
    for (const ColorMap& map : color_maps()) {
        const std::string key = std::string("more.") + map.name;
        if (menu_item(ui_, key, map.name, "", settings_.color_map == map.name)) set_color_map(map.name);
        if (ImGui::IsItemHovered()) tooltip(ui_, map.help);
        show_ramp(map.make(theme()), ui_.widgets.at(key), scale_);
    }
    end_menu();
}

} // namespace halfstep
