#pragma once
// What a Figure is drawn on: a few primitives in pixels, y down. Screen and paper each implement it once.

#include "app/figure/theme.h"

#include <string_view>

namespace halfstep {

struct Point {
    float x = 0, y = 0;
    bool operator==(const Point&) const = default;
};
struct Rect {
    float x = 0, y = 0, w = 0, h = 0;
    float right() const { return x + w; }
    float bottom() const { return y + h; }
    bool contains(Point p) const { return p.x >= x && p.x < x + w && p.y >= y && p.y < y + h; }
    bool overlaps(const Rect& r) const { return x < r.right() && r.x < right() && y < r.bottom() && r.y < bottom(); }
};
enum class Weight : std::uint8_t { regular, bold };

/// What a dash looks like, in pixels along the line: the same on screen and on paper. Dotted lines have round caps, so
/// that an `on` of zero is a dot; dashes are cut square: has_square_ends().
struct DashPattern {
    float on = 0, off = 0; ///< off = 0: solid
};
inline DashPattern dash_pattern(Dash dash, float width) {
    const float unit = width < 1 ? 1 : width;
    if (dash == Dash::dashed) return {4 * unit, 2.5f * unit};
    if (dash == Dash::long_dashed) return {10 * unit, 2.5f * unit};
    if (dash == Dash::fine_dashed) return {1.5f * unit, 1.5f * unit};
    if (dash == Dash::dotted) return {0, 2.5f * unit};
    return {};
}

inline bool has_square_ends(Dash dash) { return dash != Dash::solid && dash != Dash::dotted; }

/// How a line is drawn.
struct Stroke {
    Color color{};
    float width = 1; ///< pixels
    Dash dash = Dash::solid;
};

/// How a text is set, and what of it lies at the point where it is put: start, middle, end are left, centre, right and
/// top, middle, bottom of the line.
struct TextStyle {
    float size = 0; ///< pixels per em
    Weight weight = Weight::regular;
    Color color{};
    Align horizontal = Align::start, vertical = Align::start;
    int angle = 0; ///< 0, or 90 for text that reads upwards; start is then its lower end
};

class Canvas {
public:
    virtual ~Canvas() = default;
    /// What follows belongs to one mark or to one part of the frame ("curve", "axes", ...), until the next part. Files
    /// that have a structure of their own keep it; other canvases need not know.
    virtual void part(std::string_view /*kind*/, std::string_view /*label*/) {}
    virtual void clip(const Rect& rect) = 0; ///< until unclip(); does not nest
    virtual void unclip() = 0;
    /// `count` polylines of `length` points each; NaN breaks a line. Round joins and caps. Where a translucent polyline
    /// meets itself it does not get darker; where two cross, they do.
    virtual void polylines(const Point* points, int length, int count, const Stroke& stroke) = 0;
    virtual void rects(const Rect* rects, int count, Color color) = 0;
    /// The area between two point rows of n points; NaN breaks it. Neighbouring pairs of points span quads that share
    /// an edge.
    virtual void band(const Point* upper, const Point* lower, int n, Color color) = 0;
    virtual void discs(const Point* centres, int count, float radius, Color color) = 0;
    virtual void triangles(const Point* corners, int count, Color color) = 0; ///< 3 * count corners: arrow heads
    /// One area within `count` closed outlines, the i-th of lengths[i] points, which follow each other; the last point
    /// of each joins the first. Outlines within others that turn the other way are holes. Without seams, whatever its
    /// shape.
    virtual void areas(const Point* points, const int* lengths, int count, Color color) = 0;
    /// columns x rows pixels, RGBA 8 bits straight alpha, row 0 at the top; interpolated smoothly.
    virtual void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) = 0;
    virtual void text(Point at, std::string_view text, const TextStyle& style) = 0;
    virtual Point measure(std::string_view text, float size, Weight weight) = 0; ///< width and line height, in pixels
};

} // namespace halfstep
