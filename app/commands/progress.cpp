#include "app/commands/progress.h"

#include "app/base/pace.h"
#include "app/base/text.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <unistd.h>

namespace halfstep {

ProgressBar::ProgressBar(std::function<float()> done, std::function<std::string()> note)
    : done_(std::move(done)), note_(std::move(note)) {
    if (!::isatty(STDERR_FILENO)) return;
    try {
        painter_ = std::thread([this] {
            try {
                paint();
            } catch (const std::exception&) {} // no memory for a line: the work goes on without one
        });
    } catch (const std::exception&) {} // no thread to spare
}

ProgressBar::~ProgressBar() {
    if (!painter_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    wake_.notify_one();
    painter_.join();
}

void ProgressBar::paint() {
    using namespace std::chrono_literals;
    constexpr int width = 40;
    Pace pace;
    std::unique_lock lock(mutex_);
    bool shown = false;
    while (!wake_.wait_for(lock, 200ms, [this] { return finished_; })) { // what takes less than that shows no bar
        const float part = std::clamp(done_(), 0.0f, 1.0f);
        const auto filled = static_cast<std::size_t>(part * width);
        pace.note(steady_seconds(), part);
        const auto seconds = pace.seconds_left(1);
        const std::string left = seconds ? "  " + time_text(*seconds) + " left" : std::string();
        const std::string note = note_ ? "  " + note_() : std::string();
        std::fprintf(stderr, "\r[%s%s] %3d %%%s%s\033[K", std::string(filled, '=').c_str(),
                     std::string(width - filled, ' ').c_str(), static_cast<int>(part * 100), left.c_str(),
                     note.c_str());
        shown = true;
    }
    if (shown) std::fprintf(stderr, "\r\033[K");
}

} // namespace halfstep
