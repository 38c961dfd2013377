// What stands between reverse steps, churn and Langevin correctors: in closed form on a Gaussian, and what it makes of
// states, levels and draws.

#include "tests/core/solver_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

TEST_SUITE("core/between_steps") {
    TEST_CASE("churn keeps the exact law: from p_t to the law of the raised level") {
        for (const ProcessKind kind : all_processes) {
            SamplerSpec heun = with_spacing(sampler_of(SamplerKind::heun), Spacing::leading, 6);
            heun.churn.s_churn = 1.5;
            heun.start = Start::exact;
            const Process process = make_process(process_spec(kind, 12));
            const Target target = gaussian2(vec(0.5, -1), mat(2, 0.6, 0.5));
            const std::vector<StepCoefficients> steps = plan(heun, process, target);
            CHECK(steps.size() == 12);
            const Target start = start_law(heun, process, target);
            const Gaussian raised = predict(steps, target, {start.mean(), start.cov()})[1];
            REQUIRE(steps[0].move == MoveKind::churn);
            CHECK(steps[0].to.b / steps[0].to.a ==
                  doctest::Approx(1.25 * steps[0].from.b / steps[0].from.a).epsilon(1e-13));
            const Target law = marginal(target, steps[0].to);
            CHECK((raised.mean - law.mean()).norm() < 1e-13);
            CHECK((raised.cov - law.cov()).norm() < 1e-13);
        }
    }

    TEST_CASE(
        "a Langevin step is x + epsilon score + sqrt(2 epsilon) z, and its error on the exact law is epsilon^2 / D") {
        for (const ProcessKind kind : all_processes) {
            const Process process = make_process(process_spec(kind, 12));
            SamplerSpec spec = with_spacing(sampler_of(SamplerKind::true_reverse), Spacing::leading, 6);
            spec.start = Start::exact; // reaches every level with its exact law
            spec.corrector_steps = 1;
            spec.corrector_snr = 0.3;
            const double s2 = 0.3;
            const Target target = gaussian(0.7, s2), start = start_law(spec, process, target);
            const std::vector<StepCoefficients> steps = plan(spec, process, target);
            REQUIRE(steps.size() == 11); // none at the data, which has no noise to correct
            const StepCoefficients& step = steps[1];
            REQUIRE(step.move == MoveKind::correct);
            const double a = step.from.a, b = step.from.b, epsilon = 2 * std::pow(0.3 * b, 2), x = 0.4, x0 = -0.2;
            const double eps = (x - a * x0) / b;
            CHECK(step.k_x0 * x0 + step.k_eps * eps == doctest::Approx(x - epsilon * eps / b).epsilon(1e-13));
            CHECK(step.noise(0, 0) == doctest::Approx(std::sqrt(2 * epsilon)).epsilon(1e-13));
            // Var' = (1 - epsilon / D)^2 D + 2 epsilon = D + epsilon^2 / D.
            const Gaussian law = predict(steps, target, {start.mean(), start.cov()})[2];
            const double D = a * a * s2 + b * b;
            CHECK(law.cov(0, 0) == doctest::Approx(D + epsilon * epsilon / D).epsilon(1e-12));
            CHECK(law.mean[0] == doctest::Approx(0.7 * a).epsilon(1e-12));
        }
    }

    TEST_CASE("correctors mend: the naive mean with Langevin steps comes close to the target") {
        const Process process = make_process(process_spec(ProcessKind::vp, 20));
        SamplerSpec naive = sampler_of(SamplerKind::mean_only);
        const double without = output_ratio(naive, process, 0.3);
        naive.corrector_steps = 20;
        CHECK(without < 0.3);
        CHECK(std::abs(output_ratio(naive, process, 0.3) - 1) < 0.2);
    }

    TEST_CASE("states that share a level or lie off the grid: levels, law, cursor") {
        SamplerSpec spec = sampler_of(SamplerKind::heun);
        spec.churn = {2, 1, 0, 0.8}; // from the level with sigma = 0.8 down
        spec.corrector_steps = 2;
        const Target target = gaussian(0.6, 0.16);
        const Run run = simulate(experiment_of(target, process_spec(ProcessKind::ve, 8), {spec}, 30'000));
        const SamplerRun& sampler = run.samplers[0];
        std::vector<int> levels = {8};
        int off = 0;
        for (int level = 8; level > 0; --level) {
            const bool churned = std::sqrt(level / 8.0) <= 0.8;
            if (churned) levels.push_back(level);
            off += churned;
            levels.insert(levels.end(), level > 1 ? 3 : 1, level - 1);
        }
        CHECK(sampler.levels() == levels);
        CHECK(sampler.reverse_steps() == 8);
        CHECK(sampler.evaluations() == 8 + 7 + 2 * 7);
        CHECK(most_moves(spec, 8) >= static_cast<std::int64_t>(sampler.steps().size()));
        REQUIRE(sampler.moments.size() == levels.size());
        CHECK(sampler.histograms[0].size() == levels.size());
        CHECK(sampler.paths.states == static_cast<int>(levels.size()));
        int found = 0;
        for (int state = 0; state < sampler.paths.states; ++state) {
            const Level& level = sampler.level_of(state);
            if (sampler.off_grid(state)) {
                ++found;
                CHECK(level.b == doctest::Approx(1.25 * run.process().levels[levels[state]].b));
                CHECK(level.t == doctest::Approx(level.b * level.b).epsilon(1e-12)); // ve: t is the variance
            } else {
                CHECK(level.b == run.process().levels[levels[state]].b);
                CHECK(level.t == run.process().levels[levels[state]].t);
            }
        }
        CHECK(found == off);
        const std::vector<int> shown = sampler.shown_states();
        REQUIRE(shown.size() == 9);
        for (int level = 0; level <= 8; ++level) {
            const int state = sampler.state_at(level);
            CHECK(state == shown[8 - level]);
            CHECK_FALSE(sampler.off_grid(state));
            CHECK(sampler.levels()[state] == level);
            // Correctors done: what follows leaves the level, or raises it.
            const auto next = static_cast<std::size_t>(state);
            if (level > 0) CHECK(sampler.steps()[next].move != MoveKind::correct);
        }
        CHECK(sampler.frames.front().state == 0);
        CHECK(sampler.frames.back().state == sampler.paths.states - 1);
    }

    TEST_CASE("reverse steps keep their draws whatever stands between them") {
        SamplerSpec plain = ddpm_of(Variance::large), mended = plain, more = plain;
        mended.corrector_steps = 1;
        more.corrector_steps = 3;
        const Process process = make_process(process_spec(ProcessKind::vp, 6));
        const auto draws = [&](const SamplerSpec& spec, MoveKind move) {
            std::vector<std::pair<Stream, std::uint32_t>> list;
            for (const StepCoefficients& step : plan(spec, process, three_modes()))
                if (step.move == move) list.push_back({step.stream, step.draw});
            return list;
        };
        CHECK(draws(plain, MoveKind::reverse) == draws(mended, MoveKind::reverse));
        CHECK(draws(plain, MoveKind::reverse) == draws(more, MoveKind::reverse));
        std::vector<std::pair<Stream, std::uint32_t>> all = draws(more, MoveKind::reverse),
                                                      between = draws(more, MoveKind::correct);
        CHECK(between.size() == 15);
        all.insert(all.end(), between.begin(), between.end());
        std::sort(all.begin(), all.end());
        CHECK(std::adjacent_find(all.begin(), all.end()) == all.end()); // no draw is used twice
    }

    TEST_CASE("impossible settings are refused with the key") {
        const Process process = make_process(process_spec(ProcessKind::vp, 6));
        const auto key = [&](const std::function<void(SamplerSpec&)>& change) {
            SamplerSpec spec = sampler_of(SamplerKind::heun);
            change(spec);
            return error_key([&] { plan(spec, process, three_modes()); });
        };
        CHECK(key([](SamplerSpec& s) { s.churn.s_churn = -1; }) == "churn");
        CHECK(key([](SamplerSpec& s) { s.churn.s_churn = not_a_number; }) == "churn");
        CHECK(key([](SamplerSpec& s) { s.churn.s_churn = 1e9; }) == "churn");
        CHECK(key([](SamplerSpec& s) { s.churn.s_noise = 0; }) == "s_noise");
        CHECK(key([](SamplerSpec& s) { s.churn.s_tmin = -1; }) == "s_tmin");
        CHECK(key([](SamplerSpec& s) { s.churn = {1, 1, 2, 1}; }) == "s_tmax");
        CHECK(key([](SamplerSpec& s) { s.corrector_steps = -1; }) == "corrector_steps");
        CHECK(key([](SamplerSpec& s) { s.corrector_steps = 21; }) == "corrector_steps");
        CHECK(key([](SamplerSpec& s) { s.corrector_snr = 1; }) == "corrector_snr");
        CHECK(key([](SamplerSpec& s) { s.corrector_snr = not_a_number; }) == "corrector_snr");
        CHECK(key([](SamplerSpec&) {}) == "(no error)");
    }

    TEST_CASE("correctors on very long chains: as many as the kept moments and histograms allow") {
        SamplerSpec spec = sampler_of(SamplerKind::heun);
        spec.churn.s_churn = 1;
        CHECK(most_corrector_steps(spec, 100) == Limits::max_corrector_steps);
        CHECK(most_corrector_steps(spec, 100'000) == 0); // churned, it makes 200,000 moves as it is
        spec.churn.s_churn = 0;
        CHECK(most_corrector_steps(spec, 100'000) == 1);
        CHECK(most_corrector_steps(spec, 20'000) == 9);
        const Process process = make_process({ProcessKind::ve, 20'000, {}});
        spec.corrector_steps = 9;
        CHECK(error_key([&] { plan(spec, process, three_modes()); }) == "(no error)");
        std::string message;
        spec.corrector_steps = 10;
        CHECK(error_key([&] { plan(spec, process, three_modes()); }, &message) == "corrector_steps");
        CHECK(message.find("220000 moves") != std::string::npos);
        CHECK(message.find("0 to 9 ") != std::string::npos);
    }
}
