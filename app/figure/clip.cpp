#include "app/figure/clip.h"

#include <algorithm>

namespace halfstep {

namespace {

/// The part of a-b inside `box` (Liang and Barsky). False: none.
bool clip_segment(Point& a, Point& b, const Rect& box) {
    double from = 0, to = 1;
    const double dx = static_cast<double>(b.x) - a.x, dy = static_cast<double>(b.y) - a.y;
    const auto cut = [&](double direction, double room) { // inside where direction * t <= room
        if (direction == 0) return room >= 0;
        const double t = room / direction;
        if (direction < 0)
            from = std::max(from, t);
        else
            to = std::min(to, t);
        return from <= to;
    };
    if (!cut(-dx, static_cast<double>(a.x) - box.x) || !cut(dx, static_cast<double>(box.right()) - a.x) ||
        !cut(-dy, static_cast<double>(a.y) - box.y) || !cut(dy, static_cast<double>(box.bottom()) - a.y))
        return false;
    const Point start = a;
    if (to < 1) b = {static_cast<float>(start.x + to * dx), static_cast<float>(start.y + to * dy)};
    if (from > 0) a = {static_cast<float>(start.x + from * dx), static_cast<float>(start.y + from * dy)};
    return true;
}

} // namespace

std::vector<Point> cut_polyline(const Point* points, int n, const Rect& box) {
    std::vector<Point> line;
    line.reserve(static_cast<std::size_t>(std::max(n, 0)));
    for (int i = 0; i + 1 < n; ++i) {
        Point a = points[i], b = points[i + 1];
        const Point start = a, end = b;
        const bool shown = is_point(a) && is_point(b) && clip_segment(a, b, box);
        const bool continues = shown && a.x == start.x && a.y == start.y;
        if (!line.empty() && is_point(line.back()) && !continues) line.push_back(no_point);
        if (!shown) continue;
        if (line.empty() || !is_point(line.back())) line.push_back(a);
        line.push_back(b);
        if (b.x != end.x || b.y != end.y) line.push_back(no_point);
    }
    return line;
}

/// One side of the box after the other (Sutherland and Hodgman 1974).
std::vector<Point> cut_outline(std::vector<Point> outline, const Rect& box) {
    const auto inside = [&](Point p, int side) { // how far
        return side == 0 ? p.x - box.x : side == 1 ? box.right() - p.x : side == 2 ? p.y - box.y : box.bottom() - p.y;
    };
    std::vector<Point> cut;
    for (int side = 0; side < 4; ++side) {
        cut.clear();
        for (std::size_t i = 0; i < outline.size(); ++i) {
            const Point a = outline[i], b = outline[(i + 1) % outline.size()];
            const double at_a = inside(a, side), at_b = inside(b, side);
            if (at_a >= 0) cut.push_back(a);
            if ((at_a >= 0) == (at_b >= 0)) continue;
            const double t = at_a / (at_a - at_b);
            Point on{static_cast<float>(a.x + t * (static_cast<double>(b.x) - a.x)),
                     static_cast<float>(a.y + t * (static_cast<double>(b.y) - a.y))};
            if (side < 2) on.x = side == 0 ? box.x : box.right(); // exactly, whatever t was rounded to
            if (side >= 2) on.y = side == 2 ? box.y : box.bottom();
            cut.push_back(on);
        }
        outline.swap(cut);
    }
    return outline;
}

} // namespace halfstep
