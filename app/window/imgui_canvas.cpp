#include "app/window/imgui_canvas.h"

#include "app/render/coverage.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

void ImGuiCanvas::clip(const Rect& r) { list_.PushClipRect(at({r.x, r.y}), at({r.right(), r.bottom()}), true); }
void ImGuiCanvas::unclip() { list_.PopClipRect(); }

void ImGuiCanvas::polylines(const Point* points, int length, int count, Color color, float width, Dash dash) {
    const ImU32 paint = packed(color);
    if (dash != Dash::solid) {
        const DashPattern pattern = dash_pattern(dash, width);
        const float on = std::max(pattern.on, width),
                    off = pattern.off - (on - pattern.on); // a dot has the line's width
        for (int i = 0; i < count; ++i)
            for (int j = 0; j + 1 < length; ++j) {
                const Point a = points[i * length + j], b = points[i * length + j + 1];
                const float dx = b.x - a.x, dy = b.y - a.y, total = std::hypot(dx, dy);
                if (!(total > 0)) continue;
                for (float s = 0; s < total; s += on + off) {
                    const float e = std::min(s + on, total);
                    list_.AddLine(at({a.x + dx * s / total, a.y + dy * s / total}),
                                  at({a.x + dx * e / total, a.y + dy * e / total}), paint, width);
                }
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
    for (int i = 0; i + 1 < n; ++i)
        list_.AddQuadFilled(at(upper[i]), at(upper[i + 1]), at(lower[i + 1]), at(lower[i]), packed(color));
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

void ImGuiCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    const Raster raster = covered(points, lengths, count, {-4096, -4096, 8192, 8192});
    for (int y = 0; y < raster.rows; ++y) // hard edges: overlays are lines and dots
        for (int x = 0, from = 0; x <= raster.columns; ++x) {
            if (x < raster.columns && raster.at(x, y) >= 0.5f) continue;
            const auto left = static_cast<float>(raster.left + from), top = static_cast<float>(raster.top + y);
            if (x > from)
                list_.AddRectFilled(at({left, top}), at({static_cast<float>(raster.left + x), top + 1}), packed(color));
            from = x + 1;
        }
}

void ImGuiCanvas::text(Point where, std::string_view text, float size, Weight weight, Color color, Align horizontal,
                       Align vertical, int angle) {
    const ImVec2 p = at(where);
    fonts_.draw(list_, {p.x, p.y}, text, size, weight, color, horizontal, vertical, angle);
}

} // namespace halfstep
