// Ranges, values, sizes and texts at the ends of what can be: figures stay readable, or at least sane.

#include "app/figure/layout.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct DrawnExtremes {
    Layout layout;
    FakeCanvas canvas;
};

DrawnExtremes drawn_extremes(const Figure& figure, float w, float h, float scale = 1) {
    DrawnExtremes d;
    d.layout = layout(figure, {{0, 0, w, h}, scale}, light_theme(), d.canvas);
    draw(figure, d.layout, light_theme(), d.canvas);
    draw_overlay(figure, d.layout, light_theme(), d.canvas);
    return d;
}

bool letters_overlap(const Rect& a, const Rect& b) {
    constexpr float touch = 1.5f; // lines have room above and below their letters
    return a.x < b.right() - touch && b.x < a.right() - touch && a.y < b.bottom() - touch && b.y < a.bottom() - touch;
}

int labelled(const std::vector<Tick>& ticks) {
    int count = 0;
    for (const Tick& tick : ticks) count += tick.label.empty() ? 0 : 1;
    return count;
}

/// No two texts of the frame over each other, none outside, none over the plot.
void check_texts(const Layout& l) {
    for (std::size_t i = 0; i < l.texts.size(); ++i) {
        const FrameText& a = l.texts[i];
        CAPTURE(a.text);
        CHECK(a.box.x >= l.outer.x - 0.01f);
        CHECK(a.box.right() <= l.outer.right() + 0.01f);
        CHECK_FALSE(letters_overlap(a.box, l.plot));
        for (std::size_t k = i + 1; k < l.texts.size(); ++k) {
            CAPTURE(l.texts[k].text);
            CHECK_FALSE(letters_overlap(a.box, l.texts[k].box));
        }
    }
}

Curve curve_through(std::vector<double> x, std::vector<double> y, const std::string& label = "") {
    Curve c;
    c.x = std::move(x);
    c.y = std::move(y);
    c.label = label;
    return c;
}

const double ends[] = {0, -0.0, 1e-300, -1e-12, 1e-12, 1, 1e12, -1e12, 1e300, infinity, -infinity, not_a_number};

/// Every kind of mark, with values from the ends of the scale.
std::vector<Mark> marks_of_extremes() {
    std::vector<Mark> marks;
    std::vector<double> x, y;
    for (const double a : ends)
        for (const double b : ends) {
            x.push_back(a);
            y.push_back(b);
        }
    marks.emplace_back(curve_through(x, y, "curve"));
    marks.emplace_back(Band{x, y, std::vector<double>(y.rbegin(), y.rend()), {}, "band"});
    marks.emplace_back(Points{x, y, {}, 2, "points", ""});
    marks.emplace_back(Arrows{x, y, y, x, {}, 1, "arrows"});
    Polylines lines;
    lines.x = x;
    lines.y = y;
    lines.length = static_cast<int>(std::size(ends));
    marks.emplace_back(lines);
    Bars bars;
    bars.edges = {-1e12, -1e-12, 0, 1e-12, 1, 1e12};
    bars.height = {1e12, not_a_number, infinity, -1e-12, 0};
    for (const bool horizontal : {false, true}) {
        bars.horizontal = horizontal;
        marks.emplace_back(bars);
    }
    for (const double a : ends)
        for (const bool vertical : {false, true}) {
            Rule rule;
            rule.value = a;
            rule.vertical = vertical;
            rule.to = a;
            marks.emplace_back(rule);
            Label label;
            label.x = a;
            label.y = 0.5;
            label.text = "label";
            marks.emplace_back(label);
            marks.emplace_back(Handle{a, 1, 0, {}, ""});
        }
    HeatMap map;
    map.x_lo = -1e12;
    map.x_hi = 1e12;
    map.columns = map.rows = 4;
    map.value = {0, 1, static_cast<float>(not_a_number), 0.5f, -7, 7, 1e-12f, 1e12f, 0, 0, 0, 0, 1, 1, 1, 1};
    marks.emplace_back(map);
    Contours contours;
    contours.x_lo = map.x_lo;
    contours.x_hi = map.x_hi;
    contours.columns = contours.rows = 4;
    contours.value = map.value;
    contours.levels = {-1e12, 0, 1e-12, 0.5, 1e12};
    marks.emplace_back(contours);
    contours.filled = true;
    marks.emplace_back(contours);
    return marks;
}

/// What canvases may rely on: coordinates are finite or, in lines, a break; and not so far out that floats get coarse.
void check_coordinates(const FakeCanvas& canvas) {
    constexpr float far = 2e4f;
    const auto sane = [&](Point p, bool may_break) {
        if (std::isnan(p.x) || std::isnan(p.y)) return may_break;
        return std::abs(p.x) < far && std::abs(p.y) < far;
    };
    const auto wild = [&](const std::vector<Point>& points, bool may_break) {
        return std::count_if(points.begin(), points.end(), [&](Point p) { return !sane(p, may_break); });
    };
    for (const FakeCanvas::Line& line : canvas.lines) CHECK(wild(line.points, true) == 0);
    for (const auto& row : canvas.upper) CHECK(wild(row, true) == 0);
    for (const auto& row : canvas.lower) CHECK(wild(row, true) == 0);
    CHECK(wild(canvas.centres, false) == 0);
    CHECK(wild(canvas.corners, false) == 0);
    for (const auto& area : canvas.areas_drawn)
        for (const auto& outline : area) CHECK(wild(outline, false) == 0);
    for (const Rect& r : canvas.boxes) CHECK(wild({{r.x, r.y}, {r.right(), r.bottom()}}, false) == 0);
    for (const FakeCanvas::Text& text : canvas.labels) CHECK(sane(text.at, false));
    for (const FakeCanvas::Image& image : canvas.images) {
        CHECK(std::isfinite(image.rect.x + image.rect.y + image.rect.w + image.rect.h));
        CHECK(image.rect.w >= 0);
        CHECK(image.rect.h >= 0);
    }
}

} // namespace

TEST_CASE("extremes: any mark with any values over any range is drawn at sane coordinates") {
    Figure figure;
    figure.marks = marks_of_extremes();
    const double ranges[][2] = {{0, 1},         {-1e-12, 1e-12},   {-1e12, 1e12}, {1, 1 + 1e-9}, {1e11, 1e12},
                                {1e-13, 1e-12}, {not_a_number, 1}, {0, infinity}, {5, 5},        {1, -1}};
    for (const auto& x : ranges)
        for (const auto& y : ranges)
            for (const int look : {0, 1, 2, 3}) {
                CAPTURE(x[0]);
                CAPTURE(x[1]);
                CAPTURE(y[0]);
                CAPTURE(y[1]);
                CAPTURE(look);
                figure.x.lo = x[0];
                figure.x.hi = x[1];
                figure.y.lo = y[0];
                figure.y.hi = y[1];
                figure.x.scale = look & 1 ? Scale::log10 : Scale::linear;
                figure.y.scale = look & 1 ? Scale::log10 : Scale::linear;
                figure.x.inverted = figure.y.inverted = look & 2;
                figure.equal_aspect = look == 2;
                check_coordinates(drawn_extremes(figure, 400, 300).canvas);
            }
}

TEST_CASE("extremes: marks without values, and with one, are drawn or left out") {
    Figure figure;
    figure.marks = {Curve{},
                    Polylines{},
                    Band{},
                    Bars{},
                    HeatMap{},
                    Contours{},
                    Points{},
                    Arrows{},
                    Label{},
                    Rule{},
                    curve_through({0.5}, {0.5})};
    figure.marks.emplace_back(Points{{0.5f}, {0.5f}, {}, 2, "", ""});
    Bars one;
    one.edges = {0.4, 0.6};
    one.height = {0.5};
    figure.marks.emplace_back(one);
    HeatMap cell;
    cell.columns = cell.rows = 1;
    cell.value = {1};
    figure.marks.emplace_back(cell);
    figure.marks.emplace_back(Band{{0.5}, {0.1}, {0.9}, {}, ""});
    // Lengths that do not fit: the shorter one counts, nothing is read past an end.
    figure.marks.emplace_back(curve_through({0.1, 0.2, 0.3}, {0.5}));
    figure.marks.emplace_back(Points{{0.1f, 0.2f}, {}, {}, 2, "", ""});
    Polylines short_x;
    short_x.length = 5;
    short_x.x = {0, 1};
    short_x.y = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    figure.marks.emplace_back(short_x);
    const DrawnExtremes d = drawn_extremes(figure, 400, 300);
    check_coordinates(d.canvas);
    CHECK(d.canvas.centres.size() == 1);
    CHECK(d.canvas.images.size() == 1);
}

TEST_CASE("extremes: texts stay apart and inside, whatever the range, the size and the scale") {
    Figure figure;
    figure.title = "Variance against t";
    figure.caption = "20 000 particles \u00b7 band: \u00b12 standard errors \u00b7 dashed: closed form";
    figure.x.label = "t";
    figure.y.label = "Var(x)";
    for (const char* name : {"DDIM", "DDPM", "mean only", "half step", "exact"})
        figure.marks.emplace_back(curve_through({0, 1}, {0, 1}, name));
    const double ranges[][2] = {{0, 1e-12},           {-1e12, 1e12}, {0.998, 1.003},
                                {123456.5, 123457.5}, {-3e-7, 9e-7}, {0, 70}};
    for (const auto& x : ranges)
        for (const auto& y : ranges)
            for (const float w : {230.f, 400.f, 1500.f})
                for (const float h : {200.f, 330.f, 1000.f})
                    for (const bool inverted : {false, true}) {
                        CAPTURE(x[1]);
                        CAPTURE(y[1]);
                        CAPTURE(w);
                        CAPTURE(h);
                        figure.x.lo = x[0];
                        figure.x.hi = x[1];
                        figure.y.lo = y[0];
                        figure.y.hi = y[1];
                        figure.x.inverted = figure.y.inverted = inverted;
                        const DrawnExtremes d = drawn_extremes(figure, w, h);
                        check_texts(d.layout);
                        CHECK(labelled(d.layout.x_ticks) >= 1);
                        CHECK(labelled(d.layout.y_ticks) >= 1);
                    }
}

TEST_CASE("extremes: two labelled ticks wherever there is room for them, and as many while panning") {
    // A plot of a small window: the range must not matter, nor where in it zero lies.
    Figure figure;
    figure.y.ticks = true;
    for (double span = 1; span < 10; span *= 1.013)
        for (const double at : {0.0, -0.5, -0.31}) {
            CAPTURE(span);
            CAPTURE(at);
            figure.x.lo = figure.y.lo = at * span;
            figure.x.hi = figure.y.hi = (at + 1) * span;
            const Layout l = drawn_extremes(figure, 230, 190, 4.0f / 3).layout;
            CHECK(labelled(l.x_ticks) >= 2);
            CHECK(labelled(l.y_ticks) >= 2);
        }
    std::vector<double> steps;
    for (double at = -4; at < 4; at += 0.013) {
        figure.x.lo = at;
        figure.x.hi = at + 9;
        const Layout l = drawn_extremes(figure, 230, 190, 4.0f / 3).layout;
        REQUIRE(l.x_ticks.size() >= 2);
        steps.push_back(l.x_ticks[1].value - l.x_ticks[0].value);
    }
    for (const double step : steps) CHECK(step == doctest::Approx(steps[0]));
}

TEST_CASE("extremes: long texts are cut with an ellipsis or wrapped, and stay inside") {
    const std::string word = "A\u0304 very long name with \u03c3\u00b2 and spaces ";
    std::string text;
    for (int i = 0; i < 20; ++i) text += word;
    Figure figure;
    figure.title = text;
    figure.x.label = text;
    figure.y.label = text;
    figure.caption = text + " \u00b7 " + text;
    figure.marks.emplace_back(curve_through({0, 1}, {0, 1}, text));
    figure.marks.emplace_back(curve_through({0, 1}, {0, 1}, std::string(500, 'x'))); // and none
    for (const float w : {120.f, 300.f, 2000.f}) {
        const Layout l = drawn_extremes(figure, w, 400).layout;
        CHECK(l.plot.w > 0.3f * w);
        CHECK(l.plot.h > 100);
        check_texts(l);
        for (const LegendEntry& entry : l.legend) CHECK(entry.box.right() <= w + 0.01f);
        for (const FrameText& t : l.texts) { // no half of a character
            std::size_t at = 0;
            while (at < t.text.size()) {
                const auto byte = static_cast<unsigned char>(t.text[at]);
                const std::size_t bytes = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
                REQUIRE((byte & 0xC0) != 0x80);
                at += bytes;
            }
            CHECK(at == t.text.size());
        }
    }
}

TEST_CASE("extremes: captions lose their last parts before they are cut, and lines before the plot is small") {
    Figure figure;
    figure.title = "Title";
    figure.caption = "first part of it \u00b7 second part of it \u00b7 third part of it";
    figure.marks.emplace_back(curve_through({0, 1}, {0, 1}, "curve"));
    const auto caption_in = [&](float w, float h) {
        std::string all;
        for (const FrameText& text : drawn_extremes(figure, w, h).layout.texts)
            if (text.text.find("part of it") != std::string::npos) all += (all.empty() ? "" : " ") + text.text;
        return all;
    };
    CHECK(caption_in(600, 300) == figure.caption);
    CHECK(caption_in(250, 300) == figure.caption); // in two lines
    CHECK(caption_in(150, 300) == "first part of it \u00b7 second part of it");
    CHECK(caption_in(60, 300).empty());
    CHECK(caption_in(250, 100) == "first part of it"); // beside the title
    for (const float h : {90.f, 110.f, 130.f, 150.f, 200.f, 400.f}) {
        const Layout l = drawn_extremes(figure, 250, h).layout;
        if (l.caption_rows > 0) CHECK(l.plot.h >= 0.45f * h);
    }
}

TEST_CASE("extremes: tiny and huge figures") {
    Figure figure;
    figure.title = "Title";
    figure.x.label = "x";
    figure.marks = marks_of_extremes();
    for (const float size : {0.f, 0.5f, 1.f, 3.f, 17.f, 60.f, 16384.f, 1e5f})
        for (const float scale : {0.05f, 1.f, 8.f}) {
            const DrawnExtremes d = drawn_extremes(figure, size, size, scale);
            CHECK(d.layout.plot.w >= 1);
            CHECK(d.layout.plot.h >= 1);
            CHECK(std::isfinite(d.layout.x.pixel(0.3)));
            CHECK(d.layout.x_ticks.size() <= 200);
        }
    const Layout wall = drawn_extremes(figure, 16384, 16384, 1).layout; // ticks stay few
    CHECK(labelled(wall.x_ticks) <= 12);
    CHECK(labelled(wall.x_ticks) >= 5);
}

TEST_CASE("extremes: ticks may be more than wanted only where two steps of the coarser size do not fit") {
    for (double span = 1e-12; span < 1e13; span *= 1.37)
        for (const int wanted : {1, 2, 3, 4, 6}) {
            const auto plain = make_ticks(-0.3 * span, 0.7 * span, Scale::linear, wanted);
            const auto more = make_ticks(-0.3 * span, 0.7 * span, Scale::linear, wanted, wanted + 3);
            CHECK(more.size() >= plain.size());
            CHECK(more.size() <= static_cast<std::size_t>(wanted) + 4);
            if (plain.size() < 2) continue;
            const double step = plain[1].value - plain[0].value;
            if (span > 2.01 * step) CHECK(more.size() == plain.size());
        }
}
