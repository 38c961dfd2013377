#pragma once
// Scenes come and go: as files, from the list of lessons, through the clipboard.

#include "app/model/app_state.h"

namespace halfstep {

/// A title as the start of a file name.
std::string file_stem(const std::string& title);

/// A scene file, a figure that carries one, or the name of a lesson. Mistakes become a notice, and nothing is lost.
void open_scene(AppState& app, const std::string& path_or_lesson);
void copy_scene(AppState& app);
void paste_scene(AppState& app);
/// Returns what went wrong; empty: the file is there, and a notice says so.
std::string save_scene(AppState& app, const std::string& path);

} // namespace halfstep
