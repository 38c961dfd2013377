#pragma once
// Dashed and dotted lines as what they are made of.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// Polylines one after another, the i-th of lengths[i] points.
struct Dashes {
    std::vector<Point> points;
    std::vector<int> lengths;
};

/// Appends the dashes of a polyline without NaN. The pattern runs on along all of it, and a dash bends where the line
/// does. Of a dotted line each is a single point. What cannot be seen in `visible` (grown by what the width needs) may
/// be left out.
void dash(const Point* points, int n, const DashPattern& pattern, const Rect& visible, Dashes& out);

} // namespace halfstep
