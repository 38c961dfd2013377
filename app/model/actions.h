#pragma once
// What the user can do, in one list: keys, menus, buttons' tooltips and the page of keys all come from it, and the
// journal says which was done.

#include "app/model/app_state.h"
#include "app/model/keys.h"

#include <vector>

namespace halfstep {

struct Action {
    const char* name;  ///< for the journal, and for those who ask for it: "undo"
    const char* title; ///< in menus and tooltips: "Undo"
    const char* help; ///< on the page of keys, where neighbours with the same words share a row; nullptr: it has no key
    std::vector<KeyPress> keys{};                    ///< the first one is shown
    const char* control = nullptr;                   ///< key of a control that does it, too, in Controls::widgets
    bool (*possible)(const AppState& app) = nullptr; ///< null: always
    void (*run)(AppState& app) = nullptr;
    bool over_guide = false; ///< its keys do it while the guide is open, too
    bool in_palette = true;  ///< it makes sense where nothing but its name is seen
};

const std::vector<Action>& all_actions();
/// Of samplers and plots: a part of that list.
std::vector<Action> sampler_actions();
/// Of scenes as files: a part of that list.
std::vector<Action> file_actions();
/// Of the lesson that is open: a part of that list.
std::vector<Action> lesson_actions();
/// Of two scenes at once: a part of that list.
std::vector<Action> compare_actions();
/// What the dialog of the action "compare" does.
void compare_by_choice(AppState& app, const std::string& path_or_lesson);
/// One of the list; the name must be in it.
const Action& find_action(std::string_view name);
/// What a key does; nullptr: nothing. Of several the first that is possible. Where nothing is bound to it with Shift,
/// Shift makes no difference.
const Action* action_of(const AppState& app, const KeyPress& key);

bool possible(const AppState& app, const Action& action);
/// Whether its keys reach it: those of most are for the window, not for what lies over it.
bool heard(const AppState& app, const Action& action);
/// Does it, if it is possible, and tells the journal.
void perform(AppState& app, const Action& action);
void perform(AppState& app, std::string_view name);

/// "Ctrl Shift C", "←".
std::string key_text(const KeyPress& key);
/// "Ctrl Z"; empty for an action without a key.
std::string key_text(const Action& action);
/// "Close  (Esc)": a tooltip and the key that does the same.
std::string with_key(const std::string& text, std::string_view action);
/// "Undo  (Ctrl Z)": what a button's tooltip says.
std::string tip_text(const Action& action);

/// What a click on a sampler's swatch does: "Click to leave it out of every plot  (1); with Shift …".
std::string mute_text(const AppState& app, int sampler);

/// The page of keys: "Ctrl Z  Y", "undo, redo".
struct HelpRow {
    std::string keys, what;
};
std::vector<HelpRow> help_rows();

} // namespace halfstep
