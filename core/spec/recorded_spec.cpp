#include "core/spec/recorded_spec.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {
namespace {

constexpr int all_digits = 17;

/// The fewest significant digits that give the number again, and how many of them stand behind the point.
struct Digits {
    int significant = 1, decimals = 0;
};
Digits digits_of(double x) {
    char text[40];
    Digits digits;
    for (digits.significant = 15; digits.significant <= all_digits; ++digits.significant) {
        std::snprintf(text, sizeof text, "%.*e", digits.significant - 1, x);
        if (std::strtod(text, nullptr) == x) break;
    }
    digits.significant = std::min(digits.significant, all_digits);
    int end = 0; // of the digits, behind which there are zeros alone
    int count = 0;
    const char* at = text;
    for (; *at != '\0' && *at != 'e'; ++at)
        if (*at >= '0' && *at <= '9') {
            ++count;
            if (*at != '0') end = count;
        }
    const int exponent = *at == 'e' ? std::atoi(at + 1) : 0;
    digits.significant = std::max(end, 1);
    digits.decimals = std::max(0, digits.significant - 1 - exponent);
    return digits;
}

} // namespace

WrittenDigits written_digits(const std::vector<double>& numbers) {
    constexpr std::size_t most = 4096;
    WrittenDigits written{1, 0, true};
    const std::size_t step = std::max<std::size_t>(1, numbers.size() / most);
    for (std::size_t i = 0; i < numbers.size(); i += step) {
        const double x = numbers[i];
        written.single = written.single && static_cast<double>(static_cast<float>(x)) == x;
        if (x == 0) continue;
        const Digits digits = digits_of(x);
        written.significant = std::max(written.significant, digits.significant);
        written.decimals = std::max(written.decimals, digits.decimals);
    }
    written.single = written.single && written.significant > 9;
    return written;
}

double WrittenDigits::off(double x) const {
    if (single) return 0; // whatever text they were, they came through whole
    const double size = std::abs(x);
    double half = 0.5 * std::pow(10.0, -decimals);
    if (size > 0) half = std::max(half, 0.5 * std::pow(10.0, std::floor(std::log10(size)) + 1 - significant));
    return half;
}

} // namespace halfstep
