#include "app/views/compare_dialog.h"

#include "app/model/actions.h"
#include "app/scene/scene.h"
#include "app/ui/dialog.h"
#include "core/law/catalog.h"

#include <imgui_stdlib.h>

namespace halfstep {

/// Those whose particles have a place in this scene; a row each.
void CompareDialog::lessons_of(Controls& ui, AppState& app) {
    if (dimensions_.empty())
        for (const Lesson& lesson : lessons())
            dimensions_.push_back(dimension(parse_scene(lesson.toml, lesson.name).target));
    const int dim = dimension(app.session.experiment().target);
    for (std::size_t i = 0; i < lessons().size(); ++i) {
        const Lesson& lesson = lessons()[i];
        if (dimensions_[i] != dim) continue;
        if (!list_item(ui, "compare." + lesson.name, lesson.title.c_str(), false)) continue;
        app.dialog = Dialog::none;
        compare_by_choice(app, lesson.name);
    }
}

void CompareDialog::show(Controls& ui, AppState& app, const Rect& window) {
    if (app.dialog != Dialog::compare) {
        path_.clear();
        return;
    }
    begin_dialog(ui, window, "compare", "Compare with", 520);
    const bool plane = dimension(app.session.experiment().target) == 2;
    quiet_line(ui,
               std::string("Two stages from one seed, at the same share of both processes. A lesson with data in ") +
                   (plane ? "two dimensions, as this scene:" : "one dimension, as this scene:"));
    lessons_of(ui, app);
    ImGui::Dummy({0, 4 * ui.scale});
    quiet_line(ui, "Or a scene file:");
    ImGui::SetNextItemWidth(-1);
    const bool entered = ImGui::InputText("##path", &path_, ImGuiInputTextFlags_EnterReturnsTrue);
    note_item(ui, "compare.path");
    const bool pressed = main_button(ui, "compare.file", "Compare", !path_.empty());
    ImGui::SameLine();
    if (text_button(ui, "compare.keep", "Keep this state", tip_text(find_action("keep-state")).c_str())) {
        app.dialog = Dialog::none;
        perform(app, "keep-state");
    }
    ImGui::SameLine();
    if (text_button(ui, "compare.cancel", "Cancel", "")) perform(app, "back");
    end_dialog();
    if (path_.empty() || !(pressed || entered)) return;
    app.dialog = Dialog::none;
    compare_by_choice(app, path_);
}

} // namespace halfstep
