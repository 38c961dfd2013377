#pragma once
// A sampler's swatch, wherever it is: a click mutes the sampler in every plot, or brings it back; with Shift it alone
// is left.

#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

/// What a click on a sampler's swatch does, with the keys that are held.
void mute_or_solo(AppState& app, int sampler);
/// What that would be, as a tooltip.
void mute_tip(Controls& ui, const AppState& app, int sampler);
/// The table of results: a click on the swatch or the name of the row under the mouse; -1: no row is.
void mute_by_row(Controls& ui, AppState& app, int row);

} // namespace halfstep
