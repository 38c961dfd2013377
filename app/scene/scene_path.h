#pragma once
// How one scene names the one beside it: a lesson by its name, a file by its path from the folder of the scene that
// names it, as all files that scenes name. In a View that path is absolute, and leads to the same file from everywhere.
// (In scene.cpp.)

#include <string>

namespace halfstep {

/// What a scene in `folder` (empty: the current one) calls `named`: the lesson, or the absolute path. A pipe that the
/// program was started with keeps its name.
std::string scene_named(const std::string& named, const std::string& folder = "");
/// What a scene that is written to `file` has to call it: the other way round.
std::string scene_name_in(const std::string& file, const std::string& named);

/// Why no scene can call another one so; empty: it can.
std::string why_not_named(const std::string& name);

} // namespace halfstep
