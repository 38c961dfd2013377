#include "core/run/step_rule.h"

#include "core/measure/rounding.h"
#include "core/run/recorded.h"

#include <cmath>

namespace halfstep {
namespace {

/// The reverse step before step i; i where there is none.
std::size_t step_before(const std::vector<StepCoefficients>& steps, std::size_t i) {
    for (std::size_t before = i; before-- > 0;)
        if (steps[before].move == MoveKind::reverse) return before;
    return i;
}

/// From the step that `only` looks back at to itself; all where it is -1.
std::size_t first_needed(const StepRule& rule, int only) {
    if (only < 0) return 0;
    const auto i = static_cast<std::size_t>(only);
    return rule.steps[i].k_last != 0 ? step_before(rule.steps, i) : i;
}
std::vector<StepCoefficients> needed(const StepRule& rule, int only) {
    if (only < 0) return rule.steps;
    return {rule.steps.begin() + static_cast<std::ptrdiff_t>(first_needed(rule, only)), rule.steps.begin() + only + 1};
}

Eigen::ArrayXd lengths(const Block<double>& x) { return x.square().rowwise().sum().sqrt(); }

template <class Real>
Block<double> drawn(const Draws& draws, const StepCoefficients& step, std::size_t i, Eigen::Index n, Eigen::Index dim) {
    Block<Real> z((n + row_multiple - 1) / row_multiple * row_multiple, dim);
    draws.noise(step, i, 0, z);
    return z.topRows(n).template cast<double>();
}

} // namespace

StepHolder::StepHolder(const HeldStates& states, const StepRule& rule, Eigen::Index n, int only)
    : states_(states), rule_(rule), n_(n), first_(first_needed(rule, only)), steps_(needed(rule, only)),
      stepper_(states.problem.target, steps_, rule.clip, rule.denoiser) {}

Block<double> StepHolder::state(std::size_t i) const {
    Block<double> x(n_, states_.recorded.dim);
    recorded_state(states_.recorded, static_cast<int>(i), 0, n_, x);
    return x;
}

Block<double> StepHolder::noise(std::size_t i) const {
    const std::size_t of = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(i) + rule_.noise_from, 0, std::ssize(rule_.steps) - 1));
    const Draws draws{states_.problem, states_.options};
    const bool single = states_.problem.experiment.run.precision == Precision::single;
    return rule_.noise_factor * (single ? drawn<float>(draws, rule_.steps[of], of, n_, states_.recorded.dim)
                                        : drawn<double>(draws, rule_.steps[of], of, n_, states_.recorded.dim));
}

void StepHolder::take(std::size_t i, Block<double>& x, const Block<double>& z) const {
    Scratch<double> scratch;
    scratch.resize(n_, states_.recorded.dim);
    scratch.z = z;
    if (rule_.steps[i].k_last != 0) {
        const std::size_t before = step_before(rule_.steps, i);
        Block<double> eps_hat;
        stepper_.read(before - first_, state(before), scratch.x0_last, eps_hat);
    }
    stepper_.advance(i - first_, x, scratch);
}

HeldStep StepHolder::hold(std::size_t i) const { return hold(i, noise(i)); }

HeldStep StepHolder::hold(std::size_t i, const Block<double>& z) const {
    const StepCoefficients& step = rule_.steps[i];
    const WrittenDigits& digits = states_.recorded.digits;
    const double roundings = allowed_roundings * (digits.of_double() ? rounding_unit<double> : rounding_unit<float>);
    const auto written = [&](const Block<double>& x) -> Eigen::ArrayXd {
        return lengths(x.unaryExpr([&](double v) { return digits.off(v); }));
    };
    const Block<double> from = state(i), to = state(i + 1);
    HeldStep held;
    held.ours = from;
    take(i, held.ours, z);
    held.difference = to - held.ours;

    Eigen::ArrayXd size = lengths(held.ours), read = lengths(from);
    if (step.noisy()) size += step.noise.norm() * lengths(z);
    if (step.evaluations() > 0) {
        Block<double> x0_hat, eps_hat;
        stepper_.read(i - first_, from, x0_hat, eps_hat);
        const Eigen::ArrayXd x0 = lengths(x0_hat);
        read += step.from.a * x0;
        size += std::abs(step.k_x0) * x0;
        size += (std::abs(step.k_eps) + std::abs(step.k_again)) / step.from.b * read;
        if (step.k_again != 0) size += std::abs(step.k_again) / step.to.b * (lengths(held.ours) + step.to.a * x0);
        size += 2 * std::abs(step.k_last) * x0;
    }
    held.rounding = roundings * size + written(to);
    const double nearby = 1e-4 * step.from.b; // over which no law of x_t changes much
    if (!(nearby > 0)) return held;
    const Eigen::ArrayXd off = roundings * read + written(from);
    for (int c = 0; c < states_.recorded.dim; ++c) {
        Block<double> beside = from;
        beside.col(c) += nearby;
        take(i, beside, z);
        held.rounding += lengths(beside - held.ours) / nearby * off;
    }
    return held;
}

} // namespace halfstep
