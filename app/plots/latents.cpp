// A deterministic sampler as a map from latents to data. In the plane: what lies between two latents, decoded, and one
// point of the data there and back. On a line: the whole map, over the exact one.

#include "app/base/number_text.h"
#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/latent_particles.h"
#include "app/plots/law.h"
#include "app/plots/words.h"
#include "core/law/catalog.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double latent_sds = 3.6, latent_reach = 3.2;
constexpr int latent_map_cells = 140;
constexpr int most_states = 400; // of the way there and back
const char* const names[] = {"z₁", "z₂", "x₀"};

void widen_to(Range& range, double value) {
    range.lo = std::min(range.lo, value);
    range.hi = std::max(range.hi, value);
}

/// Of the data, of N(0, I), and of what the user has put there: nothing that is computed moves an axis.
Range plane_range(const Run& run, int coordinate) {
    Range range = support(run.target(), coordinate, latent_sds);
    widen_to(range, -latent_reach);
    widen_to(range, latent_reach);
    const Latents& l = *run.latents;
    for (const Block<double>* point : {&l.z1, &l.z2, &l.x0}) widen_to(range, (*point)(0, coordinate));
    return round_out(range);
}

Polylines path(const std::vector<double>& x, const std::vector<double>& y, Ink ink, float width) {
    Polylines line;
    line.length = static_cast<int>(x.size());
    line.x.assign(x.begin(), x.end());
    line.y.assign(y.begin(), y.end());
    line.ink = ink;
    line.width = width;
    return line;
}

Polylines way(const Block<double>& states, Ink ink) {
    std::vector<double> x, y;
    for (const int i : thin(static_cast<int>(states.rows()), most_states)) {
        x.push_back(states(i, 0));
        y.push_back(states(i, 1));
    }
    return path(x, y, ink, 1);
}

struct PlanePlace {
    double x = 0, y = 0;
};

void add_place_dot(Figure& figure, const PlanePlace& at, Ink ink, float radius, const char* label = "") {
    Points point;
    point.x = {at.x};
    point.y = {at.y};
    point.ink = ink;
    point.radius = radius;
    point.label = label;
    figure.marks.emplace_back(std::move(point));
}

/// Decoded points in the plane as a curve.
Curve decoded_curve(const Block<double>& x, Ink ink, Dash dash, const std::string& label) {
    Curve curve;
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
        curve.x.push_back(x(i, 0));
        curve.y.push_back(x(i, 1));
    }
    curve.ink = ink;
    curve.width = 2;
    curve.dash = dash;
    curve.label = label;
    return curve;
}

/// A handle with its name beside it, `off` points from it.
void add_handle(Figure& figure, int id, const PlanePlace& at, Ink ink, Point off) {
    Handle handle;
    handle.x = at.x;
    handle.y = at.y;
    handle.id = id;
    handle.ink = ink;
    handle.tip = names[id];
    figure.marks.emplace_back(std::move(handle));
    Label name;
    name.x = at.x;
    name.y = at.y;
    name.text = names[id];
    name.dx = off.x;
    name.dy = off.y;
    name.horizontal = off.x > 0 ? Align::start : Align::middle;
    figure.marks.emplace_back(std::move(name));
}

/// Whether another place lies right below this one: a name there would be hidden.
bool has_below(const PlanePlace& at, const std::vector<PlanePlace>& others, double near) {
    return std::any_of(others.begin(), others.end(), [&](const PlanePlace& other) {
        return std::abs(other.x - at.x) < near && other.y < at.y - near / 4 && other.y > at.y - near;
    });
}

double norm(const Block<double>& row) { return std::sqrt(row.square().sum()); }

/// The error of the way there and back, and the norms of the latents: short, for a narrow column.
std::string latents_caption(const Latents& l) {
    constexpr int digits = 2;
    const double rounding = resolution_of(norm(l.x0), Precision::double_);
    const std::string round_trip = number_text(l.round_trip, 3, rounding);
    const std::string halfway = number_text(l.lerp_norm, digits);
    const std::string text = "|x₀′ − x₀| " + round_trip + " · |z₁| " + number_text(norm(l.z1), digits) + ", |z₂| " +
                             number_text(norm(l.z2), digits) + ", halfway ";
    if (l.x0.cols() == 1) return text + halfway + " (lerp only)";
    return text + "lerp " + halfway +
           (std::isnan(l.slerp_norm) ? ", no arc" : ", slerp " + number_text(l.slerp_norm, digits));
}

void plane(Figure& figure, const Run& run, const View& view) {
    const Latents& l = *run.latents;
    const Ink ink = sampler_ink(l.sampler, view);
    const std::string& name = run.samplers[static_cast<std::size_t>(l.sampler)].spec().name;
    const Range x = plane_range(run, 0), y = plane_range(run, 1);
    figure.equal_aspect = true;
    figure.x.label = "x";
    figure.y.label = "y";
    figure.x.lo = x.lo;
    figure.x.hi = x.hi;
    figure.y.lo = y.lo;
    figure.y.hi = y.hi;
    const Range data_x = widened(support(run.target(), 0), least_map * (x.hi - x.lo));
    const Range data_y = widened(support(run.target(), 1), least_map * (y.hi - y.lo));
    const double cell = std::max(data_x.hi - data_x.lo, data_y.hi - data_y.lo) / latent_map_cells;
    HeatMap data = density_map(
        density_grid(resolved_terms(run.target(), cell), data_x, data_y, latent_map_cells, latent_map_cells));
    data.label = "p(x₀)";
    data.topic = Topic::law;
    figure.marks.emplace_back(std::move(data));

    Polylines out = way(l.way_out, {Ink::muted, 0, 0.9f}), back = way(l.way_back, sampler_ink(l.sampler, view, 0.6f));
    out.label = "x₀ to x_T";
    figure.marks.emplace_back(std::move(out));
    figure.marks.emplace_back(std::move(back));
    const Ink quiet{Ink::muted, 0, 0.8f};
    figure.marks.emplace_back(path({l.z1(0, 0), l.z2(0, 0)}, {l.z1(0, 1), l.z2(0, 1)}, quiet, 0.75f));
    figure.marks.emplace_back(decoded_curve(l.lerp, ink, Dash::dashed, name + ", lerp"));
    if (l.slerp.rows() > 0) figure.marks.emplace_back(decoded_curve(l.slerp, ink, Dash::solid, name + ", slerp"));
    add_place_dot(figure, {l.x1(0, 0), l.x1(0, 1)}, ink, 4);
    add_place_dot(figure, {l.x2(0, 0), l.x2(0, 1)}, ink, 4);
    add_place_dot(figure, {l.z0(0, 0), l.z0(0, 1)}, {Ink::muted, 0, 1}, 3);
    add_place_dot(figure, {l.back(0, 0), l.back(0, 1)}, ink, 3);
    std::vector<PlanePlace> taken;
    for (const Block<double>* at : {&l.x1, &l.x2, &l.z0, &l.back, &l.z1, &l.z2, &l.x0})
        taken.push_back({(*at)(0, 0), (*at)(0, 1)});
    const double near = 0.15 * (y.hi - y.lo);
    const auto add = [&](int id, const Block<double>& at, Ink of) {
        const PlanePlace place{at(0, 0), at(0, 1)};
        add_handle(figure, id, place, of, {0, has_below(place, taken, near) ? 14.f : -14.f});
    };
    add(0, l.z1, ink);
    add(1, l.z2, ink);
    add(2, l.x0, {Ink::text, 0, 1});
    figure.caption = latents_caption(l);
}

void line(Figure& figure, const Run& run, const View& view) {
    const Latents& l = *run.latents;
    const Ink ink = sampler_ink(l.sampler, view), quiet{Ink::muted, 0, 0.9f};
    Range data = support(run.target(), 0, latent_sds);
    widen_to(data, l.x0(0, 0));
    data = round_out(data);
    figure.x.label = l.scale == 1 ? "z = x_T" : "z = x_T / " + as_operand(number_text(l.scale));
    figure.x.lo = l.z.front();
    figure.x.hi = l.z.back();
    figure.y.label = "x₀";
    figure.y.lo = data.lo;
    figure.y.hi = data.hi;

    const auto curve = [&](const std::vector<double>& x, const std::vector<double>& y) {
        Curve c;
        c.x = x;
        c.y = y;
        return c;
    };
    Curve exact = curve(l.z, l.exact);
    exact.ink = {Ink::exact, 0, 1};
    exact.dash = Dash::dashed;
    exact.label = "exact ODE";
    Curve decoded = curve(l.z, l.decoded);
    decoded.ink = ink;
    decoded.label = run.samplers[static_cast<std::size_t>(l.sampler)].spec().name;
    std::vector<double> z, x;
    for (Eigen::Index i = 0; i < l.lerp.rows(); ++i) {
        const double fraction = static_cast<double>(i) / static_cast<double>(l.lerp.rows() - 1);
        z.push_back((1 - fraction) * l.z1(0, 0) + fraction * l.z2(0, 0));
        x.push_back(l.lerp(i, 0));
    }
    Curve between = curve(z, x);
    between.ink = ink;
    between.width = 3.5f;
    between.label = "from z₁ to z₂ (lerp)";

    const double x0 = l.x0(0, 0), z0 = l.z0(0, 0), back = l.back(0, 0);
    figure.marks.emplace_back(path({figure.x.lo, z0, z0, figure.x.lo}, {x0, x0, back, back}, quiet, 1));
    for (const auto& [from, to] : {std::pair{&l.z1, &l.x1}, std::pair{&l.z2, &l.x2}})
        figure.marks.emplace_back(path({(*from)(0, 0), (*from)(0, 0)}, {figure.y.lo, (*to)(0, 0)}, quiet, 0.75f));
    figure.marks.emplace_back(std::move(decoded));
    figure.marks.emplace_back(std::move(between));
    figure.marks.emplace_back(std::move(exact));
    add_place_dot(figure, {l.z1(0, 0), l.x1(0, 0)}, ink, 4);
    add_place_dot(figure, {l.z2(0, 0), l.x2(0, 0)}, ink, 4);
    add_place_dot(figure, {z0, back}, {Ink::text, 0, 1}, 3);
    add_handle(figure, 0, {l.z1(0, 0), figure.y.lo}, ink, {9, 9});
    add_handle(figure, 1, {l.z2(0, 0), figure.y.lo}, ink, {9, 9});
    add_handle(figure, 2, {figure.x.lo, x0}, {Ink::text, 0, 1}, {9, 9});
    figure.caption = latents_caption(l);
}

std::vector<Mark> overlay_latents(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run) && run.latents) add_marked_latent(overlay, run, view);
    return overlay;
}

Figure plot_latents(const Run& run, const View& view) {
    Figure figure;
    figure.name = "latents";
    figure.title = "Between latents";
    if (!drawable(run) || !run.latents) return figure;
    is_1d(run) ? line(figure, run, view) : plane(figure, run, view);
    add_latent_particles(figure, run, view);
    figure.overlay = overlay_latents(run, view);
    return figure;
}

std::string latents_words(const Run& run, const View&) {
    const Latents& l = *run.latents;
    const auto row = [](const Block<double>& at) { return place_words(at.row(0).matrix().transpose()); };
    return "What " + run.samplers[static_cast<std::size_t>(l.sampler)].spec().name +
           " makes of the latents between z₁ = " + row(l.z1) + " and z₂ = " + row(l.z2) +
           ", which become x₀ = " + row(l.x1) + " and " + row(l.x2) + "; and the way of x₀ = " + row(l.x0) +
           " to its latent " + row(l.z0) + " and back to " + row(l.back) + ". " + caption_words(latents_caption(l)) +
           ".";
}

// ---- what can be touched ----

LatentPoint::Which which(const HandleRef& ref) { return std::get<LatentPoint>(ref).which; }

std::vector<double>& values_of(LatentsSpec& latents, LatentPoint::Which which) {
    return which == LatentPoint::z1 ? latents.z1 : which == LatentPoint::z2 ? latents.z2 : latents.x0;
}

std::vector<PlotHandle> latent_handles(const Experiment& experiment, const Figure& made, const Layout&) {
    std::vector<PlotHandle> handles;
    if (!experiment.latents) return handles;
    const bool is_line = dimension(experiment.target) == 1;
    for (const Mark& mark : made.marks)
        if (const auto* shown = std::get_if<Handle>(&mark)) {
            const auto which = static_cast<LatentPoint::Which>(shown->id);
            handles.push_back({.ref = LatentPoint{which},
                               .x = shown->x,
                               .y = shown->y,
                               .moves = !is_line                   ? PlotHandle::Moves::anywhere
                                        : which == LatentPoint::x0 ? PlotHandle::Moves::along_y
                                                                   : PlotHandle::Moves::along_x,
                               .in_figure = true,
                               .ink = which == LatentPoint::x0 ? Ink{Ink::text, 0, 1}
                                                               : Ink{Ink::sampler, latents_sampler(experiment), 1}});
        }
    return handles;
}

std::string latent_text(const HandleRef& ref, const Experiment& experiment) {
    const char* const shown[] = {"Latent z₁", "Latent z₂", "Data point x₀"};
    std::string text = std::string(shown[which(ref)]) + ":";
    LatentsSpec latents = experiment.latents.value_or(LatentsSpec{});
    for (const double value : values_of(latents, which(ref))) text += " " + number_text(value, 3);
    return text;
}

const char* latent_hint(const HandleRef& ref, const Experiment&) {
    return which(ref) == LatentPoint::x0
               ? "Drag it: the sampler's DDIM encodes it, and the sampler decodes its latent again. "
                 "Click it: the particle that ends nearest to it is pinned."
               : "Drag it: the sampler decodes what lies between z₁ and z₂. Click it: the particle that starts "
                 "nearest to it is pinned.";
}

/// Within the axes of the figure, so that these stay meanwhile.
Edit drag_latent(const Experiment& before, const PlotHandle& handle, const Drag& drag, const Figure& made) {
    const char* const keys[] = {"latents.z1", "latents.z2", "latents.x0"};
    Edit edit{before, keys[which(handle.ref)]};
    if (!before.latents) return edit;
    std::vector<double>& values = values_of(*edit.experiment.latents, which(handle.ref));
    const auto move = [](double& value, double by, const Axis& axis) {
        if (by != 0) value = std::clamp(to_step(value + by, 1e3), axis.lo, axis.hi);
    };
    const bool is_line = values.size() == 1, upwards = is_line && which(handle.ref) == LatentPoint::x0;
    if (!upwards) move(values[0], drag.to.x - drag.from.x, made.x);
    if (!is_line || upwards) move(values.back(), drag.to.y - drag.from.y, made.y); // x0 stands on the axis of the data
    return edit;
}

std::int64_t latent_particle_of(const Run& run, const HandleRef& ref) {
    if (!run.latents) return -1;
    const Latents& l = *run.latents;
    const Block<double>* const points[] = {&l.z1, &l.z2, &l.x0};
    return particle_nearest(run, points[which(ref)]->row(0).matrix().transpose(), which(ref) == LatentPoint::x0);
}

constexpr Touch latent_touch = {.handles = latent_handles,
                                .text = latent_text,
                                .hint = latent_hint,
                                .drag = drag_latent,
                                .particle = latent_particle_of};

bool has_latents(const Run& run) { return drawable(run) && run.latents != nullptr; }

} // namespace

extern const Plot latents_plot; // in the list: plots.cpp

constinit const Plot latents_plot = {
    .name = "latents",
    .title = "Between latents",
    .help = "Without noise x_T is a code of x₀: what the sampler makes of codes between z₁ and z₂, on the arc or "
            "straight, and the way of an x₀ to its code and back; above, how far it comes back beside itself, and "
            "the norms of the codes.",
    .applies = has_latents,
    .needs = "[latents] and a sampler without noise",
    .make = plot_latents,
    .overlay = overlay_latents,
    .words = latents_words,
    .called_for = [](const Experiment& experiment) { return experiment.latents.has_value(); },
    .particle_at = latent_particle_at,
    .touch = &latent_touch,
};

} // namespace halfstep
