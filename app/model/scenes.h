#pragma once
// Scenes come and go: as files, from the list of lessons, through the clipboard.

#include "app/model/app_state.h"

namespace halfstep {

/// A title as the start of a file name.
std::string file_stem(const std::string& title);

/// A scene file, a figure that carries one, a table of points, or the name of a lesson. Mistakes become a notice, and
/// nothing is lost; a table that could be meant in more than one way becomes a question.
void open_scene(AppState& app, const std::string& path_or_lesson);
/// Asks how a table is meant: the import dialog.
void ask_import(AppState& app, const std::string& path);
/// What that has made of it becomes the scene.
void open_table(AppState& app, const Experiment& experiment);
void copy_scene(AppState& app);
void paste_scene(AppState& app);
/// Returns what went wrong; empty: the file is there, and a notice says so.
std::string save_scene(AppState& app, const std::string& path);

} // namespace halfstep
