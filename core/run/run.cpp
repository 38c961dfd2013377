// What a SamplerRun can be asked.

#include "core/run/run.h"

#include <algorithm>

namespace halfstep {

const Frame& SamplerRun::frame_at(int state) const {
    const auto after =
        std::lower_bound(frames.begin(), frames.end(), state, [](const Frame& f, int s) { return f.state < s; });
    if (after == frames.end()) return frames.back();
    if (after == frames.begin() || after->state == state) return *after;
    const auto before = after - 1;
    return state - before->state <= after->state - state ? *before : *after;
}

} // namespace halfstep
