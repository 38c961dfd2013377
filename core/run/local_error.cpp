#include "core/run/local_error.h"

#include "core/measure/rounding.h"
#include "core/run/recorded.h"
#include "core/run/step_mistakes.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

LocalErrorAt summed_up(const HeldStep& held, const Block<double>& from, const Block<double>& to) {
    const Eigen::ArrayXd off = held.difference.square().rowwise().sum().sqrt();
    LocalErrorAt at;
    Eigen::Index worst = 0;
    at.largest = off.isNaN().any() ? std::numeric_limits<double>::infinity() : off.maxCoeff(&worst);
    at.particle = static_cast<int>(worst);
    at.rms = std::sqrt(off.square().mean());
    at.rounding = held.rounding.maxCoeff();
    const double length = (to.row(worst) - from.row(worst)).matrix().norm();
    at.share = length > 0 ? at.largest / length : std::numeric_limits<double>::infinity();
    return at;
}

/// How far the recorded states are from those that the other sampler's particles have; 0 where these are not kept.
double rms_apart(const Paths& ours, const Paths& recorded, int state) {
    const int n = std::min(ours.particles, recorded.particles);
    double sum = 0;
    for (int p = 0; p < n; ++p)
        for (int c = 0; c < ours.dim; ++c) {
            const double off = recorded.at(p, state)[c] - ours.at(p, state)[c];
            sum += off * off;
        }
    return n > 0 ? std::sqrt(sum / n) : 0;
}

void hold_start(const Paths& ours, const RecordedStates& recorded, LocalErrors& errors) {
    const double unit = errors.of_double ? rounding_unit<double> : rounding_unit<float>;
    double worst = 0;
    for (int p = 0; p < std::min(ours.particles, errors.particles); ++p) {
        double off = 0, rounding = 0;
        for (int c = 0; c < ours.dim; ++c) {
            const double x = recorded.at(p, 0)[c], difference = x - ours.at(p, 0)[c];
            const double one = allowed_roundings * unit * std::abs(x) + recorded.digits.off(x);
            off += difference * difference;
            rounding += one * one;
        }
        if (p > 0 && !(std::sqrt(off) - std::sqrt(rounding) > worst)) continue;
        worst = std::sqrt(off) - std::sqrt(rounding);
        errors.start_particle = p;
        errors.start_off = std::sqrt(off);
        errors.start_rounding = std::sqrt(rounding);
    }
}

// ---- what it looks like ----

class Explainer {
public:
    Explainer(const HeldStates& states, const SamplerPlan& meant, const LocalErrors& errors)
        : states_(states), meant_(meant), errors_(errors),
          counted_(std::clamp(most_counted / static_cast<int>(meant.steps.size()), 1, errors.particles)) {}

    std::optional<StepExplanation> best() const {
        std::optional<StepExplanation> best;
        for (const StepMistake& mistake : step_mistakes()) {
            if (states_.options.cancelled()) return std::nullopt;
            const std::optional<StepRule> rule = mistake.rule({states_.problem, meant_});
            if (!rule || !fits_first(*rule)) continue;
            if (const int steps = steps_of(*rule); !best || steps > best->steps)
                best = StepExplanation{mistake.words, steps};
        }
        return best ? best : of_other_noise();
    }

private:
    static constexpr int most_counted = 200'000; ///< steps of particles, to say how many steps a mistake explains

    std::size_t first() const { return static_cast<std::size_t>(errors_.first); }
    bool fits_first(const StepRule& rule) const {
        return StepHolder(states_, rule, errors_.particles, errors_.first).hold(first()).fits();
    }
    int steps_of(const StepRule& rule) const {
        const StepHolder holder(states_, rule, counted_);
        int count = 0;
        for (std::size_t i = 0; i < rule.steps.size() && !states_.options.cancelled(); ++i)
            count += holder.hold(i).fits();
        return count;
    }

    /// The mean is right, and what is added to it has the right spread, but it is not our noise.
    std::optional<StepExplanation> of_other_noise() const {
        const StepRule rule = meant_rule(meant_);
        const StepHolder holder(states_, rule, errors_.particles);
        int count = 0;
        for (std::size_t i = 0; i < rule.steps.size() && !states_.options.cancelled(); ++i) {
            const bool own = has_own_noise(holder, rule.steps[i], i);
            if (i == first() && !own) return std::nullopt;
            count += own || holder.hold(i).fits();
        }
        return StepExplanation{"noise of its own, of the right size, not the run's", count};
    }
    /// Within five standard errors of N(0, 1), and without anything of the run's.
    static bool has_own_noise(const StepHolder& holder, const StepCoefficients& step, std::size_t i) {
        constexpr double allowed = 5, least = 16;
        if (!step.noisy() || (step.noise.rows() > 1 && step.noise(1, 0) != 0)) return false;
        const Block<double> z = holder.noise(i);
        const Block<double> own = holder.hold(i, Block<double>::Zero(z.rows(), z.cols())).difference / step.noise(0, 0);
        const double n = static_cast<double>(own.size());
        if (n < least) return false;
        const double mean = own.mean(), square = own.square().mean(), with_ours = (own * z).mean();
        return std::abs(mean) < allowed / std::sqrt(n) && std::abs(square - 1) < allowed * std::sqrt(2 / n) &&
               std::abs(with_ours) < allowed / std::sqrt(n);
    }

    const HeldStates& states_;
    const SamplerPlan& meant_;
    const LocalErrors& errors_;
    int counted_;
};

} // namespace

LocalErrors local_errors(const Run& run, const SamplerRun& sampler, const SimulateOptions& options) {
    const Problem& problem = *run.problem;
    const RecordedStates& recorded = *sampler.plan->recorded();
    LocalErrors errors;
    errors.against = sampler.plan->against;
    errors.particles = static_cast<int>(sampler.final_x.rows());
    errors.of_double = recorded.digits.of_double();
    const auto against = static_cast<std::size_t>(errors.against);
    const SamplerPlan& meant = problem.samplers[against];
    const Paths& ours = run.samplers[against].paths;
    hold_start(ours, recorded, errors);

    const HeldStates states{problem, recorded, options};
    const StepRule rule = meant_rule(meant);
    const StepHolder holder(states, rule, errors.particles);
    Block<double> from(errors.particles, recorded.dim), to = from;
    for (std::size_t i = 0; i < rule.steps.size(); ++i) {
        if (options.cancelled()) return {};
        const int state = static_cast<int>(i);
        recorded_state(recorded, state, 0, errors.particles, from);
        recorded_state(recorded, state + 1, 0, errors.particles, to);
        LocalErrorAt& at = errors.steps.emplace_back(summed_up(holder.hold(i), from, to));
        at.apart = rms_apart(ours, sampler.paths, state + 1);
        errors.wrong += at.differs();
        if (at.differs() && errors.first < 0) errors.first = state;
    }
    if (errors.first >= 0) errors.explanation = Explainer(states, meant, errors).best();
    return errors;
}

} // namespace halfstep
