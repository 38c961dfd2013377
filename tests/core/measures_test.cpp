// What is measured of a run when somebody asks for it.

#include "core/run/measure.h"
#include "core/run/simulate.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr Wanted all{true, true, true, true};

Run bare_run(const Target& target = gaussian(1, 0.25)) {
    SimulateOptions options;
    options.measures = {};
    return simulate(experiment_of(target, process_spec(ProcessKind::vp, 20), {sampler_of(SamplerKind::ddim)}, 2000),
                    options);
}

} // namespace

TEST_SUITE("core/measures") {
    TEST_CASE("nothing is measured that nobody wants; a run that was not measured says so") {
        const Run run = bare_run();
        CHECK(run.complete);
        CHECK(run.measures.have({}));
        for (const Wanted& wanted : {Wanted{.mismatch = true}, Wanted{.losses = true}, Wanted{.final_samples = true},
                                     Wanted{.distance_curves = true}}) {
            CHECK_FALSE(run.measures.have(wanted));
            Measures measures;
            measure(run, wanted, {}, measures);
            CHECK(measures.have(wanted));
            CHECK((measures.losses != nullptr) == wanted.losses);
            CHECK((measures.exact != nullptr) == wanted.final_samples);
            CHECK((measures.floors != nullptr) == wanted.distance_curves);
        }
        CHECK(run.losses().empty());
        CHECK(run.distances(0).empty());
        CHECK(run.floors().at.empty());
    }

    TEST_CASE("the mismatch alone is the closed form, with and without the losses") {
        const Run run = bare_run();
        const Level& last = run.process().levels.back();
        const double mean = last.a, variance = last.a * last.a * 0.25 + last.b * last.b;
        const double kl = 0.5 * (variance - 1 - std::log(variance) + mean * mean);
        CHECK(mismatch_of(*run.problem, {}).value == doctest::Approx(kl).epsilon(1e-9));
        Measures measures;
        measure(run, {.losses = true}, {}, measures);
        REQUIRE(measures.have({.mismatch = true}));
        CHECK(measures.mismatch->value == doctest::Approx(kl).epsilon(1e-9));
    }

    TEST_CASE("the distance of the final sample is that of its particles; what is there stays") {
        const Run run = bare_run(three_modes());
        Measures measures;
        measure(run, {.final_samples = true}, {}, measures);
        CHECK(measures.final_samples[0]->distance ==
              doctest::Approx(wasserstein1(column(run.samplers[0].final_x), run.target())).epsilon(1e-12));
        const Measures before = measures;
        measure(run, all, {}, measures);
        CHECK(measures.same(before, {.final_samples = true}));
        CHECK_FALSE(measures.same(before, {.distance_curves = true}));
        CHECK(measures.have(all));
    }

    TEST_CASE("cancelled, nothing half measured is left") {
        const Run run = bare_run();
        const std::atomic<bool> cancel{true};
        MeasureOptions options;
        options.cancel = &cancel;
        Measures measures;
        measure(run, all, options, measures);
        for (const Wanted& wanted : {Wanted{.mismatch = true}, Wanted{.losses = true}, Wanted{.final_samples = true},
                                     Wanted{.distance_curves = true}})
            CHECK_FALSE(measures.have(wanted));
    }
}
