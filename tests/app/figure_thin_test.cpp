// Long lines are thinned where they are drawn, and nobody can see it.

#include "app/figure/thin.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<Point> wave(int n) {
    std::vector<Point> points;
    for (int i = 0; i < n; ++i)
        points.push_back(
            {400.0f * static_cast<float>(i) / static_cast<float>(n), 100 * std::sin(0.001f * static_cast<float>(i))});
    return points;
}

} // namespace

TEST_CASE("thin: few points stay as they are") {
    const std::vector<Point> points = wave(static_cast<int>(max_unthinned_points));
    CHECK(thinned_line(points, 1).size() == max_unthinned_points);
    CHECK(thinned_line({}, 1).empty());
}

TEST_CASE("thin: ends, spikes and gaps of a long line survive") {
    std::vector<Point> points = wave(100'001);
    points[31'337].y = 900;
    points[71'003].y = -700;
    for (std::size_t i = 50'000; i < 50'400; ++i) points[i].y = missing_pixel;
    const std::vector<Point> kept = thinned_line(points, 1);
    CHECK(kept.size() <= 4 * 402);
    CHECK(kept.front().x == points.front().x);
    CHECK(kept.back().x == points.back().x);
    const auto holds = [&](float y) {
        return std::any_of(kept.begin(), kept.end(), [&](Point p) { return p.y == y; });
    };
    CHECK(holds(900));
    CHECK(holds(-700));
    CHECK(std::any_of(kept.begin(), kept.end(), [](Point p) { return std::isnan(p.y); }));
    for (std::size_t i = 1; i < kept.size(); ++i) REQUIRE(kept[i].x >= kept[i - 1].x);
}

TEST_CASE("thin: a long band reaches as far in every column") {
    BandEdges band{wave(50'000), wave(50'000)};
    for (Point& p : band.lower) p.y += 10;
    band.upper[20'000].y = -400;
    band.lower[30'000].y = 500;
    const BandEdges kept = thinned_band(band, 1);
    REQUIRE(kept.upper.size() == kept.lower.size());
    CHECK(kept.upper.size() <= 401);
    const auto by_y = [](Point a, Point b) { return a.y < b.y; };
    CHECK(std::min_element(kept.upper.begin(), kept.upper.end(), by_y)->y == -400);
    CHECK(std::max_element(kept.lower.begin(), kept.lower.end(), by_y)->y == 500);
}
