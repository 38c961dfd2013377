#pragma once
// Measured histograms as bars: bins merged to a readable width, to the scale of the exact density. Bars that would
// flatten the others leave the plot, which says how high they are.

#include "app/plots/law.h"
#include "app/plots/plots.h"

#include <string>
#include <vector>

namespace halfstep::plots {

/// A plot has room for bars so many exact peaks high.
constexpr double headroom = 1.5;

/// The bin width, in standard deviations of the finest component of the exact law.
constexpr double bin_sd = 0.2;

/// The histogram as densities, with whole bins merged until they are about `width` wide, empty ends dropped.
/// What lies outside of the histogram's range counts in the total, as it must.
Bars density_bars(const Histogram& histogram, double width);

/// The exact law to hold bars against: its density, or where that is narrower than a bar its average over bars like the
/// narrowest ones beside it (over 1/128 of the view where there are none). Wider bars stay below what it says, never
/// above.
struct ExactDensity {
    DensityCurve curve;
    bool averaged = false;
};
ExactDensity exact_density(const Target& law, double lo, double hi, const std::vector<Bars>& beside);

/// Several histograms over each other: a light tint each, the lighter the more there are, and a step line on top.
/// `of` is how many share the place. The bars have their place, scale and unit.
void add_bars(std::vector<Mark>& marks, Bars bars, const Ink& ink, int of, const std::string& label = {});

/// Which fraction of the particles lies outside of the bins: a diverged sampler's, mostly.
double share_outside(const Histogram& histogram);

/// The histogram of `sampler` at `state`; nullptr when it was not kept or is empty.
const Histogram* histogram_of(const SamplerRun& sampler, int coordinate, int state);

} // namespace halfstep::plots
