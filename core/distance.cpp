#include "core/distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <utility>

namespace halfstep {
namespace {

double normal_pdf(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }
double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// Sorts numbers by the digits of their bit patterns, least significant first: several times as fast as comparing, and the
/// distances sort a whole cloud once a direction. Flipping the sign bit (and, below zero, all others) makes the order of the
/// patterns that of the numbers. No NaN.
void radix_sort(std::vector<double>& x) {
    constexpr int digit_bits = 11, passes = 6; // 66 bits hold the 64
    constexpr std::size_t digits = std::size_t{1} << digit_bits;
    const auto digit = [](std::uint64_t key, int pass) { return (key >> (pass * digit_bits)) & (digits - 1); };
    std::vector<std::uint64_t> keys(x.size()), other(x.size());
    std::vector<std::array<std::uint32_t, digits>> counts(passes);
    for (auto& count : counts) count.fill(0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        std::uint64_t bits;
        std::memcpy(&bits, &x[i], sizeof bits);
        keys[i] = bits ^ (bits >> 63 ? ~std::uint64_t{0} : std::uint64_t{1} << 63);
        for (int pass = 0; pass < passes; ++pass) ++counts[pass][digit(keys[i], pass)];
    }
    for (int pass = 0; pass < passes; ++pass) {
        std::uint32_t before = 0;
        for (std::uint32_t& count : counts[pass]) before += std::exchange(count, before);
        for (const std::uint64_t key : keys) other[counts[pass][digit(key, pass)]++] = key;
        keys.swap(other);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::uint64_t bits = keys[i] ^ (keys[i] >> 63 ? std::uint64_t{1} << 63 : ~std::uint64_t{0});
        std::memcpy(&x[i], &bits, sizeof bits);
    }
}

/// integral of the distribution function from -infinity to x: sum w_k [(x - m) Phi(u) + s phi(u)], u = (x - m)/s.
double integrated_cdf(const Target& target, double x) {
    double sum = 0;
    for (const Component& c : target.components) {
        const double s = std::sqrt(c.cov(0, 0)), u = (x - c.mean[0]) / s;
        sum += c.weight * s * (u * normal_cdf(u) + normal_pdf(u));
    }
    return sum;
}

/// integral of 1 - F from x to infinity.
double integrated_tail(const Target& target, double x) {
    double sum = 0;
    for (const Component& c : target.components) {
        const double s = std::sqrt(c.cov(0, 0)), u = (x - c.mean[0]) / s;
        sum += c.weight * s * (normal_pdf(u) - u * normal_cdf(-u));
    }
    return sum;
}

/// Where F reaches `level` between lo and hi.
double crossing(const Target& target, double level, double lo, double hi) {
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (lo + hi);
        (cdf(target, middle) < level ? lo : hi) = middle;
    }
    return 0.5 * (lo + hi);
}

} // namespace

double wasserstein1(std::vector<double> x, const Target& target) {
    radix_sort(x);
    const double n = static_cast<double>(x.size());
    double F_left = cdf(target, x.front()), G_left = integrated_cdf(target, x.front());
    double sum = G_left + integrated_tail(target, x.back());
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double level = static_cast<double>(i + 1) / n, width = x[i + 1] - x[i];
        const double F_right = cdf(target, x[i + 1]), G_right = integrated_cdf(target, x[i + 1]);
        const double signed_area = (G_right - G_left) - level * width;
        if (F_left < level && F_right > level) { // |F - level| changes sign inside
            const double at = crossing(target, level, x[i], x[i + 1]);
            const double left = (integrated_cdf(target, at) - G_left) - level * (at - x[i]);
            sum += (signed_area - left) - left;
        } else {
            sum += std::abs(signed_area);
        }
        F_left = F_right;
        G_left = G_right;
    }
    return sum;
}

SlicedWasserstein2::SlicedWasserstein2(const Target& target, int directions) {
    constexpr int nodes = 128;    // a component; linear interpolation between them is good to 1e-3 of its deviation
    constexpr double reach = 7.5; // standard deviations: F is 3e-14 there
    for (int i = 0; i < directions; ++i) {
        const double angle = std::numbers::pi * (i + 0.5) / directions;
        Direction direction{{std::cos(angle), std::sin(angle)}, {}, {}};
        const Target law = project(target, Eigen::Vector2d(direction.unit[0], direction.unit[1]));
        for (const Component& c : law.components)
            for (int node = 0; node <= nodes; ++node)
                direction.x.push_back(c.mean[0] + std::sqrt(c.cov(0, 0)) * reach * (2.0 * node / nodes - 1));
        std::sort(direction.x.begin(), direction.x.end());
        for (const double at : direction.x) direction.p.push_back(cdf(law, at));
        directions_.push_back(std::move(direction));
    }
}

/// The squared W2 of sorted samples: each is compared with the target's quantile in the middle of its share of probability.
double SlicedWasserstein2::along(const Direction& direction, const std::vector<double>& sorted) const {
    const std::vector<double>&x = direction.x, &p = direction.p;
    const double n = static_cast<double>(sorted.size());
    double sum = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double level = (static_cast<double>(i) + 0.5) / n;
        while (at + 2 < p.size() && p[at + 1] < level) ++at;
        const double rise = p[at + 1] - p[at];
        const double fraction = rise > 0 ? std::clamp((level - p[at]) / rise, 0.0, 1.0) : 0.5;
        const double q = x[at] + fraction * (x[at + 1] - x[at]);
        sum += (sorted[i] - q) * (sorted[i] - q);
    }
    return sum / n;
}

double SlicedWasserstein2::operator()(const Block<double>& cloud) const {
    double sum = 0;
    std::vector<double> projected(static_cast<std::size_t>(cloud.rows()));
    for (const Direction& direction : directions_) {
        Eigen::Map<Eigen::ArrayXd>(projected.data(), cloud.rows()) =
            direction.unit[0] * cloud.col(0) + direction.unit[1] * cloud.col(1);
        radix_sort(projected);
        sum += along(direction, projected);
    }
    return std::sqrt(sum / static_cast<double>(directions_.size()));
}

double sliced_wasserstein2(const Block<double>& x, const Target& target, int directions) {
    return SlicedWasserstein2(target, directions)(x);
}

DistanceToTarget::DistanceToTarget(const Target& target) : target_(target) {
    if (target.dim() == 2) sliced_.emplace(target);
}

double DistanceToTarget::operator()(const Block<double>& x) const {
    if (!x.allFinite()) return std::numeric_limits<double>::infinity();
    if (sliced_) return (*sliced_)(x);
    return wasserstein1(std::vector<double>(x.col(0).data(), x.col(0).data() + x.rows()), target_);
}

} // namespace halfstep
