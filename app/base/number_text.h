#pragma once
// Numbers as people read them, on the screen, on paper and in printed tables: how many digits a number has earned, and
// one way to write it. Plain decimals from 0.0001 to a million and powers of ten beyond; a true minus; "∞"; "–" for
// what is undefined. Numbers that programs read (CSV, scenes, what an error message allows) are
// number() of text.h.

#include "core/base/measured.h"

#include <cstdint>
#include <string>

namespace halfstep {

enum class Precision;

// A resolution is how finely a number is known at all, in its own units; 0: as finely as its double holds it. Digits
// finer than that are never shown.

/// What one rounding in this precision takes from a number of this size: 6.0e-8 of it, or 1.1e-16.
double resolution_of(double value, Precision precision);
/// The same of a measured number that all roundings together take off by `rounding`: where its error is not known, that
/// is what is known of it; an error holds it already, and a mean of many is finer than each. Where rounding is most of
/// the error, that is a bound, which has earned one digit.
double resolution_of(const Measured& measured, Precision precision, double rounding);

/// How finely a number is known that rounding may have taken so far off: one digit of that.
double resolution_of_bound(double rounding);

/// At most `digits` significant digits, without zeros at the end but those that a resolution leaves: "−0.25",
/// "1.2×10⁻⁵". Below a million what stands before the point is never rounded: "12345" with three digits, too.
std::string number_text(double value, int digits = 3, double resolution = 0);

/// As many decimals as asked for: "−0.250".
std::string fixed_text(double value, int decimals);

/// The error to two significant digits, the value to the same decimal, both in units of one power of ten: "0.0409 ±
/// 0.0012", "31 ± 10", "(1.728 ± 0.010)×10⁻⁸". Without an error (se = 0, or less than the resolution: a spread that is
/// rounding) the value alone, to five digits; "± ?" and "± ∞" where the error is NaN or infinite.
std::string measured_text(const Measured& measured, double resolution = 0);

/// The same for what is often known very well: an error that five digits do not show is left out.
std::string estimate_text(const Measured& measured);

/// A number to be compared with a measured one, `more` digits finer and where it can be in the same units: beside
/// "0.0409 ± 0.0012" it is "0.04084", as far as doubles have digits. Five digits of its own where the measurement has
/// no error to go by, or is very much smaller.
std::string beside_text(double value, const Measured& measured, double resolution = 0, int more = 1);

/// How many standard errors something is off, with its sign: "+0.8".
std::string deviation_text(double standard_errors);

// ---- what stands beside a number ----

/// In brackets where what follows (a power, a times sign) or precedes (a division) would else take hold of a part of it
/// only: "80", "(2.5×10⁷)".
std::string as_operand(const std::string& number);
/// With a unit, which belongs to the error, too: "0.3 %", "(0.42 ± 0.11) %", "9.2×10⁻⁹ nats".
std::string quantity_text(const std::string& number, const std::string& unit);
/// "⁻¹²", to stand behind a 10.
std::string superscript(int n);
/// "×10⁻¹²", to stand behind a number.
std::string times_ten_to(int power);
/// 20 000, with a no-break space.
std::string grouped(std::int64_t count);
/// With the minus that keyboards have, for text that programs read as well: a printed table.
std::string keyboard_dashes(std::string text);
/// What stands in a field that people type into: as number_text() where that is plain, else "1.2e-05".
std::string field_text(double value, int digits);

} // namespace halfstep
