#include "core/learn/loss_history.h"

#include <algorithm>

namespace halfstep {
namespace {

LossPoint mean(std::int64_t end, double sum, std::int64_t steps) {
    return {static_cast<float>(end), static_cast<float>(sum / static_cast<double>(steps))};
}

} // namespace

LossHistory::LossHistory(const std::vector<LossPoint>& points, const LossStretch& stretch)
    : whole_(points), stretch_(stretch) {
    const auto begin = static_cast<float>(stretch.begin);
    while (!whole_.empty() && whole_.back().step > begin) whole_.pop_back(); // of a stretch that has not ended
    // The last one that has, where it had taken more steps than its own.
    if (stretch.begin > stretch.last_begin && (whole_.empty() || whole_.back().step < begin))
        whole_.push_back(mean(stretch.begin, stretch.last_sum, stretch.begin - stretch.last_begin));
}

void LossHistory::add(float loss) {
    constexpr double growth = 1.06; // of a stretch's end to its begin, 40 a decade
    LossStretch& s = stretch_;
    s.sum += static_cast<double>(loss);
    ++s.steps;
    if (s.steps < std::max(s.begin + 1, static_cast<std::int64_t>(growth * static_cast<double>(s.begin)))) return;
    whole_.push_back(mean(s.steps, s.sum, s.steps - s.begin));
    s = {s.begin, s.steps, s.steps, s.sum, 0};
}

std::vector<LossPoint> LossHistory::points() const {
    const LossStretch& s = stretch_;
    std::vector<LossPoint> points = whole_;
    const std::int64_t open = s.steps - s.begin, last = s.begin - s.last_begin;
    if (open == 0) return points;
    if (last > 0 && open < last / 2)
        points.back() = mean(s.steps, s.last_sum + s.sum, last + open);
    else
        points.push_back(mean(s.steps, s.sum, open));
    return points;
}

} // namespace halfstep
