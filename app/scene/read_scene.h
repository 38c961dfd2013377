#pragma once
// A scene out of a document, for those who make one of several parts. (In scene.cpp.)

#include "app/scene/reader.h"
#include "app/scene/scene.h"

namespace halfstep {

/// `bytes`: of the text that it comes from. Throws SceneError.
Scene read_scene(const Document& document, std::size_t bytes);

/// The TOML of a path or a shipped lesson, as load_with_view() finds it; nothing: it is a table of points. Throws
/// SceneError.
std::optional<std::string> scene_text(const std::string& path_or_lesson);

/// What a scene file is compared with is found from its folder; where it came through a pipe, from the current one.
Scene beside_its_file(Scene scene, const std::string& path);

} // namespace halfstep
