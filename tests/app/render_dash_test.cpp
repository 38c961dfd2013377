// Dashes: their pattern along a line, around its corners, and past what cannot be seen.

#include "app/render/dash.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace halfstep;

namespace {

constexpr Rect everywhere{-1e6f, -1e6f, 2e6f, 2e6f};

Dashes dashes_of(const std::vector<Point>& points, DashPattern pattern, const Rect& visible = everywhere) {
    Dashes out;
    dash(points.data(), static_cast<int>(points.size()), pattern, visible, out);
    std::size_t total = 0;
    for (const int n : out.lengths) total += static_cast<std::size_t>(n);
    CHECK(total == out.points.size());
    return out;
}

double path_length(const Point* p, int n) {
    double sum = 0;
    for (int i = 0; i + 1 < n; ++i) sum += std::hypot(p[i + 1].x - p[i].x, p[i + 1].y - p[i].y);
    return sum;
}

} // namespace

TEST_CASE("dash: on a straight line") {
    const Dashes d = dashes_of({{0, 0}, {20, 0}}, {4, 3});
    REQUIRE(d.lengths == std::vector<int>{2, 2, 2});
    const float ends[] = {0, 4, 7, 11, 14, 18};
    for (std::size_t i = 0; i < 6; ++i) CHECK(d.points[i].x == doctest::Approx(ends[i]));
    CHECK(dashes_of({{0, 0}, {2, 0}}, {4, 3}).points[1].x == 2);       // shorter than a dash: all of it
    CHECK(dashes_of({{0, 0}, {16, 0}}, {4, 3}).points.back().x == 16); // the last one is cut
    CHECK(dashes_of({{3, 3}}, {4, 3}).points.empty());
    CHECK(dashes_of({{3, 3}, {3, 3}}, {4, 3}).points.empty());
}

TEST_CASE("dash: however finely a line is divided, its dashes are the same, and bend with it") {
    const auto circle = [](int n) {
        std::vector<Point> points;
        for (int i = 0; i <= n; ++i) {
            const double a = 2 * std::numbers::pi * i / n;
            points.push_back({static_cast<float>(50 * std::cos(a)), static_cast<float>(50 * std::sin(a))});
        }
        return points;
    };
    const DashPattern pattern{8, 5};
    const Dashes coarse = dashes_of(circle(400), pattern), fine = dashes_of(circle(4000), pattern);
    REQUIRE(coarse.lengths.size() == fine.lengths.size());
    const Point *a = coarse.points.data(), *b = fine.points.data();
    for (std::size_t i = 0; i < coarse.lengths.size(); ++i) {
        if (i + 1 < coarse.lengths.size()) {
            CHECK(path_length(a, coarse.lengths[i]) == doctest::Approx(8).epsilon(1e-4));
            CHECK(path_length(b, fine.lengths[i]) == doctest::Approx(8).epsilon(1e-4));
        }
        CHECK(std::hypot(a->x - b->x, a->y - b->y) < 0.05);
        a += coarse.lengths[i];
        b += fine.lengths[i];
    }
    const Dashes corner = dashes_of({{0, 0}, {10, 0}, {10, 10}}, {12, 3});
    REQUIRE(corner.lengths == std::vector<int>{3, 2});
    CHECK(corner.points[1].x == 10);
    CHECK(corner.points[1].y == 0);
    CHECK(corner.points[2].y == doctest::Approx(2));
    CHECK(corner.points[3].y == doctest::Approx(5));
}

TEST_CASE("dash: dots are single points at even distances along the line") {
    const Dashes d = dashes_of({{0, 0}, {10, 0}, {10, 11}}, {0, 4});
    REQUIRE(d.points.size() == 6);
    CHECK(d.lengths == std::vector<int>(6, 1));
    CHECK(d.points[2].x == doctest::Approx(8));
    CHECK(d.points[3].y == doctest::Approx(2));
    CHECK(d.points[5].y == doctest::Approx(10));
}

TEST_CASE("dash: what is out of sight is skipped, and the pattern keeps its place") {
    const std::vector<Point> line = {{0, 0}, {1e6f, 0}, {1e6f, 500}, {0, 500}, {0, 20}, {60, 20}};
    const Rect window{-10, 10, 100, 30};
    const Dashes seen = dashes_of(line, {4, 3}, window);
    CHECK(seen.points.size() < 200);
    double before = 0;
    for (std::size_t i = 0; i + 2 < line.size(); ++i)
        before += std::hypot(line[i + 1].x - line[i].x, line[i + 1].y - line[i].y);
    double in_pattern = 0; // of the dashes on the last stretch each begins at a multiple of the period
    int checked = 0;
    const Point* p = seen.points.data();
    for (const int n : seen.lengths) {
        if (p->y == 20 && p->x > 0.01f) {
            in_pattern = std::fmod(before + p->x, 7);
            CHECK(std::min(in_pattern, 7 - in_pattern) < 0.2); // a million pixels on, in floats
            ++checked;
        }
        p += n;
    }
    CHECK(checked >= 8);
}
