// Contours of functions whose level sets are known.

#include "app/figure/contours.h"

#include "app/figure/layout.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

/// Values of f(x, y) at the middles of n x m cells of -1..1 squared.
template <class F>
Contours grid(int columns, int rows, F f) {
    Contours g;
    g.x_lo = g.y_lo = -1;
    g.columns = columns;
    g.rows = rows;
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c)
            g.value.push_back(static_cast<float>(f(-1 + (c + 0.5) * 2 / columns, -1 + (r + 0.5) * 2 / rows)));
    return g;
}

double contour_length(const ContourLine& line) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < line.x.size(); ++i)
        sum += std::hypot(line.x[i + 1] - line.x[i], line.y[i + 1] - line.y[i]);
    return sum;
}

/// Signed: positive when it runs counter-clockwise.
double area_within(const ContourLine& line) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < line.x.size(); ++i)
        sum += 0.5 * (line.x[i] * line.y[i + 1] - line.x[i + 1] * line.y[i]);
    return sum;
}

double area_within(const std::vector<ContourLine>& lines) {
    double sum = 0;
    for (const ContourLine& line : lines) sum += area_within(line);
    return sum;
}

/// Everything that holds of all lines of any grid: finite, no point twice in a row, closed or ending at the border.
void check_sound(const Contours& g, const std::vector<ContourLine>& lines, bool closed) {
    const double dx = (g.x_hi - g.x_lo) / g.columns, dy = (g.y_hi - g.y_lo) / g.rows;
    for (const ContourLine& line : lines) {
        REQUIRE(line.x.size() == line.y.size());
        REQUIRE(line.x.size() >= 2);
        for (std::size_t i = 0; i < line.x.size(); ++i) {
            CHECK(line.x[i] >= g.x_lo + 0.499 * dx);
            CHECK(line.x[i] <= g.x_hi - 0.499 * dx);
            CHECK(line.y[i] >= g.y_lo + 0.499 * dy);
            CHECK(line.y[i] <= g.y_hi - 0.499 * dy);
            if (i > 0) CHECK((line.x[i] != line.x[i - 1] || line.y[i] != line.y[i - 1]));
        }
        if (closed) CHECK(line.closed());
    }
}

} // namespace

TEST_CASE("contours: a cone's are circles, closed and each in one piece, higher values to the left") {
    const Contours g = grid(101, 81, [](double x, double y) { return 1 - std::hypot(x, y); });
    for (const double radius : {0.2, 0.5, 0.9}) {
        const auto lines = contour_lines(g, 1 - radius);
        check_sound(g, lines, true);
        REQUIRE(lines.size() == 1);
        for (std::size_t i = 0; i < lines[0].x.size(); ++i)
            CHECK(std::hypot(lines[0].x[i], lines[0].y[i]) == doctest::Approx(radius).epsilon(2e-3));
        CHECK(contour_length(lines[0]) == doctest::Approx(2 * std::numbers::pi * radius).epsilon(2e-3));
        CHECK(area_within(lines[0]) ==
              doctest::Approx(std::numbers::pi * radius * radius).epsilon(2e-3)); // the peak is inside
        CHECK(area_within(contour_areas(g, 1 - radius)) == doctest::Approx(area_within(lines[0])).epsilon(1e-12));
    }
    // Turned upside down the same lines run the other way round, and the area above is all the rest.
    const Contours bowl = grid(101, 81, [](double x, double y) { return std::hypot(x, y); });
    CHECK(area_within(contour_lines(bowl, 0.5)) == doctest::Approx(-std::numbers::pi / 4).epsilon(2e-3));
    const auto areas = contour_areas(bowl, 0.5);
    check_sound(bowl, areas, true);
    REQUIRE(areas.size() == 2);
    const double all = (2 - 2.0 / 101) * (2 - 2.0 / 81);
    CHECK(area_within(areas) == doctest::Approx(all - std::numbers::pi / 4).epsilon(2e-3));
    // A circle that the border cuts into four arcs.
    const auto arcs = contour_lines(bowl, 1.2);
    check_sound(bowl, arcs, false);
    REQUIRE(arcs.size() == 4);
    for (const ContourLine& arc : arcs) CHECK_FALSE(arc.closed());
    CHECK(contour_areas(bowl, 1.2).size() == 4);
}

TEST_CASE("contours: saddles never cross") {
    // x y: hyperbolas, whose branches meet at 0 in the middle of a square (even grid) or in a node (odd grid).
    for (const int n : {2, 20, 21}) {
        CAPTURE(n);
        const Contours g = grid(n, n, [](double x, double y) { return x * y; });
        for (const double level : {-0.02, 0.0, 0.02}) {
            CAPTURE(level);
            const auto lines = contour_lines(g, level);
            check_sound(g, lines, false);
            if (level != 0) {
                CHECK(lines.size() == 2);
                for (const ContourLine& line : lines)
                    for (std::size_t i = 0; n > 2 && i < line.x.size(); ++i)
                        CHECK(line.x[i] * line.y[i] == doctest::Approx(level).epsilon(0.1));
            }
            // Above and below share the square without gap or overlap.
            Contours below = g;
            for (float& v : below.value) v = -v;
            const double side = 2 - 2.0 / n, above = area_within(contour_areas(g, level));
            const double rest = area_within(contour_areas(below, std::nextafter(-level, 1.0)));
            CHECK(above + rest == doctest::Approx(side * side).epsilon(1e-6));
        }
    }
    // One square, its four corners in turn high and low: the middle decides which pair is joined.
    Contours g = grid(2, 2, [](double, double) { return 0; });
    g.value = {1, 0, 0, 1};
    CHECK(contour_lines(g, 0.4).size() == 2);
    CHECK(contour_areas(g, 0.4).size() == 1); // joined across the middle, whose value is 0.5
    CHECK(contour_areas(g, 0.6).size() == 2);
}

TEST_CASE("contours: a ramp's are straight lines at the right places, to the border") {
    const Contours g = grid(30, 7, [](double x, double) { return x; });
    for (const double level : {-0.9, -0.31, 0.0, 0.123, 0.9}) {
        const auto lines = contour_lines(g, level);
        check_sound(g, lines, false);
        REQUIRE(lines.size() == 1);
        for (const double x : lines[0].x) CHECK(x == doctest::Approx(level).epsilon(1e-5));
        CHECK(lines[0].y.front() - lines[0].y.back() == doctest::Approx(2 - 2.0 / 7)); // downwards: higher to the left
        CHECK(area_within(contour_areas(g, level)) ==
              doctest::Approx((1 - 1.0 / 30 - level) * (2 - 2.0 / 7)).epsilon(1e-5));
    }
    const Contours tilted = grid(16, 16, [](double x, double y) { return x + 2 * y; });
    const auto lines = contour_lines(tilted, 0.3);
    REQUIRE(lines.size() == 1);
    for (std::size_t i = 0; i < lines[0].x.size(); ++i)
        CHECK(lines[0].x[i] + 2 * lines[0].y[i] == doctest::Approx(0.3).epsilon(1e-5));
}

TEST_CASE("contours: of a constant there are none, and the area is all or nothing") {
    const Contours g = grid(5, 4, [](double, double) { return 0.5; });
    const double all = (2 - 2.0 / 5) * (2 - 2.0 / 4);
    for (const double level : {0.4, 0.5}) {
        CHECK(contour_lines(g, level).empty());
        REQUIRE(contour_areas(g, level).size() == 1);
        CHECK(area_within(contour_areas(g, level)) == doctest::Approx(all));
    }
    CHECK(contour_lines(g, 0.6).empty());
    CHECK(contour_areas(g, 0.6).empty());
    // A plateau just at the level belongs to what is above.
    const Contours step = grid(10, 10, [](double x, double) { return x < 0 ? 0.0 : 1.0; });
    const auto edge = contour_lines(step, 1);
    REQUIRE(edge.size() == 1);
    for (const double x : edge[0].x) CHECK(x == doctest::Approx(0.1).epsilon(1e-9));
}

TEST_CASE("contours: what is not finite is left out") {
    const auto ramp_with_hole = [](double missing) {
        Contours g = grid(12, 12, [](double x, double) { return x; });
        for (const int r : {5, 6})
            for (const int c : {5, 6}) g.value[static_cast<std::size_t>(12 * r + c)] = static_cast<float>(missing);
        return g;
    };
    for (const double missing : {missing_value, infinity, -infinity}) {
        const Contours g = ramp_with_hole(missing);
        const auto lines = contour_lines(g, 0.01);
        check_sound(g, lines, false);
        REQUIRE(lines.size() == 2); // from the upper border to the hole, and on from there
        for (const ContourLine& line : lines)
            for (const double y : line.y) CHECK(std::abs(y) > 0.24);
        const auto areas = contour_areas(g, -2); // everything but the hole
        check_sound(g, areas, true);
        const double side = 2 - 2.0 / 12, hole = 0.5;
        CHECK(areas.size() == 2);
        CHECK(area_within(areas) == doctest::Approx(side * side - hole * hole));
    }
    // Two holes that touch in a corner, nothing but holes, and a hole at the border.
    Contours corner = grid(8, 8, [](double, double) { return 1.0; });
    corner.value[8 * 2 + 2] = corner.value[8 * 4 + 4] = static_cast<float>(missing_value);
    const double cell = 0.25 * 0.25;
    CHECK(area_within(contour_areas(corner, 0)) == doctest::Approx(49 * cell - 8 * cell));
    check_sound(corner, contour_areas(corner, 0), true);
    const Contours nothing = grid(6, 6, [](double, double) { return missing_value; });
    CHECK(contour_lines(nothing, 0).empty());
    CHECK(contour_areas(nothing, 0).empty());
    Contours edge = grid(8, 8, [](double, double) { return 1.0; });
    edge.value[0] = static_cast<float>(missing_value);
    CHECK(area_within(contour_areas(edge, 0)) == doctest::Approx(48 * cell));
}

TEST_CASE("contours: grids without squares, and levels that are no numbers, have none") {
    for (const auto& [columns, rows] : {std::pair{1, 1}, {1, 9}, {9, 1}}) {
        const Contours g = grid(columns, rows, [](double x, double y) { return x + y; });
        CHECK(contour_lines(g, 0).empty());
        CHECK(contour_areas(g, -9).empty());
    }
    Contours g = grid(4, 4, [](double x, double y) { return x + y; });
    for (const double level : {missing_value, infinity, -infinity}) {
        CHECK(contour_lines(g, level).empty());
        CHECK(contour_areas(g, level).empty());
    }
    g.value.resize(7); // fewer than the grid has
    CHECK(contour_lines(g, 0).empty());
    CHECK(contour_lines(Contours{}, 0).empty());
}

TEST_CASE("contours: values and places of any size") {
    for (const double unit : {1e-30, 1e-12, 1.0, 1e12, 1e30})
        for (const double size : {1e-12, 1.0, 1e12}) {
            CAPTURE(unit);
            CAPTURE(size);
            Contours g = grid(41, 41, [&](double x, double y) { return unit * (1 - x * x - y * y); });
            g.x_lo = g.y_lo = -size;
            g.x_hi = g.y_hi = size;
            const auto lines = contour_lines(g, 0.75 * unit);
            check_sound(g, lines, true);
            REQUIRE(lines.size() == 1);
            CHECK(area_within(lines[0]) == doctest::Approx(std::numbers::pi / 4 * size * size).epsilon(5e-3));
        }
    // A spike of one node, and a single low one: a diamond each, however high.
    for (const double height : {1.0, 1e12, -1e12}) {
        Contours g = grid(9, 9, [](double, double) { return 0; });
        g.value[40] = static_cast<float>(height);
        const auto lines = contour_lines(g, 0.5 * height);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].closed());
        CHECK(area_within(lines[0]) * height > 0);
    }
}

TEST_CASE("contours: a level that nodes have exactly makes no stray points") {
    Contours g = grid(3, 3, [](double, double) { return 0; });
    g.value = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    CHECK(contour_lines(g, 1).empty()); // it has shrunk to the peak itself
    CHECK(contour_areas(g, 1).empty());
    g.value = {0, 0, 0, 1, 1, 1, 0, 0, 0};
    for (const ContourLine& line : contour_lines(g, 1)) // a crest: there and back
        for (const double y : line.y) CHECK(y == doctest::Approx(0));
    const Contours checks = grid(15, 15, [](double x, double y) { return std::round(2 * x) + std::round(2 * y); });
    for (const double level : {-2.0, -1.0, 0.0, 1.0, 2.0, 3.0}) {
        check_sound(checks, contour_lines(checks, level), false);
        check_sound(checks, contour_areas(checks, level), true);
    }
}

TEST_CASE("contours: random grids: no end is left loose") {
    unsigned state = 12345;
    const auto random = [&] {
        state = state * 1664525u + 1013904223u;
        return (state >> 8) / 16777216.0;
    };
    for (int trial = 0; trial < 200; ++trial) {
        const int columns = 2 + static_cast<int>(random() * 9), rows = 2 + static_cast<int>(random() * 9);
        const bool steps = trial % 2 == 0; // values that often equal the level
        Contours g = grid(columns, rows, [&](double, double) {
            const double v = random();
            return v < 0.07 ? missing_value : steps ? std::floor(4 * v) : 4 * v;
        });
        for (const double level : {0.0, 1.0, 1.7, 2.0, 4.0}) {
            check_sound(g, contour_lines(g, level), false);
            const auto areas = contour_areas(g, level);
            check_sound(g, areas, true);
            Contours below = g;
            for (float& v : below.value) v = -v;
            const double all = area_within(contour_areas(g, -1e9));
            const double rest = area_within(contour_areas(below, std::nextafter(-level, infinity)));
            CHECK(area_within(areas) + rest == doctest::Approx(all).epsilon(1e-9));
        }
    }
}

// ---- as a mark ----

TEST_CASE("contours: drawn as one broken line a level, and as one area a level above each other") {
    Contours g = grid(60, 60, [](double x, double y) { return std::cos(4 * x) * std::cos(4 * y); });
    g.levels = {-0.5, 0.25, 0.5};
    Figure figure;
    figure.x.lo = figure.y.lo = -1;
    figure.marks.emplace_back(g);
    const auto drawn = [&] {
        FakeCanvas canvas;
        draw(figure, layout(figure, {{0, 0, 400, 300}, 1}, light_theme(), canvas), light_theme(), canvas);
        return canvas;
    };
    CHECK(drawn().lines.size() == 3);
    std::get<Contours>(figure.marks[0]).filled = true;
    FakeCanvas canvas = drawn();
    CHECK(canvas.lines.empty());
    REQUIRE(canvas.areas_drawn.size() == 3);
    CHECK(canvas.areas_drawn[1].size() == 5); // around the tops: one in the middle, four half a period away from it
    // Zoomed in a thousand times, no point is far out.
    figure.x = {"", 0.5, 0.502};
    figure.y = {"", 0.1, 0.101};
    std::get<Contours>(figure.marks[0]).levels = {0};
    canvas = drawn();
    for (const auto& outlines : canvas.areas_drawn)
        for (const auto& outline : outlines)
            for (const Point p : outline) {
                CHECK(std::abs(p.x) < 500);
                CHECK(std::abs(p.y) < 500);
            }
    // The grid lines lie over areas, not under them.
    const auto at = [&](const char* call) { return std::find(canvas.calls.begin() + 1, canvas.calls.end(), call); };
    CHECK(at("areas") < at("rects"));
}
