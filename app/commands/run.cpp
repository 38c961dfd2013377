#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/beside_option.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/progress.h"
#include "app/commands/recorded.h"
#include "app/commands/results_folder.h"
#include "app/commands/step_option.h"
#include "app/results/differences.h"
#include "app/results/results.h"
#include "app/scene/points_file.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "core/run/simulate_beside.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct RunArguments {
    std::string scene, step, compare, out, start, noise, particles, seed, notation, format = "table";
};

int most_moves(const Experiment& experiment) {
    std::int64_t most = 1;
    for (const SamplerSpec& sampler : experiment.samplers)
        most = std::max(most, most_moves(sampler, experiment.process.steps));
    return static_cast<int>(most);
}

/// The scene with what the arguments change in it, and the recorded start.
Scene scene_of(const RunArguments& given, SimulateOptions& options) {
    Scene scene = load_step(given.scene, step_argument(given.step));
    Experiment experiment = scene.problem->experiment;
    RunSpec& run = experiment.run;
    if (!given.particles.empty())
        run.particles = whole_number("--particles", given.particles, 1, Limits::max_particles);
    if (!given.seed.empty())
        run.seed =
            static_cast<std::uint64_t>(whole_number("--seed", given.seed, 0, std::numeric_limits<std::int64_t>::max()));
    if (!given.start.empty()) {
        options.start = read_start(given.start, dimension(experiment.target));
        const std::int64_t rows = options.start->x.rows();
        if (!given.particles.empty() && run.particles != rows)
            refuse("--particles", given.particles,
                   "--start has " + std::to_string(rows) + " rows, one a particle; allowed: " + std::to_string(rows) +
                       ", or no --particles");
        run.particles = rows;
    }
    // Recorded numbers are doubles; rounding them would change the run that is to be repeated.
    if (!given.start.empty() || !given.noise.empty()) run.precision = Precision::double_;
    if (scene.view) let_go_of_absent(*scene.view, experiment);
    if (!(experiment == scene.problem->experiment)) scene.problem = make_problem(experiment);
    return scene;
}

/// What the scene is compared with; null: with nothing.
std::shared_ptr<const Problem> other_problem(const RunArguments& given, Scene& scene) {
    if (given.compare.empty()) return nullptr;
    std::shared_ptr<const Problem> problem = problem_beside(given.compare, scene, "");
    if (given.start.empty() && given.noise.empty()) return problem;
    Experiment experiment = problem->experiment;
    experiment.run.precision = Precision::double_;
    return make_problem(experiment);
}

/// The recorded noise: of as many moves as any sampler makes, of either scene.
std::shared_ptr<const RecordedNoise> noise_of(const RunArguments& given, const Problem& first, const Problem* second) {
    if (given.noise.empty()) return nullptr;
    const Experiment& experiment = first.experiment;
    const int moves = std::max(most_moves(experiment), second ? most_moves(second->experiment) : 0);
    return read_noise(given.noise, dimension(experiment.target), experiment.run.particles, moves);
}

/// What was decided of a file of points, where that could have been meant otherwise.
void note_points(const PointsOrigin& origin) {
    if (!origin.file.empty() && !origin.plain) std::fprintf(stderr, "halfstep: %s\n", origin_text(origin).c_str());
}

int run_scene(const RunArguments& given) {
    if (given.format != "table" && given.format != "csv")
        refuse("--format", given.format, "unknown; allowed: table, csv");
    SimulateOptions options;
    Scene scene = scene_of(given, options);
    note_points(scene.problem->experiment.target.origin);
    const std::shared_ptr<const Problem> beside = other_problem(given, scene);
    options.noise = noise_of(given, *scene.problem, beside.get());
    std::optional<Notation> notation;
    if (scene.view && scene.view->notation != Notation::ddpm) notation = scene.view->notation;
    if (!given.notation.empty()) notation = notation_named(given.notation, Notation::ddpm);
    if (!given.out.empty())
        if (const std::string reason = why_no_results_folder(given.out); !reason.empty())
            refuse("--out", given.out,
                   reason +
                       "; allowed: a folder to be made, an empty one, or one with nothing but the results of a run");
    if (!given.out.empty() && !beside && scene.view) carried_name(given.out + "/", scene.view->compare);

    const InterruptGuard guard;
    std::atomic<float> progress{0};
    options.cancel = &InterruptGuard::raised();
    options.progress = &progress;
    options.measures = {.losses = beside == nullptr, .final_samples = true};
    const Run run = [&] {
        const ProgressBar bar([&progress] { return progress.load(); });
        return beside ? simulate_beside(scene.problem, beside, options) : simulate(scene.problem, options);
    }();
    InterruptGuard::check();
    if (given.start.empty() && given.noise.empty() && given.particles.empty() && given.seed.empty())
        note_changed_result(given.scene, run, scene.results);
    if (!given.out.empty()) {
        std::string note;
        if (!given.start.empty()) note += " --start " + one_line(given.start);
        if (!given.noise.empty()) note += " --noise " + one_line(given.noise);
        write_results(run, scene.view.value_or(View{}), given.out,
                      note.empty() ? "" : "Made with" + note + ": give them again to repeat it.", options.noise);
    }
    if (beside)
        print(given.format == "csv" ? differences_csv(run) : differences_table(run));
    else
        print(given.format == "csv" ? results_csv(run) : results_table(run, notation));
    return done;
}

} // namespace

void add_run(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("run", "Simulate a scene and print what its samplers made of it; needs no display");
    command->footer(
        R"(With --out each sampler gets a folder DIR/NAME (its name in lower case, what is not a-z or 0-9 as '-'):
  final.csv    particle,x[,y]
  paths.csv    particle,step,t,x[,y]      the tracked particles; step 0 is the start. The moves of churn and of
                                          correctors are steps, too: here, in moments.csv and in --noise
  noise.csv    particle,step,z_x[,z_y]    the noise of the tracked particles, as --noise takes it: that of step i
                                          leads from step i of paths.csv to step i + 1
  moments.csv  step,t,mean_x[,mean_y],var_x[,var_y],predicted_mean_x,...,predicted_var_x,...
  encoding.csv particle,step,t,x[,y]      with start = "encoded": from the data, step 0, to the start
A forward chain has the same order, the last in time first: its step 0 is x_T, where the noise of step 0 leads, and
its final.csv holds the data. DIR/experiment.toml is the resolved scene: running it again gives the same bytes. DIR
appears when all of it is written. A DIR that exists must be empty or hold nothing but the results of a run, which
are then replaced.
With --compare the numbers are A (SCENE) minus B (OTHER), of as many particles as the scene with fewer has, from the
same seed: the same standard normal draws, x_T included, also where x_T has another width. Samplers are held against
those of the same name, the rest by their order. Errors are those of the differences, over blocks of particles. DIR
then has, too,
  differences.csv  what is printed with --format csv
  parting.csv      sampler,beside,share,apart,...  how far the same particle's two states part on the way
  beside.toml      the resolved scene B, which experiment.toml names
--start and --noise repeat recorded runs, in double precision whatever the scene says. Header lines are optional,
semicolons, tabs or blanks will do for commas, decimal commas for points, .npy and .npz for text, and lines with #
are passed over: what numpy.savetxt, a spreadsheet or R writes is right.)");
    auto given = std::make_shared<RunArguments>();
    command->add_option("SCENE", given->scene, "A scene file or the name of a lesson")->required();
    add_step_option(*command, given->step);
    command
        ->add_option("--compare", given->compare,
                     "Another scene or lesson from the same noise: prints by how much what comes out differs")
        ->type_name("OTHER");
    command->add_option("--out", given->out, "Write the results into this folder")->type_name("DIR");
    command
        ->add_option(
            "--start", given->start,
            "CSV of x[,y], one row a particle: the states to start from, or the data that are encoded or noised")
        ->type_name("FILE");
    command
        ->add_option("--noise", given->noise,
                     "CSV of particle,step,z_x[,z_y]: the standard normal draws, steps counted from 0; no row: zero")
        ->type_name("FILE");
    command->add_option("--particles", given->particles, "How many particles, instead of the scene's")->type_name("N");
    command->add_option("--seed", given->seed, "The seed of the noise, instead of the scene's")->type_name("N");
    command
        ->add_option("--notation", given->notation,
                     "In whose symbols the table is: ddpm, ddim, sde or sigma-squared (the scene's)")
        ->type_name("NAME");
    command->add_option("--format", given->format, "table, or csv for full precision")->type_name("FORMAT");
    command->callback([given, &action] { action = [given] { return run_scene(*given); }; });
}

} // namespace halfstep
