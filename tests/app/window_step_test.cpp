// One particle and one step in the real window: pinned by a click, followed by keys, its step inspected in slow motion.

#include "core/run/simulate.h"
#include "tests/app/window_driver.h"

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::string two_samplers = std::string(small_scene) + "[[sampler]]\nname = \"DDPM\"\nkind = \"ddpm\"\n";

/// Where a plot shows a place in its axes, in the window.
Point pixel_of(Window& window, const std::string& plot, double x, double y) {
    const Rect r = window.rect("plot." + plot);
    const auto along = [&](const char* axis, double value) {
        const Json& a = window.axis(plot, axis);
        const double u = (value - a["lo"].number) / (a["hi"].number - a["lo"].number);
        return a["from"].number + u * (a["to"].number - a["from"].number);
    };
    return {r.x + static_cast<float>(along("x", x)), r.y + static_cast<float>(along("y", y))};
}

/// The particle of the first few that is farthest from all others at a level, under the first sampler.
struct Lone {
    int particle = 0;
    double t = 0, x = 0;
};
Lone lone_particle(const Experiment& experiment, int level) {
    SimulateOptions options;
    options.measures = {};
    const Run run = simulate(experiment, options);
    const SamplerRun& sampler = run.samplers[0];
    const int state = sampler.state_at(level);
    Lone best;
    double farthest = -1;
    for (int p = 0; p < 12; ++p) {
        double nearest = 1e9;
        for (const SamplerRun& other : run.samplers)
            for (int q = 0; q < 40; ++q)
                if (q != p || &other != &sampler)
                    nearest = std::min(
                        nearest, std::abs(*other.paths.at(q, other.state_at(level)) - *sampler.paths.at(p, state)));
        if (nearest < farthest) continue;
        farthest = nearest;
        best = {p, run.process().levels[static_cast<std::size_t>(level)].t, *sampler.paths.at(p, state)};
    }
    return best;
}

} // namespace

TEST_CASE("a click on a path pins its particle, another one lets it go; a drag moves time; Escape lets go") {
    Window window; // DDIM alone: smooth paths
    const Lone lone = lone_particle(window.experiment, 30);
    const Point at = pixel_of(window, "xt", lone.t, lone.x);
    CHECK(window.pinned == -1);
    window.click(at.x, at.y);
    window.until("the pin", [&] { return window.pinned == lone.particle && window.rested; });
    CHECK(window.level == 0); // a click on a particle does not move time
    CHECK(window.experiments == 1);
    window.click(at.x, at.y);
    window.until("the particle to be let go", [&] { return window.pinned == -1 && window.rested; });
    window.click(at.x, at.y);
    window.until("the pin", [&] { return window.pinned == lone.particle; });
    window.key("Escape");
    window.until("Escape to let go", [&] { return window.pinned == -1; });
    window.press(at.x, at.y);
    window.move(at.x + 60, at.y);
    window.until("time to follow the drag", [&] { return window.level > 30; });
    window.release();
    CHECK(window.pinned == -1);
}

TEST_CASE("P pins the usual particle, Up and Down go to its neighbours") {
    Window window;
    window.key("p");
    window.until("a pin", [&] { return window.pinned >= 0; });
    const int usual = window.pinned;
    SimulateOptions options;
    options.measures = {};
    const Run run = simulate(window.experiment, options);
    const auto x = [&](int particle) {
        return *run.samplers[0].paths.at(particle, run.samplers[0].state_at(window.level));
    };
    window.key("Up");
    window.until("the next one", [&] { return window.pinned != usual; });
    const int above = window.pinned;
    CHECK(x(above) > x(usual));
    for (int p = 0; p < run.samplers[0].paths.particles; ++p) CHECK_FALSE((x(p) > x(usual) && x(p) < x(above)));
    window.key("Down");
    window.until("back", [&] { return window.pinned == usual; });
    window.key("p");
    window.until("no pin", [&] { return window.pinned == -1; });
}

TEST_CASE("the inspector: Step, the next sampler, slow motion stage by stage, a number for the particle, Escape") {
    Window window(two_samplers);
    window.key("End");
    window.until("noise", [&] { return window.level == 40 && window.rested; });
    window.click("timeline.inspect");
    window.until("the strip", [&] { return window.inspect == 1 && window.has("step.numbers.x0") && window.rested; });
    CHECK(window.has("step.names.eps"));
    CHECK_FALSE(window.has("step.numbers.noise")); // DDIM adds none
    window.key("Tab");
    window.until("DDPM", [&] { return window.inspect == 2 && window.has("step.numbers.noise") && window.rested; });

    window.enter("step.particle", "321"); // beyond the paths that the run keeps
    window.until("particle 321", [&] { return window.pinned == 321 && window.has("step.numbers.x0"); });

    window.enter("step.particle", "9999"); // there are 500: nothing changes
    CHECK(window.pinned == 321);

    // Leave, ask, split, combine, noise, arrive; then the step from the next level.
    const auto stage = [&](const char* chord, int wanted) {
        window.act([&] { window.key(chord); });
        CHECK(window.stage == wanted);
    };
    for (int i = 0; i < 6; ++i) stage("ctrl+Right", i);
    CHECK(window.level == 40);
    stage("ctrl+Right", 0);
    CHECK(window.level == 39);
    window.act([&] { window.key("ctrl+Left"); });
    CHECK(window.level == 40);
    window.key("l");
    window.until("slow motion to go on by itself", [&] { return window.level < 40; });
    window.key("l");

    window.act([&] { window.key("Escape"); });
    CHECK(window.inspect == 0);
    CHECK_FALSE(window.has("step.numbers"));
    CHECK(window.experiments == 1); // all of this is looking
}

TEST_CASE("a scene may ask for a particle and its step; pointing at a term lights it") {
    Window window(two_samplers + "[view]\nlevel = 20\nparticle = 300\ninspect = 2\n");
    window.until("the step", [&] { return window.has("step.names.noise") && window.rested; });
    CHECK(window.pinned == 300);
    CHECK(window.inspect == 2);
    const Picture calm = window.picture();
    const Rect eps = window.rect("step.names.eps"), noise = window.rect("step.names.noise");
    window.act([&] { window.move(eps.x + eps.w / 2, eps.y + eps.h / 2); });
    const Picture lit = window.picture();
    // What is not lit steps back: the noise's letters lose colour, those of eps keep theirs.
    const auto changed = [&](const Rect& r) {
        int count = 0;
        for (float y = r.y; y < r.bottom(); ++y)
            for (float x = r.x; x < r.right(); ++x)
                count += !(calm.at(static_cast<int>(x), static_cast<int>(y)) ==
                           lit.at(static_cast<int>(x), static_cast<int>(y)));
        return count;
    };
    CHECK(changed(noise) > 20);
    CHECK(changed(eps) == 0);
}

TEST_CASE("the steps beside each other come by a button, and pointing at a coefficient's curve lights its term") {
    Window window(two_samplers + "[view]\nlevel = 20\nparticle = 300\ninspect = 2\n");
    window.until("the step", [&] { return window.has("step.names.noise") && window.rested; });
    window.click("step.plots");
    window.until("the plots", [&] { return window.has("plot.step-lanes") && window.has("plot.step-terms"); });
    CHECK(window.look.find("plots = [\"step-lanes\", \"step-terms\", \"denoiser\"]") != std::string::npos);
    window.move(600, 5);
    window.until_seen("the mouse to be away");
    const Picture calm = window.picture();
    const auto changed = [&](const Picture& lit, const Rect& r) {
        int count = 0;
        for (float y = r.y; y < r.bottom(); ++y)
            for (float x = r.x; x < r.right(); ++x)
                count += !(calm.at(static_cast<int>(x), static_cast<int>(y)) ==
                           lit.at(static_cast<int>(x), static_cast<int>(y)));
        return count;
    };
    // sigma of DDPM on VE, from t to s = t - 1/40: sqrt(s (t - s) / t), on a log axis.
    const double t = 0.25, s = t - 1.0 / 40;
    const Rect r = window.rect("plot.step-terms");
    const Json &x = window.axis("step-terms", "x"), &y = window.axis("step-terms", "y");
    const auto pixel = [](const Json& a, double value, bool log) {
        const auto f = [&](double v) { return log ? std::log(v) : v; };
        const double u = (f(value) - f(a["lo"].number)) / (f(a["hi"].number) - f(a["lo"].number));
        return a["from"].number + u * (a["to"].number - a["from"].number);
    };
    window.act(
        [&] { window.move(r.x + pixel(x, t, false), r.y + pixel(y, std::sqrt(s * (t - s) / t), y["log"].boolean)); });
    const Picture lit = window.picture();
    CHECK(changed(lit, window.rect("step.names.noise")) == 0);
    CHECK(changed(lit, window.rect("step.names.eps")) > 20); // it steps back
    window.click("step.plots");
    window.until("the plots before", [&] { return !window.has("plot.step-lanes") && window.rested; });
    CHECK(window.look.find("plots") == std::string::npos);
}
