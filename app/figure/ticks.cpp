#include "app/base/number_text.h"
#include "app/figure/layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {

namespace {

constexpr double slack = 1e-6; // of a step: what rounding may do to a tick at the very end of the range
constexpr const char* minus = "−";

// ---- numbers as text; no stdio, whose decimal point depends on the locale ----

/// value = count / 10^decimals, exactly.
std::string decimal(long long count, int decimals) {
    std::string digits = std::to_string(std::llabs(count));
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - places, ".");
    return (count < 0 ? minus : "") + digits;
}

std::string fixed(double value, int decimals) {
    return decimal(std::llround(value * std::pow(10.0, decimals)), decimals);
}

double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

// ---- linear ----

/// mantissa * 10^exponent, mantissa 1, 2 or 5.
struct Step {
    int mantissa = 1, exponent = 0;
    /// i steps; dividing by a power of ten gives the double nearest to the decimal number, which multiplying does not.
    double value(long long i) const {
        const double count = static_cast<double>(i) * mantissa;
        return exponent < 0 ? count / power_of_ten(-exponent) : count * power_of_ten(exponent);
    }
};

/// The smallest step of at least `least`.
Step step_of(double least) {
    Step step;
    step.exponent = static_cast<int>(std::floor(std::log10(least) + 1e-12));
    const double fraction = least / power_of_ten(step.exponent);
    // The slack keeps a range that panning has rounded by a bit from changing its step.
    for (const int mantissa : {1, 2, 5}) {
        step.mantissa = mantissa;
        if (fraction <= mantissa * (1 + slack)) return step;
    }
    step.mantissa = 1;
    ++step.exponent;
    return step;
}

/// How all labels of a linear axis are written.
struct Format {
    int decimals = 0;
    int power = 0; ///< of ten, written behind each number; 0: none

    std::string text(double value) const {
        if (value == 0) return "0";
        if (power == 0) return fixed(value, decimals);
        const double mantissa = power < -300 ? value * 1e300 / power_of_ten(power + 300) : value / power_of_ten(power);
        return fixed(mantissa, decimals) + times_ten_to(power);
    }
};

Format format_of(const Step& step, double largest) {
    constexpr int least_plain = -4, most_plain = 4; // exponents of steps that are written out
    constexpr double least_ordinary = 1e-3, most_ordinary = 1e5;
    Format format;
    format.decimals = std::max(0, -step.exponent);
    if (step.exponent >= least_plain && step.exponent <= most_plain) return format;
    // Many decimals of an ordinary number are still shorter than the same with a power of ten behind it.
    if (step.exponent < least_plain && largest >= least_ordinary && largest < most_ordinary) return format;
    format.power = static_cast<int>(std::floor(std::log10(largest) + 1e-12));
    format.decimals = std::max(0, format.power - step.exponent);
    return format;
}

std::vector<Tick> linear_ticks(double lo, double hi, int wanted, int most) {
    const double largest = std::max(std::abs(lo), std::abs(hi));
    const double span = hi - lo;
    constexpr double resolvable = 1e-12; // of the largest value: finer steps drown in rounding
    if (!std::isfinite(span) || span < std::numeric_limits<double>::min() * 1e3 || span < resolvable * largest)
        return {};
    Step step = step_of(span / wanted);
    if (span < 2 * step.value(1) * (1 - slack) && most > wanted) step = step_of(span / most);
    const Format format = format_of(step, largest);
    const double size = step.value(1);
    const auto first = static_cast<long long>(std::ceil(lo / size - slack));
    const auto last = static_cast<long long>(std::floor(hi / size + slack));
    std::vector<Tick> ticks;
    for (long long i = first; i <= last; ++i) ticks.push_back({step.value(i), format.text(step.value(i))});
    return ticks;
}

// ---- log10 ----

/// Labels at every `stride`-th decade, or at 1, 2 and 5 of every one.
struct Decades {
    int first = 0, last = 0; ///< those that the range touches: 10^first <= hi and 10^(last + 1) > lo
    int stride = 1;
    bool one_two_five = false;

    bool labelled(int decade, int digit) const {
        if (digit == 1) return decade % stride == 0;
        return one_two_five && (digit == 2 || digit == 5);
    }
};

Decades decades_of(double from, double to, int wanted) {
    constexpr double many = 2; // decades that show enough labels without those at 2 and 5
    Decades decades;
    decades.first = static_cast<int>(std::floor(from + slack));
    decades.last = static_cast<int>(std::floor(to + slack));
    decades.one_two_five = to - from < many && 3 * (to - from) + 1 <= wanted;
    for (const int stride : {1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300}) {
        decades.stride = stride;
        if ((to - from) / stride <= wanted) break;
    }
    return decades;
}

std::string log_label(int decade, int digit, bool plain) {
    if (plain) return decimal(decade < 0 ? digit : digit * std::llround(power_of_ten(decade)), std::max(0, -decade));
    return digit == 1 ? "10" + superscript(decade) : std::to_string(digit) + times_ten_to(decade);
}

std::vector<Tick> log_ticks(double lo, double hi, int wanted, int most) {
    constexpr double few = 0.7; // decades: in less a log axis is nearly linear, and so are its ticks
    constexpr int least_plain = -3, most_plain = 4; // decades that are written out
    constexpr int most_minor = 15;                  // decades: more of them make a grey edge of minor ticks
    if (!(lo > 0)) return {};
    const double from = std::log10(lo), to = std::log10(hi);
    if (to - from < few) return linear_ticks(lo, hi, wanted, most);
    const Decades decades = decades_of(from, to, wanted);
    const bool minor = to - from <= most_minor && decades.stride == 1;
    const bool plain = from >= least_plain - slack && to <= most_plain + slack;

    std::vector<Tick> ticks;
    for (int decade = decades.first; decade <= decades.last; ++decade)
        for (int digit = 1; digit <= 9; ++digit) {
            const double at = decade + std::log10(digit);
            if (at < from - slack || at > to + slack || (digit > 1 && !minor)) continue;
            ticks.push_back(
                {digit * power_of_ten(decade), decades.labelled(decade, digit) ? log_label(decade, digit, plain) : ""});
        }
    return ticks;
}

} // namespace

std::vector<Tick> make_ticks(double lo, double hi, Scale scale, int wanted, int most) {
    constexpr int sane = 100;
    if (!(lo < hi) || !std::isfinite(lo) || !std::isfinite(hi)) return {};
    wanted = std::clamp(wanted, 1, sane);
    most = std::clamp(most, wanted, sane);
    return scale == Scale::log10 ? log_ticks(lo, hi, wanted, most) : linear_ticks(lo, hi, wanted, most);
}

// ---- AxisMap ----

float AxisMap::pixel(double value) const {
    constexpr double far = 1e9; // pixels: beyond any screen, and a float still squares it
    double from = lo, to = hi;
    if (scale == Scale::log10) {
        if (!(value > 0)) return std::numeric_limits<float>::quiet_NaN();
        value = std::log10(value);
        from = std::log10(lo);
        to = std::log10(hi);
    }
    const double place = pixel_lo + (value - from) / (to - from) * (static_cast<double>(pixel_hi) - pixel_lo);
    return static_cast<float>(std::isnan(place) ? place : std::clamp(place, -far, far));
}

double AxisMap::value(float pixel) const {
    const double fraction = (static_cast<double>(pixel) - pixel_lo) / (static_cast<double>(pixel_hi) - pixel_lo);
    if (scale == Scale::linear) return lo + fraction * (hi - lo);
    return std::pow(10.0, std::log10(lo) + fraction * (std::log10(hi) - std::log10(lo)));
}

} // namespace halfstep
