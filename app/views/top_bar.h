#pragma once
// The bar along the top, and the menus that open from it.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

void top_bar(Controls& ui, AppState& app, const Rect& rect);

} // namespace halfstep
