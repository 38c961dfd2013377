// Targets: density, score, posterior, distribution function and sampling, each against quadrature, finite differences
// or a closed form.

#include "core/law/target.h"

#include "tests/core/helpers.h"

#include <Eigen/LU>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const std::vector<Level> some_levels = {
    {0, 1, 0.1}, {0, 0.9, std::sqrt(0.19)}, {0, 0.3, std::sqrt(0.91)}, {0, 1, 1}, {0, 0.5, 0.5}};

/// Trapezoidal rule, which converges faster than any power for such functions. 20001 nodes.
template <class F>
double line_integral(double lo, double hi, const F& f) {
    constexpr int n = 20'000;
    double sum = 0.5 * (f(lo) + f(hi));
    for (int i = 1; i < n; ++i) {
        sum += f(lo + (hi - lo) * i / n);
    }
    return sum * (hi - lo) / n;
}

} // namespace

TEST_SUITE("core/target") {
    TEST_CASE("the density of one dimension integrates to one, with the stated mean and variance") {
        for (const Target& data : {gaussian(0.6, 0.16), gaussian(-3, 25), three_modes()}) {
            for (const Level& level : some_levels) {
                const Target law = marginal(data, level);
                const Range r = support(law, 0, 12);
                const auto p = [&law](double x) { return density(law, vec(x)); };
                const double mean = line_integral(r.lo, r.hi, [&](double x) { return x * p(x); });
                const double var = line_integral(r.lo, r.hi, [&](double x) { return (x - mean) * (x - mean) * p(x); });
                CHECK(line_integral(r.lo, r.hi, p) == doctest::Approx(1).epsilon(1e-10));
                CHECK(law.mean()[0] == doctest::Approx(mean).epsilon(1e-10));
                CHECK(law.cov()(0, 0) == doctest::Approx(var).epsilon(1e-10));
                // Of a x0 + b eps: a mean, a^2 var + b^2.
                CHECK(law.mean()[0] == doctest::Approx(level.a * data.mean()[0]).epsilon(1e-13));
                CHECK(law.cov()(0, 0) ==
                      doctest::Approx(level.a * level.a * data.cov()(0, 0) + level.b * level.b).epsilon(1e-13));
            }
        }
    }

    TEST_CASE("the density of two dimensions integrates to one, with the stated mean and covariance") {
        const Target target = plane_modes();
        constexpr int n = 800;
        const Range rx = support(target, 0, 9), ry = support(target, 1, 9);
        const double hx = (rx.hi - rx.lo) / n, hy = (ry.hi - ry.lo) / n;
        double mass = 0;
        Vec mean = vec(0, 0);
        Mat second = mat(0, 0, 0);
        for (int i = 0; i <= n; ++i) {
            for (int j = 0; j <= n; ++j) {
                const Vec x = vec(rx.lo + i * hx, ry.lo + j * hy);
                const double p = density(target, x) * hx * hy;
                mass += p;
                mean += p * x;
                second += p * x * x.transpose();
            }
        }
        CHECK(mass == doctest::Approx(1).epsilon(1e-9));
        CHECK((mean - target.mean()).norm() < 1e-9);
        CHECK((second - mean * mean.transpose() - target.cov()).norm() < 1e-9);
    }

    TEST_CASE("one Gaussian: density and score in closed form") {
        const double m = 0.6, s2 = 0.16, x = 1.3;
        CHECK(log_density(gaussian(m, s2), vec(x)) ==
              doctest::Approx(-0.5 * (x - m) * (x - m) / s2 - 0.5 * std::log(2 * pi * s2)).epsilon(1e-14));
        CHECK(score(gaussian(m, s2), vec(x))[0] == doctest::Approx(-(x - m) / s2).epsilon(1e-14));
        const Mat S = mat(2, 0.6, 0.5); // det 0.64
        const Vec u = vec(1, -2);
        const double square = (0.5 * 1 + 2 * 4 - 2 * 0.6 * 1 * -2) / 0.64; // u^T S^-1 u
        CHECK(log_density(gaussian2(vec(0, 0), S), u) ==
              doctest::Approx(-0.5 * square - std::log(2 * pi * 0.8)).epsilon(1e-14));
        CHECK((S * score(gaussian2(vec(0, 0), S), u) + u).norm() < 1e-13);
    }

    TEST_CASE("the score is the gradient of the log-density") {
        Worst worst;
        for (const Level& level : some_levels) {
            const Target line = marginal(three_modes(), level), plane = marginal(plane_modes(), level);
            for (double x = -4; x <= 4; x += 0.37) {
                const double h = 1e-3 * level.b;
                worst.add((score(line, vec(x)) - gradient(line, vec(x), h)).norm() / (1 + score(line, vec(x)).norm()),
                          "1-D x = " + std::to_string(x));
                const Vec p = vec(x, 0.3 - 0.7 * x);
                worst.add((score(plane, p) - gradient(plane, p, h)).norm() / (1 + score(plane, p).norm()),
                          "2-D x = " + std::to_string(x));
            }
        }
        CHECK_WORST(worst, 1e-8); // the difference quotient: h^4 of the fifth derivative, 1e-16 / h of rounding
    }

    TEST_CASE("posterior mean and covariance against quadrature in one dimension") {
        Worst worst;
        for (const Target& data : {gaussian(0.6, 0.16), three_modes()}) {
            for (const Level& level : some_levels) {
                for (double x = -3; x <= 3; x += 0.43) {
                    const Range r = support(data, 0, 20); // a posterior can sit far out in the prior
                    const auto weight = [&](double x0) {
                        const double e = (x - level.a * x0) / level.b;
                        return density(data, vec(x0)) * std::exp(-0.5 * e * e);
                    };
                    const double mass = line_integral(r.lo, r.hi, weight);
                    const double mean = line_integral(r.lo, r.hi, [&](double y) { return y * weight(y); }) / mass;
                    const double var =
                        line_integral(r.lo, r.hi, [&](double y) { return (y - mean) * (y - mean) * weight(y); }) / mass;
                    const Posterior p = posterior(data, level, vec(x));
                    worst.absolute(p.mean[0], mean, "mean at x = " + std::to_string(x));
                    worst.absolute(p.cov(0, 0), var, "variance at x = " + std::to_string(x));
                }
            }
        }
        CHECK_WORST(worst, 1e-9);
    }

    TEST_CASE("Tweedie's identities in two dimensions") {
        Worst mean, cov;
        const Target data = plane_modes();
        for (const Level& level : some_levels) {
            const double a = level.a, b2 = level.b * level.b, h = 1e-4 * level.b;
            const Target law = marginal(data, level);
            for (double x = -2; x <= 2; x += 0.31) {
                const Vec p = vec(x, 0.4 + 0.5 * x);
                const Posterior exact = posterior(data, level, p);
                mean.add((exact.mean - (p + b2 * score(law, p)) / a).norm(), std::to_string(x));
                Mat hessian(2, 2);
                for (int i = 0; i < 2; ++i) {
                    const Vec e = h * Vec::Unit(2, i);
                    hessian.col(i) = (score(law, p + e) - score(law, p - e)) / (2 * h);
                }
                const Mat expected = b2 / (a * a) * (Mat::Identity(2, 2) + b2 * hessian);
                cov.add((exact.cov - expected).norm(), std::to_string(x));
                CHECK(exact.cov(0, 1) == exact.cov(1, 0));
                CHECK(exact.cov.determinant() > 0);
            }
        }
        CHECK_WORST(mean, 1e-13);
        CHECK_WORST(cov, 1e-7); // the difference quotient's accuracy
    }

    TEST_CASE("the ends: no noise gives x / a, no signal gives the mean") {
        const Target data = three_modes();
        const Posterior clean = posterior(data, {0, 1, 1e-9}, vec(0.3));
        CHECK(std::abs(clean.mean[0] - 0.3) < 1e-9);
        CHECK(clean.cov(0, 0) == doctest::Approx(1e-18).epsilon(1e-6));
        for (const double x : {-5.0, 0.0, 40.0}) {
            const Posterior blind = posterior(data, {1, 0, 1}, vec(x));
            CHECK(blind.mean[0] == doctest::Approx(data.mean()[0]).epsilon(1e-12));
            CHECK(blind.cov(0, 0) == doctest::Approx(data.cov()(0, 0)).epsilon(1e-12));
        }
    }

    TEST_CASE("points: components without width") {
        const Target points{{{0.25, vec(-1), mat(0)}, {0.75, vec(2), mat(0)}}};
        for (const double x : {-3.0, 0.1, 0.5, 4.0}) {
            const double b = 0.8, l0 = 0.25 * std::exp(-0.5 * (x + 1) * (x + 1) / (b * b)),
                         l1 = 0.75 * std::exp(-0.5 * (x - 2) * (x - 2) / (b * b));
            const Posterior p = posterior(points, {0, 1, b}, vec(x));
            const double rho = l1 / (l0 + l1);
            CHECK(p.mean[0] == doctest::Approx(-1 + 3 * rho).epsilon(1e-12));
            CHECK(p.cov(0, 0) == doctest::Approx(9 * rho * (1 - rho)).epsilon(1e-9));
        }
    }

    TEST_CASE("quantile inverts the distribution function, which integrates the density") {
        for (const Target& target : {gaussian(0.6, 0.16), gaussian(1e5, 1e-6), three_modes()}) {
            for (const double p : {1e-12, 1e-6, 0.001, 0.1, 0.3, 0.5, 0.69, 0.7, 0.71, 0.9, 0.999, 1 - 1e-6}) {
                const double x = quantile(target, p);
                // One bit of x moves p by that much times the density.
                const double resolution = 4e-16 * std::abs(x) * density(target, vec(x));
                CHECK(std::abs(cdf(target, x) - p) < 1e-13 * p + 4 * resolution + 3e-16);
            }
        }
        const Target target = three_modes();
        CHECK(cdf(target, 0.2) - cdf(target, -1) ==
              doctest::Approx(line_integral(-1, 0.2, [&](double x) { return density(target, vec(x)); })).epsilon(1e-8));
        CHECK(quantile(gaussian(0, 1), 0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
        CHECK(quantile(gaussian(0, 1), 1e-10) == doctest::Approx(-6.361340902404056).epsilon(1e-12));
    }

    TEST_CASE("projections, coordinates and support") {
        const Target data = plane_modes();
        const Vec direction = vec(0.6, 0.8);
        const std::vector<Projection> line = project(data, direction);
        double mean = 0, second_moment = 0;
        for (const Projection& projection : line) {
            mean += projection.weight * projection.mean;
            second_moment += projection.weight * (projection.mean * projection.mean + projection.sd * projection.sd);
        }
        CHECK(mean == doctest::Approx(direction.dot(data.mean())).epsilon(1e-14));
        CHECK(second_moment - mean * mean ==
              doctest::Approx((direction.transpose() * data.cov() * direction).value()).epsilon(1e-14));
        const Target second = marginal_of_coordinate(data, 1);
        REQUIRE(second.components.size() == 3);
        CHECK(second.components[1].mean[0] == 1.1);
        CHECK(second.components[1].cov(0, 0) == doctest::Approx(0.12).epsilon(1e-15));
        const Range range = support(three_modes(), 0, 3);
        CHECK(range.lo == doctest::Approx(-2.4).epsilon(1e-14));
        CHECK(range.hi == doctest::Approx(3.8).epsilon(1e-14));
    }

    TEST_CASE("cholesky, also of semi-definite covariances") {
        for (const Mat& S :
             {mat(2, 0.6, 0.5), mat(1, 1, 1), mat(0, 0, 3), mat(3, 0, 0), mat(0, 0, 0), mat(1e-18, 0, 1e6)}) {
            const Mat L = cholesky(S);
            CHECK((L * L.transpose() - S).norm() <= 1e-15 * S.norm());
            CHECK(L(0, 1) == 0);
        }
        CHECK(cholesky(mat(4))(0, 0) == 2);
    }

    TEST_CASE_TEMPLATE("samples follow the target", Real, float, double) {
        // Significance 1e-6 and five standard errors, n = 200000, seed 31.
        const Eigen::Index n = 200'000;
        for (const Target& target : {gaussian(0.6, 0.16), three_modes()}) {
            Block<Real> x(n, 1);
            sample(target, 31, Stream::data, 0, x);
            CHECK(ks_statistic(column(x), [&](double at) { return cdf(target, at); }) < ks_critical(1e-6));
        }
        const Target plane = plane_modes();
        Block<Real> x(n, 2);
        sample(plane, 31, Stream::start, 0, x);
        for (const Vec& direction : {vec(1, 0), vec(0, 1), vec(0.6, 0.8), vec(0.8, -0.6)}) {
            const Block<double> line =
                x.template cast<double>().col(0) * direction[0] + x.template cast<double>().col(1) * direction[1];
            const std::vector<Projection> law = project(plane, direction);
            const auto cdf_along = [&](double at) {
                double sum = 0;
                for (const Projection& projection : law) {
                    sum += projection.weight * projection.cdf(at);
                }
                return sum;
            };
            CHECK(ks_statistic(column(line), cdf_along) < ks_critical(1e-6));
            const double variance = (direction.transpose() * plane.cov() * direction).value();
            CHECK(std::abs(line.mean() - direction.dot(plane.mean())) < 5 * std::sqrt(variance / n));
        }
    }

    TEST_CASE("a particle's draw does not depend on the block, and moves with the target") {
        const Target target = plane_modes();
        Block<double> all(1000, 2), part(300, 2);
        sample(target, 3, Stream::start, 0, all);
        sample(target, 3, Stream::start, 450, part);
        CHECK((all.middleRows(450, 300) == part).all());
        // Common random numbers: twice as wide a Gaussian at another place is the same particles, stretched and moved.
        Block<double> one(1000, 1), two(1000, 1);
        sample(gaussian(0, 1), 3, Stream::start, 0, one);
        sample(gaussian(5, 4), 3, Stream::start, 0, two);
        CHECK((two - (5 + 2 * one)).abs().maxCoeff() < 1e-14);
        // A particle keeps its component while the modes move.
        Target moved = target;
        for (Component& c : moved.components) {
            c.mean += vec(10, 0);
        }
        Block<double> there(1000, 2);
        sample(moved, 3, Stream::start, 0, there);
        CHECK((there.col(0) - all.col(0) - 10).abs().maxCoeff() < 1e-13);
        CHECK((there.col(1) == all.col(1)).all());
    }
}
