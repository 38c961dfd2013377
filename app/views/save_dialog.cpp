#include "app/views/save_dialog.h"

#include "app/model/scenes.h"
#include "app/ui/dialog.h"

#include <imgui_stdlib.h>

#include <filesystem>

namespace halfstep {

void SaveDialog::show(Controls& ui, AppState& app, const Rect& window) {
    if (app.dialog != Dialog::save) {
        path_.clear();
        message_.clear();
        return;
    }
    const OpenDocument& document = app.session.document();
    if (path_.empty())
        path_ = document.path.empty() ? file_stem(app.session.experiment().title) + ".toml" : document.path;
    begin_dialog(ui, window, "save", "Save the scene", 520);
    ImGui::SetNextItemWidth(-1);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    const bool entered = ImGui::InputText("##path", &path_, ImGuiInputTextFlags_EnterReturnsTrue);
    note_item(ui, "save.path");
    std::error_code ignored;
    const bool replaces = std::filesystem::is_regular_file(path_, ignored);
    const std::string does = what_saving_does(document, path_);
    if (!message_.empty())
        warning_line(ui, message_);
    else if (!does.empty())
        quiet_line(ui, does);
    const bool pressed = main_button(ui, "save.write", replaces ? "Replace" : "Save");
    ImGui::SameLine();
    if (text_button(ui, "save.cancel", "Cancel", "")) app.dialog = Dialog::none;
    end_dialog();
    if (!pressed && !(entered && does.empty())) return;
    message_ = save_scene(app, path_);
    if (message_.empty()) app.dialog = Dialog::none;
}

} // namespace halfstep
