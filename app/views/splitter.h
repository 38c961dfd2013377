#pragma once
// The edge of a column, to be dragged.

#include "app/ui/controls.h"

namespace halfstep {

/// Between `x` and `x` + `gap`, along a column whose `width` (at scale 1) it changes: to the right with `sign` 1, to
/// the left with -1. A double click gives it its usual width.
void splitter(Controls& ui, const char* id, float x, float gap, const Rect& column, float& width, float usual,
              float sign);

} // namespace halfstep
