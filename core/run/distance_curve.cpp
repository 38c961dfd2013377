#include "core/run/distance_curve.h"

#include "core/base/parallel.h"
#include "core/measure/distance.h"

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

struct ComparedLaw {
    Target law;
    DistanceToTarget distance; ///< to it
};

/// The same draws at every level, so that the floor changes with the law alone.
DistanceFloorAt floor_at(const Run& run, int level, Eigen::Index particles, const ComparedLaw& to, Cancel cancel) {
    Eigen::ArrayXd of = Eigen::ArrayXd::Zero(floor_clouds);
    for (int i = 0; i < floor_clouds && !raised(cancel); ++i) {
        Block<double> exact(particles, run.target().dim());
        sample(to.law, run.experiment().run.seed, Stream::data,
               static_cast<std::uint64_t>(i) * static_cast<std::uint64_t>(particles), exact);
        of[i] = to.distance(exact);
    }
    return {level, of.mean(), std::sqrt((of - of.mean()).square().sum() / (floor_clouds - 1))};
}

/// As many as are wanted and every frame has: frames may keep a part of their cloud. Recorded states have what they
/// have.
Eigen::Index compared_particles(const Run& run, const DistanceCurveOptions& options) {
    auto particles = static_cast<Eigen::Index>(std::min(run.particles, options.particles));
    for (const SamplerRun& sampler : run.samplers)
        for (const Frame& frame : sampler.frames)
            if (!sampler.plan->recorded()) particles = std::min(particles, frame.rows());
    return particles;
}

/// What is compared with one law: it takes as long to prepare for that as a comparison does.
struct CloudComparison {
    Level level;
    std::vector<std::size_t> floors;                            ///< indices of the floors
    std::vector<std::pair<std::size_t, std::size_t>> distances; ///< sampler, and index of its distances
};

/// What is measured here, while it is under way.
struct Curves {
    std::vector<std::vector<DistanceAt>> distances; ///< by sampler; empty, where it is there already
    std::vector<DistanceFloorAt> floors;
};

/// Names all distances that are to be measured, each with its state or level, by law.
std::vector<CloudComparison> plan_comparisons(const Run& run, int states, const Measures& known, Curves& curves) {
    std::vector<CloudComparison> comparisons;
    const auto at = [&](const Level& level) -> CloudComparison& {
        for (CloudComparison& c : comparisons)
            if (c.level.a == level.a && c.level.b == level.b) return c;
        return comparisons.emplace_back(CloudComparison{level, {}, {}});
    };
    curves.distances.resize(run.samplers.size());
    for (std::size_t s = 0; s < run.samplers.size(); ++s) {
        if (known.distance_curves[s]) continue;
        const SamplerRun& sampler = run.samplers[s];
        for (const int i : spread(static_cast<int>(sampler.frames.size()), states)) {
            const int state = sampler.frames[static_cast<std::size_t>(i)].state;
            at(sampler.level_of(state)).distances.emplace_back(s, curves.distances[s].size());
            curves.distances[s].push_back({state, 0});
        }
    }
    if (known.floors) return comparisons;
    for (const int level : spread(run.process().steps() + 1, (states + 1) / 2)) {
        at(run.process().levels[static_cast<std::size_t>(level)]).floors.push_back(curves.floors.size());
        curves.floors.push_back({level, 0, 0});
    }
    return comparisons;
}

} // namespace

void measure_distance_curves(const Run& run, const MeasureOptions& options, Measures& measures) {
    const Eigen::Index particles = compared_particles(run, options.distance_curve);
    measures.distance_curves.resize(run.samplers.size());
    Curves curves;
    const std::vector<CloudComparison> comparisons =
        plan_comparisons(run, options.distance_curve.states, measures, curves);
    parallel_for(comparisons.size(), options.thread_count(), [&](std::size_t i) {
        if (options.cancelled()) return;
        const Target law = marginal(run.target(), comparisons[i].level);
        const ComparedLaw to{law, DistanceToTarget(law, run.experiment().run.precision, options.cancel)};
        for (const std::size_t index : comparisons[i].floors) {
            DistanceFloorAt& floor = curves.floors[index];
            floor = floor_at(run, floor.level, particles, to, options.cancel);
        }
        for (const auto& [s, index] : comparisons[i].distances) {
            if (options.cancelled()) return;
            DistanceAt& at = curves.distances[s][index];
            const Frame& frame = run.samplers[s].frame_at(at.state);
            at.distance = to.distance(frame.top(std::min(particles, frame.rows())));
        }
    });
    if (options.cancelled()) return;
    for (std::size_t s = 0; s < curves.distances.size(); ++s)
        if (!measures.distance_curves[s])
            measures.distance_curves[s] =
                std::make_shared<const std::vector<DistanceAt>>(std::move(curves.distances[s]));
    if (!measures.floors)
        measures.floors = std::make_shared<const DistanceFloors>(DistanceFloors{particles, std::move(curves.floors)});
}

} // namespace halfstep
