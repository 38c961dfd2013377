#include "app/views/time_link.h"

namespace halfstep {

void TimeLink::follow(Session& session, const std::vector<PlotPane*>& panes) {
    if (t_end_ == 0 && session.run()->problem != session.problem()) return; // still of the scene before
    const double before = std::exchange(t_end_, session.run()->process().levels.back().t);
    if (before == t_end_ || before <= 0) return;
    const auto follow = [&](std::optional<AxisView::Span>& range) {
        if (range) range = AxisView::Span{range->lo * t_end_ / before, range->hi * t_end_ / before};
    };
    follow(session.time_shown());
    for (PlotPane* pane : panes) {
        if (!pane->shows_time()) continue;
        follow(pane->view().view().x.range);
        follow(pane->view().view().x.locked);
        pane->view().refresh();
    }
}

void TimeLink::apply(AppState& app, const std::vector<PlotPane*>& panes) {
    const bool linked = app.settings.link_time, before = std::exchange(linked_, linked), begins = linked && !before;
    PlotPane* from = nullptr;
    for (PlotPane* pane : panes) {
        const bool moved = pane->take_moved();
        if (pane->shows_time() && (moved || (begins && !from))) from = pane;
    }
    if (!from || !linked) return;
    std::optional<AxisView::Span>& time = app.session.time_shown();
    time = from->view().view().x.range;
    for (PlotPane* pane : panes) {
        if (pane == from || !pane->shows_time()) continue;
        pane->view().view().x.range = time;
        pane->view().refresh();
    }
}

} // namespace halfstep
