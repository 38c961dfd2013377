#pragma once
// Which samplers a plot shows: those that its caption may speak of.

#include "app/plots/plots.h"

#include <algorithm>

namespace halfstep::plots {

/// Neither muted nor, where a plot's legend names the samplers, switched off there.
inline std::vector<const SamplerRun*> shown_samplers(const Run& run, const View& view, const char* plot) {
    const auto seen = view.plots.find(find_plot(plot));
    std::vector<const SamplerRun*> shown;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const bool off = seen != view.plots.end() && seen->second.hides(sampler.spec().name);
        if (!off && !view.muted.has(i)) shown.push_back(&sampler);
    }
    return shown;
}

/// Whether two views show the same samplers in every plot.
inline bool show_the_same_samplers(const View& a, const View& b) {
    const auto off_in_both = [](const View& here, const View& there) {
        return std::all_of(here.plots.begin(), here.plots.end(), [&](const auto& entry) {
            const auto other = there.plots.find(entry.first);
            return other == there.plots.end() ? entry.second.hidden.empty()
                                              : other->second.hidden == entry.second.hidden;
        });
    };
    return a.muted == b.muted && off_in_both(a, b) && off_in_both(b, a);
}

} // namespace halfstep::plots
