// The sweep in the real window: started, watched, cancelled, run to its end, exported.

#include "app/sweep/sweep_rows.h"
#include "tests/app/process.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

double done(const Window& window) { return window.view["sweep_done"].number; }
double total(const Window& window) { return window.view["sweep_total"].number; }
bool sweep_running(const Window& window) { return window.view["sweep_running"].boolean; }

void open_sweep(Window& window) {
    window.key("s");
    window.until("the sweep", [&] { return window.has("sweep.start") && window.rested; });
}

/// Instead of what is in the field.
void fill_sweep(Window& window, const std::string& field, const std::string& text) {
    window.focus(field);
    window.field_key("ctrl+a");
    window.type(text);
    window.press_enter();
}

const char* const trailing_scene = R"(title = "steps"
[target]
sigma = 0.5
[process]
kind = "ve"
steps = 100
[[sampler]]
name = "DDIM"
spacing = "trailing"
steps = 20
[run]
particles = 500
)";

} // namespace

TEST_CASE("a sweep runs to its end while the window lives, and its figure and rows are exported") {
    Window window(trailing_scene);
    open_sweep(window);
    window.click("sweep.start");
    window.until("all runs",
                 [&] { return total(window) == 18 && done(window) == 18 && window.rested; }); // 6 values, 3 seeds
    CHECK_FALSE(sweep_running(window));
    CHECK(window.has("plot.sweep"));
    CHECK(window.axis("sweep", "x")["log"].boolean);
    CHECK(window.axis("sweep", "x")["lo"].number < 2);
    CHECK(window.axis("sweep", "x")["hi"].number > 100);

    window.click("plot.sweep.legend.DDIM");
    window.until("the sampler to be off", [&] { return window.muted == 1 && window.rested; });
    window.click("plot.sweep.legend.DDIM");
    window.until("the sampler to be back", [&] { return window.muted == 0 && window.rested; });
    const Rect r = window.rect("plot.sweep");
    window.wheel(r.x + r.w / 2, r.y + r.h / 2, 3);
    CHECK(window.axis("sweep", "x")["zoomed"].boolean);
    window.key("f");
    window.until("all of it", [&] { return !window.axis("sweep", "x")["zoomed"].boolean && window.rested; });

    for (const char* name : {"rows.csv", "figure.svg"}) {
        window.click("sweep.export");
        window.until("the dialog", [&] { return window.has("export.name") && window.typing() && window.rested; });
        window.focus("export.name");
        window.field_key("ctrl+a");
        window.type(name);
        window.until("the name", [&] { return window.view["name"].string == name && window.rested; });
        window.click("export.write");
        window.until("the file", [&] { return !window.has("export.name") && window.rested; });
    }
    // The same rows as the command's.
    const std::string rows = read_whole(window.folder.path("rows.csv"));
    const ProcessResult command = run_halfstep(
        {"sweep", window.folder.path("scene.toml"), "--over", "sampler.steps=2,5,10,20,50,100", "--seeds", "3"});
    CHECK(command.code == 0);
    CHECK(rows == command.out);
    const std::string svg = read_whole(window.folder.path("figure.svg"));
    CHECK(svg.find("# --over sampler.steps=2,5,10,20,50,100\n# --seeds 3") != std::string::npos);
    CHECK(svg.find("exact draws") != std::string::npos);
    window.key("Escape");
    window.until("the notice to go", [&] { return window.notice().empty() && window.rested; });
    window.key("Escape");
    window.until("the stage", [&] { return window.has("plot.xt") && !window.has("sweep.start"); });
}

TEST_CASE("a sweep is cancelled, keeps what is done, leaves an edited experiment alone, and starts again") {
    std::string scene = trailing_scene; // with so many particles that there is time to cancel
    scene.replace(scene.find("particles = 500"), 15, "particles = 100000");
    Window window(scene);
    open_sweep(window);
    fill_sweep(window, "sweep.values", "100,90");
    fill_sweep(window, "sweep.seeds", "5000");
    window.click("sweep.start");
    window.until("some runs", [&] { return done(window) >= 2; });
    CHECK(sweep_running(window));
    window.xdo({"mousemove", "1990", "1290"});
    window.key("n"); // a new seed: another experiment
    window.until("the edit", [&] { return window.cause == "run.seed"; });
    window.click("sweep.cancel");
    window.until("the end", [&] { return !sweep_running(window) && window.rested; });
    const double kept = done(window);
    CHECK(kept >= 2);
    CHECK(kept < total(window));
    CHECK(window.has("plot.sweep"));
    fill_sweep(window, "sweep.seeds", "1");
    window.click("sweep.start");
    window.until("all runs", [&] { return total(window) == 2 && done(window) == 2 && window.rested; });
}

TEST_CASE("samplers that visit every level: T is offered first, and steps are varied with a spacing that has such") {
    Window window; // spacing = all
    open_sweep(window);
    window.click("sweep.start");
    window.until("all runs of T", [&] { return total(window) == 18 && done(window) == 18 && window.rested; });
    CHECK(window.view["message"].string.empty());
    fill_sweep(window, "sweep.key", "sampler.steps");
    fill_sweep(window, "sweep.values", "2, 5, 10, 20");
    window.click("sweep.start");
    window.until("all runs", [&] { return total(window) == 12 && done(window) == 12 && window.rested; });
    CHECK(window.view["message"].string.empty());
    CHECK(window.experiment.samplers[0].spacing == Spacing::all);
    fill_sweep(window, "sweep.key", "process.stps");
    window.click("sweep.start");
    window.until("a message", [&] { return window.view["message"].string.find("did you mean") != std::string::npos; });
    CHECK(done(window) == 12);
}
