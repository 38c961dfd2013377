// Variance against t: measured with its error band, the closed form of each sampler, and the exact Var(x_t).

#include "app/plots/moment_curves.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

/// The average over the coordinates, tr Cov / dim. Its standard error is at most the average of theirs, whatever the
/// correlation between the two estimates.
Measured measured_variance(const Moments& moments, const ExactMoments&, int) {
    if (moments.cov.rows() == 0) return {missing, missing};
    const double dim = static_cast<double>(moments.cov.rows());
    return {moments.cov.trace() / dim, moments.se_var.size() > 0 ? moments.se_var.sum() / dim : missing};
}

double closed_variance(const Gaussian& law, const ExactMoments&, int) {
    return law.cov.trace() / static_cast<double>(law.cov.rows());
}

constexpr Statistic variance_statistic{measured_variance, closed_variance};

/// From the exact variances and the samplers'. A sampler that collapses or explodes may stretch the axis only so far.
Axis variance_axis(const Run& run) {
    constexpr double log_from = 100;               // two decades: less reads better on a linear axis
    constexpr double collapse = 1e-6, burst = 100; // how far beyond the exact variances the axis follows a sampler
    const ExactMoments exact(run);
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    for (int k = 0; k <= run.process().steps(); ++k) {
        const double variance = exact.mean_variance(k);
        hi = std::max(hi, variance);
        if (variance > 0) lo = std::min(lo, variance);
    }
    if (!(hi > 0)) lo = hi = 1;
    const Range seen = samplers_range(run, variance_statistic, true);
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

std::vector<Mark> overlay_variance(const Run& run, const View& view) {
    return moment_overlay(run, view, variance_statistic);
}

Figure plot_variance(const Run& run, const View& view) {
    Figure figure;
    figure.name = "variance";
    figure.title = "Variance against t";
    if (!drawable(run)) return figure;
    figure.x = time_axis(run);
    figure.y = variance_axis(run);
    figure.caption = moment_caption(run);
    const ExactMoments exact(run);
    Curve curve = exact_curve(run, [&](int level) { return exact.mean_variance(level); });
    curve.label = "exact";
    curve.topic = Topic::variance;
    figure.marks.emplace_back(std::move(curve));
    add_moment_curves(figure, run, view, variance_statistic);
    figure.overlay = overlay_variance(run, view);
    return figure;
}

// ---- over the exact one: 1 is right ----

/// One point's x_0 has no variance to be measured against.
double over_exact(double variance, const ExactMoments& exact, int level) {
    const double right = exact.mean_variance(level);
    return right > 0 ? variance / right : missing;
}

Measured measured_over_exact(const Moments& moments, const ExactMoments& exact, int level) {
    const Measured variance = measured_variance(moments, exact, level);
    return {over_exact(variance.value, exact, level), over_exact(variance.se, exact, level)};
}

double closed_over_exact(const Gaussian& law, const ExactMoments& exact, int level) {
    return over_exact(closed_variance(law, exact, level), exact, level);
}

constexpr Statistic ratio_statistic{measured_over_exact, closed_over_exact};

/// Linear, from 0: how much is missing is a length. A sampler that explodes leaves the top.
Axis ratio_axis(const Run& run) {
    constexpr double least_top = 1.2, most_top = 4;
    const Range seen = samplers_range(run, ratio_statistic, true);
    const double top = std::clamp(seen.lo <= seen.hi ? 1.04 * seen.hi : 0, least_top, most_top);
    Axis axis;
    axis.label = "Var(xₜ) / exact";
    axis.lo = 0;
    axis.hi = round_out({0, top}).hi;
    return axis;
}

std::vector<Mark> overlay_ratio(const Run& run, const View& view) { return moment_overlay(run, view, ratio_statistic); }

Figure plot_ratio(const Run& run, const View& view) {
    Figure figure;
    figure.name = "variance-ratio";
    figure.title = "Variance over the exact one";
    if (!drawable(run)) return figure;
    figure.x = time_axis(run);
    figure.y = ratio_axis(run);
    figure.caption = moment_caption(run);
    Curve right = exact_curve(run, [](int) { return 1.0; });
    right.label = "exact";
    right.topic = Topic::variance;
    figure.marks.emplace_back(std::move(right));
    add_moment_curves(figure, run, view, ratio_statistic);
    figure.overlay = overlay_ratio(run, view);
    return figure;
}

} // namespace

extern const Plot variance_plot, variance_ratio_plot; // in the list: plots.cpp

constinit const Plot variance_plot = {
    .name = "variance",
    .title = "Variance against t",
    .help = "Measured variance with its error band; it should follow the dashed closed form, and a good sampler the "
            "exact Var(xₜ).",
    .applies = has_target,
    .needs = "a target",
    .make = plot_variance,
    .overlay = overlay_variance,
    .place = [](const Experiment& experiment) { return !learns(experiment) ? 1 : -1; },
};

constinit const Plot variance_ratio_plot = {
    .name = "variance-ratio",
    .title = "Variance over the exact one",
    .help = "Measured variance, its error band and the dashed closed form, each divided by the exact Var(xₜ): 1 is "
            "right. What a sampler loses or adds is the distance to the line, at any t alike.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_ratio,
    .overlay = overlay_ratio,
};

} // namespace halfstep
