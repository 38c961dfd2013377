// The keyboard's focus in the real window: F6 gives it to the panels, it is seen in both themes, and keys go to it.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// How much of the way around a control is nearly of the accent's colour, as lines have smooth edges: the ring is two
/// pixels wide.
double ring_around(const Picture& picture, const Rect& r, const Theme& theme) {
    const auto accent = pixel(theme.accent);
    int count = 0;
    for (int y = static_cast<int>(r.y) - 6; y < static_cast<int>(r.bottom()) + 6; ++y)
        for (int x = static_cast<int>(r.x) - 6; x < static_cast<int>(r.right()) + 6; ++x) {
            const bool outside = x < r.x - 1 || x > r.right() + 1 || y < r.y - 1 || y > r.bottom() + 1;
            if (!outside || x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
            const auto p = picture.at(x, y);
            const int off = std::abs(p.r - accent.r) + std::abs(p.g - accent.g) + std::abs(p.b - accent.b);
            count += off < 200;
        }
    return count / (2.0 * (r.w + r.h));
}

/// The control of the panels that has the ring; empty: none.
std::string focus_of(Window& window, const Theme& theme) {
    const Picture picture = window.picture();
    const float end = window.rect("left splitter").x;
    std::string found;
    double most = 0.7;
    for (const auto& [name, r] : window.widgets) {
        if (r.right() > end || r.y < window.rect("scene").bottom()) continue;
        const double ring = ring_around(picture, r, theme);
        if (ring > most) most = ring, found = name;
    }
    return found;
}

void hold_key(Window& window, const std::string& key) { window.field_key(key); }

} // namespace

TEST_CASE("F6: the focus goes through the panels, is seen in both themes, and Escape ends it") {
    for (const bool dark : {false, true}) {
        Window window(small_scene, {"--theme", dark ? "dark" : "light"});
        const Theme theme = dark ? dark_theme() : light_theme();
        CHECK(focus_of(window, theme).empty());
        window.act([&] { window.key("F6"); });
        CHECK(window.action == "walk");
        CHECK(focus_of(window, theme) == "target.kind");
        hold_key(window, "Down"); // one row, or some, as it repeats
        const std::string next = focus_of(window, theme);
        INFO(next);
        CHECK_FALSE(next.empty());
        CHECK(next != "target.kind");
        CHECK(window.level == 0);
        hold_key(window, "Right"); // is the controls', not time's
        CHECK(window.level == 0);
        window.act([&] { window.key("Escape"); });
        CHECK(focus_of(window, theme).empty());
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
