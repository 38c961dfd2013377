// Small things of the real window: what is in sight, what covers what, and what goes by itself.

#include "tests/app/window_driver.h"

#include <chrono>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const four_samplers = R"(title = "four"
note = """
One line after the other, so that all of it needs more room than what is there for its first lines: a second one,
a third one, a fourth one, a fifth one, and still there is more to be said about what there is to look for here."""
[target]
sigma = 0.2
[process]
kind = "ve"
steps = 40
[[sampler]]
name = "A sampler with a name that is long"
eta = 0.5
[[sampler]]
name = "two"
[[sampler]]
name = "three"
[[sampler]]
name = "four"
[run]
particles = 500
)";

const char* const small_modes = R"(title = "modes"
[target]
kind = "mixture"
[[target.component]]
weight = 2
mean = [-1]
sigma = 0.2
[[target.component]]
weight = 1.5
mean = [1]
sigma = 0.3
[process]
kind = "ve"
steps = 20
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

const char* const two_ring_samplers = R"(title = "ring"
[target]
kind = "ring"
[process]
kind = "vp"
steps = 40
[[sampler]]
name = "DDIM, few steps"
[[sampler]]
name = "DDPM, few, large"
kind = "ddpm"
[run]
particles = 500
)";

/// Between the bar and the timeline.
bool in_panel(Window& window, const std::string& widget) {
    const Rect r = window.rect(widget);
    return r.y >= window.rect("scene").bottom() && r.bottom() <= window.rect("timeline.scrub").y;
}

} // namespace

TEST_CASE("a sampler that is unfolded comes into sight, and so does one that is added") {
    Window window(four_samplers);
    window.resize(1440, 700);
    const Rect head = window.rect("sampler[0].fold");
    for (int i = 0; i < 20 && !in_panel(window, "sampler[3].fold"); ++i)
        window.wheel(head.x, window.rect("scene").bottom() + 150, -3);
    window.click("sampler[3].fold");
    window.until("its settings", [&] { return window.has("sampler[3].steps") && window.rested; });
    CHECK(in_panel(window, "sampler[3].name"));
    CHECK(in_panel(window, "sampler[3].more"));
    for (int i = 0; i < 20 && !in_panel(window, "sampler.add"); ++i)
        window.wheel(head.x, window.rect("scene").bottom() + 150, -3);
    window.click("sampler.add");
    window.until("another one", [&] { return window.has("sampler[4].steps") && window.rested; });
    CHECK(in_panel(window, "sampler[4].name"));
    CHECK(in_panel(window, "sampler[4].more"));
}

TEST_CASE("the opening lesson at 1440 x 900 opens with its page, and the way on is in sight") {
    Window window("sigma-squared");
    window.until("its page", [&] { return window.has("lesson.next") && window.rested; });
    CHECK(window.rect("lesson.next").bottom() < window.rect("lesson").bottom());
    CHECK(window.rect("lesson.text").y < 300);
    CHECK(window.has("plot.xt"));
}

TEST_CASE("what to look for in an example is folded, and unfolds at a click") {
    Window window("half-a-step");
    const float target = window.rect("target.kind").y;
    window.click("note.more"); // the first lines of what to look for: the rest at a click, and back
    CHECK(window.rect("target.kind").y > target + 50);
    window.click("note.more");
    CHECK(window.rect("target.kind").y == target);
}

TEST_CASE("the step's controls stand beside each other at every size, whatever the sampler is called") {
    Window window(four_samplers);
    window.key("i");
    window.until("the step", [&] { return window.has("step.sampler") && window.rested; });
    for (const auto& [w, h] : {std::pair{1600, 1000}, {1280, 720}, {1024, 768}, {800, 600}}) {
        CAPTURE(w);
        window.resize(w, h);
        const char* const controls[] = {"step.particle", "step.pin",  "step.sampler", "step.plots",
                                        "step.back",     "step.play", "step.on"};
        float left = window.rect("plot.xt").x;
        for (const char* control : controls) {
            CAPTURE(std::string(control));
            if (w == 800 && control == std::string("step.pin")) continue; // a click in the plot does it there
            const Rect r = window.rect(control);
            CHECK(r.x >= left);
            CHECK(r.w > 20);
            left = r.right();
        }
        CHECK(left <= window.rect("right splitter").x + 1);
    }
    window.click("step.plots"); // reached by the mouse where there is no room for its words
    window.until("the lanes", [&] { return window.has("plot.step-lanes") && window.rested; });
}

TEST_CASE("a tooltip stands beside the panel, on a label as on its control, and covers no row") {
    Window window;
    const Rect row = window.rect("target.sigma"), next = window.rect("target.mean[0]");
    const float panel = window.rect("left splitter").x;
    for (const double x : {row.x - 40.0, row.x + 0.5 * row.w}) {
        window.move(1000, 20);
        window.until("no tooltip", [&] { return !window.has("tooltip") && window.rested; });
        window.move(x, row.y + row.h / 2);
        window.until("the tooltip", [&] { return window.has("tooltip") && window.rested; });
        const Rect tip = window.rect("tooltip");
        CHECK(tip.x >= panel);
        CHECK(tip.right() <= 1440);
        CHECK_FALSE(tip.overlaps(row));
        CHECK_FALSE(tip.overlaps(next));
    }
    // A list's own words stand beside the list.
    window.click("target.kind");
    window.aim("target.kind.Ring");
    window.until("the tooltip", [&] { return window.has("tooltip"); });
    CHECK_FALSE(window.rect("tooltip").overlaps(window.rect("target.kind.Grid")));
}

TEST_CASE("what has been done is said above the table, and goes by itself while the window rests") {
    Window window;
    const auto begin = std::chrono::steady_clock::now();
    window.key("ctrl+shift+c");
    window.until("the notice", [&] { return !window.notice().empty() && window.rested; });
    CHECK_FALSE(window.rect("notice").overlaps(window.rect("table.variance")));
    CHECK(window.rect("notice").bottom() <= window.rect("plot.xt").bottom() + 8);
    window.until("it to go", [&] { return window.notice().empty() && window.rested; });
    const std::chrono::duration<double> shown = std::chrono::steady_clock::now() - begin;
    CHECK(shown.count() > 3);
    CHECK(shown.count() < 16); // 8 s are meant; a count of frames at rest would take 40
    // What could not be done stays: longer than any notice that goes.
    window.drop(window.folder.write("bad.toml", "nonsense"));
    window.until("the complaint", [&] { return !window.notice().empty() && window.rested; });
    std::this_thread::sleep_for(std::chrono::seconds(13));
    window.read_journal();
    CHECK_FALSE(window.notice().empty());
    window.click("notice.close");
    CHECK(window.notice().empty());
}

TEST_CASE("in a small window the table leaves columns out, says so, and brings them at a click") {
    Window window(two_ring_samplers);
    window.resize(800, 640);
    window.until("rest", [&] { return window.rested; });
    const std::set<std::string> all = {"table.mean", "table.variance", "table.distance", "table.mode_width",
                                       "table.wrong_mode"};
    const auto shown = [&] {
        std::set<std::string> names;
        for (const std::string& name : all)
            if (window.has(name)) names.insert(name);
        return names;
    };
    std::set<std::string> seen = shown();
    CHECK_FALSE(seen.empty());
    CHECK(seen.size() < all.size());
    for (int i = 0; i < 5; ++i) {
        window.click("table.more");
        CHECK_FALSE(shown().empty());
        seen.merge(shown());
    }
    CHECK(seen == all);
    window.resize(2000, 900);
    window.until("rest", [&] { return window.rested; });
    CHECK(shown() == all);
    CHECK_FALSE(window.has("table.more"));
}

TEST_CASE("no control of the panels is cut at their right edge, however narrow they are") {
    for (const char* scene : {"ring", "a-word", "learn-the-line"}) {
        Window window(scene);
        for (const auto& [width, height] : {std::pair{800, 600}, {1024, 768}}) {
            window.resize(width, height);
            window.until("rest", [&] { return window.rested || window.playing; });
            const float edge = window.rect("left splitter").x;
            for (const auto& [name, r] : window.widgets) {
                bool in_panels = false;
                for (const char* group : {"target.", "denoiser.", "training.", "process.", "sampler", "run.", "note."})
                    in_panels = in_panels || name.rfind(group, 0) == 0;
                INFO(name << " of " << scene << " at " << width);
                if (in_panels) CHECK(r.right() <= edge);
            }
        }
    }
}

TEST_CASE("components: added and removed in the panel, their weights are shares of all") {
    Window window(small_modes);
    window.resize(1440, 1100);
    CHECK(window.experiment.target.components.size() == 2);
    window.click("target.component.add");
    window.until("a third one", [&] { return window.experiment.target.components.size() == 3 && window.rested; });
    CHECK(window.experiment.target.components[2].mean[0] > 1.5);                   // beside the others
    CHECK(window.experiment.target.components[2].weight == doctest::Approx(1.75)); // their mean
    window.enter("target.component[0].weight.value", "50");
    window.until("half of all", [&] {
        const auto& c = window.experiment.target.components;
        return c[0].weight == doctest::Approx(c[1].weight + c[2].weight).epsilon(1e-3) && window.rested;
    });
    CHECK(window.experiment.target.components[1].weight == 1.5);
    window.click("target.component[1].remove");
    window.until("two again", [&] { return window.experiment.target.components.size() == 2 && window.rested; });
    CHECK(window.experiment.target.components[1].mean[0] > 1.5);
    CHECK(window.undo_depth == 3);
    while (window.undo_depth > 0) window.undo();
    CHECK(window.experiment == parse_scene(small_modes, "modes"));
}

TEST_CASE("a particle under the mouse is forgotten when a sweep comes over the stage") {
    Window window;
    const Rect side = window.rect("plot.histogram");
    const auto beside = [&] {
        const Picture all = window.picture();
        std::vector<int> bytes;
        for (int y = static_cast<int>(side.y); y < static_cast<int>(side.bottom()); ++y)
            for (int x = static_cast<int>(side.x); x < static_cast<int>(side.right()); ++x) {
                const auto p = all.at(x, y);
                bytes.insert(bytes.end(), {p.r, p.g, p.b});
            }
        return bytes;
    };
    window.move(700, 20);
    window.until("rest", [&] { return window.rested; });
    const auto before = beside();
    const Rect stage = window.rect("plot.xt");
    bool marked = false;
    for (int i = 0; i < 40 && !marked; ++i) { // until a path is under the mouse
        window.act([&] { window.move(stage.x + 0.5 * stage.w, stage.y + (0.3 + 0.01 * i) * stage.h); });
        marked = beside() != before;
    }
    REQUIRE(marked);
    window.key("s");
    window.until("the sweep", [&] { return window.has("sweep.start") && window.rested; });
    CHECK(beside() == before);
}
