// Variance over the exact Var(x_t), against t: 1 is right.

#include "app/plots/moment_curves.h"

#include <algorithm>

namespace halfstep {

namespace {

using namespace plots;

/// One point's x_0 has no variance to be measured against.
double over_exact(double variance, const ExactMoments& exact, int level) {
    const double right = exact.mean_variance(level);
    return right > 0 ? variance / right : missing;
}

Measured measured_over_exact(const Moments& moments, const ExactMoments& exact, int level) {
    const Measured variance = mean_variance(moments);
    return {over_exact(variance.value, exact, level), over_exact(variance.se, exact, level)};
}

double closed_over_exact(const Gaussian& law, const ExactMoments& exact, int level) {
    return over_exact(mean_variance(law), exact, level);
}

double ratio_rounding(const Moments& moments, const ExactMoments& exact, int level) {
    return over_exact(variance_rounding(moments), exact, level);
}

/// Linear, from 0: how much is missing is a length. A sampler that explodes leaves the top.
Axis ratio_axis(const Run& run, const Statistic& statistic) {
    constexpr double least_top = 1.2, most_top = 4;
    const Range seen = samplers_range(run, statistic, true);
    const double top = std::clamp(seen.lo <= seen.hi ? 1.04 * seen.hi : 0, least_top, most_top);
    Axis axis;
    axis.label = "Var(xₜ) / exact";
    axis.lo = 0;
    axis.hi = round_out({0, top}).hi;
    return axis;
}

Curve exact_ratio(const Run& run, const ExactMoments&) {
    Curve right = exact_curve(run, [](int) { return 1.0; });
    right.label = "exact";
    right.topic = Topic::variance;
    return right;
}

constexpr MomentPlot of_ratio{"variance-ratio",
                              "Variance over the exact one",
                              "The variance of each sampler's particles over the exact one, against t: 1 is right",
                              {measured_over_exact, closed_over_exact, ratio_rounding},
                              ratio_axis,
                              exact_ratio};

Figure plot_ratio(const Run& run, const View& view) { return moment_figure(run, view, of_ratio); }
std::string ratio_words(const Run& run, const View& view) { return moment_words(run, view, of_ratio); }
std::vector<Mark> overlay_ratio(const Run& run, const View& view) {
    return moment_overlay(run, view, of_ratio.statistic);
}

} // namespace

extern const Plot variance_ratio_plot; // in the list: plots.cpp

constinit const Plot variance_ratio_plot = {
    .name = of_ratio.name,
    .title = of_ratio.title,
    .help = "Measured variance, its error band and the dashed closed form, each divided by the exact Var(xₜ): 1 is "
            "right. What a sampler loses or adds is the distance to the line, at any t alike.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_ratio,
    .overlay = overlay_ratio,
    .words = ratio_words,
};

} // namespace halfstep
