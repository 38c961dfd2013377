#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/beside_option.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/progress.h"
#include "app/results/in_words.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"
#include "core/run/simulate_beside.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct DescribeArguments {
    std::string scene, compare, at, notation;
    std::vector<std::string> plots;
    SamplerChoice samplers;
};

/// What any plot may want, where none was asked for: which of them the window shows, the run says.
Wanted wanted_of(const std::string& plots, const Scene& scene) {
    if (!plots.empty()) return measures_of(plots);
    Wanted wanted;
    const View view = scene.view.value_or(View{});
    for (const Plot* plot : view.side.empty() ? side_plots(scene.problem->experiment) : view.side)
        if (plot) wanted = wanted | plot->measures;
    return view.on_stage ? wanted | view.on_stage->measures : wanted;
}

int describe(const DescribeArguments& given) {
    std::string names;
    for (const std::string& name : given.plots) names += (names.empty() ? "" : ",") + name;
    check_plots(names);
    Scene scene = load_with_view(given.scene);
    const std::shared_ptr<const Problem> beside = problem_beside(given.compare, scene, "");
    const Experiment& experiment = scene.problem->experiment;
    View view = scene.view.value_or(View{});
    if (!given.at.empty()) view.level = static_cast<int>(whole_number("--at", given.at, 0, experiment.process.steps));
    choose_samplers(given.samplers, experiment, view);
    view.notation = notation_named(given.notation, view.notation);

    const InterruptGuard guard;
    SimulateOptions options;
    std::atomic<float> progress{0};
    options.cancel = &InterruptGuard::raised();
    options.progress = &progress;
    options.measures = wanted_of(names, scene) | measures_of(view) | Wanted{.final_samples = true};
    const Run run = [&] {
        const ProgressBar bar([&progress] { return progress.load(); });
        return beside ? simulate_beside(scene.problem, beside, options) : simulate(scene.problem, options);
    }();
    InterruptGuard::check();
    note_changed_result(given.scene, run, scene.results);
    print(window_in_words(run, names.empty() ? plots_in_view(run, view) : chosen_plots(names, run), view));
    return done;
}

} // namespace

void add_describe(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("describe", "Say in words what a scene shows: for screen readers and alternate texts");
    command->footer(
        R"(A paragraph for the scene, one for each plot, with its numbers and their errors at the time shown, and one
for the table of results. In the window Ctrl Shift A copies the same. Figures carry it: SVG as <desc>, PDF as the
alternate text of a tagged figure, PNG as the text "Description".)");
    auto given = std::make_shared<DescribeArguments>();
    command->add_option("SCENE", given->scene, "A scene file, a figure that Halfstep wrote, or the name of a lesson")
        ->required();
    command
        ->add_option("--plot", given->plots,
                     "Which plots (figure --list), several as xt,variance, or all that apply; default: those that the "
                     "window shows")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command->add_option("--at", given->at, "The level shown: 0 is the data, T the noise (the scene's, or 0)")
        ->type_name("STEP");
    command->add_option("--compare", given->compare, "Another scene or lesson, from the same noise, described, too")
        ->type_name("OTHER");
    command->add_option("--hide", given->samplers.hide, "A sampler that is not spoken of, by its name")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command->add_option("--only", given->samplers.only, "The sampler that alone is spoken of")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command
        ->add_option("--notation", given->notation,
                     "In whose symbols: ddpm, ddim, sde or sigma-squared (the scene's, or ddpm)")
        ->type_name("NAME");
    command->callback([given, &action] { action = [given] { return describe(*given); }; });
}

} // namespace halfstep
