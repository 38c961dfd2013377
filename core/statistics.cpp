#include "core/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <numeric>
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

/// A table of the quantile function: (x, F(x)) where every component is resolved, to be walked along with sorted samples.
struct QuantileTable {
    std::vector<double> x, p;

    explicit QuantileTable(const Target& target) {
        constexpr int nodes = 128;      // per component; linear interpolation between them is good to 1e-3 of its deviation
        constexpr double reach = 7.5;   // standard deviations: F is 3e-14 there
        for (const Component& c : target.components)
            for (int i = 0; i <= nodes; ++i)
                x.push_back(c.mean[0] + std::sqrt(c.cov(0, 0)) * reach * (2.0 * i / nodes - 1));
        std::sort(x.begin(), x.end());
        for (double at : x) p.push_back(cdf(target, at));
    }
};

double wasserstein2_squared(std::vector<double>& x, const Target& target) {
    radix_sort(x);
    const QuantileTable table(target);
    const double n = static_cast<double>(x.size());
    double sum = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double p = (static_cast<double>(i) + 0.5) / n;
        while (at + 2 < table.p.size() && table.p[at + 1] < p) ++at;
        const double rise = table.p[at + 1] - table.p[at];
        const double fraction = rise > 0 ? std::clamp((p - table.p[at]) / rise, 0.0, 1.0) : 0.5;
        const double q = table.x[at] + fraction * (table.x[at + 1] - table.x[at]);
        sum += (x[i] - q) * (x[i] - q);
    }
    return sum / n;
}

/// Standard error of a variance estimate from the second and fourth central moments.
double se_variance(double n, double var, double m4) {
    return n > 3 ? std::sqrt(std::max(0.0, (m4 - var * var * (n - 3) / (n - 1)) / n)) : std::numeric_limits<double>::infinity();
}

} // namespace

void PowerSums::add(const PowerSums& other) {
    n += other.n;
    for (int i = 0; i < 2; ++i) {
        s1[i] += other.s1[i];
        s2[i] += other.s2[i];
        s3[i] += other.s3[i];
        s4[i] += other.s4[i];
    }
    s11 += other.s11;
}

Moments moments(const PowerSums& sums, const Vec& centre, const Vec& scale) {
    const int dim = static_cast<int>(centre.size());
    const double n = sums.n, unbiased = n > 1 ? n / (n - 1) : std::numeric_limits<double>::quiet_NaN();
    Moments out{n, Vec(dim), Mat(dim, dim), Vec(dim), Vec(dim)};
    for (int i = 0; i < dim; ++i) {
        const double m = sums.s1[i] / n, r2 = sums.s2[i] / n, r3 = sums.s3[i] / n, r4 = sums.s4[i] / n;
        const double var = std::max(0.0, r2 - m * m) * unbiased;
        const double m4 = r4 - 4 * m * r3 + 6 * m * m * r2 - 3 * m * m * m * m;
        out.mean[i] = centre[i] + scale[i] * m;
        out.cov(i, i) = scale[i] * scale[i] * var;
        out.se_mean[i] = scale[i] * std::sqrt(var / n);
        out.se_var[i] = scale[i] * scale[i] * se_variance(n, var, m4);
    }
    if (dim == 2)
        out.cov(0, 1) = out.cov(1, 0) = scale[0] * scale[1] * (sums.s11 / n - sums.s1[0] * sums.s1[1] / (n * n)) * unbiased;
    return out;
}

template <class Real>
Moments moments(const Block<Real>& x) {
    const Eigen::Index dim = x.cols();
    const double n = static_cast<double>(x.rows());
    const double unbiased = n > 1 ? 1 / (n - 1) : std::numeric_limits<double>::quiet_NaN();
    Moments out{n, Vec(dim), Mat(dim, dim), Vec(dim), Vec(dim)};
    const Block<double> values = x.template cast<double>();
    Block<double> centred = values;
    for (Eigen::Index i = 0; i < dim; ++i) {
        out.mean[i] = values.col(i).mean();
        centred.col(i) -= out.mean[i];
    }
    for (Eigen::Index i = 0; i < dim; ++i) {
        for (Eigen::Index j = 0; j < dim; ++j) out.cov(i, j) = (centred.col(i) * centred.col(j)).sum() * unbiased;
        out.se_mean[i] = std::sqrt(out.cov(i, i) / n);
        out.se_var[i] = se_variance(n, out.cov(i, i), centred.col(i).square().square().mean());
    }
    return out;
}
template Moments moments<float>(const Block<float>&);
template Moments moments<double>(const Block<double>&);

std::uint64_t Histogram::total() const {
    return std::accumulate(counts.begin(), counts.end(), below + above);
}

double Histogram::density(std::size_t i) const {
    return static_cast<double>(counts[i]) / (static_cast<double>(total()) * width());
}

template <class Real>
void Histogram::add(const Real* x, Eigen::Index n) {
    const double bins = static_cast<double>(counts.size()), per_unit = bins / (hi - lo);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double at = (static_cast<double>(x[i]) - lo) * per_unit;
        if (at >= 0 && at < bins)
            ++counts[static_cast<std::size_t>(at)];
        else if (at < 0)
            ++below;
        else
            ++above; // NaN, too: a diverged particle is not dropped
    }
}
template void Histogram::add<float>(const float*, Eigen::Index);
template void Histogram::add<double>(const double*, Eigen::Index);

void Histogram::add(const Histogram& other) {
    below += other.below;
    above += other.above;
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
}

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

double sliced_wasserstein2(const Block<double>& x, const Target& target, int directions) {
    double sum = 0;
    std::vector<double> projected(static_cast<std::size_t>(x.rows()));
    for (int i = 0; i < directions; ++i) {
        const double angle = std::numbers::pi * (i + 0.5) / directions;
        const Eigen::Vector2d direction(std::cos(angle), std::sin(angle));
        for (Eigen::Index row = 0; row < x.rows(); ++row)
            projected[static_cast<std::size_t>(row)] = x(row, 0) * direction[0] + x(row, 1) * direction[1];
        sum += wasserstein2_squared(projected, project(target, direction));
    }
    return std::sqrt(sum / directions);
}

double distance_to_target(const Block<double>& x, const Target& target) {
    if (!x.allFinite()) return std::numeric_limits<double>::infinity();
    if (x.cols() == 2) return sliced_wasserstein2(x, target);
    return wasserstein1(std::vector<double>(x.col(0).data(), x.col(0).data() + x.rows()), target);
}

} // namespace halfstep
