#pragma once
// How far the true law of x_T is from what samplers start from, in words, and what can be done about it.

#include "core/simulate.h"

#include <string>

namespace halfstep {

/// KL(p_T || N(0, prior_sigma^2 I)) above which a start from the prior deserves a word: by Pinsker's inequality fewer than
/// sqrt(0.01/2) = 7 % of the particles of a coupling start elsewhere than they should.
constexpr double small_mismatch = 0.01; // nats

/// What is wrong; empty where nothing is: below small_mismatch (or two standard errors), or no sampler starts from the prior.
std::string mismatch_warning(const Run& run);

enum class Remedy {
    scale_beta,      ///< all beta times 1000/T: those schedules are made for T = 1000
    raise_sigma_max, ///< ve: so far that the data are small beside it
    exact_start,     ///< samplers that started from the prior draw from the true law of x_T
};
bool can(Remedy remedy, const Experiment& experiment);
Experiment apply(Remedy remedy, const Experiment& experiment);

} // namespace halfstep
