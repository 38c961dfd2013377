#include "app/window/grips.h"

#include "app/plots/plots.h"
#include "core/control_points.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {
namespace {

constexpr double least_width = 1e-3, greatest_width = 1e3, far = 1e4; // of what a hand can want
constexpr double least_weight = 1e-4, greatest_weight = 1e4;

/// Numbers that a scene file can show: what lies below a hand's tremor is left out.
double at_digits(double value, int digits) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return std::strtod(text, nullptr);
}
double at_step(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

/// Along the longest axis of the ellipse, one standard deviation long.
Eigen::Vector2d long_axis(const Mat& cov) {
    if (cov.rows() == 1) return {0, std::sqrt(cov(0, 0))};
    if (cov(0, 1) == 0 && cov(0, 0) >= cov(1, 1)) return {std::sqrt(cov(0, 0)), 0};
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(Eigen::Matrix2d{cov});
    return solver.eigenvectors().col(1) * std::sqrt(solver.eigenvalues()[1]);
}

/// A width's grip stands off the mean's, also where the width is a few pixels.
Grip width_grip(int index, const Grip& mean, const Eigen::Vector2d& axis, const Layout& layout) {
    const float least = 12 * layout.scale;
    const Point at = layout.at(mean.x, mean.y), end = layout.at(mean.x + axis[0], mean.y + axis[1]);
    const float length = std::hypot(end.x - at.x, end.y - at.y);
    const double stretch = length > 0 && length < least ? least / length : 1;
    return {Grip::Kind::width, index, mean.x + stretch * axis[0], mean.y + stretch * axis[1]};
}

std::vector<Grip> component_grips(const TargetSpec& target, const Layout& layout) {
    std::vector<Grip> grips;
    TargetSpec spec = target;
    const std::vector<ComponentRef> components = components_of(spec);
    for (int i = 0; i < static_cast<int>(components.size()); ++i) {
        const std::vector<double>& m = *components[i].mean;
        const bool line = m.size() == 1;
        const Grip mean{Grip::Kind::mean, i, line ? 0 : m[0], line ? m[0] : m[1]};
        grips.push_back(mean);
        grips.push_back(width_grip(i, mean, long_axis(covariance(target, i)), layout));
    }
    return grips;
}

void drag_control_point(ProcessSpec& process, const Grip& grip, Place from, Place to) {
    ScheduleSpec& schedule = process.schedule;
    if (!has_curve(process) || grip.index >= static_cast<int>(schedule.points.size())) return;
    const ControlPoint before = schedule.points[grip.index];
    const double u = to.x == from.x ? before.u : at_step(before.u + (to.x - from.x) / process.steps, 1e4);
    // From where it is shown: one that lies beyond the axis is taken hold of at its edge.
    const double log_snr = to.y == from.y ? before.log_snr : at_step(std::log(grip.y) + std::log(to.y / from.y), 1e3);
    move_control_point(schedule, grip.index, u, log_snr);
}

void drag_component(Experiment& experiment, const Grip& grip, Place from, Place to, bool is_line) {
    const std::vector<ComponentRef> components = components_of(experiment.target);
    if (grip.index >= static_cast<int>(components.size())) return;
    std::vector<double>& mean = *components[grip.index].mean;
    if (is_line != (mean.size() == 1)) return;
    if (grip.kind == Grip::Kind::mean) {
        const auto moved = [](double value, double by) {
            return by == 0 ? value : std::clamp(at_step(value + by, 1e3), -far, far);
        };
        if (!is_line) mean[0] = moved(mean[0], to.x - from.x);
        mean.back() = moved(mean.back(), to.y - from.y);
        return;
    }
    const auto distance = [&](Place p) {
        return is_line ? std::abs(p.y - mean[0]) : std::hypot(p.x - mean[0], p.y - mean[1]);
    };
    const double before = distance(from);
    if (before > 0) widen(experiment, grip.index, std::max(distance(to) / before, 1e-3));
}

} // namespace

std::string grip_name(const Grip& grip) {
    const char* const names[] = {"schedule.point", "mean", "width", "latent"};
    return std::string(names[static_cast<int>(grip.kind)]) + "[" + std::to_string(grip.index) + "]";
}

std::vector<Grip> grips_on(const std::string& plot, const Experiment& experiment, const Layout& layout, bool editing) {
    std::vector<Grip> grips;
    if (plot == "schedule" && has_curve(experiment.process))
        for (int i = 0; i < static_cast<int>(experiment.process.schedule.points.size()); ++i) {
            const Handle handle = control_handle(experiment.process, i);
            grips.push_back({Grip::Kind::control_point, i, handle.x, handle.seen_y()});
        }
    const char* const stage = dimension(experiment.target) == 2 ? "plane" : "xt";
    if (plot == stage && editing) grips = component_grips(experiment.target, layout);
    return grips;
}

std::optional<Grip> grip_under(const std::vector<Grip>& grips, const Layout& layout, Point at, float reach) {
    std::optional<Grip> found;
    float best = reach;
    const Rect& p = layout.plot;
    const Rect inside{p.x - 1, p.y - 1, p.w + 2, p.h + 2};
    for (const Grip& grip : grips) {
        const Point there = layout.at(grip.x, grip.y);
        if (!inside.contains(there)) continue;
        const float distance = std::hypot(there.x - at.x, there.y - at.y);
        if (!(distance < best)) continue;
        best = distance;
        found = grip;
    }
    return found;
}

Experiment dragged(const Experiment& before, const Grip& grip, Place from, Place to, bool is_line) {
    Experiment after = before;
    if (grip.kind == Grip::Kind::control_point)
        drag_control_point(after.process, grip, from, to);
    else
        drag_component(after, grip, from, to, is_line);
    return after;
}

// ---- latents ----

std::vector<Grip> latent_grips(const Figure& figure) {
    std::vector<Grip> grips;
    for (const Mark& mark : figure.marks)
        if (const auto* handle = std::get_if<Handle>(&mark))
            grips.push_back({Grip::Kind::latent, handle->id, handle->x, handle->y});
    return grips;
}

const std::vector<double>& latent_values(const Experiment& experiment, int index) {
    static const std::vector<double> none;
    if (!experiment.latents || index < 0 || index > 2) return none;
    const LatentsSpec& latents = *experiment.latents;
    return index == 0 ? latents.z1 : index == 1 ? latents.z2 : latents.x0;
}

Experiment dragged_latent(const Experiment& before, const Grip& grip, Place from, Place to, const Figure& figure) {
    Experiment after = before;
    if (latent_values(before, grip.index).empty()) return after;
    LatentsSpec& latents = *after.latents;
    std::vector<double>& values = grip.index == 0 ? latents.z1 : grip.index == 1 ? latents.z2 : latents.x0;
    const auto move = [](double& value, double by, const Axis& axis) {
        if (by != 0) value = std::clamp(at_step(value + by, 1e3), axis.lo, axis.hi);
    };
    const bool is_line = values.size() == 1, upwards = is_line && grip.index == 2; // x0 stands on the axis of the data
    if (!upwards) move(values[0], to.x - from.x, figure.x);
    if (!is_line || upwards) move(values.back(), to.y - from.y, figure.y);
    return after;
}

// ---- schedules ----

void make_curve(ProcessSpec& process) {
    try {
        process.schedule = fit_control_points(process.schedule, process.steps);
    } catch (const Error&) { // nothing to follow: the schedule is impossible, and the window says so already
        process.schedule.kind = ScheduleKind::custom;
        process.schedule.alpha_bar.clear();
        process.schedule.points = {{0, 9}, {0.5, 0}, {1, -9}};
    }
}

bool has_curve(const ProcessSpec& process) {
    const ScheduleSpec& schedule = process.schedule;
    return process.kind == ProcessKind::vp && schedule.kind == ScheduleKind::custom && schedule.alpha_bar.empty() &&
           !schedule.points.empty();
}

bool near_curve(const ProcessSpec& process, const Layout& layout, Point at, float reach) {
    if (!has_curve(process) || !layout.plot.contains(at)) return false;
    try {
        const LogSnrCurve curve(process.schedule.points);
        // Where it is steep, the nearest point lies to the side.
        for (float dx = -reach; dx <= reach; ++dx) {
            const double u = layout.x.value(at.x + dx) / process.steps;
            if (u < 0 || u > 1) continue;
            if (std::hypot(layout.y.pixel(std::exp(curve(u))) - at.y, dx) < reach) return true;
        }
    } catch (const Error&) { // an impossible curve passes nowhere
    }
    return false;
}

std::string add_point(ProcessSpec& process, double u) {
    if (!has_curve(process)) return "Only a custom curve has points.";
    if (static_cast<int>(process.schedule.points.size()) >= ControlLimits::most_points)
        return "A curve has at most " + std::to_string(ControlLimits::most_points) +
               " points. Remove one: right click, or Delete over it.";
    if (add_control_point(process.schedule, u) < 0)
        return "There is no room for a point here: its neighbours are too close.";
    return "";
}

std::string remove_point(ProcessSpec& process, int index) {
    if (!has_curve(process)) return "Only a custom curve has points.";
    if (!remove_control_point(process.schedule, index))
        return "The ends of the curve stay: it leads from the data, t = 0, to the noise, t = T.";
    return "";
}

// ---- components ----

std::vector<ComponentRef> components_of(TargetSpec& target) {
    std::vector<ComponentRef> components;
    if (target.kind == TargetKind::gaussian) components.push_back({&target.mean, &target.sigma, &target.cov, nullptr});
    if (target.kind == TargetKind::mixture)
        for (ComponentSpec& c : target.components) components.push_back({&c.mean, &c.sigma, &c.cov, &c.weight});
    return components;
}

bool has_components(const TargetSpec& target) {
    return target.kind == TargetKind::gaussian || target.kind == TargetKind::mixture;
}

bool can_be_mixture(const TargetSpec& target) {
    return target.kind == TargetKind::ring || target.kind == TargetKind::grid || target.kind == TargetKind::random;
}

void as_mixture(Experiment& experiment) {
    if (!can_be_mixture(experiment.target)) return;
    const Target law = make_target(experiment.target);
    experiment.target = usual_target(TargetKind::mixture);
    for (const Component& c : law.components) {
        ComponentSpec spec;
        spec.weight = c.weight;
        spec.mean.assign(c.mean.data(), c.mean.data() + c.mean.size());
        spec.sigma = std::sqrt(c.cov(0, 0));
        const bool round = c.cov.rows() == 1 || (c.cov(0, 0) == c.cov(1, 1) && c.cov(0, 1) == 0);
        if (!round) spec.cov = {c.cov(0, 0), c.cov(0, 1), c.cov(1, 0), c.cov(1, 1)};
        experiment.target.components.push_back(std::move(spec));
    }
}

Mat covariance(const TargetSpec& target, int index) {
    TargetSpec spec = target;
    const std::vector<ComponentRef> components = components_of(spec);
    if (index < 0 || index >= static_cast<int>(components.size())) return Mat::Identity(1, 1);
    const ComponentRef& c = components[index];
    const int dim = static_cast<int>(c.mean->size());
    if (static_cast<int>(c.cov->size()) != dim * dim) return *c.sigma * *c.sigma * Mat::Identity(dim, dim);
    Mat cov(dim, dim);
    for (int i = 0; i < dim; ++i)
        for (int j = 0; j < dim; ++j) cov(i, j) = (*c.cov)[static_cast<std::size_t>(i) * dim + j];
    return cov;
}

double share(const TargetSpec& target, int index) {
    if (target.kind != TargetKind::mixture) return 1;
    double total = 0;
    for (const ComponentSpec& c : target.components) total += c.weight;
    return target.components.at(index).weight / total;
}

void widen(Experiment& experiment, int index, double factor) {
    const std::vector<ComponentRef> components = components_of(experiment.target);
    if (index < 0 || index >= static_cast<int>(components.size()) || !(factor > 0)) return;
    const ComponentRef& c = components[index];
    if (c.cov->empty()) {
        *c.sigma = std::clamp(at_digits(*c.sigma * factor, 4), least_width, greatest_width);
        return;
    }
    double least = greatest_width, most = least_width; // both ends of the ellipse stay within the limits
    const Mat cov = covariance(experiment.target, index);
    for (int i = 0; i < cov.rows(); ++i)
        least = std::min(least, std::sqrt(cov(i, i))), most = std::max(most, std::sqrt(cov(i, i)));
    factor = std::clamp(factor, std::min(1.0, least_width / least), std::max(1.0, greatest_width / most));
    for (double& entry : *c.cov) entry = at_digits(entry * factor * factor, 6);
}

void weigh(Experiment& experiment, int index, double factor) {
    const std::vector<ComponentRef> components = components_of(experiment.target);
    if (index < 0 || index >= static_cast<int>(components.size()) || components.size() < 2 || !(factor > 0)) return;
    double& weight = *components[index].weight;
    weight = std::clamp(at_digits(weight * factor, 4), least_weight, greatest_weight);
}

std::string add_component(Experiment& experiment, const std::vector<double>& mean) {
    TargetSpec& target = experiment.target;
    if (!has_components(target)) return "This target has no components: edit it as a mixture first.";
    if (target.kind == TargetKind::mixture && target.components.size() >= Limits::max_components)
        return "A mixture has at most " + std::to_string(Limits::max_components) + " components.";
    if (static_cast<int>(mean.size()) != dimension(target)) return "The target has another dimension.";
    if (target.kind == TargetKind::gaussian) {
        const ComponentSpec only{1, target.mean, target.sigma, target.cov};
        target.kind = TargetKind::mixture;
        target.components = {only};
        for (SamplerSpec& sampler : experiment.samplers) // whose closed form is that of a Gaussian
            if (sampler.kind == SamplerKind::true_reverse) sampler.kind = SamplerKind::ddpm;
    }
    double log_width = 0, weight = 0;
    const double n = static_cast<double>(target.components.size());
    for (int i = 0; i < static_cast<int>(target.components.size()); ++i) {
        const Mat cov = covariance(target, i);
        log_width += 0.5 * std::log(cov.trace() / static_cast<double>(cov.rows())) / n;
        weight += target.components[i].weight / n;
    }
    target.components.push_back({at_digits(weight, 4), mean, at_digits(std::exp(log_width), 4), {}});
    return "";
}

std::string remove_component(Experiment& experiment, int index) {
    std::vector<ComponentSpec>& components = experiment.target.components;
    if (experiment.target.kind == TargetKind::gaussian || components.size() < 2)
        return "The last component stays: a target needs one.";
    if (index < 0 || index >= static_cast<int>(components.size())) return "There is no such component.";
    components.erase(components.begin() + index);
    return "";
}

} // namespace halfstep
