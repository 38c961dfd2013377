// The mouse on the plots of the real window: zoom, pan, another plot. How views are computed: plot_view_test.cpp.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Only a plot's inside: tooltips and read-outs come and go around it.
Picture cut_out(const Picture& all, const Rect& r) {
    Picture part;
    part.width = static_cast<int>(0.6 * r.w);
    part.height = static_cast<int>(0.6 * r.h);
    const int x = static_cast<int>(r.x + 0.2 * r.w), y = static_cast<int>(r.y + 0.25 * r.h);
    for (int row = 0; row < part.height; ++row) {
        const std::uint8_t* from = all.rgba.data() + 4 * (static_cast<std::size_t>(y + row) * all.width + x);
        part.rgba.insert(part.rgba.end(), from, from + 4 * part.width);
    }
    return part;
}

} // namespace

TEST_CASE("the wheel zooms about the mouse, dragging then moves the paper and not the time") {
    Window window;
    const Rect r = window.rect("plot.xt");
    const auto look = [&] { // with the mouse out of the way
        window.act([&] { window.move(1439, 899); });
        return cut_out(window.picture(), r);
    };
    const auto wheel = [&](const char* direction) {
        window.move(r.x + r.w / 2, r.y + r.h / 2);
        window.act([&] { window.xdo({"click", "--repeat", "3", direction}); });
    };
    const Picture fitted = look();
    wheel("4");
    const Picture zoomed = look();
    CHECK(difference(zoomed, fitted).mean > 1);
    const auto drag = [&](double from, double to) {
        window.press(r.x + r.w / 2 + from, r.y + 0.6 * r.h);
        window.act([&] { window.move(r.x + r.w / 2 + to, r.y + 0.6 * r.h); });
        window.release();
    };
    drag(0, 60);
    CHECK(difference(look(), zoomed).mean > 1);
    CHECK(window.level == 0);
    CHECK(window.experiments == 1);

    // Back along the same way, and the same picture is there, but for rounding of a pixel here and there.
    drag(60, 0);
    wheel("5");
    CHECK(difference(look(), fitted).mean < 1);
}

TEST_CASE("another plot in a place of the right column") {
    Window window;
    CHECK(window.has("plot.variance"));
    window.choose("plots[1]", "mean");
    CHECK(window.has("plot.mean"));
    CHECK_FALSE(window.has("plot.variance"));
    window.choose("plots[1]", "variance");
    CHECK(window.has("plot.variance"));
}

TEST_CASE("another quantity of the same plot, from the list and by a right click") {
    Window window;
    window.choose("plots[2]", "schedule-sigma");
    CHECK(window.has("plot.schedule-sigma"));
    window.choose_in_menu("schedule-sigma", "show.schedule-log-snr");
    CHECK(window.has("plot.schedule-log-snr"));
    CHECK_FALSE(window.has("plot.schedule-sigma"));
    window.choose_in_menu("schedule-log-snr", "show.schedule");
    CHECK(window.has("plot.schedule"));
}

TEST_CASE("a plot's menu offers log axes where they mean something, and fits axes that rest to the cursor") {
    Window window;
    const auto has_rows = [&](const std::string& plot) {
        const Rect r = window.rect("plot." + plot);
        window.move(r.x + r.w / 2, r.y + 0.6 * r.h);
        window.act([&] { window.xdo({"click", "3"}); });
        window.until("the menu", [&] { return window.has("menu.fit"); });
        const std::pair<bool, bool> rows{window.has("menu.y.log"), window.has("menu.fit-cursor")};
        window.act([&] { window.key("Escape"); });
        return rows;
    };
    CHECK(has_rows("xt") == std::pair{false, false});
    CHECK(has_rows("variance") == std::pair{true, false});
    CHECK(has_rows("histogram") == std::pair{true, true});
    const double whole = window.span("histogram", "x");
    window.choose_in_menu("histogram", "fit-cursor");
    CHECK(window.span("histogram", "x") < 0.5 * whole);
    window.choose_in_menu("histogram", "fit");
    CHECK(window.span("histogram", "x") == doctest::Approx(whole));
}
