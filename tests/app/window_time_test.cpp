// The cursor of the real window: keys, timeline, clicks in plots, playback.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

void press_time_key(Window& window, const std::string& chord, int level) {
    window.key(chord);
    window.until(chord + " to move to level " + std::to_string(level), [&] { return window.level == level; });
}

bool descending(const std::vector<int>& levels) { return std::is_sorted(levels.rbegin(), levels.rend()); }

} // namespace

TEST_CASE("arrows, Shift and arrows, Home and End") {
    Window window; // 40 levels
    CHECK(window.level == 0);
    press_time_key(window, "Right", 1);
    press_time_key(window, "Right", 2);
    press_time_key(window, "Left", 1);
    press_time_key(window, "shift+Right", 11);
    press_time_key(window, "End", 40);
    press_time_key(window, "shift+Left", 30);
    press_time_key(window, "Home", 0);
    CHECK(window.experiments == 1); // looking around is no edit
    CHECK_FALSE(window.playing);
}

TEST_CASE("the space bar plays and pauses") {
    Window window;
    window.levels.clear();
    window.key("space");
    window.until("playback",
                 [&] { return window.playing && window.level < 38; }); // from the noise, having been at the data
    CHECK(window.levels.front() == 40);
    window.key("space");
    window.until("the pause", [&] { return !window.playing && window.rested; });
    const int paused = window.level;
    CHECK(paused > 0);
    CHECK(descending(window.levels));
    // It goes on from there, and other hands on the cursor take it along.
    window.levels.clear();
    window.key("space");
    window.until("playback", [&] { return window.playing && window.level < paused; });
    CHECK(descending(window.levels));
    window.key("space");
    window.until("the pause", [&] { return !window.playing; });
}

TEST_CASE("Shift and the space bar play from data to noise") {
    Window window;
    window.levels.clear();
    window.key("shift+space");
    window.until("playback", [&] { return window.playing && window.level > 2; });
    CHECK(std::is_sorted(window.levels.begin(), window.levels.end()));
    window.key("space");
    window.until("the pause", [&] { return !window.playing && window.rested; });
    const int paused = window.level;
    CHECK(paused < 40);
    window.key("shift+space");
    window.until("more noise", [&] { return window.playing && window.level > paused; });
    window.levels.clear();
    window.click("timeline.play"); // turns round
    window.until("less noise", [&] { return window.playing && window.level < window.levels.front(); });
    window.key("space");
    window.until("the pause", [&] { return !window.playing; });
    window.key("shift+space");
    window.until("the end", [&] { return !window.playing && window.level == 40; });
    window.levels.clear();
    window.key("shift+space"); // once more, from the data
    window.until("playback", [&] { return window.playing && window.level > 0; });
    CHECK(window.levels.front() == 0);
    CHECK(std::is_sorted(window.levels.begin(), window.levels.end()));
    CHECK(window.experiments == 1);
}

TEST_CASE("playback ends at the data; R starts over; the other button plays the other way") {
    Window window;
    CHECK(window.speed == 1);
    for (int i = 0; i < 4; ++i) window.key("comma");
    window.until("the slowest", [&] { return window.speed == doctest::Approx(0.1); });
    window.key("period");
    window.until("the next one", [&] { return window.speed == 0.25; });
    window.choose("timeline.speed", "4×");
    CHECK(window.speed == 4);
    window.levels.clear();
    window.key("r");
    window.until("playback", [&] { return window.playing; });
    window.until("the end", [&] { return !window.playing && window.rested; });
    CHECK(window.level == 0);
    CHECK(window.levels.front() == 40);
    CHECK(descending(window.levels));

    window.click("timeline.play_forward");
    window.until("the other end", [&] { return !window.playing && window.level == 40; });
}

TEST_CASE("buttons of the timeline") {
    Window window;
    const auto click = [&](const std::string& button, int level) {
        window.click(button);
        CHECK(window.level == level);
    };
    click("timeline.step_forward", 1);
    click("timeline.step_forward", 2);
    click("timeline.step_back", 1);
    click("timeline.to_noise", 40);
    click("timeline.step_forward", 40);
    click("timeline.to_data", 0);
    click("timeline.step_back", 0);
    window.click("timeline.play");
    window.until("playback", [&] { return window.playing && window.level < 40; });
    window.click("timeline.play");
    CHECK_FALSE(window.playing);
}

TEST_CASE("scrubbing by dragging along the timeline") {
    Window window;
    const Rect r = window.rect("timeline.scrub");
    const double y = r.y + r.h / 2;
    window.press(r.x + 0.25 * r.w, y);
    window.until("a quarter", [&] { return window.level == 10; });
    for (const int level : {12, 20, 31}) {
        window.move(r.x + r.w * level / 40, y);
        // The track is shorter than what the mouse can hit by half a knob on both sides.
        window.until("the level", [&] { return std::abs(window.level - level) <= 1; });
    }
    window.move(r.x + r.w + 300, 200);
    window.until("the end", [&] { return window.level == 40; });
    window.move(0, y);
    window.until("the start", [&] { return window.level == 0; });
    window.release();
    window.move(r.x + r.w / 2, y); // the button is up
    press_time_key(window, "Right", 1);
    // And playing yields to the hand.
    window.key("space");
    window.until("playback", [&] { return window.playing; });
    window.press(r.x + r.w / 2, y);
    window.until("the pause", [&] { return !window.playing && window.level == 20; });
    window.release();
    CHECK(window.experiments == 1);
}

TEST_CASE("a click on the time axis of the stage moves the cursor there, and dragging takes it along") {
    Window window;
    const Rect r = window.rect("plot.xt");
    const double y = r.bottom() - 24; // below the axes: within, a click on a path pins its particle
    std::vector<int> seen;
    for (const double share : {0.3, 0.5, 0.7}) {
        const int before = window.level;
        const double x = std::round(r.x + share * r.w);
        window.click(x, y);
        CHECK(window.level != before);
        seen.push_back(window.level);
        // The cursor's line stands where the click was, to within half a level, some 8 pixels here.
        const Picture picture = window.picture();
        const Color& ink = light_theme().cursor;
        const auto darkness = [&](int column) {
            double sum = 0;
            for (int row = static_cast<int>(r.y + 0.2 * r.h); row < static_cast<int>(r.y + 0.8 * r.h); ++row)
                sum += std::abs(picture.at(column, row).g - 255 * ink.g);
            return -sum;
        };
        int line = static_cast<int>(x) - 60;
        for (int column = line; column <= static_cast<int>(x) + 60; ++column)
            if (darkness(column) > darkness(line)) line = column;
        CHECK(std::abs(line - x) <= 9);
    }
    CHECK(seen[0] < seen[1]);
    CHECK(seen[1] < seen[2]);
    CHECK(seen[2] - seen[1] == doctest::Approx(seen[1] - seen[0]).epsilon(0.15));

    window.press(r.x + 0.3 * r.w, y);
    window.until("the level under the mouse", [&] { return window.level == seen[0]; });
    window.move(r.x + 0.5 * r.w, y);
    window.until("the next one", [&] { return window.level == seen[1]; });
    window.move(1439, 10);
    window.until("the end", [&] { return window.level == 40; });
    window.release();
    // The plots over t on the right do the same.
    const Rect v = window.rect("plot.variance");
    window.click(v.x + v.w / 2, v.y + 0.7 * v.h);
    CHECK(window.level > 5);
    CHECK(window.level < 35);
}

TEST_CASE("R while playing starts over, N draws another seed without a pause") {
    Window window;
    window.key("r");
    window.until("playback", [&] { return window.playing && window.level < 38; });
    window.key("n");
    window.until("a new seed", [&] { return window.experiment.run.seed == 8; });
    CHECK(window.playing);
    window.levels.clear();
    window.key("r");
    window.until("the start", [&] { return std::count(window.levels.begin(), window.levels.end(), 40) > 0; });
    CHECK(window.playing);
}
