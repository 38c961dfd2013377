#include "core/process/log_snr_curve.h"

#include "core/spec/error.h"
#include "core/spec/limit_text.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace halfstep {
namespace {

using Points = std::vector<ControlPoint>;

/// Where log SNR is nearly straight: see LogSnrCurve.
double stretched(double u) {
    constexpr double at_data = 2e-4, at_noise = 5e-5; // where the stretching ends: a fraction of a level of 1000
    return std::log((u + at_data) / (1 - u + at_noise));
}

/// Of the parabola through three points, at the first of them: h, d are steps and secants, the near one first. Kept
/// within what a monotone curve can have.
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

} // namespace

void check_control_points(const Points& points) {
    const auto fail = [](const std::string& what) {
        throw Error("process.points", what + "; allowed: " + std::to_string(ControlLimits::least_points) + " to " +
                                          std::to_string(ControlLimits::most_points) +
                                          " points [u, log SNR] from u = 0 to u = 1, u rising and log SNR falling "
                                          "from one to the next, log SNR from 20 down to -40");
    };
    const int n = static_cast<int>(points.size());
    if (n < ControlLimits::least_points || n > ControlLimits::most_points) fail("has " + std::to_string(n) + " points");
    if (points.front().u != 0) fail("starts at u = " + shortest(points.front().u));
    if (points.back().u != 1) fail("ends at u = " + shortest(points.back().u));
    for (int i = 0; i < n; ++i) {
        const ControlPoint& p = points[i];
        if (!(p.log_snr <= ControlLimits::highest_log_snr && p.log_snr >= ControlLimits::lowest_log_snr))
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

} // namespace halfstep
