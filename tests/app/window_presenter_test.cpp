// F11: stage, plots and time on the whole screen, larger; Esc or F11 leave, and all is as it was.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

void set_presenter(Window& window, const std::string& key, bool on) {
    window.key(key);
    window.until("presenting, or not", [&] {
        return window.view["presenting"].boolean == on && window.rested && window.has("timeline.speed") &&
               (window.geometry().width > 1440) == on;
    });
}

} // namespace

TEST_CASE("F11 presents on the whole screen; Esc and F11 bring everything back") {
    Window window;
    const Picture before = window.picture();
    const XConnection::Geometry place = window.geometry();
    for (const char* leave : {"Escape", "F11"}) {
        set_presenter(window, "F11", true);
        const XConnection::Geometry whole = window.geometry();
        CHECK(whole.width == 2000); // all of the server's screen
        CHECK(whole.height == 1300);
        CHECK(window.view["scale"].number == doctest::Approx(1.8 * 1300 / 1080)); // type goes with the screen's height
        CHECK(window.has("plot.xt"));
        CHECK(window.has("plot.variance"));
        CHECK(window.has("timeline.play"));
        CHECK(window.has("clock"));
        for (const char* folded : {"target.sigma", "save", "scene", "smaller"}) CHECK_FALSE(window.has(folded));
        for (const auto& [name, r] : window.widgets) {
            INFO(name);
            CHECK(r.x >= 0);
            CHECK(r.right() <= 2000);
            CHECK(r.bottom() <= 1300);
        }
        set_presenter(window, leave, false);
        CHECK(window.geometry().width == place.width);
        CHECK(window.geometry().height == place.height);
        CHECK(window.geometry().x == place.x);
        CHECK(window.geometry().y == place.y);
        CHECK(difference(window.picture(), before).max == 0);
    }
    CHECK(window.experiments == 1);
}

TEST_CASE("Tab or the handle bring the controls; keys and mouse work as ever") {
    Window window;
    set_presenter(window, "F11", true);
    const float stage = window.rect("plot.xt").w;
    window.act([&] { window.key("Tab"); });
    CHECK(window.has("target.sigma"));
    CHECK(window.rect("plot.xt").w < stage - 200);
    window.enter("target.sigma.value", "0.25");
    window.until("the run", [&] { return window.experiment.target.sigma == 0.25 && window.rested; });
    window.focus("target.sigma.value");
    window.type("0.7");
    window.field_key("Escape"); // of the field, not of presenting
    window.until("the field to be left", [&] { return !window.typing() && window.rested; });
    CHECK(window.view["presenting"].boolean);
    CHECK(window.experiment.target.sigma == 0.25);
    window.act([&] { window.key("Tab"); });
    CHECK_FALSE(window.has("target.sigma"));
    CHECK(window.rect("plot.xt").w == stage);
    window.click("handle");
    CHECK(window.has("target.sigma"));
    window.key("End");
    window.until("the noise", [&] { return window.level == 40; });
    window.click("timeline.step_back");
    CHECK(window.level == 39);
    window.click("leave");
    window.until("the end", [&] { return !window.view["presenting"].boolean && window.rested; });
    CHECK(window.view["scale"].number == 1);
    window.act([&] { window.key("Tab"); }); // outside it does nothing of the kind
    CHECK(window.has("target.sigma"));
}

TEST_CASE("the size of type can be changed while presenting, and is as before afterwards") {
    Window window;
    window.act([&] { window.key("ctrl+plus"); });
    const double before = window.view["scale"].number, large = 1.8 * 1300 / 1080;
    set_presenter(window, "F11", true);
    CHECK(window.view["scale"].number == doctest::Approx(large));
    window.act([&] { window.key("ctrl+plus"); });
    CHECK(window.view["scale"].number == doctest::Approx(1.125 * large));
    window.act([&] { window.key("ctrl+0"); });
    CHECK(window.view["scale"].number == doctest::Approx(large));
    set_presenter(window, "Escape", false);
    CHECK(window.view["scale"].number == before);
}

TEST_CASE("the picture of presenting needs no display") {
    Window window(small_scene, {"--theme", "dark"});
    set_presenter(window, "F11", true);
    window.xdo({"mousemove", "1999", "1299"});
    window.key("Home");
    window.until("rest", [&] { return window.rested; });
    const std::string path = window.folder.path("presenter.png");
    const ProcessResult result = run_halfstep({"screenshot", window.folder.path("scene.toml"), "-o", path,
                                               "--presenter", "--size", "2000x1300", "--theme", "dark"});
    REQUIRE(result.code == 0);
    const Difference d = difference(window.picture(), read_png(path));
    CHECK(d.max <= 64); // see window_open_test.cpp
    CHECK(d.mean < 0.003);
}

TEST_CASE("G brings the table of results below the stage while presenting, and takes it away") {
    Window window;
    set_presenter(window, "F11", true);
    const float whole = window.rect("plot.xt").h;
    window.key("g");
    window.until("room for the table", [&] { return window.rect("plot.xt").h < 0.9f * whole && window.rested; });
    CHECK(window.rect("plot.xt").h > 0.4f * whole);
    window.key("g");
    window.until("the stage as before", [&] { return window.rect("plot.xt").h == whole && window.rested; });
    set_presenter(window, "Escape", false);
    window.key("g"); // means nothing here
    set_presenter(window, "F11", true);
    CHECK(window.rect("plot.xt").h == whole);
}
