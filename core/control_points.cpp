#include "core/control_points.h"

#include "core/limit_text.h"
#include "core/types.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

using Limits = ControlLimits;
using Points = std::vector<ControlPoint>;

/// Where log SNR is nearly straight: see LogSnrCurve.
double stretched(double u) {
    constexpr double at_data = 2e-4, at_noise = 5e-5; // where the stretching ends: a fraction of a level of 1000
    return std::log((u + at_data) / (1 - u + at_noise));
}

/// Of the parabola through three points, at the first of them: h, d are steps and secants, the near one first. Kept within what
/// a monotone curve can have.
double end_slope(double h_near, double h_far, double d_near, double d_far) {
    const double slope = ((2 * h_near + h_far) * d_near - h_near * d_far) / (h_near + h_far);
    return std::clamp(slope, 3 * d_near, 0.0); // secants fall
}

std::vector<double> monotone_slopes(const Points& p) {
    const int n = static_cast<int>(p.size());
    std::vector<double> h(n - 1), d(n - 1), slope(n);
    for (int i = 0; i + 1 < n; ++i) {
        h[i] = stretched(p[i + 1].u) - stretched(p[i].u);
        d[i] = (p[i + 1].log_snr - p[i].log_snr) / h[i];
    }
    if (n == 2) return {d[0], d[0]};
    slope.front() = end_slope(h[0], h[1], d[0], d[1]);
    slope.back() = end_slope(h[n - 2], h[n - 3], d[n - 2], d[n - 3]);
    for (int i = 1; i + 1 < n; ++i) slope[i] = (h[i] * d[i - 1] + h[i - 1] * d[i]) / (h[i - 1] + h[i]);
    // A cubic is monotone where its two slopes, in units of the secant, lie in the disc of radius 3.
    for (int i = 0; i + 1 < n; ++i) {
        const double length = std::hypot(slope[i] / d[i], slope[i + 1] / d[i]);
        if (length <= 3) continue;
        slope[i] *= 3 / length;
        slope[i + 1] *= 3 / length;
    }
    return slope;
}

double within_limits(double log_snr) { return std::clamp(log_snr, Limits::lowest_log_snr, Limits::highest_log_snr); }

/// log SNR of a schedule at t = 1 .. T (entry 0 is t = 1); -infinity where no signal is left.
std::vector<double> log_snr_of(const Schedule& schedule) {
    std::vector<double> values;
    for (int t = 1; t <= schedule.steps(); ++t)
        values.push_back(std::log(schedule.alpha_bar[t]) - std::log(schedule.noise[t]));
    return values;
}

/// A schedule that zero_terminal_snr turns into this one, whose signal at T is zero: the inverse of its stretching, with
/// some signal at T, between that at T - 1 and none.
void give_terminal_signal(Schedule& schedule) {
    constexpr double share = 0.6; // leaves no cliff before T, which a smooth curve could not follow
    const int T = schedule.steps();
    const double first = std::sqrt(schedule.alpha_bar[1]), last = share * std::sqrt(schedule.alpha_bar[T - 1]);
    for (int t = 1; t <= T; ++t) {
        const double rho = std::sqrt(schedule.alpha_bar[t]) * (first - last) / first + last;
        schedule.alpha_bar[t] = rho * rho;
        schedule.noise[t] = (1 - rho) * (1 + rho);
    }
}

} // namespace

// ---- the curve ----

void check_control_points(const Points& points) {
    const auto fail = [](const std::string& what) {
        throw Error("process.points", what + "; allowed: " + std::to_string(Limits::least_points) + " to " +
                                          std::to_string(Limits::most_points) +
                                          " points [u, log SNR] from u = 0 to u = 1, u rising and log SNR falling from "
                                          "one to the next, log SNR from 20 down to -40");
    };
    const int n = static_cast<int>(points.size());
    if (n < Limits::least_points || n > Limits::most_points) fail("has " + std::to_string(n) + " points");
    if (points.front().u != 0) fail("starts at u = " + shortest(points.front().u));
    if (points.back().u != 1) fail("ends at u = " + shortest(points.back().u));
    for (int i = 0; i < n; ++i) {
        const ControlPoint& p = points[i];
        if (!(p.log_snr <= Limits::highest_log_snr && p.log_snr >= Limits::lowest_log_snr))
            fail("point " + std::to_string(i + 1) + " has log SNR " + shortest(p.log_snr));
        if (i == 0) continue;
        if (!(p.u > points[i - 1].u)) fail("u does not rise at point " + std::to_string(i + 1));
        if (!(p.log_snr < points[i - 1].log_snr)) fail("log SNR does not fall at point " + std::to_string(i + 1));
    }
}

LogSnrCurve::LogSnrCurve(Points points) : points_(std::move(points)) {
    check_control_points(points_);
    slopes_ = monotone_slopes(points_);
}

double LogSnrCurve::operator()(double u) const {
    const auto after = std::upper_bound(points_.begin() + 1, points_.end() - 1, u,
                                        [](double at, const ControlPoint& p) { return at < p.u; });
    const int i = static_cast<int>(after - points_.begin()) - 1;
    const ControlPoint &p = points_[i], &q = points_[i + 1];
    const double start = stretched(p.u), h = stretched(q.u) - start;
    const double s = std::clamp((stretched(u) - start) / h, 0.0, 1.0), r = 1 - s;
    return (1 + 2 * s) * r * r * p.log_snr + s * r * r * h * slopes_[i] + s * s * (3 - 2 * s) * q.log_snr -
           s * s * r * h * slopes_[i + 1];
}

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
    const double first = std::min(within_limits(log_snr[0]), Limits::highest_log_snr - rise);
    Points& p = fitted.points = {{0, first + rise}};
    int before = 0;
    for (const double place : places) {
        const int t = std::max(1, static_cast<int>(std::lround(place * T)));
        const double value = within_limits(log_snr[t - 1]);
        if (t == before || value > p.back().log_snr - Limits::gap_log_snr) continue; // no room
        p.push_back({static_cast<double>(t) / T, value});
        before = t;
    }
    if (p.back().u < 1) p.back().u = 1; // all of the end lies at the lower limit
    // At u = 0, whatever lets the curve pass through the first level that is not a point itself.
    const int level = p[1].u > 1.0 / T ? 1 : 2;
    if (level == 2 && (p.size() < 3 || p[2].u <= 2.0 / T)) return fitted;
    double lo = first + Limits::gap_log_snr, hi = Limits::highest_log_snr;
    if (level == 2) hi = std::min(hi, first + 2 * rise); // no cliff for the sake of it
    for (int i = 0; i < 40; ++i) {
        p[0].log_snr = (lo + hi) / 2;
        const bool above = LogSnrCurve(p)(static_cast<double>(level) / T) > log_snr[level - 1];
        (above == (level == 1) ? hi : lo) =
            p[0].log_snr; // before point 1 the curve rises with its start, after it it falls
    }
    return fitted;
}

double log_snr_difference(const ScheduleSpec& one, const ScheduleSpec& other, int T) {
    const std::vector<double> a = log_snr_of(make_schedule(one, T)), b = log_snr_of(make_schedule(other, T));
    const auto within = [](double value) { return value == within_limits(value); };
    double worst = 0;
    for (int i = 0; i < T; ++i)
        if (within(a[i]) && within(b[i])) worst = std::max(worst, std::abs(a[i] - b[i]));
    return worst;
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
    const double above = index > 0 ? p[index - 1].log_snr - Limits::gap_log_snr : Limits::highest_log_snr;
    const double below = index < last ? p[index + 1].log_snr + Limits::gap_log_snr : Limits::lowest_log_snr;
    p[index].log_snr = held(log_snr, below, above, p[index].log_snr);
    if (index > 0 && index < last)
        p[index].u = held(u, p[index - 1].u + Limits::gap_u, p[index + 1].u - Limits::gap_u, p[index].u);
}

int add_control_point(ScheduleSpec& spec, double u) {
    Points& p = spec.points;
    if (static_cast<int>(p.size()) < Limits::least_points || static_cast<int>(p.size()) >= Limits::most_points)
        return -1;
    const auto after =
        std::upper_bound(p.begin(), p.end(), u, [](double at, const ControlPoint& q) { return at < q.u; });
    if (after == p.begin() || after == p.end()) return -1;
    const ControlPoint &left = *(after - 1), &right = *after, added{u, LogSnrCurve(p)(u)};
    if (!(u - left.u >= Limits::gap_u && right.u - u >= Limits::gap_u)) return -1;
    if (!(left.log_snr - added.log_snr >= Limits::gap_log_snr && added.log_snr - right.log_snr >= Limits::gap_log_snr))
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
