#pragma once
// The few types that every room of core shares.

#include "core/spec/error.h"
#include "core/spec/measured.h"

#include <Eigen/Core>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

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
