#pragma once
// --compare, and compare in [view]: the scene that stands beside another.

#include "app/scene/scene.h"

#include <memory>
#include <string>

namespace halfstep {

/// As `compare` says, what was typed, or where nothing was the scene's view; null: nothing stands beside it. The view
/// then says so as `file` has to, which is to carry it (empty: nothing is). Throws SceneError where the two cannot be
/// compared, and UsageError where the file could not name the other one: a pipe is empty once it has been read.
std::shared_ptr<const Problem> problem_beside(const std::string& compare, Scene& scene, const std::string& file);

/// What a file that carries a scene calls the scene beside it, whose path that is. Throws UsageError, in the name of
/// `option`, where that is no text.
std::string carried_name(const std::string& file, const std::string& path, const char* option = "view.compare");

} // namespace halfstep
