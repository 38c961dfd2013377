#pragma once
// Files get what the window shows: the way from the plots on screen to the dialog and to the file.

#include "app/views/export_dialog.h"
#include "app/views/plot_pane.h"

namespace halfstep {

class Exporting {
public:
    Exporting(Renderer& renderer, Fonts& fonts, std::function<void()> wake)
        : exporter_(std::move(wake)), dialog_(renderer, fonts) {}

    /// Once a frame. `panes`: what is on screen; a plot that is not is taken as it would be if it were chosen.
    void show(Controls& ui, AppState& app, const Rect& window, const std::vector<PlotPane*>& panes);
    /// Takes in a file that is done. Returns true when anything to show has changed.
    bool update(AppState& app);
    bool busy() const { return exporter_.busy() || dialog_.wants_picture(); }

    /// The window's picture was asked for: the next frame is it, and shows no dialog.
    bool wants_picture() const { return dialog_.wants_picture(); }
    /// RGBA, row 0 at the top.
    void take_picture(int width, int height, std::vector<std::uint8_t> rgba, const Experiment& experiment);

    const ExportDialog& dialog() const { return dialog_; }

private:
    Exporter exporter_;
    ExportDialog dialog_;
};

} // namespace halfstep
