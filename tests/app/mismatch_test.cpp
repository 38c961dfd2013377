// The warning about a start in the wrong place: where it comes, what it says, and that its remedies work.

#include "app/results/mismatch.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;

namespace {

Experiment chain_experiment(int T, ScheduleKind kind = ScheduleKind::linear) {
    Experiment experiment;
    experiment.target.sigma = 0.5;
    experiment.target.mean = {2};
    experiment.process.kind = ProcessKind::vp;
    experiment.process.steps = T;
    experiment.process.schedule.kind = kind;
    experiment.samplers.resize(2);
    experiment.samplers[1].name = "DDIM 2";
    experiment.run.particles = 50;
    return experiment;
}

Run mismatch_run(const Experiment& experiment, std::int64_t loss_terms = 2000) {
    SimulateOptions options;
    options.loss_terms = loss_terms;
    options.measures.losses = loss_terms > 0;
    return simulate(experiment, options);
}

bool can(Remedy remedy, const Experiment& experiment) { return can(remedy, *make_problem(experiment)); }
Experiment apply(Remedy remedy, const Experiment& experiment) { return apply(remedy, *make_problem(experiment)); }

/// KL(N(m, v) || N(0, p^2)).
double gaussian_kl(double m, double v, double p) {
    const double r = v / (p * p);
    return 0.5 * (r - 1 - std::log(r) + m * m / (p * p));
}

} // namespace

TEST_SUITE("app/mismatch") {
    TEST_CASE("linear with few steps: the warning names what is left, scaled betas silence it") {
        const Experiment experiment = chain_experiment(100);
        const Run run = mismatch_run(experiment);
        const Level& last = run.process().levels.back();
        CHECK(run.losses().mismatch.value ==
              doctest::Approx(gaussian_kl(2 * last.a, 0.25 * last.a * last.a + last.b * last.b, 1)));
        const std::string warning = mismatch_warning(run);
        CHECK(warning.find("made for T = 1000") != std::string::npos);
        CHECK(warning.find("\u27e8\u1fb1_T\u27e9 = 0.36") !=
              std::string::npos); // prod(1 - beta_t), beta from 1e-4 to 0.02
        CHECK(warning.find("N(0, I)") != std::string::npos);
        REQUIRE(can(Remedy::scale_beta, experiment));
        const Experiment scaled = apply(Remedy::scale_beta, experiment);
        CHECK(scaled.process.schedule.kind == ScheduleKind::linear_1000);
        CHECK(mismatch_warning(mismatch_run(scaled)).empty());
        CHECK_FALSE(can(Remedy::scale_beta, scaled)); // once is enough
    }

    TEST_CASE("other schedules of fixed betas are scaled by their ends, as long as a beta stays one") {
        for (const ScheduleKind kind : {ScheduleKind::scaled_linear, ScheduleKind::sigmoid, ScheduleKind::constant}) {
            const Experiment experiment = chain_experiment(200, kind);
            REQUIRE(can(Remedy::scale_beta, experiment));
            const Experiment scaled = apply(Remedy::scale_beta, experiment);
            CHECK(scaled.process.schedule.beta_end == doctest::Approx(0.1));
            CHECK(mismatch_run(scaled).losses().mismatch.value < mismatch_run(experiment).losses().mismatch.value);
        }
        CHECK_FALSE(can(Remedy::scale_beta, chain_experiment(20)));
        CHECK_FALSE(can(Remedy::scale_beta, chain_experiment(1000)));
        CHECK_FALSE(can(Remedy::scale_beta, chain_experiment(100, ScheduleKind::cosine)));
        CHECK(apply(Remedy::scale_beta, chain_experiment(1000)) == chain_experiment(1000));
    }

    TEST_CASE("an exact start is right whatever the schedule, and nothing to warn of") {
        const Experiment exact = apply(Remedy::exact_start, chain_experiment(100));
        for (const SamplerSpec& sampler : exact.samplers) CHECK(sampler.start == Start::exact);
        CHECK(mismatch_warning(mismatch_run(exact)).empty());
        CHECK_FALSE(can(Remedy::exact_start, exact));
        Experiment encoded = chain_experiment(100);
        encoded.samplers[0].start = Start::encoded;
        CHECK(apply(Remedy::exact_start, encoded).samplers[0].start == Start::encoded);
        Experiment forward = chain_experiment(100); // starts from data: there is nothing to mend
        forward.samplers[0].kind = SamplerKind::forward;
        CHECK_FALSE(mismatch_warning(mismatch_run(forward)).empty()); // of the other sampler
        forward = apply(Remedy::exact_start, forward);
        CHECK(forward.samplers[0].start == Start::prior);
        CHECK(forward.samplers[1].start == Start::exact);
        CHECK(mismatch_warning(mismatch_run(forward)).empty());
    }

    TEST_CASE(
        "ve: a sigma_max that does not hide the data is raised until it does; the sigma-squared problem is quiet") {
        Experiment experiment = chain_experiment(50);
        experiment.process.kind = ProcessKind::ve;
        const Run run = mismatch_run(experiment);
        CHECK(run.losses().mismatch.value == doctest::Approx(gaussian_kl(2, 1.25, 1)));
        CHECK(mismatch_warning(run).find("\u03c3_max = 1") != std::string::npos);
        const Experiment raised = apply(Remedy::raise_sigma_max, experiment);
        const double sigma = raised.process.sigma_max;
        const Run right = mismatch_run(raised);
        CHECK(right.losses().mismatch.value == doctest::Approx(gaussian_kl(2, 0.25 + sigma * sigma, sigma)));
        CHECK(mismatch_warning(right).empty());
        experiment.target = {};
        CHECK(mismatch_warning(mismatch_run(experiment)).empty());
    }

    TEST_CASE("a step that starts where noise drowns the data: who overshoots is told by the moves, and both remedies "
              "mend it") {
        Experiment experiment = chain_experiment(1000, ScheduleKind::cosine);
        SamplerSpec& heun = experiment.samplers[0];
        heun.name = "second";
        heun.kind = SamplerKind::heun;
        heun.spacing = experiment.samplers[1].spacing = Spacing::trailing;
        experiment.samplers[1].steps = 5;
        for (const int steps : {2, 5, 10}) {
            heun.steps = steps;
            const Run run = mismatch_run(experiment);
            INFO(steps, " steps, variance ", run.samplers[0].predicted.back().cov(0, 0));
            CHECK(run.samplers[0].predicted.back().cov(0, 0) > 4 * 0.25);
            const std::string warning = overshoot_warning(run);
            CHECK(warning.find("second: a step from") == 0);
            CHECK(warning.find("DDIM 2") == std::string::npos); // of first order, and right
            CHECK(warning.find("20291") != std::string::npos);  // sigma_T
            CHECK(mismatch_warning(run).empty());
            for (const Remedy remedy : {Remedy::leave_out_last, Remedy::first_order}) {
                if (steps == 2 && remedy == Remedy::leave_out_last) continue;
                REQUIRE(can(remedy, experiment));
                const Experiment mended = apply(remedy, experiment);
                CHECK(mended.samplers[1] == experiment.samplers[1]);
                const Run right = mismatch_run(mended);
                CHECK(overshoot_warning(right).empty());
                CHECK(right.samplers[0].predicted.back().cov(0, 0) < 1.5 * 0.25);
                CHECK_FALSE(can(remedy, mended));
            }
        }
        heun.steps = 200; // short enough
        CHECK(overshoot_warning(mismatch_run(experiment)).empty());
        CHECK_FALSE(can(Remedy::first_order, experiment));
        heun.steps = 5;
        experiment.target.kind = TargetKind::ring; // not a Gaussian: no closed form, the same moves
        CHECK_FALSE(overshoot_warning(mismatch_run(experiment)).empty());
    }

    TEST_CASE("ve with an enormous sigma_max overshoots as well; usual chains do not") {
        Experiment experiment = chain_experiment(1000);
        experiment.samplers[0].kind = SamplerKind::heun;
        experiment.samplers[0].steps = 10;
        experiment.samplers[0].spacing = Spacing::trailing;
        CHECK(overshoot_warning(mismatch_run(experiment)).empty()); // linear: sigma_T is 157
        experiment.process.kind = ProcessKind::ve;
        experiment.process.sigma_max = 1e5;
        experiment.process.grid = Grid::exponential;
        experiment.process.sigma_min = 0.01;
        const Run ten = mismatch_run(
            experiment); // even in log sigma, a factor of 5 each: the variance is 0.56 where 0.25 is wanted
        REQUIRE(ten.samplers[0].predicted.back().cov(0, 0) > 2 * 0.25);
        CHECK_FALSE(overshoot_warning(ten).empty());
        experiment.samplers[0].steps = 20;
        CHECK(overshoot_warning(mismatch_run(experiment)).empty());
        experiment.samplers[0].steps = 2; // too much on the way, but hardly any variance is left at the end
        CHECK(overshoot_warning(mismatch_run(experiment)).empty());
    }

    TEST_CASE(
        "nobody is warned of who ends where it should, nor of a corrector; who explodes is, wherever it happens") {
        // DDPM with the large variance on one point: noise on the way, none at the end.
        Experiment point = chain_experiment(1000, ScheduleKind::cosine);
        point.target.sigma = 0.01;
        point.samplers.resize(1);
        point.samplers[0].kind = SamplerKind::ddpm;
        point.samplers[0].variance = Variance::large;
        point.samplers[0].steps = 20;
        point.samplers[0].spacing = Spacing::trailing;
        CHECK(overshoot_warning(mismatch_run(point)).empty());

        Experiment corrected = chain_experiment(1000);
        corrected.target.sigma = 1;
        corrected.process.kind = ProcessKind::ve;
        corrected.process.grid = Grid::karras;
        corrected.process.sigma_max = 1000;
        corrected.samplers.resize(1);
        SamplerSpec& sampler = corrected.samplers[0];
        sampler.steps = 20;
        sampler.spacing = Spacing::trailing;
        sampler.corrector_steps = 3;
        sampler.corrector_snr = 0.9;
        CHECK(overshoot_warning(mismatch_run(corrected)).empty());

        sampler.corrector_steps =
            0; // second order over five strides of this grid: the variance is 138 where 1 is wanted
        sampler.kind = SamplerKind::heun;
        sampler.steps = 5;
        sampler.spacing = Spacing::leading;
        const Run run = mismatch_run(corrected);
        REQUIRE(run.samplers[0].predicted.back().cov(0, 0) > 100);
        CHECK_FALSE(overshoot_warning(run).empty());
    }

    TEST_CASE("no losses, no warning") { CHECK(mismatch_warning(mismatch_run(chain_experiment(100), 0)).empty()); }
}
