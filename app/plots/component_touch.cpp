#include "app/plots/component_touch.h"

#include "app/base/number_text.h"
#include "app/plots/component_edit.h"
#include "core/law/catalog.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr double far = 1e4; // as far out as a hand can want a mean

int component_of(const HandleRef& ref) {
    const auto* mean = std::get_if<ComponentMean>(&ref);
    return mean ? mean->component : std::get<ComponentWidth>(ref).component;
}

// ---- where the handles are ----

/// Along the longest axis of the ellipse, one standard deviation long.
Eigen::Vector2d long_axis(const Mat& cov) {
    if (cov.rows() == 1) return {0, std::sqrt(cov(0, 0))};
    if (cov(0, 1) == 0 && cov(0, 0) >= cov(1, 1)) return {std::sqrt(cov(0, 0)), 0};
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(Eigen::Matrix2d{cov});
    return solver.eigenvectors().col(1) * std::sqrt(solver.eigenvalues()[1]);
}

/// One standard deviation about the mean.
std::vector<DataPoint> outline(const Mat& cov, DataPoint mean) {
    constexpr int corners = 72;
    if (cov.rows() == 1) {
        const double sd = std::sqrt(cov(0, 0));
        return {{mean.x, mean.y - sd}, {mean.x, mean.y + sd}};
    }
    const Mat L = cholesky(cov);
    std::vector<DataPoint> points;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * 3.14159265358979 * i / corners;
        const Vec at = L * Eigen::Vector2d(std::cos(angle), std::sin(angle));
        points.push_back({mean.x + at[0], mean.y + at[1]});
    }
    return points;
}

/// A width's handle stands off the mean's, also where the width is a few pixels.
PlotHandle width_handle(int index, const PlotHandle& mean, const Eigen::Vector2d& axis, const Layout& layout) {
    const float least = 12 * layout.scale;
    const Point at = layout.at(mean.x, mean.y), end = layout.at(mean.x + axis[0], mean.y + axis[1]);
    const float length = std::hypot(end.x - at.x, end.y - at.y);
    const double stretch = length > 0 && length < least ? least / length : 1;
    return {.ref = ComponentWidth{index},
            .x = mean.x + stretch * axis[0],
            .y = mean.y + stretch * axis[1],
            .moves = mean.moves == PlotHandle::Moves::along_y ? mean.moves : PlotHandle::Moves::outwards};
}

/// None where the target has another dimension than the plot: its own run is not there yet.
template <int dim>
std::vector<PlotHandle> component_handles(const Experiment& experiment, const Figure&, const Layout& layout) {
    std::vector<PlotHandle> handles;
    if (dimension(experiment.target) != dim) return handles;
    TargetSpec spec = experiment.target;
    const std::vector<ComponentRef> components = components_of(spec);
    for (int i = 0; i < static_cast<int>(components.size()); ++i) {
        const std::vector<double>& m = *components[static_cast<std::size_t>(i)].mean;
        const Mat cov = covariance(experiment.target, i);
        PlotHandle mean{.ref = ComponentMean{i}, .x = dim == 1 ? 0 : m[0], .y = m.back()};
        if (dim == 1) mean.moves = PlotHandle::Moves::along_y;
        mean.outline = outline(cov, {mean.x, mean.y});
        handles.push_back(mean);
        handles.push_back(width_handle(i, mean, long_axis(cov), layout));
    }
    return handles;
}

// ---- what they say ----

std::string component_text(const HandleRef& ref, const Experiment& experiment) {
    const int index = component_of(ref);
    TargetSpec target = experiment.target;
    const ComponentRef c = components_of(target).at(static_cast<std::size_t>(index));
    const bool single = target.kind == TargetKind::gaussian;
    std::string text = single ? "Data x₀: " : "Component " + std::to_string(index + 1) + " of x₀: ";
    text += "mean " + number_text((*c.mean)[0], 3);
    if (c.mean->size() == 2) text += ", " + number_text((*c.mean)[1], 3);
    if (c.cov->empty()) {
        text += "; σ " + number_text(*c.sigma, 3);
    } else {
        const Mat cov = covariance(target, index);
        text += "; σ " + number_text(std::sqrt(cov(0, 0)), 3);
        if (cov.rows() == 2) text += " along x, " + number_text(std::sqrt(cov(1, 1)), 3) + " along y";
    }
    if (!single) text += "; weight " + number_text(100 * component_weight(target, index), 3) + " %";
    return text + ".";
}

const char* component_hint(const HandleRef& ref, const Experiment& experiment) {
    if (std::holds_alternative<ComponentWidth>(ref))
        return "One σ from the mean. Drag outwards for a wider component, inwards for a narrower one.";
    return experiment.target.kind == TargetKind::gaussian
               ? "Drag to move, wheel for the width. Ctrl and a double click add a component."
               : "Drag to move, wheel for the width, Shift with either for the weight. Right click or Delete "
                 "removes it; Ctrl and a double click add one.";
}

std::string cause(const Experiment& experiment, int index, const char* key) {
    if (experiment.target.kind == TargetKind::gaussian) return std::string("target.") + key;
    return "target.component[" + std::to_string(index) + "]." + key;
}

// ---- what they do ----

void move(std::vector<double>& mean, DataPoint from, DataPoint to) {
    const auto moved = [](double value, double by) {
        return by == 0 ? value : std::clamp(to_step(value + by, 1e3), -far, far);
    };
    if (mean.size() == 2) mean[0] = moved(mean[0], to.x - from.x);
    mean.back() = moved(mean.back(), to.y - from.y);
}

template <int dim>
Edit drag_component(const Experiment& before, const PlotHandle& handle, const Drag& drag, const Figure&) {
    const int index = component_of(handle.ref);
    const bool is_mean = std::holds_alternative<ComponentMean>(handle.ref);
    Edit edit{before, cause(before, index, is_mean ? "mean" : "sigma")};
    const std::vector<ComponentRef> components = components_of(edit.experiment.target);
    if (index >= static_cast<int>(components.size())) return edit;
    std::vector<double>& mean = *components[static_cast<std::size_t>(index)].mean;
    if (mean.size() != dim) return edit;
    if (is_mean && drag.shift) {
        weigh(edit.experiment, index, std::exp(drag.up / 60));
        edit.cause = cause(before, index, "weight");
    } else if (is_mean) {
        move(mean, drag.from, drag.to);
    } else {
        const auto distance = [&](DataPoint p) {
            return dim == 1 ? std::abs(p.y - mean[0]) : std::hypot(p.x - mean[0], p.y - mean[1]);
        };
        const double width = distance(drag.from);
        if (width > 0) widen(edit.experiment, index, std::max(distance(drag.to) / width, 1e-3));
    }
    return edit;
}

Edit wheel(const Experiment& before, const HandleRef& ref, double notches, bool shift) {
    const int index = component_of(ref);
    Edit edit{before, cause(before, index, shift ? "weight" : "sigma")};
    const double factor = std::pow(1.1, notches);
    shift ? weigh(edit.experiment, index, factor) : widen(edit.experiment, index, factor);
    return edit;
}

/// With Ctrl, as a double click without it has a meaning in every plot.
template <int dim>
std::optional<Edit> add_component_at(const Experiment& before, const Layout& layout, Point at, float, bool ctrl) {
    if (!ctrl || !layout.plot.contains(at)) return std::nullopt;
    const DataPoint place = data_at(layout, at);
    const double x = to_step(place.x, 1e3), y = to_step(place.y, 1e3);
    Edit edit{before, "target.component"};
    edit.refused = add_component(edit.experiment, dim == 2 ? std::vector<double>{x, y} : std::vector<double>{y});
    return edit;
}

Edit without_component(const Experiment& before, const HandleRef& ref) {
    Edit edit{before, "target.component"};
    edit.refused = remove_component(edit.experiment, component_of(ref));
    return edit;
}

template <int dim>
constexpr Touch touch = {.of_target = true,
                         .keeps_axes = true,
                         .handles = component_handles<dim>,
                         .text = component_text,
                         .hint = component_hint,
                         .drag = drag_component<dim>,
                         .wheel = wheel,
                         .add = add_component_at<dim>,
                         .remove = without_component};

} // namespace

constinit const Touch line_component_touch = touch<1>;
constinit const Touch plane_component_touch = touch<2>;

} // namespace halfstep
