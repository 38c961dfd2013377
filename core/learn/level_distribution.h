#pragma once
// How the times of a training are distributed over the levels of a process.

#include "core/process/process.h"
#include "core/spec/training_spec.h"

#include <vector>

namespace halfstep {

/// The distribution function of the levels 1 .. T: entry t - 1 is P(level <= t). Empty: uniform.
std::vector<double> level_distribution(Times times, const Process& process);
/// Index 0 .. T - 1 of the level 1 .. T at a quantile of such a distribution.
int level_index(double quantile, int T, const std::vector<double>& distribution);
/// Up to `most` levels, each of the same probability: those at the middles of as many equal parts of it.
std::vector<int> representative_levels(int T, const std::vector<double>& distribution, int most);

} // namespace halfstep
