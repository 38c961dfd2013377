#include "app/base/number_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {
namespace {

constexpr const char* minus = "\u2212";

std::string superscript(int n) {
    static constexpr const char* digit[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                            "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
    std::string text = n < 0 ? "\u207b" : "";
    for (const char c : std::to_string(std::abs(n))) text += digit[c - '0'];
    return text;
}

std::string with_real_minus(const std::string& text) {
    return !text.empty() && text[0] == '-' ? minus + text.substr(1) : text;
}

} // namespace

std::string with_decimals(double value, int decimals) {
    char text[400]; // 1e308 has 309 digits
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    const bool zero = std::strtod(text, nullptr) == 0; // −0.00 is nothing to show
    return zero && text[0] == '-' ? text + 1 : with_real_minus(text);
}

std::string with_digits(double value, int digits) {
    if (std::isnan(value)) return "";
    if (std::isinf(value)) return value > 0 ? "\u221e" : std::string(minus) + "\u221e";
    char text[64];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    const std::string all = text;
    const std::size_t e = all.find('e');
    if (e == std::string::npos) return with_real_minus(all);
    return with_real_minus(all.substr(0, e)) + "\u00d710" + superscript(std::atoi(all.c_str() + e + 1));
}

} // namespace halfstep
