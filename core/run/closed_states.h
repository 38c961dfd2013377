#pragma once
// The closed form of every state of a sampler of a problem.

#include "core/measure/closed_form.h"
#include "core/run/problem.h"

#include <vector>

namespace halfstep {

/// By state; empty where there is none: clipping is not linear, not every denoiser is affine, and recorded states
/// follow from no rule. Of starts that are drawn.
std::vector<Gaussian> closed_states(const Problem& problem, const SamplerPlan& plan);

} // namespace halfstep
