#pragma once
// The distance of every sampler to the exact law of x_t, level by level: where along the way a sampler goes wrong.

#include <atomic>
#include <cstdint>
#include <vector>

namespace halfstep {

struct Run;

/// A sampler's distance to the exact law of the level of one of its states: W1 (1-D) or sliced W2 (2-D).
struct DistanceAt {
    int state = 0;
    double distance = 0;
};
/// What chance alone makes of it for as many exact draws.
struct DistanceFloorAt {
    int level = 0;
    double mean = 0, spread = 0; ///< of a few such clouds
};

struct DistanceCurveOptions {
    int states = 40;               ///< at most so many of a sampler's states; 0: no distances
    /// At most so many, of those that the frames keep: a distance sorts its cloud, and more only lower the floor.
    std::int64_t particles = 4000;
};

/// Fills run.samplers[].distances from the kept frames, run.distance_floors at about half as many levels, and
/// run.distance_curve_particles, which all of them are of.
void measure_distances(Run& run, const DistanceCurveOptions& options, int threads, const std::atomic<bool>* cancel);

} // namespace halfstep
