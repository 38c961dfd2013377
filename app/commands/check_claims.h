#pragma once
// The claims of lessons, for `halfstep check`.

#include "app/lesson/lesson.h"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// One claim, judged.
struct ClaimLine {
    bool failed = false;
    std::string where{}; ///< "step 2, claim 1"
    std::string text{};  ///< with its numbers, one line
};

/// Of all steps, or of one, counted from 1. Steps of one scene share a run, and a run has what all its claims need.
/// Throws Interrupted.
std::vector<ClaimLine> check_claims(const LessonFile& lesson, std::optional<int> step, std::atomic<float>& progress);

} // namespace halfstep
