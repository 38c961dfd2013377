#include "app/views/top_bar.h"

#include "app/base/text.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "app/ui/card.h"
#include "app/views/action_controls.h"

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

void more_menu(Controls& ui, AppState& app) {
    const Rect button = ui.widgets.at("more");
    ImGui::SetNextWindowPos({button.x, button.bottom() + 4 * ui.scale});
    if (!begin_menu(ui, "more")) return;
    const auto item = [&](const char* name, bool checked = false) {
        const Action& action = find_action(name);
        action_item(ui, app, action.control, action, checked);
    };
    item("palette");
    ImGui::Separator();
    item("copy-scene");
    item("paste-scene");
    item("copy-description");
    ImGui::Separator();
    item("sweep", app.sweeping);
    const bool beside = app.session.beside() != nullptr, kept = beside && app.session.beside()->kept();
    item("compare", beside && !kept);
    item_tip(ui,
             "A lesson or a scene file beside this one: from the same seed and x_T, at the same share of the process");
    item("keep-state", kept);
    item_tip(ui, "Then move a slider: before and after beside each other. What is kept is not saved with the scene.");
    ImGui::Separator();
    item("fit");
    item("link-time", app.settings.link_time);
    item("crosshair", app.settings.crosshair);
    item("reduced-motion", app.settings.reduced_motion);
    ImGui::Separator();
    ImGui::TextDisabled("Notation");
    for (const Fact<Notation>& row : facts<Notation>()) {
        const std::string key = std::string("more.notation.") + row.spelling;
        if (menu_item(ui, key, row.label, {.checked = app.session.view().notation == row.value}))
            app.session.set_notation(row.value);
        item_tip(ui, row.tip);
    }
    item("notation");
    ImGui::Separator();
    ImGui::TextDisabled("Colours of densities");
    for (const ColorMap& map : color_maps()) {
        const std::string key = std::string("more.") + map.name;
        if (menu_item(ui, key, map.name, {.checked = app.settings.color_map == map.name})) {
            app.settings.color_map = map.name;
            app.stale_look = true;
        }
        item_tip(ui, map.help);
        show_ramp(map.make(*ui.theme), ui.widgets.at(key), ui.scale);
    }
    ImGui::Separator();
    item("copy-diagnosis");
    item_tip(ui, "What `halfstep --diagnose` prints: paste it into a report of a fault");
    end_menu();
}

/// Where the scene is kept.
std::string place_text(const OpenDocument& document, bool edited) {
    const std::string end = "\n\nOpen a lesson. Scene files can be dropped on the window.";
    if (document.step > 0)
        return "Step " + std::to_string(document.step) + " of a lesson" + (edited ? ", with edits" : "") + "." + end;
    if (!document.path.empty()) return clean_text(document.path) + (edited ? ", with edits that it lacks" : "") + end;
    if (document.lesson.empty()) return "In no file yet: Ctrl S saves it." + end;
    return (edited ? "A copy of a lesson, in no file yet: Ctrl S saves it." : "A lesson: what is edited is a copy.") +
           end;
}

void file_menu(Controls& ui, AppState& app) {
    const Rect button = ui.widgets.at("file");
    ImGui::SetNextWindowPos({button.x, button.bottom() + 4 * ui.scale});
    if (!begin_menu(ui, "file")) return;
    const auto item = [&](const char* name, const char* key = nullptr) {
        const Action& action = find_action(name);
        action_item(ui, app, key ? key : action.control, action);
    };
    item("new-scene");
    item("open");
    item("open-recent");
    item("lessons");
    ImGui::Separator();
    if (menu_item(ui, "file.save", "Save", {.shortcut = key_text(find_action("save")).c_str()})) perform(app, "save");
    item("save-as");
    item("edit-words", "file.words");
    ImGui::Separator();
    item("export", "file.export");
    item("copy-scene", "file.copy");
    item("paste-scene", "file.paste");
    end_menu();
}

/// The scene by its name, a list of lessons; and what can be done with it. `rect`: of the name.
void scene_menu(Controls& ui, AppState& app, const Rect& rect) {
    const float g = 8 * ui.scale, middle = rect.y + rect.h / 2, button = 30 * ui.scale;
    const std::string title = app.session.experiment().title;
    const OpenDocument& document = app.session.document();
    const bool edited = app.session.edited();
    ImGui::SetCursorScreenPos({rect.x, middle - ui.row_height() / 2});
    ImGui::SetNextItemWidth(rect.w);
    const std::string name = title.empty() ? "Untitled" : clean_text(title);
    const bool open = begin_combo(ui, "##scene", (edited ? "• " + name : name).c_str());
    note_item(ui, "scene");
    if (open) {
        std::string chosen; // opened once nothing here refers to the scene before
        for (const Lesson& lesson : lessons())
            if (list_item(ui, "scene." + lesson.name, lesson.title.c_str(), lesson.name == document.lesson && !edited))
                chosen = lesson.name;
        ImGui::EndCombo();
        if (!chosen.empty()) open_scene(app, chosen);
    } else {
        item_tip(ui, place_text(document, edited).c_str());
    }
    ImGui::SetCursorScreenPos({rect.right() + g, middle - button / 2});
    action_icon(ui, app, find_action("undo"), Icon::undo);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("redo"), Icon::redo);
    ImGui::SameLine(0, 4 * ui.scale);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - ui.row_height() / 2});
    action_button(ui, app, find_action("save"), "Save");
    ImGui::SameLine(0, 4 * ui.scale);
    action_button(ui, app, find_action("export"), "Export");
    ImGui::SameLine(0, 0);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - button / 2});
    if (icon_button(ui, "more", Icon::more, "More")) ImGui::OpenPopup("more");
    more_menu(ui, app);
}

} // namespace

void top_bar(Controls& ui, AppState& app, const Rect& rect) {
    const float g = 8 * ui.scale, middle = rect.y + rect.h / 2, button = 30 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ui.fonts.draw(
        list, {rect.x + 2 * g, middle}, "Halfstep",
        {.size = ui.fonts.large(), .weight = Weight::bold, .color = ui.theme->text, .vertical = Align::middle});
    ImGui::SetCursorScreenPos({rect.x + 4 * g + ui.fonts.measure("Halfstep", ui.fonts.large(), Weight::bold).x,
                               middle - ui.row_height() / 2});
    if (text_button(ui, "file", "File", "New, open, save")) ImGui::OpenPopup("file");
    file_menu(ui, app);
    const float x = ui.widgets.at("file").right() + g / 2;

    // What stands at the right end, and what is left for the name of the scene. In a small window the clock goes: the
    // plots tell the time, too.
    const float padding = 2 * ImGui::GetStyle().FramePadding.x;
    const auto width = [&](const char* text) { return ImGui::CalcTextSize(text).x + padding + 4 * ui.scale; };
    const float right = rect.right() - 3 * button - width("A−") - width("A+") - g;
    const std::string clock = clock_text(app.session, app.session.view().level);
    const auto clock_room = [&](const std::string& text) {
        return ui.fonts.measure(text, ui.fonts.large(), Weight::bold).x;
    };
    const float clock_width = std::max(clock_room(clock), clock_room(clock_text(app.session, app.session.levels())));
    float room = right - x - 3 * button - width("Save") - width("Export") - 4 * g;
    const bool clock_fits = room - clock_width - 3 * g > 120 * ui.scale;
    if (clock_fits) room -= clock_width + 3 * g;
    scene_menu(ui, app, {x, rect.y, std::clamp(room, 60 * ui.scale, 360 * ui.scale), rect.h});

    ImGui::SetCursorScreenPos({right, middle - ui.row_height() / 2});
    action_button(ui, app, find_action("smaller"), "A−");
    ImGui::SameLine(0, 4 * ui.scale);
    action_button(ui, app, find_action("larger"), "A+");
    ImGui::SameLine(0, 4 * ui.scale);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - button / 2});
    action_icon(ui, app, find_action("theme"), app.settings.dark ? Icon::sun : Icon::moon);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("present"), Icon::expand);
    ImGui::SameLine(0, 0);
    action_icon(ui, app, find_action("help"), Icon::help);

    if (clock_fits) {
        ui.fonts.draw(list, {right - 3 * g, middle}, clock,
                      {.size = ui.fonts.large(),
                       .weight = Weight::bold,
                       .color = ui.theme->text,
                       .horizontal = Align::end,
                       .vertical = Align::middle});
        ui.widgets["clock"] = {right - 3 * g - clock_width, rect.y, clock_width, rect.h};
    }

    // A thin line under the bar while the full run is under way; its end is what is on screen being final.
    if (app.session.busy()) progress_line(rect, app.session.progress(), ui);
}

} // namespace halfstep
