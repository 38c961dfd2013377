// Variance against t: measured with its error band, the closed form of each sampler, and the exact Var(x_t).

#include "app/plots/moment_curves.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

/// From the exact variances and the samplers'. A sampler that collapses or explodes may stretch the axis only so far.
Axis variance_axis(const Run& run, const Statistic& statistic) {
    constexpr double log_from = 100;               // two decades: less reads better on a linear axis
    constexpr double collapse = 1e-8, burst = 100; // how far beyond the exact variances the axis follows a sampler
    const ExactMoments exact(run);
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    for (int k = 0; k <= run.process().steps(); ++k) {
        const double variance = exact.mean_variance(k);
        hi = std::max(hi, variance);
        if (variance > 0) lo = std::min(lo, variance);
    }
    if (!(hi > 0)) lo = hi = 1;
    const Range seen = samplers_range(run, statistic, true);
    const double floor = collapse * lo, ceiling = burst * hi;
    if (seen.lo <= seen.hi) {
        if (seen.lo > 0) lo = std::min(lo, std::max(seen.lo, floor)); // 0: data that are one point
        hi = std::max(hi, std::min(seen.hi, ceiling));
    }
    Axis axis;
    axis.label = is_1d(run) ? "Var(xₜ)" : "Var(xₜ), average of x and y";
    if (hi > log_from * lo) {
        axis.scale = Scale::log10;
        axis.lo = 1 / nice_ceil(1.2 / lo);
        axis.hi = nice_ceil(1.1 * hi);
    } else {
        axis.lo = 0;
        axis.hi = round_out({0, 1.04 * hi}).hi;
    }
    return axis;
}

Curve exact_variance(const Run& run, const ExactMoments& exact) {
    Curve curve = exact_curve(run, [&](int level) { return exact.mean_variance(level); });
    curve.label = "exact";
    curve.topic = Topic::variance;
    return curve;
}

constexpr MomentPlot of_variance{
    "variance",
    "Variance against t",
    "The variance of each sampler's particles against t",
    {[](const Moments& moments, const ExactMoments&, int) { return mean_variance(moments); },
     [](const Gaussian& law, const ExactMoments&, int) { return mean_variance(law); },
     [](const Moments& moments, const ExactMoments&, int) { return variance_rounding(moments); }},
    variance_axis,
    exact_variance};

Figure plot_variance(const Run& run, const View& view) { return moment_figure(run, view, of_variance); }
std::string variance_words(const Run& run, const View& view) { return moment_words(run, view, of_variance); }
std::vector<Mark> overlay_variance(const Run& run, const View& view) {
    return moment_overlay(run, view, of_variance.statistic);
}

} // namespace

extern const Plot variance_plot; // in the list: plots.cpp

constinit const Plot variance_plot = {
    .name = of_variance.name,
    .title = of_variance.title,
    .help = "Measured variance with its error band; it should follow the dashed closed form, and a good sampler the "
            "exact Var(xₜ).",
    .applies = has_target,
    .needs = "a target",
    .make = plot_variance,
    .overlay = overlay_variance,
    .words = variance_words,
    .place = [](const Experiment& experiment) { return !learns(experiment) ? 1 : -1; },
};

} // namespace halfstep
