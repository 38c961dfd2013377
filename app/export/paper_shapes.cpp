#include "app/export/paper_shapes.h"

#include "app/figure/simplify.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// Points: a tenth of the thinnest line, and below what printers resolve.
constexpr float line_tolerance = 0.03f;

bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

} // namespace

std::vector<std::vector<Point>> drawn_runs(const Point* points, int n) {
    std::vector<std::vector<Point>> runs;
    const Point* const end = points + n;
    while (points < end) {
        const Point* const stop = std::find_if(points, end, [](Point p) { return !finite(p); });
        if (stop - points >= 2) {
            std::vector<Point> run;
            simplify(points, static_cast<int>(stop - points), line_tolerance, run);
            if (run.size() == 1) run.push_back(run[0]);
            runs.push_back(std::move(run));
        }
        points = stop == end ? end : stop + 1;
    }
    return runs;
}

std::vector<std::vector<Point>> band_outlines(const Point* upper, const Point* lower, int n) {
    std::vector<std::vector<Point>> outlines;
    for (int begin = 0, i = 0; i <= n; ++i) {
        if (i < n && finite(upper[i]) && finite(lower[i])) continue;
        if (i - begin >= 2) {
            std::vector<Point> outline(upper + begin, upper + i);
            for (int k = i - 1; k >= begin; --k) outline.push_back(lower[k]);
            outlines.push_back(std::move(outline));
        }
        begin = i + 1;
    }
    return outlines;
}

Rect bounds(const std::vector<Point>& points, float around) {
    float left = points[0].x, right = left, top = points[0].y, bottom = top;
    for (const Point p : points) {
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        top = std::min(top, p.y);
        bottom = std::max(bottom, p.y);
    }
    return {left - around, top - around, right - left + 2 * around, bottom - top + 2 * around};
}

bool touches(const Rect& a, const Rect& b) {
    return a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom();
}

} // namespace halfstep
