#include "app/model/step_actions.h"

#include "app/model/action_functions.h"

#include <iterator>

namespace halfstep {
namespace {

using namespace action_functions;

constexpr const char* pinning_help = "pin a particle, or let it go; the next one above, below";
constexpr const char* stage_help = "slow motion through one step; a stage on, back";

const Action of_step[] = {
    {.name = "pin",
     .title = "Pin a particle, or let it go",
     .help = pinning_help,
     .keys = {{Key::p}},
     .control = "step.pin",
     .possible = has_run,
     .run = pin_or_let_go},
    {.name = "pin-above",
     .title = "Pin the next particle above",
     .help = pinning_help,
     .keys = {{Key::up}},
     .possible = has_run,
     .run = [](AppState& app) { pin_neighbour(app, 1); }},
    {.name = "pin-below",
     .title = "Pin the next particle below",
     .help = pinning_help,
     .keys = {{Key::down}},
     .possible = has_run,
     .run = [](AppState& app) { pin_neighbour(app, -1); }},
    {.name = "inspect",
     .title = "One step as arrows, with its equation and numbers",
     .help = "one step as arrows, with its equation; of the next sampler",
     .keys = {{Key::i}},
     .control = "timeline.inspect",
     .possible = can_inspect,
     .run = toggle_inspector},
    {.name = "inspect-next",
     .title = "The step of the next sampler",
     .help = "one step as arrows, with its equation; of the next sampler",
     .keys = {{Key::tab}},
     .control = "step.sampler",
     .possible = inspecting,
     .run = inspect_next},
    {.name = "slow-motion",
     .title = "Slow motion through one step, or pause",
     .help = stage_help,
     .keys = {{Key::l}},
     .control = "step.play",
     .possible = can_inspect,
     .run = [](AppState& app) { app.session.play_stages(!app.session.playback().stages); }},
    {.name = "step-plots",
     .title = "All samplers' steps beside each other, and what they are made of; or the plots before",
     .help = nullptr,
     .control = "step.plots",
     .possible = inspecting,
     .run = show_step_plots},
    {.name = "stage-on",
     .title = "One stage of the step on",
     .help = stage_help,
     .keys = {{.key = Key::right, .ctrl = true}},
     .control = "step.on",
     .possible = inspecting,
     .run = [](AppState& app) { app.session.change_stage(1); }},
    {.name = "stage-back",
     .title = "One stage of the step back",
     .help = stage_help,
     .keys = {{.key = Key::left, .ctrl = true}},
     .control = "step.back",
     .possible = inspecting,
     .run = [](AppState& app) { app.session.change_stage(-1); }},
};

} // namespace

std::vector<Action> step_actions() { return {std::begin(of_step), std::end(of_step)}; }

} // namespace halfstep
