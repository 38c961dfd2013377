#pragma once
// Trains the network of the window's experiment on a thread of its own, and hands out what it has learned a few times a
// second.

#include "app/base/pace.h"
#include "core/learn/training.h"
#include "core/run/problem.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace halfstep {

struct TrainingStatus {
    bool running = false;
    std::int64_t step = 0;                ///< in all
    std::int64_t schedule_step = 0;       ///< since the learning rate's schedule began: at most `steps`
    std::int64_t steps = 0;               ///< of the schedule
    double seconds = 0;                   ///< spent learning
    double steps_a_second = 0;            ///< of late; 0: nothing measured yet
    std::optional<double> seconds_left{}; ///< of the schedule, pictures and other work included; none: not known yet
    double loss = 0;                      ///< mean of the last 200 steps; 0: none
    std::size_t parameters = 0;
    std::int64_t diverged = 0; ///< the step at which it last did, and stopped; 0: at none
    bool began_anew = false;   ///< what it had learned went, as another network is described now

    bool finished() const { return steps > 0 && schedule_step >= steps; }
};

class LiveTrainer {
public:
    /// `wake` is called from the worker whenever there is something new to show; it must be safe to call from any
    /// thread.
    explicit LiveTrainer(std::function<void()> wake);
    ~LiveTrainer();
    LiveTrainer(const LiveTrainer&) = delete;
    LiveTrainer& operator=(const LiveTrainer&) = delete;

    /// Which data and settings to learn from. The network goes on with them as far as it can: Trainer::go_on_with().
    /// `anew`: with the experiment's own network instead, or an untrained one. Without its `problem`, an impossible
    /// experiment, it pauses. Never blocks for longer than a few steps take.
    void follow(const Experiment& experiment, std::shared_ptr<const Problem> problem, bool anew);
    /// From the start of the schedule, should it have ended.
    void start();
    void pause();
    void one_step(); ///< and a pause

    /// The newest network since the last call, if there is one.
    std::shared_ptr<const Network> take();
    TrainingStatus status() const;

private:
    struct Order {
        std::unique_ptr<Experiment> experiment;
        std::shared_ptr<const Problem> problem;
        bool anew = false;
    };
    void work();
    void obey(const Order& order);
    void learn(bool single);
    void publish();

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Behind the mutex:
    Order order_;
    bool running_ = false, single_ = false;
    std::shared_ptr<const Network> learned_;
    TrainingStatus status_;
    // The worker's own:
    std::unique_ptr<Trainer> trainer_;
    double seconds_ = 0, rate_ = 0;
    Pace pace_; ///< of the schedule, by the clock on the wall
    std::atomic<bool> quit_{false};
    std::thread worker_;
};

} // namespace halfstep
