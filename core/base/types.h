#pragma once
// Points, covariances and blocks of particles. This room (core/base) holds the tools that every other room may need,
// whatever it is about: these types, a number with its error, a flag that calls work off, work on several threads. It
// includes Eigen and the standard library only. What means something in a diffusion model (levels, laws, limits, what a
// scene says and what is wrong with it) does not belong here.

#include <Eigen/Core>

namespace halfstep {

/// A point or a mean: 1 or 2 coordinates, on the stack.
using Vec = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 2, 1>;
/// A covariance or a gain: 1x1 or 2x2, on the stack.
using Mat = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, 2, 2>;

inline constexpr double log_two_pi = 1.8378770664093454836;

/// A block of particles: one row a particle, one column a coordinate. Column-major, so that a coordinate of all
/// particles is contiguous and every formula runs in vector units.
template <class Real>
using Block = Eigen::Array<Real, Eigen::Dynamic, Eigen::Dynamic>;

} // namespace halfstep
