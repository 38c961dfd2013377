#pragma once
// Scene files that were opened or saved lately, the newest first: a file of their paths, which all windows share.

#include "app/model/app_state.h"

namespace halfstep {

inline constexpr std::size_t most_recent_files = 20;

/// Of the folder of what is remembered; none where that is empty or the file is not there.
std::vector<std::string> recent_files(const std::string& state_folder);
/// Puts it to the front of the list; an empty one is none. Quietly does nothing where it cannot write, and where
/// nothing is to be remembered (AppState::state_folder).
void note_recent(const AppState& app, const std::string& path);

} // namespace halfstep
