#pragma once
// The edge of a column, to be dragged.

#include "app/ui/controls.h"

namespace halfstep {

struct Splitter {
    const char* id = "";
    Rect place{};     ///< of the splitter itself
    float column = 0; ///< how wide its column is now, in pixels
    float usual = 0;  ///< the column's width after a double click, at scale 1
    float sign = 1;   ///< 1: the column lies left of it; -1: right of it
};

/// Dragging it changes the `width` of its column, at scale 1.
void splitter(Controls& ui, const Splitter& splitter, float& width);

} // namespace halfstep
