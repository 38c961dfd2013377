#pragma once
// The control points of a custom schedule, where its plot shows them and what can be done with them there.

#include "app/plots/touch.h"

namespace halfstep {

/// The handle of a control point: at t and SNR, seen within the axis. `id` is the index.
Handle control_handle(const ProcessSpec& process, int index);

extern const Touch control_point_touch;

} // namespace halfstep
