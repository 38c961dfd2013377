#include "core/run/recorded.h"

#include <algorithm>

namespace halfstep {

std::int64_t particles_of(const SamplerPlan& plan, std::int64_t of_run) {
    const RecordedStates* const recorded = plan.recorded();
    return recorded ? std::min<std::int64_t>(recorded->particles, of_run) : of_run;
}

} // namespace halfstep
