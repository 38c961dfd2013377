#include "core/run/distance_curve.h"

#include "core/measure/distance.h"
#include "core/measure/parallel.h"

#include <cmath>
#include <utility>

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
DistanceFloorAt floor_at(const Run& run, int level, Eigen::Index particles, const Target& law,
                         const DistanceToTarget& distance, Cancel cancel) {
    Eigen::ArrayXd of = Eigen::ArrayXd::Zero(floor_clouds);
    for (int i = 0; i < floor_clouds && !raised(cancel); ++i) {
        Block<double> exact(particles, run.target().dim());
        sample(law, run.experiment().run.seed, Stream::data,
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

/// What is compared with one law: it takes as long to prepare for that as a comparison does.
struct Comparison {
    Level level;
    std::vector<int> floors;                    ///< indices of the run's
    std::vector<std::pair<int, int>> distances; ///< sampler, and index of its distances
};

/// Names all distances that are to be measured, each with its state or level, by law.
std::vector<Comparison> plan_comparisons(Run& run, int states) {
    std::vector<Comparison> comparisons;
    const auto at = [&](const Level& level) -> Comparison& {
        for (Comparison& c : comparisons)
            if (c.level.a == level.a && c.level.b == level.b) return c;
        return comparisons.emplace_back(Comparison{level, {}, {}});
    };
    for (std::size_t s = 0; s < run.samplers.size(); ++s) {
        SamplerRun& sampler = run.samplers[s];
        for (const int i : spread(static_cast<int>(sampler.frames.size()), states)) {
            const int state = sampler.frames[static_cast<std::size_t>(i)].state;
            at(sampler.level_of(state))
                .distances.emplace_back(static_cast<int>(s), static_cast<int>(sampler.distances.size()));
            sampler.distances.push_back({state, 0});
        }
    }
    for (const int level : spread(run.process().steps() + 1, (states + 1) / 2)) {
        at(run.process().levels[static_cast<std::size_t>(level)])
            .floors.push_back(static_cast<int>(run.distance_floors.size()));
        run.distance_floors.push_back({level, 0, 0});
    }
    return comparisons;
}

} // namespace

void measure_distances(Run& run, const DistanceCurveOptions& options, int threads, const std::atomic<bool>* cancel) {
    const Eigen::Index particles = compared_particles(run, options);
    run.distance_curve_particles = particles;
    const std::vector<Comparison> comparisons = plan_comparisons(run, options.states);
    parallel_for(comparisons.size(), threads, [&](std::size_t i) {
        const auto cancelled = [&] { return cancel && cancel->load(std::memory_order_relaxed); };
        if (cancelled()) return;
        const Target law = marginal(run.target(), comparisons[i].level);
        const DistanceToTarget distance(law, cancel);
        for (const int index : comparisons[i].floors) {
            DistanceFloorAt& floor = run.distance_floors[static_cast<std::size_t>(index)];
            floor = floor_at(run, floor.level, particles, law, distance, cancel);
        }
        for (const auto& [s, index] : comparisons[i].distances) {
            if (cancelled()) return;
            SamplerRun& sampler = run.samplers[static_cast<std::size_t>(s)];
            DistanceAt& at = sampler.distances[static_cast<std::size_t>(index)];
            at.distance = distance(sampler.frame_at(at.state).x.topRows(particles).cast<double>());
        }
    });
}

} // namespace halfstep
