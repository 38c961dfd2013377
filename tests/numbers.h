#pragma once
// Numbers that are none, as tests write them.

#include <limits>

namespace halfstep::testing {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr float missing_pixel = std::numeric_limits<float>::quiet_NaN();

} // namespace halfstep::testing
