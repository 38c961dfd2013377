#pragma once
// Two scenes simulated one after the other, to be held against each other.

#include "core/run/simulate.h"

namespace halfstep {

/// The run of the first, with its comparison, whose seed and particles the second must have (beside()). Both as the
/// options say, at the same share of the process; progress is that of both, by their steps. Where that is cancelled,
/// the run is not complete.
Run simulate_beside(const std::shared_ptr<const Problem>& first, const std::shared_ptr<const Problem>& second,
                    const SimulateOptions& options);

} // namespace halfstep
