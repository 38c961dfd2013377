// Two scenes at once in the real window: one that is kept by a key, a lesson by menu, one time for both, and the end
// of it. The numbers: tests/core/comparison_test.cpp, compare_command_test.cpp.

#include "tests/app/paper_helpers.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Until the comparison of full runs is on screen.
const Json& compared_pair(Window& window) {
    window.until("a comparison", [&] {
        return window.beside.has("there") && window.beside["there"].boolean && !window.beside["pairs"].items.empty() &&
               window.beside["pairs"][0]["distance"].kind == Json::Kind::number && window.rested;
    });
    return window.beside["pairs"][0];
}

bool is_beside(const Window& window) { return window.beside.has("there") && window.beside["there"].boolean; }

} // namespace

TEST_CASE("K keeps this state: nothing differs until a setting does; undo leaves it alone, Esc ends it") {
    Window window(small_scene);
    window.key("k");
    CHECK(compared_pair(window)["variance"].number == 0);
    CHECK(window.beside["pairs"][0]["variance_se"].number == 0);
    CHECK(window.beside["kept"].boolean);
    CHECK(window.beside["particles"].number == 500);
    CHECK(window.has("plot.xt"));
    CHECK(window.has("beside.plot.xt"));
    CHECK(window.has("plot.parting"));
    CHECK(window.has("table.difference[2]"));
    const Rect a = window.rect("plot.xt"), b = window.rect("beside.plot.xt");
    CHECK(std::abs(a.w - b.w) < 2);
    CHECK(b.y > a.bottom()); // time runs along both
    window.enter("sampler[0].eta.value", "1");
    window.until("another comparison", [&] { return compared_pair(window)["variance"].number != 0; });
    CHECK(window.beside["pairs"][0]["variance_se"].number > 0);
    CHECK(window.beside["pairs"][0]["apart"].number > 0);
    CHECK(window.beside["changes"].string.find("sampler[1].eta = 0") != std::string::npos);
    CHECK(window.undo_depth == 1); // the edit alone
    window.undo();
    window.until("the same again", [&] { return compared_pair(window)["variance"].number == 0; });
    window.act([&] { window.key("Escape"); });
    CHECK_FALSE(is_beside(window));
    CHECK_FALSE(window.has("beside.plot.xt"));
    CHECK_FALSE(window.has("plot.parting")); // it goes as it came
    CHECK(window.undo_depth == 0);
}

TEST_CASE("a lesson by the menu: one time by the share of the process, whichever stage it is moved in") {
    Window window(small_scene); // T = 40
    window.click("more");
    window.click("more.compare");
    window.click("compare.half-a-step");
    compared_pair(window);
    CHECK(window.beside["source"].string == "half-a-step");
    CHECK_FALSE(window.beside["kept"].boolean);
    window.until("the view", [&] { return window.look.find("compare = \"half-a-step\"") != std::string::npos; });
    const int T = load_scene("half-a-step").process.steps;
    window.key("End");
    window.until("the noise", [&] { return window.level == 40 && window.level_beside == T; });
    window.act([&] { window.key("Left"); });
    CHECK(window.level == 39);
    CHECK(window.level_beside == std::lround(39.0 * T / 40));
    // In the lesson's stage: this scene's time goes along.
    const Rect b = window.rect("beside.plot.xt");
    window.press(b.x + b.w / 2, b.y + 0.45f * b.h); // a click would pin the path there
    window.move(b.x + b.w / 2 + 12, b.y + 0.45f * b.h);
    window.until("the time", [&] { return window.level < 35; });
    window.release();
    CHECK(window.level < 35);
    CHECK(window.level > 5);
    CHECK(window.level_beside == std::lround(1.0 * window.level * T / 40));
    // Zoomed in one, zoomed in the other.
    const double before = window.span("xt", "y");
    window.wheel(b.x + b.w / 2, b.y + b.h / 2, 3);
    CHECK(window.span("xt", "y") < 0.8 * before);
    window.act([&] { window.key("f"); });
    window.act([&] { window.key("b"); }); // what began it ends it
    CHECK_FALSE(is_beside(window));
    CHECK(window.look.find("compare") == std::string::npos);
    CHECK(window.experiments == 1); // it was no edit
}

TEST_CASE("what has no place beside this scene is said where it would stand, and Esc ends that, too") {
    Window window(small_scene);
    const std::string plane = window.folder.write("plane.toml", "[target]\nkind = \"ring\"\n[run]\nparticles = 100\n");
    window.key("b");
    window.until("the dialog", [&] { return window.has("compare.path") && window.rested; });
    window.enter("compare.path", plane);
    window.until("the sentence", [&] { return is_beside(window) && !window.beside["mistake"].string.empty(); });
    CHECK(window.beside["mistake"].string.find("two dimensions") != std::string::npos);
    CHECK_FALSE(window.has("beside.plot.xt"));
    CHECK(window.has("plot.xt"));
    window.act([&] { window.key("Escape"); });
    CHECK_FALSE(is_beside(window));
}

TEST_CASE("a scene that says compare opens so, and another scene ends it") {
    Window window(std::string(small_scene) + "[view]\ncompare = \"sigma-squared\"\n");
    compared_pair(window);
    CHECK(window.beside["source"].string == "sigma-squared");
    CHECK(window.beside["particles"].number == 500); // the smaller of both
    window.click("beside.close");
    window.until("the end", [&] { return !is_beside(window) && window.rested; });
    window.key("k");
    compared_pair(window);
    window.choose("scene", "sigma-squared");
    window.until("the lesson alone", [&] { return !is_beside(window) && window.rested; });
}

TEST_CASE("a click on a difference opens where it is from, with its numbers") {
    Window window(small_scene);
    window.key("k");
    compared_pair(window);
    window.enter("sampler[0].eta.value", "1");
    window.until("another comparison", [&] { return compared_pair(window)["variance"].number != 0; });
    for (const char* column : {"variance", "distance", "apart"}) {
        window.click(std::string("table.difference.") + column + "[0]");
        window.until("the card", [&] { return window.has("card.equation") && window.rested; });
        CHECK(window.has("card.numbers"));
        window.act([&] { window.key("Escape"); });
        window.until("the card to close", [&] { return !window.has("card.equation"); });
    }
    CHECK(is_beside(window)); // Escape has closed the cards, and no more
}

TEST_CASE("the export dialog writes both stages while a scene stands beside this one, as a figure, data and a film") {
    Window window(small_scene);
    window.click("more");
    window.click("more.compare");
    window.click("compare.half-a-step");
    compared_pair(window);
    const auto write_as = [&](const std::string& name) {
        window.key("ctrl+e");
        window.until("the dialog", [&] { return window.has("export.name") && window.typing() && window.rested; });
        window.field_key("ctrl+a");
        window.type(name);
        window.until("the name", [&] { return window.view["name"].string == name && window.rested; });
        window.click("export.write");
        window.until("the file", [&] { return !window.has("export.name") && window.rested; });
        return read_whole(window.folder.path(name));
    };
    const std::string svg = write_as("two.svg");
    CHECK(svg.find("small</text>") != std::string::npos);
    CHECK(svg.find("DDIM is half a step</text>") != std::string::npos);
    CHECK(svg.find("width=\"174mm\"") != std::string::npos); // two figures beside each other
    const Scene carried = load_with_view(window.folder.path("two.svg"));
    CHECK(carried.view.value_or(View{}).compare == "half-a-step");
    const std::string csv = write_as("two.csv");
    CHECK(csv.find("\nxt,") != std::string::npos);
    CHECK(csv.find("\nxt-beside,") != std::string::npos);
    if (!has_program("ffmpeg")) return;
    write_as("two.mp4");
    CHECK(load_with_view(window.folder.path("two.mp4")).view.value_or(View{}).compare == "half-a-step");
}
