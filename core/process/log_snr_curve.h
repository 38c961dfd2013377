#pragma once
// A noise schedule as a curve: log SNR over u = t/T through a few control points.

#include "core/spec/process_spec.h"

#include <vector>

namespace halfstep {

/// Bounds of a curve, so that the editor, scene files and fits agree.
struct ControlLimits {
    static constexpr int least_points = 2, most_points = 32;
    static constexpr double highest_log_snr = 20; ///< a noise of 4.5e-5 beside the signal
    static constexpr double lowest_log_snr = -40; ///< a signal of 2e-9: nothing. For none at all: zero_terminal_snr
    static constexpr double gap_u = 0.002;        ///< an edit keeps neighbours so far apart: two levels of 1000
    static constexpr double gap_log_snr = 0.01;   ///< and one so far above the next
};

/// Throws Error (process.points): 2 to 32 points from u = 0 to u = 1, u rising and log SNR falling, within the limits.
void check_control_points(const std::vector<ControlPoint>& points);

/// The monotone piecewise cubic through the points [Fritsch & Carlson 1980]: smooth, and falling wherever they do. It
/// is cubic not in u but in w = log((u + 2e-4) / (1 - u + 5e-5)): the noise of every schedule grows about like u near
/// the data, and of many the signal falls like 1 - u near T, so that log SNR is close to straight in w, and few points
/// follow it.
class LogSnrCurve {
public:
    /// Throws as check_control_points() does.
    explicit LogSnrCurve(std::vector<ControlPoint> points);
    /// log SNR at u in [0, 1].
    double operator()(double u) const;

private:
    std::vector<ControlPoint> points_;
    std::vector<double> slopes_;
};

} // namespace halfstep
