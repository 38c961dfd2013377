// Many equal Gaussians: both short cuts against the full sum in long double, where they are made for and where they are
// not.

#include "core/denoise/fast_gauss.h"

#include "core/denoise/exact_denoiser.h"
#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

Vec normal_point(int dim, std::uint64_t k) {
    Block<double> z(1, dim);
    normals(11, Stream::data, 0, k, z);
    return z.row(0).matrix().transpose();
}

struct Cloud {
    std::string name;
    Target target;
};

Target crowd_target(const std::vector<Vec>& points, double sigma, bool unequal = false) {
    Target target;
    double total = 0;
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double weight = unequal ? std::pow(10.0, static_cast<double>(k % 7) - 3) : 1;
        total += weight;
        target.components.push_back(
            {weight, points[k], sigma * sigma * Mat::Identity(points[k].size(), points[k].size())});
    }
    for (Component& c : target.components) {
        c.weight /= total;
    }
    return target;
}

std::vector<Cloud> clouds() {
    std::vector<Vec> gauss, line, clusters, spiral, same, column;
    for (std::uint64_t k = 0; k < 600; ++k) {
        const Vec z = normal_point(2, k);
        gauss.push_back(z);
        line.push_back(normal_point(1, k));
        // Three clusters a thousand apart, one of them a single point.
        clusters.push_back(k == 0 ? vec(0, 1000) : k % 2 == 0 ? Vec(z + vec(1000, 0)) : z);
        const double t = 0.1 + 0.015 * static_cast<double>(k);
        spiral.push_back(0.3 * t * vec(std::cos(t), std::sin(t)));
        same.push_back(vec(1, -2));
        column.push_back(vec(3, z[1]));
    }
    return {{"normal", crowd_target(gauss, 0)},         {"normal, kernel", crowd_target(gauss, 0.1)},
            {"unequal", crowd_target(gauss, 0, true)},  {"line", crowd_target(line, 0)},
            {"line, kernel", crowd_target(line, 0.05)}, {"clusters", crowd_target(clusters, 0.01)},
            {"spiral", crowd_target(spiral, 0.05)},     {"the same point", crowd_target(same, 0)},
            {"a column", crowd_target(column, 0)}};
}

/// The full sum at x.
Vec exact_x0(const Target& target, const Level& level, const Vec& x) {
    const long double a = level.a,
                      C = a * a * target.components[0].cov(0, 0) + static_cast<long double>(level.b) * level.b;
    std::vector<long double> exponent;
    long double best = -1e300L;
    for (const Component& c : target.components) {
        long double d2 = 0;
        for (Eigen::Index i = 0; i < x.size(); ++i) {
            d2 += (x[i] - a * c.mean[i]) * (x[i] - a * c.mean[i]);
        }
        exponent.push_back(-d2 / (2 * C));
        best = std::max(best, exponent.back());
    }
    long double total = 0, sum[2] = {};
    for (std::size_t k = 0; k < exponent.size(); ++k) {
        const long double rho = target.components[k].weight * std::exp(exponent[k] - best);
        total += rho;
        for (Eigen::Index i = 0; i < x.size(); ++i) {
            sum[i] += rho * target.components[k].mean[i];
        }
    }
    const long double gain = a * target.components[0].cov(0, 0) / C;
    Vec mean(x.size());
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        mean[i] = static_cast<double>(sum[i] / total * (1 - gain * a) + gain * x[i]);
    }
    return mean;
}

double diameter(const Target& target) {
    double most = 0;
    for (const Component& c : target.components) {
        most = std::max(most, (c.mean - target.components[0].mean).norm());
    }
    return 2 * most;
}

std::vector<Level> crowd_levels() {
    std::vector<Level> list;
    for (const double sigma : {1e-4, 0.003, 0.01, 0.05, 0.2, 0.6, 1.2, 2.4, 6.0, 30.0, 150.0}) {
        list.push_back({0, 1 / std::sqrt(1 + sigma * sigma), sigma / std::sqrt(1 + sigma * sigma)});
    }
    list.push_back({0, 1, 80});
    list.push_back({0, 1e-9, 1});
    return list;
}

} // namespace

TEST_SUITE("core/crowd") {
    TEST_CASE_TEMPLATE("near and far: the full sum within rounding, wherever the particle is", Real, float, double) {
        using Denoiser = FastGaussDenoiser<Real>;
        constexpr double epsilon = std::numeric_limits<Real>::epsilon();
        for (const Cloud& cloud : clouds()) {
            const auto crowd = EqualGaussians<Real>::of(cloud.target);
            REQUIRE(crowd);
            for (const Level& level : crowd_levels()) {
                const Eigen::Index n = 90;
                const int dim = cloud.target.dim();
                Block<Real> x(n, dim);
                sample(marginal(cloud.target, level), 9, Stream::data, 0, x);
                x.bottomRows(20) *= 3;  // out in the tails,
                x.bottomRows(10) *= 10; // beyond them,
                x.row(0) = 1e4;         // and far from everything
                x.row(1) = static_cast<Real>(level.a) * 500;
                // The stated bound, and what rounding may do: an exponent, the squared distance in deviations, is good
                // to its last bits, and an error in it moves the mean by as much as the responsible components are
                // apart.
                const double C = level.a * level.a * cloud.target.components[0].cov(0, 0) + level.b * level.b;
                std::vector<Vec> want;
                std::vector<double> bound;
                for (Eigen::Index i = 0; i < n; ++i) {
                    const Vec point = x.row(i).matrix().transpose().template cast<double>();
                    want.push_back(exact_x0(cloud.target, level, point));
                    const double spread = posterior(cloud.target, level, point).cov.trace();
                    const double step = epsilon * (point.norm() + level.a * (diameter(cloud.target) + 5));
                    const double away = (point - level.a * want.back()).squaredNorm() / C;
                    bound.push_back(EqualGaussians<Real>::tolerance * diameter(cloud.target) +
                                    8 * step * level.a / (level.b * level.b) * spread +
                                    8 * epsilon * (want.back().norm() + 5) + 4 * epsilon * away * std::sqrt(spread));
                    if (epsilon * away > 1e-3) {
                        bound.back() = infinity; // the nearest component is lost in rounding
                    }
                }
                for (const auto way : {Denoiser::Method::near, Denoiser::Method::far, Denoiser::Method::best}) {
                    const Denoiser denoiser(crowd, level, way);
                    Block<Real> x0(n, dim);
                    denoiser(x, x0);
                    CHECK(x0.allFinite());
                    Worst worst;
                    for (Eigen::Index i = 0; i < n; ++i) {
                        const Vec got = x0.row(i).matrix().transpose().template cast<double>();
                        worst.add((got - want[i]).norm() / bound[i], cloud.name + " b = " + std::to_string(level.b) +
                                                                         " row " + std::to_string(i) + " way " +
                                                                         std::to_string(static_cast<int>(way)));
                    }
                    CHECK_WORST(worst, 1);
                }
            }
        }
    }

    TEST_CASE_TEMPLATE("a row's bits do not depend on its block", Real, float, double) {
        for (const Cloud& cloud : clouds()) {
            for (const Level& level : crowd_levels()) {
                Block<Real> x(200, cloud.target.dim());
                sample(marginal(cloud.target, level), 4, Stream::data, 0, x);
                const ExactDenoiser<Real> denoiser(cloud.target, level);
                Block<Real> all, part;
                denoiser(x, all);
                for (const Eigen::Index n : {1, 3, 63, 64, 65, 150}) {
                    denoiser(Block<Real>(x.middleRows(7, n)), part);
                    // The last, linear step is done in vector units and their remainder, which round differently.
                    const Real tolerance = 4 * std::numeric_limits<Real>::epsilon() * (1 + all.abs().maxCoeff());
                    CHECK((part - all.middleRows(7, n)).abs().maxCoeff() <= tolerance);
                }
            }
        }
    }

    TEST_CASE("what is a crowd") {
        std::vector<Vec> points;
        for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(EqualGaussians<float>::least); ++k) {
            points.push_back(normal_point(2, k));
        }
        CHECK(EqualGaussians<float>::of(crowd_target(points, 0.1)));
        Target target = crowd_target(points, 0.1);
        target.components[5].cov(0, 0) *= 2;
        CHECK_FALSE(EqualGaussians<float>::of(target));
        for (Component& c : target.components) {
            c.cov = mat(1, 0.5, 1);
        }
        CHECK_FALSE(EqualGaussians<float>::of(target));
        target = crowd_target(points, 0);
        target.components[7].half = vec(1, 1);
        CHECK_FALSE(EqualGaussians<float>::of(target));
        points.pop_back();
        CHECK_FALSE(EqualGaussians<float>::of(crowd_target(points, 0.1)));
    }

    TEST_CASE_TEMPLATE("diverged particles neither crash nor spoil their neighbours", Real, float, double) {
        const Cloud cloud = clouds()[0];
        for (const double b : {0.01, 3.0}) {
            const Level level{0, 1, b};
            Block<Real> x = Block<Real>::Constant(70, 2, Real(0.3));
            Block<Real> x0(70, 2), clean(70, 2);
            const ExactDenoiser<Real> denoiser(cloud.target, level);
            denoiser(x, clean);
            x.row(3) = std::numeric_limits<Real>::quiet_NaN();
            x.row(8) = std::numeric_limits<Real>::infinity();
            x.row(9) = -std::numeric_limits<Real>::max();
            denoiser(x, x0);
            CHECK_FALSE(std::isfinite(x0(3, 0)));
            CHECK((x0.row(2) == clean.row(2)).all());
            CHECK((x0.bottomRows(60) == clean.bottomRows(60)).all());
        }
    }
}
