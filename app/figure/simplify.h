#pragma once
// Fewer points for the same picture.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// Appends to `out` a subset of the n points such that no dropped point lies farther than `tolerance` from the line
/// through the kept ones; the first and the last stay, and equal neighbours become one. One pass. No point may be NaN.
/// (Cone intersection: C. M. Williams, "An efficient algorithm for the piecewise linear approximation of planar
/// curves", 1978.)
void simplify(const Point* points, int n, float tolerance, std::vector<Point>& out);

} // namespace halfstep
