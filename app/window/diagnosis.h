#pragma once
// What a report of a fault needs to know of the program and of the machine that it runs on, as a block of text:
// versions, renderer, paths, programs beside it. What cannot be found says so, and nothing fails.

#include <string>

namespace halfstep {

struct AppState;

/// Without a window: opens one that is not shown, where there is a display, for what only the renderer knows.
std::string diagnosis();
/// Of a window, whose OpenGL is current.
std::string diagnosis_in_window(const AppState& app);

/// Remembers where the journal of this window is, for the next diagnosis. Quietly does nothing where it cannot.
void note_journal(const std::string& path);

} // namespace halfstep
