#include "app/views/open_dialog.h"

#include "app/base/text.h"
#include "app/model/actions.h"
#include "app/model/autosave.h"
#include "app/model/scenes.h"
#include "app/ui/dialog.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <filesystem>

namespace halfstep {
namespace {

using EntryKind = BrowserEntry::Kind;

std::string home_folder() {
    const char* home = std::getenv("HOME");
    return home && *home == '/' ? home : "/";
}

/// Where the scene's own file is, else where the program was started.
std::string folder_at_hand(const AppState& app) {
    const std::string& path = app.session.document().path;
    std::error_code error;
    const auto folder = path.empty() ? std::filesystem::current_path(error) : std::filesystem::path(path).parent_path();
    return folder.empty() ? "/" : folder.string();
}

/// The first words of a note.
std::string first_words(const std::string& note) {
    constexpr std::size_t most = 220; // bytes
    if (note.size() <= most) return note;
    const std::size_t end = note.rfind(' ', most);
    return note.substr(0, end == note.npos ? most : end) + " …";
}

} // namespace

OpenDialog::OpenDialog(Renderer& renderer, Fonts& fonts, std::function<void()> wake)
    : glancer_(std::move(wake)), figure_(renderer, fonts) {}

void OpenDialog::begin(const AppState& app) {
    const OpenDocument& document = app.session.document();
    if (app.opens_recent)
        show_recent(browser_, app.state_folder);
    else if (app.opens_lessons)
        show_lessons(browser_, app.state_folder);
    else if (document.path.empty() && !document.lesson.empty())
        show_lessons(browser_, app.state_folder);
    else
        show_folder(browser_, folder_at_hand(app), document.path);
    for (std::size_t i = 0; i < browser_.entries.size(); ++i)
        if (browser_.entries[i].kind == EntryKind::lesson && browser_.entries[i].source == document.lesson)
            browser_.chosen = i;
    moved_ = true;
}

std::string OpenDialog::message() const {
    const auto glance = glancer_.newest();
    return shown_ && glance ? glance->mistake : "";
}

/// Where to look.
void OpenDialog::places(Controls& ui, const AppState& app) {
    const auto at = [&](const char* key, const char* text, bool here) {
        if (here) ImGui::PushStyleColor(ImGuiCol_Text, vec4(ui.theme->accent));
        const bool pressed = text_button(ui, key, text, "");
        if (here) ImGui::PopStyleColor();
        moved_ = moved_ || pressed;
        return pressed;
    };
    const bool in_folder = browser_.place == Browser::Place::folder;
    const std::string near = folder_at_hand(app), home = home_folder();
    const bool lessons_shown = browser_.place == Browser::Place::lessons;
    if (at("open.lessons", "Lessons", lessons_shown)) show_lessons(browser_, app.state_folder);
    ImGui::SameLine(0, 4 * ui.scale);
    if (at("open.recent", "Recent", browser_.place == Browser::Place::recent)) show_recent(browser_, app.state_folder);
    ImGui::SameLine(0, 4 * ui.scale);
    if (at("open.here", "This folder", in_folder && browser_.folder == near)) show_folder(browser_, near);
    ImGui::SameLine(0, 4 * ui.scale);
    if (at("open.home", "Home", in_folder && browser_.folder == home)) show_folder(browser_, home);
    ImGui::SameLine(0, 4 * ui.scale);
    const bool outer = in_folder && browser_.folder != "/";
    if (text_button(ui, "open.up", "Up", "The folder around this one  (Backspace)", outer)) {
        if (outer) go_up(browser_);
        moved_ = true;
    }
}

void OpenDialog::row(Controls& ui, const BrowserEntry& entry, std::size_t number, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool chosen = chosen_entry(browser_) == &entry;
    const auto glance = glancer_.newest();
    const bool refused = chosen && glance && !glance->mistake.empty();
    const bool dim = entry.kind == EntryKind::other || refused;
    ImGui::PushID(static_cast<int>(number));
    if (ImGui::Selectable("##entry", chosen, ImGuiSelectableFlags_AllowDoubleClick, {width, ui.row_height()})) {
        browser_.chosen = number;
        entered_ = entered_ || ImGui::IsMouseDoubleClicked(0);
    }
    note_item(ui, "open." + entry.name);
    if (chosen && std::exchange(moved_, false)) ImGui::SetScrollHereY(0.5f);
    ImGui::PopID();
    const float middle = at.y + ui.row_height() / 2, g = 6 * ui.scale;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string name = entry.kind == EntryKind::folder ? entry.name + "/" : entry.name;
    const Color color = dim ? ui.theme->muted : ui.theme->text;
    ui.fonts.draw(list, {at.x + g, middle}, name, {.size = ui.fonts.body(), .color = color, .vertical = Align::middle});
    if (entry.hint.empty()) return;
    const float x = at.x + 2 * g + ui.fonts.measure(name, ui.fonts.body(), Weight::regular).x;
    list.PushClipRect({x, at.y}, {at.x + width - g, at.y + ui.row_height()}, true);
    ui.fonts.draw(list, {x + g, middle}, entry.hint,
                  {.size = ui.fonts.small(), .color = ui.theme->muted, .vertical = Align::middle});
    list.PopClipRect();
}

void OpenDialog::rows(Controls& ui, AppState& app, const Rect& rect) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushStyleColor(ImGuiCol_Border, vec4(ui.theme->grid));
    ImGui::BeginChild("entries", {rect.w, rect.h}, true, ImGuiWindowFlags_NoNav);
    const auto all = listed(browser_);
    if (!browser_.mistake.empty()) quiet_line(ui, browser_.mistake);
    if (all.empty() && browser_.mistake.empty())
        quiet_line(ui, browser_.filter.empty() ? "Nothing is in this folder." : "No name here has that in it.");
    for (std::size_t i = 0; i < all.size(); ++i) row(ui, *all[i], i, ImGui::GetContentRegionAvail().x);
    ImGui::EndChild();
    ImGui::PopStyleColor();
    if (entered_) open_chosen(app);
    entered_ = false;
}

/// The picture, the title and the first words of what is chosen; or why it is none.
void OpenDialog::glance(Controls& ui, const Rect& rect) {
    const BrowserEntry* entry = chosen_entry(browser_);
    const bool looks = entry && entry->kind != EntryKind::folder;
    glancer_.look_at(looks ? entry->source : "");
    has_picture_ = false;
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::BeginChild("glance", {rect.w, rect.h}, false, ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollbar);
    const auto found = glancer_.newest();
    if (found && found->mistake.empty()) {
        const std::string title = found->title.empty() ? "Untitled" : clean_text(found->title);
        if (found->run) {
            const float height = std::min(0.72f * rect.w, 0.62f * rect.h);
            if (const Plot* plot = stage_plot(*found->run, found->view)) {
                figure_.show(*plot, found->run, found->view,
                             {{rect.x, rect.y, rect.w, height}, ui.theme, 0.8f * ui.scale * 96 / 72, true}, {});
                has_picture_ = true;
            }
            ImGui::SetCursorScreenPos({rect.x, rect.y + height + 6 * ui.scale});
        }
        ui.fonts.push_bold();
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(title.c_str());
        ImGui::PopTextWrapPos();
        ImGui::PopFont();
        if (entry && !entry->about.empty()) paragraph(ui, entry->about, ui.fonts.small(), ui.theme->muted);
        paragraph(ui, ui.shown(first_words(found->note)), ui.fonts.body(), ui.theme->muted);
    } else if (found) {
        warning_line(ui, found->mistake);
    } else {
        quiet_line(ui, looks ? "Looking at it" : entry ? "A folder: Enter goes into it." : "");
    }
    ImGui::EndChild();
}

bool OpenDialog::press(const KeyPress& key) {
    if (!shown_) return false;
    constexpr int page = 10;
    const std::size_t before = browser_.chosen;
    switch (key.key) {
    case Key::down: choose_by(browser_, 1); break;
    case Key::up: choose_by(browser_, -1); break;
    case Key::page_down: choose_by(browser_, page); break;
    case Key::page_up: choose_by(browser_, -page); break;
    case Key::enter: enters_ = true; break;
    case Key::del:
        if (browser_.filter.empty()) go_up(browser_), moved_ = true;
        break;
    case Key::escape:
    case Key::f1:
    case Key::f11: return false;
    default: break; // typed into the field
    }
    moved_ = moved_ || browser_.chosen != before;
    return true;
}

void OpenDialog::open_chosen(AppState& app) {
    const BrowserEntry* const found = enter(browser_);
    moved_ = true;
    if (!found) return;
    const BrowserEntry entry = *found;
    const bool open = entry.kind == EntryKind::window ? bring_back(app, entry.source) : open_scene(app, entry.source);
    if (open && app.dialog == Dialog::open) app.dialog = Dialog::none; // a table may have its question now
}

void OpenDialog::show(Controls& ui, AppState& app, const Rect& window) {
    const bool open = app.dialog == Dialog::open;
    if (!open) {
        glancer_.look_at("");
        shown_ = has_picture_ = false;
        return;
    }
    const bool appears = !std::exchange(shown_, true);
    if (appears) begin(app);
    const float width = std::min(880.f, 0.94f * window.w / ui.scale);
    begin_dialog(ui, window, "open", "Open a scene", width);
    places(ui, app);
    if (browser_.place == Browser::Place::folder) quiet_line(ui, clean_text(browser_.folder));
    ImGui::SetNextItemWidth(-1);
    const bool released = ImGui::IsMouseReleased(0) && !ImGui::IsAnyItemActive() &&
                          ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows);
    if (appears || std::exchange(refocus_, released)) ImGui::SetKeyboardFocusHere();
    ImGui::InputTextWithHint("##filter", "Type to filter, or a path", &browser_.filter);
    entered_ = std::exchange(enters_, false);
    refocus_ = refocus_ || entered_; // Enter ends it
    if (ImGui::IsItemEdited()) browser_.chosen = 0, moved_ = true;
    note_item(ui, "open.filter");
    const ImVec2 at = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
    const float height = std::min(420 * ui.scale, 0.58f * window.h), gap = 14 * ui.scale;
    const float left = std::floor(0.48f * room.x);
    rows(ui, app, {at.x, at.y, left, height});
    glance(ui, {at.x + left + gap, at.y, room.x - left - gap, height});
    ImGui::SetCursorScreenPos({at.x, at.y + height + 8 * ui.scale});
    const BrowserEntry* entry = chosen_entry(browser_);
    if (main_button(ui, "open.open", "Open", entry != nullptr)) open_chosen(app);
    ImGui::SameLine();
    if (text_button(ui, "open.cancel", "Cancel", with_key("Cancel", "back").c_str())) app.dialog = Dialog::none;
    end_dialog();
}

} // namespace halfstep
