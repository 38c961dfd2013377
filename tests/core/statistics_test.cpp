// Measurements of clouds: against two passes, theory and exact laws.

#include "core/measure/statistics.h"

#include "tests/core/blocks.h"
#include "tests/core/helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Row by row.
CentralSums one_by_one(const Block<double>& x) {
    CentralSums sums;
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
        CentralSums one;
        one.n = 1;
        for (Eigen::Index i = 0; i < x.cols(); ++i) one.mean[i] = x(row, i);
        sums.add(one);
    }
    return sums;
}

Block<double> points(const std::vector<double>& x) {
    return Eigen::Map<const Eigen::ArrayXd>(x.data(), static_cast<Eigen::Index>(x.size()));
}

} // namespace

TEST_SUITE("core/statistics") {
    TEST_CASE("what is no number has no variance either") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const Moments m = moments(points({1, nan, 3}));
        CHECK(std::isnan(m.mean[0]));
        CHECK(std::isnan(m.cov(0, 0)));
    }

    TEST_CASE("four numbers by hand") {
        const Moments m = moments(points({1, 2, 3, 6}));
        CHECK(m.n == 4);
        CHECK(m.mean[0] == 3);
        CHECK(m.cov(0, 0) == doctest::Approx(14.0 / 3)); // (4 + 1 + 0 + 9) / 3
        CHECK(m.se_mean[0] == doctest::Approx(std::sqrt(14.0 / 12)));
        const double m4 = (16 + 1 + 0 + 81) / 4.0, var = 14.0 / 3;
        CHECK(m.se_var[0] == doctest::Approx(std::sqrt((m4 - var * var / 3) / 4)));
    }

    TEST_CASE("central sums give the two-pass moments, merged in any grouping, far from the origin too") {
        for (const double shift : {0.0, 1e4}) {
            Target target = plane_modes();
            for (Component& c : target.components) {
                c.mean += vec(shift, -2 * shift);
            }
            const Block<double> x = cloud(target, 5000, 4);
            const Moments two_pass = moments(x);
            CentralSums merged = one_by_one(x.topRows(1));
            merged.add(one_by_one(x.middleRows(1, 3333)));
            merged.add(CentralSums());
            merged.add(central_sums<double>(x.bottomRows(5000 - 3334), 5000 - 3334));
            for (const CentralSums& sums : {one_by_one(x), central_sums(x, 5000), merged}) {
                const Moments m = moments(sums, 2);
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

    TEST_CASE_TEMPLATE("a narrow cloud keeps its digits far from the origin, and one without width has none", Real,
                       float, double) {
        Block<double> wide = cloud(gaussian2(vec(0, 0), mat(1, 0.3, 0.5)), 1000, 4);
        wide *= 0.01;
        wide.col(0) += 150;
        wide.col(1) -= 25;
        const Block<Real> x = wide.cast<Real>();
        const Moments two_pass = moments(x); // of what the cloud holds after rounding
        CentralSums merged = central_sums<Real>(x.topRows(512), 512);
        merged.add(central_sums<Real>(x.bottomRows(488), 488));
        const Moments m = moments(merged, 2);
        CHECK((m.mean - two_pass.mean).norm() < 1e-7);
        CHECK((m.cov - two_pass.cov).norm() < 1e-5 * two_pass.cov.norm());
        CHECK((m.se_var - two_pass.se_var).norm() < 1e-4 * two_pass.se_var.norm());
        CHECK(central_sums(x, 500).n == 500); // the first so many rows

        const Block<Real> same = Block<Real>::Constant(64, 2, static_cast<Real>(0.5));
        const Moments none = moments(central_sums(same, 64), 2);
        CHECK((none.mean - vec(0.5, 0.5)).norm() == 0);
        CHECK(none.cov.norm() == 0);
        CHECK(none.se_var.norm() == 0);
    }

    TEST_CASE("floats: modes far apart keep the variance and the fourth power to the last digits of a double") {
        Block<float> x(700, 1);
        for (Eigen::Index i = 0; i < 700; ++i)
            x(i, 0) = (i % 7 == 0 ? -1.0f : 1.0f) * (1000.0f + static_cast<float>(i % 2) / 16384);
        // p = 1/7 at -m, half of each mode at 1000 and half at 1000 + 2^-14.
        const double e = 1.0 / 16384;
        double mean = 0, powers[3] = {};
        const double place[] = {-1000, -1000 - e, 1000, 1000 + e}, share[] = {0.5 / 7, 0.5 / 7, 3.0 / 7, 3.0 / 7};
        for (int i = 0; i < 4; ++i) mean += share[i] * place[i];
        for (int i = 0; i < 4; ++i)
            for (int k = 0; k < 3; ++k) powers[k] += share[i] * std::pow(place[i] - mean, k + 2);
        CentralSums sums = central_sums<float>(x.topRows(512), 512); // 512 and 188: a remainder, too
        sums.add(central_sums<float>(x.bottomRows(188), 188));
        CHECK(std::abs(sums.mean[0] / mean - 1) < 1e-14);
        CHECK(std::abs(sums.m2[0] / (700 * powers[0]) - 1) < 1e-14);
        CHECK(std::abs(sums.m3[0] / (700 * powers[1]) - 1) < 1e-13);
        CHECK(std::abs(sums.m4[0] / (700 * powers[2]) - 1) < 1e-13);
    }

    TEST_CASE("standard errors are the scatter of repeated measurements") {
        // 2000 clouds of 400: the scatter of 2000 values is itself known to 1/sqrt(4000) = 1.6% for a Gaussian; bound
        // five of that, and twice as wide for the variances of the mixture, which scatter less evenly.
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
}
