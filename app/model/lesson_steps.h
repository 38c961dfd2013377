#pragma once
// Through the steps of a lesson, to the free bench and back.

#include "app/model/lesson_state.h"

namespace halfstep {

struct AppState;

/// Shows the first step of a lesson that has some, or another one; what was done in it before is known.
void open_lesson(AppState& app, std::shared_ptr<const LessonFile> file, int step = 0);
/// A path or the name of a shipped lesson; nullptr: it has no steps. Throws SceneError.
std::shared_ptr<const LessonFile> lesson_with_steps(const std::string& path_or_lesson);
/// When a window begins: the lesson that its scene is of, at its first step, or, where the window was one before, at
/// the step that it was at.
void begin_lesson(AppState& app, bool resumed);

/// As the step begins; one that there is not is none.
void show_step(AppState& app, int step);
/// The step as it begins, its question unanswered.
void restart_step(AppState& app);
/// The scene of the step, free of the lesson.
void leave_lesson(AppState& app);
/// To where it was left.
void return_to_lesson(AppState& app);

void answer_step(AppState& app, const std::string& answer);
/// `right`: the value of the number that is asked for; nothing: it is not known yet, and so is the answer's standing.
std::optional<bool> is_right(const Ask& ask, const std::string& answer, std::optional<double> right);

/// Once a frame: follows what undo has made of the scene, and sees what the reader does.
void follow_lesson(AppState& app);

} // namespace halfstep
