// The losses of a run: which levels are measured, what is interpolated, and what a run carries.

#include "core/measure/floor.h"
#include "core/measure/loss_report.h"
#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Process chain(int T) { return make_process({ProcessKind::vp, T, {ScheduleKind::linear, 1e-4, 0.02, {}}}); }

} // namespace

TEST_CASE("all levels of a short chain, a spread of a long one, ends included") {
    const Target target = gaussian(0, 0.16);
    const LossReport small = report_losses(target, chain(50), {.terms = 1'000'000, .seed = 7});
    REQUIRE(small.levels.size() == 50);
    CHECK(small.levels.front() == 1);
    CHECK(small.levels.back() == 50);

    const LossReport large = report_losses(target, chain(5000), {.terms = 1'000'000, .seed = 7});
    CHECK(large.levels.size() <= 200);
    CHECK(large.levels.size() > 100);
    CHECK(large.levels.front() == 1);
    CHECK(large.levels.back() == 5000);
    CHECK(std::is_sorted(large.levels.begin(), large.levels.end()));
    CHECK(large.losses.size() == large.levels.size());
    for (std::size_t i = 0; i < large.levels.size(); ++i) CHECK(large.losses[i].level.t == large.levels[i]);
}

TEST_CASE("levels left out cost the bound next to nothing") {
    const Target target = gaussian(0.3, 0.16); // whose floor is known at every level
    for (const int T : {1000, 4000}) {
        const Process process = chain(T);
        std::vector<LevelLoss> all;
        const LossDraws draws = draw_losses(target, 1, 7);
        for (int t = 1; t <= T; ++t)
            all.push_back(level_loss(target, process.levels[static_cast<std::size_t>(t)], draws));
        const LossReport report = report_losses(target, process, {.terms = 1'000'000, .seed = 7});
        REQUIRE(report.levels.size() < all.size());
        for (const BoundVariance v : {BoundVariance::small, BoundVariance::large, BoundVariance::best}) {
            const VariationalBound exact = variational_bound(target, process, all, v, report.entropy);
            CHECK(std::abs(report.bound(v).total.value - exact.total.value) < 1e-10);
        }
    }
}

TEST_CASE("the bound of a chain that loses its signal far before its end, in closed form") {
    // By 40 digits [MATH.md 6.1, 6.3]: N(0, 0.04), linear-1000 from beta_start to 0.02; V = beta, beta_tilde, the best.
    struct Known {
        int T;
        double beta_start, large, small, best;
    };
    for (const Known& known : {Known{2000, 0.999, 0.66840876596552, 0.44642254592263, -0.19049937922943},
                               Known{2000, 0.9, 0.63135424748538, 0.39022563399638, -0.19049937922943},
                               Known{2000, 0.5, 0.43261665635853, 0.12872128601162, -0.19049937922943},
                               Known{10000, 0.999, 0.16839863222177, -0.11323397062044, -0.19049937922943}}) {
        const Process process =
            make_process({ProcessKind::vp, known.T, {ScheduleKind::linear_1000, known.beta_start, 0.02, {}}});
        const LossReport report = report_losses(gaussian(0, 0.04), process, {.terms = 1'000'000, .seed = 7});
        CAPTURE(known.T);
        CAPTURE(known.beta_start);
        CHECK(report.bound(BoundVariance::large).total.value == doctest::Approx(known.large).epsilon(1e-10));
        CHECK(report.bound(BoundVariance::small).total.value == doctest::Approx(known.small).epsilon(1e-10));
        CHECK(report.bound(BoundVariance::best).total.value == doctest::Approx(known.best).epsilon(1e-10));
    }
}

TEST_CASE("levels left out: the bound's error holds what interpolation is off, and is small") {
    const Target points = {{{0.3, vec(-1), mat(0)}, {0.7, vec(1.5), mat(0)}}};
    const Target box = {{{1, vec(0.2), mat(0), vec(1)}}};
    ProcessSpec karras{ProcessKind::ve, 700, {}};
    karras.grid = Grid::karras;
    karras.sigma_min = 1e-6;
    karras.sigma_max = 1e5;
    for (const auto& [name, target] :
         {std::pair("modes", three_modes()), std::pair("points", points), std::pair("box", box)})
        for (const ProcessSpec& spec : {ProcessSpec{ProcessKind::vp, 1000, {ScheduleKind::linear_1000, 0.8, 0.02, {}}},
                                        ProcessSpec{ProcessKind::vp, 1000, {ScheduleKind::cosine, 1e-4, 0.02, {}}},
                                        karras, ProcessSpec{ProcessKind::flow, 700, {}}}) {
            const Process process = make_process(spec);
            std::vector<LevelLoss> all; // floors alone, by quadrature on the line
            const LossDraws draws = draw_losses(target, 2000, 7);
            for (const Level& level : process.levels)
                if (level.b > 0) all.push_back({level, {}, posterior_floor(target, level, draws.x0, draws.eps), {}});
            const LossReport report = report_losses(target, process, {.terms = 1'000'000, .seed = 7});
            REQUIRE(report.levels.size() < all.size());
            for (const BoundVariance v : {BoundVariance::small, BoundVariance::large, BoundVariance::best}) {
                const Measured exact = variational_bound(target, process, all, v, report.entropy).total,
                               total = report.bound(v).total;
                if (std::isinf(exact.value)) continue; // points have no least bound
                INFO(name, ", process ", static_cast<int>(spec.kind), ", variance ", static_cast<int>(v), ": ",
                     total.value, " +- ", total.se, ", all levels: ", exact.value, " +- ", exact.se);
                CHECK(std::abs(total.value - exact.value) <= total.se + exact.se + 1e-9);
                CHECK(total.se < 0.02);
            }
        }
}

TEST_CASE("a run carries its losses; fewer evaluations, fewer levels and draws; none when none are asked for") {
    const Experiment experiment =
        experiment_of(three_modes(), {ProcessKind::vp, 400, {}}, {sampler_of(SamplerKind::ddim)}, 500);
    const Run full = simulate(experiment);
    REQUIRE_FALSE(full.losses().empty());
    SimulateOptions quick;
    quick.loss_terms = 20'000;
    const Run coarse = simulate(experiment, quick);
    CHECK(coarse.losses().levels.size() < full.losses().levels.size());
    CHECK(coarse.losses().draws < full.losses().draws);
    quick.measures.losses = false;
    CHECK(simulate(experiment, quick).losses().empty());
    // The same draws whatever the threads.
    SimulateOptions threads;
    threads.threads = 3;
    const Run other = simulate(experiment, threads);
    for (std::size_t i = 0; i < full.losses().losses.size(); ++i)
        CHECK(full.losses().losses[i].loss.value == other.losses().losses[i].loss.value);
}

TEST_CASE("the end without signal (flow, zero terminal SNR) and the process of the sigma-squared problem") {
    for (const ProcessKind kind : {ProcessKind::flow, ProcessKind::ve, ProcessKind::vp})
        for (const int T : {1, 2, 300}) {
            const Process process = make_process({kind, T, {ScheduleKind::linear, 1e-4, 0.02, {}}});
            const LossReport report = report_losses(three_modes(), process, {.terms = 50'000, .seed = 7});
            for (const LevelLoss& loss : report.losses) {
                CHECK(std::isfinite(loss.loss.value));
                CHECK(loss.floor.value >= 0);
            }
            for (const VariationalBound& bound : report.bounds) CHECK(std::isfinite(bound.total.value));
            CHECK(report.mismatch.value >= 0);
        }
}
