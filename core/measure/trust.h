#pragma once
// How far to trust measured moments: their errors, from the law where it is known, and how far they are from it, in
// standard errors. Small samples and heavy tails do not give their own error away. What rounding does to them is in
// rounding.h.

#include "core/base/measured.h"
#include "core/law/target.h"
#include "core/measure/rounding.h"
#include "core/measure/statistics.h"
#include "core/measure/variational_bound.h"

#include <cmath>

namespace halfstep {

/// What is known of the law of one coordinate of a particle.
struct KnownLaw {
    double mean = 0;
    double variance = 0;
    double square_variance =
        0; ///< of (x - mean)^2: kept, as modes far apart leave nothing of a difference of fourth powers
    bool gaussian = true;

    double fourth() const { return square_variance + variance * variance; } ///< central moment
};
KnownLaw known_law(const Target& law, int coordinate);
/// Of a x + b eps.
KnownLaw under_noise(const KnownLaw& law, const Level& level);

/// How far a sum of independent draws of mean 0 is from 0, in standard errors:
///
///   z = sum / sqrt((2 variance + squares) / 3),
///
/// `variance` the known one of the sum, `squares` the sum of the draws' squares, which is `variance` on average. A rare
/// large draw that did not come is in the first, one that did come in the second, so that z is safe for any law and any
/// number of draws: from exp(x - x^2/6) <= 1 + x + x^2/3 follows E exp(t sum - t^2 (2 variance + squares) / 6) <= 1 for
/// every t [Delyon 2009, "Exponential inequalities for sums of weakly dependent variables"], and with it P(|z| > 5) of
/// 1e-4 at most. Of many draws it is the 6e-7 of a normal deviate.
double deviate_of_sum(double sum, double squares, double variance);

/// The normal deviate with the distribution function of chi^2 at ratio * degrees: r* of Barndorff-Nielsen (1986), right
/// to 0.03 down to one degree of freedom.
double deviate_of_chi_square(double ratio, double degrees);

/// Coordinate i against its law: the errors follow from the law's moments, and off_mean, off_var. A Gaussian's mean is
/// normal and its variance chi^2 with n - 1 degrees of freedom, for any n. Of another law the two are deviate_of_sum()
/// of x - mean and of (x - mean)^2 - variance, about the known mean. What rounding explains is not counted.
void hold_against(const KnownLaw& law, int i, const Rounding& rounding, Moments& moments);

/// Coordinate i of a law that is not known, but should be about `expected`: the errors are NaN where the variance is
/// not known to a third of itself, by this cloud or by as many draws of `expected`: no error bar of so few can be
/// trusted.
void distrust(const KnownLaw& expected, int i, const Rounding& rounding, Moments& moments);

/// Whether rounding is the larger part of an error that holds both.
inline bool rounding_rules(double rounding, double error) { return rounding * rounding > 0.5 * error * error; }

/// The same of a measured number. Where nobody knows its error: whether rounding reaches the three digits that are
/// shown.
inline bool rounding_rules(double rounding, const Measured& measured) {
    constexpr double half_of_the_third_digit = 0.005;
    if (!std::isnan(measured.se)) return rounding_rules(rounding, measured.se);
    return rounding > half_of_the_third_digit * std::abs(measured.value);
}

/// A loss as level_loss() measured it against its mean given the x_t of the draws, tr Cov[x0 | x_t] + |x0_hat - E[x0 |
/// x_t]|^2: the deviate_of_sum() of the differences, in standard errors. `denoise` as there.
double loss_deviate(const Target& target, const LevelLoss& measured, const LossDraws& draws,
                    const Denoise& denoise = {});

} // namespace halfstep
