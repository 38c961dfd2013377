#pragma once
// Keys and symbols; covers the window until a key or a click.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

void help_page(Controls& ui, AppState& app, const Rect& window);

} // namespace halfstep
