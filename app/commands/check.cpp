// Runs lessons and holds what was measured against what is known: every state of every sampler with a closed form, the
// law that x_T is drawn from, the loss of the exact denoiser over its floor, and the order of bound, likelihood and
// entropy; and what the lessons claim.

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/commands/check_claims.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/progress.h"
#include "app/commands/step_option.h"
#include "app/lesson/lesson_reader.h"
#include "app/plots/notation.h"
#include "app/plots/recorded.h"
#include "core/measure/trust.h"
#include "core/run/simulate.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {

namespace {

/// Standard errors: by chance alone once in two million comparisons, and where heavy tails or few draws leave but a
/// bound, once in ten thousand at most.
constexpr double allowed = 5;

/// What was compared in one scene.
struct Tally {
    std::int64_t comparisons = 0;
    std::int64_t rounded = 0; ///< of these, where rounding is the larger part of the error
    double worst = 0;         ///< in standard errors
    std::string where;
    std::string differs; ///< recorded states that are not those of their sampler

    void compare(double off, const std::string& what) {
        if (std::isnan(off)) off = std::numeric_limits<double>::infinity();
        ++comparisons;
        if (std::abs(off) <= worst) return;
        worst = std::abs(off);
        where = what;
    }
    void at_least(const Measured& more, double less, const std::string& what) {
        // What rounding leaves of a spread of nothing says nothing.
        const double rounding = 1e-9 * std::max(1.0, std::abs(less));
        compare((std::min(more.value, less) - less) / std::hypot(more.se, rounding), what);
    }
    bool passed() const { return worst <= allowed && differs.empty(); }
};

void check_moments(const SamplerRun& sampler, Tally& tally) {
    for (std::size_t i = 0; i < sampler.moments.size(); ++i) {
        const Moments& m = sampler.moments[i];
        const auto hold = [&](double off, double rounding, double error, const std::string& what) {
            if (std::isnan(off)) return; // nothing is known
            tally.compare(off, what);
            tally.rounded += rounding_rules(rounding, error);
        };
        for (Eigen::Index c = 0; c < m.mean.size(); ++c) {
            const std::string what = one_line(sampler.spec().name, 60) +
                                     ", t = " + std::to_string(sampler.levels()[i]) + (c == 0 ? ", x" : ", y");
            hold(m.off_mean[c], m.rounding_mean[c], m.se_mean[c], "mean of " + what);
            hold(m.off_var[c], m.rounding_var[c], m.se_off_var[c], "variance of " + what);
        }
    }
}

void check_losses(const Run& run, Tally& tally) {
    const LossReport& report = run.losses();
    const DenoiserSpec& denoiser = run.problem->denoiser;
    Denoise denoise; // the exact one, unless
    if (denoiser.kind != DenoiserKind::exact)
        denoise = [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
            Denoiser<double>(run.target(), level, denoiser)(x, x0_hat);
        };
    const LossDraws draws = draw_losses(run.target(), report.draws, run.experiment().run.seed);
    for (const LevelLoss& loss : report.losses)
        tally.compare(loss_deviate(run.target(), loss, draws, denoise), "loss at t = " + number(loss.level.t));
    if (!std::isfinite(report.entropy.value)) return;
    for (const VariationalBound& bound : report.bounds) {
        const double error = bound.total.se + report.entropy.se;
        tally.at_least({bound.total.value, error}, report.entropy.value, "bound over the entropy");
        if (!bound.nll) continue;
        tally.at_least({bound.total.value, error}, *bound.nll, "bound over -E log p(x0)");
        tally.at_least({*bound.nll, error}, report.entropy.value, "-E log p(x0) over the entropy");
    }
}

Tally check_scene(const std::shared_ptr<const Problem>& problem, std::atomic<float>& progress) {
    SimulateOptions options;
    options.cancel = &InterruptGuard::raised();
    options.progress = &progress;
    options.measures = {.losses = true};
    const Run run = simulate(problem, options);
    InterruptGuard::check();
    Tally tally;
    for (const SamplerRun& sampler : run.samplers) check_moments(sampler, tally);
    check_losses(run, tally);
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const LocalErrors* const errors = run.samplers[i].local_errors.get();
        if (!errors) continue;
        tally.comparisons += std::ssize(errors->steps);
        if (errors->first >= 0 || errors->starts_elsewhere())
            tally.differs += (tally.differs.empty() ? "" : " ") + unspelled(recorded_verdict(run, i));
    }
    return tally;
}

/// "; rounding of single precision rules in 12": where a comparison says less about the sampler than about the numbers.
std::string rounding_of(const Tally& tally, Precision precision) {
    if (tally.rounded == 0) return "";
    return std::string("; rounding of ") + name_of(precision) + " precision rules in " + std::to_string(tally.rounded) +
           " of them";
}

/// As typed; understood when the command runs.
struct CheckArguments {
    std::vector<std::string> names;
    std::string step;
};

/// All of them read, before the first is run: mistakes come at once.
std::vector<LessonFile> lessons_given(const CheckArguments& given) {
    std::vector<std::string> names = given.names;
    if (names.empty())
        for (const Lesson& lesson : lessons()) names.push_back(lesson.name);
    const std::optional<int> step = step_argument(given.step);
    std::vector<LessonFile> files;
    for (const std::string& name : names) {
        LessonFile& file = files.emplace_back(load_lesson(name));
        if (step && *step > static_cast<int>(file.steps.size()))
            throw UsageError("--step = " + given.step + ": " + one_line(name, 300) + " has " +
                             std::to_string(file.steps.size()) + " steps");
        if (step) file.problem = file.steps[static_cast<std::size_t>(*step) - 1].problem;
    }
    return files;
}

/// What was found of all.
struct Findings {
    std::size_t claims = 0, failed = 0;
    std::vector<std::string> off, refuted; ///< comparisons, and claims: where
};

std::string one_after_another(const std::vector<std::string>& places) {
    std::string text;
    for (const std::string& place : places) text += (text.empty() ? "" : "; ") + place;
    return text;
}

void print_tally(const std::string& name, std::size_t width, const Tally& tally, Precision precision) {
    char text[200];
    std::snprintf(text, sizeof text, "%s%s  %6lld comparisons, the worst off by %s se: %s", name.c_str(),
                  std::string(width - name.size(), ' ').c_str(), static_cast<long long>(tally.comparisons),
                  number_text(tally.worst, 2).c_str(), tally.passed() ? "passed" : "FAILED");
    print(text + rounding_of(tally, precision) + "\n");
}

void check_lesson(const LessonFile& lesson, std::optional<int> step, std::size_t width, Findings& findings) {
    std::atomic<float> progress{0};
    const std::string name = one_line(lesson.name, 60);
    Tally tally;
    {
        const ProgressBar bar([&] { return progress.load(); });
        tally = check_scene(lesson.problem, progress);
    }
    print_tally(name, width, tally, lesson.problem->experiment.run.precision);
    if (!tally.differs.empty()) print("  " + keyboard_dashes(tally.differs) + "\n");
    if (!tally.differs.empty() && tally.worst <= allowed)
        findings.off.push_back(name + " in its recorded steps");
    else if (!tally.passed())
        findings.off.push_back(name + " in the " + tally.where);
    progress = 0;
    std::vector<ClaimLine> lines;
    {
        const ProgressBar bar([&] { return progress.load(); });
        lines = check_claims(lesson, step, progress);
    }
    findings.claims += lines.size();
    for (const ClaimLine& line : lines) {
        print(line.text + "\n");
        if (!line.failed) continue;
        ++findings.failed;
        findings.refuted.push_back(name + ", " + line.where);
    }
}

int check(const CheckArguments& given) {
    const std::vector<LessonFile> files = lessons_given(given);
    std::size_t width = 0;
    for (const LessonFile& file : files) width = std::max(width, one_line(file.name, 60).size());
    const InterruptGuard guard;
    Findings findings;
    for (const LessonFile& file : files) check_lesson(file, step_argument(given.step), width, findings);
    print(std::to_string(findings.claims) + (findings.claims == 1 ? " claim, " : " claims, ") +
          std::to_string(findings.failed) + " failed\n");
    if (findings.off.empty() && findings.refuted.empty()) return done;
    std::string what;
    if (!findings.off.empty())
        what = "off by more than 5 standard errors, or than rounding: " + one_after_another(findings.off);
    if (!findings.refuted.empty())
        what += (what.empty() ? "" : "; ") + std::string("claims that fail: ") + one_after_another(findings.refuted);
    throw CheckFailed(what);
}

} // namespace

void add_check(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("check", "Run lessons and hold what was measured against what is known in closed form");
    command->footer(
        R"(Compared are, in standard errors (se): mean and variance of every state of every sampler with a closed form,
those of x_T with the law it is drawn from, the loss of the denoiser with what the posterior at its x_t gives it,
and the bound with what it bounds. The errors are those of the known law, so that few particles do no harm; what
rounding explains is not counted. Recorded states are held against the sampler that they should be of, step by
step; there rounding is all that is allowed. Then the claims of the lesson's steps, each with what was measured, what is
claimed, and how many se lie between. The last line counts them. Exit code 1 when anything is off by more than
5 se, or a claim fails.)");
    auto given = std::make_shared<CheckArguments>();
    command->add_option("LESSON", given->names, "Lessons or scene files; none: all lessons");
    add_step_option(*command, given->step);
    command->callback([given, &action] { action = [given] { return check(*given); }; });
}

} // namespace halfstep
