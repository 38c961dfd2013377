// What OpenGL makes of whole pictures: images, clips, overlays, figures, dense clouds; and that it leaves its state
// alone.

#include "app/figure/layout.h"
#include "tests/app/render_stage.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("render: images stand upright, interpolate and blend") {
    RenderStage stage;
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
    RenderStage stage;
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
    RenderStage stage;
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
    RenderStage stage;
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
    RenderStage stage;
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
    RenderStage stage;
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
    RenderStage stage;
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
