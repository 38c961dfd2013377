#pragma once

#include "core/process/log_snr_curve.h"
#include "core/process/schedule.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace halfstep::testing {

/// The largest difference in log SNR between two schedules of T steps, over the levels where both are within the limits
/// of control points.
inline double log_snr_difference(const ScheduleSpec& one, const ScheduleSpec& other, int T) {
    const Schedule a = make_schedule(one, T), b = make_schedule(other, T);
    const auto log_snr = [](const Schedule& schedule, std::size_t t) {
        return std::log(schedule.alpha_bar[t]) - std::log(schedule.noise[t]);
    };
    const auto within = [](double value) {
        return value >= ControlLimits::lowest_log_snr && value <= ControlLimits::highest_log_snr;
    };
    double worst = 0;
    for (std::size_t t = 1; t <= static_cast<std::size_t>(T); ++t) {
        const double at_a = log_snr(a, t), at_b = log_snr(b, t);
        if (within(at_a) && within(at_b)) worst = std::max(worst, std::abs(at_a - at_b));
    }
    return worst;
}

} // namespace halfstep::testing
