#pragma once
// A sweep off the frame: jobs run one after another on a worker, whose simulations leave one core to the window.

#include "app/base/pace.h"
#include "app/sweep/sweep_rows.h"
#include "app/sweep/sweep_spec.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace halfstep {

class SweepRunner {
public:
    /// `wake` is called from the worker when a job is done; it must be safe to call from any thread.
    explicit SweepRunner(std::function<void()> wake) : wake_(std::move(wake)) {}
    /// Cancels and waits.
    ~SweepRunner();
    SweepRunner(const SweepRunner&) = delete;
    SweepRunner& operator=(const SweepRunner&) = delete;

    /// Cancels what runs, and begins. Throws SceneError as plan_sweep() does; then nothing has changed.
    void start(const Experiment& experiment, const SweepSpec& spec);
    void cancel();
    /// Of what start() was given last.
    struct State {
        std::size_t done = 0, total = 0;
        bool running = false;                 ///< at work, or with rows that take() has not given yet
        float progress = 0;                   ///< 0..1, by the work of the jobs
        std::optional<double> seconds_left{}; ///< by the pace of late; none: not known yet
        std::string failure;                  ///< the machine could not; empty otherwise
    };
    State state() const;
    /// The rows of the jobs that are done since the last call.
    std::vector<SweepRow> take();

private:
    void stop();
    void work(const std::vector<SweepJob>& jobs);

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::vector<SweepRow> rows_;
    std::string failure_;
    std::size_t done_ = 0, total_ = 0;
    double work_done_ = 0, work_now_ = 0, work_total_ = 0; ///< particles times moves
    bool working_ = false;
    mutable Pace pace_; ///< of the progress, as it is asked for
    std::atomic<bool> cancel_{false};
    std::atomic<float> current_{0};
    std::thread worker_;
};

} // namespace halfstep
