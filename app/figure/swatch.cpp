#include "app/figure/mark_parts.h"
#include "app/figure/marks.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float block_half = 3; ///< half the height of a filled swatch

/// The legend's pictures; most are the mark itself, made small.
struct SwatchPainter {
    const Rect& box;
    const Theme& theme;
    Canvas& canvas;
    float scale;

    float middle() const { return box.y + box.h / 2; }
    void stroke(const Ink& ink, float width, Dash dash) const {
        const Point ends[] = {{box.x, middle()}, {box.right(), middle()}};
        canvas.polylines(ends, 2, 1,
                         {resolve(theme, ink), width * scale * theme.line_scale, dash_of(theme, ink, dash)});
    }
    void fill(Color color) const {
        const Rect block{box.x, middle() - block_half * scale, box.w, 2 * block_half * scale};
        canvas.rects(&block, 1, color);
    }
    void operator()(const Curve& m) const { stroke(m.ink, m.width, m.dash); }
    void operator()(const Polylines& m) const {
        Ink ink = m.ink; // many faint lines make a strong picture; one in the legend has to speak alone
        ink.alpha = std::max(ink.alpha, 0.8f);
        stroke(ink, std::max(m.width, 1.5f), Dash::solid);
    }
    void operator()(const Rule& m) const { stroke(m.ink, m.width, m.dash); }
    void operator()(const Band& m) const { fill(resolve(theme, m.ink)); }
    void operator()(const Bars& m) const {
        const Color color = resolve(theme, m.ink);
        fill(faded(color, m.outline ? bar_fill : m.tint));
        if (!m.outline) return;
        const float y = middle() - block_half * scale;
        const Point ends[] = {{box.x, y}, {box.right(), y}};
        canvas.polylines(ends, 2, 1, {color, bar_outline * scale * theme.line_scale});
    }
    void operator()(const Points& m) const {
        Ink ink = m.ink;
        ink.alpha = std::max(ink.alpha, 0.8f);
        const Point centre{box.x + box.w / 2, middle()};
        draw_points({centre}, std::max(m.radius, 2.5f) * scale * theme.line_scale, shape_of(theme, ink),
                    resolve(theme, ink), canvas);
    }
    void operator()(const Arrows& m) const {
        ArrowShapes shapes;
        shapes.add({box.x, middle()}, {box.right(), middle()}, m.width * scale * theme.line_scale, head_length * scale);
        shapes.draw(canvas, resolve(theme, m.ink));
    }
    void operator()(const HeatMap& m) const {
        constexpr int steps = 17;
        std::uint8_t rgba[steps * 4];
        for (int i = 0; i < steps; ++i) {
            const float place = static_cast<float>(i) / (steps - 1);
            const Color c = m.signed_values ? signed_ramp(theme, 2 * place - 1) : ramp(theme, place);
            const float channel[] = {c.r, c.g, c.b, c.a};
            for (int k = 0; k < 4; ++k) rgba[4 * i + k] = static_cast<std::uint8_t>(channel[k] * 255 + 0.5f);
        }
        canvas.image({box.x, middle() - block_half * scale, box.w, 2 * block_half * scale}, steps, 1, rgba);
    }
    void operator()(const Contours& m) const {
        if (!m.filled) return stroke(m.ink, m.width, m.dash);
        const auto n = m.levels.size();
        for (std::size_t i = 0; i < n; ++i) {
            const float step = box.w / static_cast<float>(n), half = block_half * scale;
            const Rect block{box.x + static_cast<float>(i) * step, middle() - half, step, 2 * half};
            canvas.rects(&block, 1, faded(ramp(theme, static_cast<float>(i + 1) / static_cast<float>(n)), m.ink.alpha));
        }
    }
    void operator()(const Label&) const {}
    void operator()(const Handle&) const {}
};

} // namespace

void draw_swatch(const Mark& mark, const Rect& swatch, float scale, const Theme& theme, Canvas& canvas) {
    std::visit(SwatchPainter{swatch, theme, canvas, scale}, mark);
}

} // namespace halfstep
