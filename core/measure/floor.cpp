#include "core/measure/floor.h"

#include "core/law/independent.h"
#include "core/law/line_sweep.h"
#include "core/law/mixture_block.h"
#include "core/law/quadrature.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace halfstep {
namespace {

constexpr std::int64_t least_evaluations = 2000; // of a quadrature on a line: enough for a few modes
constexpr double line_error = 1e-8, plane_error = 1e-7;

/// tr(S - a^2 S C^-1 S) = b^2 tr(C^-1 S), C = a^2 S + b^2 I.
double gaussian_floor(const Mat& S, const Level& level) {
    Mat C = level.a * level.a * S;
    C.diagonal().array() += level.b * level.b;
    return level.b * level.b * C.ldlt().solve(S).trace();
}

std::optional<Measured> line_floor(const Target& target, const Level& level, std::int64_t evaluations, Cancel cancel) {
    if (target.is_gaussian()) return Measured{gaussian_floor(target.components.front().cov, level), 0};
    const Target law = marginal(target, level);
    const Integrand f = [&](const Block<double>& x) {
        return Eigen::ArrayXd(log_density(law, x).exp() * posterior_trace(target, level, x));
    };
    return integrate_line(f, bends(project(law, Vec::Ones(1))), {line_error, evaluations, cancel});
}

/// Within the components: sum_k w_k E[tr Cov[x0 | x_t, k] | k]. Of a box it is the sum over its coordinates, each a law of a line.
Measured floor_within(const Target& target, const Level& level, Cancel cancel) {
    struct Known {
        double variance, half;
        Measured floor;
    };
    std::vector<Known> known;
    const auto of_box = [&](double variance, double half) {
        for (const Known& one : known)
            if (one.variance == variance && one.half == half) return one.floor;
        const Target line{{{1, Vec::Zero(1), Mat::Constant(1, 1, variance), Vec::Constant(1, half)}}};
        const auto floor = line_floor(line, level, 10 * least_evaluations, cancel);
        known.push_back({variance, half, floor.value_or(Measured{})}); // nothing only where it was called off
        return known.back().floor;
    };
    Measured sum;
    for (const Component& c : target.components) {
        if (!c.is_box()) sum.value += c.weight * gaussian_floor(c.cov, level);
        for (int i = 0; i < target.dim() && c.is_box(); ++i) {
            const Measured one = of_box(c.cov(i, i), c.half[i]);
            sum.value += c.weight * one.value;
            sum.se += c.weight * one.se;
        }
    }
    return sum;
}

/// Two components of a law under noise, and where they are confused: about as sqrt(p_j p_k), of Gaussians a Gaussian again.
struct Pair {
    Component between;   ///< its weight is not set
    double log_size = 0; ///< of what they may add to the floor, up to a factor that all share
    double scale = 0;    ///< the length on which one takes over from the other
};

Pair gaussian_pair(const Component& p, const Component& q) {
    const Mat P = p.cov.llt().solve(Mat::Identity(p.cov.rows(), p.cov.cols())),
              Q = q.cov.llt().solve(Mat::Identity(q.cov.rows(), q.cov.cols()));
    Pair pair;
    Mat cov = (0.5 * (P + Q)).llt().solve(Mat::Identity(P.rows(), P.cols()));
    cov = 0.5 * (cov + cov.transpose()).eval();
    pair.between = {1, cov * (0.5 * (P * p.mean + Q * q.mean)), cov};
    const Vec apart = p.mean - q.mean;
    const Mat middle = 0.5 * (p.cov + q.cov);
    const double det = middle.determinant(), both = std::sqrt(p.cov.determinant() * q.cov.determinant());
    pair.log_size = -0.125 * apart.dot(middle.llt().solve(apart)) - 0.5 * std::log(det / both);
    pair.scale = std::numbers::pi / (0.5 * (P + Q) * apart).norm();
    return pair;
}

/// Where a box takes part, by coordinate: over what both cover, or in the middle of the gap between them.
Pair box_pair(const Component& p, const Component& q) {
    Pair pair;
    const Eigen::Index dim = p.mean.size();
    pair.between = {1, Vec::Zero(dim), Mat::Zero(dim, dim), Vec::Zero(dim)};
    double steepest = 0;
    for (int i = 0; i < dim; ++i) {
        const double lo = std::max(p.mean[i] - p.half_width(i), q.mean[i] - q.half_width(i)),
                     hi = std::min(p.mean[i] + p.half_width(i), q.mean[i] + q.half_width(i));
        const double gap = std::max(lo - hi, 0.0), variance = 2 / (1 / p.cov(i, i) + 1 / q.cov(i, i));
        pair.between.mean[i] = 0.5 * (lo + hi);
        pair.between.half[i] = std::max(0.5 * (hi - lo), 0.0);
        pair.between.cov(i, i) = variance;
        pair.log_size -= gap * gap / (4 * (p.cov(i, i) + q.cov(i, i)));
        steepest = std::max(steepest, gap / variance);
    }
    pair.scale = std::numbers::pi / steepest; // infinity where they overlap
    return pair;
}

double least_deviation(const Component& c) {
    if (c.cov.rows() == 1) return std::sqrt(c.cov(0, 0));
    const double half = c.cov.trace() / 2, det = c.cov.determinant();
    return std::sqrt(det / (half + std::sqrt(std::max(0.0, half * half - det))));
}

/// Pairs to look at: all of a few components; of many those that are near each other, in order of their first coordinate.
std::vector<std::pair<std::size_t, std::size_t>> candidates(const Target& law) {
    constexpr std::size_t few = 100, most_each = 64;
    constexpr double near = 4; // mean spacings
    const std::size_t count = law.components.size();
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    double reach = std::numeric_limits<double>::infinity();
    if (count > few) {
        double area = 1;
        for (int i = 0; i < law.dim(); ++i) {
            const Range range = support(law, i, 1);
            area *= range.hi - range.lo;
        }
        reach = near * std::pow(area / static_cast<double>(count), 1.0 / law.dim());
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return law.components[a].mean[0] < law.components[b].mean[0]; });
    }
    std::vector<std::pair<std::size_t, std::size_t>> list;
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = a + 1, each = 0; b < count && each < (count > few ? most_each : count); ++b) {
            const Vec apart = law.components[order[b]].mean - law.components[order[a]].mean;
            if (apart[0] > reach) break;
            if (law.dim() == 2 && std::abs(apart[1]) > reach) continue;
            list.emplace_back(order[a], order[b]);
            ++each;
        }
    return list;
}

/// Those that may add most to the floor, by falling size; at most so many, and none that adds nothing beside the first.
std::vector<Pair> confused(const Target& target, const Target& law, std::size_t most, Cancel cancel) {
    constexpr double nothing = 40; // exp(-40) of the greatest
    std::vector<Pair> pairs;
    for (const auto& [j, k] : candidates(law)) {
        if (raised(cancel)) return {};
        const Component &p = law.components[j], &q = law.components[k];
        const Component &first = target.components[j], &second = target.components[k];
        const double apart =
            (first.mean - second.mean).squaredNorm() + std::abs(first.cov.trace() - second.cov.trace());
        if (!(apart > 0)) continue; // the same: nothing to confuse
        Pair pair = p.is_box() || q.is_box() ? box_pair(p, q) : gaussian_pair(p, q);
        pair.log_size += 0.5 * std::log(p.weight * q.weight) + std::log(apart);
        if (std::isfinite(pair.log_size)) pairs.push_back(std::move(pair));
    }
    const auto larger = [](const Pair& a, const Pair& b) { return a.log_size > b.log_size; };
    if (pairs.size() > most) {
        std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(most), pairs.end(), larger);
        pairs.resize(most);
    }
    std::sort(pairs.begin(), pairs.end(), larger);
    while (!pairs.empty() && pairs.back().log_size < pairs.front().log_size - nothing) pairs.pop_back();
    return pairs;
}

/// On a grid as fine as the narrowest component and the steepest change from one to another, where that is affordable.
std::optional<Measured> plane_floor(const Target& target, const Level& level, const Target& law, double within,
                                    const std::vector<Pair>& pairs, std::int64_t evaluations, Cancel cancel) {
    constexpr double steep = 0.4;   // of the distance to where a share has no value, for a first grid
    constexpr double grids = 3.1;   // three, each 0.7 times as coarse as the one before, in units of the first
    constexpr double counts = 1e-9; // of the floor
    double step = std::numeric_limits<double>::infinity(), cells = 1;
    for (const Component& c : law.components) step = std::min(step, least_deviation(c));
    for (const Pair& pair : pairs)
        if (std::exp(pair.log_size) > counts * within) step = std::min(step, steep * pair.scale);
    Range range[2];
    for (int i = 0; i < 2; ++i) {
        range[i] = support(law, i, LineSweep::all_of_it);
        cells *= std::ceil((range[i].hi - range[i].lo) / step);
    }
    if (!(grids * cells <= static_cast<double>(evaluations))) return std::nullopt;
    const Integrand f = [&](const Block<double>& x) {
        return Eigen::ArrayXd(log_density(law, x).exp() * posterior_trace(target, level, x));
    };
    return integrate_plane(f, range[0], range[1], step, {plane_error, evaluations, cancel});
}

/// Draws of the places where pairs are confused, as many of each as its share: row i belongs to (i + 1/2) / n of the whole.
Block<double> draws_between(const Target& between, const Eigen::Ref<const Block<double>>& eps) {
    constexpr double golden = 0.7548776662466927, silver = 0.5698402909980532; // R2, an even sequence in the square
    Block<double> x(eps.rows(), eps.cols());
    std::size_t k = 0;
    double below = 0;
    Mat root = cholesky(between.components.front().cov);
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(x.rows());
        while (k + 1 < between.components.size() && below + between.components[k].weight < place) {
            below += between.components[k++].weight;
            root = cholesky(between.components[k].cov);
        }
        const Component& c = between.components[k];
        Vec at = c.mean + root * Vec(eps.row(i).matrix().transpose());
        for (int j = 0; j < at.size() && c.is_box(); ++j) {
            const double u = (static_cast<double>(i) + 1) * (j == 0 ? golden : silver);
            at[j] += c.half[j] * (2 * (u - std::floor(u)) - 1);
        }
        x.row(i) = at.transpose().array();
    }
    return x;
}

/// Between the components: the mean of p f / q over draws of q, half the law itself and half the places of confusion. As q is at
/// least p / 2 its variance is finite, whatever the second half is.
Measured floor_between(const Target& target, const Level& level, const Target& law, const std::vector<Pair>& pairs,
                       const Block<double>& x0, const Block<double>& eps, Cancel cancel) {
    if (pairs.empty() || x0.rows() < 4) return {};
    Target between;
    double sum = 0;
    for (const Pair& pair : pairs) {
        between.components.push_back(pair.between);
        sum += between.components.back().weight = std::exp(pair.log_size - pairs.front().log_size);
    }
    for (Component& c : between.components) c.weight /= sum;
    const Eigen::Index n = x0.rows() / 2;
    const Integrand ratio = [&](const Block<double>& x) {
        const Eigen::ArrayXd more = log_density(between, x) - log_density(law, x);
        return Eigen::ArrayXd(posterior_between(target, level, x) * 2 / (1 + more.exp()));
    };
    const Block<double> drawn = level.a * x0.topRows(n) + level.b * eps.topRows(n);
    Measured out;
    for (const Block<double>& x : {drawn, draws_between(between, eps.middleRows(n, n))}) {
        const Eigen::ArrayXd f = in_parts(ratio, x, cancel);
        const double mean = f.mean(), count = static_cast<double>(n);
        out.value += mean / 2;
        out.se += (f - mean).square().sum() / (count - 1) / count / 4;
    }
    out.se = std::sqrt(out.se);
    return out;
}

} // namespace

Measured posterior_floor(const Target& target, const Level& level, const Block<double>& x0, const Block<double>& eps,
                         Cancel cancel) {
    if (target.is_gaussian()) return {gaussian_floor(target.components.front().cov, level), 0};
    const std::int64_t affordable = std::max<std::int64_t>(2 * x0.rows(), least_evaluations);
    if (target.dim() == 1) {
        if (const auto floor = line_floor(target, level, affordable, cancel)) return *floor;
    } else if (const auto lines = independent_coordinates(target)) {
        const auto first = line_floor((*lines)[0], level, affordable, cancel),
                   second = line_floor((*lines)[1], level, affordable, cancel);
        if (first && second) return {first->value + second->value, first->se + second->se};
    }
    const Target law = marginal(target, level);
    const std::size_t most = std::max<std::size_t>(8, 2 * target.components.size());
    const std::vector<Pair> pairs = confused(target, law, most, cancel);
    const Measured within = floor_within(target, level, cancel);
    if (target.dim() == 2)
        if (const auto floor = plane_floor(target, level, law, within.value, pairs, 4 * x0.rows(), cancel))
            return *floor;
    const Measured between = floor_between(target, level, law, pairs, x0, eps, cancel);
    return {within.value + between.value, within.se + between.se};
}

bool by_draws(const Measured& floor) { return floor.se > 10 * plane_error * floor.value; }

} // namespace halfstep
