#pragma once
// Plots over t keep step: what one shows of t they all show, if the user wants them to.

#include "app/views/plot_pane.h"

namespace halfstep {

class TimeLink {
public:
    /// What plots over t have been zoomed to; nothing: all of it, or they are not linked.
    std::optional<AxisView::Span> seen(const Settings& settings) const;
    /// Before the panes are shown. Another T, or another process: what was looked at is the same part of it.
    void follow(const Run& run, const std::vector<PlotPane*>& panes);
    /// After they were shown: whoever was moved takes the others along. The first of the panes begins when the link is
    /// switched on.
    void apply(const Settings& settings, const std::vector<PlotPane*>& panes);
    /// All of t again.
    void reset() { time_.reset(); }

private:
    std::optional<AxisView::Span> time_;
    double t_end_ = 0; ///< of the run that this belongs to
    bool linked_ = true;
};

} // namespace halfstep
