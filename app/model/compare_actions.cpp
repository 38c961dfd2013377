// Actions on two scenes at once.

#include "app/model/action_functions.h"
#include "app/model/actions.h"

namespace halfstep {
namespace {

using namespace action_functions;

bool comparing(const AppState& app) { return app.session.beside() != nullptr; }

bool can_keep(const AppState& app) { return comparing(app) || (has_run(app) && app.session.problem() != nullptr); }

void choose_or_end(AppState& app) {
    if (comparing(app)) return app.session.stop_comparing();
    app.dialog = Dialog::compare;
}

void keep_or_end(AppState& app) {
    if (comparing(app)) return app.session.stop_comparing();
    app.session.keep_state();
    app.drawing = app.sweeping = false;
}

} // namespace

std::vector<Action> compare_actions() {
    return {
        {.name = "compare",
         .title = "Compare with another scene, or end comparing",
         .help = "another scene beside this one, or end comparing",
         .keys = {{Key::b}},
         .control = "more.compare",
         .possible = [](const AppState& app) { return comparing(app) || has_run(app); },
         .run = choose_or_end},
        {.name = "keep-state",
         .title = "Keep this state beside what comes, or end comparing",
         .help = "keep this state beside what comes, or end comparing",
         .keys = {{Key::k}},
         .control = "more.keep",
         .possible = can_keep,
         .run = keep_or_end},
    };
}

void compare_by_choice(AppState& app, const std::string& path_or_lesson) {
    app.session.compare_with(path_or_lesson);
    app.drawing = app.sweeping = false;
}

} // namespace halfstep
