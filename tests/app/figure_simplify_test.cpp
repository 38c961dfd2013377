#include "app/figure/simplify.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace halfstep;

namespace {

float distance_to(const std::vector<Point>& line, Point p) {
    float best = 1e9f;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const Point a = line[i], b = line[i + 1];
        const float dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
        const float t =
            length2 > 0 ? std::min(std::max(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0f), 1.0f) : 0;
        best = std::min(best, std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
    }
    return best;
}

std::vector<Point> simplified(const std::vector<Point>& points, float tolerance) {
    std::vector<Point> out;
    simplify(points.data(), static_cast<int>(points.size()), tolerance, out);
    return out;
}

} // namespace

TEST_CASE("simplify: smooth curves lose most points, none that lies off the line") {
    std::vector<Point> wave;
    for (int i = 0; i < 5000; ++i)
        wave.push_back({static_cast<float>(i) * 0.2f, 100 * std::sin(static_cast<float>(i) * 0.002f)});
    const std::vector<Point> few = simplified(wave, 0.1f);
    CHECK(few.size() < 200);
    for (const Point p : wave) CHECK(distance_to(few, p) <= 0.11f);
    CHECK(few.front().x == wave.front().x);
    CHECK(few.back().x == wave.back().x);
}

TEST_CASE("simplify: random walks keep their shape") {
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    for (const float step : {0.02f, 0.3f, 5.0f}) {
        std::vector<Point> walk = {{50, 50}};
        for (int i = 0; i < 2000; ++i)
            walk.push_back({walk.back().x + step * normal(random), walk.back().y + step * normal(random)});
        const std::vector<Point> few = simplified(walk, 0.1f);
        CHECK(few.size() < walk.size());
        // Turning back within the tolerance is not followed: twice the tolerance is what is promised where steps are
        // tiny.
        for (const Point p : walk) CHECK(distance_to(few, p) <= 0.21f);
    }
}

TEST_CASE("simplify: straight lines, turns, standing still") {
    CHECK(simplified({{0, 0}, {1, 0}, {2, 0}, {9, 0}}, 0.1f).size() == 2);
    CHECK(simplified({{0, 0}, {9, 0}, {3, 0}}, 0.1f).size() == 3); // forth and back
    CHECK(simplified({{0, 0}, {9, 0}, {9, 9}}, 0.1f).size() == 3);
    CHECK(simplified({{4, 4}, {4, 4}, {4, 4}}, 0.1f).size() == 1);
    CHECK(simplified({{4, 4}}, 0.1f).size() == 1);
    CHECK(simplified({}, 0.1f).empty());
    CHECK(simplified({{0, 0}, {0.05f, 0}, {0.02f, 0.03f}}, 0.1f).size() ==
          2); // all within the tolerance: the ends stay
}
