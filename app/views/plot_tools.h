#pragma once
// What the mouse does in a plot. Tools get it in order, and each says whether it has taken it.

#include "app/views/legend_list.h"
#include "app/views/plot_mouse.h"

namespace halfstep {

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
