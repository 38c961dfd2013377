#pragma once
// Names of curves beside the curves themselves, where there is room: nobody has to look them up in a legend.

#include "app/figure/layout.h"

namespace halfstep {

/// The entries of a legend that may stand beside their curves: those of curves that are no sampler's.
std::vector<LegendRules::Entry> labels_to_place(const Figure& figure, const Layout& layout);

/// Puts as many of them into the layout as have room, above or below their curve, near an end of it; returns those.
std::vector<LegendRules::Entry> place_direct_labels(const Figure& figure, const std::vector<LegendRules::Entry>& wanted,
                                                    const Theme& theme, Canvas& metrics, Layout& layout);

} // namespace halfstep
