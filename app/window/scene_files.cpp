// Scenes come and go: as files, from the menu, through the clipboard.

#include "app/base/files.h"
#include "app/scene/scene.h"
#include "app/ui/dialog.h"
#include "app/window/workspace.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace halfstep {

std::string file_stem(const std::string& title) {
    std::string name;
    for (const char c : title) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '-' && static_cast<unsigned char>(c) < 128)
            name += '-';
    }
    constexpr std::size_t longest = 32; // of whole words
    if (name.size() > longest) name.resize(std::min(name.rfind('-', longest), longest));
    while (!name.empty() && name.back() == '-') name.pop_back();
    return name.empty() ? "scene" : name;
}

/// What the user did to the plots of another scene makes no sense in a new one.
void Workspace::open(const Experiment& experiment) {
    session_.open(experiment);
    for (FigureView* view : all_views()) view->forget();
    time_.reset();
    notice_.clear();
}

void Workspace::open_scene(const std::string& path_or_lesson) {
    try {
        open(load_scene(path_or_lesson));
    } catch (const std::exception& error) {
        say(error.what(), Stay::until_closed);
    }
}

void Workspace::copy_scene() {
    ImGui::SetClipboardText(write_scene(session_.experiment()).c_str());
    say("Copied the scene as text: paste it into a file, a mail, or another window of Halfstep", Stay::a_while);
}

void Workspace::paste_scene() {
    const char* text = ImGui::GetClipboardText();
    if (!text || !*text) {
        say("The clipboard holds no text to paste as a scene", Stay::a_while);
        return;
    }
    try {
        open(parse_scene(text, "clipboard"));
    } catch (const std::exception& error) {
        say(error.what(), Stay::until_closed);
    }
}

void Workspace::save_dialog(const Rect& window) {
    if (!saving_) {
        save_path_.clear();
        save_message_.clear();
        return;
    }
    if (save_path_.empty()) save_path_ = file_stem(session_.experiment().title) + ".toml";
    begin_dialog(ui_, window, "save", "Save the scene", 520);
    ImGui::SetNextItemWidth(-1);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    const bool entered = ImGui::InputText("##path", &save_path_, ImGuiInputTextFlags_EnterReturnsTrue);
    note_item(ui_, "save.path");
    std::error_code ignored;
    const bool exists = std::filesystem::exists(save_path_, ignored);
    if (!save_message_.empty())
        warning_line(ui_, save_message_);
    else if (exists)
        quiet_line(ui_, "This file exists: saving replaces it.");
    const bool pressed = main_button(ui_, "save.write", exists ? "Replace" : "Save");
    ImGui::SameLine();
    if (text_button(ui_, "save.cancel", "Cancel", "")) saving_ = false;
    end_dialog();
    if (!pressed && !(entered && !exists)) return;
    try {
        write_file(save_path_, write_scene(session_.experiment()));
        say("Saved " + std::filesystem::absolute(save_path_).string(), Stay::until_closed);
        saving_ = false;
    } catch (const std::exception& error) {
        save_message_ = error.what();
    }
}

} // namespace halfstep
