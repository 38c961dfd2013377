#pragma once
// What is measured of a cloud of particles, each number with its standard error.

#include "core/target.h"

#include <cstdint>
#include <vector>

namespace halfstep {

/// Power sums of y = (x - centre) / scale for one coordinate, and of y0 y1; they add, so blocks merge in any grouping.
/// `centre` and `scale` are those of the exact law, which keeps the sums near one and free of cancellation.
struct PowerSums {
    double n = 0;
    double s1[2] = {}, s2[2] = {}, s3[2] = {}, s4[2] = {};
    double s11 = 0; ///< sum of y0 y1

    void add(const PowerSums& other);
};

struct Moments {
    double n = 0;
    Vec mean;
    Mat cov;     ///< unbiased
    Vec se_mean; ///< sqrt(var / n)
    Vec se_var;  ///< from the fourth central moment: sqrt((m4 - var^2 (n-3)/(n-1)) / n); right for any law
};
Moments moments(const PowerSums& sums, const Vec& centre, const Vec& scale);

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
