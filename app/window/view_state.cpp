#include "app/window/view_state.h"

#include "app/model/guide_book.h"

namespace halfstep {

void note_view_state(AppState& app, const Controls& ui, const ViewParts& parts) {
    const auto& [panes, exporting, save_dialog, open_dialog, sweep, claims] = parts;
    const ExportDialog& export_dialog = exporting.dialog();
    Journal& journal = app.session.journal();
    if (!journal.is_open()) return;
    std::map<std::string, ShownPlot> shown;
    for (PlotPane* pane : panes) {
        if (!pane->plot() || !ui.widgets.count("plot." + std::string(pane->plot()->name))) continue;
        shown[pane->plot()->name] = {&pane->view().figure(), &pane->view().layout(), &pane->view().view(),
                                     pane->view().highlighted()};
    }
    journal.plots(shown);
    journal.layout(ui.widgets);
    journal.look(app.session.experiment(), app.session.view());
    const bool exports = app.dialog == Dialog::export_file, saves = app.dialog == Dialog::save,
               opens = app.dialog == Dialog::open;
    const ImGuiIO& io = ImGui::GetIO();
    const SweepRunner::State swept = sweep.state();
    ViewState state;
    state.dark = app.settings.dark;
    state.color_map = app.settings.color_map;
    state.scale = app.scale;
    if (app.guide.open) {
        state.guide = app.guide.here.page;
        state.guide_mark = marked_text(app.guide.here);
    }
    state.presenting = app.presenting.on;
    state.pressed = io.MouseDown[0];
    state.typing = io.WantTextInput;
    state.hovered = ui.hovered;
    state.notice = app.notice.text;
    state.message = exports ? export_dialog.message() : opens ? open_dialog.message() : save_dialog.message();
    state.palette = app.dialog == Dialog::palette;
    state.chosen = app.palette.chosen;
    state.name = state.palette ? app.palette.words
                 : saves       ? save_dialog.path()
                 : exports     ? export_dialog.name()
                 : opens       ? open_dialog.filter()
                               : "";
    state.folder = opens ? open_dialog.folder() : app.settings.paper.folder;
    const OpenDocument& document = app.session.document();
    state.document = document.path.empty() ? document.lesson : document.path;
    state.edited = app.session.edited();
    state.picture = open_dialog.has_picture();
    if (app.lesson.on_page()) {
        state.lesson_step = app.lesson.step + 1;
        state.step_complete = app.lesson.doing().complete;
        state.claims = claims;
    }
    state.highlighted = app.hovered_sampler;
    state.crosshair = app.settings.crosshair;
    state.link_time = app.settings.link_time;
    state.sweep_done = static_cast<long>(swept.done);
    state.sweep_total = static_cast<long>(swept.total);
    state.sweep_running = swept.running;
    if (const auto written = exporting.progress()) state.export_percent = static_cast<int>(100 * *written);
    if (app.sweeping && state.message.empty()) state.message = sweep.message();
    journal.view(state);
}

} // namespace halfstep
