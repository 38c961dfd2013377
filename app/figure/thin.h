#pragma once
// Drawing curves with more points than pixel columns: what nobody can see is left out here, so that a figure keeps all
// of its points.

#include "app/figure/canvas.h"

#include <vector>

namespace halfstep {

/// As many points as are drawn one by one: more than a projector has columns.
inline constexpr std::size_t max_unthinned_points = 1500;

/// Of every run of points within one column of so many pixels the first, the highest, the lowest and the last, in their
/// order. Gaps stay. Lines of max_unthinned_points or less stay as they are.
std::vector<Point> thinned_line(std::vector<Point> points, float column);

/// Of a band every run of points within one column as one pair: from the highest of `upper` to the lowest of `lower` (y
/// runs down). The same for few points.
struct BandEdges {
    std::vector<Point> upper, lower;
};
BandEdges thinned_band(BandEdges band, float column);

} // namespace halfstep
