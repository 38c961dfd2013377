#pragma once
// How the user looks at a plot, beside what the plot itself shows: a zoomed range, another scale, hidden entries.
// Plain values and arithmetic; the mouse is somebody else's.

#include "app/figure/layout.h"
#include "app/plots/sampler_set.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct AxisView {
    struct Span {
        double lo = 0, hi = 1;
        bool operator==(const Span&) const = default;
    };
    std::optional<Span> range;  ///< zoomed or panned to; empty: the plot's own
    std::optional<Span> locked; ///< held here, whatever the plot's own range and the mouse do
    std::optional<Scale> scale; ///< empty: the plot's own
    bool inverted = false;      ///< against the plot's own direction

    bool operator==(const AxisView&) const = default;
};

struct PlotView {
    AxisView x, y;
    std::vector<std::string> hidden; ///< names of legend entries that are switched off
    bool legend = true;
    std::optional<bool> split; ///< in panels, one a sampler; empty: as View::split says

    /// Neither zoomed nor panned.
    bool fitted() const { return !x.range && !y.range; }
    void fit() { x.range.reset(), y.range.reset(); }
    bool hides(const std::string& name) const;
    void toggle(const std::string& name);

    bool operator==(const PlotView&) const = default;
};

/// Puts the user's ranges, scales, directions and entries into a figure. A hidden entry keeps its place in the legend,
/// faded.
void apply(const PlotView& view, Figure& figure);
/// Takes what muted samplers draw out of a figure. Their entries stay in the legend, faded.
void mute(const SamplerSet& muted, Figure& figure);
/// Takes all of them out, legend and all: for paper.
void remove_muted(const SamplerSet& muted, std::vector<Mark>& marks);
/// The marks of a figure's curves and histograms, faint and without a name: where they were before a slider moved.
std::vector<Mark> ghost_of(const Figure& figure);
/// Takes hidden entries out of a figure, legend and all: for paper, where nobody can switch them on again.
void remove_hidden(const PlotView& view, Figure& figure);

/// The rest of a figure steps back behind the legend's entry of this label; an empty one: all stay alike.
void highlight(const std::string& label, Figure& figure);
/// Puts the view into a figure without its hidden entries, and its overlay among its marks, or gone: for paper.
void put_on_paper(const PlotView& view, bool with_overlay, Figure& figure);

/// While a slider moves, an axis stays linear or logarithmic, as `shown`, whatever its new values would suit.
void keep_scale(Axis& next, const Axis& shown);
/// While a slider moves, axes keep their range: `next` becomes `shown`, unless what is to be seen has outgrown that or
/// is a small part of it.
void keep_range(Axis& next, const Axis& shown);

/// Whether a figure's axes rest over the run, and the cursor's time alone needs less of them.
bool has_cursor_range(const Figure& made);
/// Shows that of unlocked axes.
void fit_to_cursor(const Figure& made, PlotView& view);

/// Holds the axis at what it shows, or lets go of it.
void lock(AxisView& axis, const AxisMap& shown, bool on);

struct Along {
    bool x = true, y = true;
};
/// Zooms about a pixel by `factor` (below 1: closer), along the axes asked for. What is under the mouse stays there.
/// This and what follows leaves locked axes alone.
void zoom(PlotView& view, const Layout& layout, Point at, float factor, Along along = {});
/// Moves what is in view by a distance in pixels.
void pan(PlotView& view, const Layout& layout, Point by);
/// What a box drawn from one pixel to another would show: all of a locked axis. No width or height: too small a box.
Rect zoom_box(const PlotView& view, const Layout& layout, Point a, Point b);
/// Shows what lies within zoom_box().
void zoom_to(PlotView& view, const Layout& layout, Point a, Point b);

/// Whether both axes keep step: zooming along one alone would do nothing.
bool keeps_aspect(const Figure& figure);
/// Plots over t share its range, if the user wants them to.
bool over_time(const Figure& figure);

/// The drawn point nearest to a pixel, of curves, point clouds and polylines that are not hidden.
struct NearestPoint {
    Point at; ///< pixel
    double x = 0, y = 0;
    std::string label;
    Ink ink;
};
std::optional<NearestPoint> nearest_point(const Figure& figure, const Layout& layout, Point mouse, float within);

/// The value at a pixel of an axis, with as many digits as a pixel tells apart.
std::string value_text(const AxisMap& axis, float pixel);

} // namespace halfstep
