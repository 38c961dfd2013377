#pragma once
// What is seen of the scene that stands beside another: the same share of the process, the same particle, the samplers
// that correspond, the same axes.

#include "app/plots/plots.h"
#include "core/run/comparison.h"

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

/// The plots of both runs for paper, one after the other: by their scenes' titles, on the same axes. Those that show
/// how the two differ, and those that only the first has, come last. Samplers have the index of those that they
/// stand beside; others follow those of the first, in this order.
std::vector<Figure> paper_figures_beside(const std::vector<const Plot*>& plots, const Run& first, const View& view,
                                         bool with_cursor);
/// The samplers of the first, and those of the second that stand beside none: whose inks those figures have.
std::vector<SamplerSpec> samplers_of_both(const Run& first, const Run& second);

} // namespace halfstep
