#pragma once
// The stage while another scene stands beside this one: the same plot of both, each under a line that says whose it is.

#include "app/views/plot_pane.h"

namespace halfstep {

class ComparedStage {
public:
    ComparedStage(Renderer& renderer, Fonts& fonts) : second_(renderer, fonts) {}

    /// `first`: the session's own stage. There must be a scene beside the session's.
    void show(PlotContext& context, const Plot& plot, PlotPane& first, const Rect& rect);
    void refresh() { second_.view().refresh(); }
    /// What this frame shows of the second run's measures.
    const Wanted& wanted() const { return wanted_; }

private:
    void second(PlotContext& context, const Plot& plot, PlotPane& first, const Rect& rect);
    PlotPane second_;
    Theme theme_; ///< with the colours of its samplers
    Wanted wanted_;
};

} // namespace halfstep
