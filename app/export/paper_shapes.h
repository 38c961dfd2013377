#pragma once
// Geometry that both canvases of paper need.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// A polyline as it is drawn: split at NaN, points left out that lie within a thirtieth of a point of the line. A run
/// of a single place is two equal points, which round caps make a dot.
std::vector<std::vector<Point>> drawn_runs(const Point* points, int n);

/// The outlines of a band, one for each stretch without NaN.
std::vector<std::vector<Point>> band_outlines(const Point* upper, const Point* lower, int n);

/// The box of some points, `around` larger on all sides.
Rect bounds(const std::vector<Point>& points, float around);
bool touches(const Rect& a, const Rect& b);

} // namespace halfstep
