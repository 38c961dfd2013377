#pragma once
// A look at a scene that is not open: its title, its words, and a run of a few particles to draw a small picture of. By
// a thread of its own, called off as soon as another scene is looked at.

#include "app/plots/view.h"
#include "core/run/run.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace halfstep {

struct Glance {
    std::string source; ///< what was asked for
    std::string title, note;
    std::string mistake;            ///< why it is no scene; empty: it is one
    std::shared_ptr<const Run> run; ///< nullptr: there is none
    View view;
};

class Glancer {
public:
    /// `wake` is called from the thread when there is something new.
    explicit Glancer(std::function<void()> wake);
    ~Glancer();
    Glancer(const Glancer&) = delete;
    Glancer& operator=(const Glancer&) = delete;

    /// A path, the name of a lesson, or the file of a window that was; empty: nothing. What was asked for before is
    /// called off.
    void look_at(const std::string& source);
    /// Of the newest source, once it is there; nullptr until then.
    std::shared_ptr<const Glance> newest() const;
    bool busy() const;

private:
    void work();
    Glance glance(const std::string& source);

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Behind the mutex:
    std::string wanted_, done_;
    std::shared_ptr<const Glance> newest_;
    bool quit_ = false;
    std::atomic<bool> cancel_{false};
    std::thread worker_;
};

} // namespace halfstep
