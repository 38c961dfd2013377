#pragma once
// What is measured of a cloud of particles, each number with its standard error.

#include "core/target.h"

#include <cstdint>
#include <vector>

namespace halfstep {

/// Number, mean and sums of powers of the deviations from it, for each coordinate, and of the product of both. They merge in any
/// grouping [Pebay 2008], without cancellation: a narrow cloud keeps its digits wherever it is.
struct CentralSums {
    double n = 0;
    double mean[2] = {}, m2[2] = {}, m3[2] = {}, m4[2] = {};
    double m11 = 0; ///< sum of the products of both coordinates' deviations

    void add(const CentralSums& other);
};
/// Of the first `rows` rows of a block.
template <class Real>
CentralSums central_sums(const Block<Real>& x, Eigen::Index rows);

struct Moments {
    double n = 0;
    Vec mean;
    Mat cov;     ///< unbiased
    Vec se_mean; ///< sqrt(var / n)
    Vec se_var;  ///< from the fourth central moment: sqrt((m4 - var^2 (n-3)/(n-1)) / n); right for any law
};
Moments moments(const CentralSums& sums, int dim);

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
