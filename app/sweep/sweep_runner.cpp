#include "app/sweep/sweep_runner.h"

#include <algorithm>
#include <iterator>

namespace halfstep {
namespace {

/// What a job costs, in steps of particles. A job without steps still draws the clouds of its floor.
double work_of(const SweepJob& job) {
    constexpr double floor_steps = 20;
    double moves = floor_steps;
    for (const SamplerSpec& sampler : job.experiment.samplers)
        moves += static_cast<double>(most_moves(sampler, job.experiment.process.steps));
    return moves * static_cast<double>(job.experiment.run.particles);
}

} // namespace

SweepRunner::~SweepRunner() { stop(); }

void SweepRunner::stop() {
    cancel_ = true;
    if (worker_.joinable()) worker_.join();
}

void SweepRunner::cancel() { cancel_ = true; }

void SweepRunner::start(const Experiment& experiment, const SweepSpec& spec) {
    std::vector<SweepJob> jobs = plan_sweep(experiment, spec);
    stop();
    cancel_ = false;
    current_ = 0;
    rows_.clear();
    failure_.clear();
    done_ = 0;
    total_ = jobs.size();
    work_done_ = work_now_ = work_total_ = 0;
    for (const SweepJob& job : jobs) work_total_ += work_of(job);
    working_ = true;
    pace_.restart();
    try {
        worker_ = std::thread([this, jobs = std::move(jobs)] { work(jobs); });
    } catch (const std::exception& error) { // no thread to spare
        failure_ = error.what();
        working_ = false;
    }
}

void SweepRunner::work(const std::vector<SweepJob>& jobs) {
    const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
    std::string failure;
    for (const SweepJob& job : jobs) {
        {
            const std::lock_guard lock(mutex_);
            work_now_ = work_of(job);
        }
        try {
            const Run run = run_job(job, &cancel_, &current_, threads);
            if (!run.complete) break;
            std::vector<SweepRow> rows = sweep_rows(job, run);
            const std::lock_guard lock(mutex_);
            rows_.insert(rows_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
            ++done_;
            work_done_ += work_now_;
            current_ = 0;
        } catch (const std::exception& error) {
            failure = error.what();
            break;
        }
        wake_();
    }
    {
        const std::lock_guard lock(mutex_);
        failure_ = failure;
        working_ = false;
    }
    wake_();
}

SweepRunner::State SweepRunner::state() const {
    const std::lock_guard lock(mutex_);
    State state;
    state.done = done_;
    state.total = total_;
    state.running = working_ || !rows_.empty();
    state.failure = failure_;
    if (work_total_ > 0)
        state.progress = static_cast<float>((work_done_ + (working_ ? current_ * work_now_ : 0)) / work_total_);
    if (!working_) return state;
    pace_.note(steady_seconds(), static_cast<double>(state.progress));
    state.seconds_left = pace_.seconds_left(1);
    return state;
}

std::vector<SweepRow> SweepRunner::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(rows_, {});
}

} // namespace halfstep
