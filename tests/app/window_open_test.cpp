// The window opens, draws what a screenshot shows, rests when nobody touches it, and closes; or says why it cannot.

#include "app/figure/theme.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const small_ring = R"(title = "small ring"
[target]
kind = "ring"
[process]
kind = "vp"
steps = 30
beta_end = 0.3
[run]
particles = 1000
[[sampler]]
name = "DDIM"
[[sampler]]
name = "DDPM"
kind = "ddpm"
)";

/// The same code draws both, on the same software renderer, so that nearly all pixels agree exactly. But GLX and EGL
/// are two doors to it, and the window's buffer has other bits than a texture: blending may round the other way, by
/// one. And Dear ImGui 1.92 packs letters in the order of their first use, so that a scaled one lets a trace of another
/// neighbour in: up to 42 in some ten pixels. What is really different (a letter, a line, a hovered button) changes
/// some pixel by more.
void check_same_picture(Window& window, const std::vector<std::string>& options) {
    const std::string path = window.folder.path("screenshot.png");
    std::vector<std::string> words = {"screenshot", window.folder.path("scene.toml"), "-o", path};
    words.insert(words.end(), options.begin(), options.end());
    REQUIRE(run_halfstep(words).code == 0);
    window.xdo({"mousemove", "1990", "1290"}); // off all controls
    window.until("rest", [&] { return window.rested && window.view["hovered"].string.empty(); });
    Difference d = difference(window.picture(), read_png(path));
    CHECK(d.max <= 64);
    CHECK(d.mean < 0.003);
}

/// For a window that does not open: ends by itself, with one line that says what to do instead.
void check_refusal(std::map<std::string, std::string> environment) {
    const TemporaryFolder folder;
    environment["XDG_STATE_HOME"] = folder.path("state");
    Child app({program}, ChildOptions{environment, "", folder.path("output")});
    REQUIRE(eventually([&] { return app.ended(); }));
    CHECK(app.code() == 3);
    const std::string output = read_whole(folder.path("output"));
    INFO(output);
    CHECK(lines_of(output).size() == 1);
    CHECK(output.rfind("halfstep: ", 0) == 0);
    CHECK(output.find("`halfstep run`") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.path("state"))); // there was no window to keep
}

void close(Window& window) {
    window.ask_to_close();
    REQUIRE(eventually([&] { return window.app().ended(); }));
    CHECK(window.app().code() == 0);
    CHECK(window.output() == "");
}

} // namespace

TEST_CASE("opens, draws what a screenshot shows, and closes with exit code 0") {
    Window window;
    const Picture picture = window.picture();
    CHECK(picture.width == 1440);
    CHECK(picture.height == 900);
    const Theme& theme = light_theme();
    CHECK(picture.share(pixel(theme.ground)) > 0.02);
    CHECK(picture.share(pixel(theme.panel)) > 0.3);
    CHECK(picture.share(pixel(theme.sampler[0])) > 1e-4);
    CHECK(picture.share(pixel(theme.ground)) + picture.share(pixel(theme.panel)) < 0.95);
    check_same_picture(window, {"--size", "1440x900"});
    window.key("End");
    window.until("the noise", [&] { return window.level == 40 && window.rested; });
    check_same_picture(window, {"--size", "1440x900", "--at", "40"});
    close(window);
}

TEST_CASE("the plane, dark and large, in a window of another size") {
    Window window(small_ring, {"--theme", "dark", "--scale", "1.5"});
    window.resize(1700, 1100);
    window.key("shift+Right");
    window.until("the level", [&] { return window.level == 10 && window.rested; });
    check_same_picture(window, {"--size", "1700x1100", "--theme", "dark", "--scale", "1.5", "--at", "10"});
    close(window);
}

TEST_CASE("at rest, the processor is") {
    Window window;
    // Two seconds count, once the start is over: Mesa's threads take a moment to come to rest.
    double used = 1;
    for (int attempt = 0; attempt < 5 && used > 0.2; ++attempt) {
        const double before = window.app().cpu_seconds();
        std::this_thread::sleep_for(std::chrono::seconds(2));
        used = window.app().cpu_seconds() - before;
    }
    CHECK(used <= 0.2); // a tenth of one core; 0.01 is usual
    // Nor does a field that waits for a number cost much: its caret blinks.
    window.focus("target.sigma.value");
    const double before = window.app().cpu_seconds();
    std::this_thread::sleep_for(std::chrono::seconds(1));
    CHECK(window.app().cpu_seconds() - before <= 0.5);
}

TEST_CASE("at rest, nothing is drawn") {
    Window window;
    window.act([&] { window.move(700, 400); }); // a read-out, a highlighted path: all of that rests, too
    const long before = window.frames;
    std::this_thread::sleep_for(std::chrono::seconds(2));
    window.act([&] { window.key("c"); });
    const long after = window.frames;
    // One key: a few frames for the press, a few for its release. Sixty a second would be 120 more.
    CHECK(after > before);
    CHECK(after - before <= 10);
}

TEST_CASE("closes at once, whatever is being simulated") {
    std::string endless = small_scene;
    endless += "seed = 3\n";
    endless.replace(endless.find("particles = 500"), 15, "particles = 10000000");
    endless.replace(endless.find("steps = 40"), 10, "steps = 2000");
    Window window(endless, {}, Window::Wait::for_anything);
    CHECK(window.run["coarse"].boolean);
    close(window);
}

TEST_CASE("without a display: one line that names `halfstep run`, exit code 3") {
    check_refusal({{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}});
    check_refusal({{"DISPLAY", ":47113"}, {"WAYLAND_DISPLAY", ""}});
}

TEST_CASE("without OpenGL: the same") {
    const Xvfb plain({"-extension", "GLX"});
    check_refusal({{"DISPLAY", plain.display()}, {"WAYLAND_DISPLAY", ""}});
}

TEST_CASE("an experiment that cannot be is refused before any window opens") {
    const TemporaryFolder folder;
    const ProcessResult result = run_halfstep({folder.write("bad.toml", "[[sampler]]\neta = -1\n")});
    CHECK(result.code == 2);
    CHECK(lines_of(result.err).size() == 1);
}
