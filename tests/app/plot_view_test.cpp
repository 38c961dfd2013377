// Zoom, pan and hidden entries: arithmetic on a Figure, no mouse needed.

#include "app/window/plot_view.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;

namespace {

/// A plot of 400 x 200 pixels at (100, 50) that shows 0..10 and, downwards, 1..1000 on a log axis.
Layout layout_of() {
    Layout layout;
    layout.plot = {100, 50, 400, 200};
    layout.x = {0, 10, Scale::linear, 100, 500};
    layout.y = {1, 1000, Scale::log10, 250, 50};
    return layout;
}

/// What the layout becomes once a view has been chosen.
Layout seen(const PlotView& view) {
    Layout layout = layout_of();
    if (view.x) layout.x.lo = view.x->lo, layout.x.hi = view.x->hi;
    if (view.y) layout.y.lo = view.y->lo, layout.y.hi = view.y->hi;
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
    TEST_CASE("zoom keeps what is under the mouse, on linear and log axes") {
        PlotView view;
        const Layout before = layout_of();
        const Point mouse{220, 90};
        zoom(view, before, mouse, 0.5f, true, true);
        const Layout after = seen(view);
        CHECK(after.x.value(mouse.x) == doctest::Approx(before.x.value(mouse.x)));
        CHECK(after.y.value(mouse.y) == doctest::Approx(before.y.value(mouse.y)));
        CHECK(view.x->hi - view.x->lo == doctest::Approx(5));
        CHECK(std::log10(view.y->hi / view.y->lo) == doctest::Approx(1.5)); // half of three decades
        zoom(view, after, mouse, 2, true, true);
        CHECK(view.x->lo == doctest::Approx(0).epsilon(1e-6));
        CHECK(view.y->hi == doctest::Approx(1000));
    }

    TEST_CASE("zoom along one axis leaves the other") {
        PlotView view;
        zoom(view, layout_of(), {300, 100}, 0.5f, true, false);
        CHECK(view.x);
        CHECK_FALSE(view.y);
        CHECK_FALSE(view.fitted());
        view.fit();
        CHECK(view.fitted());
    }

    TEST_CASE("zooming on and on stops at what doubles can tell apart") {
        PlotView view;
        for (int i = 0; i < 2000; ++i) zoom(view, seen(view), {250, 100}, 0.7f, true, true);
        CHECK(view.x->hi > view.x->lo);
        CHECK(view.y->hi > view.y->lo);
        for (int i = 0; i < 4000; ++i) zoom(view, seen(view), {250, 100}, 1.5f, true, true);
        CHECK(std::isfinite(view.x->hi - view.x->lo));
        CHECK(view.y->lo > 0);
    }

    TEST_CASE("pan moves by pixels: 40 of 400 are a tenth of the range") {
        PlotView view;
        pan(view, layout_of(), {40, 0});
        CHECK(view.x->lo == doctest::Approx(-1));
        CHECK(view.x->hi == doctest::Approx(9));
        CHECK(view.y->lo == doctest::Approx(1));
    }

    TEST_CASE("a box is zoomed to, in whichever direction it was drawn; a click is not a box") {
        for (const bool backwards : {false, true}) {
            PlotView view;
            const Point a{200, 100}, b{300, 150};
            backwards ? zoom_to(view, layout_of(), b, a) : zoom_to(view, layout_of(), a, b);
            CHECK(view.x->lo == doctest::Approx(2.5));
            CHECK(view.x->hi == doctest::Approx(5));
            CHECK(view.y->hi == doctest::Approx(std::pow(10, 2.25)));
        }
        PlotView view;
        zoom_to(view, layout_of(), {200, 100}, {202, 101});
        CHECK(view.fitted());
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
        view.y = PlotView::Span{2, 3};
        view.x_scale = Scale::log10;
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

    TEST_CASE("the nearest point, and none out of reach") {
        const Figure figure = two_curves();
        const Layout layout = layout_of();
        const Point on = layout.at(5, 20);
        const auto found = nearest_point(figure, layout, {on.x + 3, on.y - 2}, 10);
        REQUIRE(found);
        CHECK(found->label == "DDPM");
        CHECK(found->x == 5);
        CHECK(found->y == 20);
        CHECK_FALSE(nearest_point(figure, layout, {on.x + 60, on.y - 60}, 10));
    }
}
