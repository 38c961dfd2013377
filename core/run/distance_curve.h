#pragma once
// The distance of every sampler to the exact law of x_t, level by level: where along the way a sampler goes wrong.

#include "core/run/run.h"

namespace halfstep {

/// Fills in measures.distance_curves of the samplers that lack it, from the frames that the run has kept, and
/// measures.floors, at about half as many levels, if they are not there.
void measure_distance_curves(const Run& run, const MeasureOptions& options, Measures& measures);

} // namespace halfstep
