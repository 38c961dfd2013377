#include "app/model/action_functions.h"

#include "app/model/guide_book.h"
#include "app/plots/common.h"
#include "app/plots/followed.h"

#include <algorithm>
#include <limits>

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

// ---- one particle, one step ----

void pin_or_let_go(AppState& app) {
    Session& session = app.session;
    session.pin(session.view().pinned >= 0 ? -1 : plots::followed_particle(*session.run(), session.view()));
}

/// The next one above or below at the cursor, as the inspected sampler has them, else the first.
void pin_neighbour(AppState& app, int by) {
    Session& session = app.session;
    const Run& run = *session.run();
    const View& view = session.view();
    if (view.pinned < 0) return pin_or_let_go(app);
    const int sampler = std::max(0, view.inspect - 1);
    const SamplerRun& of = run.samplers[static_cast<std::size_t>(sampler)];
    const int state = of.state_at(view.level);
    const Vec own = plots::finite_state_of(run, sampler, view.pinned, state);
    if (own.size() == 0) return;
    std::int64_t nearest = -1;
    double least = std::numeric_limits<double>::infinity();
    for (int p = 0; p < of.paths.particles; ++p) {
        const double away = by * (*of.paths.at(p, state) - own[0]);
        if (p == view.pinned || !(away > 0 || (away == 0 && p > view.pinned)) || !(away < least)) continue;
        least = away;
        nearest = p;
    }
    if (nearest >= 0) session.pin(nearest);
}

void toggle_inspector(AppState& app) {
    Session& session = app.session;
    session.play_stages(false);
    if (session.inspected() > 0) return session.inspect(0);
    int first = 1; // that is not hidden
    while (session.view().muted.has(first - 1)) ++first;
    session.inspect(first <= static_cast<int>(session.experiment().samplers.size()) ? first : 1);
}
bool inspecting(const AppState& app) { return app.session.inspected() > 0; }
void inspect_next(AppState& app) {
    const auto samplers = static_cast<int>(app.session.experiment().samplers.size());
    int next = app.session.inspected();
    for (int i = 0; i < samplers; ++i) { // not one that is hidden
        next = next % samplers + 1;
        if (!app.session.view().muted.has(next - 1)) break;
    }
    app.session.inspect(next);
}
bool step_plots_shown(const AppState& app) {
    const std::vector<const Plot*>& side = app.session.view().side;
    return std::find(side.begin(), side.end(), find_plot("step-lanes")) != side.end();
}
void show_step_plots(AppState& app) {
    if (step_plots_shown(app)) return app.session.set_side({});
    const bool line = plots::is_1d(*app.session.run());
    app.session.set_side(
        {find_plot("step-lanes"), find_plot("step-terms"), find_plot(line ? "denoiser" : "posterior")});
}
bool can_inspect(const AppState& app) { return has_run(app) && !app.session.experiment().samplers.empty(); }

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
    else if (factor > 1 && app.scale >= app.scale_room)
        say(app, "A window of this size has no room for larger type", Stay::a_while);
    else
        set_scale(app, app.scale * factor);
}

void usual_type(AppState& app) {
    if (app.presenting.on)
        app.presenting.zoom = 1;
    else
        set_scale(app, app.screen_scale);
}

void next_notation(AppState& app) {
    const auto rows = facts<Notation>();
    const auto next = (static_cast<std::size_t>(app.session.view().notation) + 1) % rows.size();
    app.session.set_notation(rows[next].value);
    say(app, std::string("Notation: ") + rows[next].label, Stay::a_while);
}

bool has_run(const AppState& app) { return app.session.run() != nullptr; }
bool presenting(const AppState& app) { return app.presenting.on; }
void fold_presented(AppState& app) {
    bool& controls = app.presenting.controls;
    if (!app.lesson.on_page()) {
        controls = !controls;
        return;
    }
    app.lesson.folded = !app.lesson.folded;
    controls = false;
}

void put_on_stage(AppState& app, const Plot& plot) {
    Session& session = app.session;
    const Plot* usual = stage_plot(*session.run());
    const bool there = stage_plot(*session.run(), session.view()) == &plot;
    session.set_on_stage(there || &plot == usual ? nullptr : &plot);
    app.drawing = app.sweeping = false;
}

void show_in_column(AppState& app, const Plot& plot) {
    Session& session = app.session;
    if (session.view().on_stage == &plot) session.set_on_stage(nullptr);
    std::vector<const Plot*> column = session.view().side;
    if (column.empty()) column = side_plots(session.experiment());
    const std::size_t count = std::max(column.size(), View::least_side);
    std::erase(column, &plot);
    column.insert(column.begin(), &plot);
    column.resize(std::min(column.size(), count));
    session.set_side(column);
}

/// What the mouse is over, or else the stage's plot; nullptr: nothing is shown yet.
const Plot* plot_meant(const AppState& app) {
    if (!app.session.run()) return nullptr;
    return app.hovered_plot ? app.hovered_plot : stage_plot(*app.session.run(), app.session.view());
}

void copy_plot(AppState& app, CopyAs as) {
    if (const Plot* plot = plot_meant(app)) app.copy = {plot, as};
}

/// Closes what is uppermost.
void back(AppState& app) {
    if (app.dialog == Dialog::palette) // which is above the guide
        app.dialog = Dialog::none;
    else if (app.guide.open)
        app.guide.open = false;
    else if (app.drawing)
        app.drawing = false;
    else if (app.dialog != Dialog::none)
        app.dialog = Dialog::none;
    else if (app.edits_words)
        app.edits_words = false;
    else if (!app.notice.text.empty())
        app.notice = {};
    else if (app.sweeping)
        app.sweeping = false;
    else if (inspecting(app))
        toggle_inspector(app);
    else if (app.session.view().reveal != Reveal::nothing)
        app.session.lift_veil();
    else if (app.session.beside())
        app.session.stop_comparing();
    else if (app.session.view().pinned >= 0)
        app.session.pin(-1);
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
