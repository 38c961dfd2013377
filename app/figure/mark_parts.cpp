#include "app/figure/mark_parts.h"

#include "app/figure/clip.h"
#include "app/figure/thin.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

void draw_polylines(const std::vector<Point>& points, int length, const Rect& plot, Canvas& canvas,
                    const Stroke& stroke) {
    if (length < 2 || points.empty()) return;
    const int count = static_cast<int>(points.size()) / length;
    const Rect box = grown(plot, clip_margin);
    const bool near =
        std::all_of(points.begin(), points.end(), [&](Point p) { return !is_point(p) || box.contains(p); });
    if (near) return canvas.polylines(points.data(), length, count, stroke);
    for (int i = 0; i < count; ++i) {
        const std::vector<Point> line = cut_polyline(points.data() + static_cast<std::size_t>(i) * length, length, box);
        if (!line.empty()) canvas.polylines(line.data(), static_cast<int>(line.size()), 1, stroke);
    }
}

std::vector<Point> line_of(const Curve& curve, const Layout& layout) {
    const auto low = layout.y.pixel_lo, length = layout.y.pixel_hi - layout.y.pixel_lo;
    const std::size_t n = std::min(curve.x.size(), curve.y.size());
    std::vector<Point> points(n);
    for (std::size_t i = 0; i < n; ++i) {
        points[i] = layout.at(curve.x[i], curve.y[i]);
        if (std::isnan(curve.y[i])) continue;
        if (std::isnan(points[i].y)) points[i].y = low - length;
        if (std::isinf(curve.y[i])) points[i].y = curve.y[i] > 0 ? low + 2 * length : low - length;
    }
    return thinned_line(std::move(points), thinned_column * layout.scale);
}

void draw_points(const std::vector<Point>& centres, float radius, PointShape shape, Color color, Canvas& canvas) {
    constexpr float half_side = 0.886f, around = 1.45f; // of a square and of a triangle, times the radius of a disc
    constexpr float half_base = 0.866f, below = 0.5f;   // of the circle about a triangle
    const auto count = static_cast<int>(centres.size());
    if (shape == PointShape::disc) return canvas.discs(centres.data(), count, radius, color);
    if (shape == PointShape::square) {
        const float half = half_side * radius;
        std::vector<Rect> squares;
        for (const Point& c : centres) squares.push_back({c.x - half, c.y - half, 2 * half, 2 * half});
        return canvas.rects(squares.data(), count, color);
    }
    const float r = around * radius;
    std::vector<Point> corners;
    for (const Point& c : centres)
        corners.insert(
            corners.end(),
            {{c.x, c.y - r}, {c.x + half_base * r, c.y + below * r}, {c.x - half_base * r, c.y + below * r}});
    canvas.triangles(corners.data(), count, color);
}

void ArrowShapes::add(Point tail, Point tip, float width, float head) {
    constexpr float least = 0.75f; // pixels: shorter arrows have no direction to show
    const float dx = tip.x - tail.x, dy = tip.y - tail.y, length = std::hypot(dx, dy);
    if (!(length >= least)) return;
    head = std::min(head, length);
    const float half = head * head_half_width / head_length, shaft = std::min(width / 2, half);
    const auto at = [&](float along, float across) {
        return Point{tail.x + (dx * along - dy * across) / length, tail.y + (dy * along + dx * across) / length};
    };
    const float neck = length - head;
    const std::size_t before = points.size();
    if (neck > 0) points.insert(points.end(), {at(neck, -shaft), at(0, -shaft), at(0, shaft), at(neck, shaft)});
    points.insert(points.end(), {at(neck, half), tip, at(neck, -half)});
    lengths.push_back(static_cast<int>(points.size() - before));
}

void ArrowShapes::draw(Canvas& canvas, Color color) const {
    canvas.areas(points.data(), lengths.data(), static_cast<int>(lengths.size()), color);
}

} // namespace halfstep
