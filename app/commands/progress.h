#pragma once
// How far a long command is, on a terminal.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace halfstep {

/// While it lives, it shows a bar and the estimated time remaining on stderr, if that is a terminal; then it wipes
/// them.
/// `done` (0..1) is asked a few times a second, from another thread, and so is `note`, which stands behind the bar.
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
