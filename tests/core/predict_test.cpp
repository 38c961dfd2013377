// Closed-form moments: against the exact moments of other libraries' samplers, exact rational arithmetic, and
// recursions written another way.

#include "core/measure/closed_form.h"

#include "tests/core/recorded.h"
#include "tests/core/visited_levels.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<Gaussian> predicted(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const Target start = start_law(sampler, process, target);
    return predict(plan(sampler, process, target), target, {start.mean(), start.cov()});
}

/// The chain that is left of a named one when only some levels are kept.
Process respaced_process(const Process& process, const std::vector<int>& tau) {
    ScheduleSpec custom{ScheduleKind::custom, 0, 0, {}};
    for (const int level : tau) {
        custom.alpha_bar.push_back(process.schedule.alpha_bar[level]);
    }
    return make_process({ProcessKind::vp, static_cast<int>(tau.size()), custom});
}

} // namespace

TEST_SUITE("core/predict") {
    TEST_CASE("moments.csv: guided-diffusion's samplers on Gaussian targets") {
        const Table table("moments.csv");
        Worst worst;
        for (const auto& row : table) {
            const Target target = oracle_target(row.text("target"));
            const int T = row.integer("T");
            const ScheduleKind kind = row.text("schedule") == "cosine" ? ScheduleKind::cosine : ScheduleKind::linear;
            Process process = make_process({ProcessKind::vp, T, {kind, 0.1 / T, 20.0 / T, {}}});
            const std::string& spec = row.text("spec");
            if (spec.rfind("ddim", 0) == 0)
                process = respaced_process(process, timesteps(Spacing::ddim_stride, T, std::stoi(spec.substr(4))));
            else if (spec != "all")
                process = respaced_process(process, timesteps_in_sections(T, sections_of(spec)));
            REQUIRE(process.steps() == row.integer("S"));
            SamplerSpec sampler;
            if (row.text("kind") == "ddim") {
                sampler = sampler_of(SamplerKind::ddim, row.number("eta"));
            } else if (row.text("variance") == "naive") {
                sampler = sampler_of(SamplerKind::mean_only);
            } else {
                sampler = ddpm_of(row.text("variance") == "large" ? Variance::large : Variance::small);
            }
            sampler.start = row.text("start") == "exact" ? Start::exact : Start::prior;
            const Gaussian last = predicted(sampler, process, target).back();
            const std::string place = row.text("target") + " " + row.text("schedule") + " " + row.text("kind") + " " +
                                      row.text("variance") + row.text("eta") + " " + row.text("start");
            worst.relative(last.mean[0], row.number("lib_mean"), place + " mean");
            worst.relative(last.cov(0, 0), row.number("lib_var"), place + " variance");
        }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("ve_moments.csv: k-diffusion's euler, euler_ancestral and heun") {
        const Table table("ve_moments.csv");
        Worst worst;
        for (const auto& row : table) {
            const double s2 = row.number("sigma2");
            const Process process = make_process({ProcessKind::ve, row.integer("T"), {}});
            const bool heun = row.text("sampler") == "sample_heun";
            SamplerSpec sampler =
                heun ? sampler_of(SamplerKind::heun) : sampler_of(SamplerKind::ddim, row.number("eta"));
            const std::string place = row.text("sampler") + " sigma2 = " + row.text("sigma2") + " T = " + row.text("T");
            worst.relative(predicted(sampler, process, gaussian(0, s2)).back().cov(0, 0), row.number("var_startN01"),
                           place);
            sampler.start = Start::exact;
            worst.relative(predicted(sampler, process, gaussian(0, s2)).back().cov(0, 0), row.number("var_startexact"),
                           place);
            // The gain is the slope of the mean: two starts one apart, no mean of their own.
            const std::vector<StepCoefficients> steps = plan(sampler, process, gaussian(0, s2));
            const Gaussian end = predict(steps, gaussian(0, s2), {vec(1), mat(0)}).back();
            worst.relative(end.mean[0], row.number("gain"), place + " gain");
        }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("toy000.csv: the sigma-squared problem in exact arithmetic, every column") {
        const Table table("toy000.csv");
        Worst worst;
        for (const auto& row : table) {
            const double s2 = row.number("sigma2");
            const Target target = gaussian(0, s2);
            const Process process = make_process({ProcessKind::ve, row.integer("T"), {}});
            const auto compare = [&](SamplerSpec sampler, const std::string& column, Start start) {
                sampler.start = start;
                worst.relative(predicted(sampler, process, target).back().cov(0, 0), row.number(column),
                               column + " sigma2 = " + row.text("sigma2") + " T = " + row.text("T"));
            };
            compare(sampler_of(SamplerKind::mean_only), "naive_start1", Start::prior);
            compare(sampler_of(SamplerKind::mean_only), "naive_startexact", Start::exact);
            compare(ddpm_of(Variance::large, true), "eq1_start1",
                    Start::prior); // eq. (1) adds the last step's noise, too
            compare(ddpm_of(Variance::large, true), "eq1_startexact", Start::exact);
            compare(ddpm_of(Variance::large), "eq1_start1_no_last_noise", Start::prior);
            compare(sampler_of(SamplerKind::euler_maruyama), "eq1_start1_no_last_noise", Start::prior);
            compare(sampler_of(SamplerKind::true_reverse), "condvar_start1", Start::prior);
            compare(sampler_of(SamplerKind::true_reverse), "condvar_startexact", Start::exact);
            compare(ddpm_of(Variance::small), "postvar_start1", Start::prior);
            compare(ddpm_of(Variance::small), "postvar_startexact", Start::exact);
            compare(sampler_of(SamplerKind::ddim, 1), "postvar_start1", Start::prior);
            const auto factor = [&](SamplerKind kind) {
                return std::sqrt(predicted(sampler_of(kind), process, target).back().cov(0, 0));
            };
            worst.relative(factor(SamplerKind::ddim), row.number("C_ddim_exact"), "C_ddim_exact T = " + row.text("T"));
            for (const SamplerKind kind : {SamplerKind::half_step, SamplerKind::euler_ode})
                worst.relative(factor(kind), row.number("C_ddim_approx"), "C_ddim_approx T = " + row.text("T"));
        }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("rules as some notes print them: noise beside a mean that makes no room for it") {
        // Unit data, T = 1000, linear: computed in other ways than here, to the digits given.
        const Process process = make_process({ProcessKind::vp, 1000, {ScheduleKind::linear, 1e-4, 0.02, {}}});
        const auto ends = [&](SamplerSpec sampler, Variance variance, double s2 = 1) {
            sampler.variance = variance;
            sampler.final_noise = variance == Variance::large;
            return predicted(sampler, process, gaussian(0, s2)).back().cov(0, 0);
        };
        CHECK(ends(sampler_of(SamplerKind::mean_only), Variance::small) == doctest::Approx(4.04e-5).epsilon(2e-3));
        CHECK(ends(sampler_of(SamplerKind::mean_only, 0.5), Variance::small) == doctest::Approx(0.248).epsilon(2e-3));
        CHECK(ends(sampler_of(SamplerKind::ddim, 0.5), Variance::small) == doctest::Approx(0.995).epsilon(1e-3));
        CHECK(ends(sampler_of(SamplerKind::naive_inverse), Variance::small) < 1e-73);
        CHECK(ends(sampler_of(SamplerKind::naive_inverse), Variance::small, 0.16) ==
              doctest::Approx(4.36e-88).epsilon(5e-3));
        CHECK(ends(sampler_of(SamplerKind::naive_inverse, 1), Variance::large) ==
              doctest::Approx(0.0921).epsilon(1e-3));
        // With all of its noise the mean is DDPM's: only there both coincide.
        CHECK(ends(sampler_of(SamplerKind::mean_only, 1), Variance::small) ==
              doctest::Approx(ends(ddpm_of(Variance::small), Variance::small)).epsilon(1e-12));
    }

    TEST_CASE("closed forms of the sigma-squared problem") {
        const double s2 = 0.04, A = s2 / (1 + s2);
        const Process process = make_process({ProcessKind::ve, 100, {}});
        // The mean alone ends at A x_1 for every T; the true reverse keeps the truth from the exact start.
        CHECK(predicted(sampler_of(SamplerKind::mean_only), process, gaussian(0, s2)).back().cov(0, 0) ==
              doctest::Approx(A * A).epsilon(1e-12));
        // sum_k (s^2 / (s^2 + t_{k-1}))^2 dt + A^2: eq. (1).
        double sum = A * A;
        for (int k = 1; k <= 100; ++k) {
            sum += std::pow(s2 / (s2 + (k - 1) / 100.0), 2) / 100;
        }
        CHECK(predicted(ddpm_of(Variance::large, true), process, gaussian(0, s2)).back().cov(0, 0) ==
              doctest::Approx(sum).epsilon(1e-12));
        // DDIM from the exact start: s^2 prod cos^2 of the angle steps [MATH 11.2].
        double product = s2;
        for (int k = 1; k <= 100; ++k) {
            const double step = std::atan(std::sqrt(k / 100.0 / s2)) - std::atan(std::sqrt((k - 1) / 100.0 / s2));
            product *= std::pow(std::cos(step), 2);
        }
        SamplerSpec exact = sampler_of(SamplerKind::ddim);
        exact.start = Start::exact;
        CHECK(predicted(exact, process, gaussian(0, s2)).back().cov(0, 0) == doctest::Approx(product).epsilon(1e-12));
    }

    TEST_CASE("the true reverse from the exact start has the exact law at every level, in one and two dimensions") {
        for (const Target& target : {gaussian(0.7, 0.3), gaussian2(vec(0.5, -1), mat(2, 0.6, 0.5))}) {
            for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
                const Process process = make_process({kind, 30, {ScheduleKind::linear, 0.004, 0.35, {}}});
                for (const auto& [spacing, S] :
                     {std::pair{Spacing::all, 30}, {Spacing::leading, 7}, {Spacing::quadratic, 4}}) {
                    SamplerSpec sampler = sampler_of(SamplerKind::true_reverse);
                    sampler.start = Start::exact;
                    sampler.spacing = spacing;
                    sampler.steps = S;
                    const std::vector<Gaussian> states = predicted(sampler, process, target);
                    const std::vector<int> levels = visited_levels(sampler, process, target);
                    REQUIRE(states.size() == levels.size());
                    for (std::size_t i = 0; i < states.size(); ++i) {
                        const Target law = marginal(target, process.levels[levels[i]]);
                        CHECK((states[i].mean - law.mean()).norm() < 1e-12);
                        CHECK((states[i].cov - law.cov()).norm() < 1e-12);
                    }
                }
            }
        }
    }

    TEST_CASE("an anisotropic Gaussian is two one-dimensional ones along its axes") {
        // The matrix recursion against the scalar one in the eigenbasis, which knows no matrix inverse and no ordering.
        const double angle = 0.6, l0 = 2.5, l1 = 0.05;
        const Vec e0 = vec(std::cos(angle), std::sin(angle)), e1 = vec(-std::sin(angle), std::cos(angle));
        const Mat S = l0 * e0 * e0.transpose() + l1 * e1 * e1.transpose();
        const Vec m = vec(0.8, -0.5);
        const Target target = gaussian2(m, S);
        Worst worst;
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve, ProcessKind::flow}) {
            const Process process = make_process({kind, 25, {ScheduleKind::cosine, 0, 0, {}}});
            std::vector<SamplerSpec> samplers = {sampler_of(SamplerKind::ddim),     sampler_of(SamplerKind::ddim, 0.7),
                                                 ddpm_of(Variance::small),          ddpm_of(Variance::large, true),
                                                 ddpm_of(Variance::learned),        sampler_of(SamplerKind::mean_only),
                                                 sampler_of(SamplerKind::half_step)};
            if (kind != ProcessKind::flow) {
                samplers.push_back(sampler_of(SamplerKind::naive_inverse));
            }
            for (const SamplerSpec& sampler : samplers) {
                const std::vector<StepCoefficients> steps = plan(sampler, process, target);
                const std::vector<Gaussian> states = predicted(sampler, process, target);
                REQUIRE(states.size() == 26);
                const Vec axes[] = {e0, e1};
                const double variances[] = {l0, l1};
                for (int k = 0; k < 2; ++k) {
                    double mean = 0, var = 1; // N(0, 1) along any axis
                    const double mk = axes[k].dot(m), s2 = variances[k];
                    for (std::size_t i = 0; i < steps.size(); ++i) {
                        const double a = steps[i].from.a, b = steps[i].from.b, D = a * a * s2 + b * b;
                        // x0_hat = p x + q, eps_hat = (x - a x0_hat) / b.
                        const double p = a * s2 / D, q = mk - p * a * mk;
                        const double slope = steps[i].k_x0 * p + steps[i].k_eps * (1 - a * p) / b;
                        const double shift = (steps[i].k_x0 - steps[i].k_eps * a / b) * q;
                        const double sigma = steps[i].noise(0, 0);
                        mean = slope * mean + shift;
                        var = slope * slope * var + sigma * sigma;
                        const Gaussian& got = states[i + 1];
                        const std::string place = "sampler " + std::to_string(static_cast<int>(sampler.kind)) +
                                                  " axis " + std::to_string(k) + " state " + std::to_string(i + 1);
                        worst.relative(axes[k].dot(got.mean), mean, place, 1);
                        worst.relative((axes[k].transpose() * got.cov * axes[k]).value(), var, place, 1e-3);
                        worst.absolute((e0.transpose() * got.cov * e1).value(), 0, place + " cross");
                    }
                }
            }
        }
        CHECK_WORST(worst, 1e-10);
    }

    TEST_CASE("the start is the first state, and a mixture has no closed form") {
        const Process process = make_process({ProcessKind::ve, 10, {}});
        const std::vector<Gaussian> states = predicted(sampler_of(SamplerKind::ddim), process, gaussian(2, 0.04));
        REQUIRE(states.size() == 11);
        CHECK(states.front().mean[0] == 0);
        CHECK(states.front().cov(0, 0) == 1);
        CHECK(predicted(sampler_of(SamplerKind::ddim), process, three_modes()).empty());
    }
}
