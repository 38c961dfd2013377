// Latents in the real window: put in by the panel, dragged on their plot, undone.

#include "core/run/simulate.h"
#include "tests/app/window_driver.h"

#include <cmath>

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

TEST_CASE("a click without a drag on a latent pins the particle that starts nearest; one on a particle pins that") {
    Window window(std::string(latents_scene) + "[latents]\nz1 = [0.5, 1.5]\nz2 = [-1.5, -0.5]\nx0 = [2.0, 0.0]\n");
    REQUIRE(window.has("plot.latents"));
    SimulateOptions options;
    options.measures = {};
    const Run run = simulate(window.experiment, options);
    const Paths& paths = run.samplers[0].paths;
    const auto nearest = [&](double x, double y, int state) {
        int best = 0;
        const auto away = [&](int p) { return std::hypot(paths.at(p, state)[0] - x, paths.at(p, state)[1] - y); };
        for (int p = 1; p < paths.particles; ++p)
            if (away(p) < away(best)) best = p;
        return best;
    };
    const int start = nearest(0.5, 1.5, 0), end = nearest(2, 0, paths.states - 1);
    window.click("handle.latent[0]");
    window.until("the pin", [&] { return window.pinned == start && window.rested; });
    CHECK(window.experiments == 1); // nothing was dragged
    window.click("handle.latent[0]");
    window.until("to let go", [&] { return window.pinned == -1 && window.rested; });
    window.click("handle.latent[2]");
    window.until("the pin of the data's", [&] { return window.pinned == end && window.rested; });
    window.key("Escape");
    window.until("Escape", [&] { return window.pinned == -1 && window.rested; });

    // A particle where it ends, away from the handles and from all others.
    int lone = -1;
    double farthest = 0;
    for (int p = 0; p < 32; ++p) {
        const double* const at = paths.at(p, paths.states - 1);
        double near = std::min(
            {std::hypot(at[0] - 0.5, at[1] - 1.5), std::hypot(at[0] + 1.5, at[1] + 0.5), std::hypot(at[0] - 2, at[1])});
        for (int q = 0; q < 32; ++q)
            if (q != p)
                near = std::min(near, std::hypot(at[0] - paths.at(q, paths.states - 1)[0],
                                                 at[1] - paths.at(q, paths.states - 1)[1]));
        if (near > farthest) farthest = near, lone = p;
    }
    const double* const at = paths.at(lone, paths.states - 1);
    const Rect r = window.rect("plot.latents");
    const auto along = [&](const char* axis, double value) {
        const Json& a = window.axis("latents", axis);
        const double u = (value - a["lo"].number) / (a["hi"].number - a["lo"].number);
        return a["from"].number + u * (a["to"].number - a["from"].number);
    };
    window.click(r.x + along("x", at[0]), r.y + along("y", at[1]));
    window.until("the particle", [&] { return window.pinned == lone && window.rested; });
}
