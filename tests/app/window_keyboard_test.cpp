// The keyboard's focus in the real window: F6 gives it to the panels, it is seen in both themes, and keys go to it.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Pixels of nearly the accent's colour, as lines have smooth edges, just outside of a control.
int ring_of(Window& window, const std::string& widget, const Theme& theme) {
    const Picture picture = window.picture();
    const Rect r = window.rect(widget);
    const auto accent = pixel(theme.accent);
    int count = 0;
    for (int y = static_cast<int>(r.y) - 6; y < static_cast<int>(r.bottom()) + 6; ++y)
        for (int x = static_cast<int>(r.x) - 6; x < static_cast<int>(r.right()) + 6; ++x) {
            const bool outside = x < r.x - 1 || x > r.right() + 1 || y < r.y - 1 || y > r.bottom() + 1;
            const auto p = picture.at(x, y);
            const int off = std::abs(p.r - accent.r) + std::abs(p.g - accent.g) + std::abs(p.b - accent.b);
            count += outside && off < 200;
        }
    return count;
}

void hold_key(Window& window, const std::string& key) { window.field_key(key); }

} // namespace

TEST_CASE("F6: the focus goes through the panels, is seen in both themes, and Escape ends it") {
    for (const bool dark : {false, true}) {
        Window window(small_scene, {"--theme", dark ? "dark" : "light"});
        const Theme theme = dark ? dark_theme() : light_theme();
        CHECK(ring_of(window, "target.kind", theme) == 0);
        window.act([&] { window.key("F6"); });
        CHECK(window.action == "walk");
        CHECK(ring_of(window, "target.kind", theme) > 400); // all around it
        hold_key(window, "Down");
        CHECK(ring_of(window, "target.kind", theme) < 250); // of it, none; of the row below, whose ring comes near
        int next = 0;                                       // one of the rows below has it
        for (const char* row : {"target.sigma", "target.sigma.value", "target.mean[0]", "target.mean[0].value"})
            next = std::max(next, ring_of(window, row, theme));
        CHECK(next > 100);
        CHECK(window.level == 0);
        hold_key(window, "Right"); // is the controls', not time's
        CHECK(window.level == 0);
        window.act([&] { window.key("Escape"); });
        CHECK(ring_of(window, "target.sigma", theme) == 0);
        CHECK(ring_of(window, "target.sigma.value", theme) == 0);
        window.key("Right");
        window.until("time again", [&] { return window.level == 1; });
        CHECK(window.experiments == 1);
    }
}

TEST_CASE("F6: what has the focus is used by the space bar") {
    Window window;
    window.resize(1500, 1200);
    window.act([&] { window.key("F6"); });
    hold_key(window, "space"); // opens the list of targets
    window.until("the list", [&] { return window.has("target.kind.Ring") && window.rested; });
    hold_key(window, "Down");
    hold_key(window, "space");
    window.until("another target", [&] { return window.cause == "target.kind" && window.rested; });
    CHECK(window.experiment.target.kind != TargetKind::gaussian);
    window.move(700, 500);
    window.click(700, 1150); // the mouse ends it
    window.key("Right");
    window.until("time again", [&] { return window.level == 1; });
}
