#pragma once
// What is on screen, for the journal.

#include "app/views/export_dialog.h"
#include "app/views/open_dialog.h"
#include "app/views/plot_pane.h"
#include "app/views/save_dialog.h"
#include "app/views/sweep_view.h"

namespace halfstep {

/// The parts of the window that have a state of their own.
struct ViewParts {
    std::vector<PlotPane*> panes;
    const Exporting& exporting;
    const SaveDialog& save_dialog;
    const OpenDialog& open_dialog;
    const SweepView& sweep;
    std::string lesson_claims{}; ///< as ViewState has them
};
/// Once a frame, after all was shown. Does nothing where no journal is kept.
void note_view_state(AppState& app, const Controls& ui, const ViewParts& parts);

} // namespace halfstep
