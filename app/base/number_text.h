#pragma once
// Numbers as people write them: a real minus, powers of ten instead of e-05.

#include <string>

namespace halfstep {

/// As many decimals as asked for: "−0.250".
std::string with_decimals(double value, int decimals);
/// As many significant digits as needed, at most `digits`: "−0.25", "1.2×10⁻⁵". Infinities are "∞", NaN is "".
std::string with_digits(double value, int digits);

} // namespace halfstep
