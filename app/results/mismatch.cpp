#include "app/results/mismatch.h"

#include "app/base/number_text.h"
#include "app/plots/common.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace halfstep {
namespace {

constexpr int made_for = 1000; // T of the schedules with a fixed first and last beta
constexpr double largest_beta = 0.999;

bool any_from_prior(const Experiment& experiment) {
    return std::any_of(experiment.samplers.begin(), experiment.samplers.end(), starts_from_prior);
}

double largest_scale(const Target& target) {
    const Mat cov = target.cov();
    const Vec mean = target.mean();
    double largest = 0;
    for (int i = 0; i < target.dim(); ++i) largest = std::max(largest, std::sqrt(cov(i, i) + mean[i] * mean[i]));
    return largest;
}

/// A step after which there is too much variance.
struct Overshoot {
    double from = 0, to = 0; ///< sigma = b/a where it starts and arrives
    double factor = 0;       ///< variance over what it should be, once it has arrived
};

/// Of a sampler that ends with far too much variance, the first reverse step that added to it. Both are those of a
/// Gaussian with the target's mean and covariance, where they have a closed form. Nothing for samplers that end near
/// what they should, whatever happened on the way, nor where no step by itself is to blame.
std::optional<Overshoot> overshoot(const std::vector<StepCoefficients>& moves, const Target& target) {
    constexpr double too_much = 2, by_one_step = 1.5;
    if (moves.empty() || runs_forward(moves) || moves.back().move == MoveKind::recorded) return std::nullopt;
    const Target alike{{{1, target.mean(), target.cov(), {}}}};
    const auto law = [&](const Level& level) {
        const Component noised = marginal(alike, level).components.front();
        return Gaussian{noised.mean, noised.cov};
    };
    const std::vector<Gaussian> states = predict(moves, alike, law(moves.front().from));
    const auto factor_at = [&](std::size_t state) {
        const Level& level = state == 0 ? moves.front().from : moves[state - 1].to;
        return states[state].cov.trace() / law(level).cov.trace();
    };
    if (!(factor_at(moves.size()) > too_much) || !(target.cov().trace() > 0)) return std::nullopt;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const double factor = factor_at(i + 1);
        if (moves[i].move == MoveKind::reverse && factor > by_one_step * factor_at(i))
            return Overshoot{moves[i].from.b / moves[i].from.a, moves[i].to.b / moves[i].to.a, factor};
    }
    return std::nullopt;
}

/// Those of a problem, as indices.
std::vector<std::size_t> overshooting(const Problem& problem) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < problem.samplers.size(); ++i)
        if (overshoot(problem.samplers[i].steps, problem.target)) found.push_back(i);
    return found;
}

/// The experiment with every sampler that overshoots changed.
template <class Change>
Experiment mended(const Problem& problem, const Change& change) {
    Experiment next = problem.experiment;
    for (const std::size_t i : overshooting(problem)) change(next.samplers[i]);
    return next;
}
Experiment without_last(const Problem& problem) {
    return mended(problem, [](SamplerSpec& sampler) { sampler.spacing = Spacing::leading; });
}
Experiment with_first_order(const Problem& problem) {
    return mended(problem, [](SamplerSpec& sampler) {
        sampler.kind = SamplerKind::ddim;
        sampler.eta = 0;
    });
}

/// Whether a change is one, can be run, and leaves nobody that overshoots.
bool mends(const Experiment& changed, const Problem& problem) {
    if (changed == problem.experiment) return false;
    try {
        return overshooting(*make_problem(changed)).empty();
    } catch (const Error&) {
        return false;
    }
}

} // namespace

std::string overshoot_warning(const Run& run) {
    std::string text;
    for (const SamplerRun& sampler : run.samplers) {
        const std::optional<Overshoot> step = overshoot(sampler.steps(), run.target());
        if (!step) continue;
        text += (text.empty() ? "" : " ") + sampler.spec().name +
                ": a step from ⟨σ = b/a⟩ = " + number_text(step->from) + " to " + number_text(step->to) + " leaves " +
                number_text(step->factor) + " times the variance that it should.";
    }
    if (text.empty()) return "";
    return text + " The data have a deviation of " + number_text(run.target().sigma_data()) +
           ": such steps are too long for this rule. More steps, a start at a smaller σ or DDIM's rule is right.";
}

std::string mismatch_warning(const Run& run) {
    if (!run.measures.mismatch || !any_from_prior(run.experiment())) return "";
    const Measured& kl = *run.measures.mismatch;
    if (!(kl.value > small_mismatch && kl.value > 2 * kl.se)) return "";
    const Level& last = run.process().levels.back();
    const double left = last.a * last.a / (last.a * last.a + last.b * last.b);
    const std::string prior = plots::prior_text(run.process());
    const std::string wrong = " Samplers that start at " + prior + " start in the wrong place.";
    if (run.process().kind == ProcessKind::ve)
        return "σ_max = " + number_text(run.process().spec.sigma_max) + " does not hide data of size " +
               number_text(largest_scale(run.target())) + "." + wrong +
               " Only a larger σ_max or a start at the true law of x_T is right.";
    const std::string signal = "⟨ᾱ_T⟩ = " + number_text(left, 2) + " of the signal's variance is left";
    const ProcessSpec& spec = run.process().spec;
    if (run.process().kind == ProcessKind::vp && fact(spec.schedule.kind).fixed_betas && spec.steps < made_for)
        return signal + ": these ⟨β⟩ are made for T = 1000, and T is " + std::to_string(spec.steps) + "." + wrong;
    return signal + " at T." + wrong;
}

bool can(Remedy remedy, const Problem& problem) {
    const Experiment& experiment = problem.experiment;
    const ProcessSpec& process = experiment.process;
    const ScheduleSpec& schedule = process.schedule;
    switch (remedy) {
    case Remedy::scale_beta: {
        if (process.kind != ProcessKind::vp || schedule.zero_terminal_snr || !fact(schedule.kind).fixed_betas)
            return false;
        const bool has_start = fact(schedule.kind).find("beta_start") != nullptr;
        const double most = std::max(schedule.beta_end, has_start ? schedule.beta_start : 0);
        return process.steps < made_for && most * made_for < largest_beta * process.steps;
    }
    case Remedy::raise_sigma_max: return process.kind == ProcessKind::ve;
    case Remedy::exact_start: return any_from_prior(experiment);
    case Remedy::leave_out_last: return mends(without_last(problem), problem);
    case Remedy::first_order: return mends(with_first_order(problem), problem);
    }
    return false;
}

Experiment apply(Remedy remedy, const Problem& problem) {
    Experiment next = problem.experiment;
    if (!can(remedy, problem)) return next;
    ScheduleSpec& schedule = next.process.schedule;
    const double factor = static_cast<double>(made_for) / next.process.steps;
    switch (remedy) {
    case Remedy::scale_beta:
        if (schedule.kind == ScheduleKind::linear) { // which has a name, and follows T from now on
            schedule.kind = ScheduleKind::linear_1000;
            break;
        }
        schedule.beta_end *= factor;
        if (fact(schedule.kind).find("beta_start")) schedule.beta_start *= factor;
        break;
    case Remedy::raise_sigma_max: {
        // A Gaussian's KL is close to |mean|^2 / (2 sigma_max^2) + sum (sd / sigma_max)^4 / 4: at most 0.005 + 0.002.
        const Target& law = problem.target;
        const double wanted = std::max(10 * law.mean().norm(), 4 * std::sqrt(law.cov().diagonal().maxCoeff()));
        next.process.sigma_max = std::max(next.process.sigma_max, std::ceil(wanted * 10) / 10);
        break;
    }
    case Remedy::exact_start:
        for (SamplerSpec& sampler : next.samplers)
            if (starts_from_prior(sampler)) sampler.start = Start::exact;
        break;
    case Remedy::leave_out_last: return without_last(problem);
    case Remedy::first_order: return with_first_order(problem);
    }
    return next;
}

} // namespace halfstep
