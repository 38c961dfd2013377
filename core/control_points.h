#pragma once
// A noise schedule as a curve to drag: log SNR over u = t/T through a few control points.

#include "core/schedule.h"

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

/// The monotone piecewise cubic through the points [Fritsch & Carlson 1980]: smooth, and falling wherever they do. It is cubic
/// not in u but in w = log((u + 2e-4) / (1 - u + 5e-5)): the noise of every schedule grows about like u near the data, and of
/// many the signal falls like 1 - u near T, so that log SNR is close to straight in w, and few points follow it.
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

/// A custom spec with nine points (fewer where T is small) whose curve follows any schedule of T steps, so that editing starts
/// from what is shown. log SNR differs by less than 0.3 over all levels of every named schedule of 50 to 1000 steps with its
/// default ends (1.3 near the ends of those without signal at T), and by less than 0.8 in shorter ones.
ScheduleSpec fit_control_points(const ScheduleSpec& spec, int T);
/// The largest difference in log SNR between two schedules of T steps, over the levels where both are within the limits.
double log_snr_difference(const ScheduleSpec& one, const ScheduleSpec& other, int T);

// Edits of spec.points. None leaves the limits or lets the curve rise, whatever is asked for.

/// As near to (u, log_snr) as the neighbours allow. The first and the last point stay at u = 0 and u = 1.
void move_control_point(ScheduleSpec& spec, int index, double u, double log_snr);
/// A new point on the curve at u. Returns its index; -1, and nothing happens, where there is no room for one.
int add_control_point(ScheduleSpec& spec, double u);
/// Returns false, and nothing happens, for the ends.
bool remove_control_point(ScheduleSpec& spec, int index);

} // namespace halfstep
