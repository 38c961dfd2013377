#pragma once
// The lesson that is open: which of its steps is shown, what the reader has done in each, and the way to the free bench
// and back. What works out its numbers: lesson_judge.h.

#include "app/lesson/lesson.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct AppState;

/// What the reader has done in a step.
struct StepProgress {
    bool played = false;
    std::vector<std::string> dragged{}; ///< keys of settings
    std::string answer{}; ///< of a choice its number from 1, of a number what was typed, of a drawing "drawn"
    bool complete = false;
    bool operator==(const StepProgress&) const = default;
};

struct LessonState {
    std::shared_ptr<const LessonFile> file{}; ///< with steps; nullptr: none is open
    int step = 0;                             ///< from 0
    bool away = false;                        ///< at the free bench: the scene is not that of a step
    bool folded = false;                      ///< the page makes room for the settings
    bool all_settings = false;                ///< they stand below the text
    int open_claim = -1;                      ///< whose numbers are shown
    int moves = 0;                            ///< counts arrivals at a step
    int trend_asked = -1;                     ///< of a view, which takes it away: the claim that is to be worked out
    bool still = false;                       ///< nothing begins to play by itself: for pictures
    std::vector<StepProgress> done{};         ///< a step each

    /// What the step was when it was left.
    struct Left {
        Experiment experiment;
        View view;
    };
    std::shared_ptr<const Left> left{};
    long looked_at = -1; ///< Session::changes() when settings were last looked at

    bool on_page() const { return file && !away; }
    int count() const { return file ? static_cast<int>(file->steps.size()) : 0; }
    const LessonStep& now() const { return file->steps[static_cast<std::size_t>(step)]; }
    StepProgress& doing() { return done[static_cast<std::size_t>(step)]; }
    const StepProgress& doing() const { return done[static_cast<std::size_t>(step)]; }
};

/// Shows the first step of a lesson that has some, or another one; what was done in it before is known.
void open_lesson(AppState& app, std::shared_ptr<const LessonFile> file, int step = 0);
/// A path or the name of a shipped lesson; nullptr: it has no steps. Throws SceneError.
std::shared_ptr<const LessonFile> lesson_with_steps(const std::string& path_or_lesson);
/// When a window begins: the lesson that its scene is of, at its first step, or, where the window was one before, at the
/// step that it was at.
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
