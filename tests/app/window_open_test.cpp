// The window opens, draws what a screenshot shows, rests when nobody touches it, and closes; or says why it cannot.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("opens and closes") {
    Window window;
    const std::string shot = window.folder.path("s.png");
    REQUIRE(run_halfstep({"screenshot", window.folder.path("scene.toml"), "-o", shot, "--size", "1440x900"}).code == 0);
    Picture a = window.picture(), b = read_png(shot);
    CHECK(a.width == b.width);
    const Difference d = difference(a, b);
    MESSAGE(d.max << " " << d.mean);
    for (const auto& [n, r] : window.widgets) MESSAGE(n << " " << r.x << " " << r.y << " " << r.w << " " << r.h);
    window.ask_to_close();
    CHECK(eventually([&] { return window.app().ended(); }));
    CHECK(window.app().code() == 0);
    CHECK(window.output() == "");
}
