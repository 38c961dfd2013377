#pragma once
// One step of a sampler, taken from recorded states.

#include "core/run/draws.h"
#include "core/sample/stepper.h"

namespace halfstep {

/// How many roundings of every term a step may have: local_error.h.
constexpr double allowed_roundings = 8;

/// What steps are taken by.
struct StepRule {
    std::vector<StepCoefficients> steps;
    Clip clip{};
    DenoiserSpec denoiser{};
    int noise_from = 0;      ///< of which other move the noise is: so many later
    double noise_factor = 1; ///< times so much
};

/// Where a step leads from the recorded states, and how far those that follow are from it: n x dim, and of n particles.
struct HeldStep {
    Block<double> ours, difference;
    Eigen::ArrayXd rounding;

    bool fits() const {
        return difference.allFinite() && rounding.allFinite() &&
               difference.square().rowwise().sum().sqrt().maxCoeff() <= rounding.maxCoeff();
    }
};

/// What is held against steps: recorded states, with the noise of a run.
struct HeldStates {
    const Problem& problem;
    const RecordedStates& recorded;
    const SimulateOptions& options;
};

class StepHolder {
public:
    /// Of the first n particles. All must outlive the holder. `only`: no other step will be asked for; -1: any may be.
    StepHolder(const HeldStates& states, const StepRule& rule, Eigen::Index n, int only = -1);

    HeldStep hold(std::size_t i) const;
    /// The same with other noise.
    HeldStep hold(std::size_t i, const Block<double>& z) const;
    Block<double> noise(std::size_t i) const; ///< of the rule's step i

private:
    Block<double> state(std::size_t i) const;
    void take(std::size_t i, Block<double>& x, const Block<double>& z) const;

    const HeldStates states_;
    const StepRule& rule_;
    Eigen::Index n_;
    std::size_t first_ = 0;               ///< the stepper's first step, of the rule's
    std::vector<StepCoefficients> steps_; ///< those that may be asked for
    Stepper<double> stepper_;
};

} // namespace halfstep
