// Numbers as the window writes them.

#include "app/base/number_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace halfstep;

TEST_SUITE("app/number_text") {
    TEST_CASE("decimals") {
        CHECK(with_decimals(0.25, 3) == "0.250");
        CHECK(with_decimals(-0.25, 1) == "\u22120.2"); // halves go to the even digit, as IEEE 754 has them
        CHECK(with_decimals(-0.001, 2) == "0.00");     // and not minus zero
        CHECK(with_decimals(12345.6, 0) == "12346");
        CHECK(with_decimals(1e308, 0).size() == 309);
    }

    TEST_CASE("significant digits, powers of ten") {
        CHECK(with_digits(0.123456, 4) == "0.1235");
        CHECK(with_digits(-2, 4) == "\u22122");
        CHECK(with_digits(0, 4) == "0");
        CHECK(with_digits(1.2e-5, 4) == "1.2\u00d710\u207b\u2075");
        CHECK(with_digits(-6.02e23, 3) == "\u22126.02\u00d710\u00b2\u00b3");
        CHECK(with_digits(123456, 4) == "1.235\u00d710\u2075");
    }

    TEST_CASE("no numbers") {
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK(with_digits(infinity, 4) == "\u221e");
        CHECK(with_digits(-infinity, 4) == "\u2212\u221e");
        CHECK(with_digits(std::nan(""), 4) == "");
    }
}
