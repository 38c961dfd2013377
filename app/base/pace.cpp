#include "app/base/pace.h"

#include <algorithm>
#include <chrono>

namespace halfstep {
namespace {

constexpr double pace_memory = 10;  // seconds: what was before says little of what comes
constexpr double pace_least = 1.5;  // seconds: less than that is chance
constexpr double pace_apart = 0.15; // seconds between two marks

} // namespace

double steady_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Pace::note(double seconds, double done) {
    if (marks_.size() > 1 && seconds - marks_[marks_.size() - 2].seconds < pace_apart)
        marks_.back() = {seconds, done};
    else
        marks_.push_back({seconds, done});
    while (marks_.size() > 2 && seconds - marks_[1].seconds >= pace_memory) marks_.pop_front();
}

std::optional<double> Pace::seconds_left(double total) const {
    if (marks_.size() < 2) return std::nullopt;
    const double spent = marks_.back().seconds - marks_.front().seconds;
    const double got = marks_.back().done - marks_.front().done;
    const auto forward = [&](double done) {
        return std::any_of(marks_.begin(), marks_.end(),
                           [&](const Mark& mark) { return mark.done > marks_.front().done && mark.done < done; });
    };
    if (spent < pace_least || !(got > 0) || !forward(marks_.back().done)) return std::nullopt;
    return std::max(0.0, total - marks_.back().done) * spent / got;
}

} // namespace halfstep
