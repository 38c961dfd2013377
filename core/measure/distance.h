#pragma once
// How far a cloud is from the target: Wasserstein distances against the exact law, not against another sample.

#include "core/law/cancel.h"
#include "core/law/quantile_table.h"
#include "core/law/target.h"

#include <optional>
#include <vector>

namespace halfstep {

/// Wasserstein-1 distance between the empirical law of x and a 1-D target, integral |F_n - F| dx, exact up to rounding.
double wasserstein1(std::vector<double> x, const Target& target);

/// Sliced Wasserstein-2 distance to a target in two dimensions: the root mean square over evenly spread directions of
/// the 1-D W2 between the projected cloud and the projected mixture, each particle against the quantile in the middle
/// of its part of probability; fewer than 2048 particles against several quantiles in each part, 2048 in all or
/// nearly, so that a few are held against the whole law. Off that by less than QuantileTable::accuracy standard
/// deviations of the projected target, whatever the target. Prepared once for many clouds. Once `cancel` is raised,
/// which must outlive it, numbers are of no use.
class SlicedWasserstein2 {
public:
    explicit SlicedWasserstein2(const Target& target, int directions = 16, Cancel cancel = nullptr);
    double operator()(const Block<double>& cloud) const; ///< particles x 2

private:
    struct Direction {
        double unit[2];
        QuantileTable quantiles; ///< of the projected target about its middle
    };
    Vec centre_;
    std::vector<Direction> directions_;
    Cancel cancel_;
};

/// The distance that `run` and the window report: W1 in one dimension, sliced W2 in two; infinite for a diverged cloud.
class DistanceToTarget {
public:
    explicit DistanceToTarget(const Target& target, Cancel cancel = nullptr);
    double operator()(const Block<double>& x) const;

private:
    Target target_;
    std::optional<SlicedWasserstein2> sliced_;
};

} // namespace halfstep
