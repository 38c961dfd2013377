#pragma once
// The clipboard gets a plot as it is seen, as a picture or as data: made off the frame, and told of once it is there.

#include "app/views/plot_pane.h"

namespace halfstep {

class Copying {
public:
    explicit Copying(std::function<void()> wake) : worker_(std::move(wake)) {}
    /// Once a frame: begins what has been asked for. `panes`: what is on screen; a plot that is not is taken as it
    /// would be if it were chosen.
    void show(const Controls& ui, AppState& app, const std::vector<PlotPane*>& panes);
    /// Takes in what is done. Returns true when anything to show has changed.
    bool update(AppState& app);
    bool busy() const { return worker_.busy(); }

private:
    /// What the worker leaves; read once it is done.
    struct Made {
        std::string text;   ///< for the clipboard; empty: it was a picture
        bool stays = false; ///< what is told waits to be read
    };
    Exporter worker_;
    std::shared_ptr<Made> made_;
};

} // namespace halfstep
