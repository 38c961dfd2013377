// The x-t diagram of a 1-D run: exact p_t(x) as a quiet heat map, sampled paths over it, and at both ends the marginal
// histograms with the exact densities, growing outwards.

#include "app/plots/bins.h"
#include "app/plots/common.h"
#include "app/plots/component_touch.h"
#include "app/plots/law.h"
#include "app/plots/plots.h"
#include "app/plots/remarks.h"
#include "app/plots/shown.h"
#include "app/plots/step_arrows.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double xt_sds = 3.6;  // half the height of the view, in standard deviations of the widest law
constexpr double margin = 0.17; // room for the histograms on either side, of the time range
constexpr double full = 0.92;   // so much of the margin a bar fills that is `headroom` exact peaks high
constexpr int heat_rows = 240, most_columns = 320; // of the heat map: finer than it is smooth
constexpr std::size_t many_modes = 32; // so many fill a column with so much to add up that fewer columns have to do
constexpr int few_columns = 128;
constexpr int states_per_path = 500;
constexpr int all_paths = 96, most_paths = 36, least_paths = 12; // together; per sampler
constexpr double rough_share = 0.4;                              // so many of them where paths are rough

int paths_drawn(const Run& run, const SamplerRun& sampler) {
    const int fair = std::clamp(all_paths / static_cast<int>(run.samplers.size()), least_paths, most_paths);
    const int wanted = is_rough(sampler) ? static_cast<int>(rough_share * fair) : fair;
    return std::min(wanted, sampler.paths.particles);
}

/// Each column is p_t(x) at its own middle t, shown to its own maximum: wide and narrow laws are both readable.
HeatMap density_over_time(const Run& run, const Axis& y) {
    const int columns = run.target().components.size() <= many_modes ? most_columns : few_columns;
    HeatMap map;
    map.x_lo = 0;
    map.x_hi = t_end(run);
    map.y_lo = y.lo;
    map.y_hi = y.hi;
    map.columns = columns;
    map.rows = heat_rows;
    map.full_by_column = map.root = true;
    map.value.resize(static_cast<std::size_t>(columns) * heat_rows);
    const double cell = (y.hi - y.lo) / heat_rows;
    std::vector<float> column(heat_rows);
    for (int c = 0; c < columns; ++c) {
        const Level level = level_at(run.process(), (c + 0.5) / columns * map.x_hi);
        densities(resolved_terms(marginal(run.target(), level), cell), y.lo, y.hi, heat_rows, column.data());
        for (int r = 0; r < heat_rows; ++r) map.value[static_cast<std::size_t>(r) * columns + c] = column[r];
    }
    return map;
}

/// The paths of particles; all share their times.
Polylines sampled_paths(const Run& run, const SamplerRun& sampler, const ParticleRange& of, int most_states) {
    Polylines paths;
    const std::vector<int> shown = sampler.shown_states();
    std::vector<int> kept = thin(static_cast<int>(shown.size()), most_states);
    for (int& state : kept) state = shown[state];
    paths.length = static_cast<int>(kept.size());
    for (const int state : kept) paths.x.push_back(run.process().levels[sampler.levels()[state]].t);
    for (int particle = of.first; particle < std::min(of.end, sampler.paths.particles); particle += of.stride)
        for (const int state : kept) paths.y.push_back(*sampler.paths.at(particle, state));
    return paths;
}

/// One end of the diagram: `side` -1 at the data (left), +1 at the noise (right).
struct End {
    int side;
    double base;  ///< t where the bars stand
    double depth; ///< how long one is that is `headroom` exact peaks high, in units of t
    Target law;
};

void add_exact_density(Figure& figure, const End& end, const ExactDensity& density, double cap) {
    const DensityCurve& exact = density.curve;
    constexpr double visible = 1e-2; // of the peak: below, the curve would only thicken the edge that it stands on
    Curve curve;
    const std::size_t n = exact.x.size();
    const auto seen = [&](std::size_t i) { return exact.density[i] > visible * exact.peak; };
    for (std::size_t i = 0; i < n; ++i) {
        const bool shown = seen(i) || (i > 0 && seen(i - 1)) || (i + 1 < n && seen(i + 1)); // with its feet
        if (!shown && (curve.x.empty() || std::isnan(curve.x.back()))) continue;
        if (!shown) {
            curve.x.push_back(missing);
            curve.y.push_back(missing);
            continue;
        }
        curve.x.push_back(end.base + end.side * end.depth * exact.density[i] / cap);
        curve.y.push_back(exact.x[i]);
    }
    curve.ink = {Ink::exact, 0, 1};
    curve.width = 1.5f;
    curve.quiet = true; // it lies along the axis
    curve.name = std::string("exact density") + (density.averaged ? averages_remark : "");
    figure.marks.emplace_back(std::move(curve));
}

/// A histogram at one end of the diagram: of one sampler, or, in nobody's colour, of all that start alike.
struct EndBars {
    int sampler;
    bool shared;
};

/// All samplers usually start from the very same particles, with common random numbers: then one histogram says it all.
/// A forward chain does not start there.
std::vector<EndBars> end_bars(const Run& run, bool noise) {
    const auto counts = [](const SamplerRun& sampler) {
        const Histogram* histogram = histogram_of(sampler, 0, 0);
        return histogram ? histogram->counts : std::vector<std::uint32_t>();
    };
    std::vector<EndBars> all, shared;
    int first = -1, starting = 0;
    bool alike = noise;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        all.push_back({i, false});
        if (sampler.forward()) {
            shared.push_back({i, false});
            continue;
        }
        if (first < 0) {
            first = i;
            shared.push_back({i, true});
        }
        alike = alike && counts(sampler) == counts(run.samplers[static_cast<std::size_t>(first)]);
        ++starting;
    }
    return alike && starting > 1 ? shared : all;
}

/// The histograms of all samplers on one end, to one scale, set by the exact density: a sampler that collapses to a
/// spike leaves the plot, and flattens nobody.
void add_end(Figure& figure, const Run& run, const View& view, const End& end) {
    const std::vector<EndBars> drawn = end_bars(run, end.side > 0);
    const int count = static_cast<int>(drawn.size());
    std::vector<Bars> bars;
    for (const EndBars& one : drawn) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(one.sampler)];
        const Histogram* histogram =
            histogram_of(sampler, 0, end.side < 0 ? static_cast<int>(sampler.levels().size()) - 1 : 0);
        bars.push_back(histogram ? density_bars(*histogram, bin_sd * finest_sd(end.law, 0)) : Bars());
    }
    const ExactDensity exact = exact_density(end.law, figure.y.lo, figure.y.hi, bars);
    const double peak = exact.curve.peak > 0 ? exact.curve.peak : 1, cap = headroom * peak;
    for (int i = 0; i < count; ++i) {
        const Ink ink = drawn[i].shared ? Ink{Ink::muted, 0, 1} : sampler_ink(drawn[i].sampler, view);
        bars[i].horizontal = true;
        bars[i].base = end.base;
        bars[i].scale = end.side * end.depth / cap;
        bars[i].unit = peak;
        add_bars(figure.marks, std::move(bars[i]), ink, count);
    }
    add_exact_density(figure, end, exact, cap);
}

/// The level that runs start from: T, but a spacing may stop short of it.
int start_level(const Run& run) {
    int level = 0;
    for (const SamplerRun& sampler : run.samplers)
        if (!sampler.levels().empty()) level = std::max(level, sampler.levels().front());
    return level > 0 ? level : run.process().steps();
}

/// A line where time ends, and the name of that end over the histograms beyond it, as far `outwards` as they may go.
void add_edge(Figure& figure, double t, double outwards, const char* name) {
    Rule edge;
    edge.value = t;
    edge.ink = {Ink::muted, 0, 0.6f};
    edge.width = 0.75f;
    figure.marks.emplace_back(edge);
    Label label;
    label.x = t + 0.5 * outwards;
    label.from = std::min(t, t + outwards);
    label.to = std::max(t, t + outwards);
    label.y = figure.y.hi;
    label.text = name;
    label.horizontal = Align::middle;
    label.vertical = Align::start;
    label.ink = {Ink::muted, 0, 1};
    label.dy = -4;
    figure.marks.emplace_back(label);
}

std::string xt_caption(const Run& run, const View& view) {
    int least = 0, most = 0;
    for (const SamplerRun* sampler : shown_samplers(run, view, "xt")) {
        const int drawn = paths_drawn(run, *sampler);
        least = most == 0 ? drawn : std::min(least, drawn);
        most = std::max(most, drawn);
    }
    if (most == 0) return "shade: √(pₜ / max pₜ) · " + particles_text(run);
    const std::string paths = least < most ? std::to_string(least) + "–" + std::to_string(most) : std::to_string(most);
    return "shade: √(pₜ / max pₜ) · " + particles_text(run) + ", " + paths + (most == 1 ? " path" : " paths") +
           " drawn per sampler";
}

Range height_of_view(const Run& run, const View& view) {
    return view.held.on ? Range{view.held.y_lo, view.held.y_hi} : view_range(run, 0, xt_sds);
}

/// The path of one particle, strongly, and where it is at the cursor.
void add_marked_path(std::vector<Mark>& overlay, const Run& run, const View& view, int index, std::int64_t particle) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    const std::vector<int> shown = sampler.shown_states();
    Curve path;
    for (const int place : thin(static_cast<int>(shown.size()), states_per_path)) {
        const int state = shown[static_cast<std::size_t>(place)];
        const double* const x = state_of(run, index, particle, state);
        if (!x) return;
        path.x.push_back(run.process().levels[static_cast<std::size_t>(sampler.levels()[state])].t);
        path.y.push_back(std::isfinite(*x) ? *x : missing);
    }
    path.ink = sampler_ink(index, view);
    path.width = 2.25f;
    path.quiet = true;
    overlay.emplace_back(std::move(path));
    const int state = sampler.state_at(cursor_level(run, view));
    const Vec at = finite_state_of(run, index, particle, state);
    if (at.size() == 0) return;
    Points dot;
    dot.x = {run.process().levels[static_cast<std::size_t>(sampler.levels()[state])].t};
    dot.y = {at[0]};
    dot.ink = sampler_ink(index, view);
    dot.radius = 4;
    overlay.emplace_back(std::move(dot));
}

/// The particle's own path, over time.
void add_conditional_path(std::vector<Mark>& overlay, const Run& run, const View& view, int index) {
    Curve path = conditional_curve(run, view, index);
    for (const OwnPlace& place : own_path(run, index, view.pinned, states_per_path)) {
        path.x.push_back(place.t);
        path.y.push_back(place.x[0]);
    }
    if (!path.x.empty()) overlay.emplace_back(std::move(path));
}

/// Where the drawn paths are at the cursor, while they appear by and by.
void add_heads(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const int level = cursor_level(run, view);
    for (const int i : drawing_order(run, view)) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const int state = sampler.state_at(level);
        if (state < 0 || state >= sampler.paths.states) continue;
        Points heads;
        const double t = run.process().levels[static_cast<std::size_t>(level)].t;
        const auto t_of = [&](int s) { return run.process().levels[static_cast<std::size_t>(sampler.levels()[s])].t; };
        const int next = std::min(state + 1, sampler.paths.states - 1);
        const double apart = t_of(state) - t_of(next), part = apart > 0 ? (t_of(state) - t) / apart : 0;
        for (int p = 0; p < paths_drawn(run, sampler); ++p) {
            const double from = *sampler.paths.at(p, state), to = *sampler.paths.at(p, next);
            heads.x.push_back(t);
            heads.y.push_back(from + std::clamp(part, 0.0, 1.0) * (to - from)); // on the line that is drawn
        }
        heads.ink = sampler_ink(i, view);
        heads.radius = 2.25f;
        overlay.emplace_back(std::move(heads));
    }
}

std::vector<Mark> overlay_xt(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    const Range range = height_of_view(run, view);
    if (const std::int64_t particle = marked_particle(view); particle >= 0)
        for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
            if (view.pinned >= 0) add_conditional_path(overlay, run, view, i);
            add_marked_path(overlay, run, view, i, particle);
        }
    if (view.reveal != Reveal::nothing) add_heads(overlay, run, view);
    add_line_arrows(overlay, run, view, range);
    add_cursor(overlay, run, view, true, range.hi); // above the ground of the step
    return overlay;
}

Figure plot_xt(const Run& run, const View& view) {
    Figure figure;
    figure.name = "xt";
    figure.title = "Paths over pₜ(x)";
    if (!drawable(run) || !is_1d(run)) return figure;
    const Range range = height_of_view(run, view);
    const double end = t_end(run);
    figure.caption = xt_caption(run, view);
    figure.x = time_axis(run);
    figure.x.lo = -margin * end;
    figure.x.hi = (1 + margin) * end;
    figure.x.tick_lo = 0;
    figure.x.tick_hi = end;
    figure.y.label = "x";
    figure.y.lo = range.lo;
    figure.y.hi = range.hi;

    HeatMap density = density_over_time(run, figure.y);
    density.label = "exact pₜ(x)";
    density.topic = Topic::law;
    figure.marks.emplace_back(std::move(density));
    add_sampler_keys(figure, run, view);
    for (const auto& [i, first, stride] : rounds(run, view)) {
        const SamplerRun& sampler = run.samplers[i];
        Polylines paths = sampled_paths(run, sampler, {first, paths_drawn(run, sampler), stride}, states_per_path);
        if (paths.y.empty()) continue;
        paths.ink = sampler_ink(i, view, is_rough(sampler) ? 0.6f : 0.9f);
        paths.width = is_rough(sampler) ? 0.8f : 1.1f;
        paths.label = sampler.spec().name;
        figure.marks.emplace_back(std::move(paths));
    }
    const double depth = full * margin * end;
    add_end(figure, run, view, {-1, 0, depth, marginal(run.target(), run.process().levels[0])});
    add_end(figure, run, view, {+1, end, depth, marginal(run.target(), run.process().levels[start_level(run)])});
    add_edge(figure, 0, -margin * end, "data");
    add_edge(figure, end, margin * end, "noise");
    figure.overlay = overlay_xt(run, view);
    return figure;
}

std::string xt_words(const Run& run, const View& view) {
    const int end = run.process().steps();
    std::string text =
        "Sampled paths of x from noise, at the right, to data, at the left, over the exact density of xₜ "
        "as shade; at both ends stand the histograms of " +
        particles_text(run) + " per sampler. The exact law has mean " + exact_mean_text(run, end) + " and variance " +
        exact_variance_text(run, end) + " at the noise, mean " + exact_mean_text(run, 0) + " and variance " +
        exact_variance_text(run, 0) + " at the data.";
    return text + by_sampler(at_cursor(run, view) + ", each sampler's particles",
                             of_each_sampler(run, view, "xt", [&](const SamplerRun& sampler, int) {
                                 const int state = sampler.state_at(cursor_level(run, view));
                                 return "mean " + told_mean(run, sampler, state) + ", variance " +
                                        told_variance(run, sampler, state);
                             }));
}

/// The one whose path passes nearest to the mouse.
int particle_on_paths(const Run& run, const Layout& layout, const View& view, Point at, float reach) {
    constexpr int shown_paths = 32;
    const int level = level_near(run.process(), layout.x.value(at.x));
    float best = reach;
    int nearest = -1;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        if (!seen_at(layout, view, i)) continue;
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const int state = sampler.state_at(level);
        for (int p = 0; p < std::min(shown_paths, sampler.paths.particles); ++p) {
            const float distance = std::abs(layout.y.pixel(*sampler.paths.at(p, state)) - at.y);
            if (distance >= best) continue;
            best = distance;
            nearest = p;
        }
    }
    return nearest;
}

} // namespace

extern const Plot xt_plot; // in the list: plots.cpp

constinit const Plot xt_plot = {
    .name = "xt",
    .title = "Paths over pₜ(x)",
    .help = "Sampled paths from noise (right) to data (left) over the exact density of xₜ; the histograms at both "
            "ends should fill the exact curves. A bar that leaves the plot, marked ← 5×, reaches five times as far "
            "as the exact peak.",
    .applies = is_1d,
    .needs = "a target with one dimension",
    .make = plot_xt,
    .overlay = overlay_xt,
    .words = xt_words,
    .on_stage = true,
    .particle_at = particle_on_paths,
    .touch = &line_component_touch,
};

} // namespace halfstep
