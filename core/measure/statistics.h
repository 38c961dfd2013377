#pragma once
// What is measured of a cloud of particles, each number with its standard error.

#include "core/law/target.h"

#include <cstdint>
#include <vector>

namespace halfstep {

/// Number, mean and sums of powers of the deviations from it, for each coordinate, and of the product of both. They
/// merge in any grouping [Pebay 2008], without cancellation: a narrow cloud keeps its digits wherever it is.
struct CentralSums {
    double n = 0;
    double mean[2] = {}, m2[2] = {}, m3[2] = {}, m4[2] = {};
    double m11 = 0; ///< sum of the products of both coordinates' deviations

    void add(const CentralSums& other);
};
/// Of the first `rows` rows of a block.
template <class Real>
CentralSums central_sums(const Block<Real>& x, Eigen::Index rows);

/// The errors are the cloud's own guess, from its second and fourth moments; those of a Run are what trust.h knows
/// better.
struct Moments {
    double n = 0;
    Vec mean;
    Mat cov;           ///< unbiased
    Vec third, fourth; ///< central: means of the powers of (x - mean)
    Vec se_mean;       ///< sqrt(var / n)
    Vec se_var;        ///< standard_error_of_variance()
    // Set by trust.h; until then zero, and NaN.
    Vec rounding_mean, rounding_var; ///< how far rounding may take them off; the errors above hold it, too
    Vec off_mean, off_var;           ///< from what is known, in standard errors; NaN: nothing is known
    Vec se_off_var; ///< what off_var counts in: the known mean leaves the variance less error than the sample's own
};
Moments moments(const CentralSums& sums, int dim);

/// Of the unbiased variance of n > 1 draws of a law with this variance and fourth central moment, whatever the law:
/// sqrt((m4 - var^2 (n-3)/(n-1)) / n).
double standard_error_of_variance(double n, double var, double m4);

/// Whether the mean of `n` squares is known well enough, to a third of itself, for the error that the sample gives it
/// to be trusted: of a Gaussian's variance from 19 draws on, of heavy tails from far more. Fewer draws look alike by
/// chance.
inline bool trusted(double n, double mean_square, double error) { return n >= 19 && error <= mean_square / 3; }

/// Two-pass moments of a whole cloud.
template <class Real>
Moments moments(const Block<Real>& x);

/// Counts in equal bins over [lo, hi); what falls outside is counted apart, nothing is dropped.
struct Histogram {
    double lo = 0, hi = 1;
    std::uint64_t below = 0, above = 0;
    std::vector<std::uint32_t> counts;

    double width() const { return (hi - lo) / static_cast<double>(counts.size()); }
    std::uint64_t total() const;
    /// Estimated density in bin i: count / (total width).
    double density(std::size_t i) const;
    template <class Real>
    void add(const Real* x, Eigen::Index n);
    void add(const Histogram& other);
};

} // namespace halfstep
