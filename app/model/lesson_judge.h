#pragma once
// The live numbers of a step and the verdicts on its claims, worked out by a thread of its own once a full run is
// there: no frame waits for them.

#include "app/lesson/verdict.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace halfstep {

/// A number in a text; without a text it cannot be given: `why`.
struct LiveNumber {
    std::string text{}, why{};
};

/// All that a step says of one run.
struct StepNumbers {
    std::shared_ptr<const LessonFile> file{};
    int step = -1;
    std::shared_ptr<const Run> run{};
    std::map<const LiveSpan*, LiveNumber> numbers{};
    std::optional<double> answer{};  ///< of the question for a number
    std::vector<Verdict> verdicts{}; ///< a claim each
    /// Whether it is of this step, and of what the particles of this run did.
    bool is_of(const LessonFile* of, int of_step, const Run& of_run) const {
        return file.get() == of && step == of_step && run && run->samplers.shares_with(of_run.samplers);
    }
};

/// Works them out. Where the run lacks what they need, the step is simulated again, with it. Nothing: it was called
/// off.
std::optional<StepNumbers> numbers_of(const std::shared_ptr<const LessonFile>& file, int step,
                                      const std::shared_ptr<const Run>& run, const std::atomic<bool>* cancel = nullptr);

class LessonJudge {
public:
    /// `wake` is called from the thread when there is something new.
    explicit LessonJudge(std::function<void()> wake) : wake_(std::move(wake)) {}
    ~LessonJudge();
    LessonJudge(const LessonJudge&) = delete;
    LessonJudge& operator=(const LessonJudge&) = delete;

    /// Of a full run; what was asked for before is called off.
    void ask(const std::shared_ptr<const LessonFile>& file, int step, const std::shared_ptr<const Run>& run);
    /// The run that numbers are worked out of is no longer the newest: another one has the machine.
    void call_off();
    /// What a claim tends to, which takes a run for each value: as the step has them, whatever the window shows.
    void ask_trend(const std::shared_ptr<const LessonFile>& file, int step, int claim);
    /// The newest, of whatever step; nullptr: there is none yet.
    std::shared_ptr<const StepNumbers> newest() const;
    /// Of a trend that was asked for and is worked out.
    std::optional<Verdict> trend(const Claim& claim) const;
    bool trend_is_under_way(const Claim& claim) const;
    bool busy() const;

private:
    struct Order {
        std::shared_ptr<const LessonFile> file{};
        int step = -1;
        std::shared_ptr<const Run> run{};
        int trend = -1; ///< the claim; -1: all numbers
    };
    void work();
    void carry_out(const Order& order);
    void start();

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Behind the mutex:
    std::optional<Order> wanted_, trend_wanted_, under_way_;
    std::shared_ptr<const StepNumbers> newest_;
    std::map<const Claim*, Verdict> trends_;
    std::shared_ptr<const LessonFile> trends_of_; ///< which keeps their claims alive
    bool quit_ = false;
    std::atomic<bool> cancel_{false};
    std::thread worker_;
};

} // namespace halfstep
