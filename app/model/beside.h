#pragma once
// Another scene beside the session's: simulated from the same seed by a worker of its own, and held against the
// session's run off the frame. Knows neither Dear ImGui nor OpenGL.

#include "app/model/simulator.h"
#include "core/run/comparison.h"

#include <future>

namespace halfstep {

class Beside {
public:
    struct Given {
        std::string name;   ///< as people call it
        std::string source; ///< the name of a lesson or a file; empty: a state of the session's that was kept
        Experiment experiment;
        std::string mistake{}; ///< why there is no such experiment
    };
    /// `wake` is called from other threads when there is something new to show.
    Beside(Given given, const Experiment& first, std::function<void()> wake);
    ~Beside();
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;

    const std::string& name() const { return given_.name; }
    const std::string& source() const { return given_.source; }
    bool kept() const { return given_.source.empty(); }
    /// As it is simulated.
    const Experiment& experiment() const { return experiment_; }
    /// Where this kept state differs from the session's experiment now, as keys of a scene; empty: nowhere.
    const std::string& changes() const { return changes_; }
    /// Why nothing can be shown; empty: it can.
    const std::string& mistake() const { return mistake_; }

    /// The session's experiment has become this one.
    void follow(const Experiment& first);
    void want(const Wanted& wanted) { simulator_.want(wanted); }
    /// Takes in what is finished; `first`: the session's newest run, or null. True: there is something new to show.
    bool update(const std::shared_ptr<const Run>& first, bool coarse);
    bool busy() const; ///< something more will come of what the last update() was given

    const std::shared_ptr<const Run>& run() const { return run_; }
    bool coarse() const { return coarse_; }
    const std::shared_ptr<const Comparison>& comparison() const { return comparison_; } ///< the newest; null: none yet

private:
    using Job = std::future<std::shared_ptr<const Comparison>>;
    bool take_job();
    void start_job(const Run& first, bool distances);
    /// Whether the newest comparison is of these runs and has all that is wanted.
    bool compared(const Run& first, bool distances) const;

    Given given_;
    std::function<void()> wake_;
    Experiment experiment_;
    std::string mistake_, changes_;
    std::shared_ptr<const Run> run_;
    bool coarse_ = false;
    std::shared_ptr<const Comparison> comparison_;
    bool lacks_ = true; ///< of the last update()
    std::atomic<bool> cancel_{false};
    Job job_;
    Simulator simulator_; // last: its worker must end before the rest goes
};

/// Where one experiment has something else than another, as a scene says it: "sampler[1].eta = 0.5, run.seed = 8"; at
/// most `most` of them.
std::string differing_keys(Experiment one, Experiment other, int most);

} // namespace halfstep
