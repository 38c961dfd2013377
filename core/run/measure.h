#pragma once
// Measures of a problem or a run: pure functions of both, spread over threads; the values do not depend on how many.

#include "core/base/measured.h"
#include "core/run/run.h"

namespace halfstep {

/// Losses and bounds of the problem's denoiser on its process; empty when cancelled.
LossReport losses_of(const Problem& problem, const MeasureOptions& options);
/// KL(p_T || N(0, prior_sigma^2 I)): the number in that report.
Measured mismatch_of(const Problem& problem, const MeasureOptions& options);

/// Fills in what is wanted and not there yet; what is there stays. When cancelled, some of it is left out.
void measure(const Run& run, const Wanted& wanted, const MeasureOptions& options, Measures& measures);

} // namespace halfstep
