#include "app/views/exporting.h"

namespace halfstep {
namespace {

/// Every plot that applies, as it is seen, or would be if it were chosen; and the figures on screen that are no plots
/// of the run.
std::vector<SeenPlot> seen_plots(const Session& session, const std::vector<PlotPane*>& panes) {
    std::vector<SeenPlot> seen;
    for (const Plot& plot : all_plots()) {
        if (!plot.applies(*session.run())) continue;
        const auto view = session.view().plots.find(&plot);
        seen.push_back({&plot, view == session.view().plots.end() ? PlotView{} : view->second});
    }
    for (PlotPane* pane : panes)
        if (pane->given()) seen.push_back({pane->plot(), pane->view().view(), pane->given()});
    return seen;
}

} // namespace

void Exporting::show(Controls& ui, AppState& app, const Rect& window, const std::vector<PlotPane*>& panes) {
    const Session& session = app.session;
    if (!session.run()) return;
    const Plot* stage = stage_plot(*session.run(), session.view());
    SheetRequest all{session.run(), without_mouse(session.view()), {}, app.settings.paper, app.settings.color_map};
    if (app.dialog == Dialog::export_file) all.plots = seen_plots(session, panes);
    for (const SeenPlot& seen : all.plots)
        if (!seen.given) app.wanted = app.wanted | seen.plot->measures;
    const auto wanted = dialog_.show(ui, app, window,
                                     {.all = std::move(all),
                                      .usual = stage ? *stage : all_plots().front(),
                                      .busy = exporter_.busy(),
                                      .film = exporter_.progress()});
    if (dialog_.wants_end()) exporter_.cancel();
    if (wanted && wanted->film)
        exporter_.start_film(wanted->path, wanted->film);
    else if (wanted)
        exporter_.start(wanted->path, wanted->make);
}

bool Exporting::update(AppState& app) {
    const auto outcome = exporter_.take();
    if (!outcome) return false;
    if (outcome->cancelled) {
        if (app.dialog != Dialog::export_file) say(app, "The film was ended: nothing was written", Stay::a_while);
        dialog_.failed("Ended: nothing was written");
    } else if (outcome->error.empty()) {
        if (app.dialog == Dialog::export_file) app.dialog = Dialog::none;
        const bool noted = !outcome->note.empty();
        say(app, "Exported to " + outcome->path + (noted ? ", which " + outcome->note : ""),
            noted ? Stay::until_closed : Stay::a_while);
    } else if (app.dialog == Dialog::export_file) {
        dialog_.failed(outcome->error);
    } else {
        say(app, outcome->error, Stay::until_closed);
    }
    return true;
}

void Exporting::take_picture(int width, int height, std::vector<std::uint8_t> rgba, const Session& session) {
    const ExportDialog::Wanted wanted = dialog_.take_picture(width, height, std::move(rgba), session);
    exporter_.start(wanted.path, wanted.make);
}

} // namespace halfstep
