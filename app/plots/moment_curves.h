#pragma once
// One moment of every sampler against t: measured with its error band, the closed form dashed. Shared by the plots of
// the mean, of the variance and of its ratio to the exact one.

#include "app/plots/common.h"
#include "core/base/measured.h"

#include <optional>
#include <vector>

namespace halfstep::plots {

/// The exact moments of x_t, from those of the data: a mean, a^2 cov + b^2 I.
struct ExactMoments {
    explicit ExactMoments(const Run& run);
    Vec mean(int level) const;
    Mat cov(int level) const;
    double mean_variance(int level) const; ///< tr Cov(x_t) / dim

private:
    const Process* process_;
    Vec mean0_;
    Mat cov0_;
};

/// Which number a plot is about: from the measured moments, and from the closed form's mean and covariance.
struct Statistic {
    Measured (*measured)(const Moments& moments, const ExactMoments& exact, int level);
    double (*closed)(const Gaussian& law, const ExactMoments& exact, int level);
    /// How far rounding may take the measured one off.
    double (*rounding)(const Moments& moments, const ExactMoments& exact, int level);
};

/// The average over the coordinates, tr Cov / dim. The standard error is at most the average of theirs, whatever the
/// correlation between the two estimates.
Measured mean_variance(const Moments& moments);
double mean_variance(const Gaussian& law);
/// The largest of the coordinates: no average is farther off.
double variance_rounding(const Moments& moments);

/// What one plot has of its own.
struct MomentPlot {
    const char *name, *title;
    const char* of; ///< in words: "The variance of each sampler's particles against t"
    Statistic statistic;
    Axis (*axis)(const Run& run, const Statistic& statistic);
    Curve (*exact)(const Run& run, const ExactMoments& exact); ///< what a good sampler comes to
    /// In place of a band a sampler: one for all of them, where theirs would be the same and cover each other.
    std::optional<Band> (*noise_band)(const Run& run) = nullptr;
};
Figure moment_figure(const Run& run, const View& view, const MomentPlot& plot);

std::string moment_words(const Run& run, const View& view, const MomentPlot& plot);

/// The overlay: the cursor, and a dot on every measured curve at the state shown there.
std::vector<Mark> moment_overlay(const Run& run, const View& view, const Statistic& statistic);

/// The least and greatest finite value of all samplers: in closed form, which no sampling noise moves, and measured
/// where there is none, if `measured` says so. lo > hi when there are no values.
Range samplers_range(const Run& run, const Statistic& statistic, bool measured);

/// An exact curve over all levels, from a function of the level.
template <class F>
Curve exact_curve(const Run& run, F value) {
    Curve curve;
    for (int k = 0; k <= run.process().steps(); ++k) {
        curve.x.push_back(run.process().levels[static_cast<std::size_t>(k)].t);
        curve.y.push_back(value(k));
    }
    curve.ink = {Ink::exact, 0, 1};
    curve.width = 1.75f;
    return curve;
}

} // namespace halfstep::plots
