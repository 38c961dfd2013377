#include "app/plots/posterior_curve.h"

#include "core/law/mixture_block.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace halfstep::plots {

namespace {

using std::numbers::pi;

} // namespace

bool has_points(const Target& law) {
    return std::any_of(law.components.begin(), law.components.end(), [](const Component& component) {
        return component.cov.isZero(0) && (!component.is_box() || component.half.isZero(0));
    });
}

bool has_boxes(const Target& law) {
    return std::any_of(law.components.begin(), law.components.end(),
                       [](const Component& component) { return component.is_box(); });
}

std::optional<Rectangle> close_about(const Posterior& law, const Range& x, const Range& y) {
    constexpr double reach = 4.5, far_less = 0.5; // standard deviations; of x or y
    constexpr double no_width = 1e-9;             // of x or y
    Rectangle close;
    bool closer = false;
    for (const int i : {0, 1}) {
        const Range& all = i == 0 ? x : y;
        const double sd = std::sqrt(std::max(law.cov(i, i), 0.0));
        Range& own = i == 0 ? close.x : close.y;
        own = {std::max(all.lo, law.mean[i] - reach * sd), std::min(all.hi, law.mean[i] + reach * sd)};
        if (!(own.hi - own.lo > no_width * (all.hi - all.lo))) return std::nullopt;
        closer = closer || own.hi - own.lo < far_less * (all.hi - all.lo);
    }
    return closer ? std::optional(close) : std::nullopt;
}

namespace {

/// Places that make the shape of one component of p(x) N(y; A x, B), where an even grid with such steps would miss it:
/// about its own mean, and its edges.
void add_places(const Component& component, const SeenThrough& seen, double step, std::vector<double>& x) {
    constexpr double wide = 8; // steps in a standard deviation: the even grid shows that
    const Posterior own = posterior({{component}}, {0, seen.A, std::sqrt(seen.B)}, Vec::Constant(1, seen.y));
    const double sd = std::sqrt(std::max(own.cov(0, 0), 0.0)), edge = std::sqrt(component.cov(0, 0));
    for (const double away : {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.75, 6.0, 9.0})
        for (const double side : {-1.0, 1.0}) {
            if (sd < wide * step) x.push_back(own.mean[0] + side * away * sd);
            if (edge > wide * step || component.half_width(0) == 0) continue;
            x.push_back(component.mean[0] - component.half_width(0) + side * away * edge);
            x.push_back(component.mean[0] + component.half_width(0) + side * away * edge);
        }
}

/// How tall the components of p(x) N(y; A x, B) are, about: log of what each holds over its width.
std::vector<double> log_heights(const Target& law, const SeenThrough& seen) {
    const Level level{0, seen.A, std::sqrt(seen.B)};
    std::vector<double> heights;
    for (const Component& component : law.components) {
        const Vec y = Vec::Constant(1, seen.y);
        Component alone = component;
        alone.weight = 1;
        const double variance = posterior({{alone}}, level, y).cov(0, 0);
        heights.push_back(std::log(component.weight) + log_density(marginal({{alone}}, level), y) -
                          0.5 * std::log(std::max(variance, std::numeric_limits<double>::min())));
    }
    return heights;
}

} // namespace

std::optional<Rectangle> rectangle_beyond(const SeenInPlane& seen, const Range& x, const Range& y) {
    constexpr double held = 3, reach = 4.5; // standard deviations
    constexpr double nothing = -25;         // log of what the likeliest component weighs
    const Level level{0, seen.A, std::sqrt(seen.B)};
    const Posterior all = posterior(seen.law, level, seen.y);
    if (!all.mean.allFinite() || !all.cov.allFinite()) return std::nullopt;
    const auto within = [](const Range& inner, const Range& outer) {
        return inner.lo >= outer.lo && inner.hi <= outer.hi;
    };
    const auto about = [](const Posterior& law, int i, double width) {
        const double far = width * std::sqrt(std::max(law.cov(i, i), 0.0));
        return Range{law.mean[i] - far, law.mean[i] + far};
    };
    if (within(about(all, 0, held), x) && within(about(all, 1, held), y)) return std::nullopt;
    std::vector<double> weight;
    for (const Component& component : seen.law.components)
        weight.push_back(std::log(component.weight) + log_density(marginal({{component}}, level), seen.y));
    const double likeliest = *std::max_element(weight.begin(), weight.end());
    constexpr double none = std::numeric_limits<double>::infinity();
    Rectangle where{{none, -none}, {none, -none}};
    for (std::size_t k = 0; k < weight.size(); ++k) {
        if (!(weight[k] > likeliest + nothing)) continue;
        const Posterior own = posterior({{seen.law.components[k]}}, level, seen.y);
        for (Range* const range : {&where.x, &where.y}) {
            const Range part = about(own, range == &where.x ? 0 : 1, reach);
            *range = {std::min(range->lo, part.lo), std::max(range->hi, part.hi)};
        }
    }
    const bool wide = where.x.hi > where.x.lo && where.y.hi > where.y.lo; // in the doubles that places are
    return wide && !(within(where.x, x) && within(where.y, y)) ? std::optional(where) : std::nullopt;
}

SeenGrid density_grid(const SeenInPlane& seen, const Rectangle& where, int cells) {
    SeenGrid out;
    HeatMap& map = out.map;
    map.x_lo = where.x.lo, map.x_hi = where.x.hi, map.y_lo = where.y.lo, map.y_hi = where.y.hi;
    map.columns = map.rows = cells;
    const double dx = (map.x_hi - map.x_lo) / cells, dy = (map.y_hi - map.y_lo) / cells, cell = std::max(dx, dy);
    Target soft = seen.law;
    if (!(finest_detail(terms(soft, 0)) > cell)) {
        out.blur = 0.4 * cell;
        for (Component& component : soft.components) component.cov.diagonal().array() += out.blur * out.blur;
    }
    Block<double> x(static_cast<Eigen::Index>(cells) * cells, 2);
    for (int r = 0; r < cells; ++r)
        for (int c = 0; c < cells; ++c)
            x.row(static_cast<Eigen::Index>(r) * cells + c) << map.x_lo + (c + 0.5) * dx, map.y_lo + (r + 0.5) * dy;
    const Eigen::ArrayXd log_p =
        log_density(soft, x) -
        0.5 * ((seen.y[0] - seen.A * x.col(0)).square() + (seen.y[1] - seen.A * x.col(1)).square()) / seen.B;
    const double of_y = log_density(marginal(soft, {0, seen.A, std::sqrt(seen.B)}), seen.y) + std::log(2 * pi * seen.B);
    for (const double log : log_p) map.value.push_back(static_cast<float>(std::exp(log - of_y)));
    return out;
}

DensityCurve posterior_curve(const Target& law, const SeenThrough& seen, double lo, double hi) {
    constexpr int grid = 800;
    constexpr double point = 1e-9;  // of the view: the width that what has none is drawn with
    constexpr double nothing = -30; // log of the tallest: not to be seen
    Target soft = law;
    DensityCurve curve;
    for (Component& component : soft.components) {
        if (component.cov(0, 0) > 0) continue;
        curve.blur = point * (hi - lo);
        component.cov(0, 0) = curve.blur * curve.blur;
    }
    const double step = (hi - lo) / grid;
    for (int i = 0; i <= grid; ++i) curve.x.push_back(lo + (hi - lo) * i / grid);
    const std::vector<double> heights = log_heights(soft, seen);
    const double tallest = *std::max_element(heights.begin(), heights.end());
    for (std::size_t k = 0; k < heights.size(); ++k)
        if (heights[k] > tallest + nothing) add_places(soft.components[k], seen, step, curve.x);
    std::erase_if(curve.x, [&](double x) { return !(x >= lo && x <= hi); });
    std::sort(curve.x.begin(), curve.x.end());
    curve.x.erase(std::unique(curve.x.begin(), curve.x.end()), curve.x.end());
    const Eigen::Map<const Eigen::ArrayXd> x(curve.x.data(), static_cast<Eigen::Index>(curve.x.size()));
    const Vec y = Vec::Constant(1, seen.y);
    const double of_y = log_density(marginal(soft, {0, seen.A, std::sqrt(seen.B)}), y);
    const Eigen::ArrayXd log_p = log_density(soft, Block<double>(x)) - 0.5 * (seen.y - seen.A * x).square() / seen.B -
                                 0.5 * std::log(2 * pi * seen.B) - of_y;
    for (const double log : log_p) {
        curve.density.push_back(std::exp(log));
        curve.peak = std::max(curve.peak, curve.density.back());
    }
    return curve;
}

} // namespace halfstep::plots
