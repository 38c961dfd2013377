#pragma once
// --compare: two scenes simulated one after the other.

#include "core/run/simulate.h"

namespace halfstep {

/// The run of the first, with its comparison. Both as the options say; progress is that of both. Where that is
/// cancelled, the run is not complete.
Run simulate_beside(const std::shared_ptr<const Problem>& first, const std::shared_ptr<const Problem>& second,
                    const SimulateOptions& options);

} // namespace halfstep
