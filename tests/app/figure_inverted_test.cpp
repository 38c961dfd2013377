// An inverted axis shows the mirror image: of every mark, of every plot.

#include "app/plots/plot_view.h"
#include "tests/app/fake_canvas.h"
#include "tests/app/plots_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct DrawnInverted {
    Layout layout;
    FakeCanvas canvas;
};

DrawnInverted drawn_inverted(const Figure& figure) {
    DrawnInverted d;
    d.layout = layout(figure, {{0, 0, 640, 480}, 1.25f}, light_theme(), d.canvas);
    draw(figure, d.layout, light_theme(), d.canvas);
    return d;
}

/// Where a point of the upright picture lies in the one that is mirrored along x or y.
Point mirrored(Point p, const Rect& plot, bool along_x) {
    if (along_x) return {2 * plot.x + plot.w - p.x, p.y};
    return {p.x, 2 * plot.y + plot.h - p.y};
}

bool near(Point a, Point b) {
    if (std::isnan(a.x) || std::isnan(a.y)) return std::isnan(b.x) || std::isnan(b.y);
    return std::abs(a.x - b.x) < 0.02f && std::abs(a.y - b.y) < 0.02f;
}

void check_points(const std::vector<Point>& a, const std::vector<Point>& b, const Rect& plot, bool along_x) {
    REQUIRE(a.size() == b.size());
    std::size_t off = 0;
    for (std::size_t i = 0; i < a.size(); ++i) off += near(mirrored(a[i], plot, along_x), b[i]) ? 0 : 1;
    CHECK(off == 0);
}

void check_mirrored(const Figure& upright, bool along_x) {
    Figure inverted = upright;
    (along_x ? inverted.x : inverted.y).inverted = true;
    const DrawnInverted a = drawn_inverted(upright), b = drawn_inverted(inverted);
    const Rect& plot = a.layout.plot;
    REQUIRE(near({plot.x, plot.y}, {b.layout.plot.x, b.layout.plot.y}));
    CHECK(b.layout.x.descends() == along_x);
    CHECK(b.layout.y.descends() == along_x); // upright y axes descend: pixels count from the top
    // Swatches of the legend are the same in both and come last; marks are mirrored.
    const auto in_plot = [&](Point p) { return p.y > plot.y - 1 || std::isnan(p.y); };
    REQUIRE(a.canvas.lines.size() == b.canvas.lines.size());
    for (std::size_t i = 0; i < a.canvas.lines.size(); ++i)
        if (in_plot(a.canvas.lines[i].points[0]))
            check_points(a.canvas.lines[i].points, b.canvas.lines[i].points, plot, along_x);
    REQUIRE(a.canvas.upper.size() == b.canvas.upper.size());
    for (std::size_t i = 0; i < a.canvas.upper.size(); ++i) {
        check_points(a.canvas.upper[i], b.canvas.upper[i], plot, along_x);
        check_points(a.canvas.lower[i], b.canvas.lower[i], plot, along_x);
    }
    REQUIRE(a.canvas.images.size() == b.canvas.images.size());
    for (std::size_t i = 0; i < a.canvas.images.size(); ++i) {
        const FakeCanvas::Image &p = a.canvas.images[i], &q = b.canvas.images[i];
        if (!in_plot({p.rect.x, p.rect.y + p.rect.h})) continue;
        REQUIRE(p.columns == q.columns);
        REQUIRE(p.rows == q.rows);
        int off = 0;
        for (int r = 0; r < p.rows; ++r)
            for (int c = 0; c < p.columns; ++c) {
                const int row = along_x ? r : p.rows - 1 - r, column = along_x ? p.columns - 1 - c : c;
                off += p.rgba[4 * (r * p.columns + c)] != q.rgba[4 * (row * p.columns + column)];
            }
        CHECK(off == 0);
        const Point corner =
            mirrored({along_x ? p.rect.right() : p.rect.x, along_x ? p.rect.y : p.rect.bottom()}, plot, along_x);
        CHECK(near(corner, {q.rect.x, q.rect.y}));
    }
}

} // namespace

TEST_CASE("inverted: every plot is mirrored, marks and maps") {
    for (const Experiment& experiment : {mixture_1d(), ring_2d()}) {
        const Run run = run_of(experiment);
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            INFO(std::string(plot.name));
            View view;
            view.level = run.process().steps() / 3;
            Figure figure = plot.make(run, view);
            std::erase_if(figure.marks, [](const Mark& mark) { return std::holds_alternative<Points>(mark); });
            check_mirrored(figure, true);
            check_mirrored(figure, false);
        }
    }
}

TEST_CASE("inverted: points and ticks") {
    Figure figure;
    Points points;
    points.x = {0.25f, 0.7f};
    points.y = {0.1f, 0.4f};
    figure.marks.emplace_back(points);
    figure.x.inverted = true;
    figure.x.hi = 10;
    points.x = {2.5f, 7};
    figure.marks.emplace_back(points);
    const DrawnInverted d = drawn_inverted(figure);
    REQUIRE(d.canvas.centres.size() == 4);
    CHECK(d.canvas.centres[2].x == doctest::Approx(d.layout.plot.right() - 0.25 * d.layout.plot.w));
    REQUIRE(d.layout.x_ticks.size() > 4);
    CHECK(d.layout.x_ticks.front().value == 0);
    CHECK(d.layout.x.pixel(0) == doctest::Approx(d.layout.plot.right()));
    CHECK(d.layout.x.value(d.layout.plot.x) == doctest::Approx(10));
}

TEST_CASE("inverted: x labels do not overlap") {
    for (double span = 1e-12; span < 1e13; span *= 7)
        for (const float width : {120.f, 200.f, 320.f, 900.f}) {
            Figure figure;
            figure.x.inverted = true;
            figure.x.lo = 0.37 * span;
            figure.x.hi = 1.4 * span;
            FakeCanvas metrics;
            const Layout l = layout(figure, {{0, 0, width, 200}, 1}, light_theme(), metrics);
            std::vector<Rect> boxes;
            for (const FrameText& text : l.texts)
                if (text.at.y > l.plot.bottom() + 1) boxes.push_back(text.box);
            CHECK(!boxes.empty());
            for (std::size_t i = 0; i + 1 < boxes.size(); ++i) CHECK(boxes[i + 1].right() < boxes[i].x);
        }
}

TEST_CASE("inverted: bars on a log axis stand on its low end, which is the top") {
    Figure figure;
    figure.y.scale = Scale::log10;
    figure.y.lo = 1e-3;
    figure.y.inverted = true;
    Bars bars;
    bars.edges = {0, 0.5, 1};
    bars.height = {0.1, 1};
    figure.marks.emplace_back(bars);
    const DrawnInverted d = drawn_inverted(figure);
    CHECK(d.canvas.lower.at(0).at(0).y == doctest::Approx(d.layout.plot.y));
    CHECK(d.canvas.upper.at(0).at(3).y == doctest::Approx(d.layout.plot.bottom()));
}

TEST_CASE("inverted: labels turn around with the data that they stand beside") {
    Label label;
    label.x = label.y = 0.5;
    label.text = "\u2190 5\u00d7 \u2191";
    label.horizontal = Align::start;
    label.vertical = Align::end;
    label.dx = 4;
    label.dy = 2;
    for (const bool x : {false, true})
        for (const bool y : {false, true}) {
            Figure figure;
            figure.x.inverted = x;
            figure.y.inverted = y;
            figure.marks.emplace_back(label);
            FakeCanvas canvas;
            const Layout l = layout(figure, {{0, 0, 400, 300}, 1}, light_theme(), canvas);
            draw(figure, l, light_theme(), canvas);
            const FakeCanvas::Text& text = canvas.labels.front();
            CHECK(text.text == std::string(x ? "\u2192" : "\u2190") + " 5\u00d7 " + (y ? "\u2193" : "\u2191"));
            CHECK(text.horizontal == (x ? Align::end : Align::start));
            CHECK(text.vertical == (y ? Align::start : Align::end));
            CHECK(text.at.x == doctest::Approx(l.x.pixel(0.5) + (x ? -4 : 4)));
            CHECK(text.at.y == doctest::Approx(l.y.pixel(0.5) + (y ? 2 : -2)));
        }
}

TEST_CASE("inverted: zooming and panning keep what is under the mouse") {
    Figure figure;
    figure.x.inverted = figure.y.inverted = true;
    PlotView view;
    FakeCanvas metrics;
    const auto placed = [&] {
        Figure shown = figure;
        apply(view, shown);
        return layout(shown, {{0, 0, 400, 300}, 1}, light_theme(), metrics);
    };
    const Layout before = placed();
    const Point mouse{150, 100};
    const double x = before.x.value(mouse.x), y = before.y.value(mouse.y);
    zoom(view, before, mouse, 0.5f);
    const Layout near = placed();
    CHECK(near.x.hi - near.x.lo == doctest::Approx(0.5).epsilon(1e-3));
    CHECK(near.x.value(mouse.x) == doctest::Approx(x).epsilon(0.02));
    CHECK(near.y.value(mouse.y) == doctest::Approx(y).epsilon(0.02));
    pan(view, near, {30, -20});
    const Layout moved = placed();
    CHECK(moved.x.value(mouse.x + 30) == doctest::Approx(near.x.value(mouse.x)).epsilon(0.02));
    CHECK(moved.y.value(mouse.y - 20) == doctest::Approx(near.y.value(mouse.y)).epsilon(0.02));
    zoom_to(view, moved, {100, 100}, {200, 150});
    const Layout boxed = placed();
    CHECK(boxed.x.hi == doctest::Approx(moved.x.value(100)));
    CHECK(boxed.y.lo == doctest::Approx(moved.y.value(100)));
}
