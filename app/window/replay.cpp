#include "app/window/replay.h"

#include "app/base/text.h"
#include "app/export/metadata.h"
#include "app/figure/theme.h"
#include "app/model/actions.h"
#include "app/model/lesson_steps.h"
#include "app/scene/view_text.h"

#include <algorithm>

namespace halfstep {
namespace {

using Kind = JournalStep::Kind;

/// Done in a film they would reach for files or the clipboard, or take as long as the machine needs.
constexpr std::string_view left_out[] = {
    "open",        "open-recent",    "save",           "save-as",        "load-from-disk", "keep-mine", "bring-back",
    "leave-aside", "export",         "copy-scene",     "paste-scene",    "copy-picture",   "copy-data", "copy-table",
    "train",       "pause-training", "train-one-step", "reset-training", "lessons"};

} // namespace

Replay::Replay(const Scene& scene, const ReplayOptions& options) : options_(options), window_(scene, options.window) {
    window_.settle();
}

void Replay::fail(const JournalStep& step, const std::string& what) const {
    throw SceneError(one_line(options_.file + ":" + std::to_string(step.line) + ": " + what, 3500));
}

/// The middle of a control that is on screen.
Point Replay::place_of(const JournalStep& step) {
    const auto& widgets = window_.workspace().widgets();
    if (const auto at = widgets.find(step.what); at != widgets.end())
        return {at->second.x + 0.5f * at->second.w, at->second.y + 0.5f * at->second.h};
    std::vector<std::string_view> names, near;
    const std::string_view head = std::string_view(step.what).substr(0, step.what.find('.'));
    for (const auto& [name, rect] : widgets) {
        names.emplace_back(name);
        if (std::string_view(name).substr(0, head.size()) == head) near.emplace_back(name);
    }
    fail(step, "at = " + quoted(step.what) + ": is not on screen now" + did_you_mean(step.what, names) +
                   "; allowed: " + join(near.empty() ? names : near));
}

/// What is chosen in the palette closes it.
void Replay::close_palette() {
    AppState& app = window_.workspace().state();
    if (app.dialog == Dialog::palette) app.dialog = Dialog::none;
}

/// A page of the guide, or none; the palette and what is typed into it.
void Replay::set_pages(const JournalStep& step) {
    AppState& app = window_.workspace().state();
    if (step.guide) {
        app.guide.open = !step.guide->empty();
        if (app.guide.open && app.guide.here.page != *step.guide) go_to(app.guide, {.page = *step.guide});
    }
    if (!step.palette) return;
    if (*step.palette) {
        app.dialog = Dialog::palette;
        app.palette = {step.typed, step.chosen};
    } else {
        close_palette();
    }
}

void Replay::do_action(const JournalStep& step) {
    if (step.what != "palette") close_palette();
    if (std::find(std::begin(left_out), std::end(left_out), step.what) != std::end(left_out)) return;
    const Action& action = find_action(step.what);
    AppState& app = window_.workspace().state();
    if (!possible(app, action)) fail(step, "name = " + quoted(step.what) + ": is not possible now");
    perform(app, action);
}

/// What the line says; the rest stays as it is.
void Replay::set_cursor(const JournalStep& step) {
    Session& session = window_.session();
    const Experiment& experiment = session.experiment();
    const auto within = [&](const char* key, long long value, long long least, long long most) {
        if (value < least || value > most)
            fail(step, std::string(key) + " = " + std::to_string(value) + ": the scene has none such; allowed: " +
                           std::to_string(least) + " to " + std::to_string(most));
        return value;
    };
    View view = session.view();
    const auto samplers = static_cast<long long>(experiment.samplers.size());
    if (step.level) view.level = static_cast<int>(within("level", *step.level, 0, experiment.process.steps));
    if (step.pinned) view.pinned = within("pinned", *step.pinned, -1, experiment.run.particles - 1);
    if (step.inspect) view.inspect = static_cast<int>(within("inspect", *step.inspect, 0, samplers));
    if (step.stage) view.stage = *step.stage;
    session.look_again(view);
}

void Replay::set_window(const JournalStep& step) {
    AppState& app = window_.workspace().state();
    if (step.color_map && !find_color_map(*step.color_map)) {
        std::vector<std::string_view> names;
        for (const ColorMap& map : color_maps()) names.emplace_back(map.name);
        fail(step, "color_map = " + quoted(*step.color_map) + ": there is none of that name" +
                       did_you_mean(*step.color_map, names) + "; allowed: " + join(names));
    }
    if (step.dark) app.settings.dark = *step.dark;
    if (step.color_map) app.settings.color_map = *step.color_map;
    if (step.crosshair) app.settings.crosshair = *step.crosshair;
    if (step.presenting) present(app, *step.presenting);
    set_pages(step);
    app.stale_look = true;
    mouse_.reset();
    const auto& widgets = window_.workspace().widgets();
    if (widgets.count(step.what) > 0) mouse_ = place_of(step);
}

/// What an action of the line before has brought already stays as it is.
void Replay::set_lesson_step(const JournalStep& step) {
    AppState& app = window_.workspace().state();
    LessonState& lesson = app.lesson;
    lesson.still = true;
    if (step.lesson_step == 0) return leave_lesson(app);
    try {
        if (!lesson.file || lesson.file->name != step.what) {
            const auto file = lesson_with_steps(step.what);
            if (!file || step.lesson_step > static_cast<int>(file->steps.size()))
                fail(step, quoted(step.what) + " has no step " + std::to_string(step.lesson_step));
            open_lesson(app, file, step.lesson_step - 1);
        } else if (!lesson.on_page() || lesson.step + 1 != step.lesson_step) {
            show_step(app, step.lesson_step - 1);
        }
    } catch (const SceneError& error) {
        fail(step, error.what());
    }
}

void Replay::set_experiment(const JournalStep& step, const Scene& scene) {
    Session& session = window_.session();
    const Experiment& experiment = scene.problem->experiment;
    if (step.cause == "step" || experiment == session.experiment()) return; // another line has brought it
    if (step.cause != "open") return session.edit(experiment, 0, step.cause.c_str());
    session.open(experiment, scene.view);
    ++window_.workspace().state().scenes_opened;
}

void Replay::apply(const JournalStep& step) {
    Session& session = window_.session();
    const auto parsed = [&](const auto& parse) {
        try {
            return parse();
        } catch (const SceneError& error) {
            fail(step, error.what());
        }
    };
    switch (step.kind) {
    case Kind::action: do_action(step); break;
    case Kind::cursor: set_cursor(step); break;
    case Kind::experiment:
        close_palette();
        set_experiment(step, parsed([&] { return parse_with_view(step.what, "scene"); }));
        break;
    case Kind::look: {
        const View seen = parsed([&] { return parse_view(step.what, session.experiment(), "view"); });
        View view = session.view();
        view.side = seen.side;
        view.time = seen.time;
        view.plots = seen.plots;
        view.notation = seen.notation;
        view.split = seen.split;
        view.on_stage = seen.on_stage;
        view.muted = seen.muted;
        view.compare = seen.compare;
        session.look_again(view);
        if (AppState& app = window_.workspace().state(); app.dialog == Dialog::compare) app.dialog = Dialog::none;
        window_.workspace().state().stale_look = true; // all plots are drawn anew
        break;
    }
    case Kind::view: set_window(step); break;
    case Kind::lesson: set_lesson_step(step); break;
    case Kind::answer: answer_step(window_.workspace().state(), step.what); break;
    case Kind::point:
        mouse_.reset();
        if (!step.what.empty()) mouse_ = place_of(step);
        break;
    case Kind::click:
        mouse_ = place_of(step);
        window_.point(mouse_);
        window_.settle();
        for (const bool pressed : {true, false}) {
            window_.point(mouse_, pressed);
            window_.frame();
        }
        break;
    case Kind::wait: break;
    }
    window_.point(mouse_);
    window_.settle();
    if (!session.mistake().empty()) fail(step, session.mistake());
}

/// Where nothing has changed, no time passes.
bool Replay::show(int frames, const Put& put) {
    std::string pixels = window_.pixels();
    if (pixels == shown_ || frames == 0) return true;
    shown_ = std::move(pixels);
    window_.workspace().update(frames / options_.fps); // notices go after a while
    return put(shown_, frames);
}

bool Replay::wait(int frames, const Put& put) {
    const double seconds = 1 / options_.fps;
    for (int i = 0; i < frames; ++i) {
        window_.session().update(seconds);
        window_.workspace().update(seconds);
        window_.settle();
        shown_ = window_.pixels();
        if (!put(shown_, 1)) return false;
    }
    return true;
}

/// The mouse is seen on the control before it presses it.
bool Replay::click(const JournalStep& step, const Put& put) {
    mouse_ = place_of(step);
    window_.point(mouse_);
    window_.settle();
    return show(std::max(1, options_.frames / 3), put);
}

bool Replay::play(const std::vector<JournalStep>& steps, const Put& put, const std::function<void(float)>& progress) {
    if (!show(options_.frames, put)) return false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const JournalStep& step = steps[i];
        if (progress) progress(static_cast<float>(i) / static_cast<float>(steps.size()));
        if (step.kind == Kind::click && !click(step, put)) return false;
        apply(step);
        const bool moving = i + 1 < steps.size() && one_motion(step, steps[i + 1]);
        const int frames = step.frames >= 0 ? step.frames : moving ? 1 : options_.frames;
        if (!(step.kind == Kind::wait ? wait(frames, put) : show(frames, put))) return false;
    }
    return true;
}

Reel reel_of(const Scene& scene, std::vector<JournalStep> steps, const ReplayOptions& options,
             std::function<void(float)> progress) {
    const Experiment& experiment = scene.problem->experiment;
    const char* const stage = scene.problem->target.dim() == 1 ? "xt" : "plane"; // what the film is opened as
    Reel reel;
    reel.width = options.window.width;
    reel.height = options.window.height;
    reel.fps = options.fps;
    reel.title = experiment.title;
    reel.scene = film_scene(experiment, stage, scene.view.value_or(View{}));
    reel.play = [scene, steps = std::move(steps), options, progress = std::move(progress)](const Reel::Put& put) {
        return Replay(scene, options).play(steps, put, progress);
    };
    return reel;
}

} // namespace halfstep
