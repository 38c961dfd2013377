#pragma once
// The column beside the stage: a few plots, each under a title that is a menu of all plots.

#include "app/views/plot_pane.h"

#include <deque>

namespace halfstep {

class SideColumn {
public:
    SideColumn(Renderer& renderer, Fonts& fonts);
    /// The plots that go with the experiment, unless the user has chosen others (View::side). Once a frame, before
    /// show().
    void offer(Session& session);
    /// `least_height`: of a plot, at scale 1; below, it is all labels, and fewer are shown.
    void show(PlotContext& context, const Rect& rect, float least_height);
    std::deque<PlotPane>& panes() { return panes_; }

private:
    const Plot& plot_of(std::size_t slot, const Run& run, const View& view) const;
    bool choose(PlotContext& context, std::size_t slot, const Rect& rect);
    void choose_variant(PlotContext& context, std::size_t slot, const Plot& plot);
    void change_column(PlotContext& context, std::size_t slot);
    bool asks_for_stage(std::size_t slot, const Rect& title, bool hovered);
    void draw_chevron(PlotContext& context, std::size_t slot, const Rect& rect, bool hovered);
    Rect title_of(PlotContext& context, std::size_t slot, const Rect& rect);

    void set(Session& session, std::size_t slot, const Plot& plot);
    void follow_comparing(Session& session);

    std::deque<PlotPane> panes_;
    std::ptrdiff_t taken_ = -1;      ///< the slot whose title has been double-clicked, as long as the button is down
    std::vector<const Plot*> shown_; ///< of each slot; nullptr: what applies
    std::vector<const Plot*> called_for_;                    ///< in the last frame: Plot::called_for
    bool comparing_ = false;                                 ///< in the last frame
    std::vector<const Plot*> column_before_, column_beside_; ///< View::side before it, and what became of that
};

} // namespace halfstep
