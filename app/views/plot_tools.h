#pragma once
// What the mouse does in a plot. Tools get it in order, and each says whether it has taken it.

#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "app/views/card_dialog.h"
#include "app/views/figure_view.h"
#include "app/views/legend_list.h"

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

/// Clicks on the entries of the legend; the mouse over one brings what it stands for forward. "+3" opens the rest.
class LegendTool {
public:
    bool interact(PlotMouse& mouse);
    /// Opens the rest, as by a key.
    void open_rest() { rest_.open(true); }
    /// The list of the rest, if it is open; before interact().
    void show_rest(PlotMouse& mouse) { in_hand_ = rest_.show(mouse); }

private:
    LegendList rest_;
    const LegendEntry* in_hand_ = nullptr; ///< of the rest, in this frame
    void highlight(PlotMouse& mouse, const LegendEntry* entry) const;
    bool held_ = false;
    Point from_;
};

/// The particle within reach of the mouse; -1: none.
int particle_under(const PlotMouse& mouse);

/// Pins it, or lets it go if it is pinned; -1: nothing.
void toggle_pin(Session& session, std::int64_t particle);

/// A click on a particle pins it, one on the pinned one lets it go. A drag is for those who come after.
class PinTool {
public:
    bool interact(PlotMouse& mouse);

private:
    int particle_ = -1; ///< that was pressed on; -1: none
    Point from_;
};

/// The left button moves time, where there is time to move and nothing is zoomed; else only by its line.
class TimeTool {
public:
    bool interact(PlotMouse& mouse);

private:
    bool held_ = false;
};

/// The left button pans where it means nothing else, the middle one always; the right one draws a box to
/// zoom to, or opens the menu; the wheel zooms.
class PanZoomTool {
public:
    bool interact(PlotMouse& mouse);
    static void wheel(PlotMouse& mouse);

private:
    void released(PlotMouse& mouse);
    enum class Held { nothing, view, box } held_ = Held::nothing;
    Point from_, last_;
};

} // namespace halfstep
