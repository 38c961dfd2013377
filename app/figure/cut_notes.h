#pragma once
// What a picture does not hold, it names: how high bars are that leave the plot and how much of them lies beside it,
// how far curves and bands go beyond its axes, and how many paths and points do.

#include "app/figure/layout.h"

#include <vector>

namespace halfstep {

/// To be drawn above the marks. An axis that the user has zoomed has none.
///
///   mark                               what its note says                        example
///   bars with a unit, too high         height of the highest, in that unit       "↑ 5.2× exact peak"; lying: "← 5.2×"
///   bars with a unit, beside the axis  their share of all bars                   "↑ 12 %"
///   curve that is not quiet            its greatest and least finite value       "↑ 4752", "↓ −3"
///   band that is not about a curve     the same of its edges                     the same
///   paths, points                      how many leave, and the farthest value    "↑ 3 of 36 paths: 47.2"
///   points in a plane of equal units   how many leave                            "12 of 4000 points outside"
///
/// Notes on paths and points count all layers of one ink together. In a small plot units are left out, and then notes.
std::vector<Label> cut_notes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics);

/// The same of the curves of the overlay.
std::vector<Label> overlay_notes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics);

} // namespace halfstep
