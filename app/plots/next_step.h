#pragma once
// What the samplers do next with one particle: for each move that some of them are about to make, the exact law of
// where it leads, and where each of those samplers goes instead.

#include "app/plots/plots.h"

#include "core/run/trace.h"
#include "core/sample/reverse.h"

namespace halfstep::plots {

/// One sampler's move from the x_t of its group: N(mean, noise noise^T).
struct NextStep {
    int sampler = 0;
    const StepCoefficients* step = nullptr;
    Vec mean; ///< by both lines of the equation
    /// What that is made of, and behind it the noise that the particle draws for this step, as far as its trace is
    /// there.
    TracedMove made;
};

/// Samplers that leave the same level for the same level. All are shown from the x_t of the first one (of the
/// highlighted one, if it is among them), so that what differs is the step alone. One that looks back at its step
/// before stands with others where their x_t is its own.
struct NextSteps {
    Level from, to;
    Vec x_t;
    int whose = 0;   ///< the sampler whose x_t that is
    Posterior exact; ///< mean and covariance of x_s | x_t
    Transition move;
    std::vector<NextStep> steps;
};

/// From the level of the cursor; at the data, which no step leaves, from the first level above it. The highlighted
/// sampler's group comes first. Without what has diverged or is not tracked. `from_one_state`: all groups that leave
/// the first one's level leave its x_t, too, but for steps that look back.
std::vector<NextSteps> next_steps(const Run& run, const View& view, bool from_one_state = false);

/// Standard deviation of what is shown of these moves, whatever x_t is: the largest of that of x_s | x_t for a Gaussian
/// as wide as the target (on average no mixture's is larger), of beta_tilde, and of the samplers' noise.
double next_step_scale(const Run& run, const View& view);

/// The level whose next step is shown: the cursor's, at the data the first one.
int next_step_level(const Run& run, const View& view);

} // namespace halfstep::plots
