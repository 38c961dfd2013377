#pragma once
// What marks are drawn from, and the legend's small pictures of them with it. Private to figure/.

#include "app/figure/layout.h"

#include <vector>

namespace halfstep {

constexpr float bar_fill = 0.2f;     ///< alpha of bars under their outline: several histograms show through each other
constexpr float bar_outline = 1.25f; ///< points
constexpr float head_length = 6;     ///< points, of an arrow
constexpr float head_half_width = 2.4f;
/// Pixels around the plot within which lines are left alone. Farther out they are cut, for the sake of float precision;
/// not nearer, as a cut restarts the dashes.
constexpr float clip_margin = 4096;
constexpr float thinned_column = 0.25f; ///< points

inline Color faded(Color color, float alpha) {
    color.a *= alpha;
    return color;
}

/// Lines of `length` points each, cut where they leave the surroundings of the plot.
void draw_polylines(const std::vector<Point>& points, int length, const Rect& plot, Canvas& canvas,
                    const Stroke& stroke);

/// The points of a curve on the page. What has no place there, infinity and on a log axis zero and less, lies one plot
/// beyond its edge, so that lines leave the plot in the right direction.
std::vector<Point> line_of(const Curve& curve, const Layout& layout);

/// Points of one kind, of one size whatever their shape.
void draw_points(const std::vector<Point>& centres, float radius, PointShape shape, Color color, Canvas& canvas);

/// Outlines of arrows, all turning the same way.
struct ArrowShapes {
    std::vector<Point> points;
    std::vector<int> lengths;

    /// `head`: its length; `width`: of the shaft. Pixels.
    void add(Point tail, Point tip, float width, float head);
    void draw(Canvas& canvas, Color color) const;
};

} // namespace halfstep
