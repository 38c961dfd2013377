// Scenes and data through the clipboard of a real display, and files dropped on the window.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

void press_copy(Window& window) {
    window.act([&] { window.key("ctrl+shift+c"); });
    CHECK(window.notice().rfind("Copied the scene", 0) == 0);
}

/// Puts a text on the clipboard by hand: typed into a field, selected, copied.
void put_on_clipboard(Window& window, const std::string& text) {
    window.key("ctrl+shift+s");
    window.until("the dialog", [&] { return window.has("save.path") && window.typing() && window.rested; });
    window.field_key("ctrl+a");
    window.type(text);
    window.until("the text", [&] { return window.view["name"].string == text && window.rested; });
    window.field_key("ctrl+a");
    window.field_key("ctrl+c");
    window.act([&] { window.key("Escape"); });
    window.until("the dialog to close", [&] { return !window.has("save.path") && !window.typing(); });
}

} // namespace

TEST_CASE("a copied scene is pasted again, in another window, too") {
    Window window;
    window.enter("target.sigma.value", "0.3125");
    press_copy(window);
    window.enter("target.sigma.value", "0.75");
    window.key("ctrl+v");
    window.until("the scene", [&] { return window.experiment.target.sigma == 0.3125 && window.rested; });
    CHECK(window.cause == "open");
    window.key("ctrl+z"); // pasting can be undone
    window.until("undo", [&] { return window.experiment.target.sigma == 0.75 && window.rested; });

    Window other;
    CHECK_FALSE(other.experiment.target.sigma == 0.3125);
    other.key("ctrl+v");
    other.until("the scene", [&] { return other.experiment.target.sigma == 0.3125 && other.rested; });
}

TEST_CASE("copy and paste are in the menu, too") {
    Window window;
    window.click("more");
    window.click("more.copy");
    window.until("the notice", [&] { return window.notice().rfind("Copied the scene", 0) == 0; });
    window.key("n");
    window.until("a seed", [&] { return window.experiment.run.seed == 8 && window.rested; });
    window.click("more");
    window.click("more.paste");
    window.until("the scene", [&] { return window.experiment.run.seed == 7 && window.rested; });
}

TEST_CASE("what is no scene is refused in one line, and nothing is lost") {
    Window window;
    put_on_clipboard(window, "sampler = 3");
    const Experiment before = window.experiment;
    window.act([&] { window.key("ctrl+v"); });
    CHECK(window.notice().rfind("clipboard:1: ", 0) == 0);
    CHECK(window.notice().find('\n') == std::string::npos);
    CHECK(window.experiment == before);
    CHECK(window.undo_depth == 0);
    window.act([&] { window.key("Escape"); });
    CHECK(window.notice() == "");
    put_on_clipboard(window, "title = 'from the clipboard'"); // all the rest has defaults
    window.key("ctrl+v");
    window.until("the scene", [&] { return window.experiment.title == "from the clipboard" && window.rested; });
}

TEST_CASE("in a field, Ctrl+V pastes text") {
    Window window;
    put_on_clipboard(window, "0.625");
    window.focus("target.sigma.value");
    window.field_key("ctrl+a");
    window.field_key("ctrl+v");
    window.press_enter();
    window.until("the number", [&] { return window.experiment.target.sigma == 0.625; });
    CHECK(window.notice() == "");
}

TEST_CASE("a plot's data as text") {
    Window window;
    window.choose_in_menu("variance", "copy");
    window.until("the notice", [&] { return window.notice().find("Variance against t") != std::string::npos; });
    CHECK(window.notice().find("as CSV, ") != std::string::npos);
    window.act([&] { window.key("ctrl+v"); }); // is no scene: the message shows how it begins
    CHECK(window.notice().rfind("clipboard:1: ", 0) == 0);
}

TEST_CASE("what is on screen in words, and what a report needs, as text") {
    Window window;
    window.act([&] { window.key("ctrl+shift+a"); });
    CHECK(window.notice() == "Copied what is on screen in words");
    window.act([&] { window.key("ctrl+v"); }); // is no scene
    CHECK(window.notice().rfind("clipboard:1: ", 0) == 0);
    window.click("more");
    window.click("more.diagnose");
    window.until("the notice", [&] { return window.notice().rfind("Copied what a report of a fault needs", 0) == 0; });
    CHECK(window.action == "copy-diagnosis");
}

TEST_CASE("a notice that only confirms goes by itself") {
    Window window;
    press_copy(window);
    window.until("it to go", [&] { return window.notice() == "" && window.rested; });
}

TEST_CASE("dropping a scene, or a figure, opens it; mistakes are told") {
    Window window;
    const Experiment first = window.experiment;
    std::string other = small_scene;
    other.replace(other.find("small"), 5, "dropped");
    window.drop(window.folder.write("other.toml", other));
    window.until("the scene", [&] { return window.experiment.title == "dropped" && window.rested; });
    const std::string scene = window.folder.write("first.toml", small_scene);
    for (const std::string name : {"a.svg", "a.pdf", "a.png"}) {
        CAPTURE(name);
        const std::string figure = window.folder.path(name);
        REQUIRE(run_halfstep({"figure", scene, "--plot", "schedule", "-o", figure}).code == 0);
        window.drop(figure);
        window.until("the scene of the figure", [&] { return window.experiment == first && window.rested; });
        window.key("ctrl+z");
        window.until("undo", [&] { return window.experiment.title == "dropped" && window.rested; });
    }
    const int experiments = window.experiments;
    window.drop(window.folder.write("bad.toml", "[target]\nsigma = -1\n"));
    window.until("the complaint", [&] { return window.notice().find("bad.toml:2: ") != std::string::npos; });
    window.drop(window.folder.path("missing.toml"));
    window.until("the complaint", [&] { return window.notice().find("no such file") != std::string::npos; });
    window.drop(window.folder.write("noise.png", "\x89PNG\r\n\x1a\n and nothing else"));
    window.until("the complaint", [&] { return window.notice().find("noise.png") != std::string::npos; });
    CHECK(window.experiments == experiments);
}
