// Latents: encoding and decoding on a Gaussian by their closed-form gains, arcs between latents, and the exact map on a
// line.

#include "core/run/latents.h"

#include "core/spec/sampler_facts.h"
#include "tests/core/experiments.h"
#include "tests/core/visited_levels.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// phi = arctan(b / (a s)) of MATH 11.2.
double angle_of_deviation(const Level& level, double s) { return std::atan2(level.b, level.a * s); }

/// prod cos dphi over the steps of a DDIM sampler between the levels given.
double contraction(const Process& process, const std::vector<int>& levels, double s) {
    double product = 1;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i)
        product *= std::cos(angle_of_deviation(process.levels[levels[i]], s) -
                            angle_of_deviation(process.levels[levels[i + 1]], s));
    return product;
}

Experiment line_experiment(int steps, SamplerKind kind) {
    ProcessSpec process = process_spec(ProcessKind::vp, steps);
    process.schedule.kind = ScheduleKind::vp_sde; // the same curve for any number of steps
    Experiment experiment = experiment_of(three_modes(), process, {sampler_of(kind)}, 100);
    experiment.latents = LatentsSpec{{-0.7}, {1.2}, {0.3}, ""};
    return experiment;
}

/// The largest |F_0(x_0) - F_T(x_T)|: how far the sampler is from the exact ODE, as a share of the particles.
double worst_of_line(const Experiment& experiment) {
    const Run run = simulate(experiment, unmeasured());
    REQUIRE(run.latents);
    const Target noisiest = marginal(run.target(), run.process().levels.back());
    double worst = 0;
    for (std::size_t i = 0; i < run.latents->z.size(); ++i)
        worst =
            std::max(worst, std::abs(cdf(run.target(), run.latents->decoded[i]) - cdf(noisiest, run.latents->z[i])));
    return worst;
}

Experiment plane_experiment(ProcessKind kind) {
    const Target target{{{0.4, vec(-1, 0.5), mat(0.09, 0.02, 0.05)}, {0.6, vec(1, 0), mat(0.04, 0, 0.16)}}};
    Experiment experiment = experiment_of(target, process_spec(kind, 40),
                                          {sampler_of(SamplerKind::ddpm), sampler_of(SamplerKind::ddim)}, 50);
    experiment.samplers[0].name = "DDPM";
    experiment.process.sigma_max = 3;
    experiment.latents = LatentsSpec{{0.5, 1.2}, {-1.1, 0.3}, {0.9, 0.1}, ""};
    return experiment;
}

} // namespace

TEST_SUITE("core/latents") {
    TEST_CASE("on a Gaussian encoding and decoding are affine, with the gains of MATH 11.2") {
        const double m = 0.6;
        for (const ProcessKind kind : all_processes)
            for (const double s2 : {0.16, 2.5})
                for (const int dim : {1, 2}) {
                    const double s = std::sqrt(s2);
                    const Target target = dim == 1 ? gaussian(m, s2) : gaussian2(vec(m, m), mat(s2, 0, s2));
                    ProcessSpec spec = process_spec(kind, 20);
                    spec.sigma_max = 3;
                    const Process process = make_process(spec);
                    SamplerSpec sampler = sampler_of(SamplerKind::ddim);
                    sampler.spacing = Spacing::leading;
                    sampler.steps = 5;
                    const LatentMap map(plan_sampler(sampler, process, target), process, target);
                    CHECK(map.scale() == (kind == ProcessKind::ve ? 3 : 1));

                    const std::vector<int> levels = visited_levels(sampler, process, target);
                    const Level& last = process.levels[levels.front()];
                    const double D = last.a * last.a * s2 + last.b * last.b, shrinks = contraction(process, levels, s);
                    Block<double> z(3, dim), x0(3, dim);
                    for (Eigen::Index i = 0; i < z.size(); ++i) {
                        z(i) = 0.7 * static_cast<double>(i) - 1;
                        x0(i) = 1.5 - 0.4 * static_cast<double>(i);
                    }
                    const Block<double> decoded = map.decode(z), encoded = map.encode(x0);
                    const Block<double> by_gain = m + s / std::sqrt(D) * shrinks * (map.scale() * z - last.a * m);
                    const Block<double> back_by_gain =
                        (last.a * m + std::sqrt(D) / s * shrinks * (x0 - m)) / map.scale();
                    CHECK((decoded - by_gain).abs().maxCoeff() < 1e-12);
                    CHECK((encoded - back_by_gain).abs().maxCoeff() < 1e-12);
                }
    }

    TEST_CASE("every state is shown, from the first to the last") {
        const Experiment experiment = plane_experiment(ProcessKind::vp);
        const auto problem = make_problem(experiment);
        const LatentMap map(problem->samplers[1], problem->process, problem->target);
        std::vector<Block<double>> states;
        std::vector<double> noise;
        const Block<double> z = Block<double>::Constant(2, 2, 0.4);
        const Block<double> x = map.decode(z, [&](const Block<double>& state, double b) {
            states.push_back(state);
            noise.push_back(b);
            return true;
        });
        REQUIRE(states.size() == 41);
        CHECK((states.front() == z).all());
        CHECK((states.back() == x).all());
        CHECK(std::is_sorted(noise.rbegin(), noise.rend()));
        CHECK(noise.back() == 0);
        int seen = 0;
        map.encode(x, [&](const Block<double>&, double) { return ++seen < 5; });
        CHECK(seen == 5); // it stops where it is told to
    }

    TEST_CASE("the arc between unit vectors keeps the norm and the speed; a line does not") {
        const Vec z1 = vec(0.6, 0.8), z2 = vec(-1, 0);
        const double th = std::acos(z1.dot(z2));
        for (const double l : {0.0, 0.1, 0.5, 0.9, 1.0}) {
            const auto z = slerp(z1, z2, l);
            REQUIRE(z);
            CHECK(z->norm() == doctest::Approx(1).epsilon(1e-14));
            CHECK(std::acos(std::min(1.0, z1.dot(*z))) == doctest::Approx(l * th).epsilon(1e-7));
        }
        CHECK((*slerp(z1, z2, 0) - z1).norm() < 1e-15);
        CHECK((*slerp(z1, z2, 1) - z2).norm() < 1e-15);
        CHECK(lerp(z1, z2, 0.5).norm() == doctest::Approx(std::cos(th / 2)));
        // Norms that differ: the formula of MATH 7.4 as it stands.
        const Vec far = vec(0, 3), right = vec(2, 0);
        CHECK((*slerp(far, right, 0.5) - std::sqrt(0.5) * (far + right)).norm() < 1e-14);
    }

    TEST_CASE("where there is no one arc, or hardly any angle") {
        const Vec z = vec(0.6, 0.8);
        CHECK_FALSE(slerp(z, vec(-0.6, -0.8), 0.5));
        CHECK_FALSE(slerp(z, vec(-1.2, -1.6), 0.5));
        CHECK_FALSE(slerp(z, vec(0, 0), 0.5));
        CHECK_FALSE(slerp(vec(1.0), vec(-2.0), 0.5)); // on a line
        const Vec close = vec(0.6 + 2e-5, 0.8);
        CHECK((*slerp(z, close, 0.3) - lerp(z, close, 0.3)).norm() == 0);
        CHECK((*slerp(z, 2 * z, 0.5) - 1.5 * z).norm() < 1e-15);
        // The two formulas meet where one gives way to the other.
        const Vec turned = vec(std::cos(2e-4), std::sin(2e-4));
        CHECK((*slerp(vec(1, 0), turned, 0.3) - lerp(vec(1, 0), turned, 0.3)).norm() < 1e-8);
    }

    TEST_CASE("on a line many small steps come to the monotone map of the exact ODE") {
        for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::heun, SamplerKind::dpm_solver}) {
            const double few = worst_of_line(line_experiment(100, kind)),
                         many = worst_of_line(line_experiment(400, kind));
            CHECK(many < 0.005);
            CHECK(few / many > 3); // four times as many: the step to the data, of first order in any of them, is left
        }

        const Run run = simulate(line_experiment(400, SamplerKind::heun), unmeasured());
        const Latents& l = *run.latents;
        for (std::size_t i = 0; i < l.z.size(); ++i) {
            // No latent is thrown away here: F_T is almost that of N(0, 1), so the map is the quantile of Phi(z).
            CHECK(cdf(run.target(), l.exact[i]) == doctest::Approx(normal_cdf(l.z[i])).epsilon(0.02));
            if (i > 0) CHECK(l.exact[i] > l.exact[i - 1]);
        }
    }

    TEST_CASE("a run has what its latents come to") {
        for (const ProcessKind kind : all_processes) {
            const Experiment experiment = plane_experiment(kind);
            const Run run = simulate(experiment, unmeasured());
            REQUIRE(run.latents);
            const Latents& l = *run.latents;
            CHECK(l.sampler == 1); // the first without noise
            CHECK(l.scale == (kind == ProcessKind::ve ? 3 : 1));
            REQUIRE(l.lerp.rows() == 65);
            REQUIRE(l.slerp.rows() == 65);
            const LatentMap map(run.problem->samplers[1], run.process(), run.target());
            Block<double> ends(2, 2);
            ends << 0.5, 1.2, -1.1, 0.3;
            const Block<double> x = map.decode(ends);
            for (const Block<double>* curve : {&l.lerp, &l.slerp}) {
                CHECK((curve->row(0) - x.row(0)).abs().maxCoeff() < 1e-12);
                CHECK((curve->row(64) - x.row(1)).abs().maxCoeff() < 1e-12);
            }
            CHECK(l.lerp_norm == doctest::Approx(std::hypot(0.3, 0.75)));
            CHECK(l.slerp_norm > l.lerp_norm);
            CHECK(l.z.empty());
            CHECK(l.way_out.rows() == 41);
            CHECK(l.way_back.rows() == 41);
            CHECK((l.way_out.row(0) - l.x0.row(0)).abs().maxCoeff() == 0);
            CHECK((l.way_out.row(40) - l.z0.row(0)).abs().maxCoeff() < 1e-12);
            CHECK((l.way_back.row(0) - l.z0.row(0)).abs().maxCoeff() < 1e-12);
            CHECK((l.way_back.row(40) - l.back.row(0)).abs().maxCoeff() == 0);
            CHECK(l.round_trip == doctest::Approx(std::hypot(l.back(0, 0) - 0.9, l.back(0, 1) - 0.1)));
            CHECK(l.round_trip > 0);
        }
    }

    TEST_CASE("the exact inverse comes back to where it began") {
        Experiment experiment = plane_experiment(ProcessKind::vp);
        experiment.samplers[1].start = Start::encoded;
        experiment.samplers[1].inversion = Inversion::implicit;
        CHECK(simulate(experiment, unmeasured()).latents->round_trip < 1e-9);
    }

    TEST_CASE("opposite latents have no arc, latents without a deterministic sampler no map") {
        Experiment experiment = plane_experiment(ProcessKind::vp);
        experiment.latents->z2 = {-1.0, -2.4};
        const Run run = simulate(experiment, unmeasured());
        CHECK(run.latents->slerp.size() == 0);
        CHECK(std::isnan(run.latents->slerp_norm));
        experiment.samplers[1].eta = 0.5;
        CHECK_FALSE(simulate(experiment, unmeasured()).latents);
        experiment.latents.reset();
        experiment.samplers[1].eta = 0;
        CHECK_FALSE(simulate(experiment, unmeasured()).latents);
    }

    TEST_CASE("which samplers are deterministic") {
        CHECK(is_deterministic(sampler_of(SamplerKind::ddim)));
        CHECK_FALSE(is_deterministic(sampler_of(SamplerKind::ddim, 0.1)));
        CHECK_FALSE(is_deterministic(sampler_of(SamplerKind::ddpm)));
        CHECK_FALSE(is_deterministic(sampler_of(SamplerKind::mean_only)));
        CHECK(is_deterministic(sampler_of(SamplerKind::dpm_solver)));
        SamplerSpec heun = sampler_of(SamplerKind::heun);
        CHECK(is_deterministic(heun));
        heun.churn.s_churn = 10;
        CHECK_FALSE(is_deterministic(heun));
        SamplerSpec corrected = sampler_of(SamplerKind::ddim);
        corrected.corrector_steps = 1;
        CHECK_FALSE(is_deterministic(corrected));
    }

    TEST_CASE("impossible latents are named") {
        const Experiment good = plane_experiment(ProcessKind::vp);
        const auto key_of = [&](const LatentsSpec& latents) {
            Experiment experiment = good;
            experiment.latents = latents;
            return error_key([&] { make_problem(experiment); });
        };
        CHECK(key_of({{0.5, 1}, {1, 1}, {0, 0}, ""}) == "(no error)");
        CHECK(key_of({{0.5, 1}, {1, 1}, {0, 0}, "DDIM"}) == "(no error)");
        CHECK(key_of({{0.5}, {1, 1}, {0, 0}, ""}) == "latents.z1");
        CHECK(key_of({{0.5, 1}, {}, {0, 0}, ""}) == "latents.z2");
        CHECK(key_of({{0.5, 1}, {1, 101}, {0, 0}, ""}) == "latents.z2");
        CHECK(key_of({{0.5, 1}, {1, 1}, {0, 2e6}, ""}) == "latents.x0");
        CHECK(key_of({{0.5, 1}, {1, 1}, {0, 0}, "DDPM"}) == "latents.sampler");
        CHECK(key_of({{0.5, 1}, {1, 1}, {0, 0}, "Heun"}) == "latents.sampler");
    }

    TEST_CASE("drawn latents are possible, repeatable, and of the seed") {
        Experiment experiment = plane_experiment(ProcessKind::vp);
        const LatentsSpec drawn = drawn_latents(experiment);
        CHECK(drawn == drawn_latents(experiment));
        experiment.latents = drawn;
        make_problem(experiment);
        CHECK(drawn.z1 != drawn.z2);
        experiment.run.seed = 8;
        CHECK_FALSE(drawn == drawn_latents(experiment));
    }
}
