#pragma once
// What goes wrong where samplers start, in words, and what can be done about it: the true law of x_T is not what they
// start from, or their steps are too long for the noise that is there.

#include "core/run/simulate.h"

#include <string>

namespace halfstep {

/// KL(p_T || N(0, prior_sigma^2 I)) above which a start from the prior deserves a word: by Pinsker's inequality fewer
/// than sqrt(0.01/2) = 7 % of the particles of a coupling start elsewhere than they should.
constexpr double small_mismatch = 0.01; // nats

/// What is wrong, its symbols between marks (app/plots/notation.h); empty where nothing is, or the mismatch is not
/// measured: below small_mismatch (or two standard errors), or no sampler starts from the prior.
std::string mismatch_warning(const Run& run);

/// Which samplers leave too much variance behind by a step that starts where the noise drowns the data, and how much;
/// empty: none. Known from their moves alone, on the Gaussian with the target's mean and covariance and from the true
/// law of x_T: a rule of second order, or one in x, may be far off there where DDIM is right.
std::string overshoot_warning(const Run& run);

enum class Remedy {
    scale_beta,      ///< all beta times 1000/T: those schedules are made for T = 1000
    raise_sigma_max, ///< ve: so far that the data are small beside it
    exact_start,     ///< samplers that started from the prior draw from the true law of x_T
    leave_out_last,  ///< samplers that overshoot take the leading levels, which begin below T
    first_order,     ///< samplers that overshoot become DDIM
};
/// Whether it applies; of the last two, whether nobody overshoots with it.
bool can(Remedy remedy, const Problem& problem);
Experiment apply(Remedy remedy, const Problem& problem);

} // namespace halfstep
