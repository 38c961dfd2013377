#include "core/run/workers.h"

#include "core/base/parallel.h"
#include "core/run/recorded.h"
#include "core/sample/stepper.h"

#include <algorithm>
#include <mutex>
#include <type_traits>

namespace halfstep {
namespace {

// Particles that one worker carries through all steps together: x, x0_hat and z of a block stay in the first-level
// cache.
constexpr Eigen::Index block_rows = 512;

// More groups spread better over cores; each holds sums for every state, so their number is bounded by memory.
constexpr std::int64_t most_groups = 64;
constexpr std::int64_t most_group_states = 1'000'000;

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
        const Eigen::Index kept = std::clamp<Eigen::Index>(frame->rows() - first, 0, rows);
        const Eigen::Index to = std::min<Eigen::Index>(first, frame->rows());
        if constexpr (std::is_same_v<Real, float>)
            frame->x.middleRows(to, kept) = x.topRows(kept);
        else
            frame->wide.middleRows(to, kept) = x.topRows(kept);
    }
    if (state + 1 == sampler.paths.states)
        sampler.final_x.middleRows(first, rows) = x.topRows(rows).template cast<double>();
}

/// Of the particles those from `first` on: the rows of a block that count.
struct BlockRows {
    std::int64_t first = 0;
    Eigen::Index count = 0;
};

/// Takes a block of data to the states that the decoder starts from. Returns false when cancelled.
template <class Real>
bool encode(const Job& job, SamplerRun& sampler, const Inverter& encoder, const BlockRows& rows, Block<Real>& x) {
    Block<double> latent = x.template cast<double>();
    Scratch<double> scratch;
    sampler.data.middleRows(rows.first, rows.count) = latent.topRows(rows.count);
    keep_paths(sampler.inversion_paths, 0, rows.first, latent, rows.count);
    for (std::size_t i = 0; i < sampler.plan->inversion.steps.size(); ++i) {
        if (i % 16 == 15 && job.cancelled()) return false; // an implicit step may take a hundred denoisings
        encoder.advance(i, latent, scratch);
        keep_paths(sampler.inversion_paths, static_cast<int>(i) + 1, rows.first, latent, rows.count);
    }
    x = latent.template cast<Real>();
    return true;
}

/// The same of states that are given.
template <class Real>
void take_recorded(SamplerRun& sampler, const BlockRows& rows, std::vector<CentralSums>& sums,
                   LocalHistograms& histograms) {
    const RecordedStates& recorded = *sampler.plan->recorded();
    Block<Real> x = Block<Real>::Zero((rows.count + row_multiple - 1) / row_multiple * row_multiple, recorded.dim);
    Block<double> exact(rows.count, recorded.dim);
    for (int state = 0; state < recorded.states; ++state) {
        recorded_state(recorded, state, rows.first, rows.count, x);
        sums[static_cast<std::size_t>(state)].add(central_sums(x, rows.count));
        histograms.add(state, x, rows.count);
        keep_what_is_looked_at(sampler, state, rows.first, x, rows.count);
        recorded_state(recorded, state, rows.first, rows.count, exact); // not in the precision of the run
        keep_paths(sampler.paths, state, rows.first, exact, rows.count);
    }
    sampler.final_x.middleRows(rows.first, rows.count) = exact;
}

/// A part of the blocks of one sampler.
struct Group {
    std::size_t sampler = 0;
    std::int64_t number = 0;
};

/// Carries the blocks of one group of one sampler from noise to data, or up from the data. Returns false when
/// cancelled.
template <class Real>
bool carry_group(Job& job, const Stepper<Real>& stepper, const Inverter& encoder, const Group& of,
                 LocalHistograms& histograms) {
    const auto [index, group] = of;
    SamplerRun& sampler = job.samplers[index];
    std::vector<CentralSums>& sums = job.sums[index][static_cast<std::size_t>(group)];
    const Eigen::Index dim = job.problem.target.dim();
    const std::int64_t begin = job.blocks * group / job.groups, end = job.blocks * (group + 1) / job.groups;
    const std::vector<StepCoefficients>& steps = stepper.steps();
    const bool forward = runs_forward(steps);
    Block<Real> x;
    Scratch<Real> scratch;
    for (std::int64_t block = begin; block < end; ++block) {
        if (job.cancelled()) return false;
        const std::int64_t first = block * block_rows;
        const Eigen::Index rows =
            std::clamp<std::int64_t>(particles_of(*sampler.plan, job.particles) - first, 0, block_rows);
        if (sampler.plan->recorded()) {
            if (rows > 0) take_recorded<Real>(sampler, {first, rows}, sums, histograms);
            ++job.blocks_done;
            continue;
        }
        const Eigen::Index filled = (rows + row_multiple - 1) / row_multiple * row_multiple;
        x.resize(filled, dim);
        scratch.resize(filled, dim);

        job.draws().start(*sampler.plan, first, x, rows);
        if (sampler.plan->encoded() && !encode(job, sampler, encoder, {first, rows}, x)) return false;
        for (std::size_t done = 0;; ++done) {
            const std::size_t state = forward ? steps.size() - done : done;
            sums[state].add(central_sums(x, rows));
            histograms.add(static_cast<int>(state), x, rows);
            keep_what_is_looked_at(sampler, static_cast<int>(state), first, x, rows);
            if (done == steps.size()) break;
            const std::size_t move = forward ? state - 1 : state; // between this state and the next
            if (steps[move].noisy()) job.draws().noise(steps[move], move, first, scratch.z);
            stepper.advance(move, x, scratch);
            if (done % 256 == 255 && job.cancelled()) return false;
        }
        if (sampler.plan->encoded())
            job.round_trips[index][static_cast<std::size_t>(group)].add(sampler.data.middleRows(first, rows),
                                                                        sampler.final_x.middleRows(first, rows));
        const std::int64_t done = ++job.blocks_done;
        job.options.progress.at(0.98f * static_cast<float>(done) /
                                static_cast<float>(job.blocks * static_cast<std::int64_t>(job.samplers.size())));
    }
    return true;
}

template <class Real>
bool carry_all_as(Job& job, int threads) {
    std::vector<Stepper<Real>> steppers;
    std::vector<Inverter> encoders;
    steppers.reserve(job.samplers.size());
    encoders.reserve(job.samplers.size());
    for (const SamplerPlan& sampler : job.problem.samplers) {
        steppers.emplace_back(job.problem.target, sampler.steps, sampler.spec.clip, sampler.denoiser);
        encoders.emplace_back(job.problem.target, sampler.inversion, sampler.spec.clip, sampler.denoiser);
    }

    const std::int64_t tasks = job.groups * static_cast<std::int64_t>(steppers.size());
    std::atomic<bool> finished{true};
    const auto work_off = [&] {
        LocalHistograms histograms;
        std::size_t current = steppers.size(); // none
        while (finished) {
            const std::int64_t task = job.next_task++;
            if (task >= tasks) break;
            const std::size_t index = static_cast<std::size_t>(task / job.groups);
            if (index != current) {
                if (current < steppers.size()) histograms.hand_over(job.samplers[current], job.histogram_mutex);
                histograms.begin(job.samplers[current = index], job.histogram_mutex);
            }
            if (!carry_group(job, steppers[index], encoders[index], {index, task % job.groups}, histograms))
                finished = false;
        }
        if (current < steppers.size()) histograms.hand_over(job.samplers[current], job.histogram_mutex);
    };
    const auto work = [&](std::size_t, std::size_t) {
        try {
            work_off();
        } catch (...) {
            finished = false; // the others end, too
            throw;
        }
    };
    on_threads(
        static_cast<std::size_t>(std::min<std::int64_t>(threads, tasks)), [](std::size_t) {}, work);
    return finished;
}

} // namespace

void divide(Job& job, std::int64_t most_states) {
    job.blocks = (job.particles + block_rows - 1) / block_rows;
    job.groups = std::clamp<std::int64_t>(most_group_states / most_states, 1, std::min(most_groups, job.blocks));
}

std::vector<Rounding> measure_rounding(Job& job, std::size_t index) {
    constexpr std::int64_t most_twins = 256;
    SamplerRun& sampler = job.samplers[index];
    const Eigen::Index rows = std::min(most_twins, job.particles), dim = job.problem.target.dim();
    const Eigen::Index filled = (rows + row_multiple - 1) / row_multiple * row_multiple;
    const SamplerPlan& plan = *sampler.plan;
    const Stepper<float> in_single(job.problem.target, plan.steps, plan.spec.clip, plan.denoiser);
    const Stepper<double> in_double(job.problem.target, plan.steps, plan.spec.clip, plan.denoiser);
    Block<float> x(filled, dim);
    Block<double> y(filled, dim);
    Scratch<float> x_scratch;
    Scratch<double> y_scratch;
    x_scratch.resize(filled, dim);
    y_scratch.resize(filled, dim);

    const Draws draws = job.draws();
    draws.start(plan, 0, x, rows);
    draws.start(plan, 0, y, rows);
    if (sampler.plan->encoded()) {
        const Inverter encoder(job.problem.target, plan.inversion, plan.spec.clip, plan.denoiser);
        if (!encode(job, sampler, encoder, {0, rows}, y)) return {};
        x = y.cast<float>();
    }
    std::vector<Rounding> states(plan.steps.size() + 1);
    const bool forward = runs_forward(plan.steps);
    for (std::size_t done = 0;; ++done) {
        const std::size_t state = forward ? plan.steps.size() - done : done;
        states[state] = measured_rounding(x, y, rows, rows == job.particles);
        if (done == plan.steps.size()) return states;
        const std::size_t move = forward ? state - 1 : state;
        if (plan.steps[move].noisy()) {
            draws.noise(plan.steps[move], move, 0, x_scratch.z);
            draws.noise(plan.steps[move], move, 0, y_scratch.z);
        }
        in_single.advance(move, x, x_scratch);
        in_double.advance(move, y, y_scratch);
        if (done % 256 == 255 && job.cancelled()) return {};
    }
}

bool run_workers(Job& job, int threads) {
    return job.problem.experiment.run.precision == Precision::single ? carry_all_as<float>(job, threads)
                                                                     : carry_all_as<double>(job, threads);
}

} // namespace halfstep
