// What the real window looks like and how it is arranged: theme, size of type, splitters, lessons, saving.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Presses a key that changes the view, and waits for that.
template <class Condition>
void press_view_key(Window& window, const std::string& chord, Condition condition) {
    window.key(chord);
    window.until("what " + chord + " does", [&] { return condition() && window.rested; });
}

/// Ctrl+Shift+S: the dialog is there, and what is typed goes into its field.
void open_save_dialog(Window& window) {
    press_view_key(window, "ctrl+shift+s", [&] { return window.has("save.path") && window.typing(); });
}

void name_file(Window& window, const std::string& name) {
    window.field_key("ctrl+a");
    window.type(name);
    window.until("the name", [&] { return window.view["name"].string == name && window.rested; });
}

} // namespace

TEST_CASE("T: light and dark") {
    Window window;
    const auto ground = [&] { return window.picture().at(2, 450); }; // between the edge and the first card
    CHECK(ground() == pixel(light_theme().ground));
    press_view_key(window, "t", [&] { return window.view["theme"].string == "dark"; });
    CHECK(ground() == pixel(dark_theme().ground));
    window.click("theme");
    CHECK(window.view["theme"].string == "light");
    CHECK(ground() == pixel(light_theme().ground));
    Window dark(small_scene, {"--theme", "dark"});
    CHECK(dark.view["theme"].string == "dark");
}

TEST_CASE("Ctrl and plus, minus, zero: the size of everything") {
    Window window;
    const auto scale = [&] { return window.view["scale"].number; };
    const Rect usual = window.rect("help");
    press_view_key(window, "ctrl+plus", [&] { return scale() > 1.05; });
    press_view_key(window, "ctrl+plus", [&] { return scale() > 1.2; });
    const Rect large = window.rect("help");
    CHECK(large.w == doctest::Approx(usual.w * scale()).epsilon(0.02));
    CHECK(large.right() <= 1440);
    press_view_key(window, "ctrl+0", [&] { return scale() == 1; });
    CHECK(window.rect("help").w == usual.w);
    press_view_key(window, "ctrl+minus", [&] { return scale() < 0.95; });
    window.click("larger");
    CHECK(scale() == doctest::Approx(1));
    window.click("smaller");
    CHECK(scale() < 0.95);
    std::vector<std::string> many(16, "ctrl+plus");
    many.insert(many.begin(), "key");
    window.xdo(many);
    // There is an end to it: what 1440 x 900 has room for.
    window.until("the largest", [&] { return std::abs(scale() - 1.7) < 1e-6 && window.rested; });
    CHECK(window.experiments == 1);
}

TEST_CASE("other sizes: everything stays inside, and what fits is reachable") {
    Window window;
    const int sizes[][2] = {{900, 600}, {1920, 1080}, {1000, 1200}, {1440, 900}};
    for (const auto& [width, height] : sizes) {
        window.resize(width, height);
        window.until("rest", [&] { return window.rested; });
        const Picture picture = window.picture();
        CHECK(picture.width == width);
        CHECK(picture.height == height);
        CHECK(picture.at(2, height / 2) == pixel(light_theme().ground)); // drawn to the edges
        CHECK(picture.at(width - 3, height / 2) == pixel(light_theme().ground));
        CHECK(picture.at(width / 2, height - 3) == pixel(light_theme().ground));
        for (const auto& [name, r] : window.widgets) {
            INFO(name << " at " << width << " x " << height);
            CHECK(r.x >= 0);
            CHECK(r.right() <= static_cast<float>(width));
            if (name.find("plot") == 0 || name.find("timeline") == 0) CHECK(r.bottom() <= static_cast<float>(height));
        }
        // The bar along the top: nothing lies on anything else.
        float edge = 0;
        for (const char* name : {"scene", "undo", "redo", "save", "export", "more", "clock", "smaller", "larger",
                                 "theme", "fullscreen", "help"}) {
            INFO(std::string(name) << " at " << width << " x " << height);
            const Rect r = window.rect(name);
            CHECK(r.x >= edge);
            edge = r.right() - 0.5f;
        }
        CHECK(window.rect("plot.xt").w >= 0.25f * static_cast<float>(width));
    }
}

TEST_CASE("a window as narrow as nothing is no reason to end; wide again it is as before") {
    Window window(std::string(small_scene) + "[view]\nplots = [\"variance\", \"variance\", \"xt\"]\n");
    const Rect before = window.rect("plot.xt");
    for (const char* size : {"30x900", "1x1", "1440x20", "60x60"}) {
        const std::string text = size;
        const std::size_t x = text.find('x');
        window.act([&] { window.resize_to(std::stoi(text.substr(0, x)), std::stoi(text.substr(x + 1))); });
        CHECK_FALSE(window.app().ended());
    }
    window.resize(1440, 900);
    CHECK(window.rect("plot.xt").w == before.w);
}

TEST_CASE("splitters") {
    Window window;
    const float stage = window.rect("plot.xt").w, plots = window.rect("plot.variance").w;
    const auto drag = [&](const std::string& splitter, double by) {
        window.aim(splitter);
        const Rect r = window.rect(splitter);
        const double x = r.x + r.w / 2, y = r.y + r.h / 2;
        window.press(x, y);
        window.move(x + by / 2, y);
        window.move(x + by, y);
        window.until("the splitter", [&] { return std::abs(window.rect(splitter).x - (r.x + by)) < 3; });
        window.release();
    };
    drag("left splitter", 80);
    CHECK(window.rect("plot.xt").w == doctest::Approx(stage - 80).epsilon(0.01));
    CHECK(window.rect("plot.variance").w == plots);
    drag("right splitter", -60);
    CHECK(window.rect("plot.xt").w == doctest::Approx(stage - 140).epsilon(0.01));
    CHECK(window.rect("plot.variance").w == doctest::Approx(plots + 60).epsilon(0.01));
    CHECK(window.experiments == 1);
    CHECK(window.level == 0);
}

TEST_CASE("colours of densities: from the menu, remembered with the theme") {
    const TemporaryFolder kept;
    {
        Window window("ring", {}, Window::Wait::for_the_full_run, kept.path());
        CHECK(window.view["color_map"].string == "quiet");
        const Picture quiet = window.picture();
        window.click("more");
        window.click("more.lagoon");
        window.until("the colours", [&] { return window.view["color_map"].string == "lagoon" && window.rested; });
        const Rect r = window.rect("plot.plane");
        const double x = r.x + r.w / 2, y = r.y + r.h / 2;
        int changed = 0;
        const Picture colourful = window.picture();
        for (int i = -150; i < 150; ++i)
            for (int j = -150; j < 150; ++j) {
                const int u = static_cast<int>(x) + i, v = static_cast<int>(y) + j;
                changed += !(quiet.at(u, v) == colourful.at(u, v));
            }
        CHECK(changed > 1000);
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
    }
    Window again("ring", {}, Window::Wait::for_the_full_run, kept.path());
    CHECK(again.view["color_map"].string == "lagoon");
}

TEST_CASE("what to look for stands above the controls, folds away, and stays folded") {
    const TemporaryFolder kept;
    const std::string noted = std::string(small_scene).insert(0, "note = \"A line.\\n\\nAnother one.\"\n");
    float folded = 0;
    {
        Window window(noted, {}, Window::Wait::for_the_full_run, kept.path());
        const float open = window.rect("target.kind").y;
        window.click("note.fold");
        folded = window.rect("target.kind").y;
        CHECK(folded < open - 20);
        CHECK(window.experiments == 1); // no edit
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
    }
    Window again(noted, {}, Window::Wait::for_the_full_run, kept.path());
    CHECK(again.rect("target.kind").y == folded);
    CHECK_FALSE(Window().has("note.fold")); // nothing to say, nothing there
}

TEST_CASE("a lesson from the menu; opening can be undone") {
    Window window;
    window.choose("scene", "ring");
    window.until("the ring", [&] { return window.experiment == load_scene("ring") && window.rested; });
    CHECK(window.has("plot.plane"));
    CHECK_FALSE(window.has("plot.xt"));
    CHECK(window.run["particles"].number == static_cast<double>(window.experiment.run.particles));
    CHECK_FALSE(window.run["coarse"].boolean);
    window.key("ctrl+z");
    window.until("undo", [&] { return window.experiment == parse_scene(small_scene, "small") && window.rested; });
    CHECK(window.has("plot.xt"));
}

TEST_CASE("saving: what is written is the experiment") {
    Window window;
    window.enter("target.sigma.value", "0.123456789");
    open_save_dialog(window);
    name_file(window, "mine t.toml");
    window.press_enter();
    window.until("the dialog to close", [&] { return !window.has("save.path"); });
    CHECK(load_scene(window.folder.path("mine t.toml")) == window.experiment);
    CHECK(window.experiment.target.sigma == 0.123456789);
    CHECK(window.view["theme"].string == "light"); // the name's t was no shortcut
    CHECK(window.experiments == 2);
}

TEST_CASE("saving keeps what is shown: another window opens with it") {
    Window window;
    press_view_key(window, "shift+Right", [&] { return window.level == 10; });
    window.choose("plots[0]", "loss");
    const Rect variance = window.rect("plot.variance");
    window.wheel(variance.x + 0.6 * variance.w, variance.y + 0.6 * variance.h, 3);
    const double lo = window.axis("variance", "y")["lo"].number, hi = window.axis("variance", "y")["hi"].number,
                 span = window.span("variance", "x");
    open_save_dialog(window);
    name_file(window, "mine.toml");
    window.press_enter();
    window.until("the dialog to close", [&] { return !window.has("save.path"); });
    const Window::Wait wait = Window::Wait::for_the_full_run;
    Window other(read_whole(window.folder.path("mine.toml")), {}, wait);
    CHECK(other.level == 10);
    CHECK(other.has("plot.loss"));
    CHECK(other.axis("variance", "y")["lo"].number == doctest::Approx(lo));
    CHECK(other.axis("variance", "y")["hi"].number == doctest::Approx(hi));
    CHECK(other.span("loss", "x") == doctest::Approx(span)); // they keep step
    CHECK(other.experiment == window.experiment);
    // A lesson that says nothing of it is looked at as it makes itself, beside the plots that were chosen.
    other.choose("scene", "eta-is-not-noise-alone");
    other.until("the lesson", [&] { return other.experiment.title != "small" && other.rested; });
    CHECK(other.level == 0);
    CHECK(other.has("plot.loss"));
    CHECK(other.span("loss", "x") == doctest::Approx(200));
}

TEST_CASE("saving never replaces a file unasked") {
    Window window;
    const std::string path = window.folder.write("precious.toml", "not yours");
    open_save_dialog(window);
    name_file(window, "precious.toml");
    window.field_key("Return");
    window.until("rest", [&] { return window.rested; });
    CHECK(window.has("save.path")); // still asking
    CHECK(read_whole(path) == "not yours");
    press_view_key(window, "Escape", [&] { return !window.has("save.path"); });
    CHECK(read_whole(path) == "not yours");
    open_save_dialog(window);
    name_file(window, "precious.toml");
    window.click("save.cancel");
    CHECK_FALSE(window.has("save.path"));
    CHECK(read_whole(path) == "not yours");
    open_save_dialog(window);
    name_file(window, "precious.toml");
    window.click("save.write"); // "Replace"
    CHECK_FALSE(window.has("save.path"));
    CHECK(load_scene(path) == window.experiment);
}

TEST_CASE("a place that cannot be written is reported, and nothing is lost") {
    Window window;
    const std::size_t files = window.folder.entries();
    open_save_dialog(window);
    name_file(window, "nowhere/scene.toml");
    window.field_key("Return");
    window.until("rest", [&] { return window.rested; });
    CHECK(window.has("save.path"));
    press_view_key(window, "Escape", [&] { return !window.has("save.path"); });
    CHECK_FALSE(window.app().ended());
    CHECK(window.folder.entries() <= files + 1); // xdotool's output
    window.key("n");
    window.until("a seed", [&] { return window.experiment.run.seed == 8; });
}
