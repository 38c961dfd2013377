#include "app/figure/layout.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// What drawing a figure with this one mark tells the canvas; the axes are bare, so that all of it comes from the mark.
struct DrawnMark {
    FakeCanvas canvas;
    Layout layout;
};

DrawnMark draw_one(Mark mark, Axis x = {}, Axis y = {}, float scale = 1) {
    Figure figure;
    figure.x = x;
    figure.y = y;
    figure.x.ticks = figure.y.ticks = figure.legend = false;
    figure.marks.push_back(std::move(mark));
    DrawnMark drawn;
    drawn.layout = layout(figure, {{0, 0, 400, 300}, scale}, light_theme(), drawn.canvas);
    draw(figure, drawn.layout, light_theme(), drawn.canvas);
    return drawn;
}

int count_calls(const FakeCanvas& canvas, const std::string& call) {
    return static_cast<int>(std::count(canvas.calls.begin(), canvas.calls.end(), call));
}

} // namespace

TEST_CASE("draw: a curve goes through its points, with its width in points") {
    Curve curve;
    curve.x = {0, 0.5, 1};
    curve.y = {0, not_a_number, 1};
    curve.width = 2;
    curve.dash = Dash::dashed;
    DrawnMark d = draw_one(curve, {}, {}, 1.5f);
    REQUIRE(d.canvas.lines.size() == 1);
    const FakeCanvas::Line& line = d.canvas.lines[0];
    CHECK(line.width == doctest::Approx(3));
    CHECK(line.dash == Dash::dashed);
    REQUIRE(line.points.size() == 3);
    CHECK(line.points[0].x == doctest::Approx(d.layout.plot.x));
    CHECK(line.points[0].y == doctest::Approx(d.layout.plot.bottom()));
    CHECK(line.points[2].y == doctest::Approx(d.layout.plot.y));
    CHECK(std::isnan(line.points[1].y));
    CHECK(d.canvas.last_clip.w == d.layout.plot.w);
    CHECK(d.canvas.calls == std::vector<std::string>{"rects", "clip", "rects", "polylines", "unclip", "rects"});
}

TEST_CASE("draw: lines that run far out are cut, not bent") {
    Curve curve;
    curve.x = {-1e3, 1e3};
    curve.y = {-1e3, 1e3};
    DrawnMark d = draw_one(curve);
    REQUIRE(d.canvas.lines.size() == 1);
    // y = x still passes the plot's corner, to a tenth of a pixel.
    const Point from = d.canvas.lines[0].points[0], to = d.canvas.lines[0].points[1];
    CHECK(std::abs(from.y) < 1e4f);
    const float share = (d.layout.plot.x - from.x) / (to.x - from.x);
    CHECK(std::abs(from.y + share * (to.y - from.y) - d.layout.plot.bottom()) < 0.1f);
    curve.x = {-1e12, 1e12};
    curve.y = {-1e12, 1e12};
    d = draw_one(curve);
    REQUIRE(d.canvas.lines.size() == 1);
    REQUIRE(d.canvas.lines[0].points.size() >= 2);
    const Point a = d.canvas.lines[0].points[0], b = d.canvas.lines[0].points[1];
    CHECK(std::max(std::abs(a.x), std::abs(b.x)) < 1e4f);
    CHECK(std::max(std::abs(a.y), std::abs(b.y)) < 1e4f);
    curve.y = {1e12, 1e12};
    CHECK(draw_one(curve).canvas.lines.empty());
    curve.x = {0.1, 0.2, 1e9, 0.3, 0.4}; // out and back again: pieces, and the parts inside as they were
    curve.y = {0.5, 0.5, 0.5, 0.5, 0.5};
    d = draw_one(curve);
    REQUIRE(d.canvas.lines.size() == 1);
    const auto& points = d.canvas.lines[0].points;
    CHECK(points.size() == 7);
    CHECK(points[0].x == doctest::Approx(d.layout.x.pixel(0.1)));
    CHECK(std::isnan(points[3].x));
    CHECK(points[6].x == doctest::Approx(d.layout.x.pixel(0.4)));
}

TEST_CASE("draw: on log axes lines leave towards what they cannot show, bars and bands stand on their end") {
    Axis log;
    log.scale = Scale::log10;
    log.lo = 1e-3;
    log.hi = 1;
    Curve curve;
    curve.x = {0, 0.5, 1};
    curve.y = {0.1, 0, 1};
    const DrawnMark c = draw_one(curve, {}, log);
    CHECK(c.canvas.lines.at(0).points.at(1).y == doctest::Approx(c.layout.plot.bottom() + c.layout.plot.h));
    curve.y = {0.1, std::numeric_limits<double>::infinity(), not_a_number};
    const DrawnMark i = draw_one(curve, {}, log);
    CHECK(i.canvas.lines.at(0).points.at(1).y == doctest::Approx(i.layout.plot.y - i.layout.plot.h));
    CHECK(std::isnan(i.canvas.lines.at(0).points.at(2).y));
    Band band;
    band.x = {0, 1};
    band.lo = {-1, 0};
    band.hi = {0.1, 1};
    const DrawnMark b = draw_one(band, {}, log);
    REQUIRE(b.canvas.lower.size() == 1);
    CHECK(b.canvas.lower[0][0].y == doctest::Approx(b.layout.plot.bottom()));
    Bars bars;
    bars.edges = {0, 0.5, 1};
    bars.height = {0.1, 1};
    const DrawnMark h = draw_one(bars, {}, log);
    CHECK(h.canvas.lower.at(0).at(0).y == doctest::Approx(h.layout.plot.bottom()));
}

TEST_CASE("draw: bars, upright and lying, with an outline that skips empty ones") {
    Bars bars;
    bars.edges = {0, 0.25, 0.5, 0.75, 1};
    bars.height = {1, 0, 0.5, 0.25};
    DrawnMark d = draw_one(bars);
    REQUIRE(d.canvas.upper.size() == 1);
    CHECK(d.canvas.upper[0].size() == 8);
    CHECK(d.canvas.upper[0][0].y == doctest::Approx(d.layout.plot.y));
    CHECK(d.canvas.upper[0][2].y == doctest::Approx(d.layout.plot.bottom()));
    CHECK(d.canvas.band_colors[0].a < 0.5f);
    REQUIRE(d.canvas.lines.size() == 1);
    const auto& outline = d.canvas.lines[0].points;
    CHECK(outline.size() == 5 + 7); // up, along, down, break; up, along, along, down, break
    CHECK(std::count_if(outline.begin(), outline.end(), [](Point p) { return std::isnan(p.x); }) == 2);

    bars.horizontal = true;
    bars.base = 1;
    bars.scale = -0.5;
    bars.outline = false;
    d = draw_one(bars);
    CHECK(d.canvas.lines.empty());
    CHECK(d.canvas.band_colors[0].a == 1);
    CHECK(d.canvas.upper[0][0].x == doctest::Approx(d.layout.x.pixel(0.5)));
    CHECK(d.canvas.lower[0][0].x == doctest::Approx(d.layout.plot.right()));
    CHECK(d.canvas.upper[0][0].y == doctest::Approx(d.layout.plot.bottom()));
}

TEST_CASE("draw: polylines may share their x") {
    Polylines paths;
    paths.length = 3;
    paths.x = {0, 0.5f, 1};
    paths.y = {0, 0, 0, 1, 1, 1};
    const DrawnMark d = draw_one(paths);
    REQUIRE(d.canvas.lines.size() == 2);
    CHECK(count_calls(d.canvas, "polylines") == 1);
    CHECK(d.canvas.lines[1].points[1].x == d.canvas.lines[0].points[1].x);
    CHECK(d.canvas.lines[1].points[1].y == doctest::Approx(d.layout.plot.y));
    paths.x = {0, 1};
    CHECK(draw_one(paths).canvas.lines.empty()); // too few: nothing rather than rubbish
}

TEST_CASE("draw: points out of view and NaN are left out") {
    Points points;
    points.x = {0.5f, 7, static_cast<float>(not_a_number), 0.1f};
    points.y = {0.5f, 0.5f, 0.5f, static_cast<float>(not_a_number)};
    points.radius = 3;
    const DrawnMark d = draw_one(points, {}, {}, 2);
    CHECK(d.canvas.centres.size() == 1);
    CHECK(d.canvas.radii.at(0) == doctest::Approx(6));
}

TEST_CASE("draw: arrow heads keep their size and shrink only with the arrow") {
    Arrows arrows;
    arrows.x = {0.1f, 0.1f, 0.1f, 0.1f};
    arrows.y = {0.2f, 0.4f, 0.6f, 0.8f};
    arrows.dx = {0.5f, 0.2f, 0.01f, 0};
    arrows.dy = {0, 0, 0, 0};
    const DrawnMark d = draw_one(arrows);
    REQUIRE(d.canvas.areas_drawn.size() == 1); // one area: shaft and head do not show through each other
    const auto& outlines = d.canvas.areas_drawn[0];
    REQUIRE(outlines.size() == 3); // the one of no length is not drawn
    CHECK(outlines[0].size() == 7);
    CHECK(outlines[1].size() == 7);
    CHECK(outlines[2].size() == 3);        // the short one is all head
    const auto head = [&](std::size_t i) { // tip and neck are the last three corners
        const auto& outline = outlines[i];
        return outline[outline.size() - 2].x - outline.back().x;
    };
    CHECK(head(0) == doctest::Approx(head(1)));
    CHECK(head(2) == doctest::Approx(0.01 * d.layout.plot.w).epsilon(0.01));
    CHECK(outlines[0][5].x == doctest::Approx(d.layout.x.pixel(0.6)).epsilon(1e-3));
    CHECK(outlines[0][1].x == doctest::Approx(d.layout.x.pixel(0.1)).epsilon(1e-3));
    for (const auto& outline : outlines) { // all turn the same way
        double area = 0;
        for (std::size_t k = 0; k < outline.size(); ++k) {
            const Point a = outline[k], b = outline[(k + 1) % outline.size()];
            area += a.x * b.y - a.y * b.x;
        }
        CHECK(area < 0);
    }
}

TEST_CASE("draw: a heat map is an image with its first row at the bottom") {
    HeatMap map;
    map.columns = 2;
    map.rows = 3;
    map.value = {0, 0.25f, 0.5f, 0.75f, 1, static_cast<float>(not_a_number)};
    const DrawnMark d = draw_one(map);
    REQUIRE(d.canvas.images.size() == 1);
    const FakeCanvas::Image& image = d.canvas.images[0];
    CHECK(image.columns == 2);
    CHECK(image.rows == 3);
    CHECK(image.rect.y == doctest::Approx(d.layout.plot.y));
    const Color low = ramp(light_theme(), 0), high = ramp(light_theme(), 1);
    CHECK(image.rgba[0] == static_cast<int>(std::lround(high.r * 255))); // value 1: top left
    CHECK(image.rgba[7] == 0);                                           // NaN: nothing there
    CHECK(image.rgba[16] == static_cast<int>(std::lround(low.r * 255))); // value 0: bottom left
    // The grid lies over the map, not under it.
    const auto& calls = d.canvas.calls;
    CHECK(std::find(calls.begin(), calls.end(), "image") < std::find(calls.begin() + 1, calls.end(), "rects"));
}

TEST_CASE("draw: a heat map is shown up to its full value or the greatest of a column, by the root if it says so") {
    HeatMap map;
    map.columns = 2;
    map.rows = 1;
    map.value = {10, 40};
    const auto red = [&](std::size_t column) {
        return static_cast<int>(draw_one(map).canvas.images[0].rgba[4 * column]);
    };
    const auto wanted = [](float place) { return static_cast<int>(ramp(light_theme(), place).r * 255 + 0.5f); };
    map.full = 40;
    CHECK(std::abs(red(0) - wanted(0.25f)) <= 1);
    CHECK(red(1) == wanted(1));
    map.root = true;
    CHECK(std::abs(red(0) - wanted(0.5f)) <= 1);
    map.full_by_column = true;
    CHECK(red(0) == wanted(1));
    map.value = {0, -1}; // a column of nothing
    CHECK(red(0) == wanted(0));
    CHECK(red(1) == wanted(0));
}

TEST_CASE("draw: vectors of any size, about their places, as long as they are to be") {
    Arrows arrows;
    arrows.x = {0.5f, 0.5f};
    arrows.y = {0.25f, 0.75f};
    arrows.dx = {1e6f, 2};
    arrows.dy = {0, 0};
    arrows.middles = true;
    arrows.half = 2;
    arrows.scale = 0.2; // 0.4 for the greatest, half of that for one of 2
    const DrawnMark d = draw_one(arrows);
    REQUIRE(d.canvas.areas_drawn.size() == 1);
    const auto& outlines = d.canvas.areas_drawn[0];
    // As long as along y, whose units are smaller: 300 pixels for 400.
    const double seen = d.layout.plot.h / d.layout.plot.w;
    CHECK(outlines.at(0).at(5).x == doctest::Approx(d.layout.x.pixel(0.5 + 0.2 * seen)).epsilon(1e-3));
    CHECK(outlines.at(0).at(1).x == doctest::Approx(d.layout.x.pixel(0.5 - 0.2 * seen)).epsilon(1e-3));
    CHECK(outlines.at(1).at(5).x == doctest::Approx(d.layout.x.pixel(0.5 + 0.1 * seen)).epsilon(1e-3));
}

TEST_CASE("draw: of a heat map only what is in view is sent") {
    HeatMap map;
    map.columns = map.rows = 100;
    map.value.assign(10000, 0.5f);
    Axis narrow;
    narrow.lo = 0.5;
    narrow.hi = 0.6;
    DrawnMark d = draw_one(map, narrow, {});
    REQUIRE(d.canvas.images.size() == 1);
    CHECK(d.canvas.images[0].columns <= 14);
    CHECK(d.canvas.images[0].rows == 100);
    CHECK(d.canvas.images[0].rect.x <= d.layout.plot.x);
    CHECK(d.canvas.images[0].rect.right() >= d.layout.plot.right());
    narrow.lo = 5;
    narrow.hi = 6;
    CHECK(draw_one(map, narrow, {}).canvas.images.empty());
    map.value.resize(7); // fewer values than cells
    CHECK(draw_one(map).canvas.images.empty());
}

TEST_CASE("draw: rules, handles and labels") {
    Rule rule;
    rule.value = 0.25;
    DrawnMark d = draw_one(rule);
    REQUIRE(d.canvas.lines.size() == 1);
    CHECK(d.canvas.lines[0].points[0].x == doctest::Approx(d.layout.x.pixel(0.25)));
    CHECK(d.canvas.lines[0].points[0].y == doctest::Approx(d.layout.plot.bottom()));
    rule.vertical = false;
    rule.from = 0.5;
    rule.to = 0.75;
    d = draw_one(rule);
    CHECK(d.canvas.lines[0].points[1].x == doctest::Approx(d.layout.x.pixel(0.75)));
    CHECK(draw_one(Handle{0.5, 0.5, 0, {}, ""}).canvas.radii.size() == 3);
    Label label;
    label.x = label.y = 0.5;
    label.text = "here";
    label.dx = 3;
    label.dy = 4;
    d = draw_one(label, {}, {}, 2);
    REQUIRE(d.canvas.labels.size() == 1);
    CHECK(d.canvas.labels[0].at.x == doctest::Approx(d.layout.x.pixel(0.5) + 6));
    CHECK(d.canvas.labels[0].at.y == doctest::Approx(d.layout.y.pixel(0.5) - 8));
    for (const double x : {0.02, 0.98}) { // at an edge: it moves in, whole
        label.x = x;
        label.horizontal = x < 0.5 ? Align::end : Align::start;
        d = draw_one(label);
        const float wide = fixed_width("here", d.canvas.labels.at(0).size).x, at = d.canvas.labels[0].at.x;
        CHECK((x < 0.5 ? at - wide : at) >= d.layout.plot.x - 0.01f);
        CHECK((x < 0.5 ? at : at + wide) <= d.layout.plot.right() + 0.01f);
    }
    label.x = 3; // out of view
    CHECK(draw_one(label).canvas.labels.empty());
}

TEST_CASE("draw: the overlay comes on demand, clipped; the legend shows a kind once") {
    Figure figure;
    for (int layer = 0; layer < 4; ++layer) {
        Points points;
        points.label = "cloud";
        figure.marks.emplace_back(points);
    }
    figure.overlay.emplace_back(Rule{});
    FakeCanvas canvas;
    const Layout l = layout(figure, {{0, 0, 400, 300}, 1}, light_theme(), canvas);
    draw(figure, l, light_theme(), canvas);
    CHECK(canvas.lines.empty());
    CHECK(canvas.centres.size() == 1);
    canvas.calls.clear();
    draw_overlay(figure, l, light_theme(), canvas);
    CHECK(canvas.calls == std::vector<std::string>{"clip", "polylines", "unclip"});
}

TEST_CASE("draw: labels that yield are left out where others stand, in marks and in what follows the cursor") {
    const auto label = [](double x, const char* text, bool yields) {
        Label one;
        one.x = x;
        one.y = 0.5;
        one.text = text;
        one.yields = yields;
        return one;
    };
    Figure figure;
    figure.x.ticks = figure.y.ticks = figure.legend = false;
    // The first yields to the second, which comes after it but stays; the third has room, the fourth lies over it.
    figure.marks = {label(0.1, "first", true), label(0.1, "second", false), label(0.6, "third", true),
                    label(0.61, "fourth", true)};
    figure.overlay = figure.marks;
    FakeCanvas canvas;
    const Layout placed = layout(figure, {{0, 0, 400, 300}, 1}, light_theme(), canvas);
    const auto texts = [&] {
        std::vector<std::string> all;
        for (const FakeCanvas::Text& text : canvas.labels) all.push_back(text.text);
        return all;
    };
    draw(figure, placed, light_theme(), canvas);
    CHECK(texts() == std::vector<std::string>{"second", "third"});
    canvas.labels.clear();
    draw_overlay(figure, placed, light_theme(), canvas);
    CHECK(texts() == std::vector<std::string>{"second", "third"});
}
