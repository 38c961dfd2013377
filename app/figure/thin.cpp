#include "app/figure/thin.h"

#include "app/figure/clip.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// The end of the run of points that begins at `first`: all are in its column, or all are gaps.
std::size_t end_of_run(const std::vector<Point>& points, std::size_t first, float column) {
    const bool gap = !is_point(points[first]);
    const float place = std::floor(points[first].x / column);
    std::size_t end = first + 1;
    while (end < points.size() && is_point(points[end]) != gap && (gap || std::floor(points[end].x / column) == place))
        ++end;
    return end;
}

} // namespace

std::vector<Point> thinned_line(std::vector<Point> points, float column) {
    if (points.size() <= max_unthinned_points) return points;
    std::vector<Point> kept;
    for (std::size_t first = 0, end = 0; first < points.size(); first = end) {
        end = end_of_run(points, first, column);
        std::size_t high = first, low = first;
        for (std::size_t i = first; i < end; ++i) {
            if (points[i].y < points[high].y) high = i;
            if (points[i].y > points[low].y) low = i;
        }
        std::size_t chosen[] = {first, std::min(high, low), std::max(high, low), end - 1};
        const auto last = std::unique(std::begin(chosen), std::end(chosen));
        for (auto i = std::begin(chosen); i != last; ++i) kept.push_back(points[*i]);
    }
    return kept;
}

BandEdges thinned_band(BandEdges band, float column) {
    if (band.upper.size() <= max_unthinned_points) return band;
    BandEdges kept;
    for (std::size_t first = 0, end = 0; first < band.upper.size(); first = end) {
        end = end_of_run(band.upper, first, column);
        Point upper = band.upper[first], lower = band.lower[first];
        for (std::size_t i = first; i < end; ++i) {
            upper.y = std::min(upper.y, band.upper[i].y);
            lower.y = std::max(lower.y, band.lower[i].y);
        }
        kept.upper.push_back(upper);
        kept.lower.push_back(lower);
    }
    return kept;
}

} // namespace halfstep
