// make_problem(): what an experiment means is built once, and everybody has the same. Its errors: experiment_test.cpp.

#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_SUITE("core/problem") {
    TEST_CASE("a run and its samplers have the very problem that was simulated") {
        const auto problem =
            make_problem(experiment_of(three_modes(), process_spec(ProcessKind::vp, 8),
                                       {sampler_of(SamplerKind::ddim), sampler_of(SamplerKind::ddpm)}, 50));
        const Run run = simulate(problem);
        CHECK(run.problem == problem);
        CHECK(&run.target() == &problem->target);
        REQUIRE(run.samplers.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) CHECK(run.samplers[i].plan.get() == &problem->samplers[i]);
        const Run copy = run;
        CHECK(&copy.samplers[0] == &run.samplers[0]); // what the particles did is shared
        CHECK(problem.use_count() > 1);
    }

    TEST_CASE("a sampler lives as long as somebody has it") {
        const SamplerRun kept = simulate(experiment_of(gaussian(0, 1), process_spec(ProcessKind::vp, 3),
                                                       {sampler_of(SamplerKind::ddim)}, 9))
                                    .samplers[0];
        CHECK(kept.levels() == std::vector<int>{3, 2, 1, 0});
        CHECK(kept.steps().size() == 3);
    }

    TEST_CASE("where samplers start: the prior, the exact law of x_T; and whose particles are data") {
        SamplerSpec prior = sampler_of(SamplerKind::ddim), exact = prior, encoded = prior;
        exact.start = Start::exact;
        encoded.start = Start::encoded;
        ProcessSpec process = process_spec(ProcessKind::ve, 10);
        process.sigma_max = 3;
        const auto problem = make_problem(
            experiment_of(gaussian(1, 0.25), process, {prior, exact, encoded, sampler_of(SamplerKind::forward)}, 10));
        const auto law = [&](int i) { return problem->samplers[static_cast<std::size_t>(i)].start; };
        CHECK(law(0).mean()[0] == 0);
        CHECK(law(0).cov()(0, 0) == doctest::Approx(9));
        for (const int i : {1, 2, 3}) {
            CHECK(law(i).mean()[0] == doctest::Approx(1));
            CHECK(law(i).cov()(0, 0) == doctest::Approx(9.25));
        }
        CHECK_FALSE(problem->samplers[0].begins_with_data());
        CHECK_FALSE(problem->samplers[1].begins_with_data());
        CHECK(problem->samplers[2].begins_with_data());
        CHECK(problem->samplers[3].begins_with_data());
        CHECK(problem->samplers[2].inversion.levels.size() == 11);
        CHECK(problem->samplers[0].inversion.levels.empty());
    }

    TEST_CASE(
        "a network that has not begun to learn is drawn once, for all samplers but those that ask the exact denoiser") {
        Experiment experiment = experiment_of(gaussian(0, 1), process_spec(ProcessKind::vp, 5),
                                              {sampler_of(SamplerKind::ddim), sampler_of(SamplerKind::ddpm)}, 10);
        experiment.denoiser.kind = DenoiserKind::learned;
        experiment.training.width = 4;
        experiment.training.depth = 1;
        experiment.samplers[1].exact_denoiser = true;
        const auto problem = make_problem(experiment);
        REQUIRE(problem->denoiser.network);
        CHECK_FALSE(problem->experiment.denoiser.network); // as it was given
        CHECK(problem->samplers[0].denoiser.network == problem->denoiser.network);
        CHECK(problem->samplers[1].denoiser.kind == DenoiserKind::exact);
    }
}
