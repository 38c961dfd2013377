#pragma once
// Plots over t keep step: what one shows of t (View::time) they all show, if the user wants them to.

#include "app/views/plot_pane.h"

namespace halfstep {

class TimeLink {
public:
    /// Before the panes are shown. Another T, or another process: what was looked at is the same part of it.
    void follow(Session& session, const std::vector<PlotPane*>& panes);
    /// After they were shown: whoever was moved takes the others along. The first of the panes begins when the link is
    /// switched on.
    void apply(AppState& app, const std::vector<PlotPane*>& panes);

    /// Another scene, whose view is in its own times.
    void forget() { t_end_ = 0; }

private:
    double t_end_ = 0; ///< of the run that is looked at
    bool linked_ = true;
};

} // namespace halfstep
