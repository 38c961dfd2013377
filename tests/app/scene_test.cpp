// Scene files: what they say, what they may say, and that nothing is lost on the way there and back.

#include "app/scene/names.h"
#include "app/scene/scene.h"
#include "core/law/catalog.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <set>

using namespace halfstep;
using halfstep::testing::TemporaryFolder;

namespace {

Experiment parse(const std::string& toml) { return parse_scene(toml, "scene.toml"); }

/// What parse() complains about; empty when it does not.
std::string complaint(const std::string& toml) {
    try {
        parse(toml);
    } catch (const SceneError& e) {
        return e.what();
    }
    return "";
}

std::string load_complaint(const std::string& path) {
    try {
        load_scene(path);
    } catch (const SceneError& e) {
        return e.what();
    }
    return "";
}

struct Mistake {
    const char* toml;
    const char* begins;   ///< the message, after "scene.toml:"
    const char* contains; ///< and somewhere behind
};

void check(const Mistake& mistake) {
    const std::string toml = mistake.toml;
    CAPTURE(toml);
    const std::string message = complaint(toml);
    CHECK(message.substr(0, 11 + std::strlen(mistake.begins)) == std::string("scene.toml:") + mistake.begins);
    INFO(message);
    CHECK(message.find(mistake.contains) != std::string::npos);
    CHECK(message.find("; allowed: ") != std::string::npos);
    CHECK(message.find('\n') == std::string::npos);
}

} // namespace

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
    check(
        {"[[sampler]]\nname = \"A b\"\n[[sampler]]\nname = \"a-B!\"\n", "4: sampler[1].name = \"a-B!\": ", "\"a-b\""});
    check({"[[sampler]]\nname = \"σ\"\n", "2: sampler[0].name = \"σ\": ", "at least one of"});
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
            s.kind = one_of(SamplerKind{});
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
    CHECK(write_scene(parse("[process]\nkind = \"vp\"\n[[sampler]]\nkind = \"ddpm\"\n")) == R"(title = ""

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

TEST_CASE("mistakes in keys") {
    check({"titel = \"a\"", "1: titel = \"a\": unknown key", "did you mean title?"});
    check({"\n\n[samplers]", "3: samplers: unknown key", "did you mean sampler?"});
    check({"[[sampler]]\n[[sampler]]\netta = 1\n", "3: sampler[1].etta = 1: unknown key", "did you mean eta?"});
    check({"[target]\nzzzzzzzz = 1\naaaa = 2\n", "2: target.zzzzzzzz",
           "allowed: kind, text, sigma"}); // the first line, not the first letter
    check({"[[sampler]]\nkind = \"ddpm\"\neta = 0.5\n", "3: sampler[0].eta = 0.5: does not apply", "kind = \"ddpm\""});
    check({"[[sampler]]\nvariance = \"small\"\n", "2: sampler[0].variance", "does not apply to kind = \"ddim\""});
    check({"[[sampler]]\nfinal_noise = true\n", "2: sampler[0].final_noise = true", "does not apply"});
    check(
        {"[[sampler]]\nkind = \"true-reverse\"\nfinal_noise = false\n", "3: sampler[0].final_noise", "does not apply"});
    check({"[[sampler]]\nkind = \"ddpm\"\nv = 0.5\n", "3: sampler[0].v", "variance = \"small\""});
    check({"[process]\nschedule = \"linear\"\n", "2: process.schedule", "does not apply to kind = \"ve\""});
    check({"[process]\nkind = \"vp\"\nschedule = \"cosine\"\nbeta_end = 0.1\n", "4: process.beta_end",
           "schedule = \"cosine\""});
    check({"[process]\nkind = \"vp\"\nbeta_max = 10\n", "3: process.beta_max", "schedule = \"linear\""});
    check({"[process]\nkind = \"vp\"\nsigma_max = 10\n", "3: process.sigma_max", "kind = \"vp\""});
    check({"[process]\nzero_terminal_snr = true\n", "2: process.zero_terminal_snr", "kind = \"ve\""});
    check({"[process]\nkind = \"flow\"\ngrid = \"karras\"\n", "3: process.grid", "kind = \"flow\""});
    check({"[process]\nsigma_min = 0.1\n", "2: process.sigma_min", "grid = \"linear\""});
    check({"[process]\ngrid = \"exponential\"\nrho = 7\n", "3: process.rho", "grid = \"exponential\""});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nalpha_bar = [0.5]\npoints = [[0, 1], [1, 0]]\n",
           "5: process.points = [[0, 1], [1, 0]]: given beside alpha_bar", "one of"});
    check({"[target]\nradius = 1\n", "2: target.radius = 1: does not apply", "kind = \"gaussian\""});
    check({"[target]\nkind = \"ring\"\nmean = [0.0]\n", "3: target.mean = [0.0]: does not apply", "kind = \"ring\""});
    check({"[target]\nsigma = 1\ncov = [[1]]\n", "3: target.cov = [[1]]: given beside sigma", "one of"});
}

TEST_CASE("mistakes in types") {
    check({"title = 3", "1: title = 3: wrong type", "text in quotes"});
    check({"[target]\nsigma = \"big\"\n", "2: target.sigma = \"big\": wrong type", "a finite number"});
    check({"[target]\nmean = 0.5\n", "2: target.mean = 0.5: wrong type", "[0.0]"});
    check({"[target]\nmean = [0.5, \"a\"]\n", "2: target.mean = [0.5, \"a\"]: wrong type", "list"});
    check({"[target]\ncov = [1]\n", "2: target.cov = [1]: not square", "[[0.04]]"});
    check({"[target]\ncov = [[1, 2]]\n", "2: target.cov = [[1, 2]]: not square", "square"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [0, 1]\n",
           "4: process.points = [0, 1]: wrong shape", "lists of 2 finite numbers"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [[0, 9], [1]]\n", "4: process.points", "of 2"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = 3\n", "4: process.points = 3: wrong type", ""});
    check(
        {"[process]\ngrid = \"karas\"\n", "2: process.grid = \"karas\": is none of the names", "did you mean karras?"});
    check({"[process]\nkind = \"vp\"\nschedule = \"exponential\"\n", "3: process.schedule", "exp, laplace"});
    check({"[process]\nsteps = 10.0\n", "2: process.steps = 10.0: is no whole number",
           "a whole number from 1 to 100000"});
    check({"[process]\nsteps = true\n", "2: process.steps = true: wrong type", "whole number"});
    check({"[process]\nsteps = 1979-05-27\n", "2: process.steps = a date or time: wrong type", "whole number"});
    check({"process = 3", "1: process = 3: wrong type", "[process]"});
    check({"[sampler]\n", "1: sampler: wrong type", "[[sampler]]"});
    check({"sampler = []\n", "1: sampler = []: wrong type", "[[sampler]]"});
    check({"[[sampler]]\nfinal_noise = 1\n", "2: sampler[0].final_noise = 1: wrong type", "true or false"});
    check({"[[sampler]]\nkind = \"ddmi\"\n", "2: sampler[0].kind = \"ddmi\": is none of the names",
           "did you mean ddim?"});
    check({"[[sampler]]\nspacing = \"Leading\"\n", "2: sampler[0].spacing = \"Leading\"", "did you mean leading?"});
    check({"[run]\nprecision = \"half\"\n", "2: run.precision = \"half\"", "single, double"});
}

TEST_CASE("impossible values") {
    check({"[target]\nsigma = nan\n", "2: target.sigma = nan: is not finite", "a finite number"});
    check({"[target]\nsigma = -inf\n", "2: target.sigma = -inf: is not finite", "a finite number"});
    check({"[target]\nmean = [nan]\n", "2: target.mean = [nan]: is not finite", "finite"});
    check({"[target]\n\nsigma = -0.2\n", "3: target.sigma = -0.2: ", "allowed"});
    check({"[target]\nsigma = 0\n", "2: target.sigma = 0: ", "allowed"});
    check({"[target]\nmean = []\n", "2: target.mean = []: ", "one or two numbers"});
    check({"[target]\nkind = \"mixture\"\n", "1: target.component: ", "at least one [[target.component]]"});
    check({"[target]\nkind = \"ring\"\nmodes = 0\n", "3: target.modes = 0: ", "1 to"});
    check({"[target]\nkind = \"mixture\"\n[[target.component]]\n[[target.component]]\nmean = [1, 2]\n",
           "5: target.component[1].mean = [1, 2]: ", "dimension"});
    check({"[target]\nmean = [0, 0]\ncov = [[1, 2], [2, 1]]\n",
           "3: target.cov = [[1, 2], [2, 1]]: ", "positive definite"});
    check({"[process]\nsteps = 0\n", "2: process.steps = 0: out of range", "1 to 100000"});
    check({"[process]\nkind = \"vp\"\nbeta_end = 1.5\n", "3: process.beta_end = 1.5: ", "above 0, below 1"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nalpha_bar = [0.5, 0.6]\n",
           "4: process.alpha_bar = [0.5, 0.6]: ", "decreasing"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\nsteps = 3\nalpha_bar = [0.5]\n",
           "5: process.alpha_bar = [0.5]: ", "3"});
    check({"[process]\nkind = \"vp\"\nsteps = 20\nschedule = \"linear-1000\"\n",
           "3: process.steps = 20: ", "at least 21"});
    check({"[process]\nkind = \"vp\"\nschedule = \"custom\"\npoints = [[0, 1], [0.5, 2], [1, -3]]\n",
           "4: process.points = [[0, 1], [0.5, 2], [1, -3]]: log SNR does not fall at point 2", "2 to 32 points"});
    check({"[process]\ngrid = \"karras\"\nsigma_min = 2\n", "3: process.sigma_min = 2: ", "below sigma_max"});
    // Of two keys the one that is given, with the values of both.
    check({"[process]\ngrid = \"karras\"\nsigma_max = 1e-9\n", "3: process.sigma_max = 1e-09: ",
           "sigma_min = 0.002 at level 1 to sigma_max = 1e-09 at T; allowed: sigma_min from 1e-9 to below"});
    check({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_min = 1e6\n",
           "4: process.beta_min = 1e+06: ", "with beta_min = 1e+06 and beta_max = 20 at t = 1 of 100 alpha_bar falls"});
    check({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_max = 2000\n",
           "4: process.beta_max = 2000: ", "allowed: beta_min + beta_max of at most 1381.55"}); // 600 ln 10
    check({"[process]\nkind = \"vp\"\nschedule = \"vp-sde\"\nbeta_max = 800\nbeta_min = 790\n",
           "4: process.beta_max = 800: ", "with beta_max = 800 and beta_min = 790"});
    check({"[process]\nkind = \"vp\"\nschedule = \"constant\"\nbeta_end = 0.9999\n",
           "4: process.beta_end = 0.9999: ", "with beta_end = 0.9999 at t = 75 of 100 alpha_bar falls"}); // 10^-300
    check({"[process]\nkind = \"vp\"\nschedule = \"linear-1000\"\nbeta_start = 0.5\n",
           "4: process.beta_start = 0.5: ", "at least 501 steps"});
    check(
        {"[process]\ngrid = \"polyexponential\"\nrho = 100\n", "3: process.rho = 100: ", "of 100 have the same noise"});
    check({"[process]\nsigma_max = 0\n", "2: process.sigma_max = 0: ", "1e-9 to 1e6"});
    check(
        {"[process]\nsteps = 10\n[[sampler]]\nsteps = 11\n", "4: sampler[0].steps = 11: out of range", "from 1 to 10"});
    check({"[[sampler]]\nsteps = 10\n", "2: sampler[0].steps = 10: ", "spacing"});
    check({"[[sampler]]\neta = -0.1\n", "2: sampler[0].eta = -0.1: ", "0 to"});
    check({"[target]\nkind = \"ring\"\n[[sampler]]\n[[sampler]]\nkind = \"true-reverse\"\n",
           "5: sampler[1].kind = \"true-reverse\": ", "gaussian"});
    check({"[run]\nparticles = 0\n", "2: run.particles = 0: out of range", "1 to 10000000"});
    check({"[run]\nseed = -1\n", "2: run.seed = -1: out of range", "0 to"});
    std::string nine;
    for (int i = 0; i < 9; ++i) nine += "[[sampler]]\n";
    check({nine.c_str(), "9: sampler[8]: one sampler too many", "allowed: 8"});
}

TEST_CASE("eta beyond the largest real value: the message says which that is") {
    const std::string toml =
        "[process]\nkind = \"vp\"\nsteps = 20\n[[sampler]]\nname = \"a\"\n[[sampler]]\nname = \"b\"\neta = 3.2\n";
    check({toml.c_str(), "8: sampler[1].eta = 3.2: ", "0 to "});
    const Experiment e = parse(toml.substr(0, toml.find("eta")));
    const double largest = max_eta(e.samplers[1], make_process(e.process), make_target(e.target));
    const std::string message = complaint(toml);
    const double stated = std::strtod(message.c_str() + message.find("allowed: 0 to ") + 14, nullptr);
    CHECK(stated == doctest::Approx(largest).epsilon(1e-5));
    CHECK(stated <= largest * (1 + 1e-9)); // typed in again, it passes
    CHECK(complaint(toml.substr(0, toml.find("3.2")) + number(stated)) == "");
}

TEST_CASE("what is no TOML") {
    check({"title = \n", "1: not TOML: ", "column"});
    check({"[target\n", "1: not TOML: ", ""});
    check({"a = 1\na = 2\n", "2: not TOML: ", "redefine"});
    check({"title = \"\xff\xfe\"\n", "1: not TOML: ", "utf-8"});
    check({"[run]\nseed = 99999999999999999999\n", "2: seed: a whole number beyond what 64 bits hold",
           "9223372036854775807"});
    check({"x = \"unfinished", "1: not TOML: ", ""});
    std::string deep; // would nest tables until the stack ends
    for (int i = 0; i < 100000; ++i) deep += "a.";
    check({("\n" + deep + "a = 1").c_str(), "2: a key of more than ", "target.component"});
    check({("[" + deep + "a]").c_str(), "1: a key of more than ", ""});
    const std::string nested = "a = " + std::string(100000, '[');
    check({nested.c_str(), "1: not TOML: ", "depth"});
    CHECK(complaint(std::string("title = \"") + std::string(500, '.') + "\"") == ""); // but dots are no keys
}

TEST_CASE("files that are no scenes") {
    const TemporaryFolder folder;
    CHECK(load_complaint(folder.path("none.toml"))
              .find("none.toml: no such file, and no lesson of that name; allowed: ") != std::string::npos);
    CHECK(load_complaint("rings").find("did you mean ring?") != std::string::npos);
    CHECK(load_complaint(folder.path()).find(": is a folder") != std::string::npos);
    CHECK(load_complaint("").find("no such file") != std::string::npos);

    const std::string large = folder.write("large.toml", "");
    std::filesystem::resize_file(large, 100'000'000);
    CHECK(load_complaint(large) == large + ": has 100000000 bytes, which is too many; allowed: at most 4194304 bytes");
    CHECK(load_complaint("/dev/zero").find("more than 4194304 bytes") != std::string::npos);

    std::mt19937 random(1);
    std::string garbage;
    for (int i = 0; i < 100000; ++i) garbage += static_cast<char>(random());
    const std::string binary = folder.write("binary.toml", garbage);
    const std::string message = load_complaint(binary);
    CHECK(message.substr(0, binary.size() + 3) == binary + ":1:");
    for (const char c : message) CHECK(static_cast<unsigned char>(c) >= 0x20);

    CHECK(load_complaint(folder.write("empty.toml", "")) == "");
    CHECK(load_complaint(folder.write("bom.toml", "\xef\xbb\xbf[run]\nseed = 1\n")) == "");
    CHECK(load_complaint(folder.write("dos.toml", "[run]\r\nseed = 1\r\n")) == "");
}
