// Numbers as people read them: digits that a value has earned, and one way to write them.

#include "app/base/number_text.h"
#include "core/spec/experiment.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const double unknown = std::nan("");

struct Number {
    double value = 0;
    int digits = 3;
    std::string text;
    double resolution = 0;
};

struct WrittenEstimate {
    double value = 0, se = 0, resolution = 0;
    std::string text;
};

double in_single(double value) { return resolution_of(value, Precision::single); }

/// "(1.728 ± 0.010)×10⁻⁸" as numbers.
Measured read_back(const std::string& text) {
    const std::string sign = " ± ", times = ")×10";
    std::string plain = text[0] == '(' ? text.substr(1) : text;
    double unit = 1;
    if (const std::size_t at = plain.find(times); at != std::string::npos) {
        for (int power = -320; power <= 320; ++power)
            if (plain.substr(at) == ")" + times_ten_to(power)) unit = std::pow(10.0, power);
        plain.resize(at);
    }
    const std::size_t at = plain.find(sign);
    return {unit * std::atof(keyboard_dashes(plain.substr(0, at)).c_str()),
            unit * std::atof(plain.substr(at + sign.size()).c_str())};
}

} // namespace

TEST_SUITE("app/number_text") {
    TEST_CASE("decimals") {
        CHECK(fixed_text(0.25, 3) == "0.250");
        CHECK(fixed_text(-0.25, 1) == "−0.2");  // halves go to the even digit, as IEEE 754 has them
        CHECK(fixed_text(-0.001, 2) == "0.00"); // and not minus zero
        CHECK(fixed_text(-0.0, 1) == "0.0");
        CHECK(fixed_text(12345.6, 0) == "12346");
        CHECK(fixed_text(1e308, 0).size() == 309);
        CHECK(fixed_text(infinity, 2) == "∞");
        CHECK(fixed_text(unknown, 2) == "–");
    }

    TEST_CASE("significant digits, powers of ten") {
        const std::vector<Number> cases = {
            {0, 3, "0"},
            {-0.0, 3, "0"},
            {2, 3, "2"},
            {-0.25, 3, "−0.25"},
            {0.123456, 4, "0.1235"},
            {9.96, 2, "10"}, // rounding carries
            {0.9996, 3, "1"},
            {1000, 3, "1000"},
            {12345, 3, "12345"}, // what stands before the point stays
            {12345.67, 4, "12346"},
            {999999.4, 3, "999999"},
            {999999.5, 3, "1×10⁶"},
            {1234567, 4, "1.235×10⁶"},
            {1e-4, 3, "0.0001"},
            {1.234e-4, 4, "0.0001234"},
            {0.00009996, 3, "0.0001"}, // to three digits this is it
            {0.00009996, 4, "9.996×10⁻⁵"},
            {1e-7, 3, "1×10⁻⁷"},
            {-2.5e12, 3, "−2.5×10¹²"},
            {-6.02e23, 3, "−6.02×10²³"},
            {1.797e308, 4, "1.797×10³⁰⁸"},
            {5e-324, 1, "5×10⁻³²⁴"},
            {infinity, 3, "∞"},
            {-infinity, 3, "−∞"},
            {unknown, 3, "–"},
            // No finer than what is known.
            {0.458312345, 5, "0.458", 1e-3},
            {0.458312345, 5, "0.46", 2e-3}, // a third decimal would say more than that
            {0.458312345, 5, "0.45831", 1e-12},
            {0.54999996451, 10, "0.5500000", in_single(0.55)}, // zeros that are known
            {0.54321987651, 10, "0.5432199", in_single(0.54)},
            {1234.56, 6, "1230", 10},
            {3e-9, 3, "0", 1e-7},
            {0.00217, 4, "0.00", 6e-3},
            {3.21e-5, 3, "3.2×10⁻⁵", 1e-6},
        };
        for (const Number& one : cases) {
            CAPTURE(one.value);
            CAPTURE(one.digits);
            CHECK(number_text(one.value, one.digits, one.resolution) == one.text);
        }
    }

    TEST_CASE("a value and its error: two digits of the error, the same decimal, one power of ten") {
        const std::vector<WrittenEstimate> cases = {
            {0.04125, 0.00041, 0, "0.04125 ± 0.00041"},
            {0.00023, 0.00027, 0, "0.00023 ± 0.00027"},
            {-0.00096, 0.0015, 0, "−0.0010 ± 0.0015"},
            {-0.00001, 0.0015, 0, "0.0000 ± 0.0015"}, // smaller than its error, and not minus zero
            {-0.0, 0.0015, 0, "0.0000 ± 0.0015"},
            {0, 2.5e-9, 0, "(0.0 ± 2.5)×10⁻⁹"},
            {31.38, 10.3, 0, "31 ± 10"},
            {31.38, 9.96, 0, "31 ± 10"}, // the error's rounding carries
            {31.38, 9.94, 0, "31.4 ± 9.9"},
            {9.9996, 0.0012, 0, "9.9996 ± 0.0012"},
            {9.9999, 0.0123, 0, "10.000 ± 0.012"}, // the value's
            {1.728e-8, 1e-10, 0, "(1.728 ± 0.010)×10⁻⁸"},
            {1.914e-6, 9.22e-9, 0, "(1.9140 ± 0.0092)×10⁻⁶"},
            {0.000031, 0.000046, 0, "(3.1 ± 4.6)×10⁻⁵"},
            {0.00031, 0.000046, 0, "0.000310 ± 0.000046"},
            {0.000031, 0.00046, 0, "0.00003 ± 0.00046"},
            {9.9996e-5, 1.2e-6, 0, "0.0001000 ± 0.0000012"}, // carried over the border of plain decimals
            {8.4, 8.0, 0, "8.4 ± 8.0"},
            {123456, 4500, 0, "123500 ± 4500"}, // whole hundreds
            {999960, 4500, 0, "(1.0000 ± 0.0045)×10⁶"},
            {2, 3e7, 0, "(0.0 ± 3.0)×10⁷"},
            {-1.2345e300, 2e297, 0, "(−1.2345 ± 0.0020)×10³⁰⁰"},
            {1.5e-310, 2e-312, 0, "(1.500 ± 0.020)×10⁻³¹⁰"},
            // Known as they are, or nobody knows how well.
            {0.04, 0, 0, "0.04"},
            {0, 0, 0, "0"},
            {-0.549999964514312, 0, in_single(0.55), "−0.55"},
            {1.0 / 3, 0, 0, "0.33333"},
            {1e-32, 0, 0, "1×10⁻³²"},
            {0.012345, unknown, 0, "0.0123 ± ?"},
            {0.012345, infinity, 0, "0.0123 ± ∞"},
            {unknown, 0.1, 0, "–"},
            {unknown, unknown, 0, "–"},
            {infinity, 0.1, 0, "∞"},
            {-infinity, unknown, 0, "−∞"},
            // Finer than single precision, or than what was asked for.
            {-0.54999996451, 2.7e-10, in_single(0.55), "−0.55"},
            {-0.54999996451, 8e-8, in_single(0.55), "−0.5500000 ± 0.0000001"},
            {-0.54999996451, 2.7e-10, 0, "−0.54999996451 ± 0.00000000027"}, // double has these digits
            {1e5, 7e-4, in_single(1e5), "100000"},
            {1e5, 0.034, in_single(1e5), "100000.00 ± 0.03"},
            {0.2, 1e-18, 0, "0.2"},
            {90.000000000000014, 2e-14, 0, "90"}, // what summing leaves
            {0.123456789, 1e-18, 0, "0.12346"},
            {0.5, 0.034, 1e-2, "0.50 ± 0.03"},
            {0.5, 3e-3, 1e-2, "0.50"},
            {0, 1e-12, 1e-7, "0"},
            {0, 1.2e-7, 1.1e-7, "(0 ± 1)×10⁻⁶"},
        };
        for (const WrittenEstimate& one : cases) {
            CAPTURE(one.value);
            CAPTURE(one.se);
            CHECK(measured_text({one.value, one.se}, one.resolution) == one.text);
        }
    }

    TEST_CASE("what is read back is the same number within half a digit of its error, at every size") {
        for (int power = -300; power <= 300; power += 3)
            for (const double value : {-9.9951, -1.0, 0.0, 0.00123456, 1.5, 9.996, 123.456})
                for (const double error : {0.00999, 0.0123, 0.0996, 1.0, 9.96, 456.0}) {
                    const double unit = std::pow(10.0, power);
                    const std::string text = measured_text({value * unit, error * unit});
                    CAPTURE(text);
                    const Measured read = read_back(text);
                    CHECK(read.se == doctest::Approx(error * unit).epsilon(0.05).scale(0)); // two digits of it
                    CHECK(std::abs(read.value - value * unit) <= 0.0506 * error * unit);
                    CHECK(text.size() < 40);
                }
    }

    TEST_CASE("an error that five digits do not show is left out of estimates") {
        CHECK(estimate_text({0.458312345, 1e-12}) == "0.45831");
        CHECK(estimate_text({0.458312345, 2.1e-4}) == "0.45831 ± 0.00021");
        CHECK(estimate_text({-0.1905, 0}) == "−0.1905");
        CHECK(estimate_text({0, 1e-15}) == "(0.0 ± 1.0)×10⁻¹⁵");
        CHECK(estimate_text({9.22e-9, 4e-11}) == "(9.220 ± 0.040)×10⁻⁹");
        CHECK(estimate_text({infinity, 0}) == "∞");
    }

    TEST_CASE("a closed form stands beside in the same units, one digit finer") {
        CHECK(beside_text(0.0408371, {0.04125, 0.00041}) == "0.040837");
        CHECK(beside_text(0.04, {0.04125, 0.00041}) == "0.040000");
        CHECK(beside_text(0, {0.0012, 0.0014}) == "0");
        CHECK(beside_text(-1e-9, {0.0012, 0.0014}) == "0.00000");
        CHECK(beside_text(1.7285e-8, {1.728e-8, 1e-10}) == "1.7285×10⁻⁸");
        CHECK(beside_text(1.04e-4, {3.1e-5, 4.6e-5}) == "10.40×10⁻⁵");
        CHECK(beside_text(0.0123, {3.1e-5, 4.6e-5}) == "0.0123000"); // of another size: in its own units
        CHECK(beside_text(7.976e-5, {8.3e-7, 1.7e-7}, 0, 0) == "7.976×10⁻⁵");
        CHECK(beside_text(9.99996e-5, {8.3e-7, 1.7e-7}, 0, 0) == "0.00010000"); // carried
        CHECK(beside_text(1.2e-8, {0, 0}, 3e-8, 0) == "0");
        CHECK(beside_text(2.5e7, {3.1, 4.6}) == "2.5×10⁷"); // ten digits
        CHECK(beside_text(2.5e6, {3.1, 4.6}) == "2.50000000×10⁶");
        // A number known to many digits stands beside one that has them, up to the 17 of doubles.
        CHECK(beside_text(999999.9999800611, {999999.99998019, 2.0e-7}) == "999999.999980061");
        CHECK(beside_text(1e6, {999999.99998019, 2.0e-7}) == "1.000000000000000×10⁶"); // a million is not plain
        CHECK(beside_text(123.4567890000021, {123.456788996834, 3.2e-9}) == "123.45678900000");
        CHECK(beside_text(-2.5, {-2.499999999999995, 6.3e-14}) == "−2.5000000000000000");
        CHECK(beside_text(1e6, {1e6, 1e-9}) == "1.0000000000000000×10⁶");
        CHECK(beside_text(1.0 / 3, {0.3, 0}) == "0.33333"); // no error to go by
        CHECK(beside_text(1.0 / 3, {0.3, unknown}) == "0.33333");
        CHECK(beside_text(unknown, {0.3, 0.1}) == "–");
        CHECK(beside_text(0.12870123, {0.00166, 0.0003}, 0, 0) == "0.12870");
        CHECK(beside_text(20000.123, {0.00166, 0.0003}, in_single(20000), 0) ==
              "20000"); // nor does single precision have its digits
    }

    TEST_CASE("standard errors off") {
        CHECK(deviation_text(0.83) == "+0.8");
        CHECK(deviation_text(-0.66) == "−0.7");
        CHECK(deviation_text(-0.04) == "0.0");
        CHECK(deviation_text(0.04) == "0.0");
        CHECK(deviation_text(61.23) == "+61.2");
        CHECK(deviation_text(-4321) == "−4321");
        CHECK(deviation_text(1.23e9) == "+1.2×10⁹");
        CHECK(deviation_text(infinity) == "+∞");
        CHECK(deviation_text(-infinity) == "−∞");
        CHECK(deviation_text(unknown) == "–");
    }

    TEST_CASE("powers, factors and units take hold of the whole number") {
        CHECK(as_operand("80") + "²" == "80²");
        CHECK(as_operand(number_text(2.5e7)) + "²" == "(2.5×10⁷)²");
        CHECK(as_operand(number_text(-2)) + "²" == "(−2)²");
        CHECK(as_operand("0.3 ± 0.1") + "×" == "(0.3 ± 0.1)×");
        CHECK(quantity_text("0.42", "%") == "0.42 %");
        CHECK(quantity_text("0.42 ± 0.11", "%") == "(0.42 ± 0.11) %");
        CHECK(quantity_text("(1.7 ± 0.1)×10⁻⁸", "nats") == "(1.7 ± 0.1)×10⁻⁸ nats");
        CHECK(superscript(-120) == "⁻¹²⁰");
        CHECK(times_ten_to(9) == "×10⁹");
    }

    TEST_CASE("counts, and text for keyboards") {
        CHECK(grouped(7) == "7");
        CHECK(grouped(1000) == "1\u00a0000");
        CHECK(grouped(20'000) == "20\u00a0000");
        CHECK(grouped(1'234'567) == "1\u00a0234\u00a0567");
        CHECK(keyboard_dashes("−0.5 ± ?, –, −1.2×10⁻⁵") == "-0.5 ± ?, -, -1.2×10⁻⁵");
        CHECK(field_text(-0.25, 3) == "-0.25");
        CHECK(field_text(12345, 3) == "12345");
        CHECK(field_text(0.0001, 3) == "0.0001");
        CHECK(field_text(1.234e-5, 3) == "1.23e-05"); // what strtod understands
    }
}
