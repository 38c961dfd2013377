// Errors and deviates of measured moments: whoever is right passes with two particles as with many, of heavy tails,
// too, and whoever is wrong by a few percent does not pass with enough of them.

#include "core/measure/trust.h"

#include "core/law/mixture_block.h"
#include "tests/core/experiments.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A rare wide component: kurtosis 440, of which fifty draws mostly see nothing.
Target heavy_tailed() { return {{{0.997, vec(0), mat(1)}, {0.003, vec(2), mat(900)}}}; }
/// Two narrow modes: the variance about the mean hardly varies, that about the sample's own mean does.
Target two_points() { return {{{0.5, vec(-1), mat(1e-4)}, {0.5, vec(1), mat(1e-4)}}}; }
Target boxes() { return {{{0.7, vec(-1), mat(0), vec(0.5)}, {0.3, vec(3), mat(0.01), vec(0.1)}}}; }

Rounding none() { return {vec(0), vec(0)}; }

/// Moments of `n` draws of a law, held against another.
Moments held(const Target& law, Eigen::Index n, std::uint64_t seed, const KnownLaw& known) {
    Block<double> x(n, 1);
    sample(law, seed, Stream::data, 0, x);
    Moments m = moments(x);
    hold_against(known, 0, none(), m);
    return m;
}

/// P(chi^2 <= x) of two or four degrees of freedom.
double chi_square_2(double x) { return -std::expm1(-x / 2); }
double chi_square_4(double x) { return 1 - std::exp(-x / 2) * (1 + x / 2); }

} // namespace

TEST_SUITE("core/trust") {
    TEST_CASE("chi-square deviates have the distribution function of chi-square, one degree of freedom to many") {
        Worst worst;
        for (const double x : {1e-6, 1e-3, 0.1, 0.9, 1.0, 1.1, 2.0, 5.0, 12.0}) {
            const std::string place = "ratio " + std::to_string(x);
            worst.absolute(normal_cdf(deviate_of_chi_square(x, 1)), std::erf(std::sqrt(x / 2)), place);
            worst.absolute(normal_cdf(deviate_of_chi_square(x, 2)), chi_square_2(2 * x), place);
            worst.absolute(normal_cdf(deviate_of_chi_square(x, 4)), chi_square_4(4 * x), place);
        }
        CHECK_WORST(worst, 0.01);
        // Far out, where only the logarithm says something: P = 1e-7 at ratio 28.37 of one degree.
        CHECK(deviate_of_chi_square(28.37, 1) == doctest::Approx(5.199).epsilon(0.01));
        CHECK(deviate_of_chi_square(1e-13, 1) == doctest::Approx(-5.03).epsilon(0.01)); // P = 2.5e-7
        for (const double z : {-3.0, 0.5, 3.0}) {                                       // of many a normal deviate
            const double n = 1e8;
            CHECK(deviate_of_chi_square(1 + z * std::sqrt(2 / n), n) == doctest::Approx(z).epsilon(1e-3));
        }
        CHECK(deviate_of_chi_square(0, 5) == -infinity);
        CHECK(deviate_of_chi_square(infinity, 5) == infinity);
    }

    TEST_CASE("the law's moments: mixtures by quadrature of the density, boxes, under noise") {
        for (const Target& target : {three_modes(), heavy_tailed(), boxes(), two_points()}) {
            const Level level{0, 0.8, 0.6};
            const Target noised = marginal(target, level);
            const KnownLaw law = under_noise(known_law(target, 0), level);
            double sums[3] = {}; // of 1, (x - mean)^2, (x - mean)^4
            constexpr int cells = 400'000;
            const double lo = -500, width = 1000.0 / cells;
            for (int i = 0; i < cells; ++i) {
                const double x = lo + (i + 0.5) * width, p = density(noised, vec(x)) * width, d = x - law.mean;
                sums[0] += p;
                sums[1] += p * d * d;
                sums[2] += p * d * d * d * d;
            }
            CHECK(sums[0] == doctest::Approx(1).epsilon(1e-6));
            CHECK(law.mean == doctest::Approx(noised.mean()[0]));
            CHECK(law.variance == doctest::Approx(sums[1]).epsilon(1e-6));
            CHECK(law.fourth() == doctest::Approx(sums[2]).epsilon(1e-6));
            CHECK(!law.gaussian);
        }
    }

    TEST_CASE("narrow modes far apart: the variance of (x - mean)^2 is 4 d^2 sigma^2, and is not lost") {
        for (const double sigma : {1e-3, 1e-6}) {
            const Target modes{{{0.5, vec(-1e5), mat(sigma * sigma)}, {0.5, vec(1e5), mat(sigma * sigma)}}};
            const double expected = 4e10 * sigma * sigma;
            CHECK(known_law(modes, 0).square_variance == doctest::Approx(expected).epsilon(1e-9));
            const KnownLaw noised = under_noise(known_law(modes, 0), {0, 0.5, 1e-4});
            CHECK(noised.square_variance == doctest::Approx(expected / 16 + 0.25 * 4e10 * 1e-8).epsilon(1e-9));
        }
        CHECK(known_law(gaussian(3, 0.5), 0).square_variance == doctest::Approx(0.5)); // 2 V^2
    }

    TEST_CASE("size: right draws pass at 5 standard errors for any number of them") {
        // 4000 clouds of each size: of normal deviates at 4.5 the chance that any of so many is beyond is 4000 * 7e-6 =
        // 3 % for each of 2 x 6 x 5 numbers; the seeds are fixed. The bound of heavy tails is wider, and used up by
        // little.
        for (const Target& law : {gaussian(1, 0.25), three_modes(), heavy_tailed(), two_points(), boxes()}) {
            const KnownLaw known = known_law(law, 0);
            for (const Eigen::Index n : {2, 3, 5, 20, 50, 400}) {
                double worst = 0, beyond_two = 0;
                constexpr int repeats = 4000;
                for (int i = 0; i < repeats; ++i) {
                    const Moments m = held(law, n, 1000 + static_cast<std::uint64_t>(i), known);
                    worst = std::max({worst, std::abs(m.off_mean[0]), std::abs(m.off_var[0])});
                    beyond_two += (std::abs(m.off_mean[0]) > 2) + (std::abs(m.off_var[0]) > 2);
                }
                CAPTURE(n);
                CAPTURE(law.components.size());
                CHECK(worst < 5);
                CHECK(beyond_two / (2 * repeats) < 0.06); // 4.6 % of a normal deviate
                if (law.is_gaussian()) CHECK(beyond_two / (2 * repeats) > 0.035);
            }
        }
    }

    TEST_CASE("power: a variance or a mean that is off by a few percent fails with enough particles") {
        for (const Target& law : {gaussian(1, 0.25), three_modes(), boxes(), heavy_tailed()}) {
            // As many draws as make so much of the variance, and of the standard deviation, eight standard errors.
            const KnownLaw right = known_law(law, 0);
            const double kurtosis = right.fourth() / (right.variance * right.variance),
                         off = kurtosis < 10 ? 0.03 : 0.2;
            const auto n = static_cast<Eigen::Index>(std::pow(8 / off, 2) * std::max(kurtosis, 2.0));
            // One at a time: the variance is taken about the known mean, and one that is wrong would hide half of the
            // other.
            KnownLaw wider = right, moved = right;
            wider.variance *= 1 + off;
            wider.square_variance *= (1 + off) * (1 + off);
            moved.mean += off * std::sqrt(right.variance);
            int failed_mean = 0, failed_variance = 0;
            constexpr int repeats = 5;
            for (int i = 0; i < repeats; ++i) {
                const auto seed = 77 + static_cast<std::uint64_t>(i);
                failed_mean += std::abs(held(law, n, seed, moved).off_mean[0]) > 5;
                failed_variance += std::abs(held(law, n, seed, wider).off_var[0]) > 5;
            }
            CAPTURE(law.components.size());
            CHECK(failed_mean == repeats);
            CHECK(failed_variance >= repeats - 1);
        }
    }

    TEST_CASE("many draws: deviates and errors of any law are those of the central limit") {
        for (const Target& law : {three_modes(), boxes()}) {
            const KnownLaw known = known_law(law, 0);
            constexpr Eigen::Index n = 1'000'000;
            const Moments m = held(law, n, 3, known);
            const double se_mean = std::sqrt(known.variance / n);
            const double se_var = std::sqrt((known.fourth() - known.variance * known.variance) / n);
            CHECK(m.se_mean[0] == doctest::Approx(se_mean));
            CHECK(m.se_var[0] == doctest::Approx(se_var).epsilon(1e-4));
            CHECK(m.off_mean[0] == doctest::Approx((m.mean[0] - known.mean) / se_mean).epsilon(0.01));
            CHECK(m.off_var[0] == doctest::Approx((m.cov(0, 0) - known.variance) / se_var).epsilon(0.02));
        }
    }

    TEST_CASE("laws without a width, one particle, and what is no number") {
        Moments m = moments(Block<double>(Block<double>::Constant(5, 1, 2.0)));
        hold_against({.mean = 2, .variance = 0}, 0, none(), m);
        CHECK(m.off_mean[0] == 0);
        CHECK(m.off_var[0] == 0);
        hold_against({.mean = 2.5, .variance = 0}, 0, none(), m);
        CHECK(m.off_mean[0] == -infinity);
        hold_against({.mean = 2.5, .variance = 0}, 0, {vec(0.6), vec(0)}, m); // rounding explains it
        CHECK(m.off_mean[0] == 0);
        CHECK(m.se_mean[0] == 0.6);
        CHECK(rounding_rules(m.rounding_mean[0], m.se_mean[0]));

        Moments one = moments(Block<double>(Block<double>::Constant(1, 1, 2.0)));
        hold_against({.mean = 1, .variance = 4}, 0, none(), one);
        CHECK(one.off_mean[0] == 0.5);
        CHECK(one.se_mean[0] == 2);
        CHECK(std::isnan(one.off_var[0]));

        Moments lost = moments(Block<double>(Block<double>::Constant(9, 1, not_a_number)));
        hold_against({.mean = 1, .variance = 4}, 0, none(), lost);
        CHECK(lost.off_mean[0] == infinity);
        CHECK(lost.off_var[0] == infinity);
    }

    TEST_CASE("nothing known: errors of too few or too heavy-tailed draws are not given") {
        const auto errors = [](const Target& law, Eigen::Index n) {
            Block<double> x(n, 1);
            sample(law, 5, Stream::data, 0, x);
            Moments m = moments(x);
            distrust(known_law(law, 0), 0, none(), m);
            CHECK(std::isnan(m.off_mean[0]));
            return m.se_mean[0] + m.se_var[0];
        };
        CHECK(std::isnan(errors(three_modes(), 10)));
        CHECK(std::isnan(errors(two_points(), 18))); // of the lowest kurtosis there is
        CHECK(errors(three_modes(), 200) > 0);
        CHECK(std::isnan(errors(heavy_tailed(), 200))); // whatever these 200 say themselves
        CHECK(errors(heavy_tailed(), 20'000) > 0);
    }

    TEST_CASE("the square of an error given x_t: mean and variance, Gaussians in the plane against sampling") {
        // Conditional on x: exact posterior draws by rejection would do no better than the law of total variance, which
        // holds for the draws of (x0, x) together: Var |y|^2 = E Var[|y|^2 | x] + Var E[|y|^2 | x]. 400 000 draws: 1 %.
        for (const Target& target : {plane_modes(), gaussian2(vec(1, 0), mat(1, 0.6, 0.5)), three_modes()}) {
            const Level level{0, 0.7, 0.5};
            const LossDraws draws = draw_losses(target, 400'000, 3);
            const Block<double> x = level.a * draws.x0 + level.b * draws.eps, x0_hat = 0.9 * x;
            const SquareMoments given = posterior_square(target, level, x, x0_hat);
            const Eigen::ArrayXd square = (draws.x0 - x0_hat).square().rowwise().sum();
            const auto variance = [](const Eigen::ArrayXd& v) { return (v - v.mean()).square().mean(); };
            CHECK(square.mean() == doctest::Approx(given.mean.mean()).epsilon(0.01));
            CHECK(variance(square) == doctest::Approx(given.variance.mean() + variance(given.mean)).epsilon(0.03));
        }
    }

    TEST_CASE("losses: right ones pass at every level with few draws and rare modes, a wrong floor does not") {
        Worst worst;
        const Target cases[] = {gaussian(0.5, 2), three_modes(), heavy_tailed(), boxes(), plane_modes()};
        for (const Target& target : cases)
            for (const std::int64_t n : {64, 1000})
                for (const double alpha_bar : {0.9999, 0.99, 0.5, 0.01})
                    for (std::uint64_t seed = 0; seed < 20; ++seed) {
                        const LossDraws draws = draw_losses(target, n, seed);
                        const LevelLoss loss = level_loss(target, vp_level(alpha_bar), draws);
                        worst.add(std::abs(loss_deviate(target, loss, draws)), std::to_string(alpha_bar));
                    }
        CHECK_WORST(worst, 5);
        const LossDraws draws = draw_losses(three_modes(), 20'000, 7);
        LevelLoss loss = level_loss(three_modes(), vp_level(0.5), draws);
        loss.loss.value *= 1.1;
        CHECK(std::abs(loss_deviate(three_modes(), loss, draws)) > 5);
    }
}
