// InversionPlan data by DDIM run towards noise, and decoding them again: each inversion by its formula, the exact one
// to rounding, round-trip errors in closed form. Recorded encoders of two libraries are in simulate_replay_test.cpp.

#include "core/sample/inversion.h"

#include "tests/core/experiments.h"
#include "tests/cost.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr Inversion inversions[] = {Inversion::explicit_, Inversion::guided, Inversion::diffusers, Inversion::implicit};
SamplerSpec encoded(Inversion inversion, Spacing spacing = Spacing::all, int steps = 0) {
    SamplerSpec spec = sampler_of(SamplerKind::ddim);
    spec.start = Start::encoded;
    spec.inversion = inversion;
    spec.spacing = spacing;
    if (spacing != Spacing::all) spec.steps = steps;
    return spec;
}

Run run_of(const Target& target, const ProcessSpec& process, const std::vector<SamplerSpec>& samplers,
           std::int64_t particles, Precision precision = Precision::double_) {
    return simulate(experiment_of(target, process, samplers, particles, precision), unmeasured());
}

/// phi = arctan(b / (a s)) of MATH 11.2.
double angle_of_variance(const Level& level, double s2) { return std::atan2(level.b, level.a * std::sqrt(s2)); }

} // namespace

TEST_SUITE("core/encode") {
    TEST_CASE(
        "explicit: (x / a)' = x / a + (sigma' - sigma) eps_hat, from the data up; guided leaves out the first step") {
        const Target target = three_modes();
        for (const ProcessKind kind : all_processes) {
            const Run run = run_of(
                target, process_spec(kind, 8),
                {encoded(Inversion::explicit_, Spacing::leading, 4), encoded(Inversion::guided, Spacing::leading, 4)},
                100);
            CHECK(run.samplers[0].plan->inversion.levels == std::vector<int>{0, 1, 3, 5, 7});
            CHECK(run.samplers[1].plan->inversion.levels == std::vector<int>{1, 3, 5, 7});
            Worst worst;
            for (const SamplerRun& sampler : run.samplers) {
                for (int p = 0; p < 100; ++p) {
                    double x = sampler.data(p, 0);
                    CHECK(x == sampler.inversion_paths.at(p, 0)[0]);
                    for (std::size_t i = 0; i + 1 < sampler.plan->inversion.levels.size(); ++i) {
                        const Level &from = run.process().levels[sampler.plan->inversion.levels[i]],
                                    &to = run.process().levels[sampler.plan->inversion.levels[i + 1]];
                        double eps = 0; // from clean data
                        if (from.b > 0) eps = (x - from.a * posterior(target, from, vec(x)).mean[0]) / from.b;
                        x = to.a * (x / from.a + (to.b / to.a - from.b / from.a) * eps);
                        worst.absolute(sampler.inversion_paths.at(p, static_cast<int>(i) + 1)[0], x, "state");
                    }
                    CHECK(sampler.paths.at(p, 0)[0] == doctest::Approx(x).epsilon(1e-12));
                }
            }
            CHECK_WORST(worst, 1e-12);
        }
    }

    TEST_CASE("data are draws of the target, the same for all samplers and inversions") {
        std::vector<SamplerSpec> samplers;
        for (const Inversion inversion : inversions) samplers.push_back(encoded(inversion));
        const Run run = run_of(three_modes(), process_spec(ProcessKind::vp, 10), samplers, 20'000);
        CHECK(ks_statistic(column(run.samplers[0].data), [](double x) { return cdf(three_modes(), x); }) <
              ks_critical(1e-6));
        for (const SamplerRun& sampler : run.samplers) CHECK((sampler.data == run.samplers[0].data).all());
    }

    TEST_CASE("the round trip on a Gaussian: prod cos^2 of the angle steps") {
        for (const ProcessKind kind : all_processes) {
            for (const double s2 : {0.16, 2.5}) {
                const SamplerSpec spec = encoded(Inversion::explicit_, Spacing::leading, 5);
                const Run run = run_of(gaussian(0.6, s2), process_spec(kind, 20), {spec}, 20'000);
                const SamplerRun& sampler = run.samplers[0];
                double product = 1;
                for (std::size_t i = 0; i + 1 < sampler.levels().size(); ++i)
                    product *= std::pow(std::cos(angle_of_variance(run.process().levels[sampler.levels()[i]], s2) -
                                                 angle_of_variance(run.process().levels[sampler.levels()[i + 1]], s2)),
                                        2);
                Worst worst;
                for (int p = 0; p < 200; ++p)
                    worst.absolute(sampler.final_x(p, 0) - 0.6, product * (sampler.data(p, 0) - 0.6), "particle");
                CHECK_WORST(worst, 1e-12);
                const double rms = (1 - product) * std::sqrt(s2);
                REQUIRE(sampler.round_trip);
                CHECK(*sampler.round_trip->closed == doctest::Approx(rms).epsilon(1e-11));
                CHECK(std::abs(sampler.round_trip->off) < 5);
                // se of a rms of Gaussians: rms / sqrt(2 n).
                CHECK(sampler.round_trip->se == doctest::Approx(rms / std::sqrt(4e4)).epsilon(1e-9));
            }
        }
    }

    TEST_CASE("the round trip of few particles is held against chi^2, not against what these few scatter") {
        // By hand: the error of each is (product - 1) (x - m), so that n rms^2 / closed^2 is chi^2 with n d degrees.
        const SamplerSpec spec = encoded(Inversion::explicit_, Spacing::leading, 5);
        const Target round = gaussian2(vec(0.5, -1), mat(0.16, 0, 0.16)),
                     flat = gaussian2(vec(0.5, -1), mat(0.3, 0.1, 0.05));
        for (const Target& target : {gaussian(0.6, 0.16), round, flat})
            for (const int n : {1, 2, 20}) {
                double squares = 0, worst = 0;
                constexpr int seeds = 200;
                for (int seed = 0; seed < seeds; ++seed) {
                    Experiment experiment = experiment_of(target, process_spec(ProcessKind::vp, 20), {spec}, n);
                    experiment.run.seed = static_cast<std::uint64_t>(seed);
                    const Run run = simulate(experiment, unmeasured());
                    const RoundTrip& trip = *run.samplers[0].round_trip;
                    REQUIRE(trip.se > 0);
                    squares += trip.off * trip.off / seeds;
                    worst = std::max(worst, std::abs(trip.off));
                }
                INFO("dimension " << target.dim() << ", particles " << n);
                CHECK(worst < 5);
                CHECK(squares > 0.4); // deviate_of_sum() is on the safe side
                CHECK(squares < 1.4);
            }
    }

    TEST_CASE("the implicit inverse of narrow data comes back, however far from 0 they are") {
        ProcessSpec process = process_spec(ProcessKind::vp, 20);
        process.schedule.kind = ScheduleKind::cosine;
        for (const double mean : {0.0, 1.0, 100.0, 1000.0})
            for (const double sd : {1e-5, 1e-6, 1e-8}) {
                const Run run = run_of(gaussian(mean, sd * sd), process, {encoded(Inversion::implicit)}, 500);
                const SamplerRun& sampler = run.samplers[0];
                INFO("mean " << mean << ", sd " << sd << ", rms " << sampler.round_trip->rms);
                CHECK(sampler.round_trip->is_rounding());
                CHECK(sampler.round_trip->rms < 1e-14 * mean + 1e-9 * sd);
                CHECK(std::abs(sampler.moments.back().off_var[0]) < 5);
            }
    }

    TEST_CASE("far from 0 in single precision a round trip is off by rounding, which its error holds") {
        for (const int n : {1, 20, 20'000})
            for (const double mean : {1e3, 1e6}) {
                ProcessSpec process = process_spec(ProcessKind::vp, 20);
                process.schedule.kind = ScheduleKind::cosine;
                const Run run =
                    run_of(gaussian(mean, 0.09), process, {encoded(Inversion::explicit_)}, n, Precision::single);
                const RoundTrip& trip = *run.samplers[0].round_trip;
                INFO("mean " << mean << ", particles " << n << ", rms " << trip.rms << " +- " << trip.se << ", closed "
                             << *trip.closed << ", rounding " << trip.rounding);
                CHECK(std::abs(trip.off) < 5);
                CHECK(std::abs(trip.rms - *trip.closed) < 5 * trip.se);
                CHECK(trip.rounding < 3e-7 * mean + 0.2 * trip.se); // and no more than it has to where it rules
            }
    }

    TEST_CASE("the numbers of the notes: x = 1 comes back as .457 with 10 steps, .871 with 50, .993 with 1000") {
        // s^2 = 0.16, the linear chain of 1000 steps, ERRATA 003-17; its levels are even strides with both ends.
        for (const auto& [S, want] : {std::pair{10, 0.457}, {20, 0.698}, {50, 0.871}, {100, 0.933}, {1000, 0.993}}) {
            SamplerSpec spec = encoded(Inversion::explicit_, S == 1000 ? Spacing::all : Spacing::trailing, S);
            auto data = std::make_shared<RecordedStart>();
            data->x = Block<double>::Ones(1, 1);
            SimulateOptions options = unmeasured();
            options.start = data;
            const ProcessSpec process{ProcessKind::vp, 1000, {ScheduleKind::linear, 1e-4, 0.02, {}}};
            const Run run = simulate(experiment_of(gaussian(0, 0.16), process, {spec}, 1), options);
            CHECK(run.samplers[0].final_x(0, 0) == doctest::Approx(want).epsilon(0.02));
        }
    }

    TEST_CASE("implicit is exact: what DDIM decodes is what was encoded, mixtures and planes too") {
        // Not farther: between the modes the decoder spreads what the encoder has crowded, rounding errors with it.
        const Target far{{{0.5, vec(-4), mat(0.04)}, {0.5, vec(4), mat(0.01)}}};
        for (const ProcessKind kind : all_processes) {
            for (const auto& [spacing, steps] :
                 {std::pair{Spacing::all, 12}, {Spacing::leading, 3}, {Spacing::trailing, 1}}) {
                if (kind == ProcessKind::flow && spacing == Spacing::trailing) continue; // one step from a = 0: refused
                for (const Target& target : {gaussian(0.6, 0.16), three_modes(), plane_modes(), far}) {
                    const Run run =
                        run_of(target, process_spec(kind, 12), {encoded(Inversion::implicit, spacing, steps)}, 700);
                    const SamplerRun& sampler = run.samplers[0];
                    CAPTURE(static_cast<int>(kind));
                    CAPTURE(steps);
                    CAPTURE(target.components.size());
                    CHECK((sampler.final_x - sampler.data).abs().maxCoeff() <
                          1e-10 * (1 + sampler.data.abs().maxCoeff()));
                    CHECK(sampler.round_trip->rms < 1e-10);
                }
            }
        }
        // By the habits of diffusers, whose steps do not join, too.
        SamplerSpec df = encoded(Inversion::implicit, Spacing::linspace, 7);
        set_convention(df, Convention::diffusers);
        df.clip = {};
        df.inversion = Inversion::implicit;
        const Run run = run_of(three_modes(), process_spec(ProcessKind::vp, 40), {df}, 500);
        CHECK((run.samplers[0].final_x - run.samplers[0].data).abs().maxCoeff() < 1e-10);
    }

    TEST_CASE("a particle's latent depends on no other particle, nor on threads") {
        const std::vector<SamplerSpec> samplers = {encoded(Inversion::implicit), encoded(Inversion::explicit_)};
        for (const Target& target : {three_modes(), plane_modes()}) {
            const Run many = run_of(target, process_spec(ProcessKind::vp, 10), samplers, 2000);
            for (const std::int64_t particles : {1, 65, 515}) {
                const Run few = run_of(target, process_spec(ProcessKind::vp, 10), samplers, particles);
                for (std::size_t i = 0; i < 2; ++i) {
                    CHECK((few.samplers[i].final_x == many.samplers[i].final_x.topRows(particles)).all());
                    CHECK((few.samplers[i].data == many.samplers[i].data.topRows(particles)).all());
                }
            }
            const Run serial =
                simulate(experiment_of(target, process_spec(ProcessKind::vp, 10), samplers, 2000), unmeasured(1));
            CHECK((serial.samplers[0].final_x == many.samplers[0].final_x).all());
            CHECK(serial.samplers[0].round_trip->rms == many.samplers[0].round_trip->rms);
        }
    }

    TEST_CASE(
        "the start law and all that follows have their closed form, for every inversion, in one and two dimensions") {
        for (const Target& target : {gaussian(0.6, 0.16), gaussian2(vec(0.5, -1), mat(2, 0.6, 0.3))}) {
            for (const ProcessKind kind : all_processes) {
                std::vector<SamplerSpec> samplers;
                for (const Inversion inversion : inversions) {
                    samplers.push_back(encoded(inversion, Spacing::leading, 5));
                    samplers.push_back(samplers.back());
                    samplers.back().kind = inversion == Inversion::guided ? SamplerKind::ddpm : SamplerKind::dpm_solver;
                }
                constexpr std::int64_t n = heavy(30'000, 6'000); // bounds are in standard errors of as many
                const Run run = run_of(target, process_spec(kind, 16), samplers, n, Precision::single);
                Worst worst;
                for (const SamplerRun& sampler : run.samplers) {
                    REQUIRE(sampler.predicted.size() == sampler.moments.size());
                    const std::string name = "inversion " + std::to_string(static_cast<int>(sampler.spec().inversion));
                    for (std::size_t i = 0; i < sampler.moments.size(); ++i) {
                        for (int c = 0; c < target.dim(); ++c) {
                            const double V = sampler.predicted[i].cov(c, c);
                            worst.add(std::abs(sampler.moments[i].mean[c] - sampler.predicted[i].mean[c]) /
                                          (std::sqrt(V / n) + 1e-6),
                                      name + " mean " + std::to_string(i));
                            worst.add(std::abs(sampler.moments[i].cov(c, c) - V) / (V * std::sqrt(2.0 / n) + 1e-6),
                                      name + " variance " + std::to_string(i));
                        }
                    }
                    const RoundTrip& trip = *sampler.round_trip;
                    worst.add(std::abs(trip.rms - *trip.closed) / (trip.se + 3e-7), name + " round trip");
                }
                CHECK_WORST(worst, 5);
            }
        }
    }

    TEST_CASE("diffusers' inversion, and DDIM's own direction, tell the denoiser what they should") {
        const Process process = make_process(process_spec(ProcessKind::vp, 20));
        const InversionPlan theirs =
            plan_inversion(encoded(Inversion::diffusers, Spacing::leading, 4), process, three_modes());
        CHECK(theirs.levels == std::vector<int>{0, 1, 6, 11, 16});
        for (std::size_t i = 0; i < theirs.steps.size(); ++i) {
            REQUIRE(theirs.steps[i].label);
            CHECK(theirs.steps[i].label->b == process.levels[theirs.levels[i + 1]].b);
            CHECK(theirs.steps[i].from.b == process.levels[theirs.levels[i]].b);
        }
        for (const StepCoefficients& step : plan_inversion(encoded(Inversion::explicit_), process, three_modes()).steps)
            CHECK_FALSE(step.label);
        CHECK(plan_inversion(sampler_of(SamplerKind::ddim), process, three_modes()).steps.empty());
    }

    TEST_CASE("single precision decodes the same latents") {
        const std::vector<SamplerSpec> samplers = {encoded(Inversion::implicit), encoded(Inversion::explicit_)};
        const ProcessSpec process = process_spec(ProcessKind::vp, 20);
        const Run a = run_of(plane_modes(), process, samplers, 1000, Precision::single),
                  b = run_of(plane_modes(), process, samplers, 1000, Precision::double_);
        CHECK((a.samplers[0].data == b.samplers[0].data).count() < 2000); // drawn in the run's precision
        CHECK((a.samplers[0].data - b.samplers[0].data).abs().maxCoeff() < 1e-5);
        CHECK(a.samplers[0].round_trip->rms < 1e-4);
        CHECK(a.samplers[1].round_trip->rms == doctest::Approx(b.samplers[1].round_trip->rms).epsilon(1e-3));
    }

    TEST_CASE("where an inverse does not exist it is refused") {
        const Process flow = make_process(process_spec(ProcessKind::flow, 10)),
                      vp = make_process(process_spec(ProcessKind::vp, 10));
        const auto key = [&](const SamplerSpec& spec, const Process& process, const Target& target) {
            std::string message;
            const std::string key_ = error_key([&] { plan(spec, process, target); }, &message);
            if (key_ != "(no error)") CHECK(message.find("; allowed: ") != std::string::npos);
            return key_;
        };
        CHECK(key(encoded(Inversion::implicit, Spacing::trailing, 1), flow, three_modes()) == "inversion");
        CHECK(key(encoded(Inversion::implicit, Spacing::trailing, 2), flow, three_modes()) == "(no error)");
        const Target points{{{0.5, vec(-1), mat(0)}, {0.5, vec(1), mat(0)}}};
        CHECK(key(encoded(Inversion::implicit), vp, points) == "inversion");
        CHECK(key(encoded(Inversion::explicit_), vp, points) == "(no error)");
        SamplerSpec clipped = encoded(Inversion::implicit);
        clipped.clip.kind = Clip::Kind::static_;
        CHECK(key(clipped, vp, three_modes()) == "inversion");
        clipped.inversion = Inversion::explicit_;
        CHECK(key(clipped, vp, three_modes()) == "(no error)");
        const Run run = run_of(gaussian(0.6, 0.16), process_spec(ProcessKind::vp, 10), {clipped}, 100);
        CHECK(run.samplers[0].predicted.empty());
        CHECK_FALSE(run.samplers[0].round_trip->closed);
    }

    TEST_CASE("one particle: a distance, no error of it") {
        const Run run = run_of(three_modes(), process_spec(ProcessKind::vp, 10), {encoded(Inversion::explicit_)}, 1);
        const RoundTrip& trip = *run.samplers[0].round_trip;
        CHECK(trip.rms == doctest::Approx(std::abs(run.samplers[0].final_x(0, 0) - run.samplers[0].data(0, 0))));
        CHECK(std::isnan(trip.se));
        CHECK_FALSE(run_of(three_modes(), process_spec(ProcessKind::vp, 10), {sampler_of(SamplerKind::ddim)}, 5)
                        .samplers[0]
                        .round_trip);
    }
}
