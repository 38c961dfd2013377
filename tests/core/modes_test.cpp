// Shares and widths of modes: exact draws of separate ones, samples with known mistakes, and points.

#include "core/law/catalog.h"
#include "core/measure/modes.h"
#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Two round modes in the plane, so far apart that nothing is taken for the other's.
Target far_apart() { return {{{0.3, vec(-10, 0), mat(0.04, 0, 0.04)}, {0.7, vec(10, 1), mat(0.04, 0, 0.04)}}}; }

Block<double> draws(const Target& target, Eigen::Index n) {
    Block<double> x(n, target.dim());
    sample(target, 5, Stream::data, 0, x);
    return x;
}

} // namespace

TEST_CASE("exact draws: widths and shares are the target's") {
    const Modes of = modes(far_apart(), draws(far_apart(), 20'000));
    CHECK(of.width.se == doctest::Approx(0.2 / std::sqrt(4.0 * 20'000)).epsilon(0.05)); // of a root mean of 2 n squares
    CHECK(std::abs(of.width.value - 0.2) < 5 * of.width.se);
    REQUIRE(of.fraction.size() == 2);
    CHECK(of.fraction[0] + of.fraction[1] == doctest::Approx(1));
    CHECK(of.weight_error == doctest::Approx(std::abs(of.fraction[0] - 0.3)));
    CHECK(of.weight_error < 5 * std::sqrt(0.3 * 0.7 / 20'000));
}

TEST_CASE("mistakes are seen for what they are: a mode too narrow, a mode left out") {
    Target narrow = far_apart(), one_sided = far_apart();
    narrow.components[0].cov *= 0.25;
    narrow.components[1].cov *= 0.25;
    const Modes tight = modes(far_apart(), draws(narrow, 20'000));
    CHECK(std::abs(tight.width.value - 0.1) < 5 * tight.width.se);
    one_sided.components[0].weight = 0;
    one_sided.components[1].weight = 1;
    const Modes lost = modes(far_apart(), draws(one_sided, 1000));
    CHECK(lost.fraction[0] == 0);
    CHECK(lost.weight_error == doctest::Approx(0.3));
}

TEST_CASE("points: distances to the nearest; one particle has no error") {
    const Target points = {{{0.5, vec(-1), mat(0)}, {0.5, vec(2), mat(0)}}};
    Block<double> x(4, 1);
    x << -1.5, -0.5, 2, 0.6; // the last is nearer to the second
    const Modes of = modes(points, x);
    CHECK(of.width.value == doctest::Approx(std::sqrt((0.25 + 0.25 + 0 + 1.96) / 4)));
    CHECK(of.fraction[1] == doctest::Approx(0.5));
    CHECK(std::isnan(modes(points, x.topRows(1)).width.se));
}

TEST_CASE("components about the same middle are one mode") {
    const Target twice = {{{0.5, vec(0.5), mat(0.04)}, {0.5, vec(0.5), mat(0.09)}}};
    TargetSpec spec;
    spec.kind = TargetKind::mixture;
    CHECK_FALSE(has_modes(spec, twice));
    const Target halo = {{{0.3, vec(-10), mat(0.04)}, {0.3, vec(10), mat(0.04)}, {0.4, vec(10), mat(0.09)}}};
    CHECK(has_modes(spec, halo));
    const Modes of = modes(halo, draws(halo, 20'000));
    CHECK(of.fraction[2] == 0);
    CHECK(std::abs(of.fraction[1] - 0.7) < 5 * std::sqrt(0.3 * 0.7 / 20'000));
    CHECK(of.weight_error < 5 * std::sqrt(0.3 * 0.7 / 20'000));
}

TEST_CASE("which targets have modes") {
    TargetSpec spec;
    const auto has = [&](TargetKind kind) {
        spec.kind = kind;
        return has_modes(spec, make_target(spec));
    };
    CHECK(has(TargetKind::ring));
    CHECK(has(TargetKind::grid));
    CHECK_FALSE(has(TargetKind::gaussian));
    CHECK_FALSE(has(TargetKind::moons));
    CHECK_FALSE(has(TargetKind::checkerboard));
}

TEST_CASE("a run compares them with as many exact draws") {
    Experiment e;
    e.target.kind = TargetKind::ring;
    e.target.sigma = 0.15;
    e.process = {ProcessKind::vp, 60, {ScheduleKind::cosine, 0, 0, {}}};
    e.samplers.resize(1);
    e.samplers[0].kind = SamplerKind::ddpm;
    e.run.particles = 4000;
    SimulateOptions options;
    options.measures = {.final_samples = true};
    const Run run = simulate(e, options);
    REQUIRE(run.exact().modes.has_value());
    REQUIRE(run.final_of(0).modes.has_value());
    CHECK(std::abs(run.exact().modes->width - 0.15) < 0.15 * 5 / std::sqrt(4.0 * 4000));
    CHECK(run.final_of(0).modes->width.value < run.exact().modes->width); // the small variance leaves some out
    e.target.kind = TargetKind::moons;
    CHECK_FALSE(simulate(e, options).exact().modes.has_value());
}

TEST_CASE("of what is no number nobody knows in which mode it is") {
    const Target target = far_apart();
    Block<double> x(4, 2);
    x << -10, 0, 10, 1, 10, 1, 10, 1;
    CHECK(modes(target, x).weight_error == doctest::Approx(0.05));
    x(3, 0) = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(modes(target, x).weight_error));
    CHECK(std::isnan(modes(target, x).width.value));
}
