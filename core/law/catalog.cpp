#include "core/law/catalog.h"

#include "core/law/curves.h"
#include "core/law/noise.h"
#include "core/spec/error.h"
#include "core/spec/experiment.h"
#include "core/spec/limit_text.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace halfstep {
namespace {

std::string six_digits(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

void check_deviation(const std::string& key, double sigma) {
    if (!(sigma >= Limits::min_sigma && sigma <= Limits::max_scale))
        throw Error(key, "is a standard deviation; allowed: " + six_digits(Limits::min_sigma) + " to " +
                             six_digits(Limits::max_scale));
}

void check_length(const std::string& key, double value, double least) {
    if (!(value >= least && value <= Limits::max_scale))
        throw Error(key, "is out of range; allowed: " + six_digits(least) + " to " + six_digits(Limits::max_scale));
}

void check_count(const std::string& key, int count, int most) {
    if (count < 1 || count > most) throw Error(key, "counts modes; allowed: 1 to " + std::to_string(most));
}

double check_weight(const std::string& key, double weight) {
    if (!(weight > 0 && weight <= Limits::max_scale))
        throw Error(key, "is a relative weight; allowed: above 0, to " + typed(Limits::max_scale));
    return weight;
}

void normalise_weights(Target& target) {
    double total = 0;
    for (const Component& c : target.components) total += c.weight;
    for (Component& c : target.components) c.weight /= total;
}

Vec make_mean(const std::string& key, const std::vector<double>& mean) {
    if (mean.empty() || mean.size() > 2) throw Error(key, "is a point; allowed: one or two numbers");
    for (double m : mean)
        if (!(std::abs(m) <= Limits::max_scale))
            throw Error(key, "is too far out; allowed: " + typed(-Limits::max_scale) + " to " +
                                 typed(Limits::max_scale) + " in each coordinate");
    return Eigen::Map<const Eigen::VectorXd>(mean.data(), static_cast<Eigen::Index>(mean.size()));
}

/// Row-major `cov`, or sigma^2 I when it is empty.
Mat make_cov(const std::string& key, const std::string& sigma_key, const std::vector<double>& cov, double sigma,
             int dim) {
    if (cov.empty()) {
        check_deviation(sigma_key, sigma);
        return sigma * sigma * Mat::Identity(dim, dim);
    }
    if (static_cast<int>(cov.size()) != dim * dim)
        throw Error(key, "does not fit the mean; allowed: a " + std::to_string(dim) + " by " + std::to_string(dim) +
                             " matrix");
    const Mat S =
        Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(cov.data(), dim, dim);
    const double least = Limits::min_sigma * Limits::min_sigma, most = Limits::max_scale * Limits::max_scale;
    for (int i = 0; i < dim; ++i)
        if (!(S(i, i) >= least && S(i, i) <= most))
            throw Error(key, "has a variance out of range on its diagonal; allowed: " + six_digits(least) + " to " +
                                 six_digits(most));
    if (dim == 2) {
        if (!(S(0, 1) == S(1, 0))) throw Error(key, "is not symmetric; allowed: a covariance, cov[0][1] = cov[1][0]");
        // det <= 1e-12 of the diagonal's product is a correlation of 1 to within rounding of the inverse.
        if (!(S.determinant() > 1e-12 * S(0, 0) * S(1, 1)))
            throw Error(key, "is not positive definite; allowed: cov[0][1]^2 below (1 - 1e-12) cov[0][0] cov[1][1]");
    }
    return S;
}

Target make_mixture(const std::vector<ComponentSpec>& specs) {
    if (specs.empty())
        throw Error("target.component", "a mixture needs components; allowed: at least one [[target.component]]");
    if (specs.size() > static_cast<std::size_t>(Limits::max_components))
        throw Error("target.component", "too many; allowed: at most " + std::to_string(Limits::max_components));
    Target target;
    for (std::size_t k = 0; k < specs.size(); ++k) {
        const std::string key = "target.component[" + std::to_string(k) + "].";
        const ComponentSpec& spec = specs[k];
        const double weight = check_weight(key + "weight", spec.weight);
        const Vec mean = make_mean(key + "mean", spec.mean);
        if (k > 0 && mean.size() != target.dim())
            throw Error(key + "mean", "has another dimension than the first component; allowed: " +
                                          std::to_string(target.dim()) + " numbers");
        target.components.push_back(
            {weight, mean, make_cov(key + "cov", key + "sigma", spec.cov, spec.sigma, static_cast<int>(mean.size()))});
    }
    normalise_weights(target);
    return target;
}

Target make_uniform(const std::vector<BoxSpec>& specs) {
    if (specs.empty()) throw Error("target.box", "there is none; allowed: at least one [[target.box]] with lo and hi");
    if (specs.size() > static_cast<std::size_t>(Limits::max_components))
        throw Error("target.box", "too many; allowed: at most " + std::to_string(Limits::max_components));
    Target target;
    for (std::size_t k = 0; k < specs.size(); ++k) {
        const std::string key = "target.box[" + std::to_string(k) + "].";
        const double weight = check_weight(key + "weight", specs[k].weight);
        const Vec lo = make_mean(key + "lo", specs[k].lo), hi = make_mean(key + "hi", specs[k].hi);
        if (hi.size() != lo.size())
            throw Error(key + "hi",
                        "has another dimension than lo; allowed: " + std::to_string(lo.size()) + " numbers");
        if (k > 0 && lo.size() != target.dim())
            throw Error(key + "lo", "has another dimension than the first box; allowed: " +
                                        std::to_string(target.dim()) + " numbers");
        if (!((hi - lo).minCoeff() >= Limits::min_sigma))
            throw Error(key + "hi", "leaves the box without a width; allowed: hi above lo by at least " +
                                        six_digits(Limits::min_sigma) + " in each coordinate");
        target.components.push_back({weight, 0.5 * (lo + hi), Mat::Zero(lo.size(), lo.size()), 0.5 * (hi - lo)});
    }
    normalise_weights(target);
    return target;
}

/// In place: mean 0 and standard deviation 1 (of the points, not of a law that they come from). Counted from the first
/// point, and in units of the largest distance from it: points that lie close together far out keep every digit of what
/// tells them apart. `weights`: empty, or of each point.
void standardise(std::vector<double>& points, const std::vector<double>& weights, int columns) {
    double n = static_cast<double>(points.size()) / columns;
    if (!weights.empty()) n = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto weight = [&](std::size_t k) {
        return weights.empty() ? 1 : weights[k / static_cast<std::size_t>(columns)];
    };
    for (int i = 0; i < columns; ++i) {
        const double origin = points[i];
        double unit = 0, mean = 0, square = 0;
        for (std::size_t k = i; k < points.size(); k += columns) unit = std::max(unit, std::abs(points[k] - origin));
        if (!(unit > 0))
            throw Error("target.standardize", "cannot be: all points have the same " + std::string(i == 0 ? "x" : "y") +
                                                  "; allowed: false, or points that differ in each coordinate");
        for (std::size_t k = i; k < points.size(); k += columns) {
            points[k] = (points[k] - origin) / unit;
            mean += weight(k) * points[k] / n;
        }
        for (std::size_t k = i; k < points.size(); k += columns)
            square += weight(k) * (points[k] - mean) * (points[k] - mean) / n;
        for (std::size_t k = i; k < points.size(); k += columns) points[k] = (points[k] - mean) / std::sqrt(square);
    }
}

/// How many points there are, of which all that belongs to points fits together.
std::size_t count_points(const TargetSpec& spec) {
    if (spec.columns < 1 || spec.columns > 2 || spec.points.size() % static_cast<std::size_t>(spec.columns) != 0)
        throw Error("target.points", "have no dimension; allowed: one or two numbers a point");
    const std::size_t count = spec.points.size() / static_cast<std::size_t>(spec.columns);
    if (count == 0) throw Error("target.points", "there is none; allowed: at least one point");
    if (count > static_cast<std::size_t>(Limits::max_points))
        throw Error("target.points",
                    std::to_string(count) + " are too many; allowed: at most " + std::to_string(Limits::max_points));
    const auto one_each = [&](const char* key, std::size_t size) {
        if (size > 0 && size != count)
            throw Error(std::string("target.") + key, "has " + std::to_string(size) + " for " + std::to_string(count) +
                                                          " points; allowed: one each, or none");
    };
    one_each("weights", spec.weights.size());
    one_each("labels", spec.labels.size());
    for (const double weight : spec.weights) check_weight("target.weights", weight);
    return count;
}

Target make_points(const TargetSpec& spec) {
    const int columns = spec.columns;
    const std::size_t count = count_points(spec);
    if (!(spec.kernel == 0 || (spec.kernel >= Limits::min_sigma && spec.kernel <= Limits::max_scale)))
        throw Error("target.kernel", "is a standard deviation; allowed: 0 (the points themselves), or " +
                                         six_digits(Limits::min_sigma) + " to " + six_digits(Limits::max_scale));
    std::vector<double> points = spec.points;
    const double largest = spec.standardize ? 1e100 : Limits::max_scale; // whose squares can be summed
    for (std::size_t k = 0; k < points.size(); ++k)
        if (!(std::abs(points[k]) <= largest))
            throw Error("target.points[" + std::to_string(k / columns) + "]",
                        "is too far out; allowed: -" + six_digits(largest) + " to " + six_digits(largest) +
                            " in each coordinate" + (spec.standardize ? "" : ", or standardize = true"));
    if (spec.standardize) standardise(points, spec.weights, columns);
    const double all = std::accumulate(spec.weights.begin(), spec.weights.end(), 0.0);
    Target target;
    target.components.reserve(count);
    for (std::size_t k = 0; k < count; ++k)
        target.components.push_back({spec.weights.empty() ? 1 / static_cast<double>(count) : spec.weights[k] / all,
                                     Eigen::Map<const Eigen::VectorXd>(points.data() + k * columns, columns),
                                     spec.kernel * spec.kernel * Mat::Identity(columns, columns)});
    return target;
}

Target equal_modes(const std::vector<Vec>& means, double sigma) {
    check_deviation("target.sigma", sigma);
    Target target;
    for (const Vec& mean : means)
        target.components.push_back(
            {1.0 / static_cast<double>(means.size()), mean, sigma * sigma * Mat::Identity(2, 2)});
    return target;
}

Target make_ring(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, Limits::max_components);
    check_length("target.radius", spec.radius, 0);
    std::vector<Vec> means;
    for (int k = 0; k < spec.modes; ++k) {
        const double angle = 2 * std::numbers::pi * k / spec.modes;
        means.push_back(Eigen::Vector2d(spec.radius * std::cos(angle), spec.radius * std::sin(angle)));
    }
    return equal_modes(means, spec.sigma);
}

Target make_grid(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, Limits::max_board);
    check_length("target.spacing", spec.spacing, 0);
    std::vector<Vec> means;
    const double centre = 0.5 * (spec.modes - 1);
    for (int row = 0; row < spec.modes; ++row)
        for (int column = 0; column < spec.modes; ++column)
            means.push_back(Eigen::Vector2d(spec.spacing * (column - centre), spec.spacing * (row - centre)));
    return equal_modes(means, spec.sigma);
}

Target make_checkerboard(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, Limits::max_board);
    check_length("target.spacing", spec.spacing, Limits::min_sigma);
    const double centre = 0.5 * (spec.modes - 1);
    Target target;
    for (int row = 0; row < spec.modes; ++row)
        for (int column = row % 2; column < spec.modes; column += 2)
            target.components.push_back({1, spec.spacing * Eigen::Vector2d(column - centre, row - centre),
                                         Mat::Zero(2, 2), Vec::Constant(2, 0.5 * spec.spacing)});
    normalise_weights(target);
    return target;
}

/// Even in the disc (or the interval) of `radius`; widths about sigma, within a factor of two or so.
Target make_random(const TargetSpec& spec) {
    check_count("target.modes", spec.modes, Limits::max_components);
    check_length("target.radius", spec.radius, 0);
    check_deviation("target.sigma", spec.sigma);
    if (spec.dimension < 1 || spec.dimension > 2) throw Error("target.dimension", "is out of range; allowed: 1 or 2");
    if (spec.seed > Limits::max_seed)
        throw Error("target.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
    Target target;
    for (int k = 0; k < spec.modes; ++k) {
        const auto draw = [&](int i) {
            return uniform(spec.seed, Stream::choice, 0x200u + i, static_cast<unsigned>(k));
        };
        const auto width = [&](int i) {
            return std::clamp(spec.sigma * std::exp2(2 * draw(i) - 1), Limits::min_sigma, Limits::max_scale);
        };
        const double weight = 0.2 - std::log(draw(0));
        if (spec.dimension == 1) {
            target.components.push_back(
                {weight, Vec::Constant(1, spec.radius * (2 * draw(1) - 1)), Mat::Constant(1, 1, width(2) * width(2))});
            continue;
        }
        const double r = spec.radius * std::sqrt(draw(1)), angle = 2 * std::numbers::pi * draw(3);
        const double tilt = std::numbers::pi * draw(4);
        Eigen::Matrix2d turn;
        turn << std::cos(tilt), -std::sin(tilt), std::sin(tilt), std::cos(tilt);
        const Eigen::Matrix2d cov =
            turn * Eigen::Vector2d(width(2) * width(2), width(5) * width(5)).asDiagonal() * turn.transpose();
        target.components.push_back(
            {weight, Eigen::Vector2d(r * std::cos(angle), r * std::sin(angle)), 0.5 * (cov + cov.transpose())});
    }
    normalise_weights(target);
    return target;
}

Target make_circles(const TargetSpec& spec) {
    check_deviation("target.sigma", spec.sigma);
    check_length("target.radius", spec.radius, Limits::min_sigma);
    if (!(spec.ratio >= 0.01 && spec.ratio <= 1))
        throw Error("target.ratio", "is the inner radius over the outer; allowed: 0.01 to 1");
    return beads(circles(spec.radius, spec.ratio), spec.sigma, {"target.radius"});
}

Target make_moons(const TargetSpec& spec) {
    check_deviation("target.sigma", spec.sigma);
    check_length("target.radius", spec.radius, Limits::min_sigma);
    return beads(moons(spec.radius), spec.sigma, {"target.radius"});
}

/// The keys that make a curve long, the one first that is furthest beyond the usual. `factors`: value over the usual.
std::vector<std::string> longest_first(std::vector<std::pair<double, const char*>> factors) {
    std::stable_sort(factors.begin(), factors.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> names;
    for (const auto& factor : factors) names.emplace_back(factor.second);
    return names;
}

Target make_spiral(const TargetSpec& spec) {
    check_deviation("target.sigma", spec.sigma);
    check_length("target.radius", spec.radius, Limits::min_sigma);
    if (!(spec.turns >= 0.1 && spec.turns <= 20)) throw Error("target.turns", "is out of range; allowed: 0.1 to 20");
    if (spec.arms < 1 || spec.arms > Limits::max_arms)
        throw Error("target.arms", "is out of range; allowed: 1 to " + std::to_string(Limits::max_arms));
    const TargetSpec usual = usual_target(spec.kind);
    return beads(spiral(spec.radius, spec.turns, spec.arms), spec.sigma,
                 longest_first({{spec.radius / usual.radius, "target.radius"},
                                {spec.turns / usual.turns, "target.turns"},
                                {static_cast<double>(spec.arms) / usual.arms, "target.arms"}}));
}

Target make_word(const TargetSpec& spec) {
    check_deviation("target.sigma", spec.sigma);
    check_length("target.height", spec.height, Limits::min_sigma);
    const TargetSpec usual = usual_target(spec.kind);
    const double letter_count = static_cast<double>(spec.text.size()), usually = static_cast<double>(usual.text.size());
    return beads(
        letters(spec.text, spec.height), spec.sigma,
        longest_first({{spec.height / usual.height, "target.height"}, {letter_count / usually, "target.text"}}));
}

} // namespace

TargetSpec usual_target(TargetKind kind) {
    TargetSpec spec;
    spec.kind = kind;
    switch (kind) { // of these the members' defaults are the usual values
    case TargetKind::gaussian:
    case TargetKind::mixture:
    case TargetKind::uniform:
    case TargetKind::points:
    case TargetKind::ring:
    case TargetKind::grid:
    case TargetKind::random: break;
    case TargetKind::checkerboard: spec.modes = 4; break;
    case TargetKind::moons:
        spec.radius = 1.5;
        spec.sigma = 0.1;
        break;
    case TargetKind::circles:
    case TargetKind::spiral: spec.sigma = 0.08; break;
    case TargetKind::word: spec.sigma = 0.05; break;
    }
    return spec;
}

Target make_target(const TargetSpec& spec) {
    switch (spec.kind) {
    case TargetKind::gaussian: {
        const Vec mean = make_mean("target.mean", spec.mean);
        const int dim = static_cast<int>(mean.size());
        return Target{{Component{1, mean, make_cov("target.cov", "target.sigma", spec.cov, spec.sigma, dim)}}};
    }
    case TargetKind::mixture: return make_mixture(spec.components);
    case TargetKind::uniform: return make_uniform(spec.boxes);
    case TargetKind::points: return make_points(spec);
    case TargetKind::ring: return make_ring(spec);
    case TargetKind::grid: return make_grid(spec);
    case TargetKind::checkerboard: return make_checkerboard(spec);
    case TargetKind::random: return make_random(spec);
    case TargetKind::moons: return make_moons(spec);
    case TargetKind::circles: return make_circles(spec);
    case TargetKind::spiral: return make_spiral(spec);
    case TargetKind::word: return make_word(spec);
    }
    throw Error("target.kind", "is unknown");
}

int dimension(const TargetSpec& spec) {
    const auto size = [](const std::vector<double>& point) { return static_cast<int>(point.size()); };
    switch (spec.kind) {
    case TargetKind::gaussian: return size(spec.mean);
    case TargetKind::mixture: return spec.components.empty() ? 1 : size(spec.components.front().mean);
    case TargetKind::uniform: return spec.boxes.empty() ? 1 : size(spec.boxes.front().lo);
    case TargetKind::points: return spec.columns;
    case TargetKind::random: return spec.dimension;
    case TargetKind::ring:
    case TargetKind::grid:
    case TargetKind::checkerboard:
    case TargetKind::moons:
    case TargetKind::circles:
    case TargetKind::spiral:
    case TargetKind::word: return 2;
    }
    return 2;
}

} // namespace halfstep
