// p(x_s | x_t) and the share of a step, against quadrature, simulation-free identities and closed forms.

#include "core/sample/plan.h"
#include "core/sample/reverse.h"
#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct Move {
    Level from, to;
};
/// VE, VP, flow; small and large steps; from no signal at all.
const std::vector<Move> moves = {{{1, 1, 1}, {0.9, 1, std::sqrt(0.9)}}, {{1, 1, 1}, {0, 1, 0.1}},
                                 {vp_level(0.3), vp_level(0.35)},       {vp_level(0.01), vp_level(0.9)},
                                 {{0.5, 0.5, 0.5}, {0.4, 0.6, 0.4}},    {{1, 0, 1}, {0.8, 0.2, 0.8}}};

/// By Bayes' rule: p_s(x_s) N(x_t; A x_s, B I) / p_t(x_t).
double log_by_bayes(const Target& target, const Move& move, const Vec& x_t, const Vec& x_s) {
    const auto [A, B, beta_tilde] = transition(move.from, move.to);
    const double squares = (x_t - A * x_s).squaredNorm() / B;
    return log_density(marginal(target, move.to), x_s) - log_density(marginal(target, move.from), x_t) -
           0.5 * (squares + static_cast<double>(x_t.size()) * std::log(2 * pi * B));
}

/// Mean, variance and total of a density by the trapezoidal rule.
template <class F>
void moments_by_quadrature(double lo, double hi, const F& p, double& total, double& mean, double& variance) {
    constexpr int n = 20'000;
    total = mean = variance = 0;
    const double h = (hi - lo) / n;
    for (int pass = 0; pass < 2; ++pass)
        for (int i = 0; i <= n; ++i) {
            const double x = lo + h * i, mass = h * p(x);
            if (pass == 0) {
                total += mass;
                mean += mass * x;
            } else {
                variance += mass * (x - mean) * (x - mean);
            }
        }
}

Target soft_boxes() { return {{{0.6, vec(-1), mat(0.01), vec(0.5)}, {0.4, vec(1.2), mat(0.04)}}}; }

} // namespace

TEST_CASE("p(x_s | x_t) by Bayes' rule integrates to one, and has the moments of the closed form") {
    Worst total_error, mean_error, variance_error;
    for (const Target& target : {gaussian(0.3, 0.04), three_modes(), soft_boxes()})
        for (std::size_t m = 0; m < moves.size(); ++m)
            for (const double x : {-2.0, 0.1, 1.3}) {
                const auto& [from, to] = moves[m];
                const Posterior law = reverse_moments(target, from, to, vec(x));
                const double reach = 12 * std::sqrt(law.cov(0, 0)) + 6;
                double total = 0, mean = 0, variance = 0;
                moments_by_quadrature(
                    law.mean[0] - reach, law.mean[0] + reach,
                    [&](double at) { return std::exp(log_by_bayes(target, moves[m], vec(x), vec(at))); }, total, mean,
                    variance);
                const std::string place = "move " + std::to_string(m) + ", x = " + std::to_string(x);
                total_error.absolute(total, 1, place);
                mean_error.absolute(mean, law.mean[0], place);
                variance_error.relative(variance, law.cov(0, 0), place);
            }
    CHECK_WORST(total_error, 1e-9);
    CHECK_WORST(mean_error, 1e-9);
    CHECK_WORST(variance_error, 1e-8);
}

TEST_CASE("of a mixture it is a mixture: the same density, on the line and in the plane, and the same moments") {
    Worst worst, mean_error, cov_error;
    const auto compare = [&](const Target& target, const Move& move, const Vec& x_t, const std::vector<Vec>& places) {
        const Target law = reverse_law(target, move.from, move.to, x_t);
        for (const Vec& x_s : places) {
            const double want = log_by_bayes(target, move, x_t, x_s);
            if (want > -200) worst.absolute(log_density(law, x_s), want, "x_t = " + std::to_string(x_t[0]));
        }
        const Posterior moments = reverse_moments(target, move.from, move.to, x_t);
        mean_error.absolute((law.mean() - moments.mean).norm(), 0, "mean");
        cov_error.absolute((law.cov() - moments.cov).norm(), 0, "covariance");
    };
    const Target tilted{{{0.7, vec(-1, 0.5), mat(0.2, 0.1, 0.3)}, {0.3, vec(1, -0.5), mat(0.05, -0.02, 0.1)}}};
    for (const Move& move : moves)
        for (const double x : {-1.5, 0.2, 4.0}) {
            compare(three_modes(), move, vec(x), {vec(-1.4), vec(0.0), vec(0.3), vec(2.2)});
            compare(tilted, move, vec(x, 0.4), {vec(-1, 0.4), vec(0.5, 0.1), vec(1, -0.6), vec(0, 0)});
        }
    CHECK_WORST(worst, 1e-9);
    CHECK_WORST(mean_error, 1e-12);
    CHECK_WORST(cov_error, 1e-12);
}

TEST_CASE("the tower: averaged over x_t, p(x_s | x_t) has the mean and the variance of p_s") {
    const Target target = three_modes();
    for (const Move& move : moves) {
        const Target before = marginal(target, move.from), after = marginal(target, move.to);
        double mean = 0, second = 0, total = 0;
        constexpr int n = 20'000;
        const Range range = support(before, 0, 9);
        for (int i = 0; i <= n; ++i) {
            const Vec x = vec(range.lo + (range.hi - range.lo) * i / n);
            const double mass = density(before, x) * (range.hi - range.lo) / n;
            const Posterior law = reverse_moments(target, move.from, move.to, x);
            total += mass;
            mean += mass * law.mean[0];
            second += mass * (law.mean[0] * law.mean[0] + law.cov(0, 0));
        }
        CHECK(total == doctest::Approx(1).epsilon(1e-9));
        CHECK(mean == doctest::Approx(after.mean()[0]).epsilon(1e-9));
        CHECK(second == doctest::Approx(after.mean()[0] * after.mean()[0] + after.cov()(0, 0)).epsilon(1e-9));
    }
}

TEST_CASE("the sigma-squared problem: beta_tilde < Var[x_s | x_t] < dt, each in closed form") {
    const double sigma2 = 0.04, dt = 0.01;
    for (const double t : {0.02, 0.1, 0.5, 1.0}) {
        const Level from{t, 1, std::sqrt(t)}, to{t - dt, 1, std::sqrt(t - dt)};
        const double variance = reverse_moments(gaussian(0, sigma2), from, to, vec(0.7)).cov(0, 0);
        CHECK(transition(from, to).beta_tilde == doctest::Approx((t - dt) * dt / t).epsilon(1e-12));
        CHECK(variance == doctest::Approx((sigma2 + t - dt) * dt / (sigma2 + t)).epsilon(1e-12));
        CHECK(transition(from, to).beta_tilde < variance);
        CHECK(variance < dt);
    }
}

TEST_CASE("the share of the DDPM step, sampler by sampler") {
    Process process = make_process({});
    const Target target = gaussian(0, 0.04);
    const auto shares = [&](SamplerKind kind, double eta = 0) {
        SamplerSpec spec;
        spec.kind = kind;
        spec.eta = eta;
        std::vector<double> list;
        for (const StepCoefficients& step : plan(spec, process, target)) list.push_back(step_share(step));
        return list;
    };
    const int T = process.steps();
    const double dt = 1.0 / T;
    Worst ddim, half;
    const auto of_ddim = shares(SamplerKind::ddim), of_half = shares(SamplerKind::half_step),
               of_ddpm = shares(SamplerKind::ddpm), of_mean = shares(SamplerKind::mean_only),
               of_eta_1 = shares(SamplerKind::ddim, 1);
    for (int i = 0; i < T; ++i) { // from T down
        const double t = dt * (T - i), root = std::sqrt(std::max(0.0, t - dt));
        const auto at = static_cast<std::size_t>(i);
        ddim.absolute(of_ddim[at], std::sqrt(t) / (root + std::sqrt(t)), std::to_string(t));
        half.absolute(of_half[at], 0.5, std::to_string(t));
        half.absolute(of_ddpm[at], 1, std::to_string(t));
        half.absolute(of_mean[at], 1, std::to_string(t));
        half.absolute(of_eta_1[at], 1, std::to_string(t));
    }
    CHECK_WORST(ddim, 1e-11);
    CHECK_WORST(half, 1e-11);
    CHECK(shares(SamplerKind::ddim).back() == 1);
    CHECK(shares(SamplerKind::ddim).front() == doctest::Approx(0.5).epsilon(0.01));

    // On the chain, too, the ODE goes half of small steps, in its own variable x/a; between eta = 0 and 1 all between.
    ProcessSpec chain;
    chain.kind = ProcessKind::vp;
    chain.steps = 1000;
    process = make_process(chain);
    CHECK(shares(SamplerKind::ddim)[500] == doctest::Approx(0.5).epsilon(0.02));
    CHECK(shares(SamplerKind::euler_ode)[500] == doctest::Approx(0.5).epsilon(0.03));
    CHECK(shares(SamplerKind::ddim, 0.5)[500] > shares(SamplerKind::ddim)[500]);
    CHECK(shares(SamplerKind::ddim, 0.5)[500] < 1);

    const StepCoefficients churn = churn_step({1, 1, 0, {}}, 0.1, process.levels[10], ProcessKind::vp, 1);
    CHECK(std::isnan(step_share(churn)));
    CHECK(std::isnan(step_share(corrector_step(0.1, process.levels[10], 1))));
}
