#include "app/views/time_link.h"

namespace halfstep {

std::optional<AxisView::Span> TimeLink::seen(const Settings& settings) const {
    return settings.link_time ? time_ : std::nullopt;
}

void TimeLink::follow(const Run& run, const std::vector<PlotPane*>& panes) {
    const double before = std::exchange(t_end_, run.process().levels.back().t);
    if (before == t_end_ || before <= 0) return;
    const auto follow = [&](std::optional<AxisView::Span>& range) {
        if (range) range = AxisView::Span{range->lo * t_end_ / before, range->hi * t_end_ / before};
    };
    follow(time_);
    for (PlotPane* pane : panes) {
        if (!pane->shows_time()) continue;
        follow(pane->view().view().x.range);
        follow(pane->view().view().x.locked);
        pane->view().refresh();
    }
}

void TimeLink::apply(const Settings& settings, const std::vector<PlotPane*>& panes) {
    const bool begins = settings.link_time && !std::exchange(linked_, settings.link_time);
    PlotPane* from = nullptr;
    for (PlotPane* pane : panes) {
        const bool moved = pane->take_moved();
        if (pane->shows_time() && (moved || (begins && !from))) from = pane;
    }
    if (!from || !settings.link_time) return;
    time_ = from->view().view().x.range;
    for (PlotPane* pane : panes) {
        if (pane == from || !pane->shows_time()) continue;
        pane->view().view().x.range = time_;
        pane->view().refresh();
    }
}

} // namespace halfstep
