// Zoom, pan and hidden entries: arithmetic on a Figure, no mouse needed.

#include "app/plots/plot_view.h"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

using namespace halfstep;

namespace {

/// A plot of 400 x 200 pixels at (100, 50) that shows 0..10 and, downwards, 1..1000 on a log axis.
Layout view_layout() {
    Layout layout;
    layout.plot = {100, 50, 400, 200};
    layout.x = {0, 10, Scale::linear, 100, 500};
    layout.y = {1, 1000, Scale::log10, 250, 50};
    return layout;
}

/// What the layout becomes once a view has been chosen.
Layout seen(const PlotView& view) {
    Layout layout = view_layout();
    if (view.x.range) layout.x.lo = view.x.range->lo, layout.x.hi = view.x.range->hi;
    if (view.y.range) layout.y.lo = view.y.range->lo, layout.y.hi = view.y.range->hi;
    return layout;
}

Figure two_curves() {
    Figure figure;
    Curve first;
    first.x = {0, 5, 10};
    first.y = {1, 10, 100};
    first.label = "DDIM";
    first.ink = {Ink::sampler, 0, 1};
    Curve second = first;
    second.y = {2, 20, 200};
    second.label = "DDPM";
    second.ink = {Ink::sampler, 1, 1};
    Points unlabelled; // belongs to the first by its colour
    unlabelled.x = {5};
    unlabelled.y = {10};
    unlabelled.ink = {Ink::sampler, 0, 1};
    figure.marks = {first, second, unlabelled};
    figure.overlay = {unlabelled};
    return figure;
}

} // namespace

TEST_SUITE("app/plot_view") {
    TEST_CASE("plots over t are told by their axis, whatever grid t counts") {
        Figure figure;
        for (const char* label : {"t", "t = k/T"}) {
            figure.x.label = label;
            CHECK(over_time(figure));
        }
        for (const char* label : {"x", "", "time"}) {
            figure.x.label = label;
            CHECK_FALSE(over_time(figure));
        }
    }

    TEST_CASE("zoom keeps what is under the mouse, on linear and log axes") {
        PlotView view;
        const Layout before = view_layout();
        const Point mouse{220, 90};
        zoom(view, before, mouse, 0.5f);
        const Layout after = seen(view);
        CHECK(after.x.value(mouse.x) == doctest::Approx(before.x.value(mouse.x)));
        CHECK(after.y.value(mouse.y) == doctest::Approx(before.y.value(mouse.y)));
        CHECK(view.x.range->hi - view.x.range->lo == doctest::Approx(5));
        CHECK(std::log10(view.y.range->hi / view.y.range->lo) == doctest::Approx(1.5)); // half of three decades
        zoom(view, after, mouse, 2);
        CHECK(view.x.range->lo == doctest::Approx(0).epsilon(1e-6));
        CHECK(view.y.range->hi == doctest::Approx(1000));
    }

    TEST_CASE("zoom along one axis leaves the other") {
        PlotView view;
        zoom(view, view_layout(), {300, 100}, 0.5f, {.y = false});
        CHECK(view.x.range);
        CHECK_FALSE(view.y.range);
        CHECK_FALSE(view.fitted());
        view.fit();
        CHECK(view.fitted());
    }

    TEST_CASE("zooming on and on stops at what doubles can tell apart") {
        PlotView view;
        for (int i = 0; i < 2000; ++i) zoom(view, seen(view), {250, 100}, 0.7f);
        CHECK(view.x.range->hi > view.x.range->lo);
        CHECK(view.y.range->hi > view.y.range->lo);
        for (int i = 0; i < 4000; ++i) zoom(view, seen(view), {250, 100}, 1.5f);
        CHECK(std::isfinite(view.x.range->hi - view.x.range->lo));
        CHECK(view.y.range->lo > 0);
    }

    TEST_CASE("pan moves by pixels: 40 of 400 are a tenth of the range") {
        PlotView view;
        pan(view, view_layout(), {40, 0});
        CHECK(view.x.range->lo == doctest::Approx(-1));
        CHECK(view.x.range->hi == doctest::Approx(9));
        CHECK_FALSE(view.y.range); // not touched: it goes on following the plot
    }

    TEST_CASE("a box is zoomed to, in whichever direction it was drawn; a click is not a box") {
        for (const bool backwards : {false, true}) {
            PlotView view;
            const Point a{200, 100}, b{300, 150};
            backwards ? zoom_to(view, view_layout(), b, a) : zoom_to(view, view_layout(), a, b);
            CHECK(view.x.range->lo == doctest::Approx(2.5));
            CHECK(view.x.range->hi == doctest::Approx(5));
            CHECK(view.y.range->hi == doctest::Approx(std::pow(10, 2.25)));
        }
        PlotView view;
        zoom_to(view, view_layout(), {200, 100}, {202, 101});
        CHECK(view.fitted());
    }

    TEST_CASE("an axis knows that it shows what the user has chosen") {
        PlotView view;
        Figure figure = two_curves();
        apply(view, figure);
        CHECK_FALSE(figure.x.zoomed);
        zoom_to(view, view_layout(), {200, 100}, {300, 150});
        apply(view, figure);
        CHECK(figure.x.zoomed);
        CHECK(figure.y.zoomed);
    }

    TEST_CASE("a hidden sampler takes along what it draws without a label") {
        PlotView view;
        view.toggle("DDIM");
        Figure figure = two_curves();
        apply(view, figure);
        CHECK(std::get<Curve>(figure.marks[0]).x.empty());
        CHECK(std::get<Curve>(figure.marks[0]).label == "DDIM"); // keeps its place in the legend
        CHECK(std::get<Curve>(figure.marks[1]).x.size() == 3);
        CHECK(std::get<Points>(figure.marks[2]).x.empty());
        CHECK(std::get<Points>(figure.overlay[0]).x.empty());
        view.toggle("DDIM");
        figure = two_curves();
        apply(view, figure);
        CHECK(std::get<Curve>(figure.marks[0]).x.size() == 3);
    }

    TEST_CASE("ranges, scales and the legend are the user's where he set them") {
        PlotView view;
        view.y.range = AxisView::Span{2, 3};
        view.x.scale = Scale::log10;
        view.legend = false;
        Figure figure = two_curves();
        figure.x.lo = -7;
        apply(view, figure);
        CHECK(figure.x.lo == -7);
        CHECK(figure.y.lo == 2);
        CHECK(figure.y.hi == 3);
        CHECK(figure.x.scale == Scale::log10);
        CHECK_FALSE(figure.legend);
    }

    TEST_CASE("a margin without ticks stays one in a part of the axis; a range elsewhere has ticks all over") {
        const auto limits = [](double lo, double hi) {
            Axis axis;
            axis.lo = -2, axis.hi = 10;
            axis.tick_lo = 0, axis.tick_hi = 10;
            Figure figure;
            figure.y = axis;
            PlotView view;
            view.y.range = AxisView::Span{lo, hi};
            apply(view, figure);
            return std::pair{figure.y.tick_lo, figure.y.tick_hi};
        };
        CHECK(limits(-1, 5) == std::pair{0.0, 10.0});
        for (const auto& [lo, hi] : {std::pair{-1.5, -0.5}, {20.0, 30.0}, {-5.0, 5.0}, {3.0, 12.0}}) {
            CAPTURE(lo);
            CHECK(limits(lo, hi) == std::pair{0.0, 0.0});
        }
    }

    TEST_CASE("a locked axis shows what it showed, whatever the mouse does, until it is let go") {
        PlotView view;
        const Layout layout = view_layout();
        lock(view.y, layout.y, true);
        zoom(view, layout, {220, 90}, 0.5f);
        pan(view, seen(view), {10, 30});
        zoom_to(view, seen(view), {200, 100}, {300, 150});
        CHECK(view.x.range);
        CHECK_FALSE(view.y.range);
        Figure figure = two_curves();
        figure.y.lo = -5; // the plot has other ideas
        figure.y.hi = 77;
        apply(view, figure);
        CHECK(figure.y.lo == 1);
        CHECK(figure.y.hi == 1000);
        lock(view.y, layout.y, false);
        figure = two_curves();
        figure.y.hi = 77;
        apply(view, figure);
        CHECK(figure.y.hi == 77);
        CHECK(view == [&] {
            PlotView only_x;
            only_x.x.range = view.x.range;
            return only_x;
        }());
    }

    TEST_CASE("a box spans all of a locked axis; with both locked there is none") {
        PlotView view;
        const Layout layout = view_layout();
        lock(view.y, layout.y, true);
        const Rect box = zoom_box(view, layout, {200, 100}, {300, 101}); // flat, but only its width matters
        CHECK(box.x == 200);
        CHECK(box.w == 100);
        CHECK(box.y == layout.plot.y);
        CHECK(box.h == layout.plot.h);
        zoom_to(view, layout, {200, 100}, {300, 101});
        CHECK(view.x.range->lo == doctest::Approx(2.5));
        lock(view.x, layout.x, true);
        CHECK(zoom_box(view, layout, {200, 100}, {300, 150}).w == 0);
    }

    TEST_CASE("an inverted axis zooms about the mouse and follows the hand, too") {
        PlotView view;
        view.x.inverted = true;
        Figure figure = two_curves();
        apply(view, figure);
        CHECK(figure.x.inverted);
        apply(view, figure); // a plot that runs backwards of its own accord is turned forwards
        CHECK_FALSE(figure.x.inverted);
        Layout layout = view_layout();
        std::swap(layout.x.pixel_lo, layout.x.pixel_hi); // 10 at the left
        zoom(view, layout, {200, 100}, 0.5f, {.y = false});
        Layout after = layout;
        after.x.lo = view.x.range->lo, after.x.hi = view.x.range->hi;
        CHECK(view.x.range->hi - view.x.range->lo == doctest::Approx(5));
        CHECK(after.x.value(200) == doctest::Approx(layout.x.value(200)));
        pan(view, layout, {40, 0}); // to the right, where the small values are: larger ones come in
        CHECK(view.x.range->lo == doctest::Approx(1));
        zoom_to(view, layout, {200, 60}, {300, 200});
        CHECK(view.x.range->lo == doctest::Approx(5));
        CHECK(view.x.range->hi == doctest::Approx(7.5));
    }

    TEST_CASE("what the mouse is on in the legend stays, the rest steps back") {
        Figure figure = two_curves();
        std::get<Curve>(figure.marks[0]).ink.role = Ink::series;
        std::get<Points>(figure.marks[2]).ink.role = Ink::series; // drawn without a label of its own
        highlight("DDIM", figure);
        CHECK(std::get<Curve>(figure.marks[0]).ink.alpha == 1);
        CHECK(std::get<Curve>(figure.marks[1]).ink.alpha < 0.5f);
        CHECK(std::get<Points>(figure.marks[2]).ink.alpha == 1);
    }

    TEST_CASE("on paper a hidden entry is gone, with what it draws without a label") {
        PlotView view;
        view.toggle("DDIM");
        Figure figure = two_curves();
        remove_hidden(view, figure);
        REQUIRE(figure.marks.size() == 1);
        CHECK(std::get<Curve>(figure.marks[0]).label == "DDPM");
        CHECK(figure.overlay.empty());
    }

    TEST_CASE("a value at the axis has as many digits as a pixel tells apart") {
        CHECK(value_text({0, 10, Scale::linear, 100, 500}, 300) == "5.00");      // a pixel is 0.025
        CHECK(value_text({0, 1000, Scale::linear, 0, 500}, 250) == "500");       // a pixel is 2
        CHECK(value_text({-1, 0, Scale::linear, 0, 400}, 100) == "\u22120.750"); // a real minus
        CHECK(value_text({0, 1e-6, Scale::linear, 0, 400}, 100) == "2.5\u00d710\u207b\u2077");
        CHECK(value_text({0, 1e9, Scale::linear, 0, 400}, 100) == "2.5\u00d710\u2078");
        CHECK(value_text({1, 1000, Scale::log10, 0, 300}, 100) == "10.0");
        CHECK(value_text({1, 1 + 1e-9, Scale::linear, 0, 300}, 150).find("1.0000000005") == 0);
    }

    TEST_CASE("the nearest point, and none out of reach") {
        const Figure figure = two_curves();
        const Layout layout = view_layout();
        const Point on = layout.at(5, 20);
        const auto found = nearest_point(figure, layout, {on.x + 3, on.y - 2}, 10);
        REQUIRE(found);
        CHECK(found->label == "DDPM");
        CHECK(found->x == 5);
        CHECK(found->y == 20);
        CHECK_FALSE(nearest_point(figure, layout, {on.x + 60, on.y - 60}, 10));
    }
}

TEST_CASE("while a slider moves an axis rests, until what it should show has outgrown it or is a small part of it") {
    const auto rested = [](double lo, double hi, Scale scale, const Axis& shown) {
        Axis next = shown;
        next.lo = lo;
        next.hi = hi;
        next.scale = scale;
        keep_range(next, shown);
        return next.lo == shown.lo && next.hi == shown.hi && next.scale == shown.scale;
    };
    Axis line;
    line.label = "x";
    line.lo = -4;
    line.hi = 4;
    CHECK(rested(-5, 5, Scale::linear, line));
    CHECK(rested(-2, 2, Scale::linear, line));
    CHECK_FALSE(rested(-8, 8, Scale::linear, line));
    CHECK_FALSE(rested(-1, 1, Scale::linear, line));
    CHECK_FALSE(rested(4, 8, Scale::linear, line)); // elsewhere
    CHECK(rested(0.1, 4, Scale::log10, line));      // the scale rests with it
    Axis decades;
    decades.label = "x";
    decades.scale = Scale::log10;
    decades.lo = 1e-3;
    decades.hi = 1;
    CHECK(rested(1e-3, 1.5, Scale::log10, decades));
    CHECK(rested(0, 1.2, Scale::linear, decades)); // from zero on: the log axis has no place for that
    CHECK_FALSE(rested(0, 5, Scale::linear, decades));
    CHECK_FALSE(rested(1e-5, 1, Scale::log10, decades));
    Axis other = line;
    other.label = "y";
    keep_range(other, decades);
    CHECK(other.lo == -4); // another quantity
}
