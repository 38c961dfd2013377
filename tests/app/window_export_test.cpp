// Ctrl+E in the real window: files of plots as they are seen, of their data, and of the window itself.

#include "app/figure/theme.h"
#include "tests/app/messages.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

void open_export(Window& window) {
    window.key("ctrl+e");
    window.until("the dialog", [&] { return window.has("export.name") && window.typing() && window.rested; });
}

/// Into a field of the dialog, instead of what is there.
void fill_export(Window& window, const std::string& field, const std::string& text) {
    window.focus(field);
    window.field_key("ctrl+a");
    window.type(text);
    window.until("the text", [&] {
        const std::string shown = window.view[field == "export.name" ? "name" : "folder"].string;
        return (shown == text || text.empty()) && window.rested;
    });
}

/// Presses the button; the file is there when the dialog goes.
void write(Window& window) {
    window.click("export.write");
    window.until("the file", [&] { return !window.has("export.name") && window.rested; });
    CHECK(window.notice().rfind("Exported to ", 0) == 0);
}

void export_as(Window& window, const std::string& name) {
    open_export(window);
    fill_export(window, "export.name", name);
    write(window);
    CHECK(window.notice() == "Exported to " + window.folder.path(name));
}

} // namespace

TEST_CASE("what is seen is what is exported, and carries its scene") {
    Window window;
    const Rect r = window.rect("plot.variance");
    window.wheel(r.x + r.w / 2, r.y + 0.6 * r.h, 4);
    window.click("table.sampler[0]"); // DDIM
    window.until("rest", [&] { return window.rested; });
    const Json x = window.axis("variance", "x");
    window.choose_in_menu("variance", "export");
    window.until("the dialog", [&] { return window.has("export.name") && window.rested; });
    fill_export(window, "export.name", "mine.svg");
    window.field_key("Return");
    window.until("the file", [&] { return !window.has("export.name") && window.rested; });
    CHECK(window.notice() == "Exported to " + window.folder.path("mine.svg"));
    const std::string svg = read_whole(window.folder.path("mine.svg"));
    CHECK(contains(svg, "Variance against t"));
    CHECK_FALSE(contains(svg, "DDIM</text>")); // switched off
    CHECK(load_scene(window.folder.path("mine.svg")) == window.experiment);
    // Paper has room for other ticks than the screen, but not beyond what is seen of t.
    CHECK(x["lo"].number > 0.1);
    CHECK_FALSE(contains(svg, ">0</text>"));
    CHECK_FALSE(contains(svg, ">1.0</text>"));
    CHECK(window.experiments == 1);
}

TEST_CASE("the name's ending is the format") {
    Window window;
    const auto starts = [&](const std::string& name, const std::string& magic) {
        export_as(window, name);
        CHECK(read_whole(window.folder.path(name)).rfind(magic, 0) == 0);
    };
    starts("a.svg", "<?xml");
    starts("a.pdf", "%PDF-1.4");
    starts("a.PNG", "\x89PNG");
    starts("a.csv", "plot,mark,kind,label");
    starts("a.npz", "PK");
    // One that is chosen becomes the ending; a name without one gets it.
    open_export(window);
    window.click("export.kind.pdf");
    fill_export(window, "export.name", "without");
    write(window);
    CHECK(read_whole(window.folder.path("without.pdf")).rfind("%PDF", 0) == 0);
}

TEST_CASE("width, size of type, theme, ground") {
    Window window;
    open_export(window);
    window.click("export.kind.png");
    window.click("export.column.double column");
    window.click("export.theme.dark");
    fill_export(window, "export.name", "wide.png");
    write(window);
    const Picture wide = read_png(window.folder.path("wide.png"));
    CHECK(wide.width == std::lround(174 / 25.4 * 300));
    CHECK(wide.at(3, 3) == [] {
        const Color c = dark_theme().panel;
        const auto byte = [](float v) { return static_cast<int>(std::lround(255 * v)); };
        return Rgb{byte(c.r), byte(c.g), byte(c.b)};
    }());
    open_export(window);
    window.enter("export.width.value", "120");
    window.enter("export.dpi.value", "100");
    window.click("export.transparent");
    fill_export(window, "export.name", "clear.png");
    write(window);
    const Picture clear = read_png(window.folder.path("clear.png"));
    CHECK(clear.width == std::lround(120 / 25.4 * 100));
    CHECK(clear.rgba[3] == 0);
}

TEST_CASE("height, caption and outlines; 0 is what fits") {
    Window window;
    const auto svg = [&](const std::string& name) {
        fill_export(window, "export.name", name);
        write(window);
        return read_whole(window.folder.path(name));
    };
    open_export(window);
    const std::string plain = svg("plain.svg");
    CHECK_FALSE(contains(plain, "height=\"70mm\""));
    open_export(window);
    window.enter("export.height.value", "70");
    window.click("export.caption");
    const std::string high = svg("high.svg");
    CHECK(contains(high, "width=\"85mm\" height=\"70mm\""));
    CHECK(contains(high, ">shade: \u221a(p\u209c / max p\u209c)"));
    CHECK_FALSE(contains(plain, ">shade: \u221a(p\u209c / max p\u209c)"));
    open_export(window);
    window.enter("export.height.value", "0");
    window.click("export.caption");
    window.click("export.outline_text");
    const std::string outlined = svg("outlined.svg");
    CHECK_FALSE(contains(outlined, "<text"));
    CHECK(outlined.substr(0, 300).find("height=\"" + plain.substr(plain.find("height=\"") + 8, 4)) !=
          std::string::npos);
}

TEST_CASE("a film is a format like the others, tells how far it is, and can be ended") {
    if (!has_program("ffmpeg")) {
        MESSAGE("no ffmpeg here: skipped");
        return;
    }
    Window window;
    open_export(window);
    window.click("export.film.gif");
    CHECK(window.has("export.seconds"));
    CHECK_FALSE(window.has("export.width"));
    window.enter("export.seconds.value", heavy("2", "1"));
    window.enter("export.fps.value", "10");
    window.click("export.size.760x400");
    fill_export(window, "export.name", "short.gif");
    write(window);
    const std::string gif = read_whole(window.folder.path("short.gif"));
    CHECK(gif.rfind("GIF89a", 0) == 0);
    const auto byte = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(gif.at(i))); };
    CHECK(byte(6) + 256 * byte(7) == 760); // its header: width and height, low byte first
    CHECK(byte(8) + 256 * byte(9) == 400);
    CHECK(load_scene(window.folder.path("short.gif")) == window.experiment);
    // A long one is ended: nothing is there, and the dialog is as it was.
    open_export(window);
    window.enter("export.seconds.value", "120");
    window.click("export.size.1920x1080");
    fill_export(window, "export.name", "long.mp4");
    window.click("export.write");
    window.until("some of the film", [&] { return window.view["export_percent"].number > 0; });
    window.click("export.end");
    window.until("its end", [&] { return window.view["message"].string == "Ended: nothing was written"; });
    window.until("rest", [&] { return window.rested; });
    CHECK(window.view["export_percent"].number == -1);
    CHECK(window.view["name"].string == "long.mp4");
    CHECK_FALSE(std::filesystem::exists(window.folder.path("long.mp4")));
    CHECK(window.experiments == 1);
}

TEST_CASE("all plots on one sheet") {
    Window window;
    open_export(window);
    window.choose("export.what", "All plots on one sheet");
    fill_export(window, "export.name", "panel.svg");
    write(window);
    const std::string svg = read_whole(window.folder.path("panel.svg"));
    for (const char* title : {"Variance against t", "Mean against t", "Noise schedule"}) CHECK(contains(svg, title));
    CHECK(contains(svg, "width=\"174mm\""));
}

TEST_CASE("the picture of the window, without the dialog") {
    Window window;
    open_export(window);
    window.choose("export.what", "The picture of the window");
    fill_export(window, "export.name", "window.png");
    write(window);
    const Picture exported = read_png(window.folder.path("window.png"));
    CHECK(exported.width == 1440);
    CHECK(exported.height == 900);
    CHECK(parse_scene(exported.texts.at("halfstep-experiment"), "picture") == window.experiment);
    window.act([&] { window.key("Escape"); }); // the notice
    window.act([&] { window.xdo({"mousemove", "1990", "1290"}); });
    const Difference d = difference(exported, window.picture());
    CHECK(d.max <= 64); // see window_open_test.cpp
    CHECK(d.mean < 0.003);
}

TEST_CASE("exporting never replaces a file unasked") {
    Window window;
    const std::string path = window.folder.write("precious.svg", "not yours");
    open_export(window);
    fill_export(window, "export.name", "precious.svg");
    window.field_key("Return");
    window.until("rest", [&] { return window.rested; });
    CHECK(window.has("export.name")); // still asking
    CHECK(read_whole(path) == "not yours");
    window.click("export.cancel");
    CHECK_FALSE(window.has("export.name"));
    CHECK(read_whole(path) == "not yours");
    open_export(window);
    fill_export(window, "export.name", "precious.svg");
    write(window); // "Replace"
    CHECK(read_whole(path).rfind("<?xml", 0) == 0);
}

TEST_CASE("errors are one line in the dialog, and nothing is lost") {
    Window window;
    open_export(window);
    fill_export(window, "export.folder", window.folder.path("nowhere"));
    fill_export(window, "export.name", "a.svg");
    window.click("export.write");
    window.until("the complaint", [&] { return contains(window.view["message"].string, "does not exist"); });
    CHECK(window.has("export.name"));
    CHECK_FALSE(contains(window.view["message"].string, "\n"));
    fill_export(window, "export.folder", window.folder.path());
    CHECK(window.view["message"].string == "");
    write(window); // the name is still there
    CHECK(window.notice() == "Exported to " + window.folder.path("a.svg"));
    open_export(window);
    fill_export(window, "export.name", "");
    window.field_key("BackSpace");
    window.click("export.write");
    window.until("the complaint", [&] { return window.view["message"].string == "The file needs a name"; });
    window.act([&] { window.key("Escape"); });
    CHECK_FALSE(window.has("export.name"));
    CHECK(window.experiments == 1);
}

TEST_CASE("the folder and the format are remembered, in the next window, too") {
    const TemporaryFolder kept;
    std::filesystem::create_directory(kept.path("papers"));
    {
        Window window(small_scene, {}, Window::Wait::for_the_full_run, kept.path("state"));
        open_export(window);
        fill_export(window, "export.folder", kept.path("papers"));
        window.click("export.kind.pdf");
        write(window);
        CHECK(std::filesystem::exists(kept.path("papers/small-xt.pdf")));
        open_export(window);
        fill_export(window, "export.name", "second.svg");
        write(window);
        CHECK(std::filesystem::exists(kept.path("papers/second.svg")));
        window.act([&] { window.key("t"); });
        window.ask_to_close();
        REQUIRE(eventually([&] { return window.app().ended(); }));
    }
    Window window(small_scene, {}, Window::Wait::for_the_full_run, kept.path("state"));
    CHECK(window.view["theme"].string == "dark");
    open_export(window);
    fill_export(window, "export.name", "third");
    write(window);
    CHECK(std::filesystem::exists(kept.path("papers/third.svg")));
    CHECK(window.folder.entries() <= 5); // scene, journal, output, xdotool, state: nothing of ours
}
