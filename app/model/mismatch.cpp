#include "app/model/mismatch.h"

#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr int made_for = 1000; // T of the schedules with a fixed first and last beta
constexpr double largest_beta = 0.999;

bool starts_there(const SamplerSpec& sampler) {
    return sampler.start == Start::prior && sampler.kind != SamplerKind::forward;
}

bool starts_from_prior(const Experiment& experiment) {
    return std::any_of(experiment.samplers.begin(), experiment.samplers.end(), starts_there);
}

/// Its betas do not depend on T, so that fewer steps leave more of the signal.
bool has_fixed_betas(const ScheduleSpec& schedule) {
    switch (schedule.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid:
    case ScheduleKind::constant: return true;
    default: return false;
    }
}

double largest_scale(const Target& target) {
    const Mat cov = target.cov();
    const Vec mean = target.mean();
    double largest = 0;
    for (int i = 0; i < target.dim(); ++i) largest = std::max(largest, std::sqrt(cov(i, i) + mean[i] * mean[i]));
    return largest;
}

} // namespace

std::string mismatch_warning(const Run& run) {
    const Measured& kl = run.losses.mismatch;
    if (run.losses.empty() || !starts_from_prior(run.experiment)) return "";
    if (!(kl.value > small_mismatch && kl.value > 2 * kl.se)) return "";
    const Level& last = run.process.levels.back();
    const double left = last.a * last.a / (last.a * last.a + last.b * last.b);
    const std::string prior = plots::prior_text(run.process);
    const std::string wrong = " Samplers that start at " + prior + " start in the wrong place.";
    if (run.process.kind == ProcessKind::ve)
        return "\u03c3_max = " + plots::number(run.process.spec.sigma_max) + " does not hide data of size " +
               plots::number(largest_scale(run.target)) + "." + wrong +
               " Only a larger \u03c3_max or a start at the true law of x_T is right.";
    const std::string signal = "\u1fb1_T = " + plots::number(left, 2) + " of the signal's variance is left";
    const ProcessSpec& spec = run.process.spec;
    if (run.process.kind == ProcessKind::vp && has_fixed_betas(spec.schedule) && spec.steps < made_for)
        return signal + ": these \u03b2 are made for T = 1000, and T is " + std::to_string(spec.steps) + "." + wrong;
    return signal + " at T." + wrong;
}

bool can(Remedy remedy, const Experiment& experiment) {
    const ProcessSpec& process = experiment.process;
    const ScheduleSpec& schedule = process.schedule;
    switch (remedy) {
    case Remedy::scale_beta: {
        if (process.kind != ProcessKind::vp || schedule.zero_terminal_snr || !has_fixed_betas(schedule)) return false;
        const double most =
            std::max(schedule.beta_end, schedule.kind == ScheduleKind::constant ? 0 : schedule.beta_start);
        return process.steps < made_for && most * made_for < largest_beta * process.steps;
    }
    case Remedy::raise_sigma_max: return process.kind == ProcessKind::ve;
    case Remedy::exact_start: return starts_from_prior(experiment);
    }
    return false;
}

Experiment apply(Remedy remedy, const Experiment& experiment) {
    Experiment next = experiment;
    if (!can(remedy, experiment)) return next;
    ScheduleSpec& schedule = next.process.schedule;
    const double factor = static_cast<double>(made_for) / next.process.steps;
    switch (remedy) {
    case Remedy::scale_beta:
        if (schedule.kind == ScheduleKind::linear) { // which has a name, and follows T from now on
            schedule.kind = ScheduleKind::linear_1000;
            break;
        }
        schedule.beta_end *= factor;
        if (schedule.kind != ScheduleKind::constant) schedule.beta_start *= factor;
        break;
    case Remedy::raise_sigma_max: {
        // A Gaussian's KL is close to |mean|^2 / (2 sigma_max^2) + sum (sd / sigma_max)^4 / 4: at most 0.005 + 0.002.
        const Target law = make_target(next.target);
        const double wanted = std::max(10 * law.mean().norm(), 4 * std::sqrt(law.cov().diagonal().maxCoeff()));
        next.process.sigma_max = std::max(next.process.sigma_max, std::ceil(wanted * 10) / 10);
        break;
    }
    case Remedy::exact_start:
        for (SamplerSpec& sampler : next.samplers)
            if (starts_there(sampler)) sampler.start = Start::exact;
        break;
    }
    return next;
}

} // namespace halfstep
