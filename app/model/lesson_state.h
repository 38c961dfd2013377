#pragma once
// The lesson that is open: which of its steps is shown, what the reader has done in each, and the way to the free bench
// and back. What changes it: lesson_steps.h; what works out its numbers: lesson_judge.h.

#include "app/lesson/lesson.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

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

} // namespace halfstep
