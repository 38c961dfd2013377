#include "app/model/lesson_steps.h"

#include "app/lesson/lesson_reader.h"
#include "app/lesson/scene_keys.h"
#include "app/model/app_state.h"
#include "app/model/leaving.h"
#include "app/model/lesson_progress.h"
#include "app/scene/scene.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

namespace halfstep {
namespace {

/// Whether a scene is that of one of its steps.
bool is_step_of(const OpenDocument& document, const LessonState& lesson) {
    return lesson.file && document.step > 0 && document.step <= lesson.count() && document.lesson == lesson.file->name;
}

OpenDocument document_of_step(const LessonState& lesson) {
    OpenDocument document;
    document.lesson = lesson.file->name;
    document.step = lesson.step + 1;
    document.experiment = lesson.now().problem->experiment;
    document.view = lesson.now().view;
    return document;
}

/// What is complete without being done: a step that asks for nothing.
void see_completion(AppState& app) {
    LessonState& lesson = app.lesson;
    StepProgress& doing = lesson.doing();
    if (doing.complete) return;
    const std::vector<ToDo>& todo = lesson.now().complete_when;
    doing.complete = std::all_of(todo.begin(), todo.end(), [&](const ToDo& one) {
        switch (one.kind) {
        case ToDo::Kind::played: return doing.played;
        case ToDo::Kind::answered: return !doing.answer.empty();
        case ToDo::Kind::dragged:
            return std::find(doing.dragged.begin(), doing.dragged.end(), one.key) != doing.dragged.end();
        }
        return false;
    });
    if (doing.complete) save_progress(app.state_folder, lesson);
}

/// Settings that are not as the step has them were moved by its reader.
void see_dragging(LessonState& lesson, const Session& session) {
    if (std::exchange(lesson.looked_at, session.changes()) == session.changes()) return;
    StepProgress& doing = lesson.doing();
    std::vector<std::string> wanted;
    for (const ToDo& one : lesson.now().complete_when)
        if (one.kind == ToDo::Kind::dragged) wanted.push_back(one.key);
    if (wanted.empty()) return;
    const std::vector<std::string> moved = differing_keys(session.experiment(), lesson.now().problem->experiment);
    for (const std::string& key : wanted) {
        const bool is =
            std::any_of(moved.begin(), moved.end(), [&](const std::string& one) { return key_is_among(one, {key}); });
        const bool known = std::find(doing.dragged.begin(), doing.dragged.end(), key) != doing.dragged.end();
        if (is && !known) doing.dragged.push_back(key);
    }
}

void arrive(AppState& app) {
    LessonState& lesson = app.lesson;
    lesson.away = false;
    lesson.open_claim = lesson.trend_asked = -1;
    lesson.looked_at = -1;
    lesson.left = nullptr;
    ++lesson.moves;
    ++app.scenes_opened;
    app.edits_words = app.disk_differs = app.save_waits = app.drawing = app.sweeping = false;
    save_progress(app.state_folder, lesson);
}

void begin_step(AppState& app, int step) {
    LessonState& lesson = app.lesson;
    lesson.step = step;
    const LessonStep& now = lesson.now();
    app.session.journal().step(lesson.file->name, step + 1);
    app.session.open_step(now.problem->experiment, now.view, document_of_step(lesson));
    arrive(app);
    if (now.play && !lesson.still) app.session.toggle_play(true);
    see_completion(app);
}

} // namespace

std::shared_ptr<const LessonFile> lesson_with_steps(const std::string& path_or_lesson) {
    std::string name = path_or_lesson;
    std::error_code error;
    const bool shipped =
        std::any_of(lessons().begin(), lessons().end(), [&](const Lesson& one) { return one.name == name; });
    if (!shipped) name = std::filesystem::absolute(name, error).lexically_normal().string();
    LessonFile file = load_lesson(name);
    return file.steps.empty() ? nullptr : std::make_shared<const LessonFile>(std::move(file));
}

void open_lesson(AppState& app, std::shared_ptr<const LessonFile> file, int step) {
    LessonState fresh;
    fresh.still = app.lesson.still;
    fresh.moves = app.lesson.moves;
    fresh.done.resize(file->steps.size());
    fresh.file = std::move(file);
    load_progress(app.state_folder, fresh);
    app.lesson = std::move(fresh);
    begin_step(app, std::clamp(step, 0, app.lesson.count() - 1));
}

void begin_lesson(AppState& app, bool resumed) {
    OpenDocument& document = app.session.document();
    const std::string source = document.lesson.empty() ? document.path : document.lesson;
    if (source.empty() || (resumed && document.step == 0)) return;
    try {
        const std::shared_ptr<const LessonFile> file = lesson_with_steps(source);
        if (!file) {
            document.step = 0;
            return;
        }
        if (document.step == 0) { // it is the lesson's own scene, and nothing to go back to
            document.lesson = file->name;
            document.path.clear();
            return open_lesson(app, file);
        }
        app.lesson.file = file;
        document.lesson = file->name;
        document.step = std::min(document.step, app.lesson.count());
        app.lesson.step = document.step - 1;
        app.lesson.done.resize(file->steps.size());
        load_progress(app.state_folder, app.lesson);
        arrive(app);
    } catch (const std::exception& error) {
        document.step = 0; // it is a scene like any other
        say(app, error.what(), Stay::until_closed);
    }
}

void show_step(AppState& app, int step) {
    if (!app.lesson.file || step < 0 || step >= app.lesson.count()) return;
    if (app.lesson.away) leave_document(app);
    begin_step(app, step);
}

void restart_step(AppState& app) {
    if (!app.lesson.file) return;
    app.lesson.doing() = {};
    show_step(app, app.lesson.step);
}

void leave_lesson(AppState& app) {
    LessonState& lesson = app.lesson;
    if (!lesson.on_page()) return;
    Session& session = app.session;
    lesson.left = std::make_shared<const LessonState::Left>(session.experiment(), session.view());
    lesson.away = true;
    const View view = session.view();
    session.journal().step("", 0);
    session.open(Experiment(session.experiment()), view);
}

void return_to_lesson(AppState& app) {
    LessonState& lesson = app.lesson;
    if (!lesson.file || !lesson.away) return;
    const std::shared_ptr<const LessonState::Left> left = lesson.left;
    if (!left) return show_step(app, lesson.step);
    leave_document(app);
    app.session.journal().step(lesson.file->name, lesson.step + 1);
    app.session.open_step(left->experiment, left->view, document_of_step(lesson));
    arrive(app);
}

void answer_step(AppState& app, const std::string& answer) {
    if (!app.lesson.on_page() || !app.lesson.now().ask || answer.empty()) return;
    app.session.journal().answer(answer);
    app.lesson.doing().answer = answer;
    save_progress(app.state_folder, app.lesson);
    see_completion(app);
}

std::optional<bool> is_right(const Ask& ask, const std::string& answer, std::optional<double> right) {
    if (answer.empty() || ask.kind == Ask::Kind::drawing) return std::nullopt;
    if (ask.kind == Ask::Kind::choice) return std::atoi(answer.c_str()) == ask.answer + 1;
    char* end = nullptr;
    const double given = std::strtod(answer.c_str(), &end);
    if (*end) return false;
    if (!right) return std::nullopt;
    return std::abs(given - *right) <= ask.within * std::abs(*right);
}

void follow_lesson(AppState& app) {
    LessonState& lesson = app.lesson;
    const OpenDocument& document = app.session.document();
    if (document.step > 0 && !is_step_of(document, lesson)) begin_lesson(app, true); // undo has come to another one
    if (!lesson.file) return;
    if (!is_step_of(document, lesson)) {
        lesson.away = true;
        return;
    }
    if (lesson.away || document.step != lesson.step + 1) {
        lesson.step = document.step - 1;
        arrive(app);
    }
    lesson.doing().played = lesson.doing().played || app.session.playback().playing;
    see_dragging(lesson, app.session);
    see_completion(app);
}

} // namespace halfstep
