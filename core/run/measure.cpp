#include "core/run/measure.h"

#include "core/base/parallel.h"
#include "core/measure/distance.h"
#include "core/measure/rounding.h"
#include "core/run/distance_curve.h"
#include "core/run/trace.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace halfstep {
namespace {

// A network takes several times as long as a component of a mixture.
std::int64_t loss_terms(const Problem& problem, const MeasureOptions& options) {
    return options.loss_terms / (problem.denoiser.kind == DenoiserKind::learned ? 4 : 1);
}

/// Mean and standard deviation over the clouds.
template <class Of>
std::pair<double, double> over_clouds(const std::vector<FinalMeasure>& clouds, const Of& of) {
    Eigen::ArrayXd value(static_cast<Eigen::Index>(clouds.size()));
    for (std::size_t i = 0; i < clouds.size(); ++i) value[static_cast<Eigen::Index>(i)] = of(clouds[i]);
    return {value.mean(), std::sqrt((value - value.mean()).square().sum() / static_cast<double>(clouds.size() - 1))};
}

ExactFloor floor_of(const std::vector<FinalMeasure>& clouds) {
    ExactFloor floor;
    std::tie(floor.distance, floor.spread) =
        over_clouds(clouds, [](const FinalMeasure& cloud) { return cloud.distance; });
    if (!clouds.front().modes) return floor;
    ExactModes& exact = floor.modes.emplace();
    std::tie(exact.width, exact.width_spread) =
        over_clouds(clouds, [](const FinalMeasure& cloud) { return cloud.modes->width.value; });
    std::tie(exact.weight_error, exact.weight_error_spread) =
        over_clouds(clouds, [](const FinalMeasure& cloud) { return cloud.modes->weight_error; });
    return floor;
}

/// A sample beside the target, and a cloud of exact draws as large as one.
class TargetComparison {
public:
    TargetComparison(const Run& run, Cancel cancel)
        : run_(run), distance_(run.target(), run.experiment().run.precision, cancel),
          has_modes_(has_modes(run.experiment().target, run.target())) {}

    FinalMeasure sample_of(std::size_t sampler) const {
        FinalMeasure measure = of(run_.samplers[sampler].final_x);
        const bool single = run_.experiment().run.precision == Precision::single;
        const double unit = single ? rounding_unit<float> : rounding_unit<double>;
        const SamplerRun& of_run = run_.samplers[sampler];
        measure.rounding = rounding_of_places(of_run.moments.back(), unit);
        if (of_run.final_x.rows() < run_.particles) measure.floor = floor_of_fewer(of_run.final_x.rows());
        if (!measure.modes) return measure;
        if (of_run.plan->recorded()) {
            measure.width_rounding = measure.rounding;
            return measure;
        }
        measure.width_rounding = rounding_within_modes(of_run.steps(), of_run.moments, run_.target(), unit);
        measure.modes->width.se = std::hypot(measure.modes->width.se, measure.width_rounding);
        return measure;
    }
    FinalMeasure exact_cloud(std::size_t i) const {
        Block<double> exact(run_.particles, run_.target().dim());
        sample(run_.target(), run_.experiment().run.seed, Stream::data, i * static_cast<std::uint64_t>(exact.rows()),
               exact);
        return of(exact);
    }

private:
    /// What chance makes of as many exact draws.
    Measured floor_of_fewer(Eigen::Index rows) const {
        constexpr int clouds = 8;
        Eigen::ArrayXd of(clouds);
        for (int i = 0; i < clouds; ++i) {
            Block<double> exact(rows, run_.target().dim());
            sample(run_.target(), run_.experiment().run.seed, Stream::data, static_cast<std::uint64_t>(i * rows),
                   exact);
            of[i] = distance_(exact);
        }
        return {of.mean(), std::sqrt((of - of.mean()).square().sum() / (clouds - 1))};
    }
    FinalMeasure of(const Block<double>& x) const {
        FinalMeasure measure;
        measure.distance = distance_(x);
        if (has_modes_) measure.modes = modes(run_.target(), x);
        return measure;
    }

    const Run& run_;
    DistanceToTarget distance_;
    bool has_modes_;
};

/// One task a sampler, and one for each cloud of exact draws: the distances sort whole clouds. On many cores with very
/// many particles, fewer tasks at once.
void measure_final_samples(const Run& run, const MeasureOptions& options, Measures& measures) {
    constexpr std::int64_t sorting_bytes = 1 << 30;
    // A cloud of exact draws, a projection of it, and what sorts that.
    const std::int64_t bytes = run.particles * (run.target().dim() + 3) * static_cast<std::int64_t>(sizeof(double));
    const auto threads = static_cast<int>(std::clamp<std::int64_t>(sorting_bytes / bytes, 1, options.thread_count()));
    measures.final_samples.resize(run.samplers.size());
    std::vector<std::size_t> samplers; // that have to be measured
    for (std::size_t i = 0; i < measures.final_samples.size(); ++i)
        if (!measures.final_samples[i]) samplers.push_back(i);
    std::vector<FinalMeasure> clouds(static_cast<std::size_t>(measures.exact ? 0 : std::max(2, options.exact_clouds)));
    if (samplers.empty() && clouds.empty()) return;
    const TargetComparison against(run, options.cancel);
    parallel_for(samplers.size() + clouds.size(), threads, [&](std::size_t i) {
        if (options.cancelled()) return;
        if (i < samplers.size()) {
            const FinalMeasure final = against.sample_of(samplers[i]);
            if (!options.cancelled()) // or that is but a part of it
                measures.final_samples[samplers[i]] = std::make_shared<const FinalMeasure>(final);
        } else
            clouds[i - samplers.size()] = against.exact_cloud(i - samplers.size());
    });
    if (!clouds.empty() && !options.cancelled()) measures.exact = std::make_shared<const ExactFloor>(floor_of(clouds));
}

/// One particle under every sampler. Those of another one go.
void measure_traces(const Run& run, std::int64_t particle, const MeasureOptions& options, Measures& measures) {
    if (measures.traced != particle) measures.traces.clear();
    measures.traced = particle;
    measures.traces.resize(run.samplers.size());
    SimulateOptions following;
    following.cancel = options.cancel;
    const std::int64_t followed = particle < 0 ? usual_particle(*run.problem) : particle;
    parallel_for(measures.traces.size(), options.thread_count(), [&](std::size_t i) {
        if (measures.traces[i]) return;
        Trace one = trace(*run.problem, i, followed, following);
        if (!options.cancelled()) measures.traces[i] = std::make_shared<const Trace>(std::move(one));
    });
}

} // namespace

LossReport losses_of(const Problem& problem, const MeasureOptions& options) {
    Denoise denoise; // the exact one, unless
    if (problem.denoiser.kind != DenoiserKind::exact)
        denoise = [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
            Denoiser<double>(problem.target, level, problem.denoiser)(x, x0_hat);
        };
    return report_losses(problem.target, problem.process,
                         {.terms = loss_terms(problem, options),
                          .seed = problem.experiment.run.seed,
                          .denoise = denoise,
                          .threads = options.thread_count(),
                          .cancel = options.cancel});
}

Measured mismatch_of(const Problem& problem, const MeasureOptions& options) {
    return report_mismatch(
        problem.target, problem.process,
        {.terms = loss_terms(problem, options), .seed = problem.experiment.run.seed, .cancel = options.cancel});
}

void measure(const Run& run, const Wanted& wanted, const MeasureOptions& options, Measures& measures) {
    if (wanted.trace && !options.cancelled()) measure_traces(run, wanted.particle, options, measures);
    if (wanted.final_samples && !options.cancelled()) measure_final_samples(run, options, measures);
    if (wanted.losses && !measures.losses) {
        LossReport report = losses_of(*run.problem, options);
        if (!options.cancelled()) measures.losses = std::make_shared<const LossReport>(std::move(report));
    }
    if (!measures.mismatch && measures.losses) measures.mismatch = {measures.losses, &measures.losses->mismatch};
    if (wanted.mismatch && !measures.mismatch && !options.cancelled())
        if (const Measured kl = mismatch_of(*run.problem, options); !options.cancelled())
            measures.mismatch = std::make_shared<const Measured>(kl);
    if (wanted.distance_curves && !options.cancelled()) measure_distance_curves(run, options, measures);
}

} // namespace halfstep
