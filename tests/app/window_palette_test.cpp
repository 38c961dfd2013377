// The palette in the real window: by keys and by mouse, in small windows and while presenting, and in a journal that
// is done again.

#include "app/plots/plots.h"
#include "app/window/replay.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

bool is_open(const Window& window) { return window.view["palette"].boolean; }
int chosen_row(const Window& window) { return static_cast<int>(window.view["chosen"].number); }

void open_palette(Window& window) {
    window.key("ctrl+k");
    window.until("the palette", [&] { return is_open(window) && window.typing() && window.rested; });
}
void type_words(Window& window, const std::string& words) {
    window.type(words);
    window.until("the words", [&] { return window.view["name"].string == words && window.rested; });
}
void press_in_palette(Window& window, const std::string& key) {
    window.act([&] { window.key(key); });
}
void choose_by_words(Window& window, const std::string& words, const std::string& key = "Return") {
    open_palette(window);
    type_words(window, words);
    press_in_palette(window, key);
    window.until("the palette to close", [&] { return !is_open(window); });
}

} // namespace

TEST_CASE("the palette by keys: it finds, goes along, does, and closes; its journal is done again") {
    Window window(two_samplers_scene);
    open_palette(window);
    CHECK(window.action == "palette");
    CHECK(window.has("palette.action.play"));
    press_in_palette(window, "Down");
    CHECK(chosen_row(window) == 1);
    press_in_palette(window, "Next");
    const int page = chosen_row(window);
    CHECK(page > 5);
    press_in_palette(window, "End");
    CHECK(chosen_row(window) > 100);
    press_in_palette(window, "Home");
    CHECK(chosen_row(window) == 0);
    press_in_palette(window, "Up"); // around
    CHECK(chosen_row(window) > 100);
    type_words(window, "qqqq");
    CHECK_FALSE(window.has("palette.action.play"));
    press_in_palette(window, "Return"); // nothing is there to be done
    CHECK(is_open(window));
    press_in_palette(window, "Escape");
    CHECK_FALSE(is_open(window));
    CHECK(window.level == 0);

    open_palette(window);
    type_words(window, "redo"); // not possible now
    press_in_palette(window, "Return");
    CHECK(is_open(window));
    window.key("ctrl+k"); // again: closed
    window.until("the palette to close", [&] { return !is_open(window) && window.rested; });

    const std::string journal = window.folder.path("journal");
    const std::size_t done = read_journal(read_whole(journal), "journal").size(); // nothing has come of it
    choose_by_words(window, "new seed");
    window.until("a seed", [&] { return window.experiment.run.seed == 8 && window.rested; });
    choose_by_words(window, "variance over");
    window.until("the plot beside",
                 [&] { return window.look.find("plots = [\"variance-ratio\"") != std::string::npos; });
    choose_by_words(window, "noise schedule", "shift+Return");
    window.until("the plot on the stage",
                 [&] { return window.look.find("stage = \"schedule\"") != std::string::npos && window.rested; });
    choose_by_words(window, "light or dark");
    choose_by_words(window, "guide samplers");
    window.until("the page", [&] { return window.view["guide"].string == "samplers" && window.rested; });
    open_palette(window); // over the guide, whose field may have the keyboard
    type_words(window, "sched");
    press_in_palette(window, "Escape");
    CHECK(window.view["guide"].string == "samplers");
    window.act([&] { window.key("Escape"); });
    CHECK(window.view["guide"].string.empty());
    choose_by_words(window, "pure noise");
    window.until("noise", [&] { return window.level == 40 && window.rested; });

    ReplayOptions options;
    options.window.width = 640; // quickly drawn
    options.window.height = 420;
    options.frames = 1;
    options.file = "journal";
    Replay replay(parse_with_view(two_samplers_scene, "scene"), options);
    int palettes = 0;
    const std::vector<JournalStep> steps = read_journal(read_whole(journal), "journal");
    for (std::size_t i = done; i < steps.size(); ++i) {
        replay.apply(steps[i]);
        palettes += replay.window().workspace().widgets().count("palette") > 0;
    }
    CHECK(palettes > 10); // what is typed is seen, too
    CHECK(replay.window().workspace().widgets().count("palette") == 0);
    const Session& session = replay.window().session();
    CHECK(session.experiment() == window.experiment);
    CHECK(session.view().level == 40);
    CHECK(session.view().on_stage == find_plot("schedule"));
    CHECK(session.view().side.at(0) == find_plot("variance-ratio"));
    CHECK_FALSE(replay.window().workspace().state().guide.open);
}

TEST_CASE("the palette by mouse, from the menu, in a small window, and while presenting") {
    Window window;
    window.resize(900, 600);
    window.click("more");
    window.click("more.palette");
    window.until("the palette", [&] { return is_open(window) && window.typing() && window.rested; });
    const Rect at = window.rect("palette");
    CHECK(at.x >= 0);
    CHECK(at.bottom() <= 600);
    type_words(window, "ring");
    window.aim("palette.lesson.ring");
    window.click("palette.lesson.ring");
    window.until("the lesson", [&] { return window.document() == "ring" && window.rested; });
    CHECK_FALSE(is_open(window));

    open_palette(window);
    window.click(at.x / 2, 300); // beside it, and nothing under it is pressed
    window.until("the palette to close", [&] { return !is_open(window); });
    CHECK(window.document() == "ring");

    window.act([&] { window.key("F11"); });
    choose_by_words(window, "three modes");
    window.until("the lesson", [&] { return window.document() == "three-modes"; });
    CHECK(window.view["presenting"].boolean);
}
