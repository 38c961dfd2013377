#include "core/spec/limit_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {
namespace {

constexpr int digits = 6;

/// The nearest number of six digits; where that lies beyond the limit, the next one on the limit's other side.
std::string rounded(double limit, double direction) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, limit);
    if (direction * (std::strtod(text, nullptr) - limit) >= 0) return text;
    const double unit = std::pow(10, std::floor(std::log10(std::abs(limit))) + 1 - digits);
    std::snprintf(text, sizeof text, "%.*g", digits, limit + direction * unit);
    return text;
}

} // namespace

std::string rounded_down(double limit) { return rounded(limit, -1); }
std::string rounded_up(double limit) { return rounded(limit, 1); }

std::string shortest(double value) {
    char text[32];
    for (int n = digits; n <= 17; ++n) {
        std::snprintf(text, sizeof text, "%.*g", n, value);
        if (std::strtod(text, nullptr) == value) break;
    }
    return text;
}

std::string typed(double value) {
    std::string text = shortest(value);
    const std::size_t e = text.find('e');
    if (e == std::string::npos) return text;
    std::size_t digit = e + 1; // behind the sign
    if (text[digit] == '+') text.erase(digit, 1);
    if (text[digit] == '-') ++digit;
    while (digit + 1 < text.size() && text[digit] == '0') text.erase(digit, 1);
    return text;
}

} // namespace halfstep
