// Noise: the generator against its published vectors, then what is made of it against the normal law. Statistical
// bounds: five standard errors, or a significance of 1e-6, for each of about 300 numbers from fixed seeds; a correct
// generator would fail this file once in some thousand choices of seeds.

#include "core/law/noise.h"

#include "tests/core/helpers.h"

#include <cstring>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

template <class Real>
Block<Real> draw(std::uint64_t seed, Stream stream, std::uint32_t step, std::uint64_t first, Eigen::Index n,
                 int dim = 1) {
    Block<Real> z(n, dim);
    normals(seed, stream, step, first, z);
    return z;
}

/// Bytes, not values: -0 and 0 differ, and so do two NaN-free results that a vector unit rounded otherwise.
template <class Real>
bool same_row(const Block<Real>& a, Eigen::Index row, const Block<Real>& b) {
    for (Eigen::Index c = 0; c < b.cols(); ++c) {
        const auto bytes = static_cast<std::size_t>(b.rows()) * sizeof(Real);
        if (bytes > 0 && std::memcmp(a.col(c).data() + row, b.col(c).data(), bytes) != 0) {
            return false;
        }
    }
    return true;
}

double correlation(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y) { return (x * y).mean(); }

} // namespace

TEST_SUITE("core/noise") {
    TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
        using Block4 = std::array<std::uint32_t, 4>;
        CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block4{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
        constexpr std::uint32_t ones = 0xffffffff;
        CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
              Block4{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
        // The digits of pi.
        CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              Block4{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
    }

    TEST_CASE_TEMPLATE("a row depends on its particle only, whatever the blocking", Real, float, double) {
        constexpr Eigen::Index rows = 3000;
        // Including particles across the 32-bit boundary of the counter's word and near its end.
        for (const std::uint64_t origin :
             {std::uint64_t{0}, (std::uint64_t{1} << 32) - 1500, ~std::uint64_t{0} - rows}) {
            for (const int dim : {1, 2}) {
                const Block<Real> all = draw<Real>(11, Stream::step, 3, origin, rows, dim);
                bool same = true;
                for (Eigen::Index n = 0; n <= 1000; ++n) {
                    const Eigen::Index first = (n * 7919) % (rows - n);
                    same = same && same_row(all, first, draw<Real>(11, Stream::step, 3, origin + first, n, dim));
                }
                CHECK(same);
            }
        }
    }

    TEST_CASE_TEMPLATE("coordinate 0 is the same in one and two dimensions", Real, float, double) {
        const Block<Real> one = draw<Real>(5, Stream::start, 0, 12345, 1001, 1);
        const Block<Real> two = draw<Real>(5, Stream::start, 0, 12345, 1001, 2);
        CHECK((one.col(0) == two.col(0)).all());
        CHECK_FALSE((two.col(0) == two.col(1)).any());
    }

    TEST_CASE("float and double agree to float accuracy") {
        const Eigen::Index n = 1 << 20;
        const Block<float> single = draw<float>(1, Stream::step, 9, 0, n, 2);
        const Block<double> both = draw<double>(1, Stream::step, 9, 0, n, 2);
        // Rounding to float, and in the deep tail the 32 bits of float's u: they leave -log u uncertain by 2^-33 / u,
        // u being exp(-radius^2 / 2), and so the radius by that divided by itself.
        const Eigen::ArrayXd radius = both.square().rowwise().sum().sqrt().max(1e-9);
        const Eigen::ArrayXd bound = 1e-6 * (1 + radius) + 0x1p-32 * (0.5 * radius.square()).exp() / radius;
        Worst worst;
        for (Eigen::Index i = 0; i < n; ++i) {
            const double error = (single.row(i).cast<double>() - both.row(i)).abs().maxCoeff();
            worst.add(error / bound[i], "particle " + std::to_string(i));
        }
        CHECK_WORST(worst, 1);
    }

    TEST_CASE("no value is drawn twice across streams, steps, particles and seeds") {
        // 4 seeds x 5 streams x 8 steps x 5 x 1000 particles x 2 coordinates = 1.6 M doubles. By chance two would
        // coincide with probability about n^2 / 2 / 2^53 = 1.4e-4. The seeds, steps and particles are those that a
        // wrong packing of the counter would mix up: swapped halves, neighbours, ends of the range.
        std::vector<double> values;
        constexpr std::uint64_t one = 1;
        for (const std::uint64_t seed : {std::uint64_t{0}, one, one << 32, (one << 32) + 1}) {
            for (const Stream stream : {Stream::start, Stream::step, Stream::choice, Stream::data, Stream::direction}) {
                for (const std::uint32_t step : {0u, 1u, 2u, 3u, 4u, 1000u, 1u << 31, ~0u}) {
                    for (const std::uint64_t first : {std::uint64_t{0}, one << 20, one << 32, one << 33, one << 63}) {
                        const Block<double> z = draw<double>(seed, stream, step, first, 1000, 2);
                        values.insert(values.end(), z.data(), z.data() + z.size());
                    }
                }
            }
        }
        std::sort(values.begin(), values.end());
        CHECK(std::adjacent_find(values.begin(), values.end()) == values.end());
    }

    TEST_CASE_TEMPLATE("moments one to four are those of N(0, 1)", Real, float, double) {
        const Eigen::Index n = 1 << 20;
        for (const std::uint64_t seed : {0ull, 7ull, 0x123456789abcdefull}) {
            const Block<Real> z = draw<Real>(seed, Stream::step, 1, 0, n, 2);
            for (int c = 0; c < 2; ++c) {
                const Eigen::ArrayXd x = z.col(c).template cast<double>();
                const double root_n = std::sqrt(static_cast<double>(n));
                // Standard errors: var z = 1, var z^2 = 2, var z^3 = 15, var z^4 = 96.
                CHECK(std::abs(x.mean()) < 5 / root_n);
                CHECK(std::abs(x.square().mean() - 1) < 5 * std::sqrt(2.0) / root_n);
                CHECK(std::abs(x.cube().mean()) < 5 * std::sqrt(15.0) / root_n);
                CHECK(std::abs(x.square().square().mean() - 3) < 5 * std::sqrt(96.0) / root_n);
            }
        }
    }

    TEST_CASE("draws are uncorrelated across particles, steps, coordinates, streams and seeds") {
        // n = 262144 pairs each; the correlation of independent normals has standard error 1/sqrt(n), that of (z^2 -
        // 1)/sqrt(2) too. Squares matter: Box-Muller's two coordinates share a radius.
        const Eigen::Index n = 1 << 18;
        const double bound = 5 / std::sqrt(static_cast<double>(n));
        const Block<double> z = draw<double>(3, Stream::step, 10, 0, n + 4096, 2);
        const Eigen::ArrayXd base = z.col(0).head(n);
        const auto check = [&](const Eigen::ArrayXd& other) {
            CHECK(std::abs(correlation(base, other)) < bound);
            CHECK(std::abs(correlation(base.square() - 1, other.square() - 1)) < 2 * bound);
            CHECK(std::abs(correlation(base, other.square() - 1)) < std::sqrt(2.0) * bound);
        };
        for (const Eigen::Index lag : {1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 64, 256, 1024, 4096}) {
            check(z.col(0).segment(lag, n));
            check(z.col(1).segment(lag, n));
        }
        check(z.col(1).head(n));
        for (const std::uint32_t step : {0u, 1u, 9u, 11u, 12u, 266u, 10u + (1u << 16)}) {
            check(draw<double>(3, Stream::step, step, 0, n).col(0));
        }
        for (const Stream stream : {Stream::start, Stream::choice, Stream::data, Stream::direction}) {
            check(draw<double>(3, stream, 10, 0, n).col(0));
        }
        for (const std::uint64_t seed : {0ull, 1ull, 2ull, 4ull, 3ull + (1ull << 32)}) {
            check(draw<double>(seed, Stream::step, 10, 0, n).col(0));
        }
    }

    TEST_CASE_TEMPLATE("Kolmogorov-Smirnov at four scales", Real, float, double) {
        for (const Eigen::Index n : {100, 1000, 10'000, 100'000}) {
            for (std::uint32_t step = 0; step < 3; ++step) {
                const Block<Real> z = draw<Real>(21, Stream::step, step, 1000, n, 2);
                for (int c = 0; c < 2; ++c) {
                    CHECK(ks_statistic(column(z, c), normal_cdf) < ks_critical(1e-6));
                }
            }
        }
        // The other direction: one particle carried through many steps.
        std::vector<double> path;
        for (std::uint32_t step = 0; step < 20'000; ++step) {
            path.push_back(static_cast<double>(draw<Real>(21, Stream::step, step, 5, 1)(0, 0)));
        }
        CHECK(ks_statistic(path, normal_cdf) < ks_critical(1e-6));
    }

    TEST_CASE_TEMPLATE("chi-square: even quantile bins, radius and angle jointly", Real, float, double) {
        for (const Eigen::Index n : {10'000, 1'000'000}) {
            const Block<Real> z = draw<Real>(2, Stream::data, 0, 0, n, 2);
            constexpr int bins = 100, rings = 16, sectors = 16;
            std::vector<double> line(bins), plane(rings * sectors);
            for (Eigen::Index i = 0; i < n; ++i) {
                const double x = static_cast<double>(z(i, 0)), y = static_cast<double>(z(i, 1));
                ++line[std::min(bins - 1, static_cast<int>(bins * normal_cdf(x)))];
                const double outside = std::exp(-0.5 * (x * x + y * y)); // P(radius larger)
                const double turn = std::atan2(y, x) / (2 * pi) + 0.5;
                const int ring = std::min(rings - 1, static_cast<int>(rings * outside));
                ++plane[ring * sectors + std::min(sectors - 1, static_cast<int>(sectors * turn))];
            }
            const auto chi_square = [n](const std::vector<double>& counts) {
                const double expected = static_cast<double>(n) / static_cast<double>(counts.size());
                double sum = 0;
                for (const double count : counts) {
                    sum += (count - expected) * (count - expected) / expected;
                }
                return sum;
            };
            CHECK(chi_square(line) < chi_square_critical_1e6(bins - 1));
            CHECK(chi_square(plane) < chi_square_critical_1e6(rings * sectors - 1));
        }
    }

    TEST_CASE_TEMPLATE("the tails are there", Real, float, double) {
        // 2^23 draws: 22647, 531 and 4.8 are expected beyond 3, 4 and 5; the counts are Poisson, the bound five
        // deviations.
        const Eigen::Index n = 1 << 16;
        double beyond[3] = {}, total = 0, largest = 0;
        for (std::uint32_t step = 0; step < 64; ++step) {
            const Block<Real> z = draw<Real>(77, Stream::step, step, 0, n, 2);
            for (int k = 0; k < 3; ++k) {
                beyond[k] += static_cast<double>((z.abs() > static_cast<Real>(3 + k)).count());
            }
            largest = std::max(largest, static_cast<double>(z.abs().maxCoeff()));
            total += static_cast<double>(z.size());
        }
        for (int k = 0; k < 3; ++k) {
            const double expected = 2 * normal_cdf(-(3.0 + k)) * total;
            CHECK(std::abs(beyond[k] - expected) < 5 * std::sqrt(expected));
        }
        CHECK(largest > 4.5); // P(largest of 2^23 < 4.5) = exp(-57)
        CHECK(largest < 7);   // P(largest of 2^23 > 7) = 2e-5
    }

    TEST_CASE("uniform draws are even in (0, 1) and pure") {
        std::vector<double> u;
        for (std::uint64_t particle = 0; particle < 200'000; ++particle) {
            u.push_back(uniform(4, Stream::choice, 2, particle));
        }
        CHECK(*std::min_element(u.begin(), u.end()) > 0);
        CHECK(*std::max_element(u.begin(), u.end()) < 1);
        CHECK(ks_statistic(u, [](double x) { return x; }) < ks_critical(1e-6));
        CHECK(u[17] == uniform(4, Stream::choice, 2, 17));
        CHECK(u[17] != uniform(5, Stream::choice, 2, 17));
        CHECK(u[17] != uniform(4, Stream::data, 2, 17));
        CHECK(u[17] != uniform(4, Stream::choice, 3, 17));
        std::sort(u.begin(), u.end());
        CHECK(std::adjacent_find(u.begin(), u.end()) == u.end());
    }
}
