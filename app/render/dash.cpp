#include "app/render/dash.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

bool touches(Point a, Point b, const Rect& box) {
    return std::max(a.x, b.x) >= box.x && std::min(a.x, b.x) <= box.right() && std::max(a.y, b.y) >= box.y &&
           std::min(a.y, b.y) <= box.bottom();
}

} // namespace

void dash(const Point* points, int n, const DashPattern& pattern, const Rect& visible, Dashes& out) {
    const double period = static_cast<double>(pattern.on) + pattern.off;
    double phase = 0; // how far into the pattern the segment begins
    bool open = false;
    const auto add = [&](Point p) {
        if (open && out.points.back() == p) return; // shorter than floats can tell
        if (!open) out.lengths.push_back(0);
        open = true;
        out.points.push_back(p);
        ++out.lengths.back();
    };
    for (int i = 0; i + 1 < n; ++i) {
        const Point a = points[i], b = points[i + 1];
        const double dx = static_cast<double>(b.x) - a.x, dy = static_cast<double>(b.y) - a.y;
        const double length = std::hypot(dx, dy);
        if (!(length > 0)) continue;
        if (!touches(a, b, visible)) {
            phase = std::fmod(phase + length, period);
            open = false;
            continue;
        }
        const auto at = [&](double along) {
            return Point{static_cast<float>(a.x + dx * along / length), static_cast<float>(a.y + dy * along / length)};
        };
        for (double along = 0; along < length;) {
            if (phase < pattern.on) {
                const double remaining = pattern.on - phase;
                if (!open) add(at(along));
                add(at(std::min(along + remaining, length)));
                if (along + remaining > length) { // goes on around the corner
                    phase += length - along;
                    break;
                }
                along += remaining;
                phase = pattern.on;
            } else if (pattern.on == 0 && phase == 0) {
                add(at(along));
            }
            open = false;
            const double gap = period - phase;
            if (along + gap > length) {
                phase += length - along;
                break;
            }
            along += gap;
            phase = 0;
        }
    }
}

} // namespace halfstep
