// The guide in the real window: how it opens and closes, its pages and links, finding, and what keys do meanwhile.

#include "app/scene/guide.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string shown_page(const Window& window) { return window.view["guide"].string; }
bool mark_begins(const Window& window, const std::string& words) {
    return window.view["guide_mark"].string.rfind(words, 0) == 0;
}

/// A key that opens, closes or leads to a page; "": none is open.
void go_by(Window& window, const std::string& chord, const std::string& wanted) {
    window.key(chord);
    window.until("the page " + wanted, [&] { return shown_page(window) == wanted && window.rested; });
}

void open_page(Window& window, const std::string& name) {
    window.click("guide.page." + name);
    window.until("the page " + name, [&] { return shown_page(window) == name && window.rested; });
}

bool mark_is_seen(const Window& window) {
    const Rect text = window.widgets.at("guide.text");
    const auto mark = window.widgets.find("guide.mark");
    return mark != window.widgets.end() && mark->second.y >= text.y && mark->second.bottom() <= text.bottom();
}

} // namespace

TEST_CASE("F1 opens the guide; F1, Escape, its cross and a click beside it close it") {
    Window window;
    const Picture before = window.picture();
    const std::size_t widgets = window.widgets.size();
    go_by(window, "F1", "window");
    CHECK(window.action == "help");
    CHECK(difference(window.picture(), before).mean > 5);
    for (const GuidePage& one : guide_pages) CHECK(window.has("guide.page." + std::string(one.name)));
    go_by(window, "F1", "");
    CHECK(difference(window.picture(), before).max == 0);
    CHECK(window.widgets.size() == widgets);
    go_by(window, "F1", "window");
    go_by(window, "Escape", "");
    window.click("help");
    window.until("the guide", [&] { return shown_page(window) == "window" && window.rested; });
    window.click(10, 450); // beside it: only closes
    CHECK(shown_page(window) == "");
    CHECK(window.level == 0);
    go_by(window, "F1", "window");
    window.click("guide.close");
    window.until("the end of it", [&] { return shown_page(window) == "" && window.rested; });
}

TEST_CASE("pages, links and the way back") {
    Window window;
    go_by(window, "F1", "window");
    open_page(window, "scenes");
    const Picture scenes = window.picture();
    window.act([&] { window.key("End"); });
    window.click("guide.link.samplers");
    window.until("the page that the link names", [&] { return shown_page(window) == "samplers" && window.rested; });
    go_by(window, "alt+Left", "scenes");
    CHECK(window.action == "guide-back");
    CHECK(window.has("guide.link.samplers")); // as far down as it was
    go_by(window, "alt+Left", "window");
    go_by(window, "Escape", "");
    go_by(window, "F1", "window");
    open_page(window, "scenes");
    window.act([&] { window.xdo({"mousemove", "1990", "1290"}); });
    CHECK(shown_page(window) == "scenes");
    CHECK(difference(window.picture(), scenes).mean < 1); // from its top again, but for the mouse
}

TEST_CASE("the wheel and keys move through a long page, and through nothing else") {
    Window window;
    go_by(window, "F1", "window");
    open_page(window, "keys");
    const Rect text = window.rect("guide.text");
    const auto page_picture = [&] { // without what is behind: there, measures of the run may still come in
        const Picture all = window.picture();
        Picture part;
        part.width = static_cast<int>(text.w);
        part.height = static_cast<int>(text.h);
        for (int row = 0; row < part.height; ++row) {
            const std::size_t first = (static_cast<std::size_t>(text.y) + row) * all.width + static_cast<int>(text.x);
            const std::uint8_t* from = all.rgba.data() + 4 * first;
            part.rgba.insert(part.rgba.end(), from, from + 4 * part.width);
        }
        return part;
    };
    const Picture top = page_picture();
    const auto moved = [&] { return difference(page_picture(), top).mean > 0.5; };
    window.wheel(text.x + text.w / 2, text.y + text.h / 2, -3);
    CHECK(moved());
    window.act([&] { window.key("Home"); });
    CHECK_FALSE(moved());
    window.act([&] { window.key("Next"); });
    const Picture second = page_picture();
    CHECK(moved());
    window.act([&] { window.key("End"); });
    CHECK(difference(page_picture(), second).mean > 0.5);
    window.act([&] { window.key("Prior"); });
    window.act([&] { window.key("Home"); });
    CHECK_FALSE(moved());
    // Neither time nor the experiment hears what is typed here; size and theme do.
    const int experiments = window.experiments;
    for (const char* chord : {"n", "s", "Right", "ctrl+s", "m"}) window.key(chord);
    window.act([&] { window.key("ctrl+plus"); });
    CHECK(window.view["scale"].number > 1);
    CHECK(window.action == "larger");
    CHECK(window.experiments == experiments);
    CHECK(window.level == 0);
    CHECK_FALSE(window.has("save.path"));
    CHECK(shown_page(window) == "keys");
}

TEST_CASE("F1 over a control opens the page of keys at its key") {
    Window window;
    window.aim("process.steps");
    go_by(window, "F1", "keys");
    CHECK(mark_begins(window, "steps  "));
    CHECK(mark_is_seen(window));
    go_by(window, "F1", "");
    const Rect slider = window.rect("target.sigma"); // its label stands left of it
    window.move(slider.x - 30, slider.y + slider.h / 2);
    window.until("the mouse to be there", [&] { return window.view["hovered"].string == "target.sigma"; });
    go_by(window, "F1", "keys");
    CHECK(mark_begins(window, "sigma  "));
    CHECK(mark_is_seen(window));
    go_by(window, "Escape", "");
    window.aim("timeline.to_noise"); // no key of a scene: where it was
    go_by(window, "F1", "keys");
    CHECK(mark_is_seen(window));
}

TEST_CASE("finding: as it is typed, from one to the next, and from the list") {
    Window window;
    go_by(window, "F1", "window");
    window.key("ctrl+f");
    window.until("the field", [&] { return window.typing(); });
    window.type("corrector_snr");
    window.until("the words", [&] { return mark_begins(window, "corrector_steps") && window.rested; });
    CHECK(shown_page(window) == "scenes"); // a remark in the example
    CHECK(mark_is_seen(window));
    CHECK(window.has("guide.hit.1"));
    const std::string first = window.view["guide_mark"].string;
    window.field_key("Return");
    window.until("the next", [&] { return window.view["guide_mark"].string != first && window.rested; });
    CHECK(shown_page(window) == "keys");
    CHECK(mark_begins(window, "corrector_snr  "));
    CHECK(mark_is_seen(window));
    CHECK(window.typing());
    window.click("guide.hit.0");
    window.until("the first", [&] { return window.view["guide_mark"].string == first && window.rested; });
    CHECK(mark_is_seen(window));
    window.focus("guide.find"); // which Enter does not leave
    window.type("no such words");
    window.until("nothing", [&] { return !window.has("guide.hit.0"); });
    go_by(window, "Escape", "");
}
