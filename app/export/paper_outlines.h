#pragma once
// Text as outlines, for programs that replace typefaces they do not have.

#include "app/figure/canvas.h"

#include <string>
#include <string_view>

namespace halfstep {

/// The outlines of a text, accents placed, whose baseline begins at `from`: the data of an SVG path. Empty: nothing to
/// be seen, as a blank has none.
std::string outline_path(std::string_view utf8, Point from, float size, Weight weight);

} // namespace halfstep
