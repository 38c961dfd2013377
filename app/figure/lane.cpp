#include "app/figure/mark_parts.h"
#include "app/figure/marks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {

void draw_lane(const Curve& curve, const Layout& layout, const Theme& theme, Canvas& canvas) {
    constexpr float stretch = 12;  // points
    constexpr float least = 0.01f; // pixels: what is shorter belongs to the neighbour
    constexpr float gap = std::numeric_limits<float>::quiet_NaN();
    const float width = stretch * layout.scale, period = width * static_cast<float>(curve.lanes);
    const float first = layout.plot.x + width * static_cast<float>(curve.lane);
    const bool inverted =
        layout.x.pixel_lo > layout.x.pixel_hi; // counted from the other end, all stretches turn with the axis
    const auto turned = [&](Point p) { return inverted ? Point{layout.plot.x + layout.plot.right() - p.x, p.y} : p; };
    const std::vector<Point> whole = line_of(curve, layout);
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
        Point a = turned(whole[i]), b = turned(whole[i + 1]);
        if (a.x > b.x) std::swap(a, b);
        const float left = std::max(a.x, layout.plot.x), right = std::min(b.x, layout.plot.right());
        if (!(left <= right) || !std::isfinite(a.y) || !std::isfinite(b.y)) continue;
        for (float from = first + period * std::floor((left - first) / period); from <= right; from += period) {
            const float lo = std::max(left, from), hi = std::min(right, from + width);
            if (lo > hi || (b.x > a.x ? hi - lo < least : a.y == b.y))
                continue; // a mere point has no direction to be drawn in
            const auto at = [&](float x) {
                const double along = b.x > a.x ? (x - a.x) / (static_cast<double>(b.x) - a.x) : 0;
                return Point{x, static_cast<float>(a.y + along * (static_cast<double>(b.y) - a.y))};
            };
            // Goes on from the piece before, if that is where it ends.
            const bool goes_on = !points.empty() && points.back().x == lo && points.back().y == at(lo).y;
            if (!goes_on && !points.empty()) points.push_back({gap, gap});
            if (!goes_on) points.push_back(at(lo));
            points.push_back(b.x > a.x ? at(hi) : b);
        }
    }
    if (points.empty()) return;
    for (Point& p : points) p = turned(p);
    canvas.part("lane", curve.label);
    draw_polylines(points, static_cast<int>(points.size()), layout.plot, canvas,
                   {resolve(theme, curve.ink), curve.width * layout.scale * theme.line_scale,
                    dash_of(theme, curve.ink, curve.dash)});
}

} // namespace halfstep
