// The two corrections of the one equation, and solvers: Heun, with churn, DPM-Solver++(2M), Euler in t, Euler-Maruyama.
// Each as its source writes it, in its own notation, on a mixture through simulate(); in closed form, and by its order,
// on a Gaussian.

#include "core/sample/plan.h"
#include "tests/core/experiments.h"
#include "tests/core/solver_helpers.h"
#include "tests/core/visited_levels.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The states of a run of `sampler` that starts from `start` (one particle), with z = noise(move) where a move has
/// noise.
std::vector<Vec> states_of(const SamplerSpec& sampler, const Target& target, const ProcessSpec& process,
                           const Vec& start, const std::function<Vec(int)>& noise = {}) {
    auto recorded = std::make_shared<RecordedStart>();
    recorded->x = start.transpose().array();
    SimulateOptions options;
    options.start = recorded;
    if (noise) {
        auto draws = std::make_shared<RecordedNoise>();
        for (int i = 0; i < most_moves(sampler, process.steps); ++i) {
            draws->z.push_back(noise(i).transpose().array());
        }
        options.noise = draws;
    }
    const Run run = simulate(experiment_of(target, process, {sampler}, 1), options);
    const Paths& paths = run.samplers[0].paths;
    std::vector<Vec> states;
    for (int i = 0; i < paths.states; ++i) {
        states.push_back(Eigen::Map<const Eigen::VectorXd>(paths.at(0, i), target.dim()));
    }
    return states;
}

/// D(x; sigma) and d = (x - D) / sigma of Karras et al., where x is x_t / a: E[x0 | x_t] at sigma = b / a.
Vec denoise_scaled(const Target& target, const Level& level, const Vec& scaled) {
    return posterior(target, level, level.a * scaled).mean;
}

Level level_of_sigma(ProcessKind kind, double sigma) {
    const double a = kind == ProcessKind::vp ? 1 / std::hypot(1, sigma) : kind == ProcessKind::ve ? 1 : 1 / (1 + sigma);
    return {0, a, a * sigma};
}

/// Algorithm 2 of Karras et al. 2022, word for word, but in x_t / a; algorithm 1 without churn. Returns all states, the
/// raised ones among them, as x_t.
std::vector<Vec> edm(const Target& target, ProcessKind kind, const Process& process, const std::vector<int>& levels,
                     const Churn& churn, Vec x, const std::function<Vec(int)>& noise, bool euler = false) {
    std::vector<Vec> states = {x};
    x /= process.levels[levels[0]].a;
    const int N = static_cast<int>(levels.size()) - 1;
    for (int i = 0; i < N; ++i) {
        const Level &at = process.levels[levels[i]], &next = process.levels[levels[i + 1]];
        const double t = at.b / at.a, t_next = next.b / next.a;
        const bool inside = t >= churn.s_tmin && (!churn.s_tmax || t <= *churn.s_tmax);
        const double gamma = inside ? std::min(churn.s_churn / N, std::sqrt(2.0) - 1) : 0, t_hat = t + gamma * t;
        const Level raised = level_of_sigma(kind, t_hat);
        if (gamma > 0) {
            x += std::sqrt(t_hat * t_hat - t * t) * churn.s_noise * noise(static_cast<int>(states.size()) - 1);
            states.push_back(raised.a * x);
        }
        const Vec d = (x - denoise_scaled(target, raised, x)) / t_hat;
        Vec x_next = x + (t_next - t_hat) * d;
        if (t_next > 0 && !euler) {
            const Vec d_next = (x_next - denoise_scaled(target, next, x_next)) / t_next;
            x_next = x + (t_next - t_hat) * (d / 2 + d_next / 2);
        }
        x = x_next;
        states.push_back(next.a * x);
    }
    return states;
}

void compare_states(const std::vector<Vec>& got, const std::vector<Vec>& want, const std::string& place, Worst& worst) {
    REQUIRE(got.size() == want.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        worst.add((got[i] - want[i]).norm() / std::max(1.0, want[i].norm()), place + " state " + std::to_string(i));
    }
}

/// Some numbers that look like draws.
Vec draw1(int i) { return vec(std::sin(3.7 * i + 0.4)); }
Vec draw2(int i) { return vec(std::sin(3.7 * i + 0.4), std::cos(2.3 * i)); }

} // namespace

TEST_SUITE("core/solvers") {
    TEST_CASE(
        "Heun is algorithm 1 of Karras et al. in x_t / a against b / a, on every process, in one and two dimensions") {
        Worst worst;
        for (const ProcessKind kind : all_processes) {
            for (const Spacing spacing : {Spacing::all, Spacing::leading}) {
                if (kind == ProcessKind::flow && spacing == Spacing::all) {
                    continue; // starts at a = 0, where b / a is infinite: below
                }
                const ProcessSpec spec = process_spec(kind, 12);
                const Process process = make_process(spec);
                const SamplerSpec heun = with_spacing(sampler_of(SamplerKind::heun), spacing, 5);
                const std::vector<int> levels = visited_levels(heun, process, three_modes());
                for (const double x : {-1.7, 0.2, 2.5}) {
                    compare_states(states_of(heun, three_modes(), spec, vec(x)),
                                   edm(three_modes(), kind, process, levels, {}, vec(x), draw1), "1-D", worst);
                    compare_states(states_of(heun, plane_modes(), spec, vec(x, 0.5 - x)),
                                   edm(plane_modes(), kind, process, levels, {}, vec(x, 0.5 - x), draw2), "2-D", worst);
                }
            }
        }
        CHECK_WORST(worst, 1e-11);
    }

    TEST_CASE("churn is algorithm 2, the raised states among the states, for Heun and for Euler in sigma") {
        Worst worst;
        for (const ProcessKind kind : all_processes) {
            const ProcessSpec spec = process_spec(kind, 12);
            const Process process = make_process(spec);
            for (const Churn& churn : {Churn{3, 1, 0, {}}, Churn{100, 1.007, 0.3, 1.1}, Churn{1, 1, 0.5, {}}}) {
                for (const SamplerKind sampler : {SamplerKind::heun, SamplerKind::ddim}) {
                    SamplerSpec rule = with_spacing(sampler_of(sampler), Spacing::leading, 6);
                    rule.churn = churn;
                    const std::vector<int> levels = visited_levels(rule, process, three_modes());
                    const bool euler = sampler == SamplerKind::ddim;
                    compare_states(states_of(rule, three_modes(), spec, vec(0.9), draw1),
                                   edm(three_modes(), kind, process, levels, churn, vec(0.9), draw1, euler), "1-D",
                                   worst);
                    compare_states(states_of(rule, plane_modes(), spec, vec(0.9, -0.7), draw2),
                                   edm(plane_modes(), kind, process, levels, churn, vec(0.9, -0.7), draw2, euler),
                                   "2-D", worst);
                }
            }
        }
        CHECK_WORST(worst, 1e-11);
    }

    TEST_CASE("DPM-Solver++(2M) is algorithm 2 of Lu et al., in lambda = log(a / b)") {
        Worst worst;
        for (const ProcessKind kind : all_processes) {
            const ProcessSpec spec = process_spec(kind, 12);
            const Process process = make_process(spec);
            const SamplerSpec solver = with_spacing(sampler_of(SamplerKind::dpm_solver), Spacing::leading, 6);
            const std::vector<int> levels = visited_levels(solver, process, three_modes());
            for (const double start : {-1.7, 0.2, 2.5}) {
                std::vector<Vec> want = {vec(start)};
                Vec x = vec(start), x0_last;
                double h_last = 0;
                for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
                    const Level &s = process.levels[levels[i]],
                                &t = process.levels[levels[i + 1]]; // theirs: from s to t
                    const Vec x0 = posterior(three_modes(), s, x).mean;
                    if (t.b == 0) {
                        x = x0; // h infinite: exp(-h) = 0
                    } else {
                        const double h = std::log(t.a / t.b) - std::log(s.a / s.b), r = h_last / h;
                        const Vec D = i == 0 ? x0 : Vec((1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * x0_last);
                        x = t.b / s.b * x - t.a * std::expm1(-h) * D;
                        h_last = h;
                    }
                    x0_last = x0;
                    want.push_back(x);
                }
                compare_states(states_of(solver, three_modes(), spec, vec(start)), want,
                               "process " + std::to_string(int(kind)), worst);
            }
        }
        CHECK_WORST(worst, 1e-11);
    }

    TEST_CASE("where a level has no signal or no noise, both solvers take DDIM's step") {
        const Process flow = make_process(process_spec(ProcessKind::flow, 8));
        for (const SamplerKind kind : {SamplerKind::heun, SamplerKind::dpm_solver}) {
            const std::vector<StepCoefficients> steps = plan(sampler_of(kind), flow, three_modes()),
                                                ddim = plan(sampler_of(SamplerKind::ddim), flow, three_modes());
            for (std::size_t i = 0; i < steps.size(); ++i) {
                CHECK(steps[i].k_x0 == ddim[i].k_x0);
                CHECK(steps[i].k_eps == ddim[i].k_eps);
                CHECK(std::isfinite(steps[i].k_last));
                CHECK(std::isfinite(steps[i].k_again));
            }
            for (const StepCoefficients* end : {&steps.front(), &steps.back()}) {
                CHECK(end->k_last == 0);
                CHECK(end->k_again == 0);
            }
            if (kind == SamplerKind::dpm_solver) CHECK(steps[1].k_last == 0); // h of the step before is infinite
            CHECK(std::abs(kind == SamplerKind::heun ? steps[3].k_again : steps[3].k_last) > 0.01);
        }
    }

    TEST_CASE("the corrections vanish as steps get small: first order by themselves, second order with them") {
        // Relative error of the deviation at sigma = b/a = 0.25, from the exact law at sigma = 2 on N(0, 0.3), for even
        // steps in sigma: half the step halves a first-order error and quarters a second-order one.
        const double s2 = 0.3;
        for (const ProcessKind kind : {ProcessKind::vp, ProcessKind::ve}) {
            const auto error = [&](SamplerKind rule, int T) {
                ScheduleSpec schedule{ScheduleKind::custom, 0, 0, {}};
                for (int k = 0; k <= T; ++k) {
                    const double sigma = 0.25 + 1.75 * k / T;
                    schedule.alpha_bar.push_back(1 / (1 + sigma * sigma));
                }
                Process process = make_process({ProcessKind::vp, T + 1, schedule});
                if (kind == ProcessKind::ve) {
                    process.kind = kind;
                    for (Level& level : process.levels) level = {level.t, 1, level.b / level.a};
                }
                SamplerSpec spec = sampler_of(rule);
                spec.start = Start::exact;
                const Target target = gaussian(0, s2), start = start_law(spec, process, target);
                const Gaussian law = predict(plan(spec, process, target), target, {start.mean(), start.cov()})[T];
                return std::abs(std::sqrt(law.cov(0, 0) / marginal(target, process.levels[1]).cov()(0, 0)) - 1);
            };
            const auto order = [&](SamplerKind rule) { return std::log2(error(rule, 40) / error(rule, 80)); };
            CHECK(order(SamplerKind::ddim) == doctest::Approx(1).epsilon(0.05));
            CHECK(order(SamplerKind::euler_ode) == doctest::Approx(1).epsilon(0.05));
            CHECK(order(SamplerKind::heun) == doctest::Approx(2).epsilon(0.05));
            CHECK(order(SamplerKind::dpm_solver) == doctest::Approx(2).epsilon(0.08));
        }
    }

    TEST_CASE("Euler in t on the sigma-squared problem is the approximate product, a ratio of Gamma functions") {
        for (const int T : {1, 7, 100}) {
            for (const double s2 : {0.04, 1.7}) {
                // MATH 2.5: C = Gamma(S + T + 1/2) Gamma(S + 1) / (Gamma(S + 1/2) Gamma(S + T + 1)), S = s^2 T.
                const double S = s2 * T;
                const double C = std::exp(std::lgamma(S + T + 0.5) + std::lgamma(S + 1) - std::lgamma(S + 0.5) -
                                          std::lgamma(S + T + 1));
                const Process process = make_process({ProcessKind::ve, T, {}});
                const double ratio = output_ratio(sampler_of(SamplerKind::euler_ode), process, s2);
                CHECK(ratio * std::sqrt(s2 / (s2 + 1)) == doctest::Approx(C).epsilon(1e-12));
                CHECK(output_ratio(sampler_of(SamplerKind::half_step), process, s2) ==
                      doctest::Approx(ratio).epsilon(1e-13));
            }
        }
    }

    TEST_CASE("Euler in t: x + beta/2 (x + score) on the chain, x + dt/2 score for ve, DDIM for flow") {
        for (const ProcessKind kind : all_processes) {
            const Process process = make_process(process_spec(kind, 12));
            for (const bool every : {true, false}) {
                const SamplerSpec spec =
                    with_spacing(sampler_of(SamplerKind::euler_ode), every ? Spacing::all : Spacing::trailing, 5);
                for (const StepCoefficients& step : plan(spec, process, three_modes())) {
                    const double x = 0.8, x0 = -0.4, eps = (x - step.from.a * x0) / step.from.b,
                                 score = -eps / step.from.b;
                    const double B = transition(step.from, step.to).B;
                    const double want = kind == ProcessKind::vp   ? x + B / 2 * (x + score)
                                        : kind == ProcessKind::ve ? x + B / 2 * score
                                                                  : step.to.a * x0 + step.to.b * eps;
                    CHECK(std::abs(step.k_x0 * x0 + step.k_eps * eps - want) < 1e-13);
                    CHECK_FALSE(step.noisy());
                    if (kind == ProcessKind::ve) CHECK(B == doctest::Approx(step.from.t - step.to.t).epsilon(1e-12));
                    if (kind == ProcessKind::vp && every)
                        CHECK(B == doctest::Approx(process.schedule.beta[step.t]).epsilon(1e-12));
                }
            }
        }
    }

    TEST_CASE("Euler-Maruyama: x + beta (x/2 + score) + sqrt(beta) z on the chain; eq. (1) of the notes for ve; flow's "
              "own SDE") {
        SamplerSpec spec = sampler_of(SamplerKind::euler_maruyama);
        spec.final_noise = true;
        const double x = 0.8, x0 = -0.4;
        const Process chain = make_process(process_spec(ProcessKind::vp, 12)),
                      ve = make_process(process_spec(ProcessKind::ve, 12)),
                      flow = make_process(process_spec(ProcessKind::flow, 12));
        for (const StepCoefficients& step : plan(spec, chain, three_modes())) {
            const double beta = chain.schedule.beta[step.t], eps = (x - step.from.a * x0) / step.from.b;
            const double want = x + beta * (x / 2 - eps / step.from.b);
            CHECK(std::abs(step.k_x0 * x0 + step.k_eps * eps - want) < 1e-13);
            CHECK(step.noise(0, 0) == doctest::Approx(std::sqrt(beta)).epsilon(1e-12));
        }
        const std::vector<StepCoefficients> large = plan(ddpm_of(Variance::large, true), ve, three_modes()),
                                            euler = plan(spec, ve, three_modes());
        for (std::size_t i = 0; i < euler.size(); ++i) {
            CHECK(euler[i].k_x0 == doctest::Approx(large[i].k_x0).epsilon(1e-13));
            CHECK(std::abs(euler[i].k_eps - large[i].k_eps) < 1e-13);
            CHECK(euler[i].noise(0, 0) == doctest::Approx(large[i].noise(0, 0)).epsilon(1e-13));
        }
        // dx = -x/(1-t) dt + sqrt(2t/(1-t)) dW forwards [x_t = (1-t) x0 + t eps]; back: x + dt (x/(1-t) + 2t/(1-t)
        // score) + ...
        for (const StepCoefficients& step : plan(with_spacing(spec, Spacing::leading, 6), flow, three_modes())) {
            const double t = step.from.t, dt = t - step.to.t, eps = (x - step.from.a * x0) / step.from.b;
            const double want = x + dt * (x / (1 - t) - 2 * t / (1 - t) * eps / t);
            CHECK(std::abs(step.k_x0 * x0 + step.k_eps * eps - want) < 1e-12);
            CHECK(step.noise(0, 0) == doctest::Approx(std::sqrt(2 * t / (1 - t) * dt)).epsilon(1e-12));
        }
        CHECK(error_key([&] { plan(spec, flow, three_modes()); }) == "kind");
        spec.final_noise = false;
        CHECK_FALSE(plan(spec, chain, three_modes()).back().noisy());
    }

    TEST_CASE("Euler-Maruyama samples the reverse SDE: its output tends to the target as steps get small") {
        const double s2 = 0.3;
        double before = infinity;
        for (const int T : {50, 100, 200, 400}) {
            // beta dt with beta from 0.1 to 20 [Song et al. 2021]: alpha_bar_T = 4e-5.
            const Process process = make_process({ProcessKind::vp, T, {ScheduleKind::linear, 0.1 / T, 20.0 / T, {}}});
            const double error = std::abs(output_ratio(sampler_of(SamplerKind::euler_maruyama), process, s2) - 1);
            CHECK(error < 0.55 * before);
            before = error;
        }
        CHECK(before < 0.01);
    }
}
