#include "app/model/action_functions.h"

#include "app/model/guide_book.h"

#include <algorithm>

namespace halfstep::action_functions {

// ---- time ----

void step(AppState& app, int by) { app.session.set_level(app.session.view().level + by); }
bool above_data(const AppState& app) { return app.session.view().level > 0; }
bool below_noise(const AppState& app) { return app.session.view().level < app.session.levels(); }

void play_or_pause(AppState& app) {
    if (app.session.playback().playing)
        app.session.play(false);
    else
        app.session.toggle_play(true);
}

void restart(AppState& app) {
    Session& session = app.session;
    session.play(false);
    session.set_level(session.playback().towards_data ? session.levels() : 0);
    session.play(true);
}

// ---- the experiment ----

void new_seed(AppState& app) {
    Experiment next = app.session.experiment();
    ++next.run.seed;
    app.session.edit(next, 0, "run.seed");
}

void undo(AppState& app) {
    if (app.drawing)
        app.brush = BrushCommand::undo;
    else
        app.session.undo();
}

void remove_handle(AppState& app) {
    const TouchedHandle handle = *app.hovered_handle;
    app.hovered_handle.reset();
    make(app, handle.plot->touch->remove(app.session.experiment(), handle.ref), 0);
}
bool can_remove_handle(const AppState& app) { return app.hovered_handle && app.hovered_handle->plot->touch->remove; }

bool can_train(const AppState& app) { return learns(app.session.experiment()); }
bool drawing(const AppState& app) { return app.drawing; }

// ---- the window ----

void zoom_type(AppState& app, float factor) {
    if (app.presenting.on)
        app.presenting.zoom = std::clamp(app.presenting.zoom * factor, 0.25f, 4.f);
    else
        set_scale(app, app.scale * factor);
}

void usual_type(AppState& app) {
    if (app.presenting.on)
        app.presenting.zoom = 1;
    else
        set_scale(app, 1);
}

bool has_run(const AppState& app) { return app.session.run() != nullptr; }
bool presenting(const AppState& app) { return app.presenting.on; }

/// Closes what is uppermost.
void back(AppState& app) {
    if (app.guide.open)
        app.guide.open = false;
    else if (app.drawing)
        app.drawing = false;
    else if (app.dialog != Dialog::none)
        app.dialog = Dialog::none;
    else if (!app.notice.text.empty())
        app.notice = {};
    else if (app.sweeping)
        app.sweeping = false;
    else
        present(app, false);
}

void open_or_close_guide(AppState& app) {
    app.guide.open = !app.guide.open;
    if (!app.guide.open) return;
    app.guide.find = false;
    if (const auto place = place_of_key(app.hovered_control)) go_to(app.guide, *place);
}

} // namespace halfstep::action_functions
