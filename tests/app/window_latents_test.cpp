// Latents in the real window: put in by the panel, dragged on their plot, undone.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const latents_scene = R"(title = "latents"
[target]
kind = "ring"
sigma = 0.2
[process]
kind = "vp"
steps = 40
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

} // namespace

TEST_CASE("a latent follows the mouse, the axes rest, and one undo step takes it back") {
    Window window(std::string(latents_scene) + "[latents]\nz1 = [0.5, 1.5]\nz2 = [-1.5, -0.5]\nx0 = [2.0, 0.0]\n");
    const Experiment start = window.experiment;
    REQUIRE(window.has("plot.latents")); // it has come by itself
    const double lo = window.axis("latents", "x")["lo"].number;
    window.aim("handle.latent[0]");
    const Rect r = window.rect("handle.latent[0]");
    window.press(r.x + r.w / 2, r.y + r.h / 2);
    for (const double part : {0.5, 1.0}) {
        const int before = window.experiments;
        window.move(r.x + r.w / 2 + 30 * part, r.y + r.h / 2 + 20 * part);
        window.until("the latent to follow", [&] { return window.experiments > before; });
    }
    window.release();
    CHECK(window.experiment.latents->z1[0] > 0.6);
    CHECK(window.experiment.latents->z1[1] < 1.4);
    CHECK(window.experiment.latents->z2 == start.latents->z2);
    CHECK(window.cause == "latents.z1");
    CHECK(window.undo_depth == 1);
    window.until("the full run", [&] { return !window.run["coarse"].boolean && window.rested; });
    CHECK(window.axis("latents", "x")["lo"].number == lo);
    window.undo();
    CHECK(window.experiment == start);
}

TEST_CASE("the panel puts latents in, with their plot, and takes them out") {
    Window window(latents_scene);
    window.resize(1500, 1200); // all of the controls in sight
    const Experiment start = window.experiment;
    CHECK_FALSE(window.has("plot.latents"));
    window.click("latents");
    window.until("the plot", [&] { return window.has("plot.latents") && window.rested; });
    REQUIRE(window.experiment.latents);
    CHECK(window.experiment.latents->z1.size() == 2);
    CHECK(window.undo_depth == 1);
    window.click("latents");
    window.until("the plot to go", [&] { return !window.has("plot.latents") && window.rested; });
    CHECK(window.experiment == start);
}
