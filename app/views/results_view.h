#pragma once
// The table under the stage: what was measured of the final samples, beside its closed form.

#include "app/model/session.h"
#include "app/ui/controls.h"

namespace halfstep {

/// Returns the sampler whose row the mouse is on; -1: none.
int results_view(const Session& session, Controls& ui, const Rect& rect, int& page);
/// What is written in it, row by row, its head first; an empty text: nothing. Of a coarse run it says so, and never how
/// far that is off.
std::vector<std::vector<std::string>> results_text(const Session& session);
int results_rows(const Session& session); ///< with its head and its last line

} // namespace halfstep
