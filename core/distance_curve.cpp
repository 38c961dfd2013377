#include "core/distance_curve.h"

#include "core/parallel.h"
#include "core/simulate.h"

#include <cmath>

namespace halfstep {
namespace {

constexpr int floor_clouds = 4;

/// 0 .. n - 1, evenly spread, ends included; at most `most` of them.
std::vector<int> spread(int n, int most) {
    std::vector<int> kept;
    const int count = std::min(n, most);
    for (int i = 0; i < count; ++i)
        kept.push_back(count == 1 ? n - 1
                                  : static_cast<int>(std::lround(static_cast<double>(i) * (n - 1) / (count - 1))));
    return kept;
}

/// The same draws at every level, so that the floor changes with the law alone.
DistanceFloorAt floor_at(const Run& run, int level, Eigen::Index particles) {
    const Target law = marginal(run.target, run.process.levels[static_cast<std::size_t>(level)]);
    const DistanceToTarget distance(law);
    Eigen::ArrayXd of(floor_clouds);
    for (int i = 0; i < floor_clouds; ++i) {
        Block<double> exact(particles, run.target.dim());
        sample(law, run.experiment.run.seed, Stream::data,
               static_cast<std::uint64_t>(i) * static_cast<std::uint64_t>(particles), exact);
        of[i] = distance(exact);
    }
    return {level, of.mean(), std::sqrt((of - of.mean()).square().sum() / (floor_clouds - 1))};
}

/// As many as are wanted and every frame has: frames may keep a part of their cloud.
Eigen::Index compared_particles(const Run& run, const DistanceCurveOptions& options) {
    auto particles = static_cast<Eigen::Index>(std::min(run.particles, options.particles));
    for (const SamplerRun& sampler : run.samplers)
        for (const Frame& frame : sampler.frames) particles = std::min(particles, frame.x.rows());
    return particles;
}

struct Task {
    int sampler = -1; ///< -1: a floor
    int index = 0;    ///< of the sampler's distances, or of the floors
};

} // namespace

void measure_distances(Run& run, const DistanceCurveOptions& options, int threads, const std::atomic<bool>* cancel) {
    const Eigen::Index particles = compared_particles(run, options);
    run.distance_curve_particles = particles;
    std::vector<Task> tasks;
    for (std::size_t s = 0; s < run.samplers.size(); ++s) {
        SamplerRun& sampler = run.samplers[s];
        for (const int i : spread(static_cast<int>(sampler.frames.size()), options.states)) {
            tasks.push_back({static_cast<int>(s), static_cast<int>(sampler.distances.size())});
            sampler.distances.push_back({sampler.frames[static_cast<std::size_t>(i)].state, 0});
        }
    }
    for (const int level : spread(run.process.steps() + 1, (options.states + 1) / 2)) {
        tasks.push_back({-1, static_cast<int>(run.distance_floors.size())});
        run.distance_floors.push_back({level, 0, 0});
    }
    parallel_for(tasks.size(), threads, [&](std::size_t i) {
        if (cancel && cancel->load(std::memory_order_relaxed)) return;
        const std::size_t index = static_cast<std::size_t>(tasks[i].index);
        if (tasks[i].sampler < 0) {
            run.distance_floors[index] = floor_at(run, run.distance_floors[index].level, particles);
            return;
        }
        SamplerRun& sampler = run.samplers[static_cast<std::size_t>(tasks[i].sampler)];
        DistanceAt& at = sampler.distances[index];
        const DistanceToTarget distance(marginal(run.target, sampler.level_of(at.state)));
        at.distance = distance(sampler.frame_at(at.state).x.topRows(particles).cast<double>());
    });
}

} // namespace halfstep
