// Actions on scenes as files, and on what is kept of windows that were.

#include "app/model/actions.h"
#include "app/model/autosave.h"
#include "app/model/scenes.h"

#include <iterator>

namespace halfstep {
namespace {

constexpr const char* file_help = "new scene, open, save; with Shift recent scenes, save as";

void ask_open(AppState& app, bool recent) {
    app.dialog = Dialog::open;
    app.opens_recent = recent;
    app.opens_lessons = false;
}

void edit_words(AppState& app) {
    app.edits_words = !app.edits_words;
    if (app.edits_words) app.settings.notes = true;
    if (app.edits_words && app.presenting.on) app.presenting.controls = true;
}

void leave_aside(AppState& app) {
    app.notice = {};
    if (const std::string mistake = put_aside(app.left_by_crash); !mistake.empty())
        return say(app, mistake, Stay::until_closed);
    app.left_by_crash.clear();
    say(app, "It is under Recent, in Open…", Stay::a_while);
}

bool is_offered(const AppState& app) { return !app.left_by_crash.empty(); }

const Action of_files[] = {
    {.name = "new-scene",
     .title = "New scene",
     .help = file_help,
     .keys = {{.key = Key::n, .ctrl = true}},
     .control = "file.new",
     .run = new_scene},
    {.name = "open",
     .title = "Open…",
     .help = file_help,
     .keys = {{.key = Key::o, .ctrl = true}},
     .control = "file.open",
     .run = [](AppState& app) { ask_open(app, false); }},
    {.name = "open-recent",
     .title = "Recent…",
     .help = file_help,
     .keys = {{.key = Key::o, .ctrl = true, .shift = true}},
     .control = "file.recent",
     .run = [](AppState& app) { ask_open(app, true); }},
    {.name = "save",
     .title = "Save this experiment as a scene file",
     .help = file_help,
     .keys = {{.key = Key::s, .ctrl = true}},
     .control = "save",
     .run = save_or_ask},
    {.name = "save-as",
     .title = "Save as…",
     .help = file_help,
     .keys = {{.key = Key::s, .ctrl = true, .shift = true}},
     .control = "file.save-as",
     .run = [](AppState& app) { app.dialog = Dialog::save; }},
    {.name = "edit-words",
     .title = "Edit title and note",
     .help = "edit title and note",
     .keys = {{.key = Key::f2, .shift = true}},
     .control = "note.edit",
     .run = edit_words},
    {.name = "load-from-disk",
     .title = "Load it",
     .help = nullptr,
     .control = "notice.load-from-disk",
     .possible = disk_differs,
     .run = load_from_disk,
     .in_palette = false},
    {.name = "keep-mine",
     .title = "Keep mine",
     .help = nullptr,
     .control = "notice.keep-mine",
     .possible = disk_differs,
     .run = keep_mine,
     .in_palette = false},
    {.name = "bring-back",
     .title = "Bring it back",
     .help = nullptr,
     .control = "notice.bring-back",
     .possible = is_offered,
     .run = [](AppState& app) { bring_back(app, app.left_by_crash); },
     .in_palette = false},
    {.name = "leave-aside",
     .title = "Not now",
     .help = nullptr,
     .control = "notice.leave-aside",
     .possible = is_offered,
     .run = leave_aside,
     .in_palette = false},
};

} // namespace

std::vector<Action> file_actions() { return {std::begin(of_files), std::end(of_files)}; }

} // namespace halfstep
