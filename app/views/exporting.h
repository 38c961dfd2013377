#pragma once
// Files get what the window shows: the way from the plots on screen to the dialog and to the file.

#include "app/views/export_dialog.h"
#include "app/views/plot_pane.h"

namespace halfstep {

class Exporting {
public:
    Exporting(Renderer& renderer, Fonts& fonts, std::function<void()> wake)
        : exporter_(std::move(wake)), dialog_(renderer, fonts) {}

    /// Before anything of a frame is shown.
    void begin_frame() { plain_ = dialog_.wants_picture(); }
    /// Once a frame, after all else; not in a frame that is for a file. `panes`: what is on screen; a plot that is not
    /// is taken as it would be if it were chosen.
    void show(Controls& ui, AppState& app, const Rect& window, const std::vector<PlotPane*>& panes);
    /// Takes in a file that is done. Returns true when anything to show has changed.
    bool update(AppState& app);
    bool busy() const { return exporter_.busy() || dialog_.wants_picture(); }

    /// The window's picture was asked for, and this frame is it: it shows no dialog.
    bool wants_picture() const { return plain_; }
    /// RGBA, row 0 at the top.
    void take_picture(int width, int height, std::vector<std::uint8_t> rgba, const Session& session);

    const ExportDialog& dialog() const { return dialog_; }
    std::optional<float> progress() const { return exporter_.progress(); } ///< of a film, 0..1

private:
    Exporter exporter_;
    ExportDialog dialog_;
    bool plain_ = false;
};

} // namespace halfstep
