#include "app/figure/layout.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

using namespace halfstep;

namespace {

std::vector<std::string> tick_labels(const std::vector<Tick>& ticks) {
    std::vector<std::string> result;
    for (const Tick& tick : ticks)
        if (!tick.label.empty()) result.push_back(tick.label);
    return result;
}
std::vector<std::string> tick_labels(double lo, double hi, Scale scale, int wanted) {
    return tick_labels(make_ticks(lo, hi, scale, wanted));
}
using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("ticks: steps are 1, 2 or 5 and labels share their decimals") {
    CHECK(tick_labels(0, 1, Scale::linear, 5) == Texts{"0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(tick_labels(0, 10, Scale::linear, 10) == Texts{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"});
    CHECK(tick_labels(0, 9, Scale::linear, 4) == Texts{"0", "5"});
    CHECK(tick_labels(-1.2, 1.2, Scale::linear, 3) == Texts{"\u22121", "0", "1"});
    CHECK(tick_labels(-0.3, 0.3, Scale::linear, 4) == Texts{"\u22120.2", "0", "0.2"});
    CHECK(tick_labels(0, 100000, Scale::linear, 5).back() == "100000");
    for (double span = 1e-9; span < 1e9; span *= 1.37)
        for (const int wanted : {1, 3, 7}) {
            const std::vector<Tick> ticks = make_ticks(-0.4 * span, 0.6 * span, Scale::linear, wanted);
            CHECK(ticks.size() <= static_cast<std::size_t>(wanted) + 1);
            if (wanted >= 5) CHECK(ticks.size() >= 2); // steps are at most 2.5 times what was asked for
            if (ticks.size() < 2) continue;
            const double step = ticks[1].value - ticks[0].value;
            const double mantissa = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
            const bool round =
                std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 || std::abs(mantissa - 5) < 1e-6;
            CHECK(round);
        }
}

TEST_CASE("ticks: long numbers become powers of ten") {
    CHECK(tick_labels(0, 1e12, Scale::linear, 2) == Texts{"0", "0.5\u00d710\u00b9\u00b2", "1.0\u00d710\u00b9\u00b2"});
    CHECK(tick_labels(0, 1e-12, Scale::linear, 2) ==
          Texts{"0", "0.5\u00d710\u207b\u00b9\u00b2", "1.0\u00d710\u207b\u00b9\u00b2"});
    CHECK(tick_labels(-2e-5, 2e-5, Scale::linear, 2) ==
          Texts{"\u22122\u00d710\u207b\u2075", "0", "2\u00d710\u207b\u2075"});
    CHECK(tick_labels(0, 1e-3, Scale::linear, 2) == Texts{"0", "0.0005", "0.0010"});
    // But not where all that is long is what they share.
    CHECK(tick_labels(0.456091, 0.456093, Scale::linear, 2) == Texts{"0.456091", "0.456092", "0.456093"});
    CHECK(tick_labels(99999, 99999 + 2e-7, Scale::linear, 2).back() == "99999.0000002");
}

TEST_CASE("ticks: panning moves them and changes neither step nor labels") {
    // A window of the same length everywhere: the steps are the same, every value is a multiple of it, and its label
    // depends on nothing else.
    const double span = 1.7;
    std::set<long long> steps;
    for (double at = -3; at < 3; at += 0.00937) {
        const std::vector<Tick> ticks = make_ticks(at, at + span, Scale::linear, 6);
        REQUIRE(ticks.size() >= 2);
        for (std::size_t i = 0; i + 1 < ticks.size(); ++i)
            steps.insert(std::llround((ticks[i + 1].value - ticks[i].value) * 1e6));
        for (const Tick& tick : ticks) {
            CHECK(tick.value >= at - 1e-5);
            CHECK(tick.value <= at + span + 1e-5);
            CHECK(tick.value == std::round(tick.value / 0.5) * 0.5);
            if (tick.value == 1.5) CHECK(tick.label == "1.5");
            if (tick.value == 0) CHECK(tick.label == "0"); // never -0
        }
    }
    CHECK(steps == std::set<long long>{500000});
    // A span that is exactly a few steps, but for what adding has rounded, keeps its step.
    for (double at = 0; at < 50; at += 0.1) CHECK(make_ticks(at, at + 1, Scale::linear, 5).size() >= 5);
}

TEST_CASE("ticks: log axes label decades and mark 2 to 9") {
    const std::vector<Tick> ticks = make_ticks(1e-2, 1e1, Scale::log10, 5);
    CHECK(tick_labels(ticks) == Texts{"0.01", "0.1", "1", "10"});
    CHECK(ticks.size() == 3 * 9 + 1);
    CHECK(ticks[1].value == doctest::Approx(0.02));
    CHECK(ticks[1].label.empty());

    CHECK(tick_labels(1e-6, 1e4, Scale::log10, 12).front() == "10\u207b\u2076");
    CHECK(tick_labels(1e-6, 1e4, Scale::log10, 12).size() == 11);
    CHECK(tick_labels(1e-6, 1e4, Scale::log10, 4) == Texts{"10\u207b\u2076", "10\u207b\u00b3", "10\u2070", "10\u00b3"});
    CHECK(tick_labels(0.1, 5, Scale::log10, 8) == Texts{"0.1", "0.2", "0.5", "1", "2", "5"});
    CHECK(tick_labels(2e-7, 8e-6, Scale::log10, 8).front() == "2\u00d710\u207b\u2077");
    CHECK(tick_labels(2, 4, Scale::log10, 5) == Texts{"2.0", "2.5", "3.0", "3.5", "4.0"}); // nearly linear
    CHECK(tick_labels(1e-300, 1e300, Scale::log10, 5).size() <= 7);
}

TEST_CASE("ticks: ranges that cannot be shown have none") {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const Scale scale : {Scale::linear, Scale::log10}) {
        CHECK(make_ticks(1, 1, scale, 5).empty());
        CHECK(make_ticks(2, 1, scale, 5).empty());
        CHECK(make_ticks(nan, 1, scale, 5).empty());
        CHECK(make_ticks(0, nan, scale, 5).empty());
        CHECK(make_ticks(1, infinity, scale, 5).empty());
    }
    CHECK(make_ticks(-infinity, infinity, Scale::linear, 5).empty());
    CHECK(make_ticks(-1e308, 1e308, Scale::linear, 5).empty()); // its length is no number
    CHECK(make_ticks(0, 5e-324, Scale::linear, 5).empty());
    CHECK(make_ticks(0, 1, Scale::log10, 5).empty());
    CHECK(make_ticks(-1, 1, Scale::log10, 5).empty());
    CHECK(make_ticks(1, 1 + 1e-15, Scale::linear, 5).empty()); // doubles cannot tell its ticks apart
    CHECK(make_ticks(0, 1, Scale::linear, -3).size() == 2);    // as if one were wanted
    CHECK(tick_labels(1e12, 1e12 + 4, Scale::linear, 2) == Texts{"1000000000000", "1000000000002", "1000000000004"});
    for (int decade = -300; decade <= 300; decade += 7) {
        const double unit = std::pow(10.0, decade);
        CHECK(tick_labels(unit, 9 * unit, Scale::linear, 5).size() >= 3);
        CHECK(tick_labels(unit, 90 * unit, Scale::log10, 8).size() >= 3);
    }
}

TEST_CASE("axis map: there and back, on both scales and in both directions") {
    for (const Scale scale : {Scale::linear, Scale::log10}) {
        const AxisMap up{1e-3, 1e2, scale, 400, 20};
        for (const double value : {1e-3, 0.02, 1.0, 99.0})
            CHECK(up.value(up.pixel(value)) == doctest::Approx(value).epsilon(1e-3));
        CHECK(up.pixel(1e-3) == 400);
        CHECK(up.pixel(1e2) == 20);
        CHECK(std::isnan(up.pixel(std::numeric_limits<double>::quiet_NaN())));
        CHECK(std::isfinite(up.pixel(std::numeric_limits<double>::infinity())));
        CHECK(std::isfinite(up.pixel(1e308)));
    }
    CHECK(std::isnan(AxisMap{1, 10, Scale::log10, 0, 100}.pixel(0)));
    CHECK(std::isnan(AxisMap{1, 10, Scale::log10, 0, 100}.pixel(-1)));
}
