#pragma once
// How the user looks at a plot, beside what the plot itself shows: a zoomed range, another scale, hidden entries.
// Plain values and arithmetic; the mouse is somebody else's.

#include "app/figure/layout.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct PlotView {
    struct Span {
        double lo = 0, hi = 1;
    };
    std::optional<Span> x, y;              ///< empty: the plot's own range
    std::optional<Scale> x_scale, y_scale; ///< empty: the plot's own
    std::vector<std::string> hidden;       ///< labels of legend entries that are switched off
    bool legend = true;

    bool fitted() const { return !x && !y; }
    bool hides(const std::string& label) const;
    void toggle(const std::string& label);
    void fit() { x.reset(), y.reset(); }
};

/// Puts the user's ranges, scales and hidden entries into a figure. A hidden entry keeps its place in the legend, faded.
void apply(const PlotView& view, Figure& figure);

/// Zooms about a pixel by `factor` (below 1: closer), along the axes asked for. What is under the mouse stays there.
void zoom(PlotView& view, const Layout& layout, Point at, float factor, bool along_x, bool along_y);
/// Moves what is in view by a distance in pixels.
void pan(PlotView& view, const Layout& layout, Point by);
/// Shows what lies between two pixels.
void zoom_to(PlotView& view, const Layout& layout, Point a, Point b);

/// The drawn point nearest to a pixel, of curves, point clouds and polylines that are not hidden.
struct NearestPoint {
    Point at; ///< pixel
    double x = 0, y = 0;
    std::string label;
    Ink ink;
};
std::optional<NearestPoint> nearest_point(const Figure& figure, const Layout& layout, Point mouse, float within);

} // namespace halfstep
