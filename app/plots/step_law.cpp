#include "app/plots/step_law.h"

#include "app/plots/common.h"
#include "app/plots/posterior_curve.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

namespace {

constexpr double law_sds = 4, place_sds = 4; // about the mean; in place, on the line
constexpr int curve_cells = 1000, law_map_cells = 140;

/// p(x_s | x_t) of a mixture of Gaussians, moved to the window's origin. Of very many components without those that
/// weigh less than the rounding of the others.
Target moved_law(const Run& run, const NextSteps& group, const StepWindow& window) {
    constexpr double nothing = 1e-17;
    constexpr std::size_t many = 1000;
    const Vec origin = window.origin(group);
    Target law = reverse_law(run.target(), group.from, group.to, group.x_t);
    for (Component& component : law.components) component.mean -= origin;
    if (law.components.size() > many)
        std::erase_if(law.components, [](const Component& component) { return component.weight < nothing; });
    return law;
}

/// Of boxes p_s(x_s) N(x_t; A x_s, B), over the window and all of the law. Points among them are widened.
DensityCurve box_curve(const Run& run, const NextSteps& group, const StepWindow& window) {
    constexpr double reach = 6; // standard deviations
    Target law = marginal(run.target(), group.to);
    const double blur = has_points(law) ? 0.5 * window.floor() : 0;
    for (Component& component : law.components) component.cov(0, 0) += blur * blur;
    const double origin = window.origin(group)[0], mean = group.exact.mean[0],
                 far = reach * std::sqrt(std::max(group.exact.cov(0, 0), 0.0));
    DensityCurve curve =
        posterior_curve(law, {.y = group.x_t[0], .A = group.move.A, .B = group.move.B},
                        std::min(window.x.lo + origin, mean - far), std::max(window.x.hi + origin, mean + far));
    for (double& x : curve.x) x -= origin;
    curve.blur = blur;
    return curve;
}

} // namespace

StepWindow step_window(const Run& run, const View& view, bool centred) {
    StepWindow window;
    window.centred = centred;
    if (centred) {
        const double reach = law_sds * next_step_scale(run, view);
        window.x = window.y = {-reach, reach};
    } else {
        window.x = view_range(run, 0, is_1d(run) ? place_sds : plane_sds);
        if (is_2d(run)) window.y = view_range(run, 1, plane_sds);
    }
    return window;
}

DensityCurve step_density(const Run& run, const NextSteps& group, const StepWindow& window) {
    return has_boxes(run.target()) ? box_curve(run, group, window)
                                   : density_curve(moved_law(run, group, window), window.x.lo, window.x.hi);
}

StepContours step_contours(const Run& run, const NextSteps& group, const StepWindow& all) {
    HeatMap map;
    double blur = 0;
    StepWindow window = all;
    Posterior moved = group.exact;
    moved.mean -= window.origin(group);
    if (!has_points(marginal(run.target(), group.to)))
        if (const std::optional<Rectangle> close = close_about(moved, window.x, window.y))
            window.x = close->x, window.y = close->y;
    const auto resolved = [&](const Target& law, double cell) {
        std::vector<Term> exact = terms(law, 0);
        if (finest_detail(exact) > cell) return exact;
        blur = 0.4 * cell;
        return terms(law, blur);
    };
    if (has_boxes(run.target())) {
        const Vec origin = window.origin(group);
        const double cell = std::max(window.x.hi - window.x.lo, window.y.hi - window.y.lo) / law_map_cells;
        map = density_grid(resolved(marginal(run.target(), group.to), cell),
                           {window.x.lo + origin[0], window.x.hi + origin[0]},
                           {window.y.lo + origin[1], window.y.hi + origin[1]}, law_map_cells, law_map_cells);
        const double dx = (map.x_hi - map.x_lo) / law_map_cells, dy = (map.y_hi - map.y_lo) / law_map_cells;
        double sum = 0;
        for (int r = 0; r < law_map_cells; ++r)
            for (int c = 0; c < law_map_cells; ++c) {
                const double u = group.x_t[0] - group.move.A * (map.x_lo + (c + 0.5) * dx),
                             v = group.x_t[1] - group.move.A * (map.y_lo + (r + 0.5) * dy);
                float& value = map.value[static_cast<std::size_t>(r * law_map_cells + c)];
                value *= static_cast<float>(std::exp(-0.5 * (u * u + v * v) / group.move.B));
                sum += static_cast<double>(value) * dx * dy;
            }
        for (float& value : map.value) value = sum > 0 ? value / static_cast<float>(sum) : 0;
        map.x_lo = window.x.lo, map.x_hi = window.x.hi, map.y_lo = window.y.lo, map.y_hi = window.y.hi;
    } else {
        const double cell = std::max(window.x.hi - window.x.lo, window.y.hi - window.y.lo) / law_map_cells;
        map = density_grid(resolved(moved_law(run, group, window), cell), window.x, window.y, law_map_cells,
                           law_map_cells);
    }
    Contours lines = contours_on(map);
    lines.levels = {mass_level(map, 1 - std::exp(-2.0)), mass_level(map, 1 - std::exp(-0.5))};
    if (!(lines.levels[0] > 0 && lines.levels[0] < lines.levels[1])) lines.levels.clear(); // within a cell
    lines.value = std::move(map.value);
    lines.ink = {Ink::exact, 0, 1};
    lines.width = 2;
    return {std::move(lines), blur};
}

} // namespace halfstep::plots
