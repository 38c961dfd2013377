#include "app/plots/step_law.h"

#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

namespace {

constexpr double seen_sds = 4, place_sds = 4, plane_sds = 3.2; // about the mean; in place, on the line and in the plane
constexpr int curve_cells = 1000, map_cells = 140;

bool has_boxes(const Target& target) {
    return std::any_of(target.components.begin(), target.components.end(),
                       [](const Component& component) { return component.is_box(); });
}

/// p(x_s | x_t) of a mixture of Gaussians as the view has it: moved to its origin, without what weighs nothing, and no component
/// so narrow that it would fall between the points of a grid.
Target seen_law(const Run& run, const NextSteps& group, const StepView& view) {
    constexpr double nothing = 1e-9;
    const Vec origin = view.origin(group);
    Target law = reverse_law(run.target(), group.from, group.to, group.x_t);
    Target seen;
    for (Component& component : law.components) {
        if (component.weight < nothing) continue;
        component.mean -= origin;
        for (int i = 0; i < component.cov.rows(); ++i)
            component.cov(i, i) = std::max(component.cov(i, i), view.floor() * view.floor());
        seen.components.push_back(std::move(component));
    }
    return seen;
}

/// Of boxes p_s(x_s) N(x_t; A x_s, B), scaled so that it integrates to one over the view.
DensityCurve box_curve(const Run& run, const NextSteps& group, const StepView& view) {
    const std::vector<Term> before = terms(marginal(run.target(), group.to), 0.5 * view.floor());
    const double origin = view.origin(group)[0], step = (view.x.hi - view.x.lo) / curve_cells;
    DensityCurve curve;
    double sum = 0;
    for (int i = 0; i <= curve_cells; ++i) {
        const double x = view.x.lo + step * i, off = group.x_t[0] - group.move.A * (origin + x);
        curve.x.push_back(x);
        curve.density.push_back(density(before, origin + x) * std::exp(-0.5 * off * off / group.move.B));
        sum += curve.density.back() * step;
    }
    for (double& p : curve.density) {
        p = sum > 0 ? p / sum : 0;
        curve.peak = std::max(curve.peak, p);
    }
    return curve;
}

} // namespace

StepView step_view(const Run& run, const Cursor& cursor, bool centred) {
    StepView view;
    view.centred = centred;
    if (centred) {
        const double reach = seen_sds * next_step_scale(run, cursor);
        view.x = view.y = {-reach, reach};
    } else {
        view.x = view_range(run, 0, is_1d(run) ? place_sds : plane_sds);
        if (is_2d(run)) view.y = view_range(run, 1, plane_sds);
    }
    return view;
}

DensityCurve step_density(const Run& run, const NextSteps& group, const StepView& view) {
    return has_boxes(run.target()) ? box_curve(run, group, view)
                                   : density_curve(seen_law(run, group, view), view.x.lo, view.x.hi);
}

Contours step_contours(const Run& run, const NextSteps& group, const StepView& view) {
    HeatMap map;
    if (has_boxes(run.target())) {
        const Vec origin = view.origin(group);
        const double cell = (view.x.hi - view.x.lo) / map_cells;
        map = density_grid(terms(marginal(run.target(), group.to), 0.5 * cell),
                           {view.x.lo + origin[0], view.x.hi + origin[0]},
                           {view.y.lo + origin[1], view.y.hi + origin[1]}, map_cells, map_cells);
        const double dx = (map.x_hi - map.x_lo) / map_cells, dy = (map.y_hi - map.y_lo) / map_cells;
        double sum = 0;
        for (int r = 0; r < map_cells; ++r)
            for (int c = 0; c < map_cells; ++c) {
                const double u = group.x_t[0] - group.move.A * (map.x_lo + (c + 0.5) * dx),
                             v = group.x_t[1] - group.move.A * (map.y_lo + (r + 0.5) * dy);
                float& value = map.value[static_cast<std::size_t>(r * map_cells + c)];
                value *= static_cast<float>(std::exp(-0.5 * (u * u + v * v) / group.move.B));
                sum += static_cast<double>(value) * dx * dy;
            }
        for (float& value : map.value) value = sum > 0 ? value / static_cast<float>(sum) : 0;
        map.x_lo = view.x.lo, map.x_hi = view.x.hi, map.y_lo = view.y.lo, map.y_hi = view.y.hi;
    } else {
        const double cell = std::max(view.x.hi - view.x.lo, view.y.hi - view.y.lo) / map_cells;
        map = density_grid(terms(seen_law(run, group, view), 0.4 * cell), view.x, view.y, map_cells, map_cells);
    }
    Contours lines = contours_on(map);
    lines.levels = {mass_level(map, 1 - std::exp(-2.0)), mass_level(map, 1 - std::exp(-0.5))};
    if (!(lines.levels[0] > 0 && lines.levels[0] < lines.levels[1])) lines.levels.clear(); // within a cell
    lines.value = std::move(map.value);
    lines.ink = {Ink::exact, 0, 1};
    lines.width = 2;
    return lines;
}

} // namespace halfstep::plots
