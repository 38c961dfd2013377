// What OpenGL draws is held against the exact area that a shape covers of each pixel, found by 16 x 16 samples.
// Tolerances, of full ink:
//   max   0.14: coverage from the distance to an edge, as soft edges are drawn, differs from the true area by up to
//         0.07 at slanted edges and by twice that at corners and ends. Where two edges share a pixel (the inside of a
//         sharp turn, an acute corner) the nearer one alone counts: up to 0.35. A missing or doubled join would be 0.5
//         and more.
//   mean  0.004: those errors have either sign and only edge pixels have them. A width or radius that is off by a
//         tenth of a pixel exceeds it.
// Areas as a whole have to agree within 2 %.

#include "tests/app/render_stage.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Whether a point (pixels) is inside a shape.
using Inside = std::function<bool(float, float)>;

constexpr double at_edges = 0.14, at_turns = 0.35;

void check_coverage(const RenderedPicture& picture, const Inside& inside, double max = at_edges, double alpha = 1) {
    constexpr int samples = 16;
    double sum = 0, worst = 0, ink = 0, area = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            int hits = 0;
            for (int j = 0; j < samples; ++j)
                for (int i = 0; i < samples; ++i)
                    hits += inside(static_cast<float>(x) + (static_cast<float>(i) + 0.5f) / samples,
                                   static_cast<float>(y) + (static_cast<float>(j) + 0.5f) / samples);
            const double expected = alpha * hits / (samples * samples),
                         difference = std::abs(picture.ink(x, y) - expected);
            worst = std::max(worst, difference);
            sum += difference;
            ink += picture.ink(x, y);
            area += expected;
        }
    CHECK(worst < max * alpha);
    CHECK(sum / (picture.width * picture.height) < 0.004);
    CHECK(ink == doctest::Approx(area).epsilon(0.02));
}

float to_segment(float x, float y, Point a, Point b) {
    const float dx = b.x - a.x, dy = b.y - a.y;
    const float t = std::min(std::max(((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy), 0.0f), 1.0f);
    return std::hypot(x - a.x - t * dx, y - a.y - t * dy);
}

Inside inside_stroke(std::vector<Point> points, float width) {
    return [points, width](float x, float y) {
        for (std::size_t i = 0; i + 1 < points.size(); ++i)
            if (to_segment(x, y, points[i], points[i + 1]) <= width / 2) return true;
        return false;
    };
}

} // namespace

TEST_CASE("render: lines have their width in every direction") {
    RenderStage stage;
    for (const float width : {1.0f, 1.5f, 2.0f, 3.3f, 8.0f})
        for (const float angle : {0.0f, 0.3f, 0.7854f, 1.2f, 1.5708f}) {
            CAPTURE(width);
            CAPTURE(angle);
            const float dx = 25 * std::cos(angle), dy = 25 * std::sin(angle);
            const std::vector<Point> points = {{48.2f - dx, 32.4f - dy}, {48.2f + dx, 32.4f + dy}};
            check_coverage(stage.draw([&](Canvas& c) { draw_line(c, points, black, width); }),
                           inside_stroke(points, width));
        }
    // Thinner than a pixel: fainter, with the ink of the true width.
    const RenderedPicture thin = stage.draw([](Canvas& c) { draw_line(c, {{10, 20.5f}, {90, 20.5f}}, black, 0.25f); });
    CHECK(thin.total() == doctest::Approx(80 * 0.25).epsilon(0.03));
}

TEST_CASE("render: joins are round, sharp turns and short segments included") {
    RenderStage stage;
    const std::vector<std::vector<Point>> shapes = {
        {{10, 10}, {50, 10}, {50, 50}}, // a right angle
        {{10, 30}, {80, 32}, {12, 38}}, // nearly back
        {{10, 40}, {70, 40}, {66, 37}}, // a hook shorter than the line is wide
        {{8, 50}, {30, 10}, {31, 50}, {52, 10}, {53, 50}, {80, 12}},
        {{20, 20}, {20.3f, 20}, {20.9f, 20.4f}, {21.5f, 21}, {60, 50}},
        {{20, 32}, {70, 32}, {40, 32}}, // exactly back over itself
    };
    for (const auto& points : shapes)
        for (const float width : {2.5f, 7.0f})
            check_coverage(stage.draw([&](Canvas& c) { draw_line(c, points, black, width); }),
                           inside_stroke(points, width), at_turns);
}

TEST_CASE("render: a translucent polyline is no darker where it meets itself; two that cross are") {
    RenderStage stage;
    const Color half{0, 0, 0, 0.5f};
    std::vector<Point> wiggle; // denser than it is wide, with a loop
    for (int i = 0; i < 300; ++i) {
        const float t = static_cast<float>(i) * 0.05f;
        wiggle.push_back({48 + 30 * std::cos(t) + 4 * std::cos(9 * t), 32 + 20 * std::sin(1.7f * t)});
    }
    for (const float width : {1.3f, 3.0f, 6.0f}) {
        CAPTURE(width);
        const RenderedPicture faint = stage.draw([&](Canvas& c) { draw_line(c, wiggle, half, width); });
        double darkest = 0, area = 0;
        const Inside inside = inside_stroke(wiggle, width);
        for (int y = 0; y < 4 * render_h; ++y)
            for (int x = 0; x < 4 * render_w; ++x) {
                darkest = std::max(darkest, faint.ink(x / 4, y / 4));
                area += inside((static_cast<float>(x) + 0.5f) / 4, (static_cast<float>(y) + 0.5f) / 4) / 16.0;
            }
        CHECK(darkest < 0.5 + 1.5 / 255);
        // Where soft edges meet, the first to come keeps the pixel: a little ink is lost there. Thin lines are all
        // edge, and this one meets itself hundreds of times.
        CHECK(faint.total() == doctest::Approx(0.5 * area).epsilon(width < 2 ? 0.08 : 0.03));
    }
    const std::vector<Point> zigzag = {{10, 10}, {30, 50}, {50, 10}, {70, 50}, {90, 10}};
    check_coverage(stage.draw([&](Canvas& c) { draw_line(c, zigzag, half, 5); }), inside_stroke(zigzag, 5), at_turns,
                   0.5);
    const RenderedPicture crossing = stage.draw([&](Canvas& c) {
        const Point both[] = {{10, 32}, {90, 32}, {48, 10}, {48, 60}};
        c.polylines(both, 2, 2, {half, 6});
    });
    CHECK(crossing.ink(20, 32) == doctest::Approx(0.5).epsilon(0.01));
    CHECK(crossing.ink(48, 32) == doctest::Approx(0.75).epsilon(0.01));
}

TEST_CASE("render: NaN breaks lines") {
    RenderStage stage;
    const std::vector<Point> points = {{5, 20},  {30, 20}, {missing_pixel, missing_pixel},
                                       {60, 20}, {90, 20}, {missing_pixel, 3}};
    const RenderedPicture picture = stage.draw([&](Canvas& c) { draw_line(c, points, black, 3); });
    CHECK(picture.ink(20, 19) == doctest::Approx(1));
    CHECK(picture.ink(45, 19) == 0);
    CHECK(picture.ink(75, 19) == doctest::Approx(1));
    const std::vector<Point> nothing = {{missing_pixel, 0}, {missing_pixel, 0}};
    CHECK(stage.draw([&](Canvas& c) { draw_line(c, nothing, black, 3); }).total() == 0);
    const std::vector<Point> dot = {{40, 30}, {40, 30}}; // of no length: what its round caps are
    CHECK(stage.draw([&](Canvas& c) { draw_line(c, dot, black, 8); }).total() ==
          doctest::Approx(3.1416 * 16).epsilon(0.02));
}

TEST_CASE("render: dashes have their pattern, across joins too") {
    RenderStage stage;
    std::vector<Point> wave;
    double length = 0;
    for (int i = 0; i <= 80; ++i)
        wave.push_back({8 + static_cast<float>(i), 32 + 10 * std::sin(static_cast<float>(i) * 0.2f)});
    for (std::size_t i = 0; i + 1 < wave.size(); ++i)
        length += std::hypot(wave[i + 1].x - wave[i].x, wave[i + 1].y - wave[i].y);
    const DashPattern dashes = dash_pattern(Dash::dashed, 2), dots = dash_pattern(Dash::dotted, 4);
    const double dashed = stage.draw([&](Canvas& c) { draw_line(c, wave, black, 2, Dash::dashed); }).total();
    CHECK(dashed ==
          doctest::Approx(length * 2 * dashes.on / (dashes.on + dashes.off)).epsilon(0.08)); // the last one is cut
    const double dotted = stage.draw([&](Canvas& c) { draw_line(c, wave, black, 4, Dash::dotted); }).total();
    CHECK(dotted == doctest::Approx(3.1416 * 4 * length / dots.off).epsilon(0.1));
    const RenderedPicture straight = stage.draw([&](Canvas& c) {
        draw_line(c, {{10, 32}, {90, 32}}, black, 2, Dash::dashed);
    });
    CHECK(straight.ink(10 + 4, 32) == doctest::Approx(1)); // 8 on, 5 off, from the first point
    CHECK(straight.ink(10 + 10, 32) == 0);
    CHECK(straight.ink(10 + 17, 32) == doctest::Approx(1));
    CHECK(straight.ink(8, 32) == 0); // no round cap before the first
}

TEST_CASE("render: discs have their radius") {
    RenderStage stage;
    for (const float radius : {0.75f, 1.0f, 1.5f, 2.0f, 5.0f, 20.0f}) {
        CAPTURE(radius);
        const Point centre{47.3f, 31.8f};
        const RenderedPicture picture = stage.draw([&](Canvas& c) { c.discs(&centre, 1, radius, black); });
        check_coverage(picture, [&](float x, float y) { return std::hypot(x - centre.x, y - centre.y) <= radius; });
    }
    const Point two[] = {{20, 20}, {missing_pixel, 30}};
    CHECK(stage.draw([&](Canvas& c) { c.discs(two, 2, 3, black); }).total() ==
          doctest::Approx(3.1416 * 9).epsilon(0.02));
    const Point small{40.5f, 40.5f};
    CHECK(stage.draw([&](Canvas& c) { c.discs(&small, 1, 0.3f, black); }).total() ==
          doctest::Approx(3.1416 * 0.09).epsilon(0.1));
}

TEST_CASE("render: rectangles cover exactly, hairlines whole pixels") {
    RenderStage stage;
    const Rect box{10.25f, 12.5f, 30.5f, 20};
    const RenderedPicture picture = stage.draw([&](Canvas& c) { c.rects(&box, 1, black); });
    CHECK(picture.ink(10, 20) == doctest::Approx(0.75).epsilon(0.01));
    CHECK(picture.ink(20, 12) == doctest::Approx(0.5).epsilon(0.01));
    CHECK(picture.ink(20, 20) == doctest::Approx(1));
    CHECK(picture.total() == doctest::Approx(30.5 * 20).epsilon(0.002));
    for (float at = 20; at < 21; at += 0.1f) {
        const Rect hair{at, 5, 0.8f, 50};
        const RenderedPicture thin = stage.draw([&](Canvas& c) { c.rects(&hair, 1, black); });
        int columns = 0;
        for (int x = 0; x < render_w; ++x) columns += thin.ink(x, 30) > 0;
        CHECK(columns == 1);
        CHECK(thin.total() == doctest::Approx(50));
    }
}

TEST_CASE("render: bands cover their area, without seams") {
    RenderStage stage;
    std::vector<Point> upper, lower;
    for (int i = 0; i <= 40; ++i) {
        const float x = 8.3f + 2 * static_cast<float>(i);
        upper.push_back({x, 20 + 10 * std::sin(x * 0.1f)});
        lower.push_back({x, 40 + 6 * std::cos(x * 0.15f)});
    }
    const auto between = [](const std::vector<Point>& row, float x) {
        std::size_t i = 0;
        while (i + 2 < row.size() && row[i + 1].x < x) ++i;
        return row[i].y + (x - row[i].x) / (row[i + 1].x - row[i].x) * (row[i + 1].y - row[i].y);
    };
    const auto fill = [&](Canvas& c, Color color) {
        c.band(upper.data(), lower.data(), static_cast<int>(upper.size()), color);
    };
    const RenderedPicture picture = stage.draw([&](Canvas& c) { fill(c, {0, 0, 0, 0.5f}); });
    double ink = 0, area = 0;
    for (int x = 12; x < 84; ++x) { // the ends are cut at whole pixels: outlines cover them
        CHECK(picture.ink(x, 30) == doctest::Approx(0.5).epsilon(0.01));
        for (int y = 0; y < render_h; ++y) ink += picture.ink(x, y);
        const float middle = static_cast<float>(x) + 0.5f;
        area += 0.5 * (between(lower, middle) - between(upper, middle));
    }
    CHECK(ink == doctest::Approx(area).epsilon(0.005));

    upper[20] = {missing_pixel, missing_pixel};
    const RenderedPicture broken = stage.draw([&](Canvas& c) { fill(c, black); });
    CHECK(broken.ink(48, 30) == 0);
    CHECK(broken.ink(40, 30) == doctest::Approx(1));
    // Thinner than a pixel.
    const Point above[] = {{10, 30.2f}, {80, 35.2f}}, below[] = {{10, 30.5f}, {80, 35.5f}};
    const RenderedPicture thin = stage.draw([&](Canvas& c) { c.band(above, below, 2, black); });
    CHECK(thin.total() == doctest::Approx(70 * 0.3).epsilon(0.03));
}

TEST_CASE("render: triangles, in either order of corners") {
    RenderStage stage;
    const Point a{20.3f, 10.1f}, b{70.7f, 30.2f}, c{30.2f, 55.4f};
    const auto side = [](Point p, Point q, float x, float y) {
        return (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
    };
    const Inside inside = [&](float x, float y) {
        return side(a, b, x, y) >= 0 && side(b, c, x, y) >= 0 && side(c, a, x, y) >= 0;
    };
    const Point one[] = {a, b, c}, other[] = {a, c, b};
    check_coverage(stage.draw([&](Canvas& canvas) { canvas.triangles(one, 1, black); }), inside, at_turns);
    check_coverage(stage.draw([&](Canvas& canvas) { canvas.triangles(other, 1, black); }), inside, at_turns);
}
