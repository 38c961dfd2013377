#pragma once
// States that somebody else's code has written, among the samplers of a run. They are held against one of the others:
// local_error.h.

#include "core/run/problem.h"

#include <cstdint>

namespace halfstep {

/// How many particles a sampler of a run has: of recorded states those of the file.
std::int64_t particles_of(const SamplerPlan& plan, std::int64_t of_run);

/// All that is recorded of the particles first .. first + rows - 1, at one state, into the first `rows` rows of x.
template <class Real>
void recorded_state(const RecordedStates& from, int state, std::int64_t first, Eigen::Index rows, Block<Real>& x) {
    for (Eigen::Index row = 0; row < rows; ++row)
        for (int c = 0; c < from.dim; ++c)
            x(row, c) = static_cast<Real>(from.at(static_cast<int>(first + row), state)[c]);
}

} // namespace halfstep
