#pragma once
// The distance of every sampler to the exact law of x_t, level by level: where along the way a sampler goes wrong.

#include "core/run/options.h"
#include "core/run/run.h"

namespace halfstep {

/// Fills run.samplers[].distances from the kept frames, run.distance_floors at about half as many levels, and
/// run.distance_curve_particles, which all of them are of.
void measure_distances(Run& run, const DistanceCurveOptions& options, int threads, const std::atomic<bool>* cancel);

} // namespace halfstep
