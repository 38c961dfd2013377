// Measurements of clouds: against two passes, theory, and distances known in closed form.

#include "core/distance.h"
#include "core/statistics.h"

#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

PowerSums power_sums(const Block<double>& x, const Vec& centre, const Vec& scale) {
    PowerSums sums;
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
        PowerSums one;
        one.n = 1;
        double y[2] = {};
        for (Eigen::Index i = 0; i < x.cols(); ++i) {
            y[i] = (x(row, i) - centre[i]) / scale[i];
            one.s1[i] = y[i];
            one.s2[i] = y[i] * y[i];
            one.s3[i] = one.s2[i] * y[i];
            one.s4[i] = one.s2[i] * one.s2[i];
        }
        one.s11 = y[0] * y[1];
        sums.add(one);
    }
    return sums;
}

Block<double> cloud(const Target& target, Eigen::Index n, std::uint64_t seed, std::uint64_t first = 0) {
    Block<double> x(n, target.dim());
    sample(target, seed, Stream::data, first, x);
    return x;
}

Block<double> points(const std::vector<double>& x) {
    return Eigen::Map<const Eigen::ArrayXd>(x.data(), static_cast<Eigen::Index>(x.size()));
}

/// integral |F_n - F| by brute force on a fine grid.
double wasserstein1_by_grid(std::vector<double> x, const Target& target) {
    std::sort(x.begin(), x.end());
    const Range r = support(target, 0, 9);
    const double lo = std::min(r.lo, x.front()), hi = std::max(r.hi, x.back());
    constexpr int n = 2'000'000;
    const double h = (hi - lo) / n;
    double sum = 0;
    std::size_t below = 0;
    for (int i = 0; i < n; ++i) {
        const double at = lo + (i + 0.5) * h;
        while (below < x.size() && x[below] <= at) {
            ++below;
        }
        sum += std::abs(static_cast<double>(below) / static_cast<double>(x.size()) - cdf(target, at));
    }
    return sum * h;
}

} // namespace

TEST_SUITE("core/statistics") {
    TEST_CASE("four numbers by hand") {
        const Moments m = moments(points({1, 2, 3, 6}));
        CHECK(m.n == 4);
        CHECK(m.mean[0] == 3);
        CHECK(m.cov(0, 0) == doctest::Approx(14.0 / 3)); // (4 + 1 + 0 + 9) / 3
        CHECK(m.se_mean[0] == doctest::Approx(std::sqrt(14.0 / 12)));
        const double m4 = (16 + 1 + 0 + 81) / 4.0, var = 14.0 / 3;
        CHECK(m.se_var[0] == doctest::Approx(std::sqrt((m4 - var * var / 3) / 4)));
    }

    TEST_CASE("power sums give the two-pass moments, merged in any grouping, far from the origin too") {
        for (const double shift : {0.0, 1e4}) {
            Target target = oracle_target("M2");
            for (Component& c : target.components) {
                c.mean += vec(shift, -2 * shift);
            }
            const Block<double> x = cloud(target, 5000, 4);
            const Vec centre = target.mean() + vec(0.1, -0.2), scale = vec(0.9, 1.3); // near the law's, not equal
            const Moments two_pass = moments(x);
            PowerSums merged = power_sums(x.topRows(1), centre, scale);
            merged.add(power_sums(x.middleRows(1, 3333), centre, scale));
            merged.add(power_sums(x.bottomRows(5000 - 3334), centre, scale));
            for (const PowerSums& sums : {power_sums(x, centre, scale), merged}) {
                const Moments m = moments(sums, centre, scale);
                CHECK(m.n == 5000);
                CHECK((m.mean - two_pass.mean).norm() < 1e-11 * (1 + shift));
                CHECK((m.cov - two_pass.cov).norm() < 1e-10);
                CHECK((m.se_mean - two_pass.se_mean).norm() < 1e-11);
                CHECK((m.se_var - two_pass.se_var).norm() < 1e-10);
            }
            const Moments single = moments<float>(x.cast<float>());
            CHECK((single.mean - two_pass.mean).norm() < 1e-6 * (1 + shift));
        }
    }

    TEST_CASE("standard errors are the scatter of repeated measurements") {
        // 2000 clouds of 400: the scatter of 2000 values is itself known to 1/sqrt(4000) = 1.6% for a Gaussian; bound five of that,
        // and twice as wide for the variances of the mixture, which scatter less evenly.
        for (const Target& target : {gaussian(1, 0.25), three_modes()}) {
            std::vector<double> means, variances;
            double se_mean = 0, se_var = 0;
            constexpr int repeats = 2000, n = 400;
            for (int i = 0; i < repeats; ++i) {
                const Moments m = moments(cloud(target, n, 8, static_cast<std::uint64_t>(i) * n));
                means.push_back(m.mean[0]);
                variances.push_back(m.cov(0, 0));
                se_mean += m.se_mean[0] * m.se_mean[0] / repeats;
                se_var += m.se_var[0] * m.se_var[0] / repeats;
            }
            const Moments of_means = moments(points(means)), of_variances = moments(points(variances));
            CHECK(se_mean / of_means.cov(0, 0) == doctest::Approx(1).epsilon(0.16));
            CHECK(se_var / of_variances.cov(0, 0) == doctest::Approx(1).epsilon(0.2));
            // Unbiased: five standard errors of the mean of 2000.
            CHECK(std::abs(of_means.mean[0] - target.mean()[0]) < 5 * of_means.se_mean[0]);
            CHECK(std::abs(of_variances.mean[0] - target.cov()(0, 0)) < 5 * of_variances.se_mean[0]);
        }
        // A Gaussian's: sqrt(V / n) and V sqrt(2 / (n - 1)); n = 200000 leaves 0.2% and 0.5% of scatter.
        const Moments m = moments(cloud(gaussian(1, 0.25), 200'000, 8));
        CHECK(m.se_mean[0] == doctest::Approx(std::sqrt(0.25 / 200'000)).epsilon(0.01));
        CHECK(m.se_var[0] == doctest::Approx(0.25 * std::sqrt(2.0 / 200'000)).epsilon(0.03));
    }

    TEST_CASE_TEMPLATE("histogram: every value is counted once, in its bin", Real, float, double) {
        Histogram h;
        h.lo = -1;
        h.hi = 1;
        h.counts.assign(4, 0);
        const std::vector<Real> x = {Real(-1),
                                     Real(-0.5),
                                     Real(-0.51),
                                     Real(0),
                                     Real(0.25),
                                     Real(0.99),
                                     Real(1),
                                     Real(-1.01),
                                     Real(7),
                                     Real(-1e30),
                                     Real(1e30),
                                     std::numeric_limits<Real>::quiet_NaN(),
                                     std::numeric_limits<Real>::infinity(),
                                     -std::numeric_limits<Real>::infinity()};
        h.add(x.data(), static_cast<Eigen::Index>(x.size()));
        CHECK(h.total() == x.size());
        CHECK(h.counts == std::vector<std::uint32_t>{2, 1, 2, 1});
        CHECK(h.below == 3);
        CHECK(h.above == 5); // 1 itself: the bins are half open; and what is no number
        CHECK(h.width() == 0.5);
        CHECK(h.density(0) == doctest::Approx(2 / (14 * 0.5)));
        Histogram twice = h;
        twice.add(h);
        CHECK(twice.total() == 2 * x.size());
        CHECK(twice.counts == std::vector<std::uint32_t>{4, 2, 4, 2});
        CHECK(twice.density(0) == doctest::Approx(h.density(0)));
    }

    TEST_CASE("histogram: densities follow the law") {
        // n = 10^6, 64 bins: chi-square of the bins against exact probabilities, significance 1e-6.
        const Target target = three_modes();
        const Block<double> x = cloud(target, 1'000'000, 12);
        Histogram h;
        h.lo = -3;
        h.hi = 4.5;
        h.counts.assign(64, 0);
        h.add(x.data(), x.rows());
        double chi_square = 0;
        int used = 0;
        for (std::size_t i = 0; i < 64; ++i) {
            const double left = h.lo + h.width() * static_cast<double>(i);
            const double expected = 1e6 * (cdf(target, left + h.width()) - cdf(target, left));
            if (expected < 20) { // too few for the normal approximation
                continue;
            }
            chi_square += std::pow(h.counts[i] - expected, 2) / expected;
            ++used;
            CHECK(h.density(i) * 1e6 * h.width() == doctest::Approx(h.counts[i]));
        }
        CHECK(used > 40);
        CHECK(chi_square < chi_square_critical_1e6(used));
    }

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
                CHECK(wasserstein1(x, target) == doctest::Approx(wasserstein1_by_grid(x, target)).epsilon(1e-5));
            }
        }
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
        // Along any direction W2^2 is the squared distance of the means plus the variance: (|p - m|^2 + tr S) / 2 on average.
        const Mat S = mat(0.5, 0.2, 0.3);
        const Vec m = vec(1, -1), p = vec(0.2, 0.5);
        const auto distance = [&](const Vec& place, Eigen::Index n) {
            Block<double> x(n, 2);
            x.col(0) = place[0];
            x.col(1) = place[1];
            return sliced_wasserstein2(x, gaussian2(m, S));
        };
        CHECK(distance(p, 20'000) == doctest::Approx(std::sqrt(((p - m).squaredNorm() + S.trace()) / 2)).epsilon(2e-3));
        CHECK(distance(m, 20'000) == doctest::Approx(std::sqrt(S.trace() / 2)).epsilon(2e-3));
        // Quantiles are taken at the middle of each particle's share, which narrows the law by about 1/n.
        CHECK(distance(m, 200) == doctest::Approx(std::sqrt(S.trace() / 2)).epsilon(0.01));
    }

    TEST_CASE("sliced W2: small for exact draws, |shift| / sqrt(2) for shifted ones, scale for stretched ones") {
        // n = 50000, seed 14. Of exact draws W2^2 is of the order log log n / n times the variance: 1e-4 here.
        const Target target = oracle_target("M2");
        const Block<double> x = cloud(target, 50'000, 14);
        CHECK(sliced_wasserstein2(x, target) < 0.02);
        for (const Vec& shift : {vec(3, 0), vec(0, -2), vec(1, 1)}) {
            Block<double> moved = x;
            moved.col(0) += shift[0];
            moved.col(1) += shift[1];
            CHECK(sliced_wasserstein2(moved, target) == doctest::Approx(shift.norm() / std::sqrt(2.0)).epsilon(0.01));
        }
        // N(0, I) against N(0, 4 I): one standard deviation in every direction.
        const Block<double> round = cloud(gaussian2(vec(0, 0), mat(1, 0, 1)), 50'000, 14);
        CHECK(sliced_wasserstein2(round, gaussian2(vec(0, 0), mat(4, 0, 4))) == doctest::Approx(1).epsilon(0.02));
    }

    TEST_CASE("the reported distance: W1 in one dimension, sliced W2 in two, infinite for a diverged cloud") {
        const Block<double> line = cloud(three_modes(), 1000, 2), plane = cloud(oracle_target("M2"), 1000, 2);
        CHECK(DistanceToTarget(three_modes())(line) == wasserstein1(column(line), three_modes()));
        CHECK(DistanceToTarget(oracle_target("M2"))(plane) == sliced_wasserstein2(plane, oracle_target("M2")));
        Block<double> lost = line;
        lost(17, 0) = not_a_number;
        CHECK(DistanceToTarget(three_modes())(lost) == infinity);
    }
}
