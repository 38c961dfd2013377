#include "core/simulate.h"

#include "core/parallel.h"
#include "core/stepper.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <thread>

namespace halfstep {
namespace {

// Particles that one worker carries through all steps together: x, x0_hat and z of a block stay in the first-level cache.
constexpr Eigen::Index block_rows = 512;

// The last block is filled up to a whole number of these, and what is too many is not looked at: the scalar remainder of a
// vector loop rounds otherwise, and a particle's bits must not depend on how many come after it.
constexpr Eigen::Index row_multiple = 64;

// Blocks are summed up in groups, in order, and groups in order: the result cannot depend on who did which. More groups
// spread better over cores; each holds sums for every state, so their number is bounded by memory.
constexpr std::int64_t most_groups = 64;
constexpr std::int64_t most_group_states = 1'000'000;

constexpr int histogram_bins = 128;
constexpr int most_line_frames = 40; // in 1-D, where only the distances look at them
constexpr std::int64_t most_distance_particles =
    50'000; // the distances sort, in 2-D once a direction: more would cost more than the run

/// What all workers read, and where they leave their part.
struct Job {
    const Experiment& experiment;
    const SimulateOptions& options;
    Run& run;
    DenoiserSpec denoiser; // the experiment's, its network there
    std::int64_t blocks = 0, groups = 0;
    std::vector<Target> start_laws{};                          // by sampler; of the data, where the start is encoded
    std::vector<std::vector<std::vector<CentralSums>>> sums{}; // [sampler][group][state]
    std::vector<std::vector<RoundTripSums>> round_trips{};     // [sampler][group]
    std::mutex histogram_mutex{};
    std::atomic<std::int64_t> next_task{0}, blocks_done{0};

    DenoiserSpec denoiser_for(const SamplerSpec& sampler) const {
        return sampler.exact_denoiser ? DenoiserSpec{} : denoiser;
    }
    bool cancelled() const { return options.cancel && options.cancel->load(std::memory_order_relaxed); }
};

/// Histograms of one sampler, counted by one worker and handed over when it turns to another sampler.
class LocalHistograms {
public:
    void begin(const SamplerRun& sampler, std::mutex& mutex) {
        {
            const std::lock_guard lock(mutex); // others may be handing over to the same sampler
            histograms_ = sampler.histograms;
        }
        for (auto& coordinate : histograms_)
            for (Histogram& h : coordinate) {
                std::fill(h.counts.begin(), h.counts.end(), 0u);
                h.below = h.above = 0;
            }
    }
    template <class Real>
    void add(int state, const Block<Real>& x, Eigen::Index rows) {
        for (Eigen::Index i = 0; i < x.cols(); ++i) histograms_[i][state].add(x.col(i).data(), rows);
    }
    void hand_over(SamplerRun& sampler, std::mutex& mutex) {
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < histograms_.size(); ++i)
            for (std::size_t s = 0; s < histograms_[i].size(); ++s) sampler.histograms[i][s].add(histograms_[i][s]);
        histograms_.clear();
    }

private:
    std::vector<std::vector<Histogram>> histograms_;
};

template <class Real>
void keep_paths(Paths& paths, int state, std::int64_t first, const Block<Real>& x, Eigen::Index rows) {
    const std::int64_t tracked = std::min<std::int64_t>(paths.particles - first, rows);
    for (std::int64_t row = 0; row < tracked; ++row)
        for (Eigen::Index i = 0; i < x.cols(); ++i)
            paths.x[((first + row) * paths.states + state) * x.cols() + i] = static_cast<double>(x(row, i));
}

template <class Real>
void keep_what_is_looked_at(SamplerRun& sampler, int state, std::int64_t first, const Block<Real>& x,
                            Eigen::Index rows) {
    keep_paths(sampler.paths, state, first, x, rows);
    const auto frame = std::lower_bound(sampler.frames.begin(), sampler.frames.end(), state,
                                        [](const Frame& f, int s) { return f.state < s; });
    if (frame != sampler.frames.end() && frame->state == state) {
        const Eigen::Index kept = std::clamp<Eigen::Index>(frame->x.rows() - first, 0, rows);
        frame->x.middleRows(std::min<Eigen::Index>(first, frame->x.rows()), kept) =
            x.topRows(kept).template cast<float>();
    }
    if (state + 1 == sampler.paths.states)
        sampler.final_x.middleRows(first, rows) = x.topRows(rows).template cast<double>();
}

template <class Real>
void draw_start(const Job& job, std::size_t sampler, std::int64_t first, Block<Real>& x, Eigen::Index rows) {
    if (job.options.start) {
        x.setZero();
        x.topRows(rows) = job.options.start->x.middleRows(first, rows).template cast<Real>();
        return;
    }
    sample(job.start_laws[sampler], job.experiment.run.seed, Stream::start, static_cast<std::uint64_t>(first), x);
}

/// Takes a block of data to the states that the decoder starts from. Returns false when cancelled.
template <class Real>
bool encode(const Job& job, SamplerRun& sampler, const Encoder& encoder, std::int64_t first, Block<Real>& x,
            Eigen::Index rows) {
    Block<double> latent = x.template cast<double>();
    Scratch<double> scratch;
    sampler.data.middleRows(first, rows) = latent.topRows(rows);
    keep_paths(sampler.encoding_paths, 0, first, latent, rows);
    for (std::size_t i = 0; i < sampler.encoding.steps.size(); ++i) {
        if (i % 16 == 15 && job.cancelled()) return false; // an implicit step may take a hundred denoisings
        encoder.advance(i, latent, scratch);
        keep_paths(sampler.encoding_paths, static_cast<int>(i) + 1, first, latent, rows);
    }
    x = latent.template cast<Real>();
    return true;
}

/// The noise of move i.
template <class Real>
void draw_noise(const Job& job, const Step& step, std::size_t i, std::int64_t first, Block<Real>& z) {
    if (!job.options.noise) {
        normals(job.experiment.run.seed, step.stream, step.draw, static_cast<std::uint64_t>(first), z);
        return;
    }
    z.setZero();
    const auto& recorded = job.options.noise->z;
    if (i >= recorded.size()) return;
    const Eigen::Index rows = std::clamp<Eigen::Index>(recorded[i].rows() - first, 0, z.rows());
    if (rows > 0) z.topRows(rows) = recorded[i].middleRows(first, rows).template cast<Real>();
}

/// Carries the blocks of one group of one sampler from noise to data. Returns false when cancelled.
template <class Real>
bool carry_group(Job& job, const Stepper<Real>& stepper, const Encoder& encoder, std::size_t index, std::int64_t group,
                 LocalHistograms& histograms) {
    SamplerRun& sampler = job.run.samplers[index];
    std::vector<CentralSums>& sums = job.sums[index][static_cast<std::size_t>(group)];
    const Eigen::Index dim = job.run.target.dim();
    const std::int64_t begin = job.blocks * group / job.groups, end = job.blocks * (group + 1) / job.groups;
    const std::vector<Step>& steps = stepper.steps();
    Block<Real> x;
    Scratch<Real> scratch;
    for (std::int64_t block = begin; block < end; ++block) {
        if (job.cancelled()) return false;
        const std::int64_t first = block * block_rows;
        const Eigen::Index rows = std::min<std::int64_t>(block_rows, job.run.particles - first);
        const Eigen::Index filled = (rows + row_multiple - 1) / row_multiple * row_multiple;
        x.resize(filled, dim);
        scratch.resize(filled, dim);

        draw_start(job, index, first, x, rows);
        if (sampler.spec.start == Start::encoded && !encode(job, sampler, encoder, first, x, rows)) return false;
        for (std::size_t state = 0;; ++state) {
            sums[state].add(central_sums(x, rows));
            histograms.add(static_cast<int>(state), x, rows);
            keep_what_is_looked_at(sampler, static_cast<int>(state), first, x, rows);
            if (state == steps.size()) break;
            if (steps[state].noisy()) draw_noise(job, steps[state], state, first, scratch.z);
            stepper.advance(state, x, scratch);
            if (state % 256 == 255 && job.cancelled()) return false;
        }
        if (sampler.spec.start == Start::encoded)
            job.round_trips[index][static_cast<std::size_t>(group)].add(sampler.data.middleRows(first, rows),
                                                                        sampler.final_x.middleRows(first, rows));
        const std::int64_t done = ++job.blocks_done;
        if (job.options.progress)
            *job.options.progress = 0.98f * static_cast<float>(done) /
                                    static_cast<float>(job.blocks * static_cast<std::int64_t>(job.run.samplers.size()));
    }
    return true;
}

/// The whole reverse simulation of all samplers, spread over workers by (sampler, group).
template <class Real>
bool carry_all(Job& job, int threads) {
    std::vector<Stepper<Real>> steppers;
    std::vector<Encoder> encoders;
    steppers.reserve(job.run.samplers.size());
    encoders.reserve(job.run.samplers.size());
    for (const SamplerRun& sampler : job.run.samplers) {
        const DenoiserSpec denoiser = job.denoiser_for(sampler.spec);
        steppers.emplace_back(job.run.target, sampler.steps, sampler.spec.clip, denoiser);
        encoders.emplace_back(job.run.target, sampler.encoding, sampler.spec.clip, denoiser);
    }

    const std::int64_t tasks = job.groups * static_cast<std::int64_t>(steppers.size());
    std::atomic<bool> finished{true};
    const auto work = [&] {
        LocalHistograms histograms;
        std::size_t current = steppers.size(); // none
        while (finished) {
            const std::int64_t task = job.next_task++;
            if (task >= tasks) break;
            const std::size_t index = static_cast<std::size_t>(task / job.groups);
            if (index != current) {
                if (current < steppers.size()) histograms.hand_over(job.run.samplers[current], job.histogram_mutex);
                histograms.begin(job.run.samplers[current = index], job.histogram_mutex);
            }
            if (!carry_group(job, steppers[index], encoders[index], index, task % job.groups, histograms))
                finished = false;
        }
        if (current < steppers.size()) histograms.hand_over(job.run.samplers[current], job.histogram_mutex);
    };
    std::vector<std::thread> workers;
    for (int i = 1; i < std::min<std::int64_t>(threads, tasks); ++i) workers.emplace_back(work);
    work();
    for (std::thread& worker : workers) worker.join();
    return finished;
}

/// Bins that hold what the sampler should do and what it might: the exact law, widened to the prediction, both 5 deviations.
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

/// Which of the states that can be shown keep a whole cloud: all that fit, evenly spread, first and last among them. In 1-D,
/// where nothing is drawn of them, only as many as the distances look at.
std::vector<int> frame_states(const std::vector<int>& shown, int dim, std::int64_t particles, std::int64_t budget) {
    const int states = static_cast<int>(shown.size());
    const std::int64_t fitting = budget / (particles * dim * static_cast<std::int64_t>(sizeof(float)));
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

SamplerRun prepare(const SamplerSpec& spec, const Run& run, const SimulateOptions& options, Job& job) {
    SamplerRun sampler;
    sampler.spec = spec;
    sampler.steps = plan(spec, run.process, run.target);
    sampler.levels.push_back(sampler.steps.front().t);
    for (const Step& step : sampler.steps) sampler.levels.push_back(step.s);
    const int states = static_cast<int>(sampler.levels.size()), dim = run.target.dim();

    const bool encoded = spec.start == Start::encoded;
    if (encoded) sampler.encoding = plan_encoding(spec, run.process, run.target);
    const Target start = encoded ? run.target : start_law(spec, run.process, run.target);
    // A recorded start has no law, so what follows from one has no closed form; and clipping is not linear.
    const DenoiserSpec denoiser = job.denoiser_for(spec);
    const bool predictable = is_affine(run.target, denoiser) && !options.start && !options.noise && !spec.clip.on();
    if (predictable) {
        Gaussian law{start.mean(), start.cov()};
        if (encoded) law = predict(sampler.encoding, run.target, law, denoiser).back();
        sampler.predicted = predict(sampler.steps, run.target, law, denoiser);
    }
    sampler.histograms.resize(dim);
    for (int state = 0; state < states; ++state) {
        const Target exact = marginal(run.target, sampler.level_of(state));
        for (int i = 0; i < dim; ++i) sampler.histograms[i].push_back(make_histogram(sampler, exact, state, i));
    }
    sampler.paths = empty_paths(options, states, dim, run.particles);
    const std::int64_t cloud =
        options.frame_particles > 0 ? std::min(options.frame_particles, run.particles) : run.particles;
    std::vector<int> kept = frame_states(sampler.shown_states(), dim, cloud, options.frame_bytes);
    if (options.frame_level >= 0) {
        const int wanted = sampler.state_at(options.frame_level);
        const auto place = std::lower_bound(kept.begin(), kept.end(), wanted);
        if (place == kept.end() || *place != wanted) kept.insert(place, wanted);
    }
    for (const int state : kept) sampler.frames.push_back({state, Block<float>(cloud, dim)});
    sampler.final_x.resize(run.particles, dim);
    if (encoded) {
        sampler.data.resize(run.particles, dim);
        sampler.encoding_paths =
            empty_paths(options, static_cast<int>(sampler.encoding.levels.size()), dim, run.particles);
    }

    job.start_laws.push_back(start);
    job.sums.emplace_back(job.groups, std::vector<CentralSums>(states));
    job.round_trips.emplace_back(job.groups);
    return sampler;
}

void measure(const Job& job, SamplerRun& sampler, std::size_t index, const DistanceToTarget& distance) {
    for (std::size_t state = 0; state < sampler.levels.size(); ++state) {
        CentralSums total;
        for (const auto& group : job.sums[index]) total.add(group[state]);
        sampler.moments.push_back(moments(total, job.run.target.dim()));
    }
    sampler.distance = distance(sampler.final_x.topRows(job.run.distance_particles));
    if (sampler.spec.start != Start::encoded) return;
    RoundTripSums total;
    for (const RoundTripSums& group : job.round_trips[index]) total.add(group);
    sampler.round_trip = total.round_trip();
    if (!sampler.predicted.empty())
        sampler.round_trip->closed =
            round_trip_rms(sampler.encoding, sampler.steps, job.run.target, job.denoiser_for(sampler.spec));
}

void measure_losses(Job& job) {
    if (job.options.loss_terms <= 0) return;
    const Run& run = job.run;
    Denoise denoise; // the exact one, unless
    if (job.denoiser.kind != DenoiserKind::exact)
        denoise = [&](const Level& level, const Block<double>& x, Block<double>& x0_hat) {
            Denoiser<double>(run.target, level, job.denoiser)(x, x0_hat);
        };
    // A network takes several times as long as a component of a mixture.
    const std::int64_t terms = job.options.loss_terms / (job.denoiser.kind == DenoiserKind::learned ? 4 : 1);
    job.run.losses =
        report_losses(run.target, run.process, terms, run.experiment.run.seed, denoise, job.options.cancel);
}

/// The distance of the i-th cloud of exact draws.
double exact_distance(const Job& job, std::size_t i, const DistanceToTarget& distance) {
    Block<double> exact(job.run.distance_particles, job.run.target.dim());
    sample(job.run.target, job.experiment.run.seed, Stream::data, i * static_cast<std::uint64_t>(exact.rows()), exact);
    return distance(exact);
}

/// One task a sampler, one for each cloud of exact draws (the distances sort whole clouds), and one for the losses, which is
/// taken up first because it is the longest.
void measure_all(Job& job, int threads) {
    const std::size_t exact_clouds = static_cast<std::size_t>(std::max(2, job.options.exact_clouds));
    const std::size_t samplers = job.run.samplers.size(), tasks = 1 + samplers + exact_clouds;
    const DistanceToTarget distance(job.run.target);
    Eigen::ArrayXd floor = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(exact_clouds));
    parallel_for(tasks, threads, [&](std::size_t i) {
        if (job.cancelled()) return;
        if (i == 0)
            measure_losses(job);
        else if (i <= samplers)
            measure(job, job.run.samplers[i - 1], i - 1, distance);
        else
            floor[static_cast<Eigen::Index>(i - samplers - 1)] = exact_distance(job, i - samplers - 1, distance);
    });
    job.run.distance_floor = floor.mean();
    job.run.distance_floor_spread =
        std::sqrt((floor - floor.mean()).square().sum() / static_cast<double>(exact_clouds - 1));
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

Run simulate(const Experiment& experiment, const SimulateOptions& options) {
    validate(experiment);
    Run run;
    run.experiment = experiment;
    run.target = make_target(experiment.target);
    run.process = make_process(experiment.process);
    run.particles = options.start ? options.start->x.rows() : experiment.run.particles;
    run.distance_particles = std::min(run.particles, most_distance_particles);
    if (options.start && options.start->x.cols() != run.target.dim())
        throw Error("start", "has " + std::to_string(options.start->x.cols()) +
                                 " coordinates; allowed: " + std::to_string(run.target.dim()) + ", as the target");

    Job job{experiment, options, run, denoiser_of(experiment)};
    std::int64_t longest = 1;
    for (const SamplerSpec& sampler : experiment.samplers)
        longest = std::max(longest, most_moves(sampler, experiment.process.steps) + 1);
    job.blocks = (run.particles + block_rows - 1) / block_rows;
    job.groups = std::clamp<std::int64_t>(most_group_states / longest, 1, std::min(most_groups, job.blocks));
    for (const SamplerSpec& sampler : experiment.samplers) run.samplers.push_back(prepare(sampler, run, options, job));

    const int threads = bounded_threads(options.threads, experiment);
    const bool carried = experiment.run.precision == Precision::single ? carry_all<float>(job, threads)
                                                                       : carry_all<double>(job, threads);
    if (carried) measure_all(job, threads);
    if (carried) run.latents = explore_latents(experiment, run.process, run.target, job.denoiser, options.cancel);
    if (carried && options.distance_curve.states > 0)
        measure_distances(run, options.distance_curve, threads, options.cancel);
    run.complete = carried && !job.cancelled();
    if (options.progress && run.complete) *options.progress = 1;
    return run;
}

std::int64_t memory_estimate(const Experiment& experiment) {
    const std::int64_t dim = dimension(experiment.target), N = experiment.run.particles;
    const SimulateOptions options;
    std::int64_t bytes = 0;
    for (const SamplerSpec& sampler : experiment.samplers) {
        const std::int64_t states = most_moves(sampler, experiment.process.steps) + 1;
        const std::int64_t cloud = N * dim * static_cast<std::int64_t>(sizeof(float));
        bytes += states * (static_cast<std::int64_t>(sizeof(Moments) + sizeof(Gaussian) + sizeof(Step)) +
                           dim * (static_cast<std::int64_t>(sizeof(Histogram)) + histogram_bins * 4));
        bytes +=
            states * dim * 8 * tracked_paths(options.tracked_paths, static_cast<int>(states), static_cast<int>(dim), N);
        const std::int64_t frames = dim == 1 ? std::min<std::int64_t>(states, most_line_frames) : states;
        bytes += std::max(2 * cloud, std::min(frames * cloud, options.frame_bytes));
        bytes += 2 * cloud; // the final sample, in double
        if (sampler.start != Start::encoded) continue;
        bytes += 2 * cloud; // the data
        bytes += states *
                 (static_cast<std::int64_t>(sizeof(Step)) +
                  dim * 8 * tracked_paths(options.tracked_paths, static_cast<int>(states), static_cast<int>(dim), N));
    }
    return bytes;
}

} // namespace halfstep
