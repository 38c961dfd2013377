#include "app/base/number_text.h"

#include "app/base/text.h"
#include "core/spec/experiment.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string_view>

namespace halfstep {
namespace {

constexpr const char* minus = "−";
constexpr const char* infinity_sign = "∞";
constexpr const char* undefined = "–";
constexpr const char* plus_minus = " ± ";

constexpr int least_plain = -4, most_plain = 5; // exponents of numbers that are written out: 0.0001 to 999 999
constexpr int error_digits = 2;
constexpr int known_digits = 5;   // of a number that has no error
constexpr int unsure_digits = 3;  // of one whose error nobody knows
constexpr int double_digits = 17; // more of them say nothing
constexpr int most_digits = 9;    // of a number that stands beside a much smaller one

bool is_plain(int exponent) { return exponent >= least_plain && exponent <= most_plain; }

/// Of the leading digit, once rounded to so many digits: that of 9.96 is 1 if there are two.
int exponent_of(double value, int digits) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*e", std::clamp(digits, 1, double_digits) - 1, value);
    return std::atoi(std::strchr(text, 'e') + 1);
}

/// The exponent of the last digit that may be shown.
int finest_digit(double value, double resolution) {
    const double finest = std::max(resolution, resolution_of(value, Precision::double_));
    constexpr double slack = 1e-9; // a resolution of 1e-7 allows a seventh decimal
    return finest > 0 ? static_cast<int>(std::ceil(std::log10(finest) - slack)) : std::numeric_limits<int>::min();
}

/// How a number is written, so that others can be written alike.
struct Format {
    int power = 0;    ///< of ten, whose multiple is written
    int decimals = 0; ///< of that multiple; negative: whole tens, hundreds, ...

    std::string multiple(double value) const {
        // Long, for the range of its exponent: 10^-320 is no double.
        long double scaled = std::abs(static_cast<long double>(value)) / std::pow(10.0L, power);
        if (decimals < 0) {
            const long double unit = std::pow(10.0L, -decimals);
            scaled = std::round(scaled / unit) * unit;
        }
        char text[400]; // 1e308 has 309 digits
        std::snprintf(text, sizeof text, "%.*Lf", std::max(decimals, 0), scaled);
        const bool zero = std::strspn(text, "0.") == std::strlen(text); // −0.00 is nothing to show
        return (value < 0 && !zero ? minus : "") + std::string(text);
    }
    std::string text(double value) const { return multiple(value) + (power == 0 ? "" : times_ten_to(power)); }
};

/// Whether there is an error to go by, and not just what rounding leaves of none.
bool has_error(const Measured& m, double resolution) {
    constexpr double of_a_sum = 8; // units in the last place: no measurement is as sure as that
    const double rounding = std::max(resolution, of_a_sum * resolution_of(m.value, Precision::double_));
    return std::isfinite(m.value) && std::isfinite(m.se) && m.se > 0 && m.se >= rounding;
}

/// Ends where the error ends, or what can be resolved; has_error(measured, resolution).
Format format_of(const Measured& measured, double resolution) {
    const double largest = std::max(std::abs(measured.value), measured.se);
    const int last =
        std::max(exponent_of(measured.se, error_digits) - error_digits + 1, finest_digit(measured.value, resolution));
    const int digits = exponent_of(largest, double_digits) - last + 1;
    const int lead = std::max(exponent_of(largest, digits), last);
    return is_plain(lead) ? Format{0, -last} : Format{lead, lead - last};
}

std::string without_zeros_at_the_end(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

} // namespace

double resolution_of(double value, Precision precision) {
    const double spacing = precision == Precision::single ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                                          : std::numeric_limits<double>::epsilon();
    return spacing / 2 * std::abs(value);
}

double resolution_of(const Measured& measured, Precision precision, double rounding) {
    const bool bound = rounding * rounding > 0.5 * measured.se * measured.se;
    if (measured.se > 0) return bound ? resolution_of_bound(measured.se) : 0;
    const double of_one = resolution_of(measured.value, precision);
    return std::isnan(measured.se) ? std::max(of_one, rounding) : of_one;
}

double resolution_of_bound(double rounding) {
    constexpr double below = 0.9; // so that the power of ten itself is still a digit
    return rounding > 0 && std::isfinite(rounding) ? below * std::pow(10, std::floor(std::log10(rounding))) : 0;
}

std::string number_text(double value, int digits, double resolution) {
    if (std::isnan(value)) return undefined;
    if (std::isinf(value)) return std::string(value < 0 ? minus : "") + infinity_sign;
    if (value == 0) return "0";
    const int lead = exponent_of(value, digits);
    const bool plain = lead >= least_plain && std::abs(value) < 999999.5; // which would be written 1000000
    const int wanted = plain ? std::min(lead - digits + 1, 0) : lead - digits + 1;
    const int last = std::max(wanted, finest_digit(value, resolution));
    const Format format = plain ? Format{0, -last} : Format{std::max(lead, last), std::max(lead - last, 0)};
    std::string text = format.multiple(value);
    if (last == wanted) text = without_zeros_at_the_end(text); // else they are what is known
    return text == "0" || plain ? text : text + times_ten_to(format.power);
}

std::string fixed_text(double value, int decimals) {
    return std::isfinite(value) ? Format{0, decimals}.text(value) : number_text(value);
}

std::string measured_text(const Measured& measured, double resolution) {
    if (!has_error(measured, resolution)) {
        if (!std::isfinite(measured.value) || std::isfinite(measured.se))
            return number_text(measured.value, known_digits, resolution);
        return number_text(measured.value, unsure_digits, resolution) + plus_minus +
               (std::isnan(measured.se) ? "?" : infinity_sign);
    }
    const Format format = format_of(measured, resolution);
    const double least = std::pow(10.0, format.power - format.decimals); // that is not shown as nothing
    const std::string text =
        format.multiple(measured.value) + plus_minus + format.multiple(std::max(measured.se, least));
    return format.power == 0 ? text : "(" + text + ")" + times_ten_to(format.power);
}

std::string estimate_text(const Measured& measured) {
    constexpr double seen = 1e-5; // of the value
    if (has_error(measured, 0) && measured.se < seen * std::abs(measured.value))
        return number_text(measured.value, known_digits, measured.se);
    return measured_text(measured);
}

std::string beside_text(double value, const Measured& measured, double resolution, int more) {
    if (value == 0 || !std::isfinite(value) || !has_error(measured, resolution))
        return number_text(value, known_digits, resolution);
    const Format format = format_of(measured, resolution);
    int last = format.power - format.decimals - more;
    if (resolution > 0) last = std::max(last, finest_digit(measured.value, resolution)); // none finer than those
    const int lead = exponent_of(value, exponent_of(value, double_digits) - last + 1);
    // However many the measured one has itself: what it is known to is then what there is to see.
    const int own = exponent_of(std::max(std::abs(measured.value), measured.se), double_digits) - last + 1;
    if (lead - last >= std::max(most_digits, own + 1)) return number_text(value, known_digits, resolution);
    last = std::max(last, lead - double_digits + 1);
    const bool alike = lead <= (format.power == 0 ? most_plain : format.power + 1);
    const int power = alike ? format.power : is_plain(lead) ? 0 : lead;
    return Format{power, power - last}.text(value);
}

std::string deviation_text(double standard_errors) {
    constexpr double many = 1000; // of which tenths are nothing
    const bool few = std::abs(standard_errors) < many;
    const std::string text = few ? fixed_text(standard_errors, 1) : number_text(standard_errors, 2);
    return standard_errors > 0 && text != "0.0" ? "+" + text : text;
}

// ---- what stands beside a number ----

std::string as_operand(const std::string& number) {
    const bool compound = number.find("×") != std::string::npos || number.find(plus_minus) != std::string::npos ||
                          number.starts_with(minus);
    return compound ? "(" + number + ")" : number;
}

std::string quantity_text(const std::string& number, const std::string& unit) {
    if (number == undefined) return number;
    const bool sum = number.find(plus_minus) != std::string::npos && number[0] != '(';
    return (sum ? "(" + number + ")" : number) + " " + unit;
}

std::string superscript(int n) {
    static constexpr const char* digit[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = n < 0 ? "⁻" : "";
    for (const char c : std::to_string(std::abs(n))) text += digit[c - '0'];
    return text;
}

std::string times_ten_to(int power) { return "×10" + superscript(power); }

std::string grouped(std::int64_t count) {
    std::string text = std::to_string(count);
    for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(at, no_break_space);
    return text;
}

std::string keyboard_dashes(std::string text) {
    for (const std::string_view dash : {minus, undefined})
        for (std::size_t at = text.find(dash); at != std::string::npos; at = text.find(dash, at + 1))
            text.replace(at, dash.size(), "-");
    return text;
}

std::string field_text(double value, int digits) {
    const std::string read = keyboard_dashes(number_text(value, digits));
    if (read.find("×") == std::string::npos) return read;
    char typed[48];
    std::snprintf(typed, sizeof typed, "%.*g", digits, value);
    return typed;
}

} // namespace halfstep
