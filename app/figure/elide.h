#pragma once

#include "app/figure/canvas.h"

#include <string>
#include <string_view>

namespace halfstep {

/// The text, or as many of its first characters as fit into `room` pixels with "…" after them. Takes no longer for a
/// book than for a page.
std::string elided(std::string_view text, float size, Weight weight, float room, Canvas& metrics);

} // namespace halfstep
