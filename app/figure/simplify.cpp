#include "app/figure/simplify.h"

#include <cmath>

namespace halfstep {

namespace {

float cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
float dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }

/// The directions from an anchor in which a line passes all points seen so far within the tolerance.
struct Cone {
    Point left, right; ///< unit vectors; y runs down, so cross(right, left) >= 0 is what keeps it open
    float reach = 0;   ///< the farthest point so far, along the cone
    bool open = false; ///< false: all points so far lie within the tolerance of the anchor, any direction will do

    /// Whether the cone still holds a line to `d` (from the anchor) without turning back; narrows it if so.
    bool admit(Point d, float tolerance) {
        const float length = std::sqrt(dot(d, d));
        if (length <= tolerance) return !open;
        const Point unit{d.x / length, d.y / length};
        if (open && (cross(right, unit) < 0 || cross(unit, left) < 0 || dot(unit, left) <= 0 || length < reach))
            return false;
        const float sine = tolerance / length, cosine = std::sqrt(1 - sine * sine);
        const Point to_left{unit.x * cosine - unit.y * sine, unit.y * cosine + unit.x * sine};
        const Point to_right{unit.x * cosine + unit.y * sine, unit.y * cosine - unit.x * sine};
        if (!open || cross(to_left, left) > 0) left = to_left;
        if (!open || cross(right, to_right) > 0) right = to_right;
        reach = length;
        open = true;
        return true;
    }
};

} // namespace

void simplify(const Point* points, int n, float tolerance, std::vector<Point>& out) {
    if (n == 0) return;
    Point anchor = points[0];
    out.push_back(anchor);
    Cone cone;
    for (int i = 1; i < n; ++i) {
        if (cone.admit({points[i].x - anchor.x, points[i].y - anchor.y}, tolerance)) continue;
        const Point kept = points[i - 1];
        if (kept != anchor) out.push_back(kept);
        anchor = kept;
        cone = {};
        cone.admit({points[i].x - anchor.x, points[i].y - anchor.y}, tolerance);
    }
    if (points[n - 1] != out.back()) out.push_back(points[n - 1]);
}

} // namespace halfstep
