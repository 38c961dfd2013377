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
    return integrate_line(f, break_points(project(law, Vec::Ones(1))), {line_error, evaluations, cancel});
}

/// Within the components: sum_k w_k E[tr Cov[x0 | x_t, k] | k]. Of a box it is the sum over its coordinates, each a law
/// of a line.
Measured floor_within(const Target& target, const Level& level, Cancel cancel) {
    struct Cached {
        double variance, half;
        Measured floor;
    };
    std::vector<Cached> known;
    const auto of_box = [&](double variance, double half) {
        for (const Cached& one : known)
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

/// Two components of a law under noise, and where they are confused: about as sqrt(p_j p_k), of Gaussians a Gaussian
/// again.
struct ConfusedPair {
    double log_size = 0; ///< of what they may add to the floor, up to a factor that all have
    Component between;   ///< its weight is not set
    double scale = 0;    ///< the length on which one takes over from the other
};

/// Over what both cover of coordinate i, or the middle of the gap between them.
struct Overlap {
    double middle, half, gap;
};
Overlap overlap(const Component& p, const Component& q, int i) {
    const double lo = std::max(p.mean[i] - p.half_width(i), q.mean[i] - q.half_width(i)),
                 hi = std::min(p.mean[i] + p.half_width(i), q.mean[i] + q.half_width(i));
    return {0.5 * (lo + hi), std::max(0.5 * (hi - lo), 0.0), std::max(lo - hi, 0.0)};
}

/// log of the integral of sqrt(p q), of Gaussians (Bhattacharyya's coefficient); where a box takes part, about.
double log_overlap(const Component& p, const Component& q) {
    double sum = 0;
    if (p.is_box() || q.is_box()) {
        for (int i = 0; i < p.mean.size(); ++i)
            sum -= std::pow(overlap(p, q, i).gap, 2) / (4 * (p.cov(i, i) + q.cov(i, i)));
        return sum;
    }
    const double x = p.mean[0] - q.mean[0], xx = 0.5 * (p.cov(0, 0) + q.cov(0, 0));
    if (p.mean.size() == 1) return -0.125 * x * x / xx - 0.5 * std::log(xx / std::sqrt(p.cov(0, 0) * q.cov(0, 0)));
    const double y = p.mean[1] - q.mean[1], yy = 0.5 * (p.cov(1, 1) + q.cov(1, 1)),
                 xy = 0.5 * (p.cov(0, 1) + q.cov(0, 1)), det = xx * yy - xy * xy;
    const auto determinant = [](const Mat& m) { return m(0, 0) * m(1, 1) - m(0, 1) * m(0, 1); };
    return -0.125 * (yy * x * x - 2 * xy * x * y + xx * y * y) / det -
           0.5 * std::log(det / std::sqrt(determinant(p.cov) * determinant(q.cov)));
}

void place_between_gaussians(const Component& p, const Component& q, ConfusedPair& pair) {
    const Mat P = p.cov.inverse(), Q = q.cov.inverse(), inverse = (0.5 * (P + Q)).inverse();
    const Mat cov = 0.5 * (inverse + inverse.transpose());
    pair.between = {1, cov * (0.5 * (P * p.mean + Q * q.mean)), cov};
    pair.scale = std::numbers::pi / (0.5 * (P + Q) * (p.mean - q.mean)).norm();
}

void place_between_boxes(const Component& p, const Component& q, ConfusedPair& pair) {
    const Eigen::Index dim = p.mean.size();
    pair.between = {1, Vec::Zero(dim), Mat::Zero(dim, dim), Vec::Zero(dim)};
    double steepest = 0;
    for (int i = 0; i < dim; ++i) {
        const Overlap place = overlap(p, q, i);
        const double variance = 2 / (1 / p.cov(i, i) + 1 / q.cov(i, i));
        pair.between.mean[i] = place.middle;
        pair.between.half[i] = place.half;
        pair.between.cov(i, i) = variance;
        steepest = std::max(steepest, place.gap / variance);
    }
    pair.scale = std::numbers::pi / steepest; // infinity where they overlap
}

/// Pairs to look at: all of a few components; of many those that are near each other, in order of their first
/// coordinate.
std::vector<std::pair<std::size_t, std::size_t>> candidates(const Target& law) {
    constexpr std::size_t few = 100, most_each = 32;
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
std::vector<ConfusedPair> confused(const Target& target, const Target& law, std::size_t most, Cancel cancel) {
    constexpr double nothing = 40; // exp(-40) of the greatest
    struct Candidate {             // small: of large clouds there are hundreds of thousands
        double log_size;
        std::size_t j, k;
    };
    std::vector<Candidate> found;
    for (const auto& [j, k] : candidates(law)) {
        if (raised(cancel)) return {};
        const Component &p = law.components[j], &q = law.components[k];
        const Component &first = target.components[j], &second = target.components[k];
        const double apart =
            (first.mean - second.mean).squaredNorm() + std::abs(first.cov.trace() - second.cov.trace());
        if (!(apart > 0)) continue; // the same: nothing to confuse
        const double log_size = log_overlap(p, q) + 0.5 * std::log(p.weight * q.weight) + std::log(apart);
        if (std::isfinite(log_size)) found.push_back({log_size, j, k});
    }
    const auto larger = [](const Candidate& a, const Candidate& b) { return a.log_size > b.log_size; };
    if (found.size() > most) {
        std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(most), found.end(), larger);
        found.resize(most);
    }
    std::sort(found.begin(), found.end(), larger);
    std::vector<ConfusedPair> pairs;
    for (const Candidate& one : found) {
        if (one.log_size < found.front().log_size - nothing) break;
        const Component &p = law.components[one.j], &q = law.components[one.k];
        ConfusedPair& pair = pairs.emplace_back();
        pair.log_size = one.log_size;
        p.is_box() || q.is_box() ? place_between_boxes(p, q, pair) : place_between_gaussians(p, q, pair);
    }
    return pairs;
}

/// Data and noise at a level, what they come to, and where its components are confused.
struct Noisy {
    const Target& target;
    const Level& level;
    Target law = marginal(target, level);
    std::vector<ConfusedPair> pairs{};
};

/// On a grid as fine as the narrowest component and the steepest change from one to another, where that is affordable.
std::optional<Measured> plane_floor(const Noisy& noisy, double within, std::int64_t evaluations, Cancel cancel) {
    const Target& law = noisy.law;
    constexpr double steep = 0.4;   // of the distance to where a responsibility has no value, for a first grid
    constexpr double grids = 3.1;   // two, the second 0.7 times as coarse, in units of the first
    constexpr double counts = 1e-9; // of the floor
    constexpr double reach = 6.5;   // deviations, beyond which there is less than the error
    double step = std::numeric_limits<double>::infinity(), cells = 1;
    for (const Component& c : law.components) step = std::min(step, least_deviation(c.cov));
    for (const ConfusedPair& pair : noisy.pairs)
        if (std::exp(pair.log_size) > counts * within) step = std::min(step, steep * pair.scale);
    Range range[2];
    for (int i = 0; i < 2; ++i) {
        range[i] = support(law, i, reach);
        cells *= std::ceil((range[i].hi - range[i].lo) / step);
    }
    if (!(grids * cells <= static_cast<double>(evaluations))) return std::nullopt;
    const Integrand f = [&](const Block<double>& x) {
        return Eigen::ArrayXd(log_density(law, x).exp() * posterior_trace(noisy.target, noisy.level, x));
    };
    return integrate_plane(f, range[0], range[1], step, {plane_error, evaluations, cancel});
}

/// Draws of the places where pairs are confused, as many of each as its weight says: row i belongs to (i + 1/2) / n of
/// the whole.
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

struct MixedDraws {
    const Block<double>& x_t;
    const Block<double>& eps;
};

/// E f(x_t) as the mean of p f / q over draws of q, in part the law p itself (the first rows of `x_t`) and in part the
/// places of confusion (the other rows of `eps`). As q is at least `of_law` p its variance is finite, whatever the
/// places are [MATH.md 6.3].
Measured mean_over_both(const Noisy& noisy, double of_law, const MixedDraws& draws, const Integrand& f, Cancel cancel) {
    const auto& [x_t, eps] = draws;
    const Target& law = noisy.law;
    const std::vector<ConfusedPair>& pairs = noisy.pairs;
    Target between;
    double sum = 0;
    for (const ConfusedPair& pair : pairs) {
        between.components.push_back(pair.between);
        sum += between.components.back().weight = std::exp(pair.log_size - pairs.front().log_size);
    }
    for (Component& c : between.components) c.weight /= sum;
    const auto n = static_cast<Eigen::Index>(of_law * static_cast<double>(x_t.rows()));
    const Integrand ratio = [&](const Block<double>& x) {
        const Eigen::ArrayXd more = log_density(between, x) - log_density(law, x);
        return Eigen::ArrayXd(f(x) / (of_law + (1 - of_law) * more.exp()));
    };
    const Block<double> drawn = x_t.topRows(n);
    Measured out;
    for (const bool of_pairs : {false, true}) {
        const Eigen::ArrayXd values =
            in_parts(ratio, of_pairs ? draws_between(between, eps.bottomRows(eps.rows() - n)) : drawn, cancel);
        const double mean = values.mean(), count = static_cast<double>(values.size()),
                     weight = of_pairs ? 1 - of_law : of_law;
        out.value += weight * mean;
        out.se += weight * weight * (values - mean).square().sum() / (count - 1) / count;
    }
    out.se = std::sqrt(out.se);
    return out;
}

constexpr Eigen::Index least_rows = 5; // two of either kind, which have a scatter

/// What is due to not knowing the component.
Measured floor_between(const Noisy& noisy, const Block<double>& x0, const Block<double>& eps, Cancel cancel) {
    const Level& level = noisy.level;
    if (noisy.pairs.empty() || x0.rows() < least_rows) return {};
    // Between thousands x_t itself is confused often enough.
    const double of_law = noisy.law.components.size() > 100 ? 0.75 : 0.5;
    const Integrand f = [&](const Block<double>& x) { return posterior_between(noisy.target, level, x); };
    const Block<double> x_t = level.a * x0 + level.b * eps;
    return mean_over_both(noisy, of_law, {x_t, eps}, f, cancel);
}

std::vector<ConfusedPair> confused(const Target& target, const Target& law, Cancel cancel) {
    const std::size_t most = std::clamp<std::size_t>(2 * target.components.size(), 8, 1000);
    return confused(target, law, most, cancel);
}

} // namespace

Measured posterior_floor(const Target& target, const Level& level, const Block<double>& x0, const Block<double>& eps,
                         Cancel cancel) {
    if (target.is_gaussian()) return {gaussian_floor(target.components.front().cov, level), 0};
    const std::int64_t affordable = std::max<std::int64_t>(2 * x0.rows(), least_evaluations);
    if (target.dim() == 1) {
        if (const auto floor = line_floor(target, level, affordable, cancel)) return *floor;
    } else if (const auto lines = independent_coordinates(target)) {
        const std::int64_t each = affordable_on(*lines, target, affordable);
        const auto first = line_floor((*lines)[0], level, each, cancel),
                   second = line_floor((*lines)[1], level, each, cancel);
        if (first && second) return {first->value + second->value, first->se + second->se};
    }
    Noisy noisy{target, level};
    noisy.pairs = confused(target, noisy.law, cancel);
    const Measured within = floor_within(target, level, cancel);
    if (target.dim() == 2)
        if (const auto floor = plane_floor(noisy, within.value, 12 * x0.rows(), cancel)) return *floor;
    const Measured between = floor_between(noisy, x0, eps, cancel);
    return {within.value + between.value, within.se + between.se};
}

Measured mean_with_confusion(const Target& target, const Level& level, const KnownDraws& draws, const Integrand& f,
                             Cancel cancel) {
    const Eigen::ArrayXd& known = draws.value;
    constexpr double of_law = 0.75;
    const double n = static_cast<double>(known.size()), mean = known.mean();
    Noisy noisy{target, level};
    const bool may = target.components.size() > 1 && known.size() >= least_rows;
    if (may) noisy.pairs = confused(target, noisy.law, cancel);
    if (noisy.pairs.empty() || raised(cancel))
        return {mean, n > 1 ? std::sqrt((known - mean).square().sum() / (n - 1) / n) : 0};
    // About what it is nearly everywhere: the weights average to one only in the long run.
    std::vector<double> sorted(known.begin(), known.end());
    const auto middle = sorted.begin() + known.size() / 2;
    std::nth_element(sorted.begin(), middle, sorted.end());
    const double usual = *middle;
    const Integrand beyond = [&](const Block<double>& x) { return Eigen::ArrayXd(f(x) - usual); };
    Measured out = mean_over_both(noisy, of_law, {draws.x_t, draws.eps}, beyond, cancel);
    out.value += usual;
    return out;
}

double control_coefficient(double known, const SquareMoments& given) {
    constexpr double most = 0.25;
    const double mean = given.mean.mean(),
                 scatter = std::sqrt(given.variance.sum()) / static_cast<double>(given.variance.size());
    double coefficient = 1;
    if (mean > known) coefficient = known / mean; // no loss is below 0, so that none of them is further below its mean
    if (coefficient * scatter > most * known) coefficient = most * known / scatter;
    return coefficient;
}

bool by_draws(const Measured& floor) { return floor.se > 10 * plane_error * floor.value; }

} // namespace halfstep
