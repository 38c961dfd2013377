// Targets with uniform boxes: density, score, posterior, sampling and distances, and the block denoiser against them.

#include "core/denoise/exact_denoiser.h"
#include "core/measure/distance.h"
#include "tests/core/blocks.h"
#include "tests/core/helpers.h"

#include <Eigen/LU>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Component interval(double weight, double lo, double hi, double sigma = 0) {
    return {weight, vec((lo + hi) / 2), mat(sigma * sigma), vec((hi - lo) / 2)};
}
Component rectangle(double weight, const Vec& centre, const Vec& half, const Vec& sigma) {
    return {weight, centre, mat(sigma[0] * sigma[0], 0, sigma[1] * sigma[1]), half};
}

Target one_interval() { return {{interval(1, -1, 3)}}; }
/// Sharp, soft and narrow intervals, and a Gaussian among them.
Target intervals() {
    return {{interval(0.4, -2, -1), interval(0.3, 0, 0.02, 0.1), interval(0.2, 1, 4, 0.3), {0.1, vec(2.5), mat(0.04)}}};
}
/// A sharp box, a soft one, a line (no width in y but that of its edges), and a tilted Gaussian.
Target rectangles() {
    return {{rectangle(0.3, vec(-1, 0.5), vec(0.5, 1), vec(0, 0)),
             rectangle(0.3, vec(1, -1), vec(0.7, 0.1), vec(0.2, 0.05)),
             rectangle(0.2, vec(0, 2), vec(1.5, 0), vec(0.03, 0.03)),
             {0.2, vec(1.5, 1), mat(0.2, 0.05, 0.1)}}};
}
/// Black fields of a board of n x n, side 1, centred.
Target board(int n) {
    Target target;
    for (int row = 0; row < n; ++row) {
        for (int column = row % 2; column < n; column += 2) {
            target.components.push_back(
                rectangle(2.0 / (n * n), vec(column + 0.5 - n / 2.0, row + 0.5 - n / 2.0), vec(0.5, 0.5), vec(0, 0)));
        }
    }
    return target;
}

const std::vector<Level> box_levels = {
    {0, 1, 0.02}, {0, 1, 0.3}, {0, 0.9, std::sqrt(0.19)}, {0, 0.3, std::sqrt(0.91)}, {0, 1, 1}, {0, 1, 30},
    {0, 0.01, 1}, {0, 0, 1}};

std::string place_at_level(const Level& level, double x) {
    return "a = " + std::to_string(level.a) + " b = " + std::to_string(level.b) + " x = " + std::to_string(x);
}

/// Trapezoidal rule in long double.
template <class F>
long double box_integral(double lo, double hi, int n, const F& f) {
    long double sum = (f(lo) + f(hi)) / 2;
    for (int i = 1; i < n; ++i) {
        sum += f(lo + (hi - lo) * i / n);
    }
    return sum * (hi - lo) / n;
}

} // namespace

TEST_SUITE("core/target_box") {
    TEST_CASE("one dimension: mass, mean and variance; a x0 + b eps") {
        for (const Target& data : {one_interval(), intervals()}) {
            for (const Level& level : box_levels) {
                const Target law = marginal(data, level);
                const Range r = support(law, 0, 12);
                const auto p = [&law](double x) { return static_cast<long double>(density(law, vec(x))); };
                const double mass = static_cast<double>(box_integral(r.lo, r.hi, 20'000, p));
                const double mean =
                    static_cast<double>(box_integral(r.lo, r.hi, 20'000, [&](double x) { return x * p(x); }));
                const double var = static_cast<double>(
                    box_integral(r.lo, r.hi, 20'000, [&](double x) { return (x - mean) * (x - mean) * p(x); }));
                CHECK(mass == doctest::Approx(1).epsilon(1e-10));
                CHECK(law.mean()[0] == doctest::Approx(mean).epsilon(1e-9));
                CHECK(law.cov()(0, 0) == doctest::Approx(var).epsilon(1e-9));
                CHECK(law.cov()(0, 0) ==
                      doctest::Approx(level.a * level.a * data.cov()(0, 0) + level.b * level.b).epsilon(1e-13));
            }
        }
        CHECK(one_interval().cov()(0, 0) == doctest::Approx(16.0 / 12).epsilon(1e-15)); // (hi - lo)^2 / 12
        CHECK_FALSE(one_interval().is_gaussian());
        const Range r = support(one_interval(), 0, 5); // of half-width 2 about 1, and 15 % more
        CHECK(r.lo == doctest::Approx(-1.3).epsilon(1e-15));
        CHECK(r.hi == doctest::Approx(3.3).epsilon(1e-15));
    }

    TEST_CASE("the score is the gradient of the log-density") {
        Worst worst;
        for (const Level& level : box_levels) {
            const Target line = marginal(intervals(), level), plane = marginal(rectangles(), level);
            for (double x = -4; x <= 5; x += 0.37) {
                const double h = 1e-3 * level.b;
                worst.add((score(line, vec(x)) - gradient(line, vec(x), h)).norm() / (1 + score(line, vec(x)).norm()),
                          "1-D " + place_at_level(level, x));
                const Vec p = vec(x, 0.3 - 0.7 * x);
                worst.add((score(plane, p) - gradient(plane, p, h)).norm() / (1 + score(plane, p).norm()),
                          "2-D " + place_at_level(level, x));
            }
        }
        CHECK_WORST(worst, 1e-8);
    }

    TEST_CASE("posterior mean and variance against quadrature") {
        Worst mean, variance;
        for (const Level& level : box_levels) {
            if (level.b < 0.3) {
                continue; // too steep for the trapezoidal rule below; core/box has these against better quadrature
            }
            for (double x = -6; x <= 7; x += 0.43) {
                // Over u in [-1, 1] of one sharp interval: x0 = 1 + 2 u.
                const auto weight = [&](double u) {
                    const long double e = (x - level.a * (1 + 2 * u)) / level.b;
                    const long double best =
                        (x - level.a * std::clamp((x / std::max(level.a, 1e-9)), -1.0, 3.0)) / level.b;
                    return std::exp((best * best - e * e) / 2);
                };
                const long double mass = box_integral(-1, 1, 40'000, weight);
                const long double m =
                    box_integral(-1, 1, 40'000, [&](double u) { return (1 + 2 * u) * weight(u); }) / mass;
                const long double v =
                    box_integral(-1, 1, 40'000,
                                 [&](double u) { return (1 + 2 * u - m) * (1 + 2 * u - m) * weight(u); }) /
                    mass;
                const Posterior p = posterior(one_interval(), level, vec(x));
                mean.absolute(p.mean[0], static_cast<double>(m), place_at_level(level, x));
                variance.relative(p.cov(0, 0), static_cast<double>(v), place_at_level(level, x));
            }
        }
        // The trapezoidal rule's own error: at worst the weight falls 200-fold per unit of u, the step is 5e-5.
        CHECK_WORST(mean, 1e-6);
        CHECK_WORST(variance, 5e-5);
    }

    TEST_CASE("Tweedie's identities in two dimensions") {
        Worst mean, cov;
        const Target data = rectangles();
        for (const Level& level :
             {Level{0, 1, 0.1}, Level{0, 0.9, std::sqrt(0.19)}, Level{0, 0.3, std::sqrt(0.91)}, Level{0, 1, 1}}) {
            const double a = level.a, b2 = level.b * level.b, h = 1e-4 * level.b;
            const Target law = marginal(data, level);
            for (double x = -3; x <= 3; x += 0.31) {
                const Vec p = vec(x, 0.4 + 0.5 * x);
                const Posterior exact = posterior(data, level, p);
                mean.add((exact.mean - (p + b2 * score(law, p)) / a).norm(), place_at_level(level, x));
                Mat hessian(2, 2);
                for (int i = 0; i < 2; ++i) {
                    const Vec e = h * Vec::Unit(2, i);
                    hessian.col(i) = (score(law, p + e) - score(law, p - e)) / (2 * h);
                }
                cov.add((exact.cov - b2 / (a * a) * (Mat::Identity(2, 2) + b2 * hessian)).norm(),
                        place_at_level(level, x));
                CHECK(exact.cov.determinant() > 0);
            }
        }
        CHECK_WORST(mean, 1e-13);
        CHECK_WORST(cov, 1e-7); // the difference quotient's accuracy
    }

    TEST_CASE("the ends: little noise, no signal, far away") {
        const Target data = one_interval();
        for (const double b : {1e-3, 1e-6, 1e-9}) {
            const Level level{0, 1, b};
            CHECK(posterior(data, level, vec(0.3)).mean[0] == doctest::Approx(0.3).epsilon(1e-15)); // inside: x itself
            CHECK(posterior(data, level, vec(0.3)).cov(0, 0) == doctest::Approx(b * b).epsilon(1e-9));
            // Outside the nearest edge, b^2/distance deep.
            CHECK(3 - posterior(data, level, vec(4)).mean[0] == doctest::Approx(b * b).epsilon(b > 1e-5 ? 1e-3 : 1));
            // On the edge: sqrt(2/pi) b deep.
            CHECK(3 - posterior(data, level, vec(3)).mean[0] == doctest::Approx(std::sqrt(2 / pi) * b).epsilon(1e-6));
        }
        for (const double x : {-5.0, 0.0, 40.0}) {
            const Posterior blind = posterior(data, {1, 0, 1}, vec(x));
            CHECK(blind.mean[0] == doctest::Approx(1).epsilon(1e-15));
            CHECK(blind.cov(0, 0) == doctest::Approx(4.0 / 3).epsilon(1e-14));
        }
        CHECK(posterior(data, {0, 0.5, 0}, vec(0.3)).mean[0] == 0.6);
        // Langevin: with a = 1, b = 1e3 and x = 1e6 the exponent is linear over the box, A = 2: coth A - 1/A.
        CHECK(posterior(data, {0, 1, 1e3}, vec(1e6 + 1)).mean[0] ==
              doctest::Approx(1 + 2 * (1 / std::tanh(2.0) - 0.5)).epsilon(1e-6));
    }

    TEST_CASE_TEMPLATE("the block denoiser agrees with the posterior mean", Real, float, double) {
        const double tolerance = std::is_same_v<Real, float> ? 2e-4 : 1e-12;
        Target thin = one_interval();
        thin.components[0].half[0] = 1e-6;
        const std::vector<Target> targets = {one_interval(), intervals(), rectangles(), board(4), thin};
        for (std::size_t k = 0; k < targets.size(); ++k) {
            const Target& target = targets[k];
            for (const Level& level :
                 {vp_level(0.9999), vp_level(0.9), vp_level(0.5), vp_level(0.01), vp_level(4e-5), vp_level(0),
                  Level{0, 1, 1e-3}, Level{0, 1, 0.1}, Level{0, 1, 1}, Level{0, 1, 30}, Level{0, 0.1, 0.9}}) {
                const Eigen::Index n = 513; // no multiple of a vector or a strip
                Block<Real> x(n, target.dim());
                sample(marginal(target, level), 9, Stream::data, 0, x);
                x.row(0) *= 10; // some points no sample would reach
                x.row(1) *= -30;
                const Block<Real> x0 = denoise(target, level, x);
                Worst worst;
                for (Eigen::Index i = 0; i < n; ++i) {
                    const Vec point = x.row(i).matrix().transpose().template cast<double>();
                    const Vec got = x0.row(i).matrix().transpose().template cast<double>();
                    const Vec want = posterior(target, level, point).mean;
                    worst.add((got - want).norm() / std::max(1.0, want.norm()), "target " + std::to_string(k) +
                                                                                    " row " + std::to_string(i) + " " +
                                                                                    place_at_level(level, point[0]));
                }
                CHECK_WORST(worst, tolerance);
            }
        }
    }

    TEST_CASE_TEMPLATE("far from a box nothing is lost: its nearest edge", Real, float, double) {
        for (const Level& level : {vp_level(0.9999), vp_level(0.5), Level{0, 1, 1e-3}, Level{0, 1, 30}}) {
            for (const double far : {1e2, 1e4, 1e6, 1e18}) {
                const Block<Real> x = Block<Real>::Constant(1, 1, static_cast<Real>(-far));
                const double got = static_cast<double>(denoise(one_interval(), level, x)(0, 0));
                if (far < 100 * level.b) {
                    continue; // not yet far
                }
                // Depth in the interval of length 4 under exp(-A depth), A = a (far + a edge) / b^2.
                const double A = level.a * (far - level.a) / (level.b * level.b);
                const double want = A * 4 < 1e-3 ? 1 : -1 + 1 / A - 4 / std::expm1(4 * A);
                CHECK(got == doctest::Approx(want).epsilon(std::is_same_v<Real, float> ? 1e-4 : 1e-5));
                const Block<Real> both = Block<Real>::Constant(1, 2, static_cast<Real>(far));
                CHECK(denoise(board(4), level, both).allFinite());
                CHECK(posterior(board(4), level, vec(far, -far)).mean.allFinite());
                CHECK(posterior(board(4), level, vec(far, -far)).cov.allFinite());
            }
        }
    }

    TEST_CASE_TEMPLATE("a row's result does not depend on the block it is in", Real, float, double) {
        for (const Target& target : {rectangles(), board(4)}) {
            const Level level = vp_level(0.4);
            Block<Real> x(600, 2);
            sample(marginal(target, level), 2, Stream::data, 0, x);
            const Block<Real> all = denoise(target, level, x);
            const Real tolerance = 64 * std::numeric_limits<Real>::epsilon();
            for (const Eigen::Index n : {1, 2, 3, 7, 16, 63, 64, 65, 127, 511}) {
                const Block<Real> part = denoise(target, level, Block<Real>(x.middleRows(5, n)));
                CHECK((part - all.middleRows(5, n)).abs().maxCoeff() <= tolerance);
            }
            CHECK(denoise(target, level, Block<Real>(0, 2)).rows() == 0);
        }
    }

    TEST_CASE("without noise every denoiser gives x / a, points and boxes included") {
        Target point = gaussian2(vec(1, 2), mat(0, 0, 0));
        for (const Target& target : {board(4), rectangles(), plane_modes(), point}) {
            Block<double> x(3, 2);
            x << 1, 2, -3, 4, 5, 0.25;
            CHECK((denoise(target, {0, 0.5, 0}, x) == 2 * x).all());
        }
    }

    TEST_CASE("distribution function and quantile") {
        for (const Target& target : {one_interval(), intervals(), marginal(intervals(), {0, 1, 0.3})}) {
            for (const double p : {1e-9, 0.001, 0.1, 0.3, 0.5, 0.69, 0.7, 0.71, 0.9, 0.999}) {
                const double x = quantile(target, p);
                CHECK(std::abs(cdf(target, x) - p) < 1e-14 + 1e-12 * p);
            }
        }
        CHECK(cdf(one_interval(), 0) == 0.25);
        CHECK(quantile(one_interval(), 0.75) == doctest::Approx(2).epsilon(1e-14));
        const Target points{{{0.25, vec(-1), mat(0)}, {0.75, vec(2), mat(0)}}};
        CHECK(cdf(points, -1) == 0.25);
        CHECK(cdf(points, std::nextafter(-1, -2)) == 0);
        CHECK(cdf(points, 1.9) == 0.25);
        CHECK(quantile(points, 0.2) == doctest::Approx(-1).epsilon(1e-14));
        CHECK(quantile(points, 0.3) == doctest::Approx(2).epsilon(1e-14));
        CHECK(log_density(points, vec(-1)) == infinity);
        CHECK(log_density(points, vec(0)) == -infinity);
        CHECK(score(points, vec(0))[0] == 0);
    }

    TEST_CASE_TEMPLATE("samples follow the target", Real, float, double) {
        // Significance 1e-6 each, n = 200000, seed 31.
        const Eigen::Index n = 200'000;
        for (const Target& target : {one_interval(), intervals()}) {
            Block<Real> x(n, 1);
            sample(target, 31, Stream::data, 0, x);
            CHECK(ks_statistic(column(x), [&](double at) { return cdf(target, at); }) < ks_critical(1e-6));
        }
        for (const Target& plane : {rectangles(), board(4)}) {
            Block<Real> x(n, 2);
            sample(plane, 31, Stream::start, 0, x);
            for (const Vec& direction : {vec(1, 0), vec(0, 1), vec(0.6, 0.8), vec(0.8, -0.6)}) {
                const Block<double> line =
                    x.template cast<double>().col(0) * direction[0] + x.template cast<double>().col(1) * direction[1];
                const std::vector<Projection> law = project(plane, direction);
                const auto along = [&](double at) {
                    double sum = 0;
                    for (const Projection& projection : law) {
                        sum += projection.weight * projection.cdf(at);
                    }
                    return sum;
                };
                CHECK(ks_statistic(column(line), along) < ks_critical(1e-6));
            }
            // The two places in a box are independent draws.
            const Block<double> centred = x.template cast<double>().rowwise() - plane.mean().transpose().array();
            const double correlation = (centred.col(0) * centred.col(1)).mean();
            CHECK(std::abs(correlation - plane.cov()(0, 1)) < 5 * std::sqrt(plane.cov()(0, 0) * plane.cov()(1, 1) / n));
        }
    }

    TEST_CASE("a particle keeps its place in the box when the box changes") {
        Block<double> narrow(1000, 1), wide(1000, 1);
        sample(Target{{interval(1, 0, 1)}}, 3, Stream::start, 0, narrow);
        sample(Target{{interval(1, 5, 9)}}, 3, Stream::start, 0, wide);
        CHECK((wide - (5 + 4 * narrow)).abs().maxCoeff() < 1e-14);
        CHECK(narrow.minCoeff() > 0);
        CHECK(narrow.maxCoeff() < 1);
    }

    TEST_CASE("W1 to boxes and points") {
        // To one point: E|X - x|, by the law of U[-1, 3].
        CHECK(wasserstein1({1}, one_interval()) == doctest::Approx(1).epsilon(1e-14));
        CHECK(wasserstein1({3}, one_interval()) == doctest::Approx(2).epsilon(1e-14));
        CHECK(wasserstein1({-11}, one_interval()) == doctest::Approx(12).epsilon(1e-14));
        // n points in the middles of their shares: a quarter of a share.
        std::vector<double> even;
        for (int i = 0; i < 100; ++i) {
            even.push_back(-1 + 4 * (i + 0.5) / 100);
        }
        CHECK(wasserstein1(even, one_interval()) == doctest::Approx(0.01).epsilon(1e-12));
        // Soft and mixed: against the brute-force integral of |F_n - F|.
        const std::vector<double> x = {-1.7, -1.2, 0.01, 0.3, 2, 2.4, 6};
        const double brute = static_cast<double>(box_integral(-4, 8, 400'000, [&](double at) {
            double below = 0;
            for (const double xi : x) {
                below += xi <= at ? 1.0 / 7 : 0;
            }
            return std::abs(below - cdf(intervals(), at));
        }));
        CHECK(wasserstein1(x, intervals()) == doctest::Approx(brute).epsilon(1e-4));
        const Target points{{{0.25, vec(-1), mat(0)}, {0.75, vec(2), mat(0)}}};
        CHECK(wasserstein1({-1, 2, 2, 2}, points) == doctest::Approx(0).epsilon(1e-14));
        CHECK(wasserstein1({-1, 2}, points) == doctest::Approx(0.75).epsilon(1e-14));
        CHECK(wasserstein1({0, 0, 0, 0}, points) == doctest::Approx(1.75).epsilon(1e-14));
        // Thousands of components, far apart and huge: what lies to the left counts by weight and mean.
        Target many;
        for (int k = 0; k < 3000; ++k) {
            many.components.push_back({1.0 / 3000, vec(1e5 + 7 * k), mat(1e-4)});
        }
        std::vector<double> shifted;
        for (int k = 0; k < 3000; ++k) {
            shifted.push_back(1e5 + 7 * k + 0.5);
        }
        CHECK(wasserstein1(shifted, many) == doctest::Approx(0.5).epsilon(1e-9));
    }

    TEST_CASE("sliced W2 to boxes and points") {
        // From one place: half of (|p - m|^2 + tr cov), whatever the law.
        const auto distance = [](const Target& target, const Vec& place_at_level) {
            Block<double> x(20'000, 2);
            x.col(0) = place_at_level[0];
            x.col(1) = place_at_level[1];
            return SlicedWasserstein2(target)(x);
        };
        for (const Target& target :
             {board(4), rectangles(), Target{{{0.5, vec(0, 1), mat(0, 0, 0)}, {0.5, vec(3, 1), mat(0, 0, 0)}}}}) {
            const double want = std::sqrt(((vec(0.2, 0.5) - target.mean()).squaredNorm() + target.cov().trace()) / 2);
            CHECK(distance(target, vec(0.2, 0.5)) == doctest::Approx(want).epsilon(2e-3));
        }
        // Exact draws: small, and |shift| / sqrt(2) when shifted. n = 50000, seed 14.
        for (const Target& target : {board(4), rectangles()}) {
            Block<double> x(50'000, 2);
            sample(target, 14, Stream::data, 0, x);
            CHECK(SlicedWasserstein2(target)(x) < 0.02);
            x.col(0) += 3;
            CHECK(SlicedWasserstein2(target)(x) == doctest::Approx(3 / std::sqrt(2.0)).epsilon(0.01));
        }
        // A cloud that is the points, each as often as it weighs.
        const Target points{
            {{0.25, vec(-1, 0), mat(0, 0, 0)}, {0.5, vec(2, 1), mat(0, 0, 0)}, {0.25, vec(2, 1), mat(0, 0, 0)}}};
        Block<double> x(4, 2);
        x << -1, 0, 2, 1, 2, 1, 2, 1;
        CHECK(SlicedWasserstein2(points)(x) < 1e-14);
    }
}
