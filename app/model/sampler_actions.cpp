// Actions on what is shown of samplers and plots: which are muted, in panels or in one, what stands on the stage.

#include "app/model/action_functions.h"
#include "app/model/actions.h"

namespace halfstep {
namespace {

using namespace action_functions;

constexpr const char* mute_row = "hide a sampler everywhere, or show it again";

template <int sampler>
bool sampler_is_there(const AppState& app) {
    // While a target is drawn keys are the board's: on some keyboards its brackets share keys with digits.
    return !app.drawing && sampler < static_cast<int>(app.session.experiment().samplers.size());
}

template <int sampler>
void toggle_sampler(AppState& app) {
    app.session.toggle_muted(sampler);
}

/// Of one sampler, by the digit of its place.
template <int sampler>
Action mute_action(const char* name, const char* title, Key key) {
    return {.name = name,
            .title = title,
            .help = mute_row,
            .keys = {{key}},
            .possible = sampler_is_there<sampler>,
            .run = toggle_sampler<sampler>};
}

bool can_split(const AppState& app) { return has_run(app) && app.session.experiment().samplers.size() > 1; }

void split_or_join(AppState& app) {
    const Plot* plot = plot_meant(app);
    if (!plot) return;
    const bool is = is_split(*plot, *app.session.run(), app.session.view());
    app.session.set_split(*plot, !is);
    if (!is && !is_split(*plot, *app.session.run(), app.session.view()))
        say(app,
            app.session.inspected() > 0 ? "While one step is looked into, all stands in one plot"
                                        : "Panels, one a sampler, need two that are not hidden",
            Stay::a_while);
}

/// On the stage what is under the mouse, or, of what stands there already, what goes with the experiment.
void take_or_leave_stage(AppState& app) {
    const Plot* plot = plot_meant(app);
    if (plot) put_on_stage(app, *plot);
}

} // namespace

std::vector<Action> sampler_actions() {
    return {
        mute_action<0>("mute-1", "Hide the first sampler everywhere, or show it again", Key::one),
        mute_action<1>("mute-2", "Hide the second sampler everywhere, or show it again", Key::two),
        mute_action<2>("mute-3", "Hide the third sampler everywhere, or show it again", Key::three),
        mute_action<3>("mute-4", "Hide the fourth sampler everywhere, or show it again", Key::four),
        mute_action<4>("mute-5", "Hide the fifth sampler everywhere, or show it again", Key::five),
        mute_action<5>("mute-6", "Hide the sixth sampler everywhere, or show it again", Key::six),
        mute_action<6>("mute-7", "Hide the seventh sampler everywhere, or show it again", Key::seven),
        mute_action<7>("mute-8", "Hide the eighth sampler everywhere, or show it again", Key::eight),
        {.name = "split",
         .title = "One panel a sampler, or all in one",
         .help = "the plot under the mouse, or the stage, in panels: one a sampler",
         .keys = {{Key::d}},
         .control = "timeline.split",
         .possible = can_split,
         .run = split_or_join},
        {.name = "take-stage",
         .title = "The plot under the mouse takes the stage, or gives it back",
         .help = "the plot under the mouse takes the stage, or gives it back",
         .keys = {{Key::w}},
         .possible = has_run,
         .run = take_or_leave_stage},
        {.name = "legend-rest",
         .title = "List what is folded into “+3” of the legend",
         .help = "what has no room in the legend of the plot under the mouse, or of the stage: “+3”",
         .keys = {{.key = Key::l, .shift = true}},
         .possible = [](const AppState& app) { return has_run(app) && !app.drawing && !app.sweeping; },
         .run = [](AppState& app) { app.legend_asked = plot_meant(app); }},
    };
}

} // namespace halfstep
