// Latents outside core: what scenes say of them, what their plot shows, and what its handles do.

#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/plots_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string latents_complaint(const std::string& latents, const std::string& rest = "") {
    try {
        parse_scene("[target]\nkind = \"ring\"\n[[sampler]]\nname = \"A\"\n" + rest + "[latents]\n" + latents,
                    "s.toml");
    } catch (const SceneError& e) {
        return e.what();
    }
    return "";
}

Experiment plane_experiment() {
    Experiment experiment = ring_2d();
    experiment.run.particles = 200;
    experiment.latents = LatentsSpec{{0.3, 1.4}, {-1.2, -0.5}, {0.8, 0.6}, ""};
    return experiment;
}
Experiment line_experiment() {
    Experiment experiment = mixture_1d();
    experiment.run.particles = 200;
    experiment.latents = LatentsSpec{{-0.8}, {1.3}, {0.4}, "DDIM"};
    return experiment;
}

/// The mark's place in the figure, where whoever looks would expect it.
const Handle& handle(const Figure& figure, int id) {
    for (const Handle* one : marks_of<Handle>(figure))
        if (one->id == id) return *one;
    FAIL("no such handle");
    return *marks_of<Handle>(figure).front();
}

std::vector<PlotHandle> latent_handles_in(const Experiment& experiment, const Figure& figure) {
    return find_plot("latents")->touch->handles(experiment, figure, {});
}

Experiment dragged_latent(const Experiment& before, const PlotHandle& handle, DataPoint from, DataPoint to,
                          const Figure& figure) {
    return find_plot("latents")->touch->drag(before, handle, {.from = from, .to = to}, figure).experiment;
}

} // namespace

TEST_CASE("a scene says its latents, or nothing of them") {
    for (const Experiment& experiment : {plane_experiment(), line_experiment()}) {
        const std::string scene = write_scene(experiment);
        CHECK(parse_scene(scene, "again") == experiment);
        Experiment without = experiment;
        without.latents.reset();
        CHECK_FALSE(contains(write_scene(without), "latents"));
        CHECK(parse_scene(write_scene(without), "again") == without);
    }
}

TEST_CASE("mistakes in latents: one line that names key, value and what is allowed") {
    const std::string good = "z1 = [1.0, 0.0]\nz2 = [0.0, 1.0]\nx0 = [2.0, 0.0]\n";
    CHECK(latents_complaint(good) == "");
    CHECK(latents_complaint(good + "sampler = \"A\"\n") == "");
    const std::pair<std::string, std::string> mistakes[] = {
        {"z1 = [1.0, 0.0]\nx0 = [2.0, 0.0]\n", "s.toml:5: latents.z2: is not given; allowed: 2 numbers"},
        {"z1 = [1.0]\nz2 = [0.0, 1.0]\nx0 = [2.0, 0.0]\n", "s.toml:6: latents.z1 = [1.0]: does not fit the target"},
        {"z1 = [1.0, 200.0]\nz2 = [0.0, 1.0]\nx0 = [2.0, 0.0]\n",
         "latents.z1 = [1.0, 200.0]: is out of range; allowed: "},
        {good + "z3 = [1.0, 0.0]\n", "s.toml:9: latents.z3"},
        {good + "sampler = \"B\"\n", "s.toml:9: latents.sampler = \"B\": there is no sampler of that name; allowed: "},
        {"z1 = \"a\"\n", "s.toml:6: latents.z1 = \"a\": "},
    };
    for (const auto& [toml, wanted] : mistakes) {
        const std::string message = latents_complaint(toml);
        INFO(message);
        CHECK(contains(message, wanted));
        CHECK(message.find('\n') == std::string::npos);
    }
    CHECK(contains(latents_complaint(good + "sampler = \"A\"\n", "eta = 1.0\n"), "the sampler draws noise"));
}

TEST_CASE("the plot is there where there are latents and a sampler without noise") {
    const Plot& plot = *find_plot("latents");
    Experiment experiment = plane_experiment();
    CHECK(plot.applies(unmeasured_run_of(experiment)));
    experiment.samplers[1].eta = 1;
    CHECK_FALSE(plot.applies(unmeasured_run_of(experiment)));
    CHECK_FALSE(plot.applies(unmeasured_run_of(ring_2d())));
}

TEST_CASE("in the plane: both curves from end to end, the way there and back, three handles, the norms") {
    const Run run = unmeasured_run_of(plane_experiment());
    const Figure figure = figure_of("latents", run, {});
    const Sane sane(figure);
    CHECK(figure.equal_aspect);
    const Curve *slerp = curve_labelled(figure, "DDIM, slerp"), *lerp = curve_labelled(figure, "DDIM, lerp");
    REQUIRE(slerp);
    REQUIRE(lerp);
    CHECK(slerp->dash == Dash::solid);
    CHECK(lerp->dash == Dash::dashed);
    for (const Curve* curve : {slerp, lerp}) {
        CHECK(curve->ink.role == Ink::sampler);
        CHECK(curve->ink.index == 1);
        REQUIRE(curve->x.size() == 65);
        CHECK(curve->x.front() == run.latents->x1(0, 0));
        CHECK(curve->y.back() == run.latents->x2(0, 1));
    }
    CHECK(marks_of<Handle>(figure).size() == 3);
    CHECK(handle(figure, 0).y == 1.4);
    CHECK(handle(figure, 1).x == -1.2);
    CHECK(handle(figure, 2).x == 0.8);
    CHECK(marks_of<HeatMap>(figure).size() == 1);
    CHECK(contains(figure.caption, "|z\u2081| 1.4, |z\u2082| 1.3, halfway lerp 0.64, slerp 1."));

    Experiment opposite = plane_experiment();
    opposite.latents->z2 = {-0.3, -1.4};
    const Figure without = figure_of("latents", unmeasured_run_of(opposite), {});
    CHECK_FALSE(curve_labelled(without, "DDIM, slerp"));
    CHECK(contains(without.caption, "no arc"));
}

TEST_CASE("on a line: the sampler's map and the exact one, handles on the axes, no arc") {
    const Run run = unmeasured_run_of(line_experiment());
    const Figure figure = figure_of("latents", run, {});
    const Sane sane(figure);
    const Curve *exact = curve_labelled(figure, "exact ODE"), *ddim = curve_labelled(figure, "DDIM");
    REQUIRE(exact);
    REQUIRE(ddim);
    CHECK(exact->ink.role == Ink::exact);
    CHECK(ddim->ink.index == 3);
    CHECK(handle(figure, 0).x == -0.8);
    CHECK(handle(figure, 0).y == figure.y.lo);
    CHECK(handle(figure, 2).x == figure.x.lo);
    CHECK(handle(figure, 2).y == 0.4);
    CHECK(contains(figure.caption, "halfway 0.25 (lerp only)"));
}

TEST_CASE("handles move what they stand for, within the axes") {
    const Experiment before = plane_experiment();
    const Figure figure = figure_of("latents", unmeasured_run_of(before), {});
    const std::vector<PlotHandle> handles = latent_handles_in(before, figure);
    REQUIRE(handles.size() == 3);
    CHECK(handle_name(handles[1].ref) == "latent[1]");
    Experiment after = dragged_latent(before, handles[0], {0.35, 1.4}, {0.85, 0.9}, figure);
    CHECK(after.latents->z1 == std::vector<double>{0.8, 0.9});
    CHECK(after.latents->z2 == before.latents->z2);
    after = dragged_latent(before, handles[2], {0, 0}, {1e6, -1e6}, figure);
    CHECK(after.latents->x0 == std::vector<double>{figure.x.hi, figure.y.lo});
    const Figure moved = figure_of("latents", unmeasured_run_of(after), {});
    CHECK(moved.x.hi == figure.x.hi); // the axes rest
    CHECK(moved.y.lo == figure.y.lo);

    const Experiment flat = line_experiment();
    const Figure map = figure_of("latents", unmeasured_run_of(flat), {});
    after = dragged_latent(flat, latent_handles_in(flat, map)[0], {0, 0}, {0.5, 9}, map);
    CHECK(after.latents->z1 == std::vector<double>{-0.3});
    after = dragged_latent(flat, latent_handles_in(flat, map)[2], {0, 0}, {0.5, 0.25}, map);
    CHECK(after.latents->x0 == std::vector<double>{0.65});
    CHECK(dragged_latent(mixture_1d(), latent_handles_in(flat, map)[0], {0, 0}, {0.5, 0}, map) == mixture_1d());
}

TEST_CASE("a latent's name stands below its handle, and above where a dot right below would hide it") {
    Experiment experiment = load_scene("between-two-latents");
    experiment.run.particles = 200;
    const Run run = run_of(experiment);
    const Figure figure = figure_of("latents", run, {});
    const auto side_of = [&](const std::string& name) {
        for (const Label* label : marks_of<Label>(figure))
            if (label->text == name) return label->dy;
        return 0.f;
    };
    const Latents& l = *run.latents; // x_T of the datum lies a little below z1
    REQUIRE(l.z0(0, 1) < l.z1(0, 1));
    REQUIRE(std::hypot(l.z0(0, 0) - l.z1(0, 0), l.z0(0, 1) - l.z1(0, 1)) < 1);
    CHECK(side_of("z₁") > 0);
    CHECK(side_of("z₂") < 0);
    CHECK(side_of("x₀") < 0);
}
