// The grids of the variance-exploding process, the prior that goes with them, and the grid that is best.

#include "core/process/process.h"

#include "core/measure/closed_form.h"
#include "tests/core/experiments.h"
#include "tests/core/helpers.h"
#include "tests/core/recorded_ve.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

ProcessSpec ve_spec(Grid grid, int T, double sigma_max = 80, double sigma_min = 0.002, double rho = 7) {
    ProcessSpec spec;
    spec.kind = ProcessKind::ve;
    spec.steps = T;
    spec.grid = grid;
    spec.sigma_max = sigma_max;
    spec.sigma_min = sigma_min;
    spec.rho = rho;
    return spec;
}

constexpr Grid grids[] = {Grid::linear, Grid::karras, Grid::exponential, Grid::polyexponential, Grid::optimal};

/// What a sampler's steps make of a deviation from the mean, all in all.
double gain(const ProcessSpec& spec, double sigma) {
    const Target target = gaussian(0, sigma * sigma);
    const std::vector<StepCoefficients> steps = plan(sampler_of(SamplerKind::ddim), make_process(spec), target);
    return predict(steps, target, {vec(1), mat(1)}).back().mean(0);
}

} // namespace

TEST_SUITE("core/process_grid") {
    TEST_CASE("every grid rises from the data to sigma_max; t is the share of the levels") {
        for (const Grid grid : grids) {
            for (const int T : {1, 2, 18, 1000, 100'000}) {
                const Process process = make_process(ve_spec(grid, T, 80, 0.002, usual_rho(grid)));
                REQUIRE(process.steps() == T);
                CHECK(process.levels[0].b == 0);
                CHECK(process.levels[T].b == 80);
                CHECK(process.prior_sigma() == 80);
                Worst worst;
                for (int k = 1; k <= T; ++k) {
                    const Level& level = process.levels[k];
                    CHECK(level.b > process.levels[k - 1].b);
                    worst.absolute(level.a, 1, "a");
                    worst.absolute(level.t, static_cast<double>(k) / T, "t");
                    worst.relative(process.schedule.alpha_bar[k], 1 / (1 + level.b * level.b), "alpha_bar");
                    worst.relative(process.schedule.snr(k), 1 / (level.b * level.b), "snr");
                    worst.absolute(process.schedule.alpha[k] + process.schedule.beta[k], 1, "alpha + beta");
                    worst.absolute(ve_sigma(process.spec, k), level.b, "sigma at a level");
                }
                CHECK_WORST(worst, 1e-13);
            }
        }
    }

    TEST_CASE("what is even on each grid") {
        const int T = 18;
        const auto even = [&](Grid grid, int first, double rho, const std::function<double(double)>& f) {
            const Process process = make_process(ve_spec(grid, T, 80, 0.002, rho));
            const double lo = f(process.levels[first].b), hi = f(process.levels[T].b);
            Worst worst;
            for (int k = first; k <= T; ++k) {
                worst.absolute((f(process.levels[k].b) - lo) / (hi - lo), static_cast<double>(k - first) / (T - first),
                               std::to_string(k));
            }
            return worst.error;
        };
        CHECK(even(Grid::linear, 0, 7, [](double b) { return b * b; }) < 1e-13);
        CHECK(even(Grid::karras, 1, 7, [](double b) { return std::pow(b, 1 / 7.0); }) < 1e-13);
        CHECK(even(Grid::karras, 1, 1, [](double b) { return b; }) < 1e-13);
        CHECK(even(Grid::exponential, 1, 7, [](double b) { return std::log(b); }) < 1e-13);
        CHECK(even(Grid::polyexponential, 1, 1, [](double b) { return std::log(b); }) < 1e-13);
        CHECK(even(Grid::polyexponential, 1, 2, [](double b) { return std::sqrt(std::log(b / 0.002)); }) < 1e-7);
        CHECK(even(Grid::optimal, 0, 7, [](double b) { return std::atan(b / 0.5); }) < 1e-13);
        CHECK(make_process(ve_spec(Grid::karras, T)).levels[1].b == doctest::Approx(0.002).epsilon(1e-12));
        CHECK(make_process(ve_spec(Grid::karras, 1)).levels[1].b == 80); // one step: from sigma_max to the data
        CHECK(usual_rho(Grid::karras) == 7);
        CHECK(usual_rho(Grid::polyexponential) == 1);
    }

    TEST_CASE("between the levels sigma rises smoothly through them") {
        for (const Grid grid : grids) {
            const ProcessSpec spec = ve_spec(grid, 12, 80, 0.002, usual_rho(grid));
            double before = 0;
            for (int i = 1; i <= 1200; ++i) {
                const double sigma = ve_sigma(spec, i / 100.0);
                CHECK(sigma > before);
                before = sigma;
            }
        }
    }

    TEST_CASE("k-diffusion's own sigmas are those of our grids, and 0 after them") {
        Worst worst;
        int seen = 0;
        for (const RecordedVe& run : recorded_ve_runs()) {
            const auto spec = run.process(); // the runs themselves: simulate_replay_test.cpp
            if (!spec) continue;
            const Process process = make_process(*spec);
            REQUIRE(process.levels.size() == run.sigma.size());
            for (std::size_t i = 0; i < run.sigma.size(); ++i)
                worst.relative(process.levels[run.sigma.size() - 1 - i].b, run.sigma[i], run.name);
            ++seen;
        }
        CHECK(seen > 0);
        CHECK_WORST(worst, 1e-13);
    }

    TEST_CASE("the optimal grid: T steps lose the factor cos(Phi/T)^T, and every other grid loses more") {
        for (const double s : {0.2, 1.0, 3.0}) {
            for (const double sigma_max : {1.0, 80.0}) {
                for (const int T : {2, 3, 10, 100}) {
                    ProcessSpec spec = ve_spec(Grid::optimal, T, sigma_max);
                    spec.sigma_data = s;
                    // MATH 2.5, with the process ending at sigma_max: the flow maps deviation 1 there to sqrt(A).
                    const double root_A = s / std::sqrt(s * s + sigma_max * sigma_max), Phi = std::atan(sigma_max / s);
                    const double best = gain(spec, s);
                    CHECK(best == doctest::Approx(root_A * std::pow(std::cos(Phi / T), T)).epsilon(1e-11));
                    for (const Grid grid : {Grid::linear, Grid::karras, Grid::exponential, Grid::polyexponential}) {
                        CHECK(gain(ve_spec(grid, T, sigma_max, 0.002, usual_rho(grid)), s) < best);
                    }
                    spec.sigma_data = 1.3 * s; // and so does the grid for other data
                    CHECK(gain(spec, s) < best);
                }
            }
        }
    }

    TEST_CASE("start = prior is N(0, sigma_max^2 I), and N(0, I) for everything else") {
        SamplerSpec sampler = sampler_of(SamplerKind::ddim);
        const Target target = gaussian2(vec(1, -2), mat(0.3, 0.1, 0.2));
        const auto start = [&](const ProcessSpec& spec) { return start_law(sampler, make_process(spec), target); };
        CHECK(start(ve_spec(Grid::karras, 10)).mean().norm() == 0);
        CHECK(start(ve_spec(Grid::karras, 10)).cov().isApprox(6400 * Mat::Identity(2, 2)));
        CHECK(start({ProcessKind::ve, 10, {}}).cov() == Mat::Identity(2, 2)); // the sigma-squared problem
        CHECK(start({ProcessKind::vp, 10, {}}).cov() == Mat::Identity(2, 2));
        CHECK(start({ProcessKind::flow, 10, {}}).cov() == Mat::Identity(2, 2));
        // From sigma_max = 80 the prior is as good as exact: at unit scale it was worth a variance of 1/6400.
        sampler.steps = 100;
        ProcessSpec spec = ve_spec(Grid::optimal, 100);
        spec.sigma_data = 0.5;
        const Target data = gaussian(0.3, 0.25);
        const std::vector<StepCoefficients> steps = plan(sampler, make_process(spec), data);
        const Target law = start_law(sampler, make_process(spec), data);
        const Gaussian out = predict(steps, data, {law.mean(), law.cov()}).back();
        CHECK(out.cov(0, 0) == doctest::Approx(0.25).epsilon(0.03)); // cos(Phi/100)^200
        CHECK(out.mean(0) == doctest::Approx(0.3).epsilon(0.02));
    }

    TEST_CASE("impossible grids name their key; what a grid does not use does not matter") {
        const auto key = [](const ProcessSpec& spec) { return error_key([&] { make_process(spec); }); };
        for (const Grid grid : grids) {
            for (const double bad : {0.0, -1.0, 2e6, not_a_number, infinity}) {
                CHECK(key(ve_spec(grid, 10, bad)) == "process.sigma_max");
            }
        }
        for (const Grid grid : {Grid::karras, Grid::exponential, Grid::polyexponential}) {
            for (const double bad : {0.0, -1.0, 80.0, 90.0, not_a_number, infinity}) {
                CHECK(key(ve_spec(grid, 10, 80, bad)) == "process.sigma_min");
            }
        }
        for (const Grid grid : {Grid::karras, Grid::polyexponential}) {
            for (const double bad : {0.0, -7.0, 1000.0, not_a_number}) {
                CHECK(key(ve_spec(grid, 10, 80, 0.002, bad)) == "process.rho");
            }
        }
        ProcessSpec optimal = ve_spec(Grid::optimal, 10, 80, not_a_number, not_a_number);
        CHECK(key(optimal) == "(no error)");
        for (const double bad : {0.0, -1.0, not_a_number, infinity}) {
            optimal.sigma_data = bad;
            CHECK(key(optimal) == "process.sigma_data");
        }
        CHECK(key(ve_spec(Grid::linear, 10, 1, not_a_number, not_a_number)) == "(no error)");
        CHECK(key(ve_spec(Grid::exponential, 10, 80, 0.002, not_a_number)) == "(no error)");
        // Crowded until two levels are one.
        CHECK(key(ve_spec(Grid::polyexponential, 100'000, 80, 0.002, 50)) == "process.steps");
        CHECK(key(ve_spec(Grid::karras, 100'000, 80, 0.002, 100)) == "(no error)");
    }
}
