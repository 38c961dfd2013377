#pragma once
// p_data: mixtures of Gaussians, and of Gaussians smeared over boxes, in one or two dimensions. With x_t = a x0 + b eps
// the law of x_t is again such a mixture, so one set of functions (density, score, sampling, quantiles) serves every
// noise level.

#include "core/base/types.h"
#include "core/law/noise.h"
#include "core/process/process.h"

#include <cstdint>
#include <vector>

namespace halfstep {

/// N(mean, cov), plus half_i u_i in each coordinate with u_i uniform in [-1, 1]: a uniform box with soft edges, or with
/// sharp ones where cov is zero.
struct Component {
    double weight = 1;
    Vec mean;
    Mat cov;    ///< symmetric, positive definite (positive semi-definite is allowed: points); diagonal in a box
    Vec half{}; ///< half-widths of the box, >= 0; empty: no box, a Gaussian

    bool is_box() const { return half.size() > 0; }
    double half_width(int i) const { return is_box() ? half[i] : 0; }
    double variance(int i) const { return cov(i, i) + half_width(i) * half_width(i) / 3; }
};

/// sum_k w_k times the law of component k, the weights summing to one.
struct Target {
    std::vector<Component> components;

    int dim() const { return static_cast<int>(components.front().mean.size()); }
    bool is_gaussian() const { return components.size() == 1 && !components.front().is_box(); }
    Vec mean() const;
    Mat cov() const;
    double second_moment() const; ///< E|x0|^2
    double sigma_data() const;    ///< standard deviation of a coordinate, on average: sqrt(tr(cov) / dim)
};

/// The law of a x0 + b eps: weights w_k, means a m_k, covariances a^2 S_k + b^2 I, half-widths a h_k.
Target marginal(const Target& target, const Level& level);

/// The law of one coordinate.
Target marginal_of_coordinate(const Target& target, int coordinate);

/// The law of <direction, x> of one component: weight times N(mean, sd^2) + half[0] u_0 + half[1] u_1.
struct Projection {
    double weight = 1, mean = 0, sd = 0;
    double half[2] = {};

    double cdf(double at) const; ///< without the weight
    double reach(double width) const { return half[0] + half[1] + width * sd; }
};
std::vector<Projection> project(const Target& target, const Vec& direction);

/// Points have an infinite density where they are, and none elsewhere.
double log_density(const Target& target, const Vec& x);
double density(const Target& target, const Vec& x);
/// grad log p(x); zero where there is no density to have a gradient (points, and beyond the sharp edges of boxes).
Vec score(const Target& target, const Vec& x);

/// One dimension: distribution function P(X <= x), its inverse (0 < p < 1; bisection, to machine accuracy).
double cdf(const Target& target, double x);
double quantile(const Target& target, double p);

/// Where each coordinate of nearly all of the mass lies: mean_k +- (half_k,i + width sqrt(cov_k,ii)), over all
/// components; beside a box at least 3 % of its half-width times `width`, so that what oversteps a sharp edge is seen.
struct Range {
    double lo = 0;
    double hi = 1;
};
Range support(const Target& target, int coordinate, double width = 4.5);

/// The posterior p(x0 | x_t = x): its mean E[x0 | x_t] and covariance Cov[x0 | x_t] at one noise level.
/// Responsibilities by log-sum-exp; the mean by sum_k rho_k (m_k + a S_k y_k), which has no cancellation as b -> 0. In
/// a box, by coordinate, with C = a^2 S + b^2, d = x - a m and E[u | d] of core/law/box.h: m + a S/C d + h b^2/C E[u |
/// d].
struct Posterior {
    Vec mean;
    Mat cov;
};
Posterior posterior(const Target& target, const Level& level, const Vec& x);

/// Draws of p_data for particles first, first + 1, ...: x (n x dim) is overwritten. Common random numbers: the same
/// particle keeps its component choice, its z and its place in the box when the target changes.
template <class Real>
void sample(const Target& target, std::uint64_t seed, Stream stream, std::uint64_t first, Block<Real>& x);

/// The smallest deviation in any direction of a Gaussian of this covariance.
double least_deviation(const Mat& cov);

/// Lower triangular L with L L^T = cov, also for semi-definite cov (a zero pivot gives a zero column).
Mat cholesky(const Mat& cov);

} // namespace halfstep
