#pragma once
// What target.h says of one point, of many at once: the components are prepared once, and points go through in vector
// units.

#include "core/law/target.h"

#include <vector>

namespace halfstep {

/// log p(x) for x (n x dim) of a law that has a density: no component a point or a line.
Eigen::ArrayXd log_density(const Target& law, const Block<double>& x);

/// Which component each x most likely came from: that of the greatest w_k p_k(x). Of equal ones the first.
std::vector<int> likeliest_component(const Target& law, const Block<double>& x);

/// tr Cov[x0 | x_t = x] for x (n x dim), at a level with b > 0: what the exact denoiser misses at x, |x0 - x0_hat|^2 on
/// average.
Eigen::ArrayXd posterior_trace(const Target& target, const Level& level, const Block<double>& x);

/// The part of it that is due to not knowing the component: sum_k rho_k |E[x0 | x, k] - E[x0 | x]|^2.
Eigen::ArrayXd posterior_between(const Target& target, const Level& level, const Block<double>& x);

/// Mean and variance of |x0 - x0_hat|^2 given x_t = x, for any x0_hat (x and x0_hat: n x dim), at a level with b > 0.
/// In a box, where the posterior is a normal law cut off, with the fourth moment of a normal law of the same variance.
struct SquareMoments {
    Eigen::ArrayXd mean, variance;
};
SquareMoments posterior_square(const Target& target, const Level& level, const Block<double>& x,
                               const Block<double>& x0_hat);

} // namespace halfstep
