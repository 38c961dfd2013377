#pragma once
// The mouse over a plot, as every tool gets it, and what it can do with an entry of the legend.

#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "app/views/card_dialog.h"
#include "app/views/figure_view.h"

namespace halfstep {

/// What a plot needs to be shown and touched.
struct PlotContext {
    AppState& app;
    Controls& ui;
    bool samplers_named = false;                        ///< their legend stands elsewhere in the window
    float points() const { return ui.scale * 96 / 72; } ///< pixels per point
};

/// The mouse over a plot in one frame.
struct PlotMouse {
    PlotContext& context;
    const Plot& plot;
    FigureView& view;
    Rect rect; ///< of the plot on screen
    Point at;  ///< of the mouse within it
    bool hovered = false;
    bool active = false;                         ///< a button that was pressed here is down
    bool activated = false, deactivated = false; ///< since the last frame
    Point began{};                               ///< where the button went down, in the frame in which it is told
    const LegendEntry* entry = nullptr;          ///< under the mouse
    bool has_cards = false;                      ///< entries have equations: it is a plot of the session's run
    const Theme* theme = nullptr;                ///< that it is drawn in
    // Where the plot is of the scene beside the session's.
    const Run* other_run = nullptr;
    const View* other_view = nullptr;

    const Run& run() const { return other_run ? *other_run : *context.app.session.run(); }
    const View& seen() const { return other_view ? *other_view : context.app.session.view(); }
    /// As widgets call the plot.
    std::string name() const { return (other_run ? "beside.plot." : "plot.") + std::string(plot.name); }
    /// The session's sampler that one of the plot's stands for; -1: none.
    int sampler(int of_plot) const;
    /// The equation of an entry; an empty card: it has none.
    CardChoice card_for(const LegendEntry& of) const;
    AppState& app() const { return context.app; }
    Controls& ui() const { return context.ui; }
    const Layout& layout() const { return view.layout(); }
    bool inside() const { return view.layout().plot.contains(at); } ///< the axes
    Point on_screen(Point pixel) const { return {rect.x + pixel.x, rect.y + pixel.y}; }
};

/// What a click on an entry of the legend does: hides or shows it, a sampler's in every plot.
void press_entry(PlotMouse& mouse, const LegendEntry& entry);
/// What that would be, and what a right click does, as a tooltip.
std::string entry_tip(const PlotMouse& mouse, const LegendEntry& entry);

} // namespace halfstep
