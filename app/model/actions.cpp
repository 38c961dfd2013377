#include "app/model/actions.h"

#include <algorithm>
#include <cassert>

namespace halfstep {

const Action& find_action(std::string_view name) {
    const auto& all = all_actions();
    const auto at = std::find_if(all.begin(), all.end(), [&](const Action& action) { return name == action.name; });
    assert(at != all.end());
    return *at;
}

const Action* action_of(const AppState& app, const KeyPress& key) {
    const auto bound = [&](const KeyPress& wanted) -> const Action* {
        const Action* first = nullptr;
        for (const Action& action : all_actions()) {
            if (std::find(action.keys.begin(), action.keys.end(), wanted) == action.keys.end()) continue;
            if (possible(app, action)) return &action;
            if (!first) first = &action;
        }
        return first;
    };
    if (const Action* exact = bound(key)) return exact;
    return key.shift ? bound({key.key, key.ctrl, false, key.alt}) : nullptr;
}

bool possible(const AppState& app, const Action& action) { return !action.possible || action.possible(app); }

bool heard(const AppState& app, const Action& action) { return !app.listing && (!app.guide.open || action.over_guide); }

void perform(AppState& app, const Action& action) {
    if (!possible(app, action)) return;
    app.session.journal().action(action.name);
    action.run(app);
}

void perform(AppState& app, std::string_view name) { perform(app, find_action(name)); }

} // namespace halfstep
