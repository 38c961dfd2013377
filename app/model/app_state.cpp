#include "app/model/app_state.h"

#include "app/base/number_text.h"
#include "app/plots/component_edit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {

void say(AppState& app, const std::string& text, Stay stay) {
    constexpr double least = 4, most = 12, a_letter = 0.05; // seconds, of which a long line takes more to read
    const double a_while = std::min(least + a_letter * static_cast<double>(text.size()), most);
    app.notice = {text, stay == Stay::a_while ? a_while : 0, {}};
}

void make(AppState& app, const Edit& edit, int gesture) {
    if (edit.refused.empty())
        app.session.edit(edit.experiment, gesture, edit.cause.c_str());
    else
        say(app, edit.refused, Stay::a_while);
}

void ask_export(AppState& app, const Plot* plot) {
    if (!app.session.run()) return;
    app.dialog = Dialog::export_file;
    app.export_plot = plot;
}

void show_card(AppState& app, const std::string& name, int sampler) {
    if (!app.session.run()) return;
    app.dialog = Dialog::card;
    app.card = name;
    app.card_sampler = sampler;
}

void show_scale(AppState& app, float scale) {
    if (std::exchange(app.scale, scale) != scale) app.stale_look = true;
}

void set_scale(AppState& app, float scale) {
    app.wanted_scale = std::clamp(scale, least_scale, most_scale);
    if (!app.presenting.on) show_scale(app, std::min(app.wanted_scale, app.scale_room));
}

void fit_scale(AppState& app, Point window) {
    // What the columns, bars and dialogs need at scale 1; presenting, there are fewer.
    const Point need = app.presenting.on ? Point{640, 400} : Point{800, 520};
    constexpr float step = 0.05f; // while an edge is dragged, fonts are not made anew for every pixel
    const float room = std::floor(std::min(window.x / need.x, window.y / need.y) / step) * step;
    app.scale_room = std::max(room, 1.f); // smaller windows than ours can be are for pictures of them
    if (!app.presenting.on) show_scale(app, std::min(app.wanted_scale, app.scale_room));
}

void follow_screen(AppState& app, float screen_scale) {
    const float before = std::exchange(app.screen_scale, screen_scale);
    set_scale(app, app.wanted_scale * screen_scale / before);
}

void present(AppState& app, bool on) {
    if (on == app.presenting.on) return;
    app.presenting = {.on = on};
    app.stale_look = true;
    if (!on) set_scale(app, app.wanted_scale); // presenting, the next frame knows how large the screen is
}

void set_edits_target(AppState& app, bool on) {
    const TargetSpec& target = app.session.experiment().target;
    if (on && !has_components(target)) {
        say(app,
            can_be_mixture(target) ? "This target keeps its shape. “As a mixture” on the left frees its components."
                                   : "This target has no Gaussian components to take hold of.",
            Stay::a_while);
        return;
    }
    app.edits_target = on;
}

bool shows_another_scene(const Session& session) {
    return session.run() && session.run_is_of_another_scene() && session.mistake().empty();
}

std::string clock_text(const Session& session, int level) {
    const Experiment& experiment = session.experiment();
    const int T = experiment.process.steps;
    const std::string of = std::to_string(level) + " / " + std::to_string(T);
    std::string text = "t = ";
    if (experiment.process.kind == ProcessKind::vp)
        text += of;
    else
        text += fixed_text(static_cast<double>(level) / T, T > 100 ? 3 : 2) + "    k = " + of;
    const std::shared_ptr<const Problem> problem = session.problem();
    if (session.view().notation != Notation::sde || !problem) return text;
    const std::vector<Level>& levels = problem->process.levels;
    if (level >= static_cast<int>(levels.size())) return text;
    const Level& at = levels[static_cast<std::size_t>(level)];
    return text + "    σ = " + (at.a > 0 ? number_text(at.b / at.a, 3) : "∞");
}

} // namespace halfstep
