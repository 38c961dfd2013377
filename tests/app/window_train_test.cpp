// Training in the window: the buttons, what is shown meanwhile, and what edits do to a network that has learned.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const training_scene = R"(title = "learns"
[target]
sigma = 0.5
[denoiser]
kind = "learned"
[training]
width = 16
depth = 2
target = "x0"
preconditioning = "none"
steps = 1000000
[process]
kind = "ve"
steps = 20
[[sampler]]
name = "learned"
[[sampler]]
name = "exact"
denoiser = "exact"
[run]
particles = 300
)";

double training_step(const Window& window) { return window.training["step"].number; }
bool training_running(const Window& window) { return window.training["running"].boolean; }

void redo(Window& window) {
    const int before = window.experiments;
    window.key("ctrl+shift+z");
    window.until("redo", [&] { return window.experiments > before && window.cause == "redo" && window.rested; });
}

/// A click while it learns, when the window is never at rest for long.
void click_busy(Window& window, const std::string& widget) {
    window.aim(widget);
    window.xdo({"mousedown", "1"});
    window.until("the press", [&] { return window.pressed(); });
    window.xdo({"mouseup", "1"});
    window.until("the release", [&] { return !window.pressed(); });
}

} // namespace

TEST_CASE("start, pause, one step, reset; an edit is what it goes on with, and every one of them can be undone") {
    Window window(training_scene);
    window.resize(1400, 1150);
    CHECK(window.has("plot.training")); // offered, as there is something to learn
    CHECK(window.has("plot.denoiser"));
    CHECK(!window.trained);

    click_busy(window, "training.run");
    window.until("some learning",
                 [&] { return window.trained && training_running(window) && training_step(window) > 300; });
    const double early = window.training["loss"].number;
    const int runs = window.runs;
    window.until("samples of what was learned", [&] { return window.runs > runs + 2; });
    CHECK(window.run["coarse"].boolean);
    window.until("much learning", [&] { return training_step(window) > 3000; });
    // The floor is E Var[x0 | x_t] = mean of s t / (s + t) with s = 0.25 over t = 1/20 .. 1: 0.166. The prior variance
    // is 0.25.
    CHECK(window.training["loss"].number < early + 0.01);
    CHECK(window.training["loss"].number == doctest::Approx(0.166).epsilon(0.08));

    // It goes on with other data.
    click_busy(window, "training.run");
    window.until("the pause, and the full run",
                 [&] { return !training_running(window) && window.rested && !window.run["coarse"].boolean; });
    const double paused = training_step(window);
    window.enter("target.sigma.value", "0.2");
    window.until("the edit", [&] { return window.experiment.target.sigma == 0.2 && window.rested; });
    CHECK(window.undo_depth == 2);             // the training run, and the edit
    CHECK(window.experiment.denoiser.network); // the scene carries what was learned
    CHECK(window.experiment.denoiser.network->history.back().step == doctest::Approx(paused));
    click_busy(window, "training.step");
    window.until("one step", [&] { return training_step(window) == paused + 1 && window.rested; });
    click_busy(window, "training.run");
    window.until("the new floor", [&] { return training_step(window) > paused + 2000; });
    // mean of s t / (s + t) with s = 0.04: 0.0351
    CHECK(window.training["loss"].number == doctest::Approx(0.0351).epsilon(0.1));
    click_busy(window, "training.run");
    window.until("the second pause", [&] { return !training_running(window) && window.rested; });

    const double twice = training_step(window);

    // One after the other: the second run, the one step, the edit, which leaves what was learned, and the first run.
    window.undo();
    CHECK(window.learned == paused + 1);
    CHECK(window.experiment.target.sigma == 0.2);
    window.undo();
    CHECK(window.learned == paused);
    window.undo();
    CHECK(window.learned == paused);
    CHECK(window.experiment.target.sigma == 0.5);
    window.undo();
    CHECK(window.learned == 0);
    CHECK(window.undo_depth == 0);
    for (const double steps : {paused, paused, paused + 1, twice}) {
        redo(window);
        CHECK(window.learned == steps);
    }
    // It goes on from there.
    click_busy(window, "training.step");
    window.until("one step more", [&] { return training_step(window) == twice + 1 && window.rested; });

    click_busy(window, "training.reset");
    window.until("the reset", [&] { return training_step(window) == 0 && window.rested; });
    window.enter("target.sigma.value", "0.3"); // a scene is written
    window.until("the edit", [&] { return window.experiment.target.sigma == 0.3 && window.rested; });
    CHECK(!window.experiment.denoiser.network);
    window.undo();
    CHECK(window.learned == 0); // the edit alone
    window.undo();
    CHECK(window.learned == twice + 1);
}

TEST_CASE("undo while it learns takes the whole run back, and ends it") {
    Window window(training_scene);
    window.resize(1400, 1150);
    click_busy(window, "training.run");
    window.until("some learning", [&] { return window.trained && training_step(window) > 300; });
    window.key("ctrl+z");
    window.until("undo", [&] { return window.cause == "undo" && window.rested; });
    CHECK(window.learned == 0);
    const int experiments = window.experiments;
    window.act([&] { window.key("ctrl+y"); });
    CHECK(window.experiments == experiments + 1);
    CHECK(window.learned > 0);
}

TEST_CASE("another network begins anew; the exact denoiser ends the training") {
    Window window(training_scene);
    window.resize(1400, 1150);
    click_busy(window, "training.run");
    window.until("some learning", [&] { return window.trained && training_step(window) > 300; });
    click_busy(window, "training.run");
    window.until("the pause", [&] { return !training_running(window) && window.rested; });
    window.enter("training.width.value", "20");
    window.until("the edit", [&] { return window.experiment.training.width == 20 && window.rested; });
    CHECK(!window.experiment.denoiser.network);
    click_busy(window, "training.step");
    window.until("its first step", [&] { return training_step(window) == 1 && window.rested; });
    window.choose("denoiser.kind", "Exact");
    window.until("the edit", [&] { return window.experiment.denoiser.kind == DenoiserKind::exact && window.rested; });
    CHECK(!window.has("training.run"));
    CHECK(window.has("plot.variance")); // those that go with it again
    window.choose("denoiser.kind", "Learned");
    window.until("the edit", [&] { return window.experiment.denoiser.kind == DenoiserKind::learned && window.rested; });
    REQUIRE(window.experiment.denoiser.network); // it was only set aside
    CHECK(window.experiment.denoiser.network->spec.width == 20);
    window.choose("target.kind", "Ring");
    window.until("the plane", [&] { return window.has("plot.denoiser-plane") && window.rested; });
    CHECK(!window.experiment.denoiser.network);
    CHECK(window.has("plot.training"));
}

TEST_CASE("presenting, a network is trained and paused by a button in the bar") {
    Window window(training_scene);
    window.key("F11");
    window.until("presenting", [&] { return window.view["presenting"].boolean && window.rested; });
    REQUIRE(window.has("training.run"));
    CHECK(window.rect("training.run").right() <= window.rect("clock").x);
    click_busy(window, "training.run");
    window.until("some learning",
                 [&] { return window.trained && training_running(window) && training_step(window) > 100; });
    click_busy(window, "training.run");
    window.until("the pause", [&] { return !training_running(window) && window.rested; });
    CHECK(window.view["presenting"].boolean);
}
