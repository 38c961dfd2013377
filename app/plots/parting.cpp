// How far the same particle's two states part, where another scene stands beside this one.

#include "app/plots/common.h"
#include "app/plots/words.h"
#include "core/run/comparison.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

bool has_comparison(const Run& run) { return has_target(run) && run.comparison != nullptr; }

/// "DDIM", or where the other scene's has another name "DDIM, DDPM".
std::string pair_name(const Comparison& comparison, const PairDifference& pair) {
    const std::string& first = comparison.first[static_cast<std::size_t>(pair.samplers.first)].spec().name;
    const std::string& second = comparison.second->samplers[static_cast<std::size_t>(pair.samplers.second)].spec().name;
    return first == second ? first : first + ", " + second;
}

/// Linear from 0, unless the states are far closer somewhere than elsewhere, as those of a process that ends at a
/// large noise are at the data.
Axis parting_axis(const Comparison& comparison) {
    constexpr double log_from = 30; // the largest over the last
    double lo = std::numeric_limits<double>::infinity(), hi = 0, last = 0;
    for (const PairDifference& pair : comparison.pairs) {
        for (const PartingAt& at : pair.parting)
            for (const double value : {at.rms.value, at.high})
                if (std::isfinite(value) && value > 0) lo = std::min(lo, value), hi = std::max(hi, value);
        if (!pair.parting.empty()) last = std::max(last, pair.parting.front().rms.value);
    }
    Axis axis;
    if (hi > log_from * last && last > 0) {
        constexpr double most_decades = 6;
        axis = decades(lo, hi, most_decades);
    } else {
        axis.hi = hi > 0 ? round_out({0, 1.04 * hi}).hi : 1;
        axis.lo = 0;
    }
    axis.label = "distance of the two states";
    return axis;
}

void add_parting(Figure& figure, const Comparison& comparison, std::size_t index, const View& view) {
    const PairDifference& pair = comparison.pairs[index];
    const int sampler = pair.samplers.first;
    Band band;
    Curve rms, median;
    for (const PartingAt& at : pair.parting) {
        for (std::vector<double>* x : {&band.x, &rms.x, &median.x}) x->push_back(at.share);
        band.lo.push_back(at.low);
        band.hi.push_back(at.high);
        rms.y.push_back(at.rms.value);
        median.y.push_back(at.median);
    }
    band.label = rms.label = pair_name(comparison, pair);
    median.name = rms.label + " (median)";
    band.ink = sampler_ink(sampler, view, 0.13f);
    rms.ink = sampler_ink(sampler, view);
    median.ink = sampler_ink(sampler, view, 0.7f);
    rms.width = 2;
    median.width = 1;
    median.dash = Dash::dashed;
    rms.lane = static_cast<int>(index);
    rms.lanes = static_cast<int>(comparison.pairs.size());
    Points dots;
    dots.x = rms.x;
    dots.y = rms.y;
    dots.ink = rms.ink;
    dots.radius = 2;
    dots.name = rms.label;
    const bool few = static_cast<int>(rms.x.size()) <= few_levels;
    if (band.x.size() > 1) figure.marks.emplace_back(std::move(band));
    figure.marks.emplace_back(std::move(rms)); // before the other: the legend shows the first
    figure.marks.emplace_back(std::move(median));
    if (few) figure.marks.emplace_back(std::move(dots));
}

std::vector<Mark> overlay_parting(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run) || !run.comparison) return overlay;
    Rule cursor;
    cursor.value = static_cast<double>(cursor_level(run, view)) / run.process().steps();
    cursor.ink = {Ink::cursor, 0, 1};
    overlay.emplace_back(std::move(cursor));
    return overlay;
}

Figure plot_parting(const Run& run, const View& view) {
    Figure figure;
    figure.name = "parting";
    figure.title = "How far the two scenes part";
    if (!drawable(run) || !run.comparison) return figure;
    const Comparison& comparison = *run.comparison;
    figure.x.label = "share of the process: 0 data, 1 noise";
    figure.y = parting_axis(comparison);
    const int tracked = comparison.pairs.empty() ? 0 : comparison.pairs.front().tracked;
    figure.caption = "same particle, same noise: root mean square; dashed: median; band: 5 to 95 % of " +
                     grouped(tracked) + (tracked == 1 ? " particle" : " particles");
    for (std::size_t i = 0; i < comparison.pairs.size(); ++i) add_parting(figure, comparison, i, view);
    figure.overlay = overlay_parting(run, view);
    return figure;
}

std::string parting_words(const Run& run, const View& view) {
    const Comparison& comparison = *run.comparison;
    const double share = static_cast<double>(cursor_level(run, view)) / run.process().steps();
    std::string list, where;
    for (const PairDifference& pair : comparison.pairs) {
        if (pair.parting.empty()) continue;
        const PartingAt at =
            *std::min_element(pair.parting.begin(), pair.parting.end(), [share](const auto& a, const auto& b) {
                return std::abs(a.share - share) < std::abs(b.share - share);
            });
        list += (list.empty() ? "" : "; ") + pair_name(comparison, pair) + ": " + told(at.rms, run) + ", median " +
                plain_words(at.median) + ", from " + plain_words(at.low) + " to " + plain_words(at.high) +
                " for 90 % of the particles";
        where = plain_words(at.share);
    }
    return "How far the same particle's two states are apart, from the same noise, against the share of the process: 0 "
           "is the data, 1 the noise." +
           by_sampler("The root mean square distance at " + where + ", of each sampler", list);
}

} // namespace

extern const Plot parting_plot; // in the list: plots.cpp

constinit const Plot parting_plot = {
    .name = "parting",
    .title = "How far the two scenes part",
    .help = "With another scene beside this one: the distance between the same particle's two states, from the same "
            "noise, at the same share of both processes; one scene beside itself stays at 0.",
    .applies = has_comparison,
    .needs = "another scene beside it (--compare, or compare in [view])",
    .make = plot_parting,
    .overlay = overlay_parting,
    .words = parting_words,
    .compares = true,
};

} // namespace halfstep
