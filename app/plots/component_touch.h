#pragma once
// The components of a target by hand: two handles each, mean and width, where the data are.

#include "app/plots/touch.h"

namespace halfstep {

/// In a plot that shows x0 upwards.
extern const Touch line_component_touch;
/// In one that shows both coordinates.
extern const Touch plane_component_touch;

} // namespace halfstep
