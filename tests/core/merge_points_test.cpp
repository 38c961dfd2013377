// Very many points as few: what is kept, and how far the law of the few is from that of all, against plain sums over
// all points.

#include "core/law/merge_points.h"

#include "core/denoise/exact_denoiser.h"
#include "core/law/noise.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

using namespace halfstep;

namespace {

/// Two half circles with a width, in an order that says nothing.
std::vector<double> two_arcs(int count) {
    Block<double> z(count, 2);
    normals(5, Stream::data, 0, 0, z);
    std::vector<double> points;
    for (int i = 0; i < count; ++i) {
        const double angle = 3.14159265358979 * uniform(5, Stream::choice, 0, static_cast<std::uint64_t>(i)),
                     side = i % 2 == 0 ? 1 : -1;
        points.push_back(side * std::cos(angle) + 0.5 * side + 0.1 * z(i, 0));
        points.push_back(side * std::sin(angle) - 0.25 * side + 0.1 * z(i, 1));
    }
    return points;
}

Target cloud_of(const std::vector<double>& points, const std::vector<double>& weights, double kernel) {
    Target target;
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t k = 0; k < weights.size(); ++k)
        target.components.push_back({weights[k] / all, Eigen::Vector2d(points[2 * k], points[2 * k + 1]),
                                     kernel * kernel * Mat::Identity(2, 2)});
    return target;
}

/// E[x0 | x_t = x] of all points, each with the kernel: the plain sum.
Eigen::Vector2d plain_mean(const std::vector<double>& points, double kernel, const Level& level,
                           const Eigen::Vector2d& x) {
    const double variance = level.a * level.a * kernel * kernel + level.b * level.b;
    double largest = -1e300, sum = 0;
    const auto exponent = [&](std::size_t k) {
        return -0.5 * (x - level.a * Eigen::Vector2d(points[k], points[k + 1])).squaredNorm() / variance;
    };
    for (std::size_t k = 0; k < points.size(); k += 2) largest = std::max(largest, exponent(k));
    Eigen::Vector2d mean = Eigen::Vector2d::Zero();
    for (std::size_t k = 0; k < points.size(); k += 2) {
        const double rho = std::exp(exponent(k) - largest);
        sum += rho;
        mean += rho * Eigen::Vector2d(points[k], points[k + 1]);
    }
    const double gain = level.a * kernel * kernel / variance;
    return (1 - gain * level.a) * mean / sum + gain * x;
}

/// Root mean square over draws of x_t of the difference between both denoisers.
double difference(const std::vector<double>& points, const MergedPoints& merged, double kernel, const Level& level) {
    constexpr int draws = 40;
    const ExactDenoiser<double> few(cloud_of(merged.points, merged.weights, kernel), level);
    Block<double> z(draws, 2), x(draws, 2), x0_hat(draws, 2);
    normals(9, Stream::data, 1, 0, z);
    const double width = std::sqrt(level.a * level.a * kernel * kernel + level.b * level.b);
    for (int i = 0; i < draws; ++i)
        for (int c = 0; c < 2; ++c)
            x(i, c) = level.a * points[static_cast<std::size_t>(2 * 97 * i + c)] + width * z(i, c);
    few(x, x0_hat);
    double square = 0;
    for (int i = 0; i < draws; ++i)
        square +=
            (plain_mean(points, kernel, level, x.row(i).matrix().transpose()) - x0_hat.row(i).matrix().transpose())
                .squaredNorm();
    return std::sqrt(square / draws);
}

Level level_of(double b) { return {0.5, std::sqrt(1 - b * b), b}; }

} // namespace

TEST_CASE("a merged cloud keeps mean and weight, loses the square of its shift in variance, and leaves no point far") {
    const std::vector<double> points = two_arcs(60'000);
    const MergedPoints merged = merge_points(points, {}, {.columns = 2, .most = 2000});
    REQUIRE(merged.weights.size() == 2000);
    CHECK(std::accumulate(merged.weights.begin(), merged.weights.end(), 0.0) == 60'000);
    double lost = 0;
    for (std::size_t c = 0; c < 2; ++c) {
        double mean = 0, square = 0, few_mean = 0, few_square = 0;
        for (std::size_t k = c; k < points.size(); k += 2) {
            mean += points[k] / 60'000;
            square += points[k] * points[k] / 60'000;
        }
        for (std::size_t k = 0; k < 2000; ++k) {
            few_mean += merged.weights[k] * merged.points[2 * k + c] / 60'000;
            few_square += merged.weights[k] * std::pow(merged.points[2 * k + c], 2) / 60'000;
        }
        CHECK(few_mean == doctest::Approx(mean).epsilon(1e-12));
        lost += square - few_square;
    }
    CHECK(merged.shift == doctest::Approx(std::sqrt(lost)).epsilon(1e-9));
    // Two arcs, of length 2 pi and width 0.25 or so each way, in 2000 squares: their sides are about 0.04.
    CHECK(merged.shift < 0.025);
}

TEST_CASE("the denoiser of a merged cloud is that of all its points to a share of the shift") {
    const std::vector<double> points = two_arcs(60'000);
    const MergedPoints merged = merge_points(points, {}, {.columns = 2, .most = 10'000});
    CHECK(merged.shift < 0.011);
    // Through a kernel, or noise, much wider than leaves: what is lost is of second order in shift over width.
    for (const double b : {0.02, 0.1, 0.3, 0.7, 0.95}) {
        CAPTURE(b);
        const double width = std::sqrt(0.01 + b * b / (1 - b * b)); // of kernel and noise, in units of the data
        CHECK(difference(points, merged, 0.1, level_of(b)) < merged.shift * merged.shift / width);
    }
    // Without a kernel, and with hardly any noise, it finds the leaf of a point: within the shift.
    CHECK(difference(points, merged, 0, level_of(1e-4)) < 1.5 * merged.shift);
    // More leaves, a better law.
    const MergedPoints coarse = merge_points(points, {}, {.columns = 2, .most = 1000});
    CHECK(difference(points, coarse, 0.1, level_of(0.3)) > 3 * difference(points, merged, 0.1, level_of(0.3)));
}

TEST_CASE("equal points become one without any error, and labels are never mixed") {
    std::vector<double> points;
    std::vector<int> group;
    for (int i = 0; i < 5000; ++i) {
        points.insert(points.end(), {0.1 * (i % 7), 1e5 + 1.0 / 3 * (i % 5)});
        group.push_back(i % 2);
    }
    MergedPoints merged = merge_points(points, {}, {.columns = 2, .most = 100});
    CHECK(merged.weights.size() == 35);
    CHECK(merged.shift == 0);
    for (std::size_t k = 0; k < merged.weights.size(); ++k) { // to the last bit
        bool found = false;
        for (int i = 0; i < 35; ++i)
            found =
                found || (merged.points[2 * k] == 0.1 * (i % 7) && merged.points[2 * k + 1] == 1e5 + 1.0 / 3 * (i % 5));
        CHECK(found);
    }
    merged = merge_points(points, group, {.columns = 2, .most = 100});
    CHECK(merged.weights.size() == 70);
    merged = merge_points(points, group, {.columns = 2, .most = 2});
    CHECK(merged.weights == std::vector<double>{2500, 2500});
    CHECK(merged.group == std::vector<int>{0, 1});
    CHECK(merge_points({3, 3, 3}, {}, {.columns = 1, .most = 1}).points == std::vector<double>{3});
}
