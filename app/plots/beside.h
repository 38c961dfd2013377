#pragma once
// What is seen of the scene that stands beside another: the same share of the process, the same particle, the samplers
// that correspond, the same axes.

#include "app/figure/canvas.h"
#include "app/plots/plots.h"
#include "core/run/comparison.h"

#include <functional>
#include <utility>

namespace halfstep {

/// How the second run is looked at while the first is looked at as `view` says; without what either makes of its plots:
/// see plot_view_beside().
View view_beside(const View& view, const Run& first, const Run& second);

/// How a plot of the second is looked at. `over_time`: along x, which then shows the same share of its time.
PlotView plot_view_beside(const PlotView& view, bool over_time, const Run& first, const Run& second);
/// And the other way round: of the first, as the second is looked at.
PlotView plot_view_before(const PlotView& view, bool over_time, const Run& first, const Run& second);

/// The sampler of the first that one of the second stands beside; -1: none.
int sampler_before(int sampler, const Run& first, const Run& second);

/// An axis that shows what another one shows, too, where both are of one kind.
void widen(Axis& axis, const Axis& other);
/// Both axes of a plot: x, too, unless it is the time.
void widen(Figure& figure, const Axis& x, const Axis& y);

/// Gives one plot of both runs one pair of axes: one scale, and the range that either asks for, or that `view` does;
/// times keep their own. Where the two scales differ, it is logarithmic if all that both show is above 0, and
/// so is a range by hand. Axes of other quantities, or whose margin has marks of its own, keep their scale.
/// `view_of_second`: what plot_view_beside() makes of `view`.
void share_axes(Figure& first, Figure& second, const PlotView& view, const PlotView& view_of_second);

/// Whether a plot of a run is shown of the run beside it, too: it applies there, and is not about both already.
bool stands_beside(const Plot& plot, const Run& run);

/// Where the two stand in a place: beside each other what has a shape of its own, below each other what runs along
/// time, unless halves of the place would be strips. `gap`: between them.
std::pair<Rect, Rect> places_beside(const Rect& place, bool keeps_aspect, float gap);

/// A plot of a run and of the run beside it, each as `make` makes it while the first is looked at as `view` says: on
/// the same axes, samplers of the second with the index of those that they stand beside; others follow the first's.
using MakesSeen = std::function<Figure(const Plot&, const Run&, const View&)>;
std::pair<Figure, Figure> figures_beside(const Plot& plot, const Run& first, const View& view, const MakesSeen& make);
/// Gives samplers of the second run that index.
void join_samplers(Figure& figure, const Run& first, const Run& second);
/// What a scene's figure is called: by its scene, after the plot's own title where there are several plots.
std::string title_beside(const Run& run, const std::string& plot, bool several);

/// The plots of both runs for paper, one after the other: by their scenes' titles, on the same axes. Those that show
/// how the two differ, and those that only the first has, come last. Samplers have the index of those that they
/// stand beside; others follow those of the first, in this order. `make`: paper_figure(), or what stands in for it.
std::vector<Figure> paper_figures_beside(const std::vector<const Plot*>& plots, const Run& first, const View& view,
                                         const MakesSeen& make);
/// The samplers of the first, and those of the second that stand beside none: whose inks those figures have.
std::vector<SamplerSpec> samplers_of_both(const Run& first, const Run& second);

} // namespace halfstep
