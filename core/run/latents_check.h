#pragma once
// Which latents an experiment means, and whether they are possible.

#include "core/law/target.h"
#include "core/spec/experiment.h"

namespace halfstep {

/// Index of the experiment's sampler that its latents mean: the one named, or the first deterministic one; -1: there is
/// none.
int latents_sampler(const Experiment& experiment);
/// Draws from N(0, I), and of the target, by the run's seed.
LatentsSpec drawn_latents(const Experiment& experiment);
/// A part of make_problem(): throws Error that names the first impossible value; `target` is the experiment's.
void check_latents(const Experiment& experiment, const Target& target);

} // namespace halfstep
