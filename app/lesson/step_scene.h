#pragma once
// The scene of a lesson's step: that of the step before, with the step's changes laid over it. It is read by the reader
// of all scenes, so that messages name the line of the step.

#include "app/scene/scene.h"

#include <optional>
#include <string>
#include <string_view>

namespace halfstep {

/// Of step `step`, counted from 1; 0: the scene of the file without its steps. Tables are merged, arrays replaced. A
/// table whose `kind` changes begins afresh, but a process keeps its steps; so does a process whose schedule or grid
/// changes. Throws SceneError.
Scene parse_step(std::string_view toml, const std::string& file, int step);

/// The same of a path or the name of a shipped lesson; nothing: the file's own scene, whatever kind of file it is.
/// Throws SceneError, also where there is no such step.
Scene load_step(const std::string& path_or_lesson, std::optional<int> step);

} // namespace halfstep
