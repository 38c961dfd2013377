#include "core/distance.h"

#include "core/box.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <utility>

namespace halfstep {
namespace {

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

constexpr double all_of_it =
    8.3; // deviations beyond which a distribution function is 0 or 1 to the last bit of a double

/// integral of the distribution function of one component from -infinity to mean + d.
double integrated_cdf(const Shadow& shadow, double d) {
    if (shadow.half[0] > 0 || shadow.sd == 0) return box::integrated_cdf(shadow.sd, shadow.half[0], d);
    return shadow.sd * normal::tail_1(-d / shadow.sd);
}

/// F and its integral G at places that ascend. Components that lie all to the left count as their weight and mean, those all to
/// the right not at all, so that thousands of them cost what few do.
class Sweep {
public:
    struct Value {
        double F = 0, G = 0;
    };
    explicit Sweep(const Target& target) : law_(project(target, Vec::Ones(1))), origin_(target.mean()[0]) {
        std::sort(law_.begin(), law_.end(), [](const Shadow& a, const Shadow& b) { return left(a) < left(b); });
    }
    /// From now on only places up to x will be asked for: takes in what reaches that far.
    void open_until(double x) {
        for (; next_ < law_.size() && left(law_[next_]) <= x; ++next_) active_.push_back(law_[next_]);
    }
    /// From now on only places from x on will be asked for: settles what ends before.
    void close_before(double x) {
        const auto settled = std::partition(active_.begin(), active_.end(),
                                            [x](const Shadow& s) { return s.mean + s.reach(all_of_it) >= x; });
        for (auto done = settled; done != active_.end(); ++done) {
            weight_ += done->weight;
            moment_ += done->weight * (done->mean - origin_);
        }
        active_.erase(settled, active_.end());
    }
    double F(double x) const {
        double sum = weight_;
        for (const Shadow& s : active_) sum += s.weight * s.cdf(x);
        return sum;
    }
    Value at(double x) const {
        double G = weight_ * (x - origin_) - moment_;
        for (const Shadow& s : active_) G += s.weight * integrated_cdf(s, x - s.mean);
        return {F(x), G};
    }
    /// integral of 1 - F from x to infinity.
    double tail(double x) const {
        double sum = 0;
        for (const Shadow& s : law_)
            if (s.mean + s.reach(all_of_it) >= x) sum += s.weight * integrated_cdf(s, s.mean - x);
        return sum;
    }

private:
    static double left(const Shadow& s) { return s.mean - s.reach(all_of_it); }

    std::vector<Shadow> law_, active_;
    std::size_t next_ = 0;
    double origin_ = 0, weight_ = 0, moment_ = 0; // of what is settled; moments about the law's mean
};

/// Where F reaches `level` between lo and hi.
double crossing(const Sweep& law, double level, double lo, double hi) {
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (lo + hi);
        if (middle <= lo || middle >= hi) break;
        (law.F(middle) < level ? lo : hi) = middle;
    }
    return 0.5 * (lo + hi);
}

} // namespace

double wasserstein1(std::vector<double> x, const Target& target) {
    radix_sort(x);
    const double n = static_cast<double>(x.size());
    Sweep law(target);
    law.open_until(x.front());
    Sweep::Value left = law.at(x.front());
    double sum = left.G + law.tail(x.back());
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double level = static_cast<double>(i + 1) / n, width = x[i + 1] - x[i];
        law.close_before(x[i]);
        law.open_until(x[i + 1]);
        const Sweep::Value right = law.at(x[i + 1]);
        const double signed_area = (right.G - left.G) - level * width;
        if (left.F < level && right.F > level) { // |F - level| changes sign inside
            const double at = crossing(law, level, x[i], x[i + 1]);
            const double first = (law.at(at).G - left.G) - level * (at - x[i]);
            sum += (signed_area - first) - first;
        } else {
            sum += std::abs(signed_area);
        }
        left = right;
    }
    return sum;
}

namespace {

/// Places where the distribution function of a projected law is known; a jump is two of them in one place.
struct Table {
    std::vector<double> x, p;
};

/// The same law with fewer components, where there are more than a mixture has: neighbours of one width, nearer to each other
/// than a small part of it, become one of their weight, mean and variance. What is lost is their third moment, some 1e-5 of
/// the width.
std::vector<Shadow> merged(std::vector<Shadow> law) {
    constexpr std::size_t few = 256;
    constexpr double near = 1.0 / 16; // standard deviations that a merged group spans
    const auto alike = [&](const Shadow& s) { return s.sd == law.front().sd && s.reach(0) == 0; };
    if (law.size() <= few || !(law.front().sd > 0) || !std::all_of(law.begin(), law.end(), alike)) return law;
    std::sort(law.begin(), law.end(), [](const Shadow& a, const Shadow& b) { return a.mean < b.mean; });
    const double sd = law.front().sd;
    std::vector<Shadow> groups;
    for (std::size_t i = 0; i < law.size();) {
        const double first = law[i].mean;
        double weight = 0, moment = 0, square = 0; // about the first
        for (; i < law.size() && law[i].mean - first <= near * sd; ++i) {
            const double d = law[i].mean - first;
            weight += law[i].weight;
            moment += law[i].weight * d;
            square += law[i].weight * d * d;
        }
        Shadow group;
        group.weight = weight;
        group.mean = first + moment / weight;
        group.sd = std::sqrt(sd * sd + std::max(0.0, square / weight - moment * moment / (weight * weight)));
        groups.push_back(group);
    }
    return groups;
}

/// Nodes for linear interpolation, spread over every component but nowhere denser than the finest one there wants them.
std::vector<double> nodes_of(const std::vector<Shadow>& law) {
    constexpr double reach = 7.5;             // standard deviations: F is 3e-14 there
    constexpr int most = 128, least = 16;     // a component
    constexpr std::size_t budget = 64 * most; // of all of them, as long as each has its least
    const int count = static_cast<int>(std::clamp<std::size_t>(budget / law.size(), least, most));
    struct Node {
        double x, spacing;
    };
    std::vector<Node> wanted;
    for (const Shadow& s : law) {
        const double half = s.reach(reach);
        if (half == 0)
            wanted.push_back({s.mean, 0});
        else
            for (int i = 0; i <= count; ++i)
                wanted.push_back({s.mean + half * (2.0 * i / count - 1), law.size() > 1 ? half / count : 0});
    }
    std::sort(wanted.begin(), wanted.end(), [](const Node& a, const Node& b) { return a.x < b.x; });
    std::vector<double> x;
    for (const Node& node : wanted)
        if (x.empty() || node.x - x.back() > node.spacing) x.push_back(node.x);
    if (x.back() < wanted.back().x) x.push_back(wanted.back().x);
    // A point is a jump: a second node in its place.
    for (const Shadow& s : law)
        if (s.reach(1) == 0) x.push_back(s.mean);
    std::sort(x.begin(), x.end());
    std::vector<double> at_most_twice;
    for (const double at : x) {
        const std::size_t n = at_most_twice.size();
        if (n < 2 || at_most_twice[n - 1] != at || at_most_twice[n - 2] != at) at_most_twice.push_back(at);
    }
    return at_most_twice;
}

Table tabulate(const std::vector<Shadow>& projected) {
    const std::vector<Shadow> law = merged(projected);
    Table table;
    table.x = nodes_of(law);
    table.p.assign(table.x.size() + 1, 0);
    std::vector<double> step(table.x.size() + 1, 0); // weights of what ends before a node
    const auto first_from = [&](double at) {
        return static_cast<std::size_t>(std::lower_bound(table.x.begin(), table.x.end(), at) - table.x.begin());
    };
    for (const Shadow& s : law) {
        const double reach = s.reach(all_of_it);
        std::size_t begin = first_from(s.mean - reach), end = first_from(s.mean + reach);
        if (reach == 0) // the second of the two nodes in its place
            begin = end =
                static_cast<std::size_t>(std::upper_bound(table.x.begin(), table.x.end(), s.mean) - table.x.begin()) -
                1;
        for (std::size_t i = begin; i < end; ++i) table.p[i] += s.weight * s.cdf(table.x[i]);
        step[end] += s.weight;
    }
    table.p.pop_back();
    double before = 0;
    for (std::size_t i = 0; i < table.p.size(); ++i) table.p[i] += before += step[i];
    return table;
}

} // namespace

SlicedWasserstein2::SlicedWasserstein2(const Target& target, int directions) {
    for (int i = 0; i < directions; ++i) {
        const double angle = std::numbers::pi * (i + 0.5) / directions;
        Direction direction{{std::cos(angle), std::sin(angle)}, {}, {}};
        Table table = tabulate(project(target, Eigen::Vector2d(direction.unit[0], direction.unit[1])));
        direction.x = std::move(table.x);
        direction.p = std::move(table.p);
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
