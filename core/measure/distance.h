#pragma once
// How far a cloud is from the target: Wasserstein distances against the exact law, not against another sample.

#include "core/base/cancel.h"
#include "core/law/quantile_table.h"
#include "core/law/target.h"
#include "core/spec/experiment.h"

#include <optional>
#include <vector>

namespace halfstep {

/// Wasserstein-1 distance between the empirical law of x and a 1-D target, integral |F_n - F| dx, exact up to rounding.
double wasserstein1(std::vector<double> x, const Target& target);

/// How much each particle moves a distance: its influence function [Huber 1981, Robust Statistics, section 1.5], the
/// derivative with respect to the particle's share of the cloud, with mean 0. The variance of the distance is about
/// that of these over n; where the cloud is a draw of the target itself, at most that (1 to 1.7 times the error).
///
/// Of W1 it is the integral of the sign of F_n - F from the particle on, of a squared W2 on a line the potential of the
/// optimal transport, 2 times the integral of x - Q(F_n(x)) [Villani 2003, Topics in Optimal Transportation, 2.2].
using Influence = Eigen::ArrayXd;

/// Sliced Wasserstein-2 distance to a target in two dimensions: the root mean square, over evenly spread directions, of
/// the 1-D W2 between the projected cloud and the projected target. Made once, it serves many clouds.
///
/// In one direction n sorted particles have a share of 1/n of the probability each, and each is compared with all of
/// the target's quantiles in its share, by an integral in closed form: a few particles, too, are measured against the
/// whole law, and a mode much rarer than a share counts. Errors of the quantiles move the result by less than
/// QuantileTable::accuracy, in standard deviations of the projected target. Large clouds are sorted in `precision`:
/// single rounds them. `cancel` must outlive this object; once it is raised, results mean nothing.
class SlicedWasserstein2 {
public:
    explicit SlicedWasserstein2(const Target& target, int directions = 16, Precision precision = Precision::double_,
                                Cancel cancel = nullptr);
    double operator()(const Block<double>& cloud) const; ///< particles x 2
    Influence influence(const Block<double>& cloud) const;

private:
    struct Direction {
        double unit[2];
        QuantileTable quantiles; ///< of the projected target about its middle
    };
    Vec centre_;
    std::vector<Direction> directions_;
    Precision precision_;
    Cancel cancel_;
};

/// The distance that `run` and the window report: W1 in one dimension, sliced W2 in two; infinite for a diverged cloud.
/// `precision`: what the clouds were computed in.
class DistanceToTarget {
public:
    explicit DistanceToTarget(const Target& target, Precision precision = Precision::double_, Cancel cancel = nullptr);
    double operator()(const Block<double>& x) const;
    /// Of a cloud that is finite.
    Influence influence(const Block<double>& x) const;

private:
    Target target_;
    std::optional<SlicedWasserstein2> sliced_;
};

} // namespace halfstep
