#pragma once
// What several plots have in common in their legends, to stand once for all of them.

#include "app/figure/layout.h"

namespace halfstep {

struct SharedLegend {
    Figure key;                              ///< marks with labels and without data: its legend is the shared one
    std::vector<LegendRules::Entry> entries; ///< what the plots then leave out: LegendRules::elsewhere
};

/// Of entries that so many figures or more have, in the order in which they come. What is drawn unlike under one label
/// stays with its plot; of a sampler, which has its colour everywhere, the key is a line.
SharedLegend shared_legend(const std::vector<Figure>& figures, int least = 2);

} // namespace halfstep
