#pragma once
// Rows of a sweep -> Figure: what came out against what was varied.

#include "app/figure/figure.h"
#include "app/sweep/sweep_rows.h"

namespace halfstep {

/// What the figure can show of the final samples.
struct SweepMeasure {
    const char* name;  ///< as in --measure NAME
    const char* title; ///< for menus
    double SweepRow::*value;
    double SweepRow::*closed; ///< the closed form; nullptr: none
    bool error;               ///< value - closed is shown
    char coordinate;          ///< of the rows
};

const std::vector<SweepMeasure>& all_sweep_measures(); ///< distance first
const SweepMeasure* find_sweep_measure(std::string_view name);
bool has_measure(const SweepTable& table, const SweepMeasure& measure); ///< whether any row has a finite value

/// Against the values of the first key that has several: a curve for each sampler (and combination of the values of
/// other keys), the mean over seeds, in a band of the standard deviation over seeds (n - 1). Log axes where values lie
/// an order of magnitude apart. Values that are no numbers stand side by side. Distances come with the floor, that of
/// exact draws. A pure function; a table without rows gives empty axes.
Figure plot_sweep(const SweepTable& table, const SweepMeasure& measure);

} // namespace halfstep
