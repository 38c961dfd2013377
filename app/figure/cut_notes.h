#pragma once
// What a picture does not hold, it names: how high bars are that leave the plot, and how far curves go beyond its axes.

#include "app/figure/layout.h"

#include <vector>

namespace halfstep {

/// To be drawn above the marks. Bars with a unit: "↑ 5.2× exact peak" beside those that leave, or over them where they span
/// the view; "← 5.2×" at the end of lying ones. Curves that are not quiet: "↑ 4752", their greatest finite value, and "↓ …",
/// their least, where these lie along x. An axis that the user has zoomed says nothing.
std::vector<Label> cut_notes(const Figure& figure, const Layout& layout);

} // namespace halfstep
