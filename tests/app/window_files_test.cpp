// Scenes as files in the real window: open by keyboard and mouse, recent ones, save and save as, a file that changes
// meanwhile, and lessons, which stay what they are.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string scene_with_seed(int seed, const std::string& title) {
    return "title = \"" + title + "\"\nnote = \"Words of " + title + ".\"\n[process]\nkind = \"ve\"\nsteps = 40\n" +
           "[[sampler]]\nname = \"DDIM\"\n[run]\nparticles = 500\nseed = " + std::to_string(seed) + "\n";
}

void press_file_key(Window& window, const std::string& chord, const std::string& widget) {
    window.key(chord);
    window.until("what " + chord + " shows", [&] { return window.has(widget) && window.rested; });
}

void open_browser(Window& window, const std::string& chord = "ctrl+o") {
    window.key(chord);
    window.until("the browser", [&] { return window.has("open.filter") && window.typing() && window.rested; });
}

void until_seed(Window& window, int seed) {
    window.until("the seed", [&] {
        return static_cast<int>(window.experiment.run.seed) == seed && !window.has("open.filter") && window.rested;
    });
}

void new_seed(Window& window) {
    const auto seed = window.experiment.run.seed;
    window.key("n");
    window.until("another seed", [&] { return window.experiment.run.seed == seed + 1 && window.rested; });
}

std::string own_file(const Window& window) { return window.folder.path("scene.toml"); }

} // namespace

TEST_CASE("open by keyboard: arrows, folders, Backspace, typing, Esc; with a picture of what is chosen") {
    Window window;
    std::filesystem::create_directory(window.folder.path("shelf"));
    window.folder.write("shelf/first.toml", scene_with_seed(21, "first"));
    window.folder.write("shelf/second.toml", scene_with_seed(22, "second"));
    window.folder.write("shelf/words.txt", "no scene");
    open_browser(window); // where the scene's file is, which is chosen
    CHECK(window.has("open.scene.toml"));
    window.until("its picture", [&] { return window.view["picture"].boolean; });
    window.type("shelf");
    CHECK_FALSE(window.has("open.scene.toml"));
    window.key("Return");
    window.until("the folder", [&] { return window.has("open.second.toml") && window.rested; });
    CHECK(std::filesystem::path(window.view["folder"].string).filename() == "shelf");
    CHECK(window.view["name"].string.empty()); // what was typed has been done
    window.key("BackSpace");
    window.until("the folder around it", [&] { return window.has("open.scene.toml") && window.rested; });
    window.key("Return"); // the folder that it came from is chosen
    window.until("the folder", [&] { return window.has("open.second.toml") && window.rested; });
    window.key("Down");
    window.key("Down"); // words.txt
    window.until("why it is none", [&] { return !window.view["message"].string.empty() && window.rested; });
    CHECK_FALSE(window.view["picture"].boolean);
    window.key("Up");
    window.until("a picture", [&] { return window.view["picture"].boolean && window.rested; });
    window.key("Return");
    until_seed(window, 22);
    CHECK(window.document() == std::filesystem::canonical(window.folder.path("shelf/second.toml")).string());
    CHECK_FALSE(window.edited());
    open_browser(window);
    window.act([&] { window.key("Escape"); });
    CHECK_FALSE(window.has("open.filter"));
    window.undo(); // opening is a step
    CHECK(window.experiment.title == "small");
    CHECK(std::filesystem::path(window.document()).filename() == "scene.toml");
}

TEST_CASE("open by mouse: a double click, places, the button; what is no scene is refused, and nothing is lost") {
    Window window;
    window.folder.write("broken.toml", "[target]\nkind = \"none such\"\n");
    window.folder.write("other.toml", scene_with_seed(31, "other"));
    window.click("file");
    window.click("file.open");
    window.until("the browser", [&] { return window.has("open.filter") && window.rested; });
    window.click("open.broken.toml");
    window.until("why", [&] { return window.view["message"].string.find("none such") != std::string::npos; });
    window.click("open.open");
    window.until("the refusal",
                 [&] { return window.notice().find("none such") != std::string::npos && window.rested; });
    CHECK(window.has("open.filter")); // still asking
    CHECK(window.experiment.title == "small");
    window.click("open.other.toml");
    window.click("open.open");
    until_seed(window, 31);
    open_browser(window);
    window.click("open.lessons");
    window.until("the lessons", [&] { return window.has("open.Three modes") || !window.has("open.other.toml"); });
    window.type("three modes");
    window.until("its picture", [&] { return window.view["picture"].boolean; });
    window.key("Return");
    window.until("the lesson", [&] { return window.document() == "three-modes" && window.rested; });
}

TEST_CASE("Ctrl+S writes where the scene is from, Ctrl+Shift+S elsewhere; the mark says what is not there yet") {
    Window window;
    CHECK_FALSE(window.edited());
    new_seed(window);
    CHECK(window.edited());
    window.undo();
    CHECK_FALSE(window.edited());
    new_seed(window);
    window.key("ctrl+s");
    window.until("saved", [&] { return window.notice().rfind("Saved", 0) == 0 && !window.edited() && window.rested; });
    CHECK(load_scene(own_file(window)) == window.experiment);
    press_file_key(window, "ctrl+shift+s", "save.path");
    window.until("its field", [&] { return window.typing(); });
    window.field_key("ctrl+a");
    window.type("elsewhere.toml");
    window.press_enter();
    window.until("saved", [&] { return window.document().ends_with("elsewhere.toml") && window.rested; });
    new_seed(window);
    window.key("ctrl+s");
    window.until("saved", [&] { return !window.edited() && window.rested; });
    CHECK(load_scene(window.folder.path("elsewhere.toml")).run.seed == 9);
    CHECK(load_scene(own_file(window)).run.seed == 8);
    window.key("ctrl+n");
    window.until("a new one", [&] { return window.experiment.title == "Untitled" && window.rested; });
    CHECK(window.document().empty());
    press_file_key(window, "ctrl+s", "save.path"); // nowhere yet
}

TEST_CASE("recent scenes are there for every window") {
    const TemporaryFolder state;
    std::string first;
    {
        Window window(scene_with_seed(41, "first"), {"--autosave"}, Window::Wait::for_the_full_run, state.path());
        first = window.document();
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
        std::filesystem::copy_file(first, state.path("kept.toml"));
    }
    Window window(scene_with_seed(52, "second"), {"--autosave"}, Window::Wait::for_the_full_run, state.path());
    window.drop(state.path("kept.toml"));
    until_seed(window, 41);
    new_seed(window);
    open_browser(window, "ctrl+shift+o");
    CHECK(window.has("open.kept.toml"));
    window.type("scene"); // the second one's own
    window.until("its picture", [&] { return window.view["picture"].boolean; });
    window.key("Return");
    until_seed(window, 52);
    CHECK(window.notice().find("edits that are in no file") != std::string::npos);
    // They are not lost: undo has them, and so has the list of what is in no file.
    open_browser(window, "ctrl+shift+o");
    window.until("what was put aside", [&] { return window.has("open.first"); });
    window.click("open.first");
    window.click("open.open");
    until_seed(window, 42);
}

TEST_CASE("a file that changes on disk is noticed when the window gets the focus") {
    Window window;
    const std::string id = window.xdo({"search", "--onlyvisible", "--name", "^Halfstep$"});
    { const Window other; } // takes the focus, and leaves it to nobody
    std::ofstream(own_file(window)) << scene_with_seed(77, "theirs");
    window.xdo({"windowfocus", "--sync", id.substr(0, id.find('\n'))});
    window.until("the notice", [&] { return window.has("notice.load-from-disk") && window.rested; });
    window.click("notice.load-from-disk");
    until_seed(window, 77);
    CHECK(window.notice().empty());
    new_seed(window);
    std::ofstream(own_file(window)) << scene_with_seed(88, "theirs again");
    window.key("ctrl+s");
    window.until("the notice", [&] { return window.has("notice.keep-mine") && window.rested; });
    CHECK(load_scene(own_file(window)).run.seed == 88);
    window.click("notice.keep-mine");
    window.until("saved", [&] { return window.notice().rfind("Saved", 0) == 0 && window.rested; });
    CHECK(load_scene(own_file(window)).run.seed == 78);
}

TEST_CASE("a lesson that is edited is a copy; title and note are edited in place, a step of undo each") {
    Window window("three-modes");
    const std::string title = window.experiment.title;
    CHECK(window.document() == "three-modes");
    new_seed(window);
    CHECK(window.experiment.title == title + " (copy)");
    CHECK(window.edited());
    window.undo();
    CHECK(window.experiment.title == title);
    CHECK_FALSE(window.edited());
    const int depth = window.undo_depth;
    window.key("shift+F2");
    window.until("the fields", [&] { return window.has("title") && window.typing() && window.rested; });
    window.field_key("ctrl+a");
    window.type("Mine");
    window.until("the title", [&] { return window.experiment.title == "Mine" && window.rested; });
    CHECK(window.undo_depth == depth + 1);
    window.focus("note");
    window.field_key("ctrl+a");
    window.type("Look here.");
    window.until("the note", [&] { return window.experiment.note == "Look here." && window.rested; });
    CHECK(window.undo_depth == depth + 2);
    window.click("note.done");
    CHECK_FALSE(window.has("title"));
    press_file_key(window, "ctrl+s", "save.path"); // lessons are nobody's to write
}
