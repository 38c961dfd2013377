// The bar along the top, and what opens from it.

#include "app/export/files.h"
#include "app/scene/scene.h"
#include "app/window/workspace.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace halfstep {
namespace {

/// "t = 0.42   k = 42 / 100", at a fixed width so that nothing moves while the numbers do.
std::string clock_text(const Experiment& experiment, int level) {
    const int T = experiment.process.steps;
    char text[64];
    if (experiment.process.kind == ProcessKind::vp)
        std::snprintf(text, sizeof text, "t = %d / %d", level, T);
    else
        std::snprintf(text, sizeof text, "t = %.*f    k = %d / %d", T > 100 ? 3 : 2, static_cast<double>(level) / T,
                      level, T);
    return text;
}

std::string file_name_for(const std::string& title) {
    std::string name;
    for (const char c : title) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '-' && static_cast<unsigned char>(c) < 128)
            name += '-';
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    return (name.empty() ? "scene" : name) + ".toml";
}

} // namespace

void Workspace::top_bar(const Rect& rect) {
    const float g = 8 * scale_, middle = rect.y + rect.h / 2, button = 30 * scale_;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    fonts_.draw(list, {rect.x + 2 * g, middle}, "Halfstep", fonts_.large(), Weight::bold, theme().text, Align::start,
                Align::middle);
    float x = rect.x + 4 * g + fonts_.measure("Halfstep", fonts_.large(), Weight::bold).x;

    // What stands at the right end, and what is left for the name of the scene. In a small window the clock goes: the
    // plots tell the time, too.
    const float padding = 2 * ImGui::GetStyle().FramePadding.x;
    const float letters = ImGui::CalcTextSize("A\u2212").x + ImGui::CalcTextSize("A+").x + 2 * padding + 8 * scale_;
    const float right = rect.right() - 3 * button - letters - g;
    const std::string clock = clock_text(session_.experiment(), session_.cursor().level);
    const float clock_width =
        fonts_.measure(clock_text(session_.experiment(), session_.levels()), fonts_.large(), Weight::bold).x;
    float room = right - x - 2 * button - ImGui::CalcTextSize("Save").x - padding - 4 * g;
    const bool clock_fits = room - clock_width - 3 * g > 120 * scale_;
    if (clock_fits) room -= clock_width + 3 * g;
    const float title_width = std::clamp(room, 60 * scale_, 360 * scale_);

    // Scenes: the shipped lessons, by title.
    const std::string& title = session_.experiment().title;
    ImGui::SetCursorScreenPos({x, middle - ui_.row_height() / 2});
    ImGui::SetNextItemWidth(title_width);
    const bool open = begin_combo(ui_, "##scene", title.empty() ? "Untitled" : title.c_str());
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
    x += title_width + g;
    ImGui::SetCursorScreenPos({x, middle - button / 2});
    if (icon_button(ui_, "undo", Icon::undo, "Undo  (Ctrl Z)", session_.can_undo())) session_.undo();
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "redo", Icon::redo, "Redo  (Ctrl Shift Z)", session_.can_redo())) session_.redo();
    ImGui::SameLine(0, 4 * scale_);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - ui_.row_height() / 2});
    if (text_button(ui_, "save", "Save", "Save this experiment as a scene file  (Ctrl S)")) saving_ = true;

    // From the right: help, full screen, theme, type size, the clock.
    ImGui::SetCursorScreenPos({right, middle - ui_.row_height() / 2});
    if (text_button(ui_, "smaller", "A\u2212", "Smaller type  (Ctrl \u2212)")) press({Key::minus, true, false});
    ImGui::SameLine(0, 4 * scale_);
    if (text_button(ui_, "larger", "A+", "Larger type, for the back row  (Ctrl +)")) press({Key::plus, true, false});
    ImGui::SameLine(0, 4 * scale_);
    ImGui::SetCursorScreenPos({ImGui::GetCursorScreenPos().x, middle - button / 2});
    if (icon_button(ui_, "theme", dark_ ? Icon::sun : Icon::moon, "Light or dark  (T)")) press({Key::t});
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "fullscreen", Icon::expand, "Full screen  (F11)")) fullscreen_requested_ = true;
    ImGui::SameLine(0, 0);
    if (icon_button(ui_, "help", Icon::help, "Keys and symbols  (F1)")) help_ = true;

    if (clock_fits) {
        fonts_.draw(list, {right - 3 * g, middle}, clock, fonts_.large(), Weight::bold, theme().text, Align::end,
                    Align::middle);
        ui_.widgets["clock"] = {right - 3 * g - clock_width, rect.y, clock_width, rect.h};
    }

    // A thin line under the bar while the full run is under way; its end is what is on screen being final.
    if (session_.busy()) {
        const float y = rect.bottom() - 3 * scale_, width = rect.w * session_.progress();
        list.AddRectFilled({rect.x, y}, {rect.x + width, y + 2 * scale_}, packed(theme().accent));
    }
}

void Workspace::save_dialog(const Rect& window) {
    if (!saving_) return;
    if (save_path_.empty()) save_path_ = file_name_for(session_.experiment().title);
    ImGui::SetNextWindowPos({window.w / 2, window.h / 3}, 0, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({520 * scale_, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(20 * scale_, 18 * scale_));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8 * scale_);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
    ImGui::Begin("save", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_AlwaysAutoResize);
    fonts_.push_bold();
    ImGui::TextUnformatted("Save the scene");
    ImGui::PopFont();
    fonts_.push_body();
    ImGui::SetNextItemWidth(-1);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    const bool entered = ImGui::InputText("##path", &save_path_, ImGuiInputTextFlags_EnterReturnsTrue);
    note_item(ui_, "save.path");
    std::error_code ignored;
    const bool exists = std::filesystem::exists(save_path_, ignored);
    if (!save_message_.empty() || exists)
        ImGui::TextWrapped("%s",
                           save_message_.empty() ? "This file exists: saving replaces it." : save_message_.c_str());
    const bool pressed = text_button(ui_, "save.write", exists ? "Replace" : "Save", "");
    ImGui::SameLine();
    if (text_button(ui_, "save.cancel", "Cancel", "")) saving_ = false;
    if (pressed || (entered && !exists)) {
        try {
            write_file(save_path_, write_scene(session_.experiment()));
            notice_ = "Saved " + std::filesystem::absolute(save_path_).string();
            saving_ = false;
            save_message_.clear();
        } catch (const std::exception& error) {
            save_message_ = error.what();
        }
    }
    ImGui::PopFont();
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
    if (!saving_) save_path_.clear();
}

void Workspace::notice(const Rect& window) {
    if (notice_.empty()) return;
    ImGui::SetNextWindowPos({window.w / 2, window.h - 72 * scale_}, 0, {0.5f, 1});
    ImGui::SetNextWindowSize({std::min(window.w * 0.7f, 900 * scale_), 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(16 * scale_, 12 * scale_));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 8 * scale_);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
    ImGui::Begin("notice", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_AlwaysAutoResize);
    fonts_.push_body();
    ImGui::TextWrapped("%s", notice_.c_str());
    if (text_button(ui_, "notice.close", "Close", "")) notice_.clear();
    ImGui::PopFont();
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(3);
}

/// Where a plot's title stands, in screen pixels.
Rect Workspace::title_of(std::size_t slot, const Rect& rect) {
    const float size = theme().title_size * points(), pad = 6 * points(); // as the layout of figures has them
    return {rect.x + pad, rect.y + pad, fonts_.measure(views_[slot].figure().title, size, Weight::bold).x, 1.3f * size};
}

/// The title itself is the menu: a quiet arrow behind it says so.
void Workspace::draw_chooser(std::size_t slot, const Rect& rect, bool hovered) {
    const Rect title = title_of(slot, rect);
    const float r = 3.5f * scale_;
    const ImVec2 c{title.right() + 11 * scale_, title.y + 0.5f * title.h};
    const ImVec2 chevron[] = {{c.x - r, c.y - r / 2}, {c.x, c.y + r / 2}, {c.x + r, c.y - r / 2}};
    ImGui::GetWindowDrawList()->AddPolyline(chevron, 3, packed(hovered ? theme().text : theme().muted), 0,
                                            1.6f * scale_);
}

bool Workspace::plot_chooser(std::size_t slot, const Rect& rect) {
    const Rect title = title_of(slot, rect);
    ImGui::PushID(static_cast<int>(slot));
    ImGui::SetCursorScreenPos({title.x, title.y});
    if (ImGui::InvisibleButton("title", {title.w + 22 * scale_, title.h})) ImGui::OpenPopup("choose");
    note_item(ui_, "plots[" + std::to_string(slot) + "]");
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) tooltip(ui_, "Show another plot here");
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * scale_, 8 * scale_));
    if (ImGui::BeginPopup("choose")) {
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(*session_.run())) continue;
            const std::string key = "plots[" + std::to_string(slot) + "]." + plot.name;
            if (list_item(ui_, key, plot.title, chosen_[slot] == &plot)) chosen_[slot] = &plot;
            if (ImGui::IsItemHovered()) tooltip(ui_, plot.help);
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    ImGui::PopID();
    return hovered;
}

} // namespace halfstep
