#pragma once
// p_data: mixtures of Gaussians in one or two dimensions. With x_t = a x0 + b eps the law of x_t is again such a mixture,
// so one set of functions (density, score, sampling, quantiles) serves every noise level.

#include "core/noise.h"
#include "core/process.h"
#include "core/types.h"

#include <vector>

namespace halfstep {

struct Component {
    double weight = 1;
    Vec mean;
    Mat cov; ///< symmetric, positive definite (positive semi-definite is allowed: points)
};

/// sum_k w_k N(mean_k, cov_k), the weights summing to one.
struct Target {
    std::vector<Component> components;

    int dim() const { return static_cast<int>(components.front().mean.size()); }
    bool is_gaussian() const { return components.size() == 1; }
    Vec mean() const;
    Mat cov() const;
};

/// The law of a x0 + b eps: weights w_k, means a m_k, covariances a^2 S_k + b^2 I.
Target marginal(const Target& target, const Level& level);

/// The law of one coordinate, or of <direction, x> for a unit direction.
Target marginal_of_coordinate(const Target& target, int coordinate);
Target project(const Target& target, const Vec& direction);

double log_density(const Target& target, const Vec& x);
double density(const Target& target, const Vec& x);
/// grad log p(x).
Vec score(const Target& target, const Vec& x);

/// One dimension: distribution function, its inverse (0 < p < 1; bisection and Newton, to machine accuracy).
double cdf(const Target& target, double x);
double quantile(const Target& target, double p);

/// Where each coordinate of nearly all of the mass lies: mean_k +- width sqrt(cov_k,ii), over all components.
struct Range {
    double lo = 0;
    double hi = 1;
};
Range support(const Target& target, int coordinate, double width = 4.5);

/// The posterior p(x0 | x_t = x): its mean E[x0 | x_t] and covariance Cov[x0 | x_t] at one noise level.
/// Responsibilities by log-sum-exp; the mean by sum_k rho_k (m_k + a S_k y_k), which has no cancellation as b -> 0.
struct Posterior {
    Vec mean;
    Mat cov;
};
Posterior posterior(const Target& target, const Level& level, const Vec& x);

/// Draws of p_data for particles first, first + 1, ...: x (n x dim) is overwritten. Common random numbers: the same particle
/// keeps its component choice and its z when the target changes.
template <class Real>
void sample(const Target& target, std::uint64_t seed, Stream stream, std::uint64_t first, Block<Real>& x);

/// Lower triangular L with L L^T = cov, also for semi-definite cov (a zero pivot gives a zero column).
Mat cholesky(const Mat& cov);

} // namespace halfstep
