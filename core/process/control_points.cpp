#include "core/process/control_points.h"

#include "core/process/schedule.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

using Points = std::vector<ControlPoint>;

double within_limits(double log_snr) {
    return std::clamp(log_snr, ControlLimits::lowest_log_snr, ControlLimits::highest_log_snr);
}

/// log SNR of a schedule at t = 1 .. T (entry 0 is t = 1); -infinity where no signal is left.
std::vector<double> log_snr_of(const Schedule& schedule) {
    std::vector<double> values;
    for (int t = 1; t <= schedule.steps(); ++t)
        values.push_back(std::log(schedule.alpha_bar[t]) - std::log(schedule.noise[t]));
    return values;
}

/// A schedule that zero_terminal_snr turns into this one, whose signal at T is zero: the inverse of its stretching,
/// with some signal at T, between that at T - 1 and none.
void give_terminal_signal(Schedule& schedule) {
    constexpr double fraction = 0.6; // leaves no cliff before T, which a smooth curve could not follow
    const int T = schedule.steps();
    const double first = std::sqrt(schedule.alpha_bar[1]), last = fraction * std::sqrt(schedule.alpha_bar[T - 1]);
    for (int t = 1; t <= T; ++t) {
        const double rho = std::sqrt(schedule.alpha_bar[t]) * (first - last) / first + last;
        schedule.alpha_bar[t] = rho * rho;
        schedule.noise[t] = (1 - rho) * (1 + rho);
    }
}

} // namespace

// ---- following a schedule ----

ScheduleSpec fit_control_points(const ScheduleSpec& spec, int T) {
    constexpr double places[] = {0.02, 0.1, 0.3,  0.5,
                                 0.7,  0.9, 0.98, 1}; // the same for all: handles that can be told apart
    Schedule schedule = make_schedule(spec, T);
    ScheduleSpec fitted = spec;
    fitted.kind = ScheduleKind::custom;
    fitted.alpha_bar.clear();
    fitted.zero_terminal_snr = schedule.alpha_bar[T] == 0;
    if (fitted.zero_terminal_snr && T > 1) give_terminal_signal(schedule);

    const std::vector<double> log_snr = log_snr_of(schedule);
    constexpr double rise = 2; // from level 1 to u = 0, where nothing is known
    const double first = std::min(within_limits(log_snr[0]), ControlLimits::highest_log_snr - rise);
    Points& p = fitted.points = {{0, first + rise}};
    int before = 0;
    for (const double place : places) {
        const int t = std::max(1, static_cast<int>(std::lround(place * T)));
        const double value = within_limits(log_snr[t - 1]);
        if (t == before || value > p.back().log_snr - ControlLimits::gap_log_snr) continue; // no room
        p.push_back({static_cast<double>(t) / T, value});
        before = t;
    }
    if (p.back().u < 1) p.back().u = 1; // all of the end lies at the lower limit
    // At u = 0, whatever lets the curve pass through the first level that is not a point itself.
    const int level = p[1].u > 1.0 / T ? 1 : 2;
    if (level == 2 && (p.size() < 3 || p[2].u <= 2.0 / T)) return fitted;
    double lo = first + ControlLimits::gap_log_snr, hi = ControlLimits::highest_log_snr;
    if (level == 2) hi = std::min(hi, first + 2 * rise); // no cliff for the sake of it
    for (int i = 0; i < 40; ++i) {
        p[0].log_snr = (lo + hi) / 2;
        const bool above = LogSnrCurve(p)(static_cast<double>(level) / T) > log_snr[level - 1];
        (above == (level == 1) ? hi : lo) =
            p[0].log_snr; // before point 1 the curve rises with its start, after it it falls
    }
    return fitted;
}

// ---- edits ----

void move_control_point(ScheduleSpec& spec, int index, double u, double log_snr) {
    Points& p = spec.points;
    const int last = static_cast<int>(p.size()) - 1;
    if (index < 0 || index > last) return;
    // A scene's points may be closer than an edit would bring them: then they stay as they are.
    const auto held = [](double value, double lo, double hi, double now) {
        return lo <= hi && std::isfinite(value) ? std::clamp(value, lo, hi) : now;
    };
    const double above = index > 0 ? p[index - 1].log_snr - ControlLimits::gap_log_snr : ControlLimits::highest_log_snr;
    const double below =
        index < last ? p[index + 1].log_snr + ControlLimits::gap_log_snr : ControlLimits::lowest_log_snr;
    p[index].log_snr = held(log_snr, below, above, p[index].log_snr);
    if (index > 0 && index < last)
        p[index].u = held(u, p[index - 1].u + ControlLimits::gap_u, p[index + 1].u - ControlLimits::gap_u, p[index].u);
}

int add_control_point(ScheduleSpec& spec, double u) {
    Points& p = spec.points;
    if (static_cast<int>(p.size()) < ControlLimits::least_points ||
        static_cast<int>(p.size()) >= ControlLimits::most_points)
        return -1;
    const auto after =
        std::upper_bound(p.begin(), p.end(), u, [](double at, const ControlPoint& q) { return at < q.u; });
    if (after == p.begin() || after == p.end()) return -1;
    const ControlPoint &left = *(after - 1), &right = *after, added{u, LogSnrCurve(p)(u)};
    if (!(u - left.u >= ControlLimits::gap_u && right.u - u >= ControlLimits::gap_u)) return -1;
    if (!(left.log_snr - added.log_snr >= ControlLimits::gap_log_snr &&
          added.log_snr - right.log_snr >= ControlLimits::gap_log_snr))
        return -1;
    const auto index = after - p.begin();
    p.insert(after, added);
    return static_cast<int>(index);
}

bool remove_control_point(ScheduleSpec& spec, int index) {
    if (index <= 0 || index >= static_cast<int>(spec.points.size()) - 1) return false;
    spec.points.erase(spec.points.begin() + index);
    return true;
}

} // namespace halfstep
