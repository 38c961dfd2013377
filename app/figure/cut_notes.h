#pragma once
// What a picture does not hold, it names: how high bars are that leave the plot and how much of them lies beside it,
// how far curves and bands go beyond its axes, and how many paths and points do.

#include "app/figure/layout.h"

#include <vector>

namespace halfstep {

/// To be drawn above the marks. Bars with a unit: "↑ 5.2× exact peak" beside those that leave, or over them where they
/// span the view; "← 5.2×" at the end of lying ones. Curves that are not quiet: "↑ 4752", their greatest finite value,
/// and "↓ …", their least, where these lie along x; the edges of bands likewise, but for those about a curve. Bars with
/// a unit that lie beyond the axis they stand along: "↑ 12 %", a part of all. Paths and points, all layers of one
/// ink together: "↑ 3 of 36 paths: 47.2", how many leave, and their farthest finite value; in a plane with equal units
/// "12 of 4000 points outside". An axis that the user has zoomed says nothing.
std::vector<Label> cut_notes(const Figure& figure, const Layout& layout);

/// The same of the curves of the overlay.
std::vector<Label> overlay_notes(const Figure& figure, const Layout& layout);

} // namespace halfstep
