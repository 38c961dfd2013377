#pragma once
// Presenting: stage, plots and time on the whole screen, larger, for the back row. The controls fold away behind a
// handle at the left edge.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

/// Type as large as the back row needs, which is a fraction of the screen's height, however many pixels that has.
void fit_presenter(AppState& app, float height);
/// The name of the scene and the time; the way back is quiet.
void presenter_bar(Controls& ui, AppState& app, const Rect& rect);
/// The edge that brings the controls back.
void presenter_handle(Controls& ui, AppState& app, const Rect& rect);

} // namespace halfstep
