// Mean against t. In one dimension the mean itself; in two its distance from the exact mean, with the distance that
// sampling noise alone gives.

#include "app/plots/moment_curves.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

Measured measured_mean(const Moments& moments, const ExactMoments& exact, int level) {
    if (moments.mean.size() == 0) return {missing, missing};
    if (moments.mean.size() == 1) return {moments.mean(0), moments.se_mean.size() > 0 ? moments.se_mean(0) : missing};
    // The error of a distance is that of the mean along one direction: its variance is at most the trace.
    const double se = moments.se_mean.size() > 0 ? moments.se_mean.norm() : missing;
    return {(moments.mean - exact.mean(level)).norm(), se};
}

double closed_mean(const Gaussian& law, const ExactMoments& exact, int level) {
    return law.mean.size() == 1 ? law.mean(0) : (law.mean - exact.mean(level)).norm();
}

double mean_rounding(const Moments& moments, const ExactMoments&, int) {
    return moments.rounding_mean.size() > 0 ? moments.rounding_mean.norm() : 0;
}

/// Root mean square distance between the mean of `particles` exact draws and the exact mean.
double noise_floor(const Run& run, const ExactMoments& exact, int level) {
    return std::sqrt(run.target().dim() * exact.mean_variance(level) /
                     static_cast<double>(std::max<std::int64_t>(run.particles, 1)));
}

/// From the exact and closed-form means; around them room for the errors, or a twelfth of the law's width where that is
/// more, so that a mean of zero looks like zero at any number of particles.
Axis mean_axis(const Run& run, const Statistic& statistic) {
    constexpr double room = 0.08, errors = 3,
                     follow = 3; // follow: standard deviations that a biased sampler may stretch it
    const ExactMoments exact(run);
    Range range{0, 0};
    double sd = 0;
    for (int k = 0; k <= run.process().steps(); ++k) {
        sd = std::max(sd, std::sqrt(exact.mean_variance(k)));
        if (!is_1d(run)) continue;
        const double mean = exact.mean(k)(0);
        range.lo = std::min(range.lo, mean);
        range.hi = std::max(range.hi, mean);
    }
    const Range seen = samplers_range(run, statistic, false);
    if (seen.lo <= seen.hi) {
        range.lo = std::min(range.lo, std::max(seen.lo, range.lo - follow * sd));
        range.hi = std::max(range.hi, std::min(seen.hi, range.hi + follow * sd));
    }
    const double noise = std::sqrt(run.target().dim() / static_cast<double>(std::max<std::int64_t>(run.particles, 1)));
    const double pad = sd * std::max(room, errors * noise);
    range = round_out({is_1d(run) ? range.lo - pad : 0, range.hi + pad}, 10);
    Axis axis;
    axis.label = is_1d(run) ? "E[xₜ]" : "|mean − exact mean|";
    axis.lo = range.lo;
    axis.hi = range.hi;
    return axis;
}

Curve exact_mean(const Run& run, const ExactMoments& exact) {
    Curve curve;
    if (is_1d(run)) {
        curve = exact_curve(run, [&](int level) { return exact.mean(level)(0); });
        curve.label = "exact";
        curve.topic = Topic::mean;
    } else {
        curve = exact_curve(run, [&](int level) { return noise_floor(run, exact, level); });
        curve.dash = Dash::dotted;
        curve.label = "sampling noise alone";
    }
    return curve;
}

/// In the plane the distances of all samplers have the same error, which reaches down to zero: bands would be mud.
/// Twice the root mean square holds 95 % of the distances that noise alone gives, or more: of a law along a line so
/// many, of a round one 1 - exp(-4).
std::optional<Band> mean_noise(const Run& run) {
    if (is_1d(run)) return std::nullopt;
    const ExactMoments exact(run);
    Band band;
    for (int k = 0; k <= run.process().steps(); ++k) {
        band.x.push_back(run.process().levels[static_cast<std::size_t>(k)].t);
        band.lo.push_back(0);
        band.hi.push_back(2 * noise_floor(run, exact, k));
    }
    band.ink = {Ink::exact, 0, 0.1f};
    band.label = "sampling noise alone";
    return band;
}

constexpr MomentPlot of_mean{"mean",
                             "Mean against t",
                             "The mean of each sampler's particles against t, in the plane its distance from the exact "
                             "one",
                             {measured_mean, closed_mean, mean_rounding},
                             mean_axis,
                             exact_mean,
                             mean_noise};

Figure plot_mean(const Run& run, const View& view) { return moment_figure(run, view, of_mean); }
std::string mean_words(const Run& run, const View& view) { return moment_words(run, view, of_mean); }
std::vector<Mark> overlay_mean(const Run& run, const View& view) {
    return moment_overlay(run, view, of_mean.statistic);
}

} // namespace

extern const Plot mean_plot; // in the list: plots.cpp

constinit const Plot mean_plot = {
    .name = of_mean.name,
    .title = of_mean.title,
    .help = "Measured mean with its error band; it should follow the dashed closed form, and a good sampler the "
            "exact mean. In the plane how far it is from that: in the grey band, as far as sampling noise brings it.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_mean,
    .overlay = overlay_mean,
    .words = mean_words,
};

} // namespace halfstep
