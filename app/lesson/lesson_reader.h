#pragma once
// A lesson from its file. Everything in it is checked here: unknown keys, wrong types, names that nobody has,
// expressions that no run of the step can give a value. Nothing is simulated.

#include "app/lesson/lesson.h"

#include <string>
#include <string_view>

namespace halfstep {

/// `file` is what messages call it. Throws SceneError "FILE:LINE: step[1].claim[0].value = ...: what is wrong; allowed:
/// ...". A file without steps is an example.
LessonFile parse_lesson(std::string_view toml, const std::string& file);

/// A path, or the name of a shipped lesson. Throws SceneError.
LessonFile load_lesson(const std::string& path_or_lesson);

} // namespace halfstep
