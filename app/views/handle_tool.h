#pragma once
// Handles on a plot by the mouse. What they are and do is the plot's own: app/plots/touch.h.

#include "app/views/plot_tools.h"

namespace halfstep {

class HandleTool {
public:
    bool interact(PlotMouse& mouse);
    /// A double click where no handle is: another one, where the plot takes that. False: it means nothing here.
    bool add(PlotMouse& mouse);

private:
    /// The handle that the mouse has.
    struct Held {
        PlotHandle handle;
        bool right = false; ///< by the right button
        Experiment before{};
        Point from{}; ///< pixels within the plot
        int gesture = 0;
        bool moved = false;
    };
    /// One that the wheel was turned over: as long as the mouse stays it is one step to undo.
    struct Turned {
        HandleRef ref;
        int gesture = 0;
    };
    void grab(PlotMouse& mouse, const PlotHandle& handle);
    void drag(PlotMouse& mouse);
    void wheel(PlotMouse& mouse, const PlotHandle& handle);
    void hold_axes(PlotMouse& mouse) const;
    void let_go(PlotMouse& mouse);
    void say(PlotMouse& mouse, const PlotHandle& handle);

    std::optional<Held> held_;
    std::optional<Turned> turned_;
};

} // namespace halfstep
