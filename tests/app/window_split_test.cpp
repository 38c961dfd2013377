// Samplers muted by their swatches, plots in panels, on the stage, in the column; what play veils, and the trace that a
// slider leaves: in the real window. What they make of figures: mute_test.cpp, figure_split_test.cpp.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string three_in_the_plane() {
    std::string scene = std::string(two_samplers_scene);
    scene.replace(scene.find("sigma = 0.5"), 11, "kind = \"ring\"");
    return scene.insert(scene.find("[run]"), "[[sampler]]\nname = \"half step\"\nkind = \"half-step\"\n");
}

void mouse_aside(Window& window) {
    window.act([&] { window.xdo({"mousemove", "1990", "1290"}); });
}

void press_and_rest(Window& window, const std::string& chord) {
    window.act([&] { window.key(chord); });
}

/// Pixels of an area in which two pictures differ clearly.
int differing(const Picture& a, const Picture& b, const Rect& r) {
    int count = 0;
    for (int y = static_cast<int>(r.y); y < static_cast<int>(r.bottom()); ++y)
        for (int x = static_cast<int>(r.x); x < static_cast<int>(r.right()); ++x)
            count += a.at(x, y) == b.at(x, y) ? 0 : 1;
    return count;
}

} // namespace

TEST_CASE("a swatch mutes its sampler in every plot: in a legend, the table, the panel, by its digit; Shift: alone") {
    Window window(two_samplers_scene);
    const Picture before = window.picture();
    const double range = window.span("variance", "y");
    const auto click_and_back = [&](const std::string& swatch, const std::string& other) {
        window.click(swatch);
        CHECK(window.muted == 2);
        CHECK(window.span("variance", "y") == range);
        mouse_aside(window);
        CHECK(differing(window.picture(), before, window.rect("plot.xt")) > 500);
        window.click(other); // wherever it is, it is the same one
        CHECK(window.muted == 0);
        mouse_aside(window);
        CHECK(difference(window.picture(), before).max == 0);
    };
    click_and_back("plot.xt.legend.DDPM", "table.sampler[1]");
    CHECK_FALSE(window.has("plot.variance.legend.DDPM")); // one legend of them is enough
    click_and_back("table.sampler[1]", "sampler[1].mute");
    click_and_back("sampler[1].mute", "plot.xt.legend.DDPM");
    press_and_rest(window, "2");
    CHECK(window.muted == 2);
    press_and_rest(window, "shift+2"); // as on keyboards where digits need Shift
    CHECK(window.muted == 0);
    window.xdo({"keydown", "shift"});
    window.click("plot.xt.legend.DDPM");
    CHECK(window.muted == 1);
    window.click("table.sampler[1]");
    window.xdo({"keyup", "shift"});
    CHECK(window.muted == 0);
    press_and_rest(window, "1");
    window.choose_in_menu("variance", "all");
    CHECK(window.muted == 0);
    CHECK(window.experiments == 1); // what is shown is no edit
}

TEST_CASE("three samplers in the plane have a panel each; zoom, pin and the mouse are the same in all of them") {
    Window window(three_in_the_plane());
    for (const char* panel : {"plot.plane.panel[0]", "plot.plane.panel[1]", "plot.plane.panel[2]"})
        REQUIRE(window.has(panel));
    const Rect first = window.rect("plot.plane.panel[0]"), third = window.rect("plot.plane.panel[2]");
    CHECK(std::abs(first.w - third.w) < 1);
    const double before = window.span("plane", "x");
    mouse_aside(window);
    const Picture whole = window.picture();
    window.wheel(third.x + third.w / 2, third.y + third.h / 2, 3);
    CHECK(window.span("plane", "x") < 0.7 * before);
    mouse_aside(window);
    CHECK(differing(whole, window.picture(), first) > 200); // the first one zooms along
    window.move(first.x + first.w / 2, first.y + first.h / 2);
    press_and_rest(window, "f");
    CHECK(window.span("plane", "x") == doctest::Approx(before));
    press_and_rest(window, "3");
    CHECK_FALSE(window.has("plot.plane.panel[2]"));
    CHECK(window.has("plot.plane.panel[1]"));
    CHECK(window.has("plot.plane.legend.half step")); // from where it can come back
    window.click("plot.plane.legend.half step");
    CHECK(window.has("plot.plane.panel[2]"));
    window.click("timeline.split");
    CHECK_FALSE(window.has("plot.plane.panel[0]"));
    press_and_rest(window, "d");
    CHECK(window.has("plot.plane.panel[0]"));
}

TEST_CASE("any plot in panels, from its menu; handles and gestures in every panel") {
    Window window(two_samplers_scene);
    CHECK_FALSE(window.has("plot.variance.panel[0]"));
    window.choose_in_menu("variance", "split");
    REQUIRE(window.has("plot.variance.panel[1]"));
    const Rect second = window.rect("plot.variance.panel[1]");
    window.click(second.x + 0.5 * second.w, second.y + 0.5 * second.h); // time, in the second panel
    CHECK(window.level == doctest::Approx(20).epsilon(0.1));
    press_and_rest(window, "d"); // the mouse is on variance
    CHECK_FALSE(window.has("plot.variance.panel[0]"));
    window.move(window.rect("plot.xt").x + 5, window.rect("plot.xt").y + 5);
    press_and_rest(window, "d");
    REQUIRE(window.has("plot.xt.panel[1]"));
    press_and_rest(window, "m"); // handles of the target: the one of the second panel is as good
    const Rect handle = window.rect("handle.mean[0]"), first = window.rect("plot.xt.panel[0]"),
               other = window.rect("plot.xt.panel[1]");
    const double x = handle.x + handle.w / 2 + (other.x - first.x), y = handle.y + handle.h / 2 + (other.y - first.y);
    window.press(x, y);
    window.move(x, y - 20);
    window.move(x, y - 40);
    window.until("the drag", [&] { return window.experiments > 1; });
    window.release();
    CHECK(window.experiment.target.mean[0] > 0.1);
}

TEST_CASE("a plot takes the stage by a key, or from its title's menu, and gives it back") { // side_column_test.cpp
    Window window(two_samplers_scene);
    const float stage = window.rect("plot.xt").w, side = window.rect("plot.variance").w;
    REQUIRE(stage > side);
    window.click("plots[1]");
    window.click("plots[1].stage");
    window.until("the menu to close", [&] { return !window.has("plots[1].stage") && window.rested; });
    CHECK(window.rect("plot.variance").w == stage);
    CHECK(window.rect("plot.xt").w == side); // they have changed places
    const Rect large = window.rect("plot.variance");
    window.move(large.x + large.w / 2, large.y + large.h / 2);
    press_and_rest(window, "w");
    CHECK(window.rect("plot.xt").w == stage);
    CHECK(window.rect("plot.variance").w == side);
}

TEST_CASE("plots come into the column, go, and change places") {
    Window window(two_samplers_scene);
    window.resize(1440, 1200);
    const auto choose = [&](const std::string& slot, const std::string& what) {
        window.click(slot);
        window.click(slot + "." + what);
        window.until("the menu to close", [&] { return !window.has(slot + "." + what) && window.rested; });
    };
    REQUIRE(window.has("plots[2]"));
    CHECK_FALSE(window.has("plots[3]"));
    const float top = window.rect("plot.histogram").y;
    CHECK(window.rect("plot.variance").y > top);
    choose("plots[0]", "down");
    CHECK(window.rect("plot.variance").y == top);
    choose("plots[2]", "add");
    CHECK(window.has("plots[3]"));
    choose("plots[3]", "remove");
    choose("plots[2]", "remove");
    CHECK_FALSE(window.has("plots[2]"));
    CHECK(window.has("plot.variance"));
    CHECK(window.has("plot.histogram"));
}

TEST_CASE("play veils what is to come; time in hand lifts the veil") {
    Window window(two_samplers_scene);
    press_and_rest(window, "Right"); // away from the data
    window.key("space");
    window.until("playing", [&] { return window.playing && window.veiled; });
    window.key("space");
    window.until("a pause", [&] { return !window.playing && window.rested; });
    CHECK(window.veiled);
    window.key("End");
    window.until("noise", [&] { return window.level == 40 && window.rested; });
    mouse_aside(window);
    const Picture veiled = window.picture();
    window.key("Escape");
    window.until("no veil", [&] { return !window.veiled && window.rested; });
    mouse_aside(window);
    CHECK(differing(veiled, window.picture(), window.rect("plot.xt")) > 2000);
}

TEST_CASE("while a slider is held there is a trace of what was before, gone once it is let go") {
    Window window(two_samplers_scene);
    window.aim("target.sigma");
    const Rect r = window.rect("target.sigma");
    const double y = r.y + r.h / 2, x = r.x + r.w / 2;
    window.press(x, y);
    window.move(x - 12, y);
    window.move(x - 25, y);
    window.until("the drag", [&] { return window.experiments > 1 && !window.run["coarse"].boolean; });
    window.until_seen("the run");
    const Picture held = window.picture();
    window.release();
    window.until("rest", [&] { return window.rested; });
    const Picture after = window.picture();
    CHECK(differing(held, after, window.rect("plot.histogram")) > 200);
}
