#pragma once
// Lines and areas cut to what can be seen: far outside, floats are too coarse for pixels.

#include "app/figure/canvas.h"

#include <cmath>
#include <limits>
#include <vector>

namespace halfstep {

inline constexpr Point no_point{std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::quiet_NaN()};
/// Not a break in a line; it may be infinite.
inline bool is_point(Point p) { return !std::isnan(p.x) && !std::isnan(p.y); }
inline Rect grown(const Rect& r, float by) { return {r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by}; }

/// The parts of a polyline inside `box`, with NaN between them. NaN in `points` breaks it, too.
std::vector<Point> cut_polyline(const Point* points, int n, const Rect& box);

/// The part of a closed outline inside `box`; it may run along the edges of the box. The last point is not repeated.
std::vector<Point> cut_outline(std::vector<Point> outline, const Rect& box);

} // namespace halfstep
