#include "core/measure/distance.h"

#include "core/law/line_sweep.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>
#include <utility>

namespace halfstep {
namespace {

/// Sorts numbers by the digits of their bit patterns, least significant first: several times as fast as comparing, and
/// the distances sort a whole cloud once a direction. Flipping the sign bit (and, below zero, all others) makes the
/// order of the patterns that of the numbers. No NaN.
template <class Real>
void radix_sort(std::vector<Real>& x) {
    using Key = std::conditional_t<sizeof(Real) == sizeof(float), std::uint32_t, std::uint64_t>;
    constexpr int bits = 8 * sizeof(Key), digit_bits = 11, passes = (bits + digit_bits - 1) / digit_bits;
    constexpr std::size_t digits = std::size_t{1} << digit_bits;
    constexpr Key sign = Key{1} << (bits - 1), all = ~Key{0};
    const auto digit = [](Key key, int pass) { return (key >> (pass * digit_bits)) & (digits - 1); };
    std::vector<Key> keys(x.size()), other(x.size());
    std::vector<std::array<std::uint32_t, digits>> counts(passes);
    for (auto& count : counts) count.fill(0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        Key pattern;
        std::memcpy(&pattern, &x[i], sizeof pattern);
        keys[i] = pattern ^ (pattern & sign ? all : sign);
        for (int pass = 0; pass < passes; ++pass) ++counts[pass][digit(keys[i], pass)];
    }
    for (int pass = 0; pass < passes; ++pass) {
        std::uint32_t before = 0;
        for (std::uint32_t& count : counts[pass]) before += std::exchange(count, before);
        for (const Key key : keys) other[counts[pass][digit(key, pass)]++] = key;
        keys.swap(other);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Key pattern = keys[i] ^ (keys[i] & sign ? sign : all);
        std::memcpy(&x[i], &pattern, sizeof pattern);
    }
}

/// Where F reaches `level` between lo and hi.
double crossing(const LineSweep& law, double level, double lo, double hi) {
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (lo + hi);
        if (middle <= lo || middle >= hi) break;
        (law.F(middle) < level ? lo : hi) = middle;
    }
    return 0.5 * (lo + hi);
}

/// Integral of the squared distance between the quantiles of a cloud on a line, sorted as Real, and those of the law.
template <class Real>
double mean_square(const Eigen::ArrayXd& cloud, const QuantileTable& quantiles) {
    const double n = static_cast<double>(cloud.size());
    std::vector<Real> sorted(static_cast<std::size_t>(cloud.size()));
    Eigen::Map<Eigen::Array<Real, Eigen::Dynamic, 1>>(sorted.data(), cloud.size()) = cloud.cast<Real>();
    radix_sort(sorted);
    double sum = 0, begin = 0;
    std::size_t stretch = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double end = static_cast<double>(i + 1) / n;
        sum += quantiles.square_off(static_cast<double>(sorted[i]), begin, end, stretch);
        begin = end;
    }
    return sum;
}

/// The distance of a sorted cloud. `between(i, signs)` hears of each gap from x[i] to the next what the sign of F_n - F
/// integrates to there.
template <class Between>
double sweep_wasserstein1(const std::vector<double>& x, const Target& target, const Between& between) {
    const double n = static_cast<double>(x.size());
    LineSweep law(project(target, Vec::Ones(1)));
    law.open_until(x.front());
    LineSweep::Value left = law.at(x.front());
    double sum = left.G + law.tail(x.back());
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double level = static_cast<double>(i + 1) / n, width = x[i + 1] - x[i];
        law.close_before(x[i]);
        law.open_until(x[i + 1]);
        const LineSweep::Value right = law.at(x[i + 1]);
        const double signed_area = (right.G - left.G) - level * width; // of F - F_n
        if (left.F < level && right.F > level) {                       // which changes sign inside
            const double at = crossing(law, level, x[i], x[i + 1]);
            const double first = (law.at(at).G - left.G) - level * (at - x[i]);
            sum += (signed_area - first) - first;
            between(i, (at - x[i]) - (x[i + 1] - at));
        } else {
            sum += std::abs(signed_area);
            between(i, signed_area < 0 ? width : -width);
        }
        left = right;
    }
    return sum;
}

/// The particles from left to right.
std::vector<std::uint32_t> order_of(const Eigen::ArrayXd& x) {
    std::vector<std::uint32_t> order(static_cast<std::size_t>(x.size()));
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return x[a] < x[b]; });
    return order;
}

} // namespace

double wasserstein1(std::vector<double> x, const Target& target) {
    radix_sort(x);
    return sweep_wasserstein1(x, target, [](std::size_t, double) {});
}

SlicedWasserstein2::SlicedWasserstein2(const Target& target, int directions, Precision precision, Cancel cancel)
    : centre_(target.mean()), precision_(precision), cancel_(cancel) {
    Target centred = target;
    for (Component& c : centred.components) c.mean -= centre_;
    for (int i = 0; i < directions && !raised(cancel); ++i) {
        const double angle = std::numbers::pi * (i + 0.5) / directions;
        const Eigen::Vector2d unit(std::cos(angle), std::sin(angle));
        directions_.push_back({{unit[0], unit[1]}, QuantileTable(project(centred, unit))});
    }
}

double SlicedWasserstein2::operator()(const Block<double>& cloud) const {
    // About the target's middle single precision is 6e-8 of the distance from there, and sorts in half the passes: of
    // clouds that were computed so. Small ones are quick in any case, and may be the very points of a target.
    constexpr Eigen::Index small = 4096;
    const bool single = precision_ == Precision::single && cloud.rows() > small;
    double sum = 0;
    for (const Direction& direction : directions_) {
        if (raised(cancel_)) break;
        const Eigen::ArrayXd along =
            direction.unit[0] * (cloud.col(0) - centre_[0]) + direction.unit[1] * (cloud.col(1) - centre_[1]);
        sum +=
            single ? mean_square<float>(along, direction.quantiles) : mean_square<double>(along, direction.quantiles);
    }
    return std::sqrt(sum / static_cast<double>(directions_.size()));
}

Influence SlicedWasserstein2::influence(const Block<double>& cloud) const {
    const Eigen::Index n = cloud.rows();
    Influence sum = Influence::Zero(n);
    double square = 0; // the distance's
    for (const Direction& direction : directions_) {
        if (raised(cancel_)) break;
        const Eigen::ArrayXd along =
            direction.unit[0] * (cloud.col(0) - centre_[0]) + direction.unit[1] * (cloud.col(1) - centre_[1]);
        double potential = 0, last_off = 0, last_x = 0;
        std::size_t stretch = 0, stretch_of_squares = 0;
        Eigen::Index i = 0;
        for (const std::uint32_t particle : order_of(along)) {
            const double x = along[particle], share = 1.0 / static_cast<double>(n);
            const double begin = static_cast<double>(i) * share, end = static_cast<double>(++i) * share;
            const double off = direction.quantiles.off(x, begin, end, stretch) / (end - begin);
            square += direction.quantiles.square_off(x, begin, end, stretch_of_squares);
            if (i > 1) potential += (x - last_x) * (last_off + off); // twice their mean
            sum[particle] += potential;
            last_off = off, last_x = x;
        }
    }
    const double count = static_cast<double>(directions_.size()), distance = std::sqrt(square / count);
    if (!(distance > 0)) return Influence::Zero(n);
    return (sum - sum.mean()) / (2 * count * distance);
}

DistanceToTarget::DistanceToTarget(const Target& target, Precision precision, Cancel cancel) : target_(target) {
    constexpr int directions = 16;
    if (target.dim() == 2) sliced_.emplace(target, directions, precision, cancel);
}

double DistanceToTarget::operator()(const Block<double>& x) const {
    if (!x.allFinite()) return std::numeric_limits<double>::infinity();
    if (sliced_) return (*sliced_)(x);
    return wasserstein1(std::vector<double>(x.col(0).data(), x.col(0).data() + x.rows()), target_);
}

Influence DistanceToTarget::influence(const Block<double>& x) const {
    if (sliced_) return sliced_->influence(x);
    const std::vector<std::uint32_t> order = order_of(x.col(0));
    std::vector<double> sorted;
    for (const std::uint32_t particle : order) sorted.push_back(x(particle, 0));
    Influence out = Influence::Zero(x.rows());
    // From the left: minus what lies before.
    double before = 0;
    std::vector<double> signs(sorted.size(), 0.0);
    sweep_wasserstein1(sorted, target_, [&](std::size_t i, double integral) { signs[i] = integral; });
    for (std::size_t i = 0; i < order.size(); ++i) {
        out[order[i]] = -before;
        before += signs[i];
    }
    return out - out.mean();
}

} // namespace halfstep
