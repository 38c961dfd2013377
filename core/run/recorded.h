#pragma once
// States that somebody else's code has written, among the samplers of a problem. They are held against one of the
// others: local_error.h.

#include "core/run/problem.h"

#include <cstdint>

namespace halfstep {

/// The plan of sampler i, whose spec has recorded states: the levels of the one that it is held against, which is
/// planned already, and no coefficients. Throws Error with a key relative to the sampler ("file", "against") where they
/// are not there, or fit no sampler.
SamplerPlan plan_recorded(const Problem& problem, std::size_t i);

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
