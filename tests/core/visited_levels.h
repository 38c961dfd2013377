#pragma once

#include "core/sample/convention.h"

#include <vector>

namespace halfstep::testing {

/// The levels that a sampler leaves, descending, and the one where it ends: tau_S, ..., tau_1, 0.
inline std::vector<int> visited_levels(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const std::vector<TimestepPair> list = timestep_pairs(sampler, process, target);
    std::vector<int> levels;
    for (const TimestepPair& pair : list) levels.push_back(pair.t);
    levels.push_back(list.back().s);
    return levels;
}

} // namespace halfstep::testing
