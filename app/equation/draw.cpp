// Equations on a Canvas: all of one colour as one area, so that translucent ones have no seams.

#include "app/equation/equation.h"
#include "app/equation/faces.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// Units of the canvas (pixels, points): how far a side of the drawn outline may be off the curve.
constexpr float flatness = 0.01f;

struct Areas {
    Color color;
    std::vector<Point> points;
    std::vector<int> lengths;
    std::vector<Rect> rects;
};

bool same(const Color& a, const Color& b) { return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a; }

float bend(Point a, Point b, Point c) { return std::hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y); }

/// Sides that a curve needs at this size: of n equal ones the error is at most a 1/(8 n^2) of its second derivative.
int sides(const Curve3& curve, float size) {
    if (curve.straight) return 1;
    const float second = 6 * std::max(bend(curve.from, curve.control[0], curve.control[1]),
                                      bend(curve.control[0], curve.control[1], curve.to));
    return std::clamp(static_cast<int>(std::ceil(std::sqrt(second * size / (8 * flatness)))), 1, 64);
}

Point on_curve(const Curve3& curve, float t) {
    const float s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
    return {a * curve.from.x + b * curve.control[0].x + c * curve.control[1].x + d * curve.to.x,
            a * curve.from.y + b * curve.control[0].y + c * curve.control[1].y + d * curve.to.y};
}

void add_outline(Areas& areas, const Outline& outline, Point at, float size) {
    for (const auto& contour : outline) {
        const std::size_t before = areas.points.size();
        for (const Curve3& curve : contour) {
            const int n = sides(curve, size);
            for (int i = 1; i <= n; ++i) {
                const Point p = on_curve(curve, static_cast<float>(i) / static_cast<float>(n));
                areas.points.push_back({at.x + size * p.x, at.y + size * p.y});
            }
        }
        areas.lengths.push_back(static_cast<int>(areas.points.size() - before));
    }
}

/// In the direction in which outlines of glyphs turn (CFF: counterclockwise with y up).
void add_rect(Areas& areas, const Rect& r) {
    areas.points.insert(areas.points.end(), {{r.x, r.y}, {r.x, r.bottom()}, {r.right(), r.bottom()}, {r.right(), r.y}});
    areas.lengths.push_back(4);
}

/// Whether a term, or one around it, has that name.
bool lit(const Equation& equation, int term, std::string_view id) {
    for (; term >= 0; term = equation.terms[static_cast<std::size_t>(term)].parent)
        if (equation.terms[static_cast<std::size_t>(term)].id == id) return true;
    return false;
}

} // namespace

void draw(const Equation& equation, Canvas& canvas, const EquationPlace& place, const Theme& theme,
          const EquationLight& light) {
    const Point at = place.at;
    const float em = place.em;
    std::vector<Areas> all;
    const auto areas_of = [&](const Ink& ink, int term) -> Areas& {
        Color color = text_color(theme, ink);
        if (!light.term.empty() && !lit(equation, term, light.term)) color.a *= light.rest;
        const auto found = std::find_if(all.begin(), all.end(), [&](const Areas& a) { return same(a.color, color); });
        if (found != all.end()) return *found;
        all.push_back({color, {}, {}, {}});
        return all.back();
    };
    for (const Equation::Glyph& glyph : equation.glyphs)
        add_outline(areas_of(glyph.ink, glyph.term), face(glyph.face).outline(glyph.id),
                    {at.x + em * glyph.at.x, at.y + em * glyph.at.y}, em * glyph.size);
    for (const Equation::Rule& rule : equation.rules) {
        Areas& areas = areas_of(rule.ink, rule.term);
        const Rect rect{at.x + em * rule.rect.x, at.y + em * rule.rect.y, em * rule.rect.w, em * rule.rect.h};
        if (rule.joined)
            add_rect(areas, rect);
        else
            areas.rects.push_back(rect);
    }
    for (const Areas& areas : all) {
        if (!areas.lengths.empty())
            canvas.areas(areas.points.data(), areas.lengths.data(), static_cast<int>(areas.lengths.size()),
                         areas.color);
        if (!areas.rects.empty()) canvas.rects(areas.rects.data(), static_cast<int>(areas.rects.size()), areas.color);
    }
}

} // namespace halfstep
