// Limits as messages print them: allowed themselves, and as near to the limit as six digits come.

#include "core/spec/limit_text.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_SUITE("core/limit_text") {
    TEST_CASE("a limit of six digits or fewer is printed as it is") {
        for (const char* text :
             {"0", "1", "2", "0.1", "0.3", "20", "1.15", "1.99999", "1e-09", "1e+06", "123456", "-2"}) {
            const double limit = std::stod(text);
            CHECK(rounded_down(limit) == text);
            CHECK(rounded_up(limit) == text);
        }
    }

    TEST_CASE("what is rounded stays on its side, within one unit of the sixth digit") {
        CHECK(rounded_down(2.0 / 3) == "0.666666");
        CHECK(rounded_up(2.0 / 3) == "0.666667");
        CHECK(rounded_down(0.9999999) == "0.999999");
        CHECK(rounded_up(9.9999999) == "10");
        CHECK(rounded_up(10.0000001) == "10.0001");
        for (int i = 1; i < 2000; ++i) {
            const double limit = std::exp(0.0371 * (i - 1000)) * (i % 2 == 0 ? 1 : -1);
            const double below = std::stod(rounded_down(limit)), above = std::stod(rounded_up(limit));
            CHECK(below <= limit);
            CHECK(above >= limit);
            CHECK(std::max(limit - below, above - limit) <= 1.0001e-5 * std::abs(limit));
        }
    }

    TEST_CASE("the fewest digits that read back as the same number") {
        CHECK(shortest(20) == "20");
        CHECK(shortest(0.1) == "0.1");
        CHECK(shortest(0.1 + 0.2) == "0.30000000000000004");
        CHECK(shortest(1 - 1e-10) == "0.9999999999");
        CHECK(shortest(1e-300) == "1e-300");
    }

    TEST_CASE("a limit as people type it") {
        for (const char* text : {"0", "0.001", "-0.99", "1000", "1e6", "-1e6", "1e-9", "1.5e-7", "1e10", "1e300"})
            CHECK(typed(std::stod(text)) == text);
    }
}
