#pragma once
// Control points to drag: those that follow a schedule, and edits that keep their curve falling.

#include "core/process/log_snr_curve.h"

namespace halfstep {

/// A custom spec with nine points (fewer where T is small) whose curve follows any schedule of T steps, so that editing
/// starts from what is shown. log SNR differs by less than 0.3 over all levels of every named schedule of 50 to 1000
/// steps with its default ends (1.3 near the ends of those without signal at T), and by less than 0.8 in shorter ones.
ScheduleSpec fit_control_points(const ScheduleSpec& spec, int T);

// Edits of spec.points. None leaves the limits or lets the curve rise, whatever is asked for.

/// As near to (u, log_snr) as the neighbours allow. The first and the last point stay at u = 0 and u = 1.
void move_control_point(ScheduleSpec& spec, int index, double u, double log_snr);
/// A new point on the curve at u. Returns its index; -1, and nothing happens, where there is no room for one.
int add_control_point(ScheduleSpec& spec, double u);
/// Returns false, and nothing happens, for the ends.
bool remove_control_point(ScheduleSpec& spec, int index);

} // namespace halfstep
