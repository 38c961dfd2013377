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
    const Vec origin = window.origin(group);
    const Target before = marginal(run.target(), group.to);
    const SeenInPlane seen{before, group.x_t, group.move.A, group.move.B};
    const auto moved = [](const Range& range, double by) { return Range{range.lo + by, range.hi + by}; };
    std::optional<Rectangle> away;
    if (!has_points(before)) {
        Posterior law = group.exact;
        law.mean -= origin;
        away = rectangle_beyond(seen, moved(window.x, origin[0]), moved(window.y, origin[1]));
        if (away)
            window.x = moved(away->x, -origin[0]), window.y = moved(away->y, -origin[1]);
        else if (const std::optional<Rectangle> close = close_about(law, window.x, window.y))
            window.x = close->x, window.y = close->y;
    }
    if (has_boxes(run.target())) {
        SeenGrid grid = density_grid(seen, {moved(window.x, origin[0]), moved(window.y, origin[1])}, law_map_cells);
        map = std::move(grid.map);
        blur = grid.blur;
        map.x_lo = window.x.lo, map.x_hi = window.x.hi, map.y_lo = window.y.lo, map.y_hi = window.y.hi;
    } else {
        const Target law = moved_law(run, group, window);
        const double cell = std::max(window.x.hi - window.x.lo, window.y.hi - window.y.lo) / law_map_cells;
        std::vector<Term> exact = terms(law, 0);
        if (!(finest_detail(exact) > cell)) blur = 0.4 * cell, exact = terms(law, blur);
        map = plots::density_grid(exact, window.x, window.y, law_map_cells, law_map_cells);
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
