#pragma once
// The table under the stage while another scene stands beside this one: by how much the final samples differ.

#include "app/model/session.h"
#include "app/ui/controls.h"

namespace halfstep {

/// There must be a comparison. Returns the session's sampler whose row the mouse is on; -1: none.
int differences_view(const Session& session, Controls& ui, const Rect& rect, int& page);
/// What is written in it, row by row, its head first and its note last; an empty text: nothing.
std::vector<std::vector<std::string>> differences_text(const Session& session);

} // namespace halfstep
