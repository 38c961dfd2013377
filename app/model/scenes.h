#pragma once
// Scenes come and go: as files, from the list of lessons, through the clipboard.

#include "app/model/app_state.h"

namespace halfstep {

/// A title as the start of a file name.
std::string file_stem(const std::string& title);

/// Where a scene is from that has been read from there. `path_or_lesson` may be a figure or a film, which is no place
/// to save it to.
OpenDocument document_of(const std::string& path_or_lesson);

/// A scene file, a figure that carries one, a table of points, or the name of a lesson. Mistakes become a notice, and
/// nothing is lost: what was there before is kept as it was, and undo brings it back; a table that could be meant in
/// more than one way becomes a question. True: it is open, or that is asked.
bool open_scene(AppState& app, const std::string& path_or_lesson);
/// An empty one.
void new_scene(AppState& app);
/// Asks how a table is meant: the import dialog.
void ask_import(AppState& app, const std::string& path);
/// What that has made of it becomes the scene.
void open_table(AppState& app, const Experiment& experiment);
void copy_scene(AppState& app);
/// What is on screen, in words.
void copy_description(AppState& app);
/// AppState::diagnose.
void copy_diagnosis(AppState& app);
void paste_scene(AppState& app);
/// What saving to a path where something is does to that, or why it cannot be; empty: nothing is there.
std::string what_saving_does(const OpenDocument& document, const std::string& path);
/// Returns what went wrong; empty: the file is there, and a notice says so.
std::string save_scene(AppState& app, const std::string& path);
/// To where it is from; where that is nowhere, or would lose something, the dialog asks.
void save_or_ask(AppState& app);

// A file that is no longer what was read from it.
/// Says so, once for each change. `saving`: that is what it keeps from being done.
void look_at_disk(AppState& app, bool saving = false);
bool disk_differs(const AppState& app);
/// Once the run of a figure's scene is there: says where its numbers are not those that the figure was made with.
void look_at_results(AppState& app);
/// Opens what is there now.
void load_from_disk(AppState& app);
/// What is in the window stays, and saving replaces what is there now; where saving was what has been asked for, it
/// does so at once.
void keep_mine(AppState& app);

} // namespace halfstep
