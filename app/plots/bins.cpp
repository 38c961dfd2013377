#include "app/plots/bins.h"

#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

namespace {

/// Whether some particle is in a bar: empty ends are dropped.
bool hold_some(const Bars& bars) { return !bars.height.empty() && bars.height.front() > 0; }

} // namespace

Bars density_bars(const Histogram& histogram, double width) {
    const auto bins = static_cast<int>(histogram.counts.size());
    const double narrow = histogram.width();
    const double wanted = std::isfinite(width / narrow) ? std::round(width / narrow) : 1;
    const int merge = static_cast<int>(std::clamp(wanted, 1.0, std::max(1.0, bins / 8.0)));
    const double unit = 1 / (static_cast<double>(histogram.total()) * narrow);

    Bars bars;
    bars.below = static_cast<double>(histogram.below) / static_cast<double>(histogram.total());
    bars.above = static_cast<double>(histogram.above) / static_cast<double>(histogram.total());
    for (int first = 0; first < bins; first += merge) {
        const int last = std::min(first + merge, bins);
        std::uint64_t count = 0;
        for (int i = first; i < last; ++i) count += histogram.counts[i];
        if (count == 0 && bars.height.empty()) continue;
        if (bars.edges.empty()) bars.edges.push_back(histogram.lo + first * narrow);
        bars.edges.push_back(histogram.lo + last * narrow);
        bars.height.push_back(static_cast<double>(count) * unit / (last - first));
    }
    while (!bars.height.empty() && bars.height.back() == 0) {
        bars.height.pop_back();
        bars.edges.pop_back();
    }
    if (bars.height.empty()) bars.edges = {histogram.lo, histogram.hi}, bars.height = {0}; // all are outside
    return bars;
}

ExactDensity exact_density(const Target& law, double lo, double hi, const std::vector<Bars>& beside) {
    const auto width_of = [](const Bars& bars) { return bars.edges[1] - bars.edges[0]; };
    const Bars* narrowest = nullptr;
    for (const Bars& bars : beside)
        if (hold_some(bars) && (!narrowest || width_of(bars) < width_of(*narrowest))) narrowest = &bars;
    const double width = narrowest ? width_of(*narrowest) : (hi - lo) / 128;
    if (finest_sd(law, 0) > width) return {density_curve(law, lo, hi), false};
    return {binned_density(law, lo, hi, narrowest ? narrowest->edges[0] : lo, width), true};
}

void add_bars(std::vector<Mark>& marks, Bars bars, const Ink& ink, int of, const std::string& label) {
    if (bars.height.empty()) return;
    Curve steps;
    const auto corner = [&](double edge, double height) {
        const double tip = bars.base + bars.scale * height;
        steps.x.push_back(bars.horizontal ? tip : edge);
        steps.y.push_back(bars.horizontal ? edge : tip);
    };
    corner(bars.edges.front(), 0);
    for (std::size_t i = 0; i < bars.height.size(); ++i) {
        corner(bars.edges[i], bars.height[i]);
        corner(bars.edges[i + 1], bars.height[i]);
    }
    corner(bars.edges.back(), 0);
    steps.ink = ink;
    steps.width = 1.25f;
    steps.label = label;
    steps.quiet = true; // the bars speak for it
    if (ink.role == Ink::sampler && of > 1 && !bars.horizontal) {
        steps.lane = ink.index;
        steps.lanes = of;
    }
    bars.outline = false;
    bars.ink = ink;
    bars.tint = of == 1 ? 0.24f : of == 2 ? 0.14f : 0.05f; // of several on each other the colours would mix
    bars.label = label;
    const bool seen = hold_some(bars);
    marks.emplace_back(std::move(bars));
    if (seen) marks.emplace_back(std::move(steps));
}

double share_outside(const Histogram& histogram) {
    return static_cast<double>(histogram.below + histogram.above) / static_cast<double>(histogram.total());
}

const Histogram* histogram_of(const SamplerRun& sampler, int coordinate, int state) {
    if (coordinate >= static_cast<int>(sampler.histograms.size())) return nullptr;
    const auto& states = sampler.histograms[coordinate];
    if (state < 0 || state >= static_cast<int>(states.size())) return nullptr;
    const Histogram& histogram = states[state];
    const bool counted = !histogram.counts.empty() && histogram.total() > 0 && histogram.hi > histogram.lo;
    return counted ? &histogram : nullptr;
}

} // namespace halfstep::plots
