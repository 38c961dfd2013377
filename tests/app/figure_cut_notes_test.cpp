// What leaves a plot is named at its edge.

#include "app/figure/cut_notes.h"
#include "app/figure/labels.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<Label> note_labels(const Figure& figure) {
    FakeCanvas canvas;
    return cut_notes(figure, layout(figure, {{0, 0, 600, 400}, 1}, light_theme(), canvas), light_theme(), canvas);
}

Bars bars_of(std::vector<double> height) {
    Bars bars;
    bars.height = std::move(height);
    for (std::size_t i = 0; i <= bars.height.size(); ++i)
        bars.edges.push_back(static_cast<double>(i) / static_cast<double>(bars.height.size()));
    bars.unit = 0.8;
    bars.unit_name = "exact peak";
    return bars;
}

Curve curve_of_heights(std::vector<double> y) {
    Curve curve;
    for (std::size_t i = 0; i < y.size(); ++i)
        curve.x.push_back(static_cast<double>(i) / static_cast<double>(y.size() - 1));
    curve.y = std::move(y);
    return curve;
}

} // namespace

TEST_CASE("notes: bars that leave say how high they are, in their unit, beside themselves") {
    Figure figure;
    figure.y.hi = 2;
    figure.marks = {bars_of({0.5, 4, 2.5, 1, 1, 1, 1, 1})};
    const std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 5\u00d7 exact peak");
    CHECK(notes[0].x == doctest::Approx(0.375)); // right of those two, where there is more room
    CHECK(notes[0].horizontal == Align::start);
    CHECK(notes[0].y == 2);
    figure.y.hi = 4;
    CHECK(note_labels(figure).empty());
    figure.y.hi = 2;
    figure.y.zoomed = true;
    CHECK(note_labels(figure).empty());
    std::get<Bars>(figure.marks[0]).unit = 0;
    figure.y.zoomed = false;
    CHECK(note_labels(figure).empty());
}

TEST_CASE("notes: lying bars point to the side where they leave; notes that would meet are stacked") {
    Figure figure;
    figure.x.lo = -0.2;
    Bars lying = bars_of({0, 3, 0, 0});
    lying.horizontal = true;
    lying.scale = -0.1;
    lying.unit_name.clear();
    figure.marks = {lying, lying};
    const std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].text == "\u2190 3.8\u00d7");
    CHECK(notes[0].x == doctest::Approx(-0.2));
    CHECK(notes[0].to == 0);
    CHECK(notes[1].dy > notes[0].dy + 10);
    FakeCanvas canvas; // where there is room, they are drawn
    draw(figure, layout(figure, {{0, 0, 500, 300}, 1}, light_theme(), canvas), light_theme(), canvas);
    const auto is_note = [](const FakeCanvas::Text& text) { return text.text == "\u2190 3.8\u00d7"; };
    CHECK(std::count_if(canvas.labels.begin(), canvas.labels.end(), is_note) == 2);
}

TEST_CASE("notes: a curve says its greatest and least value where its axis does not hold them") {
    Figure figure;
    figure.marks = {curve_of_heights({0.5, 4752, 0.2, -3, 0.1})};
    std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].text == "\u2191 4752");
    CHECK(notes[0].x == 0.25);
    CHECK(notes[0].y == 1);
    CHECK(notes[1].text == "\u2193 \u22123");
    CHECK(notes[1].y == 0);
    std::get<Curve>(figure.marks[0]).quiet = true;
    CHECK(note_labels(figure).empty());

    figure.marks = {curve_of_heights({0.5, infinity, std::nan(""), -infinity})}; // no number to say
    CHECK(note_labels(figure).empty());
    figure.y = {.label = "", .lo = 1e-6, .hi = 1, .scale = Scale::log10};
    figure.marks = {curve_of_heights({0.5, 0, -2, 2.43e-13}),
                    curve_of_heights({0.5, 2.43e-13})}; // nor has a log axis one for zero
    notes = note_labels(figure);
    REQUIRE(notes.size() == 1); // both say the same
    CHECK(notes[0].text == "\u2193 2.43\u00d710\u207b\u00b9\u00b3");
}

TEST_CASE("notes: none lies on a label that the plot has in the same corner") {
    Points points;
    points.x = {0.5, 7, 9};
    points.y = {0.5, 0.5, 0.5};
    for (const bool in_overlay : {false, true})
        for (const bool inverted : {false, true}) {
            CAPTURE(in_overlay);
            CAPTURE(inverted);
            Figure figure;
            figure.equal_aspect = true;
            figure.y.inverted = inverted;
            figure.marks = {points};
            FakeCanvas canvas;
            const Layout plot = layout(figure, {{0, 0, 600, 400}, 1}, light_theme(), canvas);
            Label first; // as the followed particle's name: 3 points below the corner, and a row more
            first.x = plot.x.lo;
            first.y = plot.y.hi;
            first.text = "particle 5, pinned";
            first.vertical = Align::start;
            first.dx = 6;
            first.dy = -3;
            Label second = first;
            second.dy = -14.5f;
            std::vector<Mark>& labels = in_overlay ? figure.overlay : figure.marks;
            labels.emplace_back(first);
            labels.emplace_back(second);
            std::vector<Label> notes = cut_notes(figure, plot, light_theme(), canvas);
            REQUIRE(notes.size() == 1);
            CHECK(notes[0].text == "2 of 3 points outside");
            CHECK(notes[0].y == plot.y.hi);
            CHECK(-notes[0].dy >= 14.5f + 9); // beneath both, whose type is of 9 points
            labels.pop_back();
            Label& other = std::get<Label>(labels.back());
            other.x = plot.x.hi;
            other.horizontal = Align::end;
            other.dx = -6;
            notes = cut_notes(figure, plot, light_theme(), canvas);
            REQUIRE(notes.size() == 1);
            CHECK(notes[0].dy == -2); // at the other end of the edge: it stays
        }
}

TEST_CASE("notes: bars beyond the axis that they stand along say which share of all they are") {
    Figure figure;
    figure.x.hi = 0.5;
    figure.y.hi = 9;
    Bars bars = bars_of({1, 1, 1, 1, 1, 1, 1, 3});
    figure.marks = {bars};
    std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "60 % \u2192");
    CHECK(notes[0].x == 0.5);
    bars.below = 0.5; // particles that no bar holds: half of all
    figure.marks = {bars};
    notes = note_labels(figure);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].text == "\u2190 50 %");
    CHECK(notes[1].text == "30 % \u2192");
    bars.below = 0;
    bars.horizontal = true;
    figure.x.hi = 9;
    figure.y.hi = 0.75;
    figure.marks = {bars};
    notes = note_labels(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 40 %");
    figure.y.zoomed = true;
    CHECK(note_labels(figure).empty());
    // Where the axis goes on, what no bar holds may be on it: the note stands where bars end.
    figure.y.zoomed = false;
    figure.y.lo = -4;
    figure.y.hi = 4;
    bars.above = 0.02;
    figure.marks = {bars};
    notes = note_labels(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 2 %");
    CHECK(notes[0].y == bars.edges.back());
    CHECK(notes[0].vertical == Align::end); // above it
}

TEST_CASE("notes: paths and points say how many of them leave, and how far") {
    Figure figure;
    Polylines paths;
    paths.length = 3;
    paths.x = {0, 0.5, 1};
    paths.y = {0.5, 0.2, 0.9, 0.5, 47, 0.5, 0.1, -3, 1.5, 0.5, std::nan(""), 0.5};
    paths.ink = {Ink::sampler, 1, 0.5f};
    figure.marks = {paths, paths}; // two layers of one sampler
    std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].text == "\u2191 4 of 8 paths: 47");
    CHECK(notes[0].ink.index == 1);
    CHECK(notes[1].text == "\u2193 2 of 8 paths: \u22123");
    figure.x.lo = 0.6; // what leaves beside the axis along x is not in view anyway
    notes = note_labels(figure);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 2 of 8 paths: 1.5");

    Figure plane;
    Points cloud;
    cloud.x = {0.5, 2, 0.1, std::nan("")};
    cloud.y = {0.5, 0.5, infinity, 0.5};
    plane.marks = {cloud};
    notes = note_labels(plane);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 1 of 4 points");
    plane.equal_aspect = true;
    plane.marks = {cloud};
    notes = note_labels(plane);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "2 of 4 points outside");
    plane.marks = {cloud, paths};
    CHECK(note_labels(plane).size() == 1); // a trail is on its way
}

TEST_CASE("notes: a band says where its edges go; curves of an overlay say it, too") {
    Figure figure;
    figure.marks = {Band{{0, 1}, {-2, 0.5}, {0.5, 7}, {}, "band"}};
    std::vector<Label> notes = note_labels(figure);
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].text == "\u2191 7");
    CHECK(notes[1].text == "\u2193 \u22122");
    figure.marks.clear();
    figure.overlay = {curve_of_heights({0.5, 12})};
    CHECK(note_labels(figure).empty());
    FakeCanvas canvas;
    notes = overlay_notes(figure, layout(figure, {{0, 0, 600, 400}, 1}, light_theme(), canvas), light_theme(), canvas);
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].text == "\u2191 12");
}

TEST_CASE("notes: whole, apart and inside, however small the plot and large the type; units go first, then notes") {
    Figure figure;
    figure.y.hi = 1;
    for (const double height : {2.0, 3.0, 5.0, 9.0}) figure.marks.emplace_back(bars_of({0.1, height, 0.1, 0.1}));
    Label own; // at the corner where the first note would stand
    own.x = 0;
    own.y = 1;
    own.text = "data";
    own.vertical = Align::start;
    figure.marks.emplace_back(own);
    std::size_t most = 0, fewest = 4;
    bool with_unit = false, without = false;
    for (const float type : {1.f, 2.f})
        for (const auto& [w, h] :
             {std::pair{600.f, 400.f}, {150.f, 120.f}, {90.f, 90.f}, {110.f, 60.f}, {70.f, 40.f}}) {
            CAPTURE(type);
            CAPTURE(w);
            Theme theme = light_theme();
            theme.axis_size *= type;
            FakeCanvas canvas;
            const Layout l = layout(figure, {{0, 0, w, h}, 1}, theme, canvas);
            std::vector<Rect> boxes = {place_label(own, l, theme, canvas)->box};
            const std::vector<Label> notes = cut_notes(figure, l, theme, canvas);
            for (const Label& note : notes) {
                const Rect box = place_label(note, l, theme, canvas)->box;
                CHECK(box.x >= l.plot.x - 0.01f);
                CHECK(box.right() <= l.plot.right() + 0.01f);
                CHECK(box.bottom() <= l.plot.bottom());
                for (const Rect& other : boxes) CHECK_FALSE(box.overlaps(other));
                boxes.push_back(box);
                (note.text.find("exact peak") == std::string::npos ? without : with_unit) = true;
            }
            most = std::max(most, notes.size());
            fewest = std::min(fewest, notes.size());
        }
    CHECK(most == 4);
    CHECK(fewest < 4);
    CHECK(with_unit);
    CHECK(without);
}
