// What has no room in a legend, "+3", in the real window: a click or a key lists it, and its rows do what entries of
// legends do.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int legend_samplers = 8;

/// So many samplers that the legend of a low stage folds some of them.
std::string many_samplers() {
    std::string scene = small_scene;
    const std::string one = "[[sampler]]\nname = \"DDIM\"\n";
    std::string all;
    for (int i = 1; i <= legend_samplers; ++i)
        all += "[[sampler]]\nname = \"a sampler with a name, number " + std::to_string(i) + "\"\neta = 0." +
               std::to_string(i) + "\n";
    return scene.replace(scene.find(one), one.size(), all);
}

std::string legend_row(int sampler) {
    return "plot.xt.legend.a sampler with a name, number " + std::to_string(sampler);
}

const char* const last_folded = "plot.xt.legend.a sampler with a name, number 8";

void until_listed(Window& window, bool listed) {
    window.until(listed ? "the list" : "the list to close",
                 [&] { return window.has(last_folded) == listed && window.rested; });
}

} // namespace

TEST_CASE(
    "a click on +N lists the folded entries: a click mutes, Shift leaves one alone, a right click opens the card") {
    Window window(many_samplers());
    window.resize(900, 620);
    REQUIRE(window.has("plot.xt.legend.+"));
    REQUIRE_FALSE(window.has(last_folded)); // it is folded away
    REQUIRE(window.has(legend_row(1)));
    window.click("plot.xt.legend.+");
    until_listed(window, true);
    window.click(last_folded);
    CHECK(window.muted == 1 << 7);
    CHECK(window.has(last_folded)); // the list stays, for the next one
    window.click(last_folded);
    CHECK(window.muted == 0);
    window.xdo({"keydown", "shift"});
    window.click(last_folded);
    window.xdo({"keyup", "shift"});
    CHECK(window.muted == (1 << 7) - 1); // all others
    window.aim(last_folded);
    window.act([&] { window.xdo({"click", "3"}); });
    window.until("the card", [&] { return window.has("card.equation") && window.rested; });
    CHECK(window.has("card.numbers")); // of that sampler
    window.act([&] { window.key("Escape"); });
    until_listed(window, false);
    CHECK(window.experiments == 1); // what is shown is no edit
}

TEST_CASE("Shift+L lists them by the keyboard: arrows, Enter, Shift+Enter, =, and Escape closes") {
    Window window(many_samplers());
    window.resize(900, 620);
    int shown = 0;
    while (shown < legend_samplers && window.has(legend_row(shown + 1))) ++shown;
    REQUIRE(shown < legend_samplers - 1); // at least two are folded
    const int level = window.level, pinned = window.pinned;
    window.act([&] { window.key("shift+l"); });
    CHECK(window.action == "legend-rest");
    until_listed(window, true);
    window.field_key("Return"); // the first row
    CHECK(window.muted == 1 << shown);
    window.field_key("Down");
    window.field_key("Return");
    CHECK((window.muted & ~(1 << shown)) != 0);
    CHECK((window.muted & (1 << shown)) != 0);
    CHECK(window.level == level); // keys are the list's
    CHECK(window.pinned == pinned);
    window.act([&] { window.xdo({"key", "equal"}); });
    window.until("the card", [&] { return window.has("card.equation") && window.rested; });
    window.act([&] { window.key("Escape"); });
    window.until("the card to close", [&] { return !window.has("card.equation"); });
    window.act([&] { window.key("shift+l"); });
    until_listed(window, true);
    window.act([&] { window.key("Escape"); });
    until_listed(window, false);
    window.act([&] { window.key("Right"); }); // is time's again
    CHECK(window.level == level + 1);
}

TEST_CASE("where nothing is folded Shift+L says so") {
    Window window(small_scene);
    window.act([&] { window.key("shift+l"); });
    CHECK(window.notice() == "Nothing is folded away in this plot's legend");
}
