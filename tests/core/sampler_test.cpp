// Step rules: each as its source writes it, the identities between them, and the limits of their settings. The
// recorded runs of other libraries are in trajectory_test.cpp.

#include "core/sample/plan.h"

#include "tests/core/helpers.h"
#include "tests/core/visited_levels.h"

#include <cctype>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

SamplerSpec ddpm(Variance variance, bool final_noise = false, double v = 0.5) {
    SamplerSpec spec = sampler_of(SamplerKind::ddpm);
    spec.variance = variance;
    spec.final_noise = final_noise;
    spec.v = v;
    return spec;
}

Process vp_of(int T = 20) { return make_process({ProcessKind::vp, T, {ScheduleKind::linear, 0.004, 0.35, {}}}); }
Process ve_of(int T = 20) { return make_process({ProcessKind::ve, T, {}}); }
Process flow_of(int T = 20) { return make_process({ProcessKind::flow, T, {}}); }

/// x_s for given x_t, x0_hat, z in one dimension.
double move(const StepCoefficients& step, double x, double x0, double z = 0) {
    return step.k_x0 * x0 + step.k_eps * (x - step.from.a * x0) / step.from.b + step.noise(0, 0) * z;
}

void check_same(const StepCoefficients& a, const StepCoefficients& b) {
    CHECK(a.k_x0 == doctest::Approx(b.k_x0).epsilon(1e-13));
    CHECK(std::abs(a.k_eps * a.k_eps - b.k_eps * b.k_eps) <
          1e-14); // squares: DDIM takes a root, of rounding at k_eps = 0
    CHECK((a.noise - b.noise).norm() < 1e-13);
}

} // namespace

TEST_SUITE("core/sampler") {
    const Target any = gaussian(0.3, 0.5);

    TEST_CASE("DDIM is eq. 12 of Song et al. on the chain") {
        const Process process = vp_of();
        for (const double eta : {0.0, 0.3, 1.0}) {
            for (int t = 1; t <= 20; ++t) {
                const double abar = process.schedule.alpha_bar[t], before = process.schedule.alpha_bar[t - 1];
                const double sigma = eta * std::sqrt((1 - before) / (1 - abar)) * std::sqrt(1 - abar / before);
                const double x = 0.7, x0 = -0.4, z = 1.3, eps = (x - std::sqrt(abar) * x0) / std::sqrt(1 - abar);
                const double want = std::sqrt(before) * x0 + std::sqrt(1 - before - sigma * sigma) * eps + sigma * z;
                const StepCoefficients step =
                    make_step(sampler_of(SamplerKind::ddim, eta), process.levels[t], process.levels[t - 1], any);
                CHECK(std::abs(move(step, x, x0, z) - want) < 1e-12);
            }
        }
    }

    TEST_CASE("DDPM is eq. 7 and 11 of Ho et al. on the chain, with each variance") {
        const Process process = vp_of();
        const Schedule& s = process.schedule;
        for (int t = 1; t <= 20; ++t) {
            const Level &from = process.levels[t], &to = process.levels[t - 1];
            const double x = 0.7, x0 = -0.4, eps = (x - from.a * x0) / from.b;
            const double mean = s.coef_x0(t) * x0 + s.coef_xt(t) * x;
            const double eps_form = (x - s.beta[t] / std::sqrt(1 - s.alpha_bar[t]) * eps) / std::sqrt(s.alpha[t]);
            for (const Variance variance : {Variance::small, Variance::large, Variance::learned}) {
                const StepCoefficients step = make_step(ddpm(variance, true, 0.3), from, to, any);
                CHECK(std::abs(move(step, x, x0) - mean) < 1e-12);
                CHECK(std::abs(move(step, x, x0) - eps_form) < 1e-12);
            }
            const auto variance = [&](Variance kind) {
                return std::pow(make_step(ddpm(kind, true, 0.3), from, to, any).noise(0, 0), 2);
            };
            CHECK(std::abs(variance(Variance::small) - s.posterior_variance(t)) < 1e-12);
            CHECK(std::abs(variance(Variance::large) - s.beta[t]) < 1e-12);
            if (t > 1) {
                const double want = std::pow(s.beta[t], 0.3) * std::pow(s.posterior_variance(t), 0.7);
                CHECK(variance(Variance::learned) == doctest::Approx(want).epsilon(1e-10));
                CHECK(variance(Variance::learned) > variance(Variance::small));
                CHECK(variance(Variance::learned) < variance(Variance::large));
            }
        }
    }

    TEST_CASE("learned variance at the data: the logarithm takes beta_tilde of the step before") {
        const Process process = vp_of();
        const Schedule& s = process.schedule;
        const std::vector<StepCoefficients> steps = plan(ddpm(Variance::learned, true, 0.25), process, any);
        const double want = std::pow(s.beta[1], 0.25) * std::pow(s.posterior_variance(2), 0.75);
        CHECK(std::pow(steps.back().noise(0, 0), 2) == doctest::Approx(want).epsilon(1e-10));
        // Its ends are the large and, clipped, the small variance.
        CHECK(std::pow(plan(ddpm(Variance::learned, true, 1), process, any).back().noise(0, 0), 2) ==
              doctest::Approx(s.beta[1]).epsilon(1e-10));
        CHECK(std::pow(plan(ddpm(Variance::learned, true, 0), process, any).back().noise(0, 0), 2) ==
              doctest::Approx(s.posterior_variance(2)).epsilon(1e-10));
    }

    TEST_CASE("DDIM with eta = 1 is DDPM with the small variance, on every process and any sub-sequence") {
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (const auto& [spacing, S] :
                 {std::pair{Spacing::all, 20}, {Spacing::trailing, 7}, {Spacing::leading, 6}}) {
                SamplerSpec ddim = sampler_of(SamplerKind::ddim, 1), small = ddpm(Variance::small),
                            mean = sampler_of(SamplerKind::mean_only);
                for (SamplerSpec* spec : {&ddim, &small, &mean}) {
                    spec->spacing = spacing;
                    spec->steps = S;
                }
                const std::vector<StepCoefficients> a = plan(ddim, process, any), b = plan(small, process, any),
                                                    c = plan(mean, process, any);
                REQUIRE(a.size() == static_cast<std::size_t>(S));
                for (std::size_t i = 0; i < a.size(); ++i) {
                    check_same(a[i], b[i]);
                    CHECK(c[i].k_x0 == b[i].k_x0); // the mean alone, without its noise
                    CHECK(c[i].k_eps == b[i].k_eps);
                    CHECK_FALSE(c[i].noisy());
                }
            }
        }
    }

    TEST_CASE("the sigma-squared problem: DDIM is the fraction sqrt(t) / (sqrt(t - dt) + sqrt(t)) of the mean's move") {
        for (const int T : {1, 5, 100}) {
            const Process process = ve_of(T);
            for (int k = 1; k <= T; ++k) {
                const double t = static_cast<double>(k) / T, dt = 1.0 / T, s = static_cast<double>(k - 1) / T;
                const double x = 0.9, x0 = 0.1;
                const Level &from = process.levels[k], &to = process.levels[k - 1];
                const double mean = x + dt / t * (x0 - x); // part (c): x + dt * score, in terms of E[x0 | x]
                CHECK(move(make_step(sampler_of(SamplerKind::mean_only), from, to, any), x, x0) ==
                      doctest::Approx(mean).epsilon(1e-12));
                const double fraction = std::sqrt(t) / (std::sqrt(s) + std::sqrt(t));
                CHECK(move(make_step(sampler_of(SamplerKind::ddim), from, to, any), x, x0) ==
                      doctest::Approx(x + fraction * (mean - x)).epsilon(1e-12));
                CHECK(move(make_step(sampler_of(SamplerKind::half_step), from, to, any), x, x0) ==
                      doctest::Approx((x + mean) / 2).epsilon(1e-12));
                // part (e), eq. (1): the noise of a step is N(0, dt).
                CHECK(make_step(ddpm(Variance::large, true), from, to, any).noise(0, 0) ==
                      doctest::Approx(std::sqrt(dt)).epsilon(1e-12));
            }
        }
    }

    TEST_CASE("half step: half of the mean's move on every process; naive inverse: its formula") {
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (int t = 1; t < 20; ++t) {
                const Level &from = process.levels[t], &to = process.levels[t - 1];
                const double x = -0.8, x0 = 0.6, eps = (x - from.a * x0) / from.b;
                const double mean = move(make_step(sampler_of(SamplerKind::mean_only), from, to, any), x, x0);
                CHECK(std::abs(move(make_step(sampler_of(SamplerKind::half_step), from, to, any), x, x0) -
                               (x + mean) / 2) < 1e-13);
                const Transition m = transition(from, to);
                const double naive = (x - std::sqrt(m.B) * eps) / m.A; // alpha = A^2, 1 - alpha = B on the chain
                CHECK(std::abs(move(make_step(sampler_of(SamplerKind::naive_inverse), from, to, any), x, x0) - naive) <
                      1e-12);
            }
        }
    }

    TEST_CASE("DDIM(0) is an Euler step of x / a against b / a") {
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (int t = 1; t < 20; ++t) {
                const Level &from = process.levels[t], &to = process.levels[t - 1];
                const double x = 1.1, x0 = -0.2, eps = (x - from.a * x0) / from.b;
                const double euler = to.a * (x / from.a + (to.b / to.a - from.b / from.a) * eps);
                CHECK(std::abs(move(make_step(sampler_of(SamplerKind::ddim), from, to, any), x, x0) - euler) < 1e-12);
            }
        }
    }

    TEST_CASE("true reverse: the conditional law of a Gaussian, in one and two dimensions") {
        const Target plane = gaussian2(vec(0.5, -1), mat(2, 0.6, 0.5));
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (int t = 1; t <= 20; ++t) {
                const Level &from = process.levels[t], &to = process.levels[t - 1];
                const Transition m = transition(from, to);
                const double D_t = from.a * from.a * 0.5 + from.b * from.b, D_s = to.a * to.a * 0.5 + to.b * to.b;
                const StepCoefficients one = make_step(sampler_of(SamplerKind::true_reverse), from, to, any);
                CHECK(one.noise(0, 0) * one.noise(0, 0) == doctest::Approx(m.B * D_s / D_t).epsilon(1e-11));
                const double x = 0.9, x0 = posterior(any, from, vec(x)).mean[0];
                const double want = to.a * 0.3 + m.A * D_s / D_t * (x - from.a * 0.3);
                CHECK(std::abs(move(one, x, x0) - want) < 1e-12);

                const StepCoefficients two = make_step(sampler_of(SamplerKind::true_reverse), from, to, plane);
                const Mat S = plane.components[0].cov, I = Mat::Identity(2, 2);
                const Mat Ds = to.a * to.a * S + to.b * to.b * I, Dt = from.a * from.a * S + from.b * from.b * I;
                // Var(x_s | x_t) = D_s - K A D_s with K = A D_s D_t^-1: times D_t from the right, B D_s.
                const Mat cov = two.noise * two.noise.transpose();
                CHECK((cov * Dt - m.B * Ds).norm() < 1e-12);
                CHECK(two.noise(0, 1) == 0);
            }
            // The step to the data keeps its noise: what x_1 leaves open of x0.
            CHECK(plan(sampler_of(SamplerKind::true_reverse), process, any).back().noisy());
        }
    }

    TEST_CASE("the last step is silent unless asked otherwise") {
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (const SamplerSpec& spec :
                 {sampler_of(SamplerKind::ddim), sampler_of(SamplerKind::ddim, 1), ddpm(Variance::small),
                  ddpm(Variance::large), ddpm(Variance::learned), sampler_of(SamplerKind::mean_only)}) {
                const StepCoefficients last = plan(spec, process, any).back();
                CHECK(last.s == 0);
                CHECK_FALSE(last.noisy());
                CHECK(move(last, 0.8, -0.3) == doctest::Approx(-0.3).epsilon(1e-12)); // x0_hat itself
            }
            const StepCoefficients loud = plan(ddpm(Variance::large, true), process, any).back();
            CHECK(loud.noise(0, 0) ==
                  doctest::Approx(std::sqrt(transition(process.levels[1], process.levels[0]).B)).epsilon(1e-12));
            CHECK(plan(ddpm(Variance::large), process, any).front().noisy());
            CHECK_FALSE(plan(sampler_of(SamplerKind::half_step), process, any).front().noisy());
        }
    }

    TEST_CASE("encoding: DDIM(0) towards more noise is the same algebra") {
        for (const Process& process : {vp_of(), ve_of(), flow_of()}) {
            for (int t = 0; t < 19; ++t) { // from 0: clean data too, where eps_hat is the network's word alone
                const Level &from = process.levels[t], &to = process.levels[t + 1];
                const StepCoefficients step = make_step(sampler_of(SamplerKind::ddim), from, to, any);
                CHECK(step.k_x0 == to.a);
                CHECK(step.k_eps == doctest::Approx(to.b).epsilon(1e-14));
                CHECK_FALSE(step.noisy());
                if (t == 0) {
                    continue;
                }
                const double x = 0.4, x0 = 0.1;
                const StepCoefficients back = make_step(sampler_of(SamplerKind::ddim), to, from, any);
                CHECK(move(back, move(step, x, x0), x0) == doctest::Approx(x).epsilon(1e-12)); // with x0_hat kept
            }
        }
    }

    TEST_CASE("a plan walks its levels from tau_S to the data") {
        SamplerSpec spec = sampler_of(SamplerKind::ddim, 0.5);
        spec.steps = 6;
        spec.spacing = Spacing::trailing;
        const Process process = vp_of();
        const std::vector<int> levels = visited_levels(spec, process, any);
        const std::vector<StepCoefficients> steps = plan(spec, process, any);
        REQUIRE(steps.size() == 6);
        REQUIRE(levels.size() == 7);
        CHECK(levels.front() == 20);
        CHECK(levels.back() == 0);
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(steps[i].t == levels[i]);
            CHECK(steps[i].s == levels[i + 1]);
            CHECK(steps[i].from.a == process.levels[levels[i]].a);
            CHECK(steps[i].to.b == process.levels[levels[i + 1]].b);
        }
        CHECK(visited_levels(sampler_of(SamplerKind::ddim), make_process({ProcessKind::flow, 4, {}}), any) ==
              std::vector<int>{4, 3, 2, 1, 0});
    }

    TEST_CASE("start: N(0, I), or the true law of the first level") {
        SamplerSpec spec = sampler_of(SamplerKind::ddim);
        const Target prior = start_law(spec, ve_of(), any);
        CHECK(prior.mean()[0] == 0);
        CHECK(prior.cov()(0, 0) == 1);
        spec.start = Start::exact;
        CHECK(start_law(spec, ve_of(), any).mean()[0] == 0.3);
        CHECK(start_law(spec, ve_of(), any).cov()(0, 0) == doctest::Approx(1.5).epsilon(1e-15));
        spec.spacing = Spacing::leading; // starts below T: the first of its own levels counts
        spec.steps = 4;
        const Process process = vp_of();
        const double abar = process.schedule.alpha_bar[16];
        CHECK(start_law(spec, process, any).cov()(0, 0) == doctest::Approx(abar * 0.5 + 1 - abar).epsilon(1e-13));
        CHECK(start_law(spec, process, any).mean()[0] == doctest::Approx(0.3 * std::sqrt(abar)).epsilon(1e-13));
        CHECK(start_law(spec, process, plane_modes()).components.size() == 3);
        spec.start = Start::prior;
        CHECK((start_law(spec, process, plane_modes()).cov() - Mat::Identity(2, 2)).norm() == 0);
    }
}
