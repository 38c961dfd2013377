#include "app/ui/imgui_canvas.h"

#include "app/render/coverage.h"
#include "app/render/dash.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

void ImGuiCanvas::clip(const Rect& r) { list_.PushClipRect(at({r.x, r.y}), at({r.right(), r.bottom()}), true); }
void ImGuiCanvas::unclip() { list_.PopClipRect(); }

void ImGuiCanvas::polylines(const Point* points, int length, int count, Color color, float width, Dash dash_kind) {
    const ImU32 paint = packed(color);
    if (dash_kind != Dash::solid) {
        const ImVec2 lo = list_.GetClipRectMin(), hi = list_.GetClipRectMax();
        const Rect seen{lo.x - origin_.x - width, lo.y - origin_.y - width, hi.x - lo.x + 2 * width,
                        hi.y - lo.y + 2 * width};
        Dashes dashes;
        for (int i = 0; i < count; ++i)
            for (int from = i * length, to = from; from < (i + 1) * length; from = to + 1) { // stretches without NaN
                for (to = from; to < (i + 1) * length && std::isfinite(points[to].x + points[to].y);) ++to;
                dash(points + from, to - from, dash_pattern(dash_kind, width), seen, dashes);
            }
        if (dash_kind == Dash::dotted)
            return discs(dashes.points.data(), static_cast<int>(dashes.points.size()), width / 2, color);
        const Point* p = dashes.points.data();
        for (const int n : dashes.lengths) {
            for (const Point* const end = p + n; p < end; ++p) list_.PathLineTo(at(*p));
            list_.PathStroke(paint, 0, width);
        }
        return;
    }
    for (int i = 0; i < count; ++i) {
        list_.PathClear();
        for (int j = 0; j < length; ++j) {
            const Point p = points[i * length + j];
            if (std::isfinite(p.x) && std::isfinite(p.y))
                list_.PathLineTo(at(p));
            else
                list_.PathStroke(paint, 0, width);
        }
        list_.PathStroke(paint, 0, width);
    }
}

void ImGuiCanvas::rects(const Rect* rects, int count, Color color) {
    for (int i = 0; i < count; ++i)
        list_.AddRectFilled(at({rects[i].x, rects[i].y}), at({rects[i].right(), rects[i].bottom()}), packed(color));
}

void ImGuiCanvas::band(const Point* upper, const Point* lower, int n, Color color) {
    const ImDrawListFlags before = list_.Flags;
    list_.Flags &= ~ImDrawListFlags_AntiAliasedFill; // soft edges of neighbours would show as seams
    for (int i = 0; i + 1 < n; ++i)
        if (std::isfinite(upper[i].y + lower[i].y + upper[i + 1].y + lower[i + 1].y))
            list_.AddQuadFilled(at(upper[i]), at(upper[i + 1]), at(lower[i + 1]), at(lower[i]), packed(color));
    list_.Flags = before;
}

void ImGuiCanvas::discs(const Point* centres, int count, float radius, Color color) {
    for (int i = 0; i < count; ++i)
        if (std::isfinite(centres[i].x) && std::isfinite(centres[i].y))
            list_.AddCircleFilled(at(centres[i]), radius, packed(color));
}

void ImGuiCanvas::triangles(const Point* corners, int count, Color color) {
    for (int i = 0; i < count; ++i)
        list_.AddTriangleFilled(at(corners[3 * i]), at(corners[3 * i + 1]), at(corners[3 * i + 2]), packed(color));
}

/// With soft edges: letters of an equation are areas. What does not change every frame is cheaper on a GlCanvas.
void ImGuiCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    const Raster raster = covered(points, lengths, count, {-4096, -4096, 8192, 8192});
    for (const CoverageRun& run : coverage_runs(raster)) {
        const auto x = static_cast<float>(run.x), y = static_cast<float>(run.y);
        Color paint = color;
        paint.a *= run.coverage;
        list_.AddRectFilled(at({x, y}), at({x + static_cast<float>(run.length), y + 1}), packed(paint));
    }
}

void ImGuiCanvas::text(Point where, std::string_view text, float size, Weight weight, Color color, Align horizontal,
                       Align vertical, int angle) {
    const ImVec2 p = at(where);
    fonts_.draw(list_, {p.x, p.y}, text, size, weight, color, horizontal, vertical, angle);
}

} // namespace halfstep
