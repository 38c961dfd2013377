#pragma once
// How far a long command is, on a terminal.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace halfstep {

/// A bar with an estimate of the time that is left on stderr while it lives, if a terminal shows it to someone; gone
/// without a trace afterwards. `done` (0..1) is asked a few times a second, from another thread, and so is `note`,
/// which stands at the end.
class ProgressBar {
public:
    explicit ProgressBar(std::function<float()> done, std::function<std::string()> note = {});
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

private:
    void paint();

    std::function<float()> done_;
    std::function<std::string()> note_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool finished_ = false;
    std::thread painter_;
};

} // namespace halfstep
