// Actions that change how the window is used, most of which it remembers.

#include "app/model/action_functions.h"

namespace halfstep::action_functions {
namespace {

void walk(AppState& app) {
    app.walking = !app.walking;
    if (app.presenting.on) app.presenting.controls = app.walking;
}

const Action remembered_actions[] = {
    {.name = "walk",
     .title = "Through the controls by keyboard",
     .help = "through the controls by keyboard, and back",
     .keys = {{Key::f6}},
     .run = walk},
    {.name = "link-time",
     .title = "Link time axes",
     .help = nullptr,
     .control = "more.link",
     .run = [](AppState& app) { app.settings.link_time = !app.settings.link_time; }},
    {.name = "crosshair",
     .title = "Crosshair",
     .help = "crosshair",
     .keys = {{Key::c}},
     .control = "more.crosshair",
     .run = [](AppState& app) { app.settings.crosshair = !app.settings.crosshair; }},
    {.name = "reduced-motion",
     .title = "Reduced motion: play in still pictures",
     .help = nullptr,
     .control = "more.motion",
     .run = [](AppState& app) { app.settings.reduced_motion = !app.settings.reduced_motion; }},
};

} // namespace

std::span<const Action> settings_actions() { return remembered_actions; }

} // namespace halfstep::action_functions
