// Losses and the bound against guided-diffusion, closed forms, quadrature and each other.

#include "core/denoise/exact_denoiser.h"
#include "core/measure/loss_report.h"
#include "core/measure/variational_bound.h"
#include "tests/core/bound_helpers.h"
#include "tests/core/conversions.h"
#include "tests/core/experiments.h"
#include "tests/core/pointwise.h"

#include <Eigen/LU>

#include <numeric>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::vector<LevelLoss> all_losses(const Target& target, const Process& process, std::int64_t draws) {
    std::vector<LevelLoss> losses;
    for (int t = 1; t <= process.steps(); ++t)
        losses.push_back(
            level_loss(target, process.levels[static_cast<std::size_t>(t)], draw_losses(target, draws, 7)));
    return losses;
}

} // namespace

TEST_CASE("every term of guided-diffusion's bound, point by point") {
    const std::vector<Level> levels = pointwise_levels();
    const Table table("vlb_terms.csv");
    Worst terms, priors;
    for (const auto& row : table) {
        const Vec x0 = vec(row.number("x0_0"), row.number("x0_1"));
        if (row.text("i") == "prior") {
            priors.relative(prior_kl(x0, levels.back()), row.number("kl_nats"), row.text("variance"));
            continue;
        }
        const int t = row.integer("i") + 1; // their index counts from 0
        const Level &from = levels.at(static_cast<std::size_t>(t)), &to = levels.at(static_cast<std::size_t>(t) - 1);
        const Transition move = transition(from, to);
        double V = row.text("variance") == "fixed_small" ? move.beta_tilde : move.B;
        if (row.text("variance") == "learned_range") {
            const double v = 0.5 * (row.number("v") + 1); // their output runs from -1 to 1
            V = std::exp(v * std::log(move.B) + (1 - v) * std::log(move.beta_tilde));
        }
        const Vec x = vec(row.number("xt_0"), row.number("xt_1")), eps = vec(row.number("eps_0"), row.number("eps_1"));
        const Vec x0_hat = x0_from_eps(x, eps, from.a, from.b);
        const StepBound step = step_bound(from, to, V, 2);
        terms.relative(step.constant + step.weight * (x0 - x0_hat).squaredNorm(), row.number("kl_nats"),
                       row.text("variance") + " t = " + std::to_string(t));
    }
    CHECK_WORST(terms, 1e-10);
    CHECK_WORST(priors, 1e-10);
}

TEST_CASE("a Gaussian target: the bound is the entropy, the prior's mismatch and what the wrong variances cost") {
    const double s2 = 0.16, m = 0.7;
    const Target target = gaussian(m, s2);
    const Process process = linear_chain(200, 1e-3, 0.08);
    const std::vector<LevelLoss> losses = all_losses(target, process, 10); // the floor is a closed form
    const Measured data = entropy(target, 7);
    CHECK(data.value == doctest::Approx(0.5 * std::log(2 * pi * std::exp(1.0) * s2)).epsilon(1e-14));

    const auto D = [&](int t) {
        const Level& level = process.levels[static_cast<std::size_t>(t)];
        return level.a * level.a * s2 + level.b * level.b;
    };
    const double abar_T = process.schedule.alpha_bar[200];
    const double mismatch = 0.5 * (abar_T * (s2 + m * m - 1) - std::log(D(200)));
    CHECK(terminal_mismatch(target, process.levels[200], 7).value == doctest::Approx(mismatch).epsilon(1e-12));

    for (const BoundVariance variance : {BoundVariance::small, BoundVariance::large, BoundVariance::best}) {
        const VariationalBound bound = variational_bound(target, process, losses, variance, data);
        // MATH.md 6.3: V* is the true reverse variance.
        double excess = mismatch, before = 0;
        for (int t = 200; t >= 1; --t) {
            const Transition move = transition(process.levels[static_cast<std::size_t>(t)],
                                               process.levels[static_cast<std::size_t>(t) - 1]);
            const double best = move.B * D(t - 1) / D(t);
            const double V = variance == BoundVariance::small   ? (t > 1 ? move.beta_tilde : before)
                             : variance == BoundVariance::large ? move.B
                                                                : best;
            excess += 0.5 * (std::log(V / best) + best / V - 1);
            before = move.beta_tilde;
        }
        CHECK(bound.gap.value == doctest::Approx(excess).epsilon(1e-9));
        CHECK(bound.total.value - data.value == doctest::Approx(excess).epsilon(1e-9));
        CHECK(bound.total.se == 0);
        CHECK(bound.prior + std::accumulate(bound.steps.begin(), bound.steps.end(), 0.0) ==
              doctest::Approx(bound.total.value).epsilon(1e-12));
        if (variance == BoundVariance::best) CHECK(bound.gap.value == doctest::Approx(mismatch).epsilon(1e-9));
    }
}

TEST_CASE("a Gaussian target: what the chain itself gives the data lies between the entropy and the bound") {
    // The other way to it: the closed form of a sampler that takes the same steps, correlated data among them.
    for (const Target& target : {gaussian(0.7, 0.16), gaussian(0, 1), gaussian2(vec(-1, 0.5), mat(0.5, 0.3, 0.4))}) {
        const int dim = target.dim();
        const Process process = linear_chain(60, 1e-3, 0.2);
        const std::vector<LevelLoss> losses = all_losses(target, process, 10);
        const Measured data = entropy(target, 7);
        const VariationalBound large = variational_bound(target, process, losses, BoundVariance::large, data);
        SamplerSpec ddpm;
        ddpm.kind = SamplerKind::ddpm;
        ddpm.variance = Variance::large;
        ddpm.final_noise = true;
        const Gaussian end =
            predict(plan(ddpm, process, target), target, {Vec::Zero(dim), Mat::Identity(dim, dim)}).back();
        const Vec apart = target.mean() - end.mean;
        const double want = 0.5 * (dim * std::log(2 * pi) + std::log(end.cov.determinant()) +
                                   (end.cov.inverse() * (target.cov() + apart * apart.transpose())).trace());
        REQUIRE(large.nll.has_value());
        CHECK(*large.nll == doctest::Approx(want).epsilon(1e-11));
        for (const BoundVariance variance : {BoundVariance::small, BoundVariance::large, BoundVariance::best}) {
            const VariationalBound bound = variational_bound(target, process, losses, variance, data);
            REQUIRE(bound.nll.has_value());
            CHECK(*bound.nll >= data.value);
            CHECK(*bound.nll <= bound.total.value);
        }
    }
    const Process process = linear_chain(20, 1e-3, 0.3);
    CHECK_FALSE(variational_bound(three_modes(), process, all_losses(three_modes(), process, 100), BoundVariance::best,
                                  entropy(three_modes(), 7, 100))
                    .nll.has_value());
}

TEST_CASE("what an error of eps_hat counts is one number only where a step's noise is sigma I") {
    const Target tilted = gaussian2(vec(0, 0), mat(0.5, 0.3, 0.4));
    SamplerSpec sampler;
    sampler.kind = SamplerKind::true_reverse;
    CHECK(eps_weight(make_step(sampler, vp_level(0.5), vp_level(0.6), tilted)) == 0);
    sampler.kind = SamplerKind::ddpm;
    CHECK(eps_weight(make_step(sampler, vp_level(0.5), vp_level(0.6), tilted)) > 0);
    sampler.kind = SamplerKind::ddim; // deterministic
    CHECK(eps_weight(make_step(sampler, vp_level(0.5), vp_level(0.6), tilted)) == 0);
}

TEST_CASE("the sigma-squared problem: the least loss over t in [0, 1]") {
    const double s2 = 0.04;
    const Target target = gaussian(0, s2);
    const LossDraws draws = draw_losses(target, 1, 7);
    // MATH.md 2.8, by Simpson in u = sqrt(t), where the integrands are smooth.
    const auto at = [&](double u) { return level_loss(target, {u * u, 1, u}, draws); };
    const double x0 = integral(1e-9, 1, 2000, [&](double u) { return 2 * u * at(u).floor.value; });
    CHECK(x0 == doctest::Approx(s2 * (1 - s2 * std::log((1 + s2) / s2))).epsilon(1e-9));
    const double eps = integral(1e-9, 1, 2000, [&](double u) {
        return 2 * u * at(u).floor.value * eps_loss_factor({u * u, 1, u});
    });
    CHECK(eps == doctest::Approx(s2 * std::log((1 + s2) / s2)).epsilon(1e-7));
}

TEST_CASE("the floor of a mixture: quadrature, and the loss of the exact denoiser, settles on it") {
    const Target target = three_modes();
    const LossDraws draws = draw_losses(target, 40'000, 7);
    for (const double alpha_bar : {0.999, 0.9, 0.5, 0.05}) {
        const Level level = vp_level(alpha_bar);
        const Target law = marginal(target, level);
        const double exact = integral(-12, 12, 40000, [&](double x) {
            return density(law, vec(x)) * posterior(target, level, vec(x)).cov(0, 0);
        });
        const LevelLoss loss = level_loss(target, level, draws);
        INFO("alpha_bar = ", alpha_bar);
        CHECK(std::abs(loss.floor.value - exact) < loss.floor.se + 1e-12);
        CHECK(loss.floor.se < 1e-7 * exact);
        CHECK(std::abs(loss.loss.value - exact) < 5 * loss.loss.se);
        CHECK(loss.loss.se < 0.05 * exact);
        CHECK(loss.excess.value == 0);
    }
}

TEST_CASE(
    "a denoiser with a known mistake: its excess is the square of the mistake, and the loss is floor plus excess") {
    const Target target = plane_modes();
    const Level level = vp_level(0.4);
    const Denoise denoise = [&](const Level& at, const Block<double>& x, Block<double>& x0_hat) {
        ExactDenoiser<double>(target, at)(x, x0_hat);
        x0_hat.col(0) += 0.3;
        x0_hat.col(1) -= 0.4;
    };
    const LevelLoss loss = level_loss(target, level, draw_losses(target, 20'000, 7), denoise);
    CHECK(loss.excess.value == doctest::Approx(0.25).epsilon(1e-12));
    CHECK(loss.excess.se < 1e-12);
    CHECK(std::abs(loss.loss.value - loss.floor.value - 0.25) < 5 * (loss.loss.se + loss.floor.se));
}

TEST_CASE("the losses on eps and v are the loss on x0 times a factor, at every point") {
    Worst worst;
    for (const double alpha_bar : {0.999, 0.6, 0.01}) {
        const Level level = vp_level(alpha_bar);
        const Vec x = vec(0.3, -1.2), x0 = vec(0.5, 0.1), x0_hat = vec(-0.4, 0.35);
        const double mse = (x0 - x0_hat).squaredNorm();
        const Vec eps = eps_from_x0(x, x0, level.a, level.b), eps_hat = eps_from_x0(x, x0_hat, level.a, level.b);
        worst.relative((eps - eps_hat).squaredNorm(), mse * eps_loss_factor(level), "eps");
        const Vec v = level.a * eps - level.b * x0, v_hat = level.a * eps_hat - level.b * x0_hat;
        worst.relative((v - v_hat).squaredNorm(), mse * v_loss_factor(level), "v");
    }
    CHECK_WORST(worst, 1e-12);
}

TEST_CASE("weights of the note: beta / (2 alpha (1 - abar)) on eps for V = beta, and 1 / (2 alpha_1) at the data") {
    const Process process = linear_chain(1000, 1e-4, 0.02);
    const Schedule& s = process.schedule;
    for (const int t : {1, 2, 100, 1000}) {
        const Level &from = process.levels[static_cast<std::size_t>(t)],
                    &to = process.levels[static_cast<std::size_t>(t) - 1];
        const std::size_t i = static_cast<std::size_t>(t);
        const double on_eps = step_bound(from, to, s.beta[i], 1).weight / eps_loss_factor(from);
        CHECK(on_eps == doctest::Approx(s.beta[i] / (2 * s.alpha[i] * (1 - s.alpha_bar[i]))).epsilon(1e-9));
        if (t == 1) CHECK(on_eps == doctest::Approx(1 / (2 * s.alpha[1])).epsilon(1e-9));
        if (t > 1) { // V = beta_tilde: half the difference of the signal-to-noise ratios, on x0
            const double on_x0 = step_bound(from, to, s.posterior_variance(t), 1).weight;
            CHECK(on_x0 == doctest::Approx((s.snr(t - 1) - s.snr(t)) / 2).epsilon(1e-9));
        }
    }
}

TEST_CASE("a mixture's bound lies above its entropy, and the best variances give the least") {
    const Target target = three_modes();
    const Process process = linear_chain(100, 1e-3, 0.15);
    const std::vector<LevelLoss> losses = all_losses(target, process, 4000);
    const double exact_entropy = integral(-6, 8, 40000, [&](double x) {
        const double p = density(target, vec(x));
        return p > 0 ? -p * std::log(p) : 0.0;
    });
    const Measured data = entropy(target, 7, 40000);
    CHECK(std::abs(data.value - exact_entropy) < data.se + 1e-12);
    CHECK(data.se < 1e-7);
    const auto total = [&](BoundVariance v) { return variational_bound(target, process, losses, v, data); };
    const VariationalBound best = total(BoundVariance::best), large = total(BoundVariance::large),
                           small = total(BoundVariance::small);
    CHECK(best.total.value + 5 * best.total.se > exact_entropy);
    CHECK(best.total.value < large.total.value);
    CHECK(best.total.value < small.total.value);
    CHECK(large.total.se < 1e-6); // floors are integrated
}

TEST_CASE("points that the noise hardly confuses: the floor is due to the rarest draws, and is right all the same") {
    const Target points = {{{0.5, vec(-1), mat(0)}, {0.5, vec(1), mat(0)}}};
    for (const double b : {0.5, 0.25, 0.15, 0.1}) {
        const Level level{0, 1, b};
        // Var[x0 | x] = 1 / cosh^2(x / b^2), over either mode.
        const double exact = integral(-1 - 12 * b, 1 + 12 * b, 200'000, [&](double x) {
            return normal_density((x - 1) / b) / b / std::pow(std::cosh(x / (b * b)), 2);
        });
        const LevelLoss loss = level_loss(points, level, draw_losses(points, 2000, 7));
        INFO("b = ", b);
        CHECK(loss.floor.value == doctest::Approx(exact).epsilon(1e-6));
        CHECK(loss.floor.se < 1e-6 * exact);
    }
}

TEST_CASE(
    "a loss and its error are true where modes are hardly ever confused: of 100 seeds nearly all lie within two") {
    // cos^2((t / T + s) / (1 + s) pi / 2) at t = 9 of 60, modes of 0.005 at +-1: the draws hold 2.7e-5, all is
    // 1.302e-4.
    const auto f = [](double u) { return std::pow(std::cos((u + 0.008) / 1.008 * pi / 2), 2); };
    const Target modes = two_modes(1, 0.005);
    for (const double alpha_bar : {f(9 / 60.0) / f(0), f(8 / 60.0) / f(0), 0.8}) {
        const Level level = vp_level(alpha_bar);
        const double a = level.a, b = level.b, v = 0.005 * 0.005, C = a * a * v + b * b, sd = std::sqrt(C);
        // Between the modes: d^2 / cosh^2(a x / C), +-d what is left of +-1 beside x, and b^2 v / C within.
        const double d = 1 - a * a * v / C;
        const double exact =
            b * b * v / C + d * d * integral(a - 30 * sd, a + 30 * sd, 200'000, [&](double x) {
                                return normal_density((x - a) / sd) / sd / std::pow(std::cosh(a * x / C), 2);
                            });
        if (alpha_bar == f(9 / 60.0) / f(0)) CHECK(exact == doctest::Approx(1.302e-4).epsilon(1e-3));
        int outside = 0;
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const LevelLoss loss = level_loss(modes, level, draw_losses(modes, 4000, seed));
            outside += std::abs(loss.loss.value - exact) > 2 * loss.loss.se ? 1 : 0;
            CHECK(loss.loss.value > 0);
            CHECK(loss.loss.se < 0.3 * exact);
        }
        INFO("alpha_bar = ", alpha_bar, ": ", exact);
        CHECK(outside <= 15); // 5 %, five deviations
    }
}

TEST_CASE("a mistake where x_t hardly ever comes: its excess and the loss have the errors they say") {
    // Two points whose border is taken to lie at 0.02: |tanh((x - 0.02) / b^2) - tanh(x / b^2)|^2 of them is due to x_t
    // near 0.
    const Target points = {{{0.5, vec(-1), mat(0)}, {0.5, vec(1), mat(0)}}};
    for (const double b : {0.2, 0.25}) {
        const Level level{0, 1, b};
        const auto shifted = [b](double x) { return std::tanh((x - 0.02) / (b * b)); };
        const Denoise denoise = [&](const Level&, const Block<double>& x, Block<double>& x0_hat) {
            x0_hat = x.unaryExpr(shifted);
        };
        const auto over_law = [&](const auto& g) {
            return integral(-1 - 12 * b, 1 + 12 * b, 200'000, [&](double x) {
                return 0.5 / b * (normal_density((x - 1) / b) + normal_density((x + 1) / b)) * g(x);
            });
        };
        const double excess = over_law([&](double x) { return std::pow(shifted(x) - std::tanh(x / (b * b)), 2); }),
                     floor = over_law([&](double x) { return 1 / std::pow(std::cosh(x / (b * b)), 2); });
        double square = 0;
        int outside = 0;
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            const LevelLoss loss = level_loss(points, level, draw_losses(points, 4000, seed), denoise);
            REQUIRE(loss.excess.se > 0);
            CHECK(loss.excess.se < 0.1 * excess);
            square += std::pow((loss.excess.value - excess) / loss.excess.se, 2) / 100;
            outside += std::abs(loss.loss.value - floor - excess) > 2 * loss.loss.se ? 1 : 0;
        }
        INFO("b = ", b, ": ", floor, " + ", excess);
        CHECK(square == doctest::Approx(1).epsilon(5 * std::sqrt(2.0 / 99)));
        CHECK(outside <= 15);
    }
}

TEST_CASE("points have no density: no entropy to compare with") {
    const Target points = {{{0.5, vec(-1), mat(0)}, {0.5, vec(1), mat(0)}}};
    CHECK(entropy(points, 7).value == -infinity);
    const LevelLoss loss = level_loss(points, vp_level(0.5), draw_losses(points, 2000, 7));
    CHECK(loss.floor.value > 0);
    CHECK(loss.floor.value < 1);
}

TEST_CASE("one step alone has a bound with every variance") {
    const Process process = linear_chain(1, 0.3, 0.3);
    const Target target = gaussian(0, 1);
    const std::vector<LevelLoss> losses = all_losses(target, process, 10);
    for (const BoundVariance variance : {BoundVariance::small, BoundVariance::large, BoundVariance::best})
        CHECK(std::isfinite(variational_bound(target, process, losses, variance, entropy(target, 7)).total.value));
}

TEST_CASE("the entropy of boxes with sharp edges is exact, however narrow they are and where they overlap") {
    const auto box = [](double weight, double lo, double hi) {
        return Component{weight, vec((lo + hi) / 2), mat(0), vec((hi - lo) / 2)};
    };
    Target apart{{box(0.75, -1, -0.9999), box(0.25, 2, 2.5)}};
    const Measured narrow = entropy(apart, 7);
    CHECK(narrow.value == doctest::Approx(0.75 * std::log(1e-4 / 0.75) + 0.25 * std::log(0.5 / 0.25)).epsilon(1e-9));
    CHECK(narrow.se == 0);
    // Two of width 2 over each other: density 1/4, 1/2, 1/4.
    Target over{{box(0.5, 0, 2), box(0.5, 1, 3)}};
    CHECK(entropy(over, 7).value == doctest::Approx(-(2 * 0.25 * std::log(0.25) + 0.5 * std::log(0.5))).epsilon(1e-12));
}
