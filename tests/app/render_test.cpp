// What OpenGL draws is held against the exact area that a shape covers of each pixel, found by 16 x 16 samples.
// Tolerances, of full ink:
//   max   0.14: coverage from the distance to an edge, as soft edges are drawn, differs from the true area by up to
//         0.07 at slanted edges and by twice that at corners and ends. Where two edges share a pixel (the inside of a
//         sharp turn, an acute corner) the nearer one alone counts: up to 0.35. A missing or doubled join would be 0.5
//         and more.
//   mean  0.004: those errors have either sign and only edge pixels have them. A width or radius that is off by a
//         tenth of a pixel exceeds it.
// Areas as a whole have to agree within 2 %.

#include "app/figure/layout.h"
#include "app/render/gl.h"
#include "app/render/render.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int render_w = 96, render_h = 64;
constexpr Color white{1, 1, 1, 1}, black{0, 0, 0, 1};

/// RGBA, row 0 at the top.
struct RenderedPicture {
    int width, height;
    std::vector<std::uint8_t> rgba;
    int at(int x, int y, int channel = 0) const {
        return rgba[static_cast<std::size_t>((y * width + x) * 4 + channel)];
    }
    double ink(int x, int y) const { return 1 - at(x, y) / 255.0; } ///< black on white: 0..1
    double total() const {
        double sum = 0;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) sum += ink(x, y);
        return sum;
    }
};

struct Stage {
    HeadlessContext context;
    Renderer renderer;
    FixedMeter meter;
    GlCanvas canvas{renderer, meter};

    RenderedPicture read(const GlCanvas& from, int width, int height) {
        GLuint framebuffer = 0;
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
        glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, from.texture(), 0);
        RenderedPicture picture{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 4))};
        for (int y = 0; y < height; ++y)
            glReadPixels(0, height - 1 - y, width, 1, GL_RGBA, GL_UNSIGNED_BYTE,
                         picture.rgba.data() + static_cast<std::size_t>(y * width * 4));
        glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
        glDeleteFramebuffers(1, &framebuffer);
        CHECK(glGetError() == GL_NO_ERROR);
        return picture;
    }
    RenderedPicture draw(const std::function<void(Canvas&)>& what, Color ground = white) {
        canvas.begin(render_w, render_h, ground);
        what(canvas);
        canvas.end();
        return read(canvas, render_w, render_h);
    }
};

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

void draw_line(Canvas& canvas, const std::vector<Point>& points, Color color, float width, Dash dash = Dash::solid) {
    canvas.polylines(points.data(), static_cast<int>(points.size()), 1, {color, width, dash});
}

} // namespace

TEST_CASE("render: lines have their width in every direction") {
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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
    Stage stage;
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

TEST_CASE("render: images stand upright, interpolate and blend") {
    Stage stage;
    const std::uint8_t corners[] = {255, 0, 0,   255, 0,   255, 0,   255,
                                    0,   0, 255, 255, 255, 255, 255, 0}; // last: transparent
    const RenderedPicture picture = stage.draw(
        [&](Canvas& c) {
            c.image({0, 0, render_w, render_h}, 2, 2, corners);
        },
        {0, 0, 0, 1});
    CHECK(picture.at(4, 4, 0) > 250); // top left red, top right green, bottom left blue
    CHECK(picture.at(render_w - 5, 4, 1) > 250);
    CHECK(picture.at(4, render_h - 5, 2) > 250);
    CHECK(picture.at(render_w - 5, render_h - 5, 0) < 5); // nothing of the transparent white
    CHECK(picture.at(render_w / 2, 4, 0) == doctest::Approx(126).epsilon(0.03));
    CHECK(picture.at(render_w / 2, 4, 1) == doctest::Approx(129).epsilon(0.03));
    // Blended as encoded: half of white over black is 128, not the 188 of linear light.
    const std::uint8_t faint[] = {255, 255, 255, 128};
    CHECK(stage.draw([&](Canvas& c) { c.image({0, 0, render_w, render_h}, 1, 1, faint); }, black).at(50, 30) == 128);
}

TEST_CASE("render: clips, to the pixel") {
    Stage stage;
    const Rect all{0, 0, render_w, render_h}, clip{20, 10, 30, 25};
    const RenderedPicture picture = stage.draw([&](Canvas& c) {
        c.clip(clip);
        c.rects(&all, 1, black);
        const Point centre{20, 10};
        c.discs(&centre, 1, 9, black);
        c.unclip();
    });
    for (int y = 0; y < render_h; ++y)
        for (int x = 0; x < render_w; ++x) {
            const bool inside = clip.contains({static_cast<float>(x), static_cast<float>(y)});
            if ((picture.ink(x, y) > 0) != inside) FAIL_CHECK("at " << x << ", " << y);
        }
}

TEST_CASE("render: an overlay lies over the picture of its base") {
    Stage stage;
    const Rect box{10, 10, 20, 20};
    stage.draw([&](Canvas& c) { c.rects(&box, 1, black); });
    GlCanvas over(stage.renderer, stage.meter);
    for (int frame = 0; frame < 2; ++frame) { // and takes nothing along to the next frame
        over.begin_over(stage.canvas);
        const float x = frame == 0 ? 50.0f : 70.0f;
        draw_line(over, {{x, 0}, {x, render_h}}, {1, 0, 0, 1}, 4);
        over.end();
        const RenderedPicture picture = stage.read(over, render_w, render_h);
        CHECK(picture.at(20, 20, 0) == 0);
        CHECK(picture.at(static_cast<int>(x), 40, 1) == 0);
        CHECK(picture.at(frame == 0 ? 70 : 50, 40, 1) == 255);
    }
}

TEST_CASE("render: every mark of a figure, in both themes") {
    Figure figure;
    figure.title = "All";
    HeatMap map;
    map.columns = map.rows = 4;
    map.value.assign(16, 1);
    map.x_hi = 0.3;
    map.y_lo = 0.6;
    Band band{{0.4, 0.6}, {0.7, 0.7}, {0.9, 0.9}, {Ink::sampler, 0, 1}, ""};
    Bars bars;
    bars.edges = {0.7, 0.8, 0.9};
    bars.height = {0.3, 0.2};
    bars.base = 0.6;
    bars.outline = false;
    bars.ink = {Ink::sampler, 1, 1};
    Curve curve{{0.05, 0.3}, {0.45, 0.45}, {Ink::sampler, 2, 1}, 6, Dash::solid, ""};
    Polylines paths{{0.4f, 0.6f}, {0.45f, 0.45f, 0.35f, 0.35f}, 2, {Ink::sampler, 3, 1}, 6, ""};
    Points points{.x = {0.8}, .y = {0.4}, .ink = {Ink::sampler, 4, 1}, .radius = 8, .label = "", .name = ""};
    Arrows arrows{{0.1f}, {0.2f}, {0.2f}, {0}, {Ink::sampler, 5, 1}, 4, ""};
    Rule rule;
    rule.value = 0.5;
    rule.from = 0.05;
    rule.to = 0.25;
    rule.width = 6;
    rule.ink = {Ink::sampler, 6, 1};
    figure.marks = {map,    band,  bars,
                    curve,  paths, points,
                    arrows, rule,  Label{0.7, 0.2, "text", Align::start, Align::middle, {}, 0, 0, 0}};
    figure.overlay = {Handle{0.9, 0.1, 1, {Ink::sampler, 7, 1}, ""}};
    figure.x.grid = figure.y.grid = false;
    Stage stage;
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        constexpr int w = 480, h = 320;
        stage.canvas.begin(w, h, theme->ground);
        const Layout l = layout(figure, {{0, 0, w, h}, 1}, *theme, stage.canvas);
        draw(figure, l, *theme, stage.canvas);
        draw_overlay(figure, l, *theme, stage.canvas);
        stage.canvas.end();
        const RenderedPicture picture = stage.read(stage.canvas, w, h);
        const auto check = [&](double x, double y, const Color& color) {
            const Point p = l.at(x, y);
            const float expected[] = {color.r, color.g, color.b};
            // Inside a mark there is no edge: the colour itself, but for the rounding of 8 bits.
            for (int k = 0; k < 3; ++k)
                CHECK(std::abs(picture.at(static_cast<int>(p.x), static_cast<int>(p.y), k) - expected[k] * 255) <= 1);
        };
        check(0.15, 0.8, ramp(*theme, 1));
        check(0.5, 0.8, theme->sampler[0]);
        check(0.75, 0.7, theme->sampler[1]);
        check(0.2, 0.45, theme->sampler[2]);
        check(0.5, 0.45, theme->sampler[3]);
        check(0.5, 0.35, theme->sampler[3]);
        check(0.8, 0.4, theme->sampler[4]);
        check(0.2, 0.2, theme->sampler[5]);
        check(0.285, 0.2, theme->sampler[5]);
        check(0.5, 0.15, theme->sampler[6]);
        check(0.9, 0.1, theme->sampler[7]);
        check(0.35, 0.55, theme->panel);
        bool found = false;
        for (const PlacedText& text : stage.canvas.texts()) {
            found = found || text.text == "text";
            CHECK(text.clip.w == (text.text == "text" ? l.plot.w : w));
        }
        CHECK(found);
    }
}

TEST_CASE("render: OpenGL's state is left as it was") {
    Stage stage;
    stage.draw([](Canvas&) {});
    GLuint texture = 0, buffer = 0, array = 0, framebuffer = 0;
    glGenTextures(1, &texture);
    glGenBuffers(1, &buffer);
    glGenVertexArrays(1, &array);
    glGenFramebuffers(1, &framebuffer);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture);
    glActiveTexture(GL_TEXTURE3);
    glBindVertexArray(array);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(1, 2, 3, 4);
    glScissor(5, 6, 7, 8);
    glEnable(GL_SCISSOR_TEST);
    glEnable(GL_DEPTH_TEST);
    glDisable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ZERO);
    const GLenum names[] = {GL_TEXTURE_BINDING_2D,
                            GL_ACTIVE_TEXTURE,
                            GL_VERTEX_ARRAY_BINDING,
                            GL_ARRAY_BUFFER_BINDING,
                            GL_DRAW_FRAMEBUFFER_BINDING,
                            GL_READ_FRAMEBUFFER_BINDING,
                            GL_CURRENT_PROGRAM,
                            GL_SCISSOR_TEST,
                            GL_DEPTH_TEST,
                            GL_BLEND,
                            GL_BLEND_SRC_RGB,
                            GL_BLEND_DST_RGB,
                            GL_BLEND_SRC_ALPHA,
                            GL_BLEND_DST_ALPHA,
                            GL_DEPTH_FUNC,
                            GL_CULL_FACE,
                            GL_UNPACK_ALIGNMENT,
                            GL_VIEWPORT,
                            GL_SCISSOR_BOX};
    const auto state = [&] {
        std::vector<GLint> values;
        for (const GLenum name : names) {
            GLint value[4] = {};
            glGetIntegerv(name, value);
            values.insert(values.end(), value, value + 4);
        }
        return values;
    };
    const std::vector<GLint> before = state();
    stage.canvas.begin(render_w + 10, render_h, white); // another size: it makes its texture anew
    const std::uint8_t pixel[] = {1, 2, 3, 4};
    stage.canvas.image({0, 0, 10, 10}, 1, 1, pixel);
    draw_line(stage.canvas, {{0, 0}, {50, 50}}, {0, 0, 0, 0.5f}, 3);
    stage.canvas.end();
    CHECK(state() == before);
    CHECK(glGetError() == GL_NO_ERROR);
}

TEST_CASE("render: a framebuffer is read with its first row at the top") {
    const HeadlessContext context;
    Framebuffer framebuffer(40, 30);
    framebuffer.bind();
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glEnable(GL_SCISSOR_TEST);
    glScissor(0, 20, 10, 10); // OpenGL's y runs up: the top left
    glClearColor(1, 0.5f, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_SCISSOR_TEST);
    const std::vector<std::uint8_t> pixels = framebuffer.read();
    REQUIRE(pixels.size() == 40 * 30 * 4);
    CHECK(pixels[0] == 255);
    CHECK(pixels[1] == doctest::Approx(128).epsilon(0.01));
    CHECK(pixels[(9 * 40 + 9) * 4] == 255);
    CHECK(pixels[(10 * 40) * 4] == 0);
    CHECK(pixels[10 * 4] == 0);
}

TEST_CASE("render: a dense cloud looks the same drawn by the CPU") {
    // Where OpenGL is software, as here, so many discs at once are drawn by the CPU; fewer at a time are not.
    Stage stage;
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    std::vector<Point> centres;
    for (int i = 0; i < 8000; ++i)
        centres.push_back(
            {render_w / 2 + render_w / 6.0f * normal(random), render_h / 2 + render_h / 6.0f * normal(random)});
    const Color inks[] = {{0.8f, 0.4f, 0, 0.5f}, {0, 0.4f, 0.7f, 0.5f}};
    for (const float radius : {0.3f, 1.0f, 2.6f}) {
        CAPTURE(radius);
        const auto draw_in = [&](int pieces) {
            return stage.draw([&](Canvas& c) {
                c.clip({10, 10, render_w - 20, render_h - 14});
                const int count = static_cast<int>(centres.size()) / pieces;
                for (int i = 0; i < pieces; ++i) {
                    c.discs(centres.data() + i * count, count, radius, inks[i * 2 / pieces]);
                    if (pieces > 2) c.clip({10, 10, render_w - 20, render_h - 14}); // ends what may become one picture
                }
                c.unclip();
            });
        };
        const RenderedPicture whole = draw_in(2), parts = draw_in(400);
        // Eight bits round every disc, floats only the sum: a few levels apart where a hundred discs lie over each
        // other.
        int most = 0;
        double sum = 0;
        for (std::size_t i = 0; i < whole.rgba.size(); ++i) {
            const int off = std::abs(whole.rgba[i] - parts.rgba[i]);
            most = std::max(most, off);
            sum += off;
        }
        CHECK(most <= 6);
        CHECK(sum / static_cast<double>(whole.rgba.size()) < 1);
        CHECK(whole.total() > 100);
    }
}

TEST_CASE("render: a hundred thousand discs and 512 paths of a thousand steps") {
    Stage stage;
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(0, 1);
    std::vector<Point> centres, steps;
    for (int i = 0; i < 100000; ++i) centres.push_back({uniform(random) * render_w / 2, uniform(random) * render_h});
    for (int path = 0; path < 512; ++path)
        for (int i = 0; i < 1000; ++i)
            steps.push_back({render_w / 2.0f + static_cast<float>(i) * render_w / 2000,
                             uniform(random) * render_h}); // no two segments merge
    const RenderedPicture picture = stage.draw([&](Canvas& c) {
        c.discs(centres.data(), static_cast<int>(centres.size()), 1, {0, 0, 0, 0.05f});
        c.polylines(steps.data(), 1000, 512, {{0, 0, 0, 0.05f}, 1});
    });
    CHECK(picture.ink(render_w / 4, render_h / 2) > 0.3);
    CHECK(picture.ink(3 * render_w / 4, render_h / 2) > 0.3);
}
