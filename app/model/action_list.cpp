// The list: what there is to do, by which keys and controls, when, and how it is done.
#include "app/model/actions.h"

#include "app/model/action_functions.h"
#include "app/model/scenes.h"
#include "app/model/step_actions.h"

#include <iterator>

namespace halfstep {
namespace {

using namespace action_functions;

constexpr const char* one = "one level; with Shift ten";
constexpr const char* ends = "to the data, to pure noise";
constexpr const char* pace = "slower, faster";

const Action time_actions[] = {
    {.name = "play",
     .title = "Play from noise to data, or pause",
     .help = "play from noise to data, pause",
     .keys = {{Key::space}},
     .run = play_or_pause},
    {.name = "denoise",
     .title = "Play from noise to data: denoising",
     .help = nullptr,
     .control = "timeline.play",
     .run = [](AppState& app) { app.session.toggle_play(true); }},
    {.name = "diffuse",
     .title = "Play from data to noise: forward diffusion",
     .help = "play from data to noise",
     .keys = {{.key = Key::space, .shift = true}},
     .control = "timeline.play_forward",
     .run = [](AppState& app) { app.session.toggle_play(false); }},
    {.name = "step-back",
     .title = "One level towards the data",
     .help = one,
     .keys = {{Key::left}},
     .control = "timeline.step_back",
     .possible = above_data,
     .run = [](AppState& app) { step(app, -1); }},
    {.name = "step-forward",
     .title = "One level towards noise",
     .help = one,
     .keys = {{Key::right}},
     .control = "timeline.step_forward",
     .possible = below_noise,
     .run = [](AppState& app) { step(app, 1); }},
    {.name = "leap-back",
     .title = "Ten levels towards the data",
     .help = one,
     .keys = {{.key = Key::left, .shift = true}},
     .possible = above_data,
     .run = [](AppState& app) { step(app, -10); }},
    {.name = "leap-forward",
     .title = "Ten levels towards noise",
     .help = one,
     .keys = {{.key = Key::right, .shift = true}},
     .possible = below_noise,
     .run = [](AppState& app) { step(app, 10); }},
    {.name = "to-data",
     .title = "To the data, t = 0",
     .help = ends,
     .keys = {{Key::home}},
     .control = "timeline.to_data",
     .possible = above_data,
     .run = [](AppState& app) { app.session.set_level(0); }},
    {.name = "to-noise",
     .title = "To pure noise, t = T",
     .help = ends,
     .keys = {{Key::end}},
     .control = "timeline.to_noise",
     .possible = below_noise,
     .run = [](AppState& app) { app.session.set_level(app.session.levels()); }},
    {.name = "slower",
     .title = "Slower",
     .help = pace,
     .keys = {{Key::comma}},
     .run = [](AppState& app) { app.session.change_speed(-1); }},
    {.name = "faster",
     .title = "Faster",
     .help = pace,
     .keys = {{Key::period}},
     .run = [](AppState& app) { app.session.change_speed(1); }},
    {.name = "restart", .title = "Restart, and play", .help = "restart, and play", .keys = {{Key::r}}, .run = restart},
};

constexpr const char* history = "undo, redo";

const Action experiment_actions[] = {
    {.name = "new-seed", .title = "New seed", .help = "new seed", .keys = {{Key::n}}, .run = new_seed},
    {.name = "sweep",
     .title = "Sweep: vary a value",
     .help = "sweep: vary a value, see what comes out",
     .keys = {{Key::s}},
     .control = "more.sweep",
     .run = [](AppState& app) { app.sweeping = !app.sweeping; }},
    {.name = "undo",
     .title = "Undo",
     .help = history,
     .keys = {{.key = Key::z, .ctrl = true}},
     .control = "undo",
     .possible = [](const AppState& app) { return app.drawing || app.session.can_undo(); },
     .run = undo},
    {.name = "redo",
     .title = "Redo",
     .help = history,
     .keys = {{.key = Key::y, .ctrl = true}, {.key = Key::z, .ctrl = true, .shift = true}},
     .control = "redo",
     .possible = [](const AppState& app) { return !app.drawing && app.session.can_redo(); },
     .run = [](AppState& app) { app.session.redo(); }},
    {.name = "train",
     .title = "Train",
     .help = nullptr,
     .control = "training.run",
     .possible = can_train,
     .run = [](AppState& app) { app.session.train(); }},
    {.name = "pause-training",
     .title = "Pause",
     .help = nullptr,
     .control = "training.run",
     .possible = can_train,
     .run = [](AppState& app) { app.session.pause_training(); }},
    {.name = "train-one-step",
     .title = "One step",
     .help = nullptr,
     .control = "training.step",
     .possible = can_train,
     .run = [](AppState& app) { app.session.train_one_step(); }},
    {.name = "reset-training",
     .title = "Reset",
     .help = nullptr,
     .control = "training.reset",
     .possible = can_train,
     .run = [](AppState& app) { app.session.reset_training(); }},
};

constexpr const char* copying =
    "copy the plot under the mouse, or the stage: a picture, data, with Shift for a spreadsheet";

const Action scene_actions[] = {
    {.name = "export",
     .title = "Write plots or their data to a file",
     .help = "export plots, their data or a picture",
     .keys = {{.key = Key::e, .ctrl = true}},
     .control = "export",
     .possible = has_run,
     .run = [](AppState& app) { ask_export(app, app.hovered_plot); }},
    {.name = "copy-picture",
     .title = "Copy as a picture",
     .help = copying,
     .keys = {{.key = Key::c, .ctrl = true}},
     .possible = has_run,
     .run = [](AppState& app) { copy_plot(app, CopyAs::picture); }},
    {.name = "copy-data",
     .title = "Copy data as CSV",
     .help = copying,
     .keys = {{.key = Key::d, .ctrl = true}},
     .possible = has_run,
     .run = [](AppState& app) { copy_plot(app, CopyAs::csv); }},
    {.name = "copy-table",
     .title = "Copy data for a spreadsheet",
     .help = copying,
     .keys = {{.key = Key::d, .ctrl = true, .shift = true}},
     .possible = has_run,
     .run = [](AppState& app) { copy_plot(app, CopyAs::tsv); }},
    {.name = "copy-scene",
     .title = "Copy the scene as text",
     .help = "copy the scene as text",
     .keys = {{.key = Key::c, .ctrl = true, .shift = true}},
     .control = "more.copy",
     .run = copy_scene},
    {.name = "copy-description",
     .title = "Copy what is on screen in words",
     .help = "copy what is on screen in words",
     .keys = {{.key = Key::a, .ctrl = true, .shift = true}},
     .control = "more.describe",
     .possible = has_run,
     .run = copy_description},
    {.name = "copy-diagnosis",
     .title = "Copy versions and paths for a report",
     .help = nullptr,
     .control = "more.diagnose",
     .run = copy_diagnosis},
    {.name = "paste-scene",
     .title = "Paste a scene",
     .help = "paste a scene",
     .keys = {{.key = Key::v, .ctrl = true}},
     .control = "more.paste",
     .run = paste_scene},
};

constexpr const char* brush = "drawing a target: size of the brush, done";

const Action plot_actions[] = {
    {.name = "fit",
     .title = "Fit all plots",
     .help = "fit the plot under the mouse, or all",
     .keys = {{Key::f}},
     .control = "more.fit",
     .run = [](AppState& app) { app.fit = app.hovered_plot ? Fit::under_mouse : Fit::all; }},
    {.name = "notation",
     .title = "Notation: the next one",
     .help = "notation of labels and equations: the next one",
     .keys = {{Key::a}},
     .control = "more.notation",
     .run = next_notation},
    {.name = "handles",
     .title = "Handles on the stage for the components of x₀",
     .help = "handles on the stage: the target by hand",
     .keys = {{Key::m}},
     .control = "target.on_stage",
     .run = [](AppState& app) { set_edits_target(app, !app.edits_target); }},
    {.name = "remove-handle",
     .title = "Remove the handle under the mouse",
     .help = "remove the handle under the mouse",
     .keys = {{Key::del}},
     .possible = can_remove_handle,
     .run = remove_handle,
     .in_palette = false},
    {.name = "draw",
     .title = "Draw a target on the stage",
     .help = nullptr,
     .control = "target.draw",
     .run = [](AppState& app) { app.drawing = true; }},
    {.name = "import-table",
     .title = "Choose the columns of the file of points",
     .help = nullptr,
     .control = "target.import",
     .possible = [](const AppState& app) { return !app.session.experiment().target.origin.path.empty(); },
     .run = [](AppState& app) { ask_import(app, app.session.experiment().target.origin.path); }},
    {.name = "notes",
     .title = "Show what to look for, or fold it away",
     .help = nullptr,
     .control = "note.fold",
     .run = [](AppState& app) { app.settings.notes = !app.settings.notes; }},
    {.name = "smaller-brush",
     .title = "Smaller brush",
     .help = brush,
     .keys = {{Key::bracket_left}},
     .possible = drawing,
     .run = [](AppState& app) { app.brush = BrushCommand::smaller; }},
    {.name = "larger-brush",
     .title = "Larger brush",
     .help = brush,
     .keys = {{Key::bracket_right}},
     .possible = drawing,
     .run = [](AppState& app) { app.brush = BrushCommand::larger; }},
    {.name = "finish-drawing",
     .title = "Make what is drawn the target",
     .help = brush,
     .keys = {{Key::enter}},
     .possible = drawing,
     .run = [](AppState& app) { app.brush = BrushCommand::done; }},
};

constexpr const char* type = "larger, smaller, default type";
constexpr const char* present_row = "present; then the controls, the table";
constexpr const char* pages = "the guide, over a control at its key; back";
constexpr const char* in_guide = "in the guide: find, back to where it was";

const Action window_actions[] = {
    {.name = "larger",
     .title = "Larger type, for the back row",
     .help = type,
     .keys = {{.key = Key::plus, .ctrl = true}},
     .control = "larger",
     .run = [](AppState& app) { zoom_type(app, 1.125f); },
     .over_guide = true},
    {.name = "smaller",
     .title = "Smaller type",
     .help = type,
     .keys = {{.key = Key::minus, .ctrl = true}},
     .control = "smaller",
     .run = [](AppState& app) { zoom_type(app, 1 / 1.125f); },
     .over_guide = true},
    {.name = "usual-type",
     .title = "Type of the usual size",
     .help = type,
     .keys = {{.key = Key::zero, .ctrl = true}},
     .run = usual_type,
     .over_guide = true},
    {.name = "theme",
     .title = "Light or dark",
     .help = "light or dark",
     .keys = {{Key::t}},
     .control = "theme",
     .run =
         [](AppState& app) {
             app.settings.dark = !app.settings.dark;
             app.stale_look = true;
         },
     .over_guide = true},
    {.name = "present",
     .title = "Present: full screen, larger, without the controls",
     .help = present_row,
     .keys = {{Key::f11}},
     .control = "fullscreen",
     .run = [](AppState& app) { present(app, !app.presenting.on); },
     .over_guide = true},
    {.name = "presented-controls",
     .title = "Show the controls, or fold them away",
     .help = present_row,
     .keys = {{Key::tab}},
     .possible = presenting,
     .run = fold_presented},
    {.name = "presented-table",
     .title = "Show the table of results, or hide it",
     .help = present_row,
     .keys = {{Key::g}},
     .possible = presenting,
     .run = [](AppState& app) { app.presenting.table = !app.presenting.table; }},
    {.name = "help",
     .title = "The guide: keys, symbols, every key of a scene",
     .help = pages,
     .keys = {{Key::f1}},
     .control = "help",
     .run = open_or_close_guide,
     .over_guide = true},
    {.name = "back",
     .title = "Close what is uppermost",
     .help = pages,
     .keys = {{Key::escape}},
     .run = back,
     .over_guide = true,
     .in_palette = false},
    {.name = "palette",
     .title = "Find anything by its name…",
     .help = "the palette: actions, lessons, plots, pages, files by their names",
     .keys = {{.key = Key::k, .ctrl = true}},
     .control = "more.palette",
     .run =
         [](AppState& app) {
             app.dialog = app.dialog == Dialog::palette ? Dialog::none : Dialog::palette;
             app.palette = {};
         },
     .over_guide = true,
     .in_palette = false},
    {.name = "guide-find",
     .title = "Find in the guide",
     .help = in_guide,
     .keys = {{.key = Key::f, .ctrl = true}},
     .control = "guide.find",
     .possible = [](const AppState& app) { return app.guide.open; },
     .run = [](AppState& app) { app.guide.find = true; },
     .over_guide = true},
    {.name = "guide-back",
     .title = "Back to where the guide was",
     .help = in_guide,
     .keys = {{.key = Key::left, .alt = true}},
     .control = "guide.back",
     .possible = [](const AppState& app) { return app.guide.open && !app.guide.before.empty(); },
     .run = [](AppState& app) { go_back(app.guide); },
     .over_guide = true},
};

} // namespace

const std::vector<Action>& all_actions() {
    static const std::vector<Action> list = [] {
        std::vector<Action> all;
        const auto add = [&](const auto& group) { all.insert(all.end(), std::begin(group), std::end(group)); };
        add(time_actions);
        add(step_actions());
        add(experiment_actions);
        add(file_actions());
        add(scene_actions);
        add(plot_actions);
        add(sampler_actions());
        add(compare_actions());
        add(lesson_actions());
        add(settings_actions());
        add(window_actions);
        return all;
    }();
    return list;
}

} // namespace halfstep
