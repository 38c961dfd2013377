#include "core/run/simulate.h"

#include "core/base/parallel.h"
#include "core/measure/trust.h"
#include "core/run/closed_states.h"
#include "core/run/local_error.h"
#include "core/run/measure.h"
#include "core/run/recorded.h"
#include "core/run/workers.h"
#include "core/spec/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>
#include <tuple>

namespace halfstep {
namespace {

constexpr int histogram_bins = 128;
constexpr int most_line_frames = 40; // in 1-D, where only the distances look at them

/// Bins that hold what the sampler should do and what it might: the exact law, widened to the prediction, both 5
/// deviations.
Histogram make_histogram(const SamplerRun& sampler, const Target& exact, int state, int coordinate) {
    Range range = support(exact, coordinate, 5);
    const double reach = range.hi - range.lo;
    Range wanted = range;
    if (!sampler.predicted.empty()) {
        const Gaussian& law = sampler.predicted[state];
        const double five = 5 * std::sqrt(law.cov(coordinate, coordinate));
        wanted = {law.mean[coordinate] - five, law.mean[coordinate] + five};
    }
    // A diverging sampler must not blow its bins up until the exact law is lost in one of them.
    range.lo = std::clamp(wanted.lo, range.lo - reach, range.lo);
    range.hi = std::clamp(wanted.hi, range.hi, range.hi + reach);
    Histogram histogram;
    histogram.lo = range.lo;
    histogram.hi = range.hi;
    histogram.counts.assign(histogram_bins, 0);
    return histogram;
}

/// Which of the states that can be shown keep a whole cloud: all that fit, evenly spread, first and last among them. In
/// 1-D, where nothing is drawn of them, only as many as the distances look at.
std::vector<int> frame_states(const std::vector<int>& shown, int dim, std::int64_t cloud_bytes, std::int64_t budget) {
    const int states = static_cast<int>(shown.size());
    const std::int64_t fitting = budget / cloud_bytes;
    const std::int64_t most = dim == 1 ? std::min(states, most_line_frames) : states;
    const int count = static_cast<int>(std::clamp<std::int64_t>(fitting, 2, std::max<std::int64_t>(most, 2)));
    std::vector<int> kept;
    for (int i = 0; i < count; ++i) {
        const int state =
            shown[static_cast<std::size_t>(std::lround(static_cast<double>(i) * (states - 1) / (count - 1)))];
        if (kept.empty() || state > kept.back()) kept.push_back(state);
    }
    return kept;
}

int tracked_paths(int wanted, int states, int dim, std::int64_t particles) {
    constexpr std::int64_t path_bytes = 64 << 20; // per sampler
    const std::int64_t fitting =
        path_bytes / (static_cast<std::int64_t>(states) * dim * static_cast<std::int64_t>(sizeof(double)));
    return static_cast<int>(std::min({static_cast<std::int64_t>(wanted), fitting, particles}));
}

Paths empty_paths(const SimulateOptions& options, int states, int dim, std::int64_t particles) {
    Paths paths{tracked_paths(options.tracked_paths, states, dim, particles), states, dim, {}};
    paths.x.resize(static_cast<std::size_t>(paths.particles) * states * dim);
    return paths;
}

/// A recorded start has no law, so what follows from one has no closed form.
std::vector<Gaussian> predicted_states(const Job& job, const SamplerPlan& plan) {
    if (plan.recorded() || job.options.start || job.options.noise) return {};
    return closed_states(job.problem, plan);
}

SamplerRun prepare(std::shared_ptr<const SamplerPlan> plan, Job& job) {
    const SimulateOptions& options = job.options;
    SamplerRun sampler;
    sampler.plan = std::move(plan);
    const int states = static_cast<int>(sampler.levels().size()), dim = job.problem.target.dim();
    sampler.predicted = predicted_states(job, *sampler.plan);
    sampler.histograms.resize(dim);
    for (int state = 0; state < states; ++state) {
        const Target exact = marginal(job.problem.target, sampler.level_of(state));
        for (int i = 0; i < dim; ++i) sampler.histograms[i].push_back(make_histogram(sampler, exact, state, i));
    }
    const std::int64_t particles = particles_of(*sampler.plan, job.particles);
    sampler.paths = empty_paths(options, states, dim, particles);
    const std::int64_t cloud = options.frame_particles > 0 ? std::min(options.frame_particles, particles) : particles;
    const bool wide = job.problem.experiment.run.precision == Precision::double_;
    const auto number_bytes = static_cast<std::int64_t>(wide ? sizeof(double) : sizeof(float));
    std::vector<int> kept = frame_states(sampler.shown_states(), dim, cloud * dim * number_bytes, options.frame_bytes);
    if (options.frame_level >= 0) {
        const int wanted = sampler.state_at(options.frame_level);
        const auto place = std::lower_bound(kept.begin(), kept.end(), wanted);
        if (place == kept.end() || *place != wanted) kept.insert(place, wanted);
    }
    for (const int state : kept) {
        Frame& frame = sampler.frames.emplace_back();
        frame.state = state;
        wide ? frame.wide.resize(cloud, dim) : frame.x.resize(cloud, dim);
    }
    sampler.final_x.resize(particles, dim);
    if (sampler.plan->encoded()) {
        sampler.data.resize(job.particles, dim);
        sampler.inversion_paths =
            empty_paths(options, static_cast<int>(sampler.plan->inversion.levels.size()), dim, job.particles);
    }

    job.sums.emplace_back(job.groups, std::vector<CentralSums>(states));
    job.round_trips.emplace_back(job.groups);
    return sampler;
}

/// What is known of a coordinate of a state, if anything is: where there is a closed form, and of a start that was
/// drawn. `data`: of the same coordinate of the target.
std::optional<KnownLaw> known_state(const Job& job, const SamplerRun& sampler, std::size_t state, int i,
                                    const KnownLaw& data) {
    if (!sampler.predicted.empty()) {
        const Gaussian& law = sampler.predicted[state];
        const double variance = law.cov(i, i);
        KnownLaw known{.mean = law.mean[i], .variance = variance, .square_variance = 2 * variance * variance};
        if (!sampler.forward()) return known;
        const KnownLaw noised = under_noise(data, sampler.level_of(static_cast<int>(state)));
        known.square_variance = noised.square_variance;
        known.gaussian = noised.gaussian;
        return known;
    }
    const bool drawn = !job.options.start && !sampler.plan->begins_with_data() && !sampler.plan->recorded();
    if (state > 0 || !drawn) return std::nullopt;
    return known_law(sampler.plan->start, i);
}

/// Whether rounding of this size can be seen beside the errors of sampling.
bool matters(const std::vector<Rounding>& rounding, const std::vector<Moments>& moments) {
    constexpr double unseen = 0.03; // of a standard error
    for (std::size_t state = 0; state < moments.size(); ++state)
        if (!(rounding[state].mean.array() <= unseen * moments[state].se_mean.array()).all() ||
            !(rounding[state].variance.array() <= unseen * moments[state].se_var.array()).all())
            return true;
    return false;
}

/// Of states that were written into a file: half of their last digit.
std::vector<Rounding> rounding_of_file(const SamplerRun& sampler, const RecordedStates& recorded) {
    std::vector<Rounding> states;
    for (const Moments& moments : sampler.moments) {
        Rounding& rounding = states.emplace_back(Rounding{moments.mean, moments.mean});
        for (Eigen::Index i = 0; i < moments.mean.size(); ++i) {
            const double spread = moments.n > 1 ? std::sqrt(moments.cov(i, i)) : 0;
            const double size = std::abs(moments.mean[i]) + spread;
            const double off = recorded.digits.off(size) + rounding_unit<double> * size;
            rounding.mean[i] = off;
            rounding.variance[i] = 2 * off * spread + off * off;
        }
    }
    return states;
}

/// What rounding does to all states: a bound, which costs little; where that matters, a measurement.
std::vector<Rounding> rounding_of(Job& job, std::size_t index) {
    const SamplerRun& sampler = job.samplers[index];
    if (const RecordedStates* recorded = sampler.plan->recorded()) return rounding_of_file(sampler, *recorded);
    const auto bounds = [&](double unit) {
        return rounding_bounds(sampler.steps(), sampler.moments, job.problem.target, unit,
                               sampler.plan->inversion.steps.size());
    };
    if (job.problem.experiment.run.precision == Precision::double_) return bounds(rounding_unit<double>);
    std::vector<Rounding> single = bounds(rounding_unit<float>);
    if (!matters(single, sampler.moments)) return single;
    const std::vector<Rounding> measured = measure_rounding(job, index);
    const std::vector<Rounding> of_double = bounds(rounding_unit<double>); // those of the twins in double precision
    for (std::size_t state = 0; state < measured.size(); ++state) {
        const Rounding& seen = measured[state];
        if (seen.mean.allFinite() && seen.variance.allFinite()) // and not where a sampler diverges
            single[state] = {seen.mean + of_double[state].mean, seen.variance + of_double[state].variance,
                             seen.places + of_double[state].places};
    }
    return single;
}

/// The errors of all moments, and how far these are from what is known. Returns what rounding did to the last state.
Rounding judge(Job& job, std::size_t index) {
    SamplerRun& sampler = job.samplers[index];
    const std::vector<Rounding> rounding = rounding_of(job, index);
    for (int i = 0; i < job.problem.target.dim(); ++i) {
        const KnownLaw data = known_law(job.problem.target, i);
        for (std::size_t state = 0; state < sampler.moments.size(); ++state) {
            Moments& moments = sampler.moments[state];
            if (const auto law = known_state(job, sampler, state, i, data))
                hold_against(*law, i, rounding[state], moments);
            else
                distrust(under_noise(data, sampler.level_of(static_cast<int>(state))), i, rounding[state], moments);
        }
    }
    return rounding.back();
}

/// What a run always keeps of a sampler.
void sum_up(Job& job, std::size_t index) {
    SamplerRun& sampler = job.samplers[index];
    for (std::size_t state = 0; state < sampler.levels().size(); ++state) {
        CentralSums total;
        for (const auto& group : job.sums[index]) total.add(group[state]);
        sampler.moments.push_back(moments(total, job.problem.target.dim()));
    }
    const Rounding rounding = judge(job, index);
    if (!sampler.plan->encoded()) return;
    RoundTripSums total;
    for (const RoundTripSums& group : job.round_trips[index]) total.add(group);
    if (sampler.predicted.empty()) {
        sampler.round_trip = total.round_trip(rounding.places);
        return;
    }
    sampler.round_trip = total.round_trip(
        round_trip_law(sampler.plan->inversion, sampler.steps(), job.problem.target, sampler.plan->denoiser),
        rounding.places);
}

/// Every worker counts one sampler's histograms of its own: on many cores with very many steps, fewer workers.
int bounded_threads(int wanted, const Experiment& experiment) {
    constexpr std::int64_t counting_bytes = 1 << 30;
    std::int64_t states = 1;
    for (const SamplerSpec& sampler : experiment.samplers)
        states = std::max(states, most_moves(sampler, experiment.process.steps) + 1);
    const std::int64_t bytes = states * dimension(experiment.target) *
                               (histogram_bins * static_cast<std::int64_t>(sizeof(std::uint32_t)) + 64);
    const int machine = std::max(1u, std::thread::hardware_concurrency());
    return static_cast<int>(std::clamp<std::int64_t>(counting_bytes / bytes, 1, wanted > 0 ? wanted : machine));
}

} // namespace

Run simulate(std::shared_ptr<const Problem> problem, const SimulateOptions& options) {
    const Experiment& experiment = problem->experiment;
    Run run;
    run.problem = problem;
    run.particles = options.start           ? options.start->x.rows()
                    : options.particles > 0 ? options.particles
                                            : experiment.run.particles;
    if (options.start && options.start->x.cols() != problem->target.dim())
        throw Error("start", "has " + std::to_string(options.start->x.cols()) +
                                 " coordinates; allowed: " + std::to_string(problem->target.dim()) + ", as the target");

    std::vector<SamplerRun>& samplers = run.samplers.edit();
    Job job{*problem, options, samplers, run.particles};
    std::int64_t longest = 1;
    for (const SamplerSpec& sampler : experiment.samplers)
        longest = std::max(longest, most_moves(sampler, experiment.process.steps) + 1);
    divide(job, longest);
    for (const SamplerPlan& plan : problem->samplers)
        samplers.push_back(prepare(std::shared_ptr<const SamplerPlan>(problem, &plan), job));

    const int threads = bounded_threads(options.threads, experiment);
    if (!run_workers(job, threads)) return run;
    parallel_for(samplers.size(), threads, [&](std::size_t i) {
        if (!options.cancelled()) sum_up(job, i);
    });
    for (SamplerRun& sampler : samplers)
        if (sampler.plan->recorded() && !options.cancelled())
            sampler.local_errors = std::make_shared<const LocalErrors>(local_errors(run, sampler, options));
    if (auto latents = explore_latents(*problem, options.cancel))
        run.latents = std::make_shared<const Latents>(std::move(*latents));
    run.complete = !options.cancelled();
    if (!run.complete) return run;
    MeasureOptions measuring = options;
    measuring.threads = threads;
    measure(run, options.measures, measuring, run.measures);
    run.complete = !options.cancelled();
    if (run.complete) options.progress.at(1);
    return run;
}

Run simulate(const Experiment& experiment, const SimulateOptions& options) {
    return simulate(make_problem(experiment), options);
}

} // namespace halfstep
