#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/progress.h"
#include "app/scene/network_file.h"
#include "app/scene/scene.h"
#include "core/learn/loss_floor.h"
#include "core/learn/training.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct TrainArguments {
    std::string scene, output, steps, seed, threads;
};

/// The scene with what the arguments change in it.
std::shared_ptr<const Problem> problem_of(const TrainArguments& given) {
    const std::shared_ptr<const Problem> scene = load_problem(given.scene);
    if (given.steps.empty() && given.seed.empty()) return scene;
    Experiment experiment = scene->experiment;
    TrainingSpec& training = experiment.training;
    if (!given.steps.empty()) {
        training.steps = whole_number("--steps", given.steps, 1, TrainingLimits::max_steps);
        training.warmup = std::min(training.warmup, training.steps);
    }
    if (!given.seed.empty())
        training.seed =
            static_cast<std::uint64_t>(whole_number("--seed", given.seed, 0, std::numeric_limits<std::int64_t>::max()));
    return make_problem(experiment);
}

/// Mean and standard error of the last losses.
Measured recent_loss(const std::vector<float>& losses) {
    constexpr std::size_t most = 1000;
    const std::size_t n = std::min(losses.size(), most);
    double sum = 0, squares = 0;
    for (std::size_t i = losses.size() - n; i < losses.size(); ++i) {
        sum += static_cast<double>(losses[i]);
        squares += static_cast<double>(losses[i]) * static_cast<double>(losses[i]);
    }
    const double count = static_cast<double>(n), mean = sum / count;
    const double variance = n > 1 ? std::max(0.0, squares / count - mean * mean) / (count - 1) : 0;
    return {mean, std::sqrt(variance)};
}

/// Learns until the end of the schedule or Ctrl+C; returns the seconds that it took.
double learn(Trainer& trainer, int threads, double floor) {
    constexpr std::int64_t portion = 20; // steps between two looks at what the bar shows
    const std::int64_t steps = trainer.spec().steps;
    std::atomic<std::int64_t> done_steps{trainer.schedule_step()};
    std::atomic<double> smoothed{std::numeric_limits<double>::quiet_NaN()};
    const auto begin = std::chrono::steady_clock::now();
    const ProgressBar bar([&] { return static_cast<float>(done_steps) / static_cast<float>(steps); },
                          [&] { return "loss " + number_text(smoothed, 4) + ", floor " + number_text(floor, 4); });
    while (!trainer.finished() && !InterruptGuard::raised() && trainer.diverged() == 0) {
        trainer.advance(std::min(portion, steps - trainer.schedule_step()), threads, &InterruptGuard::raised());
        done_steps = trainer.schedule_step();
        if (!trainer.losses().empty()) smoothed = recent_loss(trainer.losses()).value;
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string described(const Experiment& experiment, const Network& network) {
    const TrainingSpec& training = experiment.training;
    return std::string("Target: ") + name_of(experiment.target.kind) +
           ". Process: " + name_of(experiment.process.kind) + ", " + std::to_string(experiment.process.steps) +
           " steps. Network: " + std::to_string(network.weights.size()) + " parameters, " +
           std::to_string(training.depth) + (training.depth == 1 ? " hidden layer of " : " hidden layers of ") +
           std::to_string(training.width) + "; predicts " + name_of(training.prediction) + ", preconditioning " +
           name_of(training.preconditioning) + ".\n";
}

/// What was learned, in a few lines.
std::string report(const Problem& problem, const Trainer& trainer, const Measured& floor, double seconds) {
    constexpr std::int64_t draws = 4000; // a level
    const Experiment& experiment = problem.experiment;
    const auto network = std::make_shared<const Network>(trainer.network());
    const Denoise learned = [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
        LearnedDenoiser(network, level)(x, x0_hat);
    };
    const double error = relative_error(problem.target, problem.process, learned, draws,
                                        {.seed = experiment.run.seed, .cancel = &InterruptGuard::raised()});
    const Measured loss = recent_loss(trainer.losses());
    const auto done = static_cast<std::int64_t>(trainer.losses().size());
    std::string all; // with what the file that it went on from had learned
    if (trainer.step() > done) all = ", " + std::to_string(trainer.step()) + " in all";
    const double a_second = static_cast<double>(done) / std::max(seconds, 1e-9);
    return described(experiment, *network) + std::to_string(done) + " steps of " +
           std::to_string(experiment.training.batch) + " draws" + all + ", seed " +
           std::to_string(experiment.training.seed) + ", in " + time_text(seconds) + " (" + fixed_text(a_second, 0) +
           " a second).\n\n" + "loss of the last steps  " +
           measured_text(loss, resolution_of(loss.value, Precision::single)) + "\n" + "floor, the exact one's  " +
           estimate_text(floor) + "\n" +
           (std::isnan(error) ? "" // called off
                              : "error of x0_hat         " + quantity_text(number_text(100 * error), "%") +
                                    "   (relative L2 under p_t, all t)\n");
}

/// What was learned before is kept, and the exit code says that it is not what was asked for.
[[noreturn]] void say_diverged(const Trainer& trainer, const std::string& output) {
    const bool kept = !trainer.losses().empty();
    if (kept) write_output(output, network_bytes(trainer.network()));
    throw CheckFailed(
        "training diverged at step " + std::to_string(trainer.diverged()) +
        ", where the loss was no longer finite; allowed: a smaller training.learning_rate, or a longer warmup. " +
        (kept ? "What was learned until step " + std::to_string(trainer.step()) + " is in " + one_line(output)
              : "Nothing was written"));
}

int train(const TrainArguments& given) {
    if (given.output.empty()) refuse("-o", given.output, "is missing; allowed: -o weights.safetensors");
    if (!has_extension(given.output, "safetensors"))
        refuse("-o", given.output, "is no name of a file of weights; allowed: one that ends in .safetensors");
    const std::shared_ptr<const Problem> problem = problem_of(given);
    const Experiment& experiment = problem->experiment;
    writable_file("-o", given.output);
    const int machine = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const int threads =
        given.threads.empty() ? machine : static_cast<int>(whole_number("--threads", given.threads, 1, 1024));
    const InterruptGuard guard;
    Trainer trainer(experiment.training, problem->target, problem->process, experiment.denoiser.network.get());
    const Measured floor = trainer.floor(&InterruptGuard::raised());
    const double seconds = learn(trainer, threads, floor.value);
    if (trainer.diverged() > 0) say_diverged(trainer, given.output);
    if (trainer.losses().empty()) InterruptGuard::check(); // nothing to keep
    write_output(given.output, network_bytes(trainer.network()));
    print(report(*problem, trainer, floor, seconds));
    if (!trainer.finished()) {
        print("Stopped after " + std::to_string(trainer.schedule_step()) + " of " +
              std::to_string(trainer.spec().steps) + " steps: what was learned until then is in " +
              one_line(given.output) + ".\n");
        InterruptGuard::check();
    }
    return done;
}

} // namespace

void add_train(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "train", "Train a network to be the denoiser of a scene, from samples alone; needs no display");
    command->footer(
        R"(The scene's [training] table says how; each of its keys has a default. FILE has the safetensors layout.
A scene whose denoiser has a file goes on from it, with draws that were not drawn yet and with the moments of the
optimiser: to the end of its schedule where that was cut short, else for as many steps again. Use what was learned by
  [denoiser]
  kind = "learned"
  file = "weights.safetensors"
Ctrl+C ends the training and keeps what was learned. The weights are the same for any number of threads.)");
    auto given = std::make_shared<TrainArguments>();
    command->add_option("SCENE", given->scene, "A scene file or the name of a lesson")->required();
    command->add_option("-o,--output", given->output, "The file to write, as weights.safetensors")->type_name("FILE");
    command->add_option("--steps", given->steps, "How many steps, instead of the scene's")->type_name("N");
    command->add_option("--seed", given->seed, "The seed of weights and draws, instead of the scene's")->type_name("N");
    command->add_option("--threads", given->threads, "How many threads (all cores)")->type_name("N");
    command->callback([given, &action] {
        action = [given] {
            return within_memory("a smaller training.batch or network, or a smaller number of --threads,",
                                 [&] { return train(*given); });
        };
        ;
    });
}

} // namespace halfstep
