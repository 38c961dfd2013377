#include "core/law/independent.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr double same_place = 1e-14; // of the largest coordinate: rounding
constexpr double same_width = 1e-12; // of the width
constexpr double upright = 1e-9;     // a correlation that changes nothing: its square counts

double extent(const Target& target) {
    double most = 0;
    for (const Component& c : target.components) most = std::max(most, c.mean.cwiseAbs().maxCoeff());
    return most;
}

/// Turned so that the line through all means is the first axis. Nothing where they lie on none.
std::optional<Target> along_its_line(const Target& target) {
    const Vec origin = target.components.front().mean;
    Vec direction = Vec::Zero(2);
    for (const Component& c : target.components) {
        if (c.is_box()) return std::nullopt;
        if ((c.mean - origin).norm() > direction.norm()) direction = c.mean - origin;
    }
    if (direction.norm() == 0) return std::nullopt;
    direction.normalize();
    Mat turn(2, 2);
    turn << direction[0], direction[1], -direction[1], direction[0];
    const double rounding = same_place * extent(target);
    Target turned = target;
    for (Component& c : turned.components) {
        const Vec from = turn * (c.mean - origin);
        if (std::abs(from[1]) > rounding) return std::nullopt;
        const Vec middle = turn * origin;
        c.mean[0] = middle[0] + from[0];
        c.mean[1] = middle[1];
        const bool round = c.cov(0, 1) == 0 && c.cov(0, 0) == c.cov(1, 1); // turning would only round
        if (!round) c.cov = Mat(turn * c.cov * turn.transpose());
    }
    return turned;
}

/// The different laws of one coordinate among the components, and which of them each has.
struct Coordinate {
    Target law; ///< weights: summed over the components
    std::vector<std::size_t> of;

    void add(const Component& c, int i, double rounding) {
        const auto alike = [&](const Component& known) {
            const auto near = [](double a, double b, double by) { return std::abs(a - b) <= by; };
            return near(known.mean[0], c.mean[i], rounding) &&
                   near(known.cov(0, 0), c.cov(i, i), same_width * c.cov(i, i)) &&
                   near(known.half_width(0), c.half_width(i), same_width * c.half_width(i));
        };
        auto found = std::find_if(law.components.begin(), law.components.end(), alike);
        if (found == law.components.end()) {
            Component line{0, Vec::Constant(1, c.mean[i]), Mat::Constant(1, 1, c.cov(i, i))};
            if (c.half_width(i) > 0) line.half = Vec::Constant(1, c.half_width(i));
            found = law.components.insert(law.components.end(), std::move(line));
        }
        found->weight += c.weight;
        of.push_back(static_cast<std::size_t>(found - law.components.begin()));
    }
};

std::optional<std::array<Target, 2>> as_product(const Target& target) {
    const double rounding = same_place * extent(target);
    const std::size_t count = target.components.size();
    Coordinate x, y;
    for (const Component& c : target.components) {
        if (c.cov(0, 1) * c.cov(0, 1) > upright * upright * c.cov(0, 0) * c.cov(1, 1)) return std::nullopt;
        x.add(c, 0, rounding);
        y.add(c, 1, rounding);
        if (x.law.components.size() * y.law.components.size() > count) return std::nullopt; // some are not there
    }
    Eigen::ArrayXXd weight = Eigen::ArrayXXd::Zero(static_cast<Eigen::Index>(x.law.components.size()),
                                                   static_cast<Eigen::Index>(y.law.components.size()));
    for (std::size_t k = 0; k < count; ++k)
        weight(static_cast<Eigen::Index>(x.of[k]), static_cast<Eigen::Index>(y.of[k])) += target.components[k].weight;
    for (Eigen::Index i = 0; i < weight.rows(); ++i)
        for (Eigen::Index j = 0; j < weight.cols(); ++j) {
            const double product = x.law.components[static_cast<std::size_t>(i)].weight *
                                   y.law.components[static_cast<std::size_t>(j)].weight;
            if (std::abs(weight(i, j) - product) > same_width * product) return std::nullopt;
        }
    return std::array<Target, 2>{std::move(x.law), std::move(y.law)};
}

} // namespace

std::optional<std::array<Target, 2>> independent_coordinates(const Target& target) {
    if (target.dim() != 2) return std::nullopt;
    if (auto both = as_product(target)) return both;
    const std::optional<Target> turned = along_its_line(target);
    return turned ? as_product(*turned) : std::nullopt;
}

std::int64_t affordable_on(const std::array<Target, 2>& lines, const Target& whole, std::int64_t evaluations) {
    const auto count = static_cast<std::int64_t>(whole.components.size()),
               short_rows = static_cast<std::int64_t>(lines[0].components.size() + lines[1].components.size());
    return std::max(evaluations, evaluations * count / short_rows);
}

} // namespace halfstep
