// Scene files: what they say, what they may say, and that nothing is lost on the way there and back.

#include "app/base/text.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "tests/app/process.h"
#include "tests/app/scene_text.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("an empty scene is all defaults") {
    const Experiment experiment = parse("");
    Experiment expected;
    expected.samplers.emplace_back();
    CHECK(experiment == expected);
    CHECK(parse("# nothing but a comment\n") == expected);
}

TEST_CASE("the example of the design document is a scene") {
    const Experiment e = parse(R"(
title = "Problem 1: sigma-squared"
[target]
kind  = "gaussian"      # gaussian, mixture, ring, grid, moons, spiral, circles, checkerboard, points, ...
sigma = 0.2             # standard deviation; mean = [0.0]; its length is the dimension (1 or 2)
[process]
kind  = "ve"            # vp, ve, flow
steps = 100             # T
# vp: schedule = "linear", beta_start = 1e-4, beta_end = 0.02, or schedule = "custom", alpha_bar = [...]
[[sampler]]
name  = "DDIM"
kind  = "ddim"          # ddim, ddpm, mean-only, half-step, naive-inverse, true-reverse, ...
eta   = 0.0             # ddim;   ddpm: variance = "small" | "large" | "learned", v = 0.5
final_noise = false     # ddpm: add the noise of the last step too (eq. (1) of the sigma-squared problem does)
steps = 100             # default: all of the process
spacing = "all"         # all, leading, trailing, linspace, uniform, quadratic
start = "prior"         # prior: N(0, I); exact: p_T, the true distribution of x_T
[run]
particles = 20000
seed = 7
precision = "single"    # single, double
)");
    CHECK(e.title == "Problem 1: sigma-squared");
    CHECK(e.samplers.size() == 1);
    CHECK(e.samplers[0].steps == 100);
    CHECK(e.run == RunSpec{});
}

TEST_CASE("every key arrives") {
    const Experiment e = parse(R"(
[target]
kind = "mixture"
[[target.component]]
weight = 2
mean = [1, -1.5]
sigma = 0.25
[[target.component]]
cov = [[0.09, 0.03], [0.03, 0.05]]
[process]
kind = "vp"
steps = 12
schedule = "scaled_linear"
beta_start = 0.001
beta_end = 0.2
[[sampler]]
kind = "ddpm"
variance = "learned"
v = 0.25
final_noise = true
start = "exact"
[[sampler]]
kind = "mean_only"
steps = 4
spacing = "trailing"
[[sampler]]
kind = "ddim"
eta = 1
[run]
particles = 5
seed = 9223372036854775807
precision = "double"
)");
    REQUIRE(e.target.components.size() == 2);
    CHECK(e.target.kind == TargetKind::mixture);
    CHECK(e.target.components[0].weight == 2);
    CHECK(e.target.components[0].mean == std::vector<double>{1, -1.5});
    CHECK(e.target.components[0].sigma == 0.25);
    CHECK(e.target.components[1].mean == std::vector<double>{0, 0}); // as wide as the covariance
    CHECK(e.target.components[1].cov == std::vector<double>{0.09, 0.03, 0.03, 0.05});
    CHECK(e.process.schedule.kind == ScheduleKind::scaled_linear);
    CHECK(e.process.schedule.beta_start == 0.001);
    CHECK(e.process.schedule.beta_end == 0.2);
    REQUIRE(e.samplers.size() == 3);
    CHECK(e.samplers[0].name == "DDPM");
    CHECK(e.samplers[0].variance == Variance::learned);
    CHECK(e.samplers[0].v == 0.25);
    CHECK(e.samplers[0].final_noise);
    CHECK(e.samplers[0].start == Start::exact);
    CHECK(e.samplers[1].name == "Mean only");
    CHECK(e.samplers[1].kind == SamplerKind::mean_only);
    CHECK(e.samplers[1].steps == 4);
    CHECK(e.samplers[1].spacing == Spacing::trailing);
    CHECK(e.samplers[2].eta == 1);
    CHECK(e.run.particles == 5);
    CHECK(e.run.seed == 9223372036854775807u);
    CHECK(e.run.precision == Precision::double_);

    const Experiment custom = parse("[process]\nkind = \"vp\"\nschedule = \"custom\"\nalpha_bar = [0.9, 0.5, 0.0]\n");
    CHECK(custom.process.steps == 3); // as many as are listed
}

TEST_CASE("every key of a process arrives") {
    const auto process = [](const std::string& keys) { return parse("[process]\n" + keys).process; };
    ProcessSpec p = process("kind = \"vp\"\nschedule = \"vp-sde\"\nbeta_min = 0.2\nbeta_max = 10\n"
                            "zero_terminal_snr = true\n");
    CHECK(p.schedule.kind == ScheduleKind::vp_sde);
    CHECK(p.schedule.beta_min == 0.2);
    CHECK(p.schedule.beta_max == 10);
    CHECK(p.schedule.zero_terminal_snr);
    p = process("kind = \"vp\"\nsteps = 12\nschedule = \"custom\"\npoints = [[0, 9], [0.4, 1.5], [1.0, -7]]\n");
    CHECK(p.steps == 12);
    CHECK(p.schedule.points == std::vector<ControlPoint>{{0, 9}, {0.4, 1.5}, {1, -7}});
    CHECK(process("kind = \"vp\"\nschedule = \"custom\"\npoints = [[0, 9], [1, -7]]\n").steps == 100);
    for (const Fact<ScheduleKind>& row : facts<ScheduleKind>())
        if (row.value != ScheduleKind::custom)
            CHECK(process(std::string("kind = \"vp\"\nschedule = \"") + row.spelling + "\"\n").schedule.kind ==
                  row.value);
    p = process("kind = \"ve\"\ngrid = \"karras\"\nsigma_min = 0.01\nsigma_max = 80\nrho = 5\n");
    CHECK(p.grid == Grid::karras);
    CHECK(p.sigma_min == 0.01);
    CHECK(p.sigma_max == 80);
    CHECK(p.rho == 5);
    CHECK(process("grid = \"karras\"\n").rho == 7);
    CHECK(process("grid = \"polyexponential\"\n").rho == 1);
    CHECK(process("grid = \"optimal\"\nsigma_data = 0.2\n").sigma_data == 0.2);
    CHECK(process("sigma_max = 3\n").sigma_max == 3);
}

TEST_CASE("names by default keep samplers apart, names in the scene must") {
    const Experiment e =
        parse("[[sampler]]\n[[sampler]]\neta = 0.5\n[[sampler]]\nname = \"ddim 2\"\n[[sampler]]\nkind = \"ddpm\"\n");
    CHECK(e.samplers[0].name == "DDIM");
    CHECK(e.samplers[1].name == "DDIM 3");
    CHECK(e.samplers[3].name == "DDPM");
    CHECK(folder_name("  DDIM (η = 0.5)! ") == "ddim-0-5");
    CHECK(folder_name("Half step") == "half-step");
    CHECK(folder_name("--") == "");
}

TEST_CASE("lessons") {
    REQUIRE(lessons().size() >= 5);
    CHECK(lessons().front().name == "sigma-squared");
    std::set<std::string> names, titles;
    for (const Lesson& lesson : lessons()) {
        CAPTURE(lesson.name);
        const Experiment experiment = load_scene(lesson.name);
        CHECK(!experiment.title.empty());
        CHECK(experiment.title == lesson.title);
        CHECK(experiment.note.size() > 100); // what to look for
        CHECK(parse(write_scene(experiment)) == experiment);
        names.insert(lesson.name);
        titles.insert(lesson.title);
    }
    CHECK(names.size() == lessons().size());
    CHECK(titles.size() == lessons().size());
    for (const char* wanted : {"sigma-squared", "three-modes", "ring"}) CHECK(names.count(wanted) == 1);
}

TEST_CASE("what is written reads back the same, to the last bit") {
    std::mt19937_64 random(1);
    const auto real = [&](double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(random); };
    const auto one_of = [&]<class Enum>(Enum) { return facts<Enum>()[random() % facts<Enum>().size()].value; };
    for (int i = 0; i < 500; ++i) {
        Experiment e;
        e.title = i % 2 ? "σ² \"quoted\" \\ back\tslash\n\x01 \x7f" : "";
        e.note = i % 3 ? "two\n\nparagraphs, \"quoted\", η" : "";
        e.target = usual_target(one_of(TargetKind{}));
        const std::set<TargetKind> free = {TargetKind::gaussian, TargetKind::ring, TargetKind::grid,
                                           TargetKind::random};
        if (free.count(e.target.kind))
            e.target.sigma = std::exp(real(-10, 10)); // a curve may be no thinner than it has beads
        if (e.target.kind == TargetKind::uniform)
            e.target.boxes = {{real(0, 1), {real(-9, 0), -1}, {real(1, 9), 1 / 3.0}}, {1, {0, real(-9, 0)}, {1, 7}}};
        if (e.target.kind == TargetKind::points) {
            e.target.columns = 1 + static_cast<int>(random() % 2);
            e.target.points.resize(e.target.columns * (1 + random() % 9));
            for (double& x : e.target.points) x = real(-1, 1);
            e.target.kernel = i % 2 ? real(0, 1) : 0;
        }
        if (e.target.kind == TargetKind::spiral) e.target.turns = real(0.1, 3);
        if (e.target.kind == TargetKind::random) e.target.seed = random() >> 1;
        if (e.target.kind == TargetKind::word) e.target.text = i % 2 ? "Half\nstep" : "x = 1";
        e.denoiser = one_of(DenoiserKind{}) == DenoiserKind::exact
                         ? DenoiserSpec{}
                         : DenoiserSpec{DenoiserKind::perturbed, one_of(DenoiserError{}), real(0, 1)};
        if (e.denoiser.error == DenoiserError::field) e.denoiser.length = real(0.1, 1);
        if (e.target.kind == TargetKind::ring) e.target.modes = 1 + static_cast<int>(random() % 20);
        if (e.target.kind == TargetKind::ring) e.target.radius = real(0, 1e3);
        if (e.target.kind == TargetKind::grid) e.target.spacing = real(0, 1e-3);
        if (e.target.kind == TargetKind::gaussian && i % 3) e.target.mean = {real(-1, 1), real(-1e6, 1e6)};
        if (e.target.kind == TargetKind::gaussian && i % 3 == 1) {
            e.target.sigma = 0.2; // not written beside a covariance
            e.target.cov = {real(1, 2), 0.1 / 3, 0.1 / 3, real(1, 2)};
        }
        if (e.target.kind == TargetKind::mixture)
            e.target.components = {{real(0, 1), {real(-1, 1)}, real(0.1, 1), {}}, {1, {1 / 3.0}, 0.2, {1e-5}}};
        e.process.kind = one_of(ProcessKind{});
        e.process.steps = 7;
        ScheduleSpec& schedule = e.process.schedule;
        if (e.process.kind == ProcessKind::vp) schedule.kind = one_of(ScheduleKind{});
        if (schedule.kind == ScheduleKind::linear_1000) schedule.beta_end = real(1e-4, 5e-3); // times 1000/7 below 1
        if (schedule.kind == ScheduleKind::custom && i % 2)
            for (int t = 1; t <= 7; ++t) schedule.alpha_bar.push_back(1 - t / 7.0 * real(0.99, 1));
        else if (schedule.kind == ScheduleKind::custom)
            schedule.points = {{0, real(5, 9)}, {real(0.1, 0.5), real(-1, 1)}, {1, real(-9, -5)}};
        if (schedule.kind == ScheduleKind::constant) schedule.beta_end = real(0, 0.1);
        if (schedule.kind == ScheduleKind::vp_sde) schedule.beta_max = real(1, 20);
        if (e.process.kind == ProcessKind::vp) schedule.zero_terminal_snr = i % 3 == 0;
        if (e.process.kind == ProcessKind::ve) {
            e.process.grid = one_of(Grid{});
            e.process.sigma_max = real(1, 80);
            e.process.rho = usual_rho(e.process.grid);
            if (e.process.grid == Grid::exponential || e.process.grid == Grid::karras)
                e.process.sigma_min = real(1e-3, 0.1);
            if (e.process.grid == Grid::karras) e.process.rho = real(1, 10);
            if (e.process.grid == Grid::optimal) e.process.sigma_data = real(0.1, 1);
        }
        const int count = 1 + static_cast<int>(random() % 3);
        for (int k = 0; k < count; ++k) {
            SamplerSpec s;
            s.name = "Sampler " + std::to_string(k) + " η";
            do s.kind = one_of(SamplerKind{});
            while (fact(s.kind).from_file); // recorded_file_test.cpp
            if (s.kind == SamplerKind::true_reverse || s.kind == SamplerKind::naive_inverse ||
                s.kind == SamplerKind::euler_maruyama)
                s.kind = SamplerKind::half_step;
            if (s.kind == SamplerKind::ddim) s.eta = real(0, 1);
            if (s.kind == SamplerKind::ddpm) s.variance = one_of(Variance{});
            if (s.kind == SamplerKind::ddpm && s.variance == Variance::learned) s.v = real(0, 1);
            if (s.kind == SamplerKind::ddpm) s.final_noise = random() % 2;
            if (random() % 2) s.steps = 7;
            if (s.kind != SamplerKind::forward) s.start = one_of(Start{});
            e.samplers.push_back(s);
        }
        e.run = {1 + static_cast<std::int64_t>(random() % 1000), random() >> 1, one_of(Precision{})};
        const std::string toml = write_scene(e);
        CAPTURE(toml);
        const Experiment back = parse(toml);
        REQUIRE(back == e);
        REQUIRE(write_scene(back) == toml);
    }
}

TEST_CASE("a written scene holds what applies, in the order of the design") {
    CHECK(write_scene(parse("[process]\nkind = \"vp\"\n[[sampler]]\nkind = \"ddpm\"\n")) ==
          R"(format = 1
halfstep = ")" HALFSTEP_VERSION R"("
title = ""

[target]
kind = "gaussian"
sigma = 0.2
mean = [0.0]

[process]
kind = "vp"
steps = 100
schedule = "linear"
beta_start = 0.0001
beta_end = 0.02

[[sampler]]
name = "DDPM"
kind = "ddpm"
variance = "small"
final_noise = false
spacing = "all"
start = "prior"

[run]
particles = 20000
seed = 7
precision = "single"
)");
}

TEST_CASE("numbers are short and exact") {
    CHECK(number(0.1) == "0.1");
    CHECK(number(2) == "2");
    CHECK(number(1e-4) == "0.0001");
    CHECK(number(1.0 / 3) == "0.3333333333333333");
    for (const double value : {5e-324, 1.7976931348623157e308, 0.1 + 0.2, -0.0, 123456789.123456789})
        CHECK(std::strtod(number(value).c_str(), nullptr) == value);
}
