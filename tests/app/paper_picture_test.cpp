// Screen and paper draw the same picture of a Figure.
//
// Tolerances, of 255, for figures of 640 x 480 pixels at the screen's usual 4/3 pixels a point, without
// text:
//   mean 1.2: edges are anti-aliased by two methods (distance to the edge, exact area), the screen puts grid and axis
//   lines
//             on whole pixels where paper leaves them between two, and heat maps are interpolated in eight bits in two
//             ways, which is off by one everywhere.
//   share 0.001 of pixels that differ by more than 64, where lines cross and end. A picture that is shifted by one
//   pixel
//             has several times as many; that is checked, too.

#include "app/export/paper_canvas.h"
#include "app/figure/layout.h"
#include "app/render/gl.h"
#include "app/render/render.h"
#include "app/ui/imgui_canvas.h"
#include "tests/app/cairo_picture.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"

#include <backends/imgui_impl_opengl3.h>

#include <cmath>
#include <random>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int paper_w = 640, paper_h = 480;
constexpr float scale = 4.0f / 3;
constexpr double paper_mean = 1.2, paper_beyond = 0.001;

class PaperMeter final : public TextMeter {
public:
    Point measure(std::string_view text, float size, Weight weight) override {
        return SvgCanvas().measure(text, size, weight);
    }
};

/// What `draw` draws with Cairo on the theme's panel.
template <class Draw>
Picture on_paper(const Draw& draw, const Theme& theme = light_theme()) {
    return cairo_picture(paper_w, paper_h, theme.panel, draw);
}

Picture on_screen(GlCanvas& canvas) {
    canvas.end();
    GLuint framebuffer = 0;
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, canvas.texture(), 0);
    Picture picture{paper_w, paper_h, std::vector<std::uint8_t>(paper_w * paper_h * 4), {}};
    for (int y = 0; y < paper_h; ++y)
        glReadPixels(0, paper_h - 1 - y, paper_w, 1, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data() + y * paper_w * 4);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
    glDeleteFramebuffers(1, &framebuffer);
    return picture;
}

double share_beyond(const Picture& a, const Picture& b, int limit) {
    int beyond = 0;
    for (int y = 0; y < paper_h; ++y)
        for (int x = 0; x < paper_w; ++x) {
            const auto p = a.at(x, y), q = b.at(x, y);
            beyond += std::abs(p.r - q.r) > limit || std::abs(p.g - q.g) > limit || std::abs(p.b - q.b) > limit;
        }
    return static_cast<double>(beyond) / (paper_w * paper_h);
}

/// The screen draws text elsewhere.
Figure without_text(Figure figure) {
    std::vector<Mark> marks;
    for (Mark& mark : figure.marks)
        if (!std::holds_alternative<Label>(mark)) marks.push_back(std::move(mark));
    figure.marks = std::move(marks);
    figure.x.zoomed = figure.y.zoomed = true; // no notes of what is cut, which drawing adds
    return figure;
}

/// Hills and hollows with a hole in them, as areas and as lines.
Figure contour_figure() {
    Contours areas;
    areas.x_lo = areas.y_lo = -1;
    areas.columns = 80;
    areas.rows = 60;
    for (int r = 0; r < areas.rows; ++r)
        for (int c = 0; c < areas.columns; ++c) {
            const double x = (c + 0.5) / 40 - 1, y = (r + 0.5) / 30 - 1;
            const bool hole = std::hypot(x - 0.3, y + 0.2) < 0.2;
            areas.value.push_back(static_cast<float>(hole ? NAN : std::cos(5 * x + y) * std::cos(4 * y - x)));
        }
    areas.levels = {-0.6, -0.2, 0.2, 0.6};
    Contours lines = areas;
    areas.filled = true;
    areas.label = "areas";
    lines.label = "lines";
    Figure figure;
    figure.title = "Contours";
    figure.x.lo = figure.y.lo = -1.1;
    figure.x.hi = 0.9;
    figure.y.hi = 1.1;
    figure.marks = {areas, lines};
    return figure;
}

} // namespace

TEST_CASE("screen and paper agree on contours, in every colour map") {
    const HeadlessContext context;
    Renderer renderer;
    PaperMeter meter;
    GlCanvas screen(renderer, meter);
    for (const Theme* base : {&light_theme(), &dark_theme()})
        for (const ColorMap& map : color_maps()) {
            const Theme theme = with_color_map(*base, map);
            const Figure figure = contour_figure();
            screen.begin(paper_w, paper_h, theme.panel);
            Layout place = layout(figure, {{0, 0, paper_w, paper_h}, scale}, theme, screen);
            place.texts.clear();
            draw(figure, place, theme, screen);
            const Picture shown = on_screen(screen);
            const Picture printed = on_paper([&](Canvas& canvas) { draw(figure, place, theme, canvas); }, theme);
            CHECK(difference(shown, printed).mean < paper_mean);
            CHECK(share_beyond(shown, printed, 64) < paper_beyond);
        }
}

/// Lines of three widths, solid, dashed and dotted, through corners and around circles; arrows of all lengths.
void draw_lines(Canvas& canvas, float s) {
    const Color ink{0, 0.45f, 0.7f, 1}, half{0.84f, 0.37f, 0, 0.5f};
    float top = 14;
    for (const float width : {0.75f, 1.5f, 3.0f}) {
        float left = 6;
        for (const Dash dash : {Dash::solid, Dash::dashed, Dash::dotted}) {
            std::vector<Point> zigzag, circle;
            for (int i = 0; i < 7; ++i)
                zigzag.push_back({(left + static_cast<float>(i) * 7) * s, (top + (i % 2 ? 16.0f : 0.0f)) * s});
            for (int i = 0; i <= 200; ++i) {
                const float a = static_cast<float>(i) * 0.031f;
                circle.push_back({(left + 68 + 15 * std::cos(a)) * s, (top + 8 + 15 * std::sin(a)) * s});
            }
            canvas.polylines(zigzag.data(), 7, 1, {ink, width * s, dash});
            canvas.polylines(circle.data(), 201, 1, {half, width * s, dash});
            left += 100;
        }
        top += 46;
    }
    std::vector<Point> spiral; // over itself, translucent
    for (int i = 0; i <= 60; ++i) {
        const float a = static_cast<float>(i) * 0.21f;
        spiral.push_back({(30 + static_cast<float>(i) * 0.5f + 18 * std::cos(a)) * s, (185 + 18 * std::sin(a)) * s});
    }
    canvas.polylines(spiral.data(), 61, 1, {half, 6 * s});
    Figure figure;
    figure.x = {.label = "", .lo = 0, .hi = 130, .ticks = false, .grid = false};
    figure.y = {.label = "", .lo = 0, .hi = 60, .ticks = false, .grid = false};
    Arrows arrows;
    arrows.ink = {Ink::muted, 0, 0.45f};
    float x = 4;
    for (const float length : {0.5f, 1.0f, 2.0f, 3.0f, 5.0f, 7.0f, 9.0f, 14.0f, 20.0f}) {
        for (int j = 0; j < 3; ++j) {
            arrows.x.push_back(x);
            arrows.y.push_back(static_cast<float>(8 + j * 16));
            arrows.dx.push_back(length * std::cos(0.6f * static_cast<float>(j)));
            arrows.dy.push_back(length * std::sin(0.6f * static_cast<float>(j)));
        }
        x += 6 + length;
    }
    figure.marks.emplace_back(arrows);
    draw(figure, layout(figure, {{100 * s, 160 * s, 140 * s, 70 * s}, s}, light_theme(), canvas), light_theme(),
         canvas);
}

TEST_CASE("screen and paper agree on lines, dashes, dots and arrows, at one and at two pixels a point") {
    const HeadlessContext context;
    Renderer renderer;
    PaperMeter meter;
    GlCanvas screen(renderer, meter);
    for (const float s : {1.0f, 2.0f}) {
        CAPTURE(s);
        screen.begin(paper_w, paper_h, light_theme().panel);
        draw_lines(screen, s);
        const Picture shown = on_screen(screen);
        const Picture printed = on_paper([&](Canvas& canvas) { draw_lines(canvas, s); });
        CHECK(difference(shown, printed).mean < paper_mean);
        CHECK(share_beyond(shown, printed, 64) < paper_beyond);
    }
}

TEST_CASE("screen and paper agree on every plot in every theme") {
    const HeadlessContext context;
    Renderer renderer;
    PaperMeter meter;
    GlCanvas screen(renderer, meter);
    const Run runs[] = {run_of(mixture_1d()), run_of(ring_2d())};
    for (const Run& run : runs)
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            INFO(std::string(plot.name));
            View view;
            view.level = run.process().steps() / 3;
            const Figure figure = without_text(plot.make(run, view));
            for (const Theme* theme : {&light_theme(), &dark_theme(), &print_theme()}) {
                INFO(std::string(theme->name));
                screen.begin(paper_w, paper_h, theme->panel);
                Layout place = layout(figure, {{0, 0, paper_w, paper_h}, scale}, *theme, screen);
                place.texts.clear();
                draw(figure, place, *theme, screen);
                const Picture shown = on_screen(screen);
                const auto printed_at = [&](float shift) {
                    Layout there = layout(figure, {{shift, shift, paper_w, paper_h}, scale}, *theme, screen);
                    there.texts.clear();
                    return on_paper([&](Canvas& canvas) { draw(figure, there, *theme, canvas); }, *theme);
                };
                const Picture printed = printed_at(0);
                const double mean = difference(shown, printed).mean, share = share_beyond(shown, printed, 64);
                CAPTURE(mean);
                CAPTURE(share);
                CHECK(mean < paper_mean);
                CHECK(share < paper_beyond);
                CHECK(share_beyond(shown, printed_at(1), 64) > paper_beyond);
            }
        }
}

/// Half of black over white in every way that a canvas has, each in a square of 20 pixels.
void draw_halves(Canvas& canvas) {
    constexpr Color half{0, 0, 0, 0.5f};
    const Rect box{0, 0, 20, 20};
    canvas.rects(&box, 1, half);
    const Point upper[] = {{20, 0}, {40, 0}}, lower[] = {{20, 20}, {40, 20}};
    canvas.band(upper, lower, 2, half);
    const Point centre{50, 10};
    canvas.discs(&centre, 1, 10, half);
    const Point line[] = {{60, 10}, {80, 10}};
    canvas.polylines(line, 2, 1, {half, 18});
    const Point triangle[] = {{80, 0}, {100, 0}, {90, 20}};
    canvas.triangles(triangle, 1, half);
    const Point outline[] = {{100, 0}, {120, 0}, {120, 20}, {100, 20}};
    const int corners = 4;
    canvas.areas(outline, &corners, 1, half);
    const std::uint8_t pixel[] = {0, 0, 0, 128};
    canvas.image({120, 0, 20, 20}, 1, 1, pixel);
}

void check_halves(const Picture& picture, int ways) {
    for (int i = 0; i < ways; ++i) {
        CAPTURE(i);
        CHECK(std::abs(picture.at(10 + 20 * i, 8).r - 128) <= 1); // blended light would be encoded as 188
    }
}

TEST_CASE("colours are blended as encoded values on every canvas") {
    const HeadlessContext context;
    Renderer renderer;
    PaperMeter meter;
    constexpr int ways = 7;
    Theme white = light_theme();
    white.panel = {1, 1, 1, 1};
    GlCanvas screen(renderer, meter);
    screen.begin(paper_w, paper_h, white.panel);
    draw_halves(screen);
    check_halves(on_screen(screen), ways);
    check_halves(on_paper(draw_halves, white), ways);
    check_halves(on_paper(
                     [](Canvas& canvas) {
                         CloudCanvas clouds(canvas, {0, 0, paper_w, paper_h}, 1);
                         draw_halves(clouds);
                         clouds.finish();
                     },
                     white),
                 ways);
    SvgCanvas svg; // viewers blend encoded values unless told otherwise (SVG 1.1, color-interpolation)
    draw_halves(svg);
    const std::string text = svg.take();
    CHECK(contains(text, "fill-opacity=\"0.5\""));
    CHECK(!contains(text, "color-interpolation"));
}

TEST_CASE("Dear ImGui blends as the canvases do") {
    const HeadlessContext context;
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().DisplaySize = {paper_w, paper_h};
    ImGui_ImplOpenGL3_Init("#version 330 core");
    {
        Fonts fonts;
        fonts.load(1);
        Framebuffer window(paper_w, paper_h);
        ImGui_ImplOpenGL3_NewFrame();
        ImGui::NewFrame();
        ImGuiCanvas canvas(*ImGui::GetBackgroundDrawList(), {0, 0}, fonts);
        draw_halves(canvas);
        ImGui::Render();
        window.bind();
        glClearColor(1, 1, 1, 1);
        glClear(GL_COLOR_BUFFER_BIT);
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        check_halves({paper_w, paper_h, window.read(), {}}, 6); // all but images, which overlays do not have
    }
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
}

TEST_CASE("a cloud as a picture is what its discs would have been") {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> anywhere(-20, 660);
    std::vector<Point> centres;
    for (int i = 0; i < 3000; ++i) centres.push_back({anywhere(random), anywhere(random)});
    const Color colors[] = {{0.8f, 0.4f, 0, 0.5f}, {0, 0.4f, 0.7f, 0.5f}};
    const auto draw_discs = [&](Canvas& canvas) {
        canvas.clip({20, 30, 600, 400});
        for (const Color& color : colors) {
            canvas.discs(centres.data(), 1500, 3.3f, color);
            canvas.discs(centres.data() + 1500, 1500, 0.4f, color);
        }
        canvas.unclip();
    };
    const Picture discs = on_paper(draw_discs);
    const Picture cloud = on_paper([&](Canvas& canvas) {
        CloudCanvas clouds(canvas, {0, 0, paper_w, paper_h}, 1);
        draw_discs(clouds);
        clouds.finish();
    });
    // One pixel each: soft edges by distance and by area differ by up to 0.07 of the ink, and thirds of pixels are
    // drawn as fainter whole ones.
    const auto apart = difference(discs, cloud);
    CHECK(apart.max < 60);
    CHECK(apart.mean < 1);
    CHECK(difference(discs, on_paper([](Canvas&) {})).mean > 5);
}

TEST_CASE("clouds of one size are drawn in turns: the second does not cover the first") {
    const std::vector<Point> centres(20'000, {100, 100}); // all in one place
    const auto mixed = on_paper([&](Canvas& canvas) {
                           CloudCanvas clouds(canvas, {0, 0, paper_w, paper_h}, 1);
                           clouds.discs(centres.data(), 20'000, 5, {0, 0, 1, 0.001f});
                           clouds.discs(centres.data(), 20'000, 5, {1, 0, 0, 0.001f});
                           clouds.finish();
                       }).at(100, 100);
    // Turns of 500 each: the last one covers 1 - 0.999^500 = 0.39 of what lies below, so that red is to blue as 1 to
    // 0.61. One after the other, blue would be left with 0.999^20000 of the page.
    CHECK(mixed.r == doctest::Approx(255 / 1.61).epsilon(0.02));
    CHECK(mixed.b == doctest::Approx(255 * 0.61 / 1.61).epsilon(0.02));
    CHECK(mixed.g == 0);
}
