// Files and clipboard get what the window shows: the way from the workspace to the dialog and to the exporter.

#include "app/window/workspace.h"

namespace halfstep {

/// Every plot that applies, as it is seen, or would be if it were chosen.
std::vector<SeenPlot> Workspace::seen_plots() {
    std::vector<SeenPlot> seen;
    if (!session_.run()) return seen;
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(*session_.run())) continue;
        seen.push_back({&plot, {}});
        for (FigureView* view : all_views())
            if (view->plot() == &plot) {
                seen.back().view = view->view();
                break;
            }
    }
    if (sweep_.figure()) seen.push_back({&SweepView::plot(), sweep_figure_.view(), sweep_.figure()});
    return seen;
}

void Workspace::open_export(const Plot* plot) {
    if (!session_.run()) return;
    saving_ = false;
    const char* usual = session_.run()->target.dim() == 2 ? "plane" : "xt"; // what is on the stage
    if (!plot && hovered_view_) plot = hovered_view_->plot();
    dialog_.open(plot ? plot->name : usual, file_stem(session_.experiment().title));
}

void Workspace::take_picture(int width, int height, std::vector<std::uint8_t> rgba) {
    const ExportDialog::Wanted wanted = dialog_.take_picture(width, height, std::move(rgba), session_.experiment());
    exporter_.start(wanted.path, wanted.make);
}

} // namespace halfstep
