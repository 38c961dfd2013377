#pragma once
// A schedule as a curve through control points, put on and changed point by point.

#include "app/figure/layout.h"
#include "core/spec/experiment.h"

#include <string>

namespace halfstep {

/// Puts control points on the schedule: a smooth curve that follows it.
void make_curve(ProcessSpec& process);
bool has_curve(const ProcessSpec& process);
/// Whether the curve passes within `reach` pixels.
bool near_curve(const ProcessSpec& process, const Layout& layout, Point at, float reach);
/// A new control point at u = t/T, or without this one. Nothing happens, and the reason is returned, where that cannot
/// be.
std::string add_point(ProcessSpec& process, double u);
std::string remove_point(ProcessSpec& process, int index);

} // namespace halfstep
