#pragma once
// The rows of [view] and [[view.plot]]: see core/spec/fact.h.

#include "app/plots/plots.h"
#include "core/spec/fact.h"

namespace halfstep {

/// One [[view.plot]].
struct PlotInView {
    std::string name;
    PlotView view;
};

template <>
std::span<const KeyFact<View>> keys();
template <>
std::span<const KeyFact<PlotInView>> keys();

/// What an axis may be zoomed to.
struct SpanLimits {
    static constexpr double most = 1e100;      ///< of either end: its square is still a number
    static constexpr double shortest = 1e-100; ///< of the range: likewise
    static constexpr double finest =
        1e-12; ///< the range, against the larger end: below, doubles tell no two pixels apart
    static constexpr int most_hidden = 1000; ///< entries: more than any legend has
};

} // namespace halfstep
