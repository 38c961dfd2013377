// The size of type and controls: the screen's own at the start, by keys on whatever keyboard, kept from one time to the
// next, and after a screen that changes.

#include "app/model/app_state.h"
#include "app/window/inbox.h"
#include "tests/app/window_driver.h"

#include <GLFW/glfw3.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

double shown_scale(const Window& window) { return window.view["scale"].number; }
void until_scale(Window& window, double scale) {
    window.until("the scale " + std::to_string(scale),
                 [&] { return std::abs(shown_scale(window) - scale) < 1e-3 && window.rested; });
}

/// A keyboard's layout on the display, as long as it lives.
class KeyboardLayout {
public:
    explicit KeyboardLayout(const std::string& name) { set(name); }
    ~KeyboardLayout() { set("us"); }
    KeyboardLayout(const KeyboardLayout&) = delete;
    KeyboardLayout& operator=(const KeyboardLayout&) = delete;

private:
    static void set(const std::string& name) {
        Child tool({"setxkbmap", name}, {{{"DISPLAY", shared_server().display()}}, "", ""});
        REQUIRE(eventually([&] { return tool.ended(); }));
        REQUIRE(tool.code() == 0); // 127: it comes with Xvfb
    }
};

/// By the keys themselves, whatever they are called: their codes are those of the places on a keyboard.
void press_codes(Window& window, const std::vector<std::string>& held, const std::string& code) {
    for (const std::string& one : held) window.xdo({"keydown", one});
    window.xdo({"key", code});
    for (const std::string& one : held) window.xdo({"keyup", one});
}

} // namespace

TEST_CASE("type by keys: larger, smaller, usual, and where the window has no room it says so; it is kept") {
    const TemporaryFolder state;
    {
        Window window(small_scene, {"--autosave"}, Window::Wait::for_the_full_run, state.path());
        CHECK(shown_scale(window) == 1);
        window.key("ctrl+minus");
        until_scale(window, 1 / 1.125);
        window.key("ctrl+0");
        until_scale(window, 1);
        window.key("ctrl+plus");
        until_scale(window, 1.125);
        window.key("ctrl+k"); // in a field, too
        window.until("the palette", [&] { return window.typing() && window.rested; });
        window.key("ctrl+equal");
        until_scale(window, 1.125 * 1.125);
        window.key("Escape");
        window.until("its end", [&] { return !window.typing() && window.rested; });
        window.resize(900, 600);
        window.until("a smaller one", [&] { return shown_scale(window) < 1.2 && window.rested; });
        const double room = shown_scale(window);
        window.act([&] { window.key("ctrl+plus"); });
        CHECK(window.notice().find("no room for larger type") != std::string::npos);
        CHECK(shown_scale(window) == room);
        window.resize(1440, 900);
        until_scale(window, 1.125 * 1.125); // as the user had it
        window.ask_to_close();
        window.until("the end", [&] { return window.app().ended(); });
    }
    Window again("", {"--autosave"}, Window::Wait::for_anything, state.path());
    until_scale(again, 1.125 * 1.125);
}

TEST_CASE("type by the signs that keys have, wherever those are") {
    Window window;
    const auto all = [&](const char* layout, const std::vector<std::string>& plus_held, const std::string& plus,
                         const std::string& minus, const std::vector<std::string>& zero_held, const std::string& zero) {
        INFO(std::string(layout));
        const KeyboardLayout keyboard(layout);
        press_codes(window, plus_held, plus);
        until_scale(window, 1.125);
        press_codes(window, zero_held, zero);
        until_scale(window, 1);
        press_codes(window, {"Control_L"}, minus);
        until_scale(window, 1 / 1.125);
        press_codes(window, zero_held, zero);
        until_scale(window, 1);
    };
    const std::vector<std::string> ctrl = {"Control_L"}, shifted = {"Control_L", "Shift_L"};
    // X11's codes of places: 10 to 19 are the row of digits, 20 and 21 what follows it.
    all("us", ctrl, "21", "20", ctrl, "19");
    all("fr", shifted, "21", "15", ctrl, "19"); // + over =, − where 6 is, 0 with Shift
    all("de", ctrl, "35", "61", ctrl, "19");    // + and − have keys of their own
    all("ch", shifted, "10", "61", ctrl, "19"); // + over 1
}

TEST_CASE("a screen of small pixels: the window and its type are as large to the eye, and usual is the screen's") {
    const Xvfb server;
    XConnection(server.display()).set_resources("Xft.dpi:\t144\n");
    const TemporaryFolder folder;
    Child app({program, "--journal", folder.path("journal"), folder.write("scene.toml", small_scene)},
              {{{"DISPLAY", server.display()}, {"WAYLAND_DISPLAY", ""}, {"XDG_STATE_HOME", folder.path("state")}},
               "",
               folder.path("output")});
    const auto last_view = [&] {
        std::string last;
        for (const std::string& line : lines_of(read_whole(folder.path("journal"))))
            if (line.find("{\"change\": \"view\"") == 0 && line.back() == '}') last = line;
        return last;
    };
    REQUIRE(eventually([&] { return last_view().find("\"scale\": 1.5,") != std::string::npos; }));
    Child search({"xdotool", "search", "--onlyvisible", "--name", "^Halfstep$", "getwindowgeometry"},
                 {{{"DISPLAY", server.display()}}, "", folder.path("geometry")});
    REQUIRE(eventually([&] { return search.ended(); }));
    INFO(read_whole(folder.path("geometry")));
    CHECK(read_whole(folder.path("geometry")).find("2000x1300") != std::string::npos); // 2160 x 1350, as far as it goes
    CHECK_FALSE(app.ended());
}

TEST_CASE("a screen's scale is followed when the toolkit tells of it, and what the user has made of it stays") {
    ::setenv("DISPLAY", shared_server().display().c_str(), 1);
    REQUIRE(glfwInit());
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    GLFWwindow* const window = glfwCreateWindow(300, 200, "scale", nullptr, nullptr);
    REQUIRE(window);
    Inbox mail;
    listen(window, mail);
    CHECK(scale_of_screen(window) == 1);
    mail.stirred = false;
    CHECK_FALSE(mail.rescaled);
    const GLFWwindowcontentscalefun told = glfwSetWindowContentScaleCallback(window, nullptr);
    REQUIRE((told != nullptr));
    told(window, 2, 2);
    CHECK(mail.rescaled);
    CHECK(mail.stirred);
    glfwDestroyWindow(window);
    glfwTerminate();

    Experiment experiment;
    experiment.samplers.resize(1);
    experiment.run.particles = 50;
    Session session(experiment, "", [] {});
    AppState app(session, Settings(), 1);
    app.stale_look = false;
    set_scale(app, 1.25f);
    follow_screen(app, 2);
    CHECK(app.scale == 2.5f);
    CHECK(app.stale_look);
    follow_screen(app, 1);
    CHECK(app.scale == 1.25f);
    present(app, true);
    follow_screen(app, 2);
    present(app, false);
    CHECK(app.scale == 2.5f);
    fit_scale(app, {900, 600});
    CHECK(app.scale < 1.2f);
    fit_scale(app, {4000, 3000});
    CHECK(app.scale == 2.5f);
}
