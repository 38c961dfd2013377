// Losses and the bound against guided-diffusion, closed forms, quadrature and each other.

#include "core/denoise/conversions.h"
#include "core/denoise/exact_denoiser.h"
#include "core/measure/loss_report.h"
#include "core/measure/variational_bound.h"
#include "tests/core/experiments.h"
#include "tests/core/pointwise.h"

#include <Eigen/LU>

#include <numeric>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Composite Simpson on an even grid.
template <class F>
double integral(double lo, double hi, int intervals, const F& f) {
    const double h = (hi - lo) / intervals;
    double sum = f(lo) + f(hi);
    for (int i = 1; i < intervals; ++i) sum += (i % 2 ? 4 : 2) * f(lo + i * h);
    return sum * h / 3;
}

std::vector<LevelLoss> all_losses(const Target& target, const Process& process, std::int64_t draws) {
    std::vector<LevelLoss> losses;
    for (int t = 1; t <= process.steps(); ++t)
        losses.push_back(
            level_loss(target, process.levels[static_cast<std::size_t>(t)], draw_losses(target, draws, 7)));
    return losses;
}

Process linear_chain(int T, double first, double last) {
    return make_process({ProcessKind::vp, T, {ScheduleKind::linear, first, last, {}}});
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

TEST_CASE("the losses on eps, v and the score are the loss on x0 times a factor, at every point") {
    Worst worst;
    for (const double alpha_bar : {0.999, 0.6, 0.01}) {
        const Level level = vp_level(alpha_bar);
        const Vec x = vec(0.3, -1.2), x0 = vec(0.5, 0.1), x0_hat = vec(-0.4, 0.35);
        const double mse = (x0 - x0_hat).squaredNorm();
        const Vec eps = eps_from_x0(x, x0, level.a, level.b), eps_hat = eps_from_x0(x, x0_hat, level.a, level.b);
        worst.relative((eps - eps_hat).squaredNorm(), mse * eps_loss_factor(level), "eps");
        const Vec v = level.a * eps - level.b * x0, v_hat = level.a * eps_hat - level.b * x0_hat;
        worst.relative((v - v_hat).squaredNorm(), mse * v_loss_factor(level), "v");
        worst.relative((eps / level.b - eps_hat / level.b).squaredNorm(), mse * score_loss_factor(level), "score");
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

TEST_CASE("the mismatch at T: quadrature for a mixture; large when T changed and beta did not") {
    const Target target = three_modes();
    const auto at = [&](int T) { return linear_chain(T, 1e-4, 0.02).levels.back(); };
    for (const int T : {100, 300, 1000}) {
        const Level last = at(T);
        const Target law = marginal(target, last);
        const double exact = integral(-14, 14, 20000, [&](double x) {
            const double log_p = log_density(law, vec(x));
            return std::exp(log_p) * (log_p + 0.5 * (x * x + std::log(2 * pi)));
        });
        const Measured measured = terminal_mismatch(target, last, 7);
        INFO("T = ", T, ", exact ", exact, ", measured ", measured.value, " +- ", measured.se);
        CHECK(std::abs(measured.value - exact) < measured.se + 1e-14); // and the rounding of the form above
        CHECK(measured.se < 1e-7 * exact);
    }
    CHECK(terminal_mismatch(target, at(100), 7).value > 100 * terminal_mismatch(target, at(1000), 7).value);
    // Nearly equal laws: no cancellation.
    const double abar = std::pow(at(1000).a, 2);
    CHECK(terminal_mismatch(gaussian(0, 0.16), at(1000), 7).value ==
          doctest::Approx(std::pow(abar * 0.84, 2) / 4).epsilon(1e-4));
}

namespace {

/// KL(p || N(0, 1)) by Simpson, in stretches about every component so that no narrow one is missed.
double kl_by_simpson(const Target& law) {
    std::vector<double> ends = {-12, 12};
    for (const Component& c : law.components)
        for (const double side : {-1.0, 1.0}) {
            const double edge = c.mean[0] + side * c.half_width(0), sd = std::sqrt(c.cov(0, 0));
            ends.insert(ends.end(), {edge - 10 * sd, edge, edge + 10 * sd});
        }
    std::sort(ends.begin(), ends.end());
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        sum += integral(ends[i], ends[i + 1], 4000, [&](double x) {
            const double log_p = log_density(law, vec(x));
            return log_p > -700 ? std::exp(log_p) * (log_p + 0.5 * (x * x + std::log(2 * pi))) : 0.0;
        });
    return sum;
}

/// The law of two independent coordinates.
Target product(const Target& x, const Target& y) {
    Target law;
    for (const Component& a : x.components)
        for (const Component& b : y.components) {
            Component c{a.weight * b.weight, vec(a.mean[0], b.mean[0]), mat(a.cov(0, 0), 0, b.cov(0, 0)), {}};
            if (a.is_box() || b.is_box()) c.half = vec(a.half_width(0), b.half_width(0));
            law.components.push_back(c);
        }
    return law;
}

Target two_modes(double apart, double sd) {
    return {{{0.5, vec(-apart), mat(sd * sd)}, {0.5, vec(apart), mat(sd * sd)}}};
}
Target box_of(double middle, double half) { return {{{1, vec(middle), mat(0), vec(half)}}}; }

constexpr Level as_it_is{0, 1, 0};

} // namespace

TEST_CASE("the mismatch of what is narrow beside N(0, 1): modes, points and boxes, by quadrature") {
    // The scenes of two modes of 0.02 at +-0.3 and few levels, where draws of x_T alone were off by many of their
    // errors.
    for (const auto& [T, known] : {std::pair(10, 0.4583), std::pair(4, 0.6544)}) {
        const Measured kl = terminal_mismatch(two_modes(0.3, 0.02), linear_chain(T, 1e-4, 0.02).levels.back(), 7);
        CHECK(kl.value == doctest::Approx(known).epsilon(1e-4));
    }
    const Target points = {{{0.2, vec(-2), mat(0)}, {0.8, vec(0.5), mat(0)}}};
    for (const auto& [name, target] :
         {std::pair("modes", two_modes(0.3, 0.02)), std::pair("points", points), std::pair("box", box_of(0.4, 0.8)),
          std::pair("far apart", two_modes(40, 0.3)), std::pair("three", three_modes())})
        for (const int T : {1, 2, 10, 100}) {
            const Level last = linear_chain(T, 1e-4, 0.02).levels.back();
            const double exact = kl_by_simpson(marginal(target, last));
            const Measured kl = terminal_mismatch(target, last, 7);
            INFO(name, ", T = ", T, ": ", kl.value, " +- ", kl.se, ", exact ", exact);
            CHECK(std::abs(kl.value - exact) < kl.se + 1e-8 * exact); // what Simpson may be off
            CHECK(kl.se < 1e-8 * exact);
            // Another seed draws nothing else.
            CHECK(terminal_mismatch(target, last, 8).value == kl.value);
        }
}

TEST_CASE("the mismatch in the plane: of independent coordinates it is the sum, whatever way it is found") {
    const std::pair<Target, Target> pairs[] = {
        {three_modes(), two_modes(1, 0.3)}, {box_of(0, 1), two_modes(0.5, 0.2)}, {two_modes(0.3, 0.02), three_modes()}};
    for (const auto& [x, y] : pairs)
        for (const int T : {4, 30, 300}) {
            const Level last = linear_chain(T, 1e-4, 0.02).levels.back();
            const double exact = kl_by_simpson(marginal(x, last)) + kl_by_simpson(marginal(y, last));
            const Target both = product(x, y);
            const Measured kl = terminal_mismatch(both, last, 7), drawn = terminal_mismatch(both, last, 7, 2000);
            INFO("T = ", T, ": ", kl.value, " +- ", kl.se, ", ", drawn.value, " +- ", drawn.se, ", exact ", exact);
            // By draws where the grid would be too fine: then within 5 standard errors, at a significance of 1e-6 each.
            CHECK(std::abs(kl.value - exact) < 5 * kl.se + 1e-7 * exact);
            CHECK(std::abs(drawn.value - exact) < 5 * drawn.se + 1e-7 * exact);
            if (T == 300) CHECK(kl.se < 1e-6 * exact);
        }
}

TEST_CASE(
    "the error of a mismatch by draws is true: over many seeds it scatters by as much, also of very narrow modes") {
    // Too few evaluations for a grid: 400 draws each. 100 seeds: the variance of the scaled errors is 1 within 5
    // sqrt(2/99).
    Target law = product(two_modes(0.3, 0.001), two_modes(0.5, 0.001));
    for (Component& c : law.components) // turned: the KL stays, but no two lines are seen in it
        c.mean = vec(0.8 * c.mean[0] - 0.6 * c.mean[1], 0.6 * c.mean[0] + 0.8 * c.mean[1]);
    const double exact = kl_by_simpson(two_modes(0.3, 0.001)) + kl_by_simpson(two_modes(0.5, 0.001));
    double square = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const Measured kl = terminal_mismatch(law, as_it_is, seed, 400);
        REQUIRE(kl.se > 0);
        square += std::pow((kl.value - exact) / kl.se, 2) / 100;
    }
    CHECK(square == doctest::Approx(1).epsilon(5 * std::sqrt(2.0 / 99)));
}

TEST_CASE("a mismatch of nothing is 0, not what rounding makes of it; a small one keeps its digits") {
    ProcessSpec zero{ProcessKind::vp, 50, {}};
    zero.schedule.zero_terminal_snr = true;
    const Target plane = product(three_modes(), box_of(0.5, 1));
    for (const Process& process : {make_process({ProcessKind::flow, 20, {}}), make_process(zero)})
        for (const Target& target : {three_modes(), box_of(0.5, 1), plane, gaussian(1, 0.3)})
            CHECK(terminal_mismatch(target, in_prior_units(process), 7) == Measured{});
    // Nearly nothing left: mostly a^2 |m|^2 / 2 + (a^2 (v - 1))^2 / 4.
    for (const double a2 : {1e-6, 1e-9}) {
        const Target target = three_modes();
        const double m = target.mean()[0], v = target.cov()(0, 0);
        const Measured kl = terminal_mismatch(target, vp_level(a2), 7);
        CHECK(kl.value == doctest::Approx(a2 * m * m / 2 + std::pow(a2 * (v - 1), 2) / 4).epsilon(1e-4));
        CHECK(kl.se < 1e-6 * kl.value);
    }
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

TEST_CASE("ve is held against N(0, sigma_max^2 I), where its samplers start") {
    ProcessSpec spec{ProcessKind::ve, 10, {}};
    const auto mismatch = [&](double sigma_max, double s2) {
        spec.sigma_max = sigma_max;
        return terminal_mismatch(gaussian(0, s2), in_prior_units(make_process(spec)), 7).value;
    };
    for (const double sigma_max : {0.5, 1.0, 80.0}) {
        const double r = 1 + 0.04 / (sigma_max * sigma_max);
        CHECK(mismatch(sigma_max, 0.04) == doctest::Approx(0.5 * (r - 1 - std::log(r))).epsilon(1e-11));
    }
    CHECK(mismatch(80, 0.04) < 1e-10);
    // And so is the bound: its gap over the entropy, with the best variances, is that mismatch.
    const Process process = make_process(spec);
    const Target target = gaussian(0, 0.04);
    const LossReport report = report_losses(target, process, 100'000, 7);
    CHECK(report.mismatch.value == mismatch(80, 0.04));
    CHECK(report.bound(BoundVariance::best).gap.value == doctest::Approx(0).epsilon(1e-6));
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

TEST_CASE("KL of one Gaussian in the plane, however narrow, is twice that of its coordinate") {
    // a^2 + b^2 = 1: v = a^2 s^2 + b^2 a coordinate, (v - 1 - log v)/2 each.
    for (const double b2 : {1e-9, 1e-8, 1e-4, 0.5, 1 - 1e-6})
        for (const double s : {1e-9, 1e-5, 0.3}) {
            const Level level{1, std::sqrt(1 - b2), std::sqrt(b2)};
            const double v = (1 - b2) * s * s + b2, want = v - 1 - std::log(v);
            const Target plane{{{1, vec(0, 0), mat(s * s, 0, s * s)}}};
            const Measured kl = terminal_mismatch(plane, level, 7);
            CAPTURE(b2);
            CAPTURE(s);
            CHECK(kl.value == doctest::Approx(want).epsilon(1e-6));
            CHECK(kl.value == doctest::Approx(2 * terminal_mismatch(gaussian(0, s * s), level, 7).value).epsilon(1e-9));
        }
}

TEST_CASE("the mismatch of two lines in the plane is theirs, also of modes too narrow for any grid, and turned ones") {
    const Level last{0, 1, 1e-5}; // hardly any noise
    const auto check = [&](const Target& law, double exact) {
        const Measured kl = terminal_mismatch(law, last, 7);
        INFO(kl.value, " +- ", kl.se, ", exact ", exact);
        CHECK(std::abs(kl.value - exact) < kl.se + 1e-8 * exact); // what Simpson may be off
        CHECK(kl.se < 1e-8 * exact);
    };
    const auto exact = [&](const Target& line) { return kl_by_simpson(marginal(line, last)); };
    const Target modes = two_modes(0.3, 0.001), others = two_modes(0.5, 0.002), box = box_of(0.2, 1e-3);
    check(product(modes, others), exact(modes) + exact(others));
    check(product(modes, box), exact(modes) + exact(box));
    // Along (0.6, 0.8), and the Gaussian across: (v - 1 - log v) / 2.
    Target turned = modes;
    for (Component& c : turned.components) c = {0.5, vec(0.6 * c.mean[0], 0.8 * c.mean[0]), mat(1e-6, 0, 1e-6), {}};
    const double v = 1e-6 + 1e-10;
    check(turned, exact(modes) + 0.5 * (v - 1 - std::log(v)));
}
