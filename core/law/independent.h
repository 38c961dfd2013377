#pragma once
// Laws of the plane that are two laws of a line.

#include "core/law/target.h"

#include <array>
#include <cstdint>
#include <optional>

namespace halfstep {

/// The laws of two independent coordinates that make up a law of the plane, in a rotation of it: along the axes (boxes,
/// grids, upright Gaussians), or along and across the line that all means of Gaussians lie on, where their covariances
/// do so, too. Noise that is alike in all directions leaves them independent. Nothing where there are no such two.
std::optional<std::array<Target, 2>> independent_coordinates(const Target& target);

/// How often each of them can be asked for as much as `evaluations` of the whole law cost: a grid of modes is two short
/// rows.
std::int64_t affordable_on(const std::array<Target, 2>& lines, const Target& whole, std::int64_t evaluations);

} // namespace halfstep
