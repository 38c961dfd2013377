#pragma once
// A line at the bottom, of what has happened or could not.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

void notice_line(Controls& ui, AppState& app, const Rect& window);
/// Time passes. Returns true when the notice has gone.
bool update_notice(Notice& notice, double seconds);

} // namespace halfstep
