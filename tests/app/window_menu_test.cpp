// What a right click on a plot offers, the wheel on locked and inverted axes, plots over t that keep step, legends and
// the crosshair: in the real window. How views are computed: plot_view_test.cpp.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Point middle_of_plot(Window& window, const std::string& plot) {
    const Rect r = window.rect("plot." + plot);
    return {r.x + r.w / 2, r.y + 0.6f * r.h};
}

void zoom_in(Window& window, const std::string& plot, int clicks = 3) {
    const Point p = middle_of_plot(window, plot);
    window.wheel(p.x, p.y, clicks);
}

void out_of_the_way(Window& window) {
    window.act([&] { window.xdo({"mousemove", "1990", "1290"}); });
}

} // namespace

TEST_CASE("fit, and as it was") {
    Window window;
    const double whole = window.span("variance", "x");
    zoom_in(window, "variance");
    CHECK(window.span("variance", "x") < 0.7 * whole);
    CHECK(window.axis("variance", "y")["zoomed"].boolean);
    window.choose_in_menu("variance", "fit");
    CHECK(window.span("variance", "x") == doctest::Approx(whole));
    CHECK_FALSE(window.axis("variance", "y")["zoomed"].boolean);
    window.choose_in_menu("variance", "x.invert");
    window.choose_in_menu("variance", "y.log");
    window.choose_in_menu("variance", "legend");
    CHECK_FALSE(window.plots["variance"]["legend"].boolean);
    window.choose_in_menu("variance", "reset");
    CHECK(window.plots["variance"]["legend"].boolean);
    CHECK(window.axis("variance", "x")["from"].number < window.axis("variance", "x")["to"].number);
}

TEST_CASE("F fits the plot under the mouse; elsewhere, all of them") {
    Window window;
    const double whole = window.span("histogram", "x");
    zoom_in(window, "histogram");
    zoom_in(window, "variance");
    CHECK(window.span("histogram", "x") < whole);
    window.act([&] { window.key("f"); }); // the mouse is on the variance
    CHECK_FALSE(window.axis("variance", "y")["zoomed"].boolean);
    CHECK(window.axis("histogram", "x")["zoomed"].boolean);
    out_of_the_way(window);
    window.act([&] { window.key("f"); });
    CHECK(window.span("histogram", "x") == whole);
}

TEST_CASE("linear and log, axis by axis") {
    Window window;
    const bool log = window.axis("variance", "y")["log"].boolean;
    window.choose_in_menu("variance", "y.log");
    CHECK(window.axis("variance", "y")["log"].boolean == !log);
    CHECK_FALSE(window.axis("variance", "x")["log"].boolean);
    window.choose_in_menu("variance", "x.log");
    CHECK(window.axis("variance", "x")["log"].boolean);
    CHECK(window.axis("variance", "x")["lo"].number > 0);
    window.choose_in_menu("variance", "y.log");
    CHECK(window.axis("variance", "y")["log"].boolean == log);
}

TEST_CASE("a locked axis is left alone by wheel, drag, box and new runs") {
    Window window;
    window.choose_in_menu("histogram", "y.lock");
    CHECK(window.axis("histogram", "y")["locked"].boolean);
    const double lo = window.axis("histogram", "y")["lo"].number, hi = window.axis("histogram", "y")["hi"].number;
    const auto held = [&] {
        return window.axis("histogram", "y")["lo"].number == lo && window.axis("histogram", "y")["hi"].number == hi;
    };
    const double whole = window.span("histogram", "x");
    zoom_in(window, "histogram");
    CHECK(held());
    CHECK(window.span("histogram", "x") < whole);
    const Point p = middle_of_plot(window, "histogram");
    const double before = window.axis("histogram", "x")["lo"].number;
    window.press(p.x, p.y);
    window.act([&] { window.move(p.x + 50, p.y + 30); });
    window.release();
    CHECK(held());
    CHECK(window.axis("histogram", "x")["lo"].number < before);
    // A box with the right button: as wide as it is drawn.
    const double wide = window.span("histogram", "x");
    window.move(p.x - 40, p.y);
    window.act([&] { window.xdo({"mousedown", "3"}); });
    window.act([&] { window.move(p.x + 40, p.y + 20); });
    window.act([&] { window.xdo({"mouseup", "3"}); });
    CHECK(held());
    CHECK(window.span("histogram", "x") < 0.5 * wide);
    window.enter("target.sigma.value", "0.1"); // five times as high a peak
    window.until("the run", [&] { return window.rested && window.experiment.target.sigma == 0.1; });
    CHECK(held());
    window.choose_in_menu("histogram", "y.lock");
    CHECK(window.axis("histogram", "y")["hi"].number > 2 * hi);
}

TEST_CASE("an inverted axis: time runs to the left, for the mouse, too") {
    Window window;
    window.choose_in_menu("variance", "x.invert");
    const Json& x = window.axis("variance", "x");
    CHECK(x["from"].number > x["to"].number);
    const Rect r = window.rect("plot.variance");
    const double y = r.y + 0.6 * r.h; // a click a tenth from the left: near the noise
    window.click(r.x + x["to"].number + 0.1 * (x["from"].number - x["to"].number), y);
    CHECK(window.level == 36);
    zoom_in(window, "variance", 2);
    CHECK(window.axis("variance", "x")["from"].number > window.axis("variance", "x")["to"].number);
    CHECK(window.axis("variance", "x")["zoomed"].boolean);
}

TEST_CASE("plots over t keep step, unless told not to") {
    Window window;
    const auto same = [&](const char* a, const char* b) {
        return window.axis(a, "x")["lo"].number == window.axis(b, "x")["lo"].number &&
               window.axis(a, "x")["hi"].number == window.axis(b, "x")["hi"].number;
    };
    const double histogram = window.span("histogram", "x"), y = window.span("schedule", "y");
    zoom_in(window, "variance");
    window.until("the others", [&] { return same("variance", "schedule") && same("variance", "xt"); });
    CHECK(window.span("histogram", "x") == histogram); // is over x
    CHECK(window.span("schedule", "y") == y);          // only time is shared
    window.choose("plots[0]", "mean");                 // a plot that was not there
    window.until("the mean", [&] { return window.plots.has("mean") && same("mean", "variance"); });
    window.choose_in_menu("schedule", "fit");
    CHECK_FALSE(window.axis("variance", "x")["zoomed"].boolean);
    CHECK_FALSE(window.axis("xt", "x")["zoomed"].boolean);

    window.choose_in_menu("schedule", "link");
    CHECK_FALSE(window.view["link_time"].boolean);
    zoom_in(window, "variance");
    CHECK_FALSE(window.axis("schedule", "x")["zoomed"].boolean);
    CHECK_FALSE(same("variance", "xt"));
}

TEST_CASE("another T is looked at as before; another scene from the start") {
    std::string scene = small_scene;
    scene.replace(scene.find("\"ve\""), 4, "\"vp\"");
    Window window(scene);
    zoom_in(window, "variance");
    const double lo = window.axis("variance", "x")["lo"].number, hi = window.axis("variance", "x")["hi"].number;
    CHECK(hi < 40);
    window.enter("process.steps.value", "80");
    window.until("the run", [&] { return window.experiment.process.steps == 80 && window.rested; });
    CHECK(window.axis("variance", "x")["lo"].number == doctest::Approx(2 * lo));
    CHECK(window.axis("variance", "x")["hi"].number == doctest::Approx(2 * hi));
    window.choose("scene", "eta-is-not-noise-alone");
    window.until("the lesson", [&] { return window.experiment.process.steps == 200 && window.rested; });
    CHECK_FALSE(window.axis("variance", "x")["zoomed"].boolean);
    CHECK_FALSE(window.axis("xt", "x")["zoomed"].boolean);
}

TEST_CASE("legend: the mouse on an entry lights a sampler everywhere, or a curve in its plot; a click hides it") {
    Window window(two_samplers_scene);
    CHECK(window.view["highlighted"].number == -1);
    const Picture before = window.picture();
    window.aim("plot.xt.legend.DDPM");
    window.until("rest", [&] { return window.rested; });
    CHECK(window.view["highlighted"].number == 1);
    const Rect stage = window.rect("plot.xt");
    const auto stage_of = [&](const Picture& all) {
        Picture part;
        part.width = static_cast<int>(stage.w), part.height = static_cast<int>(stage.h);
        for (int row = 0; row < part.height; ++row) {
            const std::uint8_t* from = all.rgba.data() + 4 * ((static_cast<std::size_t>(stage.y) + row) * all.width +
                                                              static_cast<int>(stage.x));
            part.rgba.insert(part.rgba.end(), from, from + 4 * part.width);
        }
        return part;
    };
    CHECK(difference(stage_of(window.picture()), stage_of(before)).max > 50); // the other sampler's paths stand back
    window.aim("plot.variance.legend.exact");
    window.until("rest", [&] { return window.rested; });
    CHECK(window.view["highlighted"].number == -1);
    CHECK(window.plots["variance"]["highlighted"].string == "exact");
    out_of_the_way(window);
    CHECK(window.plots["variance"]["highlighted"].string == "");
    CHECK(difference(window.picture(), before).max == 0);

    window.click("plot.variance.legend.exact"); // a sampler's entry hides it everywhere: window_split_test.cpp
    window.until("rest", [&] { return window.rested; });
    REQUIRE(window.plots["variance"]["hidden"].items.size() == 1);
    CHECK(window.plots["variance"]["hidden"][0].string == "exact");
    CHECK(window.plots["schedule"]["hidden"].items.empty());
    window.choose_in_menu("variance", "all");
    CHECK(window.plots["variance"]["hidden"].items.empty());
    out_of_the_way(window);
    CHECK(difference(window.picture(), before).max == 0);
}

TEST_CASE("C: a crosshair, on and off") {
    Window window;
    const Point p = middle_of_plot(window, "histogram");
    window.move(p.x, p.y);
    window.until("rest", [&] { return window.rested; });
    const Picture plain = window.picture();
    window.act([&] { window.key("c"); });
    CHECK(window.view["crosshair"].boolean);
    const Picture crossed = window.picture();
    const auto differs = [&](double x, double y) {
        const int i = static_cast<int>(x), j = static_cast<int>(y);
        return !(plain.at(i, j) == crossed.at(i, j));
    };
    const Rect r = window.rect("plot.histogram");
    int across = 0, down = 0;
    for (float x = r.x; x < r.right(); ++x) across += differs(x, std::round(p.y));
    for (float y = r.y; y < r.bottom(); ++y) down += differs(std::round(p.x), y);
    CHECK(across > 0.7 * r.w);
    CHECK(down > 0.3 * r.h);
    window.choose_in_menu("histogram", "crosshair");
    CHECK_FALSE(window.view["crosshair"].boolean);
}

TEST_CASE("Escape closes a menu first") {
    Window window;
    const Point p = middle_of_plot(window, "histogram");
    window.move(p.x, p.y);
    window.act([&] { window.xdo({"click", "3"}); });
    CHECK(window.has("menu.fit"));
    window.act([&] { window.key("Escape"); });
    CHECK_FALSE(window.has("menu.fit"));
}

TEST_CASE("in the plane both axes keep step, locked ones, too") {
    std::string scene = small_scene;
    scene.replace(scene.find("sigma = 0.5"), 11, "kind = \"ring\"");
    Window window(scene);
    const Rect r = window.rect("plot.plane");
    const double aspect = window.span("plane", "x") / window.span("plane", "y");
    const double whole = window.span("plane", "y");
    window.wheel(r.x + r.w / 2, r.bottom() - 12, 3); // over the x axis
    CHECK(window.span("plane", "y") < 0.7 * whole);
    CHECK(window.span("plane", "x") / window.span("plane", "y") == doctest::Approx(aspect).epsilon(0.02));
    window.choose_in_menu("plane", "x.lock");
    CHECK(window.axis("plane", "y")["locked"].boolean);
    const double before = window.span("plane", "x");
    zoom_in(window, "plane");
    CHECK(window.span("plane", "x") == before);
}
