#pragma once
// Keeps simulation off the frame: the newest Problem is run on a worker, coarse first, then in full; and then what is
// wanted is measured of the run, unless that is known.

#include "app/model/measure_cache.h"
#include "core/run/simulate.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace halfstep {

/// A finished run, and whether it is the full one or the quick look before it. The full one comes twice where something
/// has to be measured: at once, and with its measures.
struct Result {
    std::shared_ptr<const Run> run;
    bool coarse = false;
    std::string failure; ///< the machine could not (memory); then there is no run
};

class Simulator {
public:
    /// `wake` is called from the worker whenever there is something new to show; it must be safe to call from any
    /// thread.
    explicit Simulator(std::function<void()> wake);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    /// Runs this one next; a full run of an older one is cancelled. A coarse run is always finished: it takes a frame
    /// or two, and while a slider moves it is what there is to see. `only_coarse`: another is about to follow, so that
    /// it is enough to look at.
    void request(std::shared_ptr<const Problem> problem, bool only_coarse = false);
    /// What is to be measured of this run and of those to come.
    void want(const Wanted& wanted);
    /// The newest finished run since the last call, if there is one.
    Result take();
    bool busy() const; ///< at work, or with a result that take() has not given yet
    MeasureCache::Computed computed() const { return measures_.computed(); }
    float progress() const { return progress_; }

private:
    void work();
    void run(const std::shared_ptr<const Problem>& problem, bool only_coarse);
    void measure_newest();
    void publish(Result result, bool last);
    Wanted wanted() const;
    bool lacks_measures() const; ///< with the mutex held

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const Problem> pending_;
    bool only_coarse_ = false; ///< of the pending one
    Wanted wanted_;
    Result finished_, newest_; ///< newest_: the last one published, unless another problem is on its way
    bool busy_ = false;
    std::atomic<bool> quit_{false};
    std::atomic<bool> cancel_{false};
    std::atomic<float> progress_{1};
    MeasureCache measures_; ///< the worker's own
    std::thread worker_;
};

/// Particles of the coarse run: as many as simulate in about a frame.
std::int64_t coarse_particles(const Experiment& experiment);

} // namespace halfstep
