#pragma once
// One plot with all that goes with it: its zoom, handles, legend, read-outs and menu. The stage, the column beside it
// and the sweep are made of these.

#include "app/model/export_job.h"
#include "app/views/handle_tool.h"

namespace halfstep {

class PlotPane {
public:
    PlotPane(Renderer& renderer, Fonts& fonts) : view_(renderer, fonts) {}

    /// A plot of the session's run, which there must be, at `rect` (screen pixels) in the current Dear ImGui window.
    /// `may_change`: its menu offers the plot's variants, too.
    void show(PlotContext& context, const Plot& plot, const Rect& rect, bool may_change = false);
    /// A figure that is no plot of a run; `plot` names it. While `given` is the same pointer, it is the same figure.
    void show(PlotContext& context, const Plot& plot, const std::shared_ptr<const GivenFigure>& given,
              const Rect& rect);

    /// The run of the scene beside the session's, and how it is looked at.
    struct OtherScene {
        std::shared_ptr<const Run> run;
        View view;
        const Theme* theme = nullptr;
    };
    /// A plot of that, as `first` shows it of the session's: zoomed to the same, and whatever the mouse does here is
    /// done there.
    void show_beside(PlotContext& context, const Plot& plot, const OtherScene& scene, PlotPane& first,
                     const Rect& rect);
    /// The axes show what the other pane's do, as long as both have the same plot; nullptr: no longer.
    void keep_step_with(const PlotPane* other) { in_step_ = other; }

    FigureView& view() { return view_; }
    const FigureView& view() const { return view_; }
    const Plot* plot() const { return view_.plot(); } ///< of the last show(); nullptr: none yet
    /// The figure that is no plot of a run; nullptr: it shows a plot.
    const std::shared_ptr<const GivenFigure>& given() const { return given_; }
    bool shows_time() const { return plot() && over_time(view_.figure()); }

    /// Whether its legend, or those of its panels, has samplers.
    bool names_samplers() const;
    void fit();
    /// Whether the user has changed what is seen of x since the last call.
    bool take_moved() { return std::exchange(moved_, false); }
    /// Another plot that the user wants here, once.
    const Plot* take_wanted() { return std::exchange(wanted_, nullptr); }

private:
    std::vector<const LegendEntry*> entries() const;
    void touch(PlotContext& context, const Plot& plot, const Rect& rect);
    void interact(PlotMouse& mouse);
    void unfold_legend(AppState& app);
    void menu(PlotMouse& mouse);
    void place_items(PlotMouse& mouse);
    void variant_items(PlotMouse& mouse);
    void copy_items(PlotMouse& mouse);

    FigureView view_;
    std::shared_ptr<const GivenFigure> given_;
    std::optional<OtherScene> other_;   ///< it shows a plot of that one
    PlotView seen_beside_;              ///< and how
    const PlotPane* in_step_ = nullptr; ///< keep_step_with()
    HandleTool handles_;
    LegendTool legend_;
    PinTool pin_;
    TimeTool time_;
    PanZoomTool paper_;
    CardChoice asked_;        ///< of the legend's entry on which a button went down last
    std::string asked_label_; ///< what that entry says
    bool may_change_ = false, moved_ = false;
    const Plot* wanted_ = nullptr;
};

} // namespace halfstep
