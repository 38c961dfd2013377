#include "app/commands/progress.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <unistd.h>

namespace halfstep {

namespace {

/// "12 s", "3 min 20 s", "2 h 5 min": what is left, at the pace so far.
std::string time_left(double seconds) {
    const long s = std::lround(seconds);
    if (s < 60) return std::to_string(s) + " s";
    if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
    return std::to_string(s / 3600) + " h " + std::to_string(s % 3600 / 60) + " min";
}

} // namespace

ProgressBar::ProgressBar(std::function<float()> share, std::function<std::string()> note)
    : share_(std::move(share)), note_(std::move(note)) {
    if (::isatty(STDERR_FILENO)) painter_ = std::thread([this] { paint(); });
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
    using Clock = std::chrono::steady_clock;
    constexpr int width = 40;
    constexpr float worth_an_estimate = 0.02f;
    const auto begin = Clock::now();
    std::unique_lock lock(mutex_);
    bool shown = false;
    while (!wake_.wait_for(lock, 200ms, [this] { return finished_; })) { // what takes less than that shows no bar
        const float part = std::clamp(share_(), 0.0f, 1.0f);
        const auto filled = static_cast<std::size_t>(part * width);
        const double spent = std::chrono::duration<double>(Clock::now() - begin).count();
        const std::string left =
            part > worth_an_estimate ? "  " + time_left(spent * (1 - part) / part) + " left" : std::string();
        const std::string note = note_ ? "  " + note_() : std::string();
        std::fprintf(stderr, "\r[%s%s] %3d %%%s%s\033[K", std::string(filled, '=').c_str(),
                     std::string(width - filled, ' ').c_str(), static_cast<int>(part * 100), left.c_str(),
                     note.c_str());
        shown = true;
    }
    if (shown) std::fprintf(stderr, "\r\033[K");
}

} // namespace halfstep
