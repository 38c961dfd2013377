// Actions in the real window: every control that the list names is there, and the journal says what was asked for.

#include "app/model/actions.h"
#include "tests/app/page_lesson.h"
#include "tests/app/window_driver.h"

#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const actions_scene = R"(title = "actions"
note = "Everything at once."
[target]
sigma = 0.5
[denoiser]
kind = "learned"
[training]
width = 4
depth = 1
[process]
kind = "ve"
steps = 40
[[sampler]]
name = "DDIM"
[[sampler]]
name = "DDPM"
kind = "ddpm"
[run]
particles = 500
)";

} // namespace

TEST_CASE("every control of an action is in the window or in its menu") {
    Window window(actions_scene);
    std::set<std::string> seen;
    const auto look = [&] {
        for (const auto& [name, rect] : window.widgets) seen.insert(name);
    };
    look();
    window.key("i");
    window.until("the step", [&] { return window.has("step.play") && window.rested; });
    look();
    window.click("more");
    window.until("the menu", [&] { return window.has("more.copy") && window.rested; });
    look();
    window.act([&] { window.key("Escape"); });
    window.click("file");
    window.until("the files", [&] { return window.has("file.copy") && window.rested; });
    look();
    window.act([&] { window.key("Escape"); });
    window.key("F1");
    window.until("the guide", [&] { return window.has("guide.find") && window.rested; });
    look();
    Window page(page_lesson);
    page.until("the page", [&] { return page.has("lesson.next") && page.rested; });
    const Rect text = page.rect("lesson");
    for (const auto& [name, rect] : page.widgets) seen.insert(name);
    page.wheel(text.x + text.w / 2, text.y + text.h / 2, -40); // what stands below the text
    page.until("its end", [&] { return page.has("lesson.restart"); });
    for (const auto& [name, rect] : page.widgets) seen.insert(name);
    for (const Action& action : all_actions()) {
        INFO("action ", std::string(action.name));
        const std::string control = action.control ? action.control : "";
        // What a notice offers, and a table of points: window_files_test, window_recovery_test, window_import_test.
        if (control.empty() || control.starts_with("notice.") || control == "target.import") continue;
        CHECK(seen.count(control) == 1);
    }
}

TEST_CASE("the journal says which action a key, a button or a row of a menu was") {
    Window window;
    window.key("c");
    window.until("the crosshair", [&] { return window.view["crosshair"].boolean; });
    CHECK(window.action == "crosshair");
    window.click("timeline.to_noise");
    window.until("the noise", [&] { return window.level == 40; });
    CHECK(window.action == "to-noise");
    window.click("more");
    window.click("more.link");
    window.until("the link to go", [&] { return !window.view["link_time"].boolean; });
    CHECK(window.action == "link-time");
}
