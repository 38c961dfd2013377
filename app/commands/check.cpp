// Runs lessons and holds what was measured against what is known: every state of every sampler with a closed form, the law that
// x_T is drawn from, the loss of the exact denoiser over its floor, and the order of bound, likelihood and entropy.

#include "app/base/number_text.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/progress.h"
#include "app/scene/names.h"
#include "app/scene/scene.h"
#include "core/simulate.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {

namespace {

constexpr double allowed = 5; // standard errors: by chance alone once in two million comparisons

/// What was compared in one scene.
struct Tally {
    std::int64_t comparisons = 0;
    double worst = 0; ///< in standard errors
    std::string where;

    void compare(const Measured& measured, double known, const std::string& what) {
        // What rounding leaves of a spread of nothing says nothing.
        const double rounding = 1e-6 * std::max(1.0, std::abs(known)), error = std::hypot(measured.se, rounding);
        double off = std::abs(measured.value - known) / error;
        if (std::isnan(off)) off = std::numeric_limits<double>::infinity();
        ++comparisons;
        if (off <= worst) return;
        worst = off;
        where = what;
    }
    void at_least(const Measured& more, double less, const std::string& what) {
        compare({std::min(more.value, less), more.se}, less, what);
    }
    bool passed() const { return worst <= allowed; }
};

void check_moments(const Run& run, const SamplerRun& sampler, Tally& tally) {
    if (run.particles < 2) return;
    const int dim = run.target.dim();
    const auto state = [&](std::size_t i, const Vec& mean, const Mat& cov) {
        for (int c = 0; c < dim; ++c) {
            const std::string what = one_line(sampler.spec.name, 60) + ", t = " + std::to_string(sampler.levels[i]) +
                                     (c == 0 ? ", x" : ", y");
            const Moments& measured = sampler.moments[i];
            tally.compare({measured.mean(c), measured.se_mean(c)}, mean(c), "mean of " + what);
            tally.compare({measured.cov(c, c), measured.se_var(c)}, cov(c, c), "variance of " + what);
        }
    };
    for (std::size_t i = 0; i < sampler.predicted.size(); ++i)
        state(i, sampler.predicted[i].mean, sampler.predicted[i].cov);
    if (!sampler.predicted.empty() || sampler.spec.start == Start::encoded) return;
    const Target start = start_law(sampler.spec, run.process, run.target);
    state(0, start.mean(), start.cov());
}

void check_losses(const Run& run, Tally& tally) {
    const LossReport& report = run.losses;
    const bool exact = run.experiment.denoiser.kind == DenoiserKind::exact;
    for (const LevelLoss& loss : report.losses) {
        const std::string what = "loss at t = " + number(loss.level.t);
        const Measured measured{loss.loss.value, loss.loss.se + loss.floor.se};
        if (exact)
            tally.compare(measured, loss.floor.value, what);
        else
            tally.at_least(measured, loss.floor.value, what);
    }
    if (!std::isfinite(report.entropy.value)) return;
    for (const Bound& bound : report.bounds) {
        const double error = bound.total.se + report.entropy.se;
        tally.at_least({bound.total.value, error}, report.entropy.value, "bound over the entropy");
        if (!bound.nll) continue;
        tally.at_least({bound.total.value, error}, *bound.nll, "bound over -E log p(x0)");
        tally.at_least({*bound.nll, error}, report.entropy.value, "-E log p(x0) over the entropy");
    }
}

Tally check_scene(const Experiment& experiment, std::atomic<float>& progress) {
    SimulateOptions options;
    options.cancel = &InterruptGuard::raised();
    options.progress = &progress;
    options.distance_curve.states = 0;
    const Run run = simulate(experiment, options);
    InterruptGuard::check();
    Tally tally;
    for (const SamplerRun& sampler : run.samplers) check_moments(run, sampler, tally);
    check_losses(run, tally);
    return tally;
}

int check(const std::vector<std::string>& given) {
    std::vector<std::string> names = given;
    if (names.empty())
        for (const Lesson& lesson : lessons()) names.push_back(lesson.name);
    std::vector<Experiment> experiments;
    std::size_t width = 0;
    for (const std::string& name : names) {
        experiments.push_back(load_scene(name));
        width = std::max(width, one_line(name, 60).size());
    }
    const InterruptGuard guard;
    std::string failures;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::atomic<float> progress{0};
        Tally tally;
        {
            const ProgressBar bar([&] { return progress.load(); });
            tally = check_scene(experiments[i], progress);
        }
        const std::string name = one_line(names[i], 60);
        char text[200];
        std::snprintf(text, sizeof text, "%s%s  %6lld comparisons, the worst off by %s se: %s\n", name.c_str(),
                      std::string(width - name.size(), ' ').c_str(), static_cast<long long>(tally.comparisons),
                      number_text(tally.worst, 2).c_str(), tally.passed() ? "passed" : "FAILED");
        print(text);
        if (!tally.passed()) failures += (failures.empty() ? "" : "; ") + name + " in the " + tally.where;
    }
    if (!failures.empty()) throw CheckFailed("off by more than 5 standard errors: " + failures);
    return done;
}

} // namespace

void add_check(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("check", "Run lessons and hold what was measured against what is known in closed form");
    command->footer(
        "Compared are, in standard errors (se): mean and variance of every state of every sampler with a closed "
        "form, those of x_T\n"
        "with the law it is drawn from, the loss of the denoiser with its floor at every level, and the bound with "
        "what it bounds.\n"
        "Exit code 1 when anything is off by more than 5 se.");
    auto given = std::make_shared<std::vector<std::string>>();
    command->add_option("LESSON", *given, "Lessons or scene files; none: all lessons");
    command->callback([given, &action] { action = [given] { return check(*given); }; });
}

} // namespace halfstep
