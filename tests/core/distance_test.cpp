// Distances to the target: closed forms, brute force on a grid, and how they scale.

#include "core/measure/distance.h"

#include "tests/core/blocks.h"
#include "tests/core/helpers.h"
#include "tests/cost.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// integral |F_n - F| by brute force on a fine grid. Each jump is off by a part of a cell: so is all, by less than one.
constexpr int grid = heavy(2'000'000, 200'000);
constexpr double coarser = 2e6 / grid;
double wasserstein1_by_grid(std::vector<double> x, const Target& target) {
    std::sort(x.begin(), x.end());
    const Range r = support(target, 0, 9);
    const double lo = std::min(r.lo, x.front()), hi = std::max(r.hi, x.back());
    const double h = (hi - lo) / grid;
    double sum = 0;
    std::size_t below = 0;
    for (int i = 0; i < grid; ++i) {
        const double at = lo + (i + 0.5) * h;
        while (below < x.size() && x[below] <= at) {
            ++below;
        }
        sum += std::abs(static_cast<double>(below) / static_cast<double>(x.size()) - cdf(target, at));
    }
    return sum * h;
}

/// W2^2 of a cloud on a line to a mixture of Gaussians there: every share of the probability by what a mixture has of
/// 1, x and x^2 below a place.
double squared_wasserstein2(std::vector<double> x, const Target& line) {
    std::sort(x.begin(), x.end());
    const double n = static_cast<double>(x.size());
    Eigen::Vector3d before = Eigen::Vector3d::Zero();
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool last = i + 1 == x.size();
        const double q = last ? infinity : quantile(line, static_cast<double>(i + 1) / n);
        Eigen::Vector3d below = Eigen::Vector3d::Zero();
        for (const Component& c : line.components) {
            const double m = c.mean[0], s = std::sqrt(c.cov(0, 0)), z = (q - m) / s;
            const double P = normal_cdf(z), p = normal_density(z), zp = last ? 0 : z * p;
            below += c.weight * Eigen::Vector3d(P, m * P - s * p, (m * m + s * s) * P - 2 * m * s * p - s * s * zp);
        }
        const Eigen::Vector3d share = below - before;
        sum += x[i] * x[i] * share[0] - 2 * x[i] * share[1] + share[2];
        before = below;
    }
    return sum;
}

/// The same in the plane, over evenly spread directions; round components.
double sliced_by_moments(const Block<double>& x, const Target& law, int directions) {
    double sum = 0;
    for (int k = 0; k < directions; ++k) {
        const double angle = pi * (k + 0.5) / directions, u0 = std::cos(angle), u1 = std::sin(angle);
        Target line;
        for (const Component& c : law.components)
            line.components.push_back({c.weight, vec(u0 * c.mean[0] + u1 * c.mean[1]), mat(c.cov(0, 0))});
        std::vector<double> along;
        for (Eigen::Index i = 0; i < x.rows(); ++i) along.push_back(u0 * x(i, 0) + u1 * x(i, 1));
        sum += squared_wasserstein2(along, line);
    }
    return std::sqrt(sum / directions);
}

} // namespace

TEST_SUITE("core/distance") {
    TEST_CASE("W1 of a single point is E|X - x|") {
        for (const double x : {-4.0, 0.0, 0.6, 0.7, 10.0}) {
            const double m = 0.6, s = 0.4, u = (x - m) / s;
            const double want = s * (u * (2 * normal_cdf(u) - 1) + 2 * normal_density(u));
            CHECK(wasserstein1({x}, gaussian(m, s * s)) == doctest::Approx(want).epsilon(1e-12));
            CHECK(wasserstein1({x, x, x}, gaussian(m, s * s)) == doctest::Approx(want).epsilon(1e-12));
            // A mixture's expectation is the mixture of the expectations.
            double mixed = 0;
            for (const Component& c : three_modes().components) {
                mixed += c.weight * wasserstein1({x}, gaussian(c.mean[0], c.cov(0, 0)));
            }
            CHECK(wasserstein1({x}, three_modes()) == doctest::Approx(mixed).epsilon(1e-12));
        }
    }

    TEST_CASE("W1 is integral |F_n - F|") {
        for (const Target& target : {gaussian(0.6, 0.16), three_modes()}) {
            for (const std::vector<double>& x :
                 {std::vector<double>{0.2, 0.9}, {-1, -1, 3}, {2, -5, 0.3, 0.31, 0.6}, column(cloud(target, 40, 1))}) {
                CHECK(wasserstein1(x, target) ==
                      doctest::Approx(wasserstein1_by_grid(x, target)).epsilon(1e-5 * coarser));
            }
        }
    }

    TEST_CASE("W1 does not mind the order, the sign or the size of the numbers") {
        const Target target = gaussian(0, 1);
        std::vector<double> x = {0.0, -0.0, 5e-324, -5e-324, 1e-300, -1e-300, 1,
                                 -1,  1.5,  -1.5,   1e3,     -1e3,   1e300,   -1e300};
        // Far out, |x| / n each; what is between belongs to the grid's test.
        CHECK(wasserstein1(x, target) == doctest::Approx(2e300 / 14).epsilon(1e-12));
        x.resize(12);
        const double sorted = wasserstein1(x, target);
        CHECK(sorted == doctest::Approx(wasserstein1_by_grid(x, target)).epsilon(1e-4 * coarser));
        std::reverse(x.begin(), x.end());
        CHECK(wasserstein1(x, target) == sorted);
        std::swap(x[2], x[9]);
        CHECK(wasserstein1(x, target) == sorted);
    }

    TEST_CASE("W1 of a shifted or stretched Gaussian") {
        // The cloud sits at the quantiles (i + 1/2)/n, whose own distance to the law falls as 1/n.
        constexpr int n = 20'000;
        const Target target = gaussian(-1, 0.25);
        std::vector<double> ideal;
        for (int i = 0; i < n; ++i) {
            ideal.push_back(quantile(target, (i + 0.5) / n));
        }
        CHECK(wasserstein1(ideal, target) < 1e-4);
        for (const double shift : {-2.0, -0.1, 0.01, 5.0}) {
            CHECK(wasserstein1(ideal, gaussian(-1 + shift, 0.25)) == doctest::Approx(std::abs(shift)).epsilon(0.01));
        }
        // N(m, s^2) against N(m, r^2): |s - r| E|Z|.
        CHECK(wasserstein1(ideal, gaussian(-1, 1)) == doctest::Approx(0.5 * std::sqrt(2 / pi)).epsilon(1e-3));
    }

    TEST_CASE("W1 of exact draws falls as 1/sqrt(n)") {
        // E W1 <= integral sqrt(F (1 - F)) / sqrt(n), which is 0.4 * 0.9 for this law; twice that is beyond 1e-6.
        for (const Eigen::Index n : {100, 10'000}) {
            const double distance = wasserstein1(column(cloud(gaussian(0, 0.16), n, 6)), gaussian(0, 0.16));
            CHECK(distance < 2 * 0.36 / std::sqrt(static_cast<double>(n)));
            CHECK(distance > 0.02 / std::sqrt(static_cast<double>(n)));
        }
    }

    TEST_CASE("sliced W2 of a point cloud in one place") {
        // Along any direction W2^2 is the squared distance of the means plus the variance: (|p - m|^2 + tr S) / 2 on
        // average.
        const Mat S = mat(0.5, 0.2, 0.3);
        const Vec m = vec(1, -1), p = vec(0.2, 0.5);
        const auto distance = [&](const Vec& place, Eigen::Index n) {
            Block<double> x(n, 2);
            x.col(0) = place[0];
            x.col(1) = place[1];
            return SlicedWasserstein2(gaussian2(m, S))(x);
        };
        CHECK(distance(p, 20'000) == doctest::Approx(std::sqrt(((p - m).squaredNorm() + S.trace()) / 2)).epsilon(2e-3));
        CHECK(distance(m, 20'000) == doctest::Approx(std::sqrt(S.trace() / 2)).epsilon(2e-3));
        // The law's spread within a particle's share counts, too, so that it holds for a few particles as well.
        for (const Eigen::Index n : {1, 2, 10, 200}) {
            CHECK(distance(m, n) == doctest::Approx(std::sqrt(S.trace() / 2)).epsilon(2e-3));
            CHECK(distance(p, n) == doctest::Approx(std::sqrt(((p - m).squaredNorm() + S.trace()) / 2)).epsilon(2e-3));
        }
    }

    TEST_CASE("sliced W2 of a thousand points under noise is that of the whole sum") {
        // Above 256 components neighbours are merged; the reference takes each quantile from all of them.
        Target law;
        constexpr int points = heavy(700, 300);
        const Block<double> means = cloud(plane_modes(), points, 9);
        for (const double sd : {0.01, 0.3}) {
            law.components.clear();
            for (Eigen::Index i = 0; i < means.rows(); ++i)
                law.components.push_back({1.0 / points, vec(means(i, 0), means(i, 1)), mat(sd * sd, 0, sd * sd)});
            const Block<double> x = 1.1 * cloud(law, 300, 5);
            constexpr int directions = heavy(3, 1);
            CHECK(SlicedWasserstein2(law, directions)(x) ==
                  doctest::Approx(sliced_by_moments(x, law, directions)).epsilon(2e-4));
        }
    }

    TEST_CASE("sliced W2 counts a mode that no particle has found, however much rarer than a share it is") {
        for (const auto& [weight, away, sd] : {std::tuple(1e-4, 1000.0, 1.0), std::tuple(7e-4, -300.0, 1.0),
                                               std::tuple(1e-6, 1e4, 1e-3), std::tuple(1e-9, 1e6, 10.0)}) {
            const Target bulk = gaussian2(vec(0, 0), mat(1, 0, 1));
            Target law = bulk;
            law.components[0].weight = 1 - weight;
            law.components.push_back({weight, vec(away, 0), mat(sd * sd, 0, sd * sd)});
            for (const Eigen::Index n : {1, 7, 100, heavy(1000, 200)}) {
                INFO("weight ", weight, " away ", away, " particles ", n);
                const Block<double> x = cloud(bulk, n, 4);
                const double want = sliced_by_moments(x, law, 16);
                CHECK(want > 0.5 * std::sqrt(weight / 2) * std::abs(away));
                CHECK(SlicedWasserstein2(law)(x) == doctest::Approx(want).epsilon(1e-4));
            }
        }
    }

    TEST_CASE("sliced W2 of the very points of a target is 0") {
        Target points;
        constexpr int n = 2000;
        const Block<double> x = 100 * cloud(plane_modes(), n, 3);
        for (Eigen::Index i = 0; i < n; ++i)
            points.components.push_back({1.0 / n, vec(x(i, 0), x(i, 1)), Mat::Zero(2, 2)});
        CHECK(SlicedWasserstein2(points)(x) < 1e-11);
    }

    TEST_CASE("sliced W2: small for exact draws, |shift| / sqrt(2) for shifted ones, scale for stretched ones") {
        // n = 50000, seed 14. Of exact draws W2^2 is of the order log log n / n times the variance: 1e-4 here.
        const Target target = plane_modes();
        const Block<double> x = cloud(target, 50'000, 14);
        CHECK(SlicedWasserstein2(target)(x) < 0.02);
        for (const Vec& shift : {vec(3, 0), vec(0, -2), vec(1, 1)}) {
            Block<double> moved = x;
            moved.col(0) += shift[0];
            moved.col(1) += shift[1];
            CHECK(SlicedWasserstein2(target)(moved) == doctest::Approx(shift.norm() / std::sqrt(2.0)).epsilon(0.01));
        }
        // N(0, I) against N(0, 4 I): one standard deviation in every direction.
        const Block<double> round = cloud(gaussian2(vec(0, 0), mat(1, 0, 1)), 50'000, 14);
        CHECK(SlicedWasserstein2(gaussian2(vec(0, 0), mat(4, 0, 4)))(round) == doctest::Approx(1).epsilon(0.02));
    }

    TEST_CASE("sliced W2 of strongly correlated and of very flat Gaussians, whose quantiles are closed form") {
        // The same sum over the same directions with quantiles m + sd z, whose integrals are closed forms, too.
        // n = 50000, seed 7: what is compared is arithmetic.
        constexpr int n = 50'000, directions = 16;
        std::vector<double> density(n + 1, 0.0); // where shares end: -integral of z between is what it grows by
        for (int i = 1; i < n; ++i) density[i] = normal_density(quantile(gaussian(0, 1), static_cast<double>(i) / n));
        for (const Mat& S : {mat(1, 0.6, 0.5), mat(1, -0.999, 1), mat(1, 0, 1e-8), mat(1e4, 0, 1e-4), mat(1, 1, 1)}) {
            const Target target = gaussian2(vec(0.3, -2), S);
            const Block<double> x = cloud(target, n, 7);
            double sum = 0;
            for (int k = 0; k < directions; ++k) {
                const double angle = pi * (k + 0.5) / directions, u0 = std::cos(angle), u1 = std::sin(angle);
                const double middle = 0.3 * u0 - 2 * u1;
                const double sd = std::sqrt(u0 * u0 * S(0, 0) + 2 * u0 * u1 * S(0, 1) + u1 * u1 * S(1, 1));
                std::vector<double> along(n);
                for (int i = 0; i < n; ++i) along[i] = u0 * x(i, 0) + u1 * x(i, 1);
                std::sort(along.begin(), along.end());
                double squares = sd * sd;
                for (int i = 0; i < n; ++i) {
                    const double off = along[i] - middle;
                    squares += off * off / n - 2 * off * sd * (density[i] - density[i + 1]);
                }
                sum += squares / directions;
            }
            INFO("covariance ", S(0, 0), " ", S(0, 1), " ", S(1, 1));
            CHECK(SlicedWasserstein2(target, directions)(x) == doctest::Approx(std::sqrt(sum)).epsilon(1e-4));
        }
    }

    TEST_CASE("the reported distance: W1 in one dimension, sliced W2 in two, infinite for a diverged cloud") {
        const Block<double> line = cloud(three_modes(), 1000, 2), plane = cloud(plane_modes(), 1000, 2);
        CHECK(DistanceToTarget(three_modes())(line) == wasserstein1(column(line), three_modes()));
        CHECK(DistanceToTarget(plane_modes())(plane) == SlicedWasserstein2(plane_modes())(plane));
        Block<double> lost = line;
        lost(17, 0) = not_a_number;
        CHECK(DistanceToTarget(three_modes())(lost) == infinity);
    }

    TEST_CASE("the influence of a particle is what leaving it out does to the distance, to first order") {
        for (const Target& target : {gaussian(0.7, 0.25), three_modes(), plane_modes()}) {
            CAPTURE(target.dim());
            constexpr Eigen::Index n = 500;
            const Block<double> wide = 1.3 * cloud(target, n, 3); // its distance is no noise
            const DistanceToTarget distance(target);
            const Influence influence = distance.influence(wide);
            const double whole = distance(wide);
            CHECK(std::abs(influence.mean()) < 1e-12);
            Influence left_out(n);
            for (Eigen::Index k = 0; k < n; ++k) {
                Block<double> without(n - 1, wide.cols());
                without.topRows(k) = wide.topRows(k);
                without.bottomRows(n - 1 - k) = wide.bottomRows(n - 1 - k);
                left_out[k] = (n - 1) * (whole - distance(without));
            }
            // A smaller cloud is farther from any target, whoever is missing; the outermost matter to second order.
            const Influence off = left_out - left_out.mean() - influence;
            CHECK(off.square().mean() < 0.03 * influence.square().mean());
        }
    }
}
