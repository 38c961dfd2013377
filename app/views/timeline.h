#pragma once
// Transport and scrubber along the bottom.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

void timeline(Controls& ui, AppState& app, const Rect& rect);

} // namespace halfstep
