#pragma once
// What is left of a law once something is seen of it: curves and grids that resolve it, wherever it lies.

#include "app/plots/law.h"

#include <optional>

namespace halfstep::plots {

/// p(x) N(y; A x, B) as a function of x, of any 1-D law p, by Bayes' rule that of x given y: over lo..hi, in true
/// units, with places enough for what is narrow in it. What has no width is widened by a 1e-9th of lo..hi.
struct SeenThrough {
    double y = 0, A = 1, B = 1;
};
DensityCurve posterior_curve(const Target& law, const SeenThrough& seen, double lo, double hi);

/// Whether some component is a point: it has no density of its own.
bool has_points(const Target& law);
bool has_boxes(const Target& law);

/// Where a plane's law of this mean and covariance lies, if that is far less than all of x and y: a grid of its own
/// shows its shape. Nothing where it fills them, and where it has no width.
struct Rectangle {
    Range x, y;
};
std::optional<Rectangle> close_about(const Posterior& law, const Range& x, const Range& y);

/// p(x) N(y; A x, B I) in the plane, the law of x given y.
struct SeenInPlane {
    const Target& law; ///< without points
    Vec y;
    double A = 1, B = 1;
};
/// Where that lies, if x and y do not hold it: what a sampler has lost lies far from all data.
std::optional<Rectangle> rectangle_beyond(const SeenInPlane& seen, const Range& x, const Range& y);
/// Its density on a grid of so many cells a side, whatever the law itself is there; what is narrower than a cell is
/// widened by `blur`.
struct SeenGrid {
    HeatMap map;
    double blur = 0;
};
SeenGrid density_grid(const SeenInPlane& seen, const Rectangle& where, int cells);

} // namespace halfstep::plots
