// The plane of a 2-D run at the cursor: exact density, score arrows, particles of every sampler, and the way that a few
// came.

#include "app/plots/common.h"
#include "app/plots/component_touch.h"
#include "app/plots/law.h"
#include "app/plots/shown.h"
#include "app/plots/step_arrows.h"
#include "app/plots/words.h"
#include "core/denoise/exact_denoiser.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {

namespace {

using namespace plots;

constexpr double map_sds = 4.5; // the density map reaches to where its shade is invisible
constexpr int plane_map_cells = 160;
constexpr int arrow_cells = 14; // across the longer side of the view
constexpr double flat_view = 3; // width to height, or the other way round: from there on axes have units of their own
constexpr double arrow_length = 0.8; // of a cell: how long an infinite score is drawn
constexpr int all_points = 12'000;   // of all samplers together, where the cursor does not ask for more
constexpr int cloud_layers = 8;
constexpr int all_trails = 48, most_trails = 24, least_trails = 6; // together; per sampler
constexpr int rough_trails = 8;                                    // at most so many where paths are rough
constexpr int long_rough_trails = 3;                               // of those, from the start on
constexpr double recent = 0.12; // of the way behind a particle: drawn strongly, as a comet's tail
constexpr int states_per_trail = 250;

int per_sampler(const Run& run, int all, int least, int most) {
    return std::clamp(all / std::max<int>(1, static_cast<int>(run.samplers.size())), least, most);
}

Range law_range(const Target& law, int coordinate) { return support(law, coordinate, map_sds); }

/// The exact density as a shade, and, to be drawn above the particles, lines around the regions of highest density that
/// hold half and nine tenths of it. No levels where the grid is too coarse for the law.
struct Density {
    HeatMap shade;
    Contours lines;
};

Density density_at(const Target& law, const Figure& figure) {
    // Where the law is narrow so is the map: its cells follow the law, never finer than a thousandth of the view.
    const Range x = widened(law_range(law, 0), least_map * (figure.x.hi - figure.x.lo));
    const Range y = widened(law_range(law, 1), least_map * (figure.y.hi - figure.y.lo));
    const double cell = std::max(x.hi - x.lo, y.hi - y.lo) / plane_map_cells;
    std::vector<Term> exact = terms(law, 0);
    const bool resolved =
        finest_detail(exact) > cell; // else modes could fall between cells, and lines would not be its own
    if (!resolved) exact = terms(law, 0.5 * cell);
    HeatMap grid = density_grid(exact, x, y, plane_map_cells, plane_map_cells);
    Density density;
    Contours& lines = density.lines = contours_on(grid);
    lines.value = grid.value;
    if (resolved) lines.levels = {mass_level(grid, 0.9), mass_level(grid, 0.5)};
    lines.ink = {Ink::exact, 0, 0.6f};
    lines.width = 0.9f;
    lines.label = "50 and 90 % of pₜ";
    lines.topic = Topic::law;
    density.shade = density_map(std::move(grid));
    density.shade.label = "exact pₜ";
    density.shade.topic = Topic::law;
    return density;
}

/// The score on a fixed grid, as arrows about its points. It reaches beyond the axes, because an equal-aspect view
/// grows to fit its window. The score is the denoiser's, (a x0_hat - x) / b^2 [Tweedie], which is right however far
/// out.
Arrows score_arrows(const Run& run, int level_index, const Figure& figure) {
    Arrows arrows;
    const double width = figure.x.hi - figure.x.lo, height = figure.y.hi - figure.y.lo;
    // Square ones where the units are: the longer side has so many.
    const double cell = std::max(width, height) / arrow_cells, ratio = figure.equal_aspect ? 1 : height / width;
    const double cell_x = std::min(cell, cell / ratio), cell_y = std::min(cell, cell * ratio);
    Level level = run.process().levels[static_cast<std::size_t>(level_index)];
    level.b = std::max(level.b, 1e-3 * cell); // the data may be points or boxes, which have no score of their own
    const double sd = std::sqrt(0.5 * marginal(run.target(), level).cov().trace());
    const int reach = arrow_cells; // cells from the middle: twice the view
    const double cx = 0.5 * (figure.x.lo + figure.x.hi), cy = 0.5 * (figure.y.lo + figure.y.hi);
    Block<double> at(4 * reach * reach, 2), x0_hat(4 * reach * reach, 2);
    for (Eigen::Index i = 0; i < at.rows(); ++i) {
        at(i, 0) = cx + (static_cast<double>(i % (2 * reach)) - reach + 0.5) * cell_x;
        at(i, 1) = cy + (static_cast<double>(i / (2 * reach)) - reach + 0.5) * cell_y;
    }
    ExactDenoiser<double>(run.target(), level)(at, x0_hat);
    const Block<double> score = (level.a * x0_hat - at) / (level.b * level.b);
    for (Eigen::Index i = 0; i < at.rows(); ++i) {
        arrows.x.push_back(at(i, 0));
        arrows.y.push_back(at(i, 1));
        arrows.dx.push_back(score(i, 0));
        arrows.dy.push_back(score(i, 1));
    }
    arrows.middles = true;
    arrows.half = 1 / sd;
    arrows.scale = arrow_length * cell / arrows.half;
    arrows.ink = {Ink::muted, 0, 0.45f};
    arrows.width = 0.9f;
    arrows.label = "score";
    arrows.topic = Topic::score;
    return arrows;
}

int points_drawn(const Run& run, const View& view) {
    const int wanted = view.points > 0 ? view.points : per_sampler(run, all_points, 1, usual_points);
    return static_cast<int>(std::min<std::int64_t>(run.particles, wanted));
}

/// Smaller the more there are: the ink on the page grows slower than the count.
float point_radius(int count) {
    return static_cast<float>(std::clamp(2.0 * std::pow(1000.0 / std::max(count, 1), 0.22), 0.3, 3.5));
}

/// Half, and less where a paper asks for so many points that they would cover the plane: then their density shows.
float point_alpha(int count) {
    constexpr float most_ink = 16'100, falls = 1.25f; // square points, over pi; the power that their excess counts with
    const float radius = point_radius(count);
    return 0.5f * std::pow(std::min(1.0f, most_ink / (static_cast<float>(count) * radius * radius)), falls);
}

/// Rows begin .. end - 1 of a cloud.
Points cloud(const Frame& frame, Eigen::Index begin, Eigen::Index end) {
    Points points;
    points.single = frame.x.size() > 0;
    for (Eigen::Index i = begin; i < std::min(end, frame.rows()); ++i) {
        points.x.push_back(frame.at(i, 0));
        points.y.push_back(frame.at(i, 1));
    }
    return points;
}

/// How many moves a sampler has made to a state, and the states that it was in `least` to `most` moves before. A
/// forward chain comes from the data, the last one.
int moves_behind(const SamplerRun& sampler, int state) {
    return sampler.forward() ? sampler.paths.states - 1 - state : state;
}
std::pair<int, int> states_behind(const SamplerRun& sampler, int state, int least, int most) {
    return sampler.forward() ? std::pair{state + least, state + most} : std::pair{state - most, state - least};
}

/// The ways of particles from the first of two states to the second.
Polylines trails(const SamplerRun& sampler, const ParticleRange& of, std::pair<int, int> states, int most_states) {
    const int from = states.first, to = states.second;
    Polylines lines;
    const std::vector<int> kept = thin(to - from + 1, most_states);
    lines.length = static_cast<int>(kept.size());
    for (int particle = of.first; particle < std::min(of.end, sampler.paths.particles); particle += of.stride)
        for (const int i : kept) {
            const double* at = sampler.paths.at(particle, from + i);
            lines.x.push_back(at[0]);
            lines.y.push_back(at[1]);
        }
    return lines;
}

/// Where those particles are.
Points heads(const SamplerRun& sampler, const ParticleRange& of, int state) {
    Points points;
    for (int particle = of.first; particle < std::min(of.end, sampler.paths.particles); particle += of.stride) {
        const double* at = sampler.paths.at(particle, state);
        points.x.push_back(at[0]);
        points.y.push_back(at[1]);
    }
    return points;
}

/// In layers of some particles of every sampler, another one on top in each: see rounds().
void add_clouds(Figure& figure, const Run& run, const View& view, int level) {
    const int samplers = static_cast<int>(run.samplers.size()), count = points_drawn(run, view);
    const int layers = samplers > 1 ? std::clamp(count / 100, 1, std::max(cloud_layers, samplers)) : 1;
    for (int layer = 0; layer < layers; ++layer)
        for (int k = 0; k < samplers; ++k) {
            const int i = (layer + k) % samplers;
            const SamplerRun& sampler = run.samplers[i];
            if (sampler.frames.empty()) continue;
            const auto row = [&](int at) { return static_cast<Eigen::Index>(count) * at / layers; };
            Points points = cloud(sampler.frame_at(sampler.state_at(level)), row(layer), row(layer + 1));
            // Of several samplers more opaque: where their particles coincide, the one on top is to be seen, no
            // mixture.
            points.ink = sampler_ink(i, view, (samplers > 1 ? 1.6f : 1) * point_alpha(count * samplers));
            points.radius = point_radius(count * samplers);
            points.label = sampler.spec().name;
            figure.marks.emplace_back(std::move(points));
        }
}

/// Whether most of its steps are noisy, however few they are: the way behind is a tangle.
bool jumps(const SamplerRun& sampler) { return sampler.plan->jumps(); }

void add_trails(Figure& figure, const Run& run, const View& view, const Round& round, int state) {
    const auto& [i, first, stride] = round;
    const SamplerRun& sampler = run.samplers[i];
    const bool rough = is_rough(sampler), tangled = jumps(sampler);
    const int fair = per_sampler(run, all_trails, least_trails, most_trails),
              count = rough ? std::min(fair, rough_trails) : fair;
    const int tail = std::max(1, static_cast<int>(recent * sampler.paths.states));
    const int behind = moves_behind(sampler, state);
    if (behind > tail) {
        Polylines lines = trails(sampler, {first, tangled ? std::min(count, long_rough_trails) : count, stride},
                                 states_behind(sampler, state, tail, behind), states_per_trail);
        lines.ink = sampler_ink(i, view, tangled ? 0.3f : 0.5f);
        lines.width = 0.8f;
        figure.marks.emplace_back(std::move(lines));
    }
    if (behind > 0) {
        Polylines lines = trails(sampler, {first, count, stride},
                                 states_behind(sampler, state, 0, std::min(tail, behind)), states_per_trail);
        lines.ink = sampler_ink(i, view);
        lines.width = 1.2f;
        figure.marks.emplace_back(std::move(lines));
    }
    Points points = heads(sampler, {first, count, stride}, state);
    points.ink = sampler_ink(i, view);
    points.radius = 2.5f;
    figure.marks.emplace_back(std::move(points));
}

/// Counts, and an honest word when the cloud is not of this very t: only so many whole clouds are kept.
std::string plane_caption(const Run& run, const View& view, int level, bool equal_units) {
    std::string text = caption_time(run, view) + (equal_units ? "" : "x and y in units of their own · ") +
                       "shade: √(pₜ / max) · arrows: score s, length |s| / (|s| + 1/sd) · ";
    const int drawn = points_drawn(run, view);
    text += drawn < run.particles ? grouped(drawn) + " of " + particles_text(run) : particles_text(run);
    text += " per sampler";
    for (const SamplerRun* sampler : shown_samplers(run, view, "plane")) {
        if (sampler->frames.empty()) continue;
        const int state = sampler->state_at(level), shown = sampler->frame_at(state).state;
        if (shown == state) continue;
        text += ", cloud of the nearest kept " + time_text(run, sampler->levels()[shown], view.notation);
        break;
    }
    return text;
}

bool in_reach(const SamplerRun& sampler, int state) { return state >= 0 && state < sampler.paths.states; }

/// The way that one particle has come, strongly, and where it is.
void add_marked_trail(std::vector<Mark>& overlay, const Run& run, const View& view, int index, std::int64_t particle) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    const int state = sampler.state_at(cursor_level(run, view));
    if (!in_reach(sampler, state)) return;
    const auto [from, to] = states_behind(sampler, state, 0, moves_behind(sampler, state));
    Curve line;
    for (const int i : thin(to - from + 1, states_per_trail)) {
        const double* const at = state_of(run, index, particle, from + i);
        if (!at) return;
        line.x.push_back(at[0]);
        line.y.push_back(at[1]);
    }
    line.ink = sampler_ink(index, view);
    line.width = 2;
    line.quiet = true;
    overlay.emplace_back(std::move(line));
    const Vec at = finite_state_of(run, index, particle, state);
    if (at.size() == 0) return;
    Points dot;
    dot.x = {at[0]};
    dot.y = {at[1]};
    dot.ink = sampler_ink(index, view);
    dot.radius = 4.5f;
    overlay.emplace_back(std::move(dot));
}

/// The particle's own path, in the plane.
void add_conditional_trail(std::vector<Mark>& overlay, const Run& run, const View& view, int index) {
    Curve path = conditional_curve(run, view, index);
    for (const OwnPlace& place : own_path(run, index, view.pinned, states_per_trail)) {
        path.x.push_back(place.x[0]);
        path.y.push_back(place.x[1]);
    }
    if (!path.x.empty()) overlay.emplace_back(std::move(path));
}

struct PlaneView {
    Range x, y;
};
PlaneView plane_view(const Run& run, const View& view) {
    const View::Held& held = view.held;
    if (held.on) return {{held.x_lo, held.x_hi}, {held.y_lo, held.y_hi}};
    return {view_range(run, 0, plane_sds), view_range(run, 1, plane_sds)};
}

std::vector<Mark> overlay_plane(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run) || !is_2d(run)) return overlay;
    if (const std::int64_t particle = marked_particle(view); particle >= 0)
        for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
            if (view.pinned >= 0) add_conditional_trail(overlay, run, view, i);
            add_marked_trail(overlay, run, view, i, particle);
        }
    if (view.inspect > 0) {
        const PlaneView shown = plane_view(run, view);
        add_plane_arrows(overlay, run, view, shown.x, shown.y);
    }
    return overlay;
}

Figure plot_plane(const Run& run, const View& view) {
    Figure figure;
    figure.name = "plane";
    figure.title = "Particles in the plane";
    figure.equal_aspect = true;
    if (!drawable(run) || !is_2d(run)) return figure;
    const int level = cursor_level(run, view);
    const auto [x, y] = plane_view(run, view);
    const double shape = (x.hi - x.lo) / (y.hi - y.lo);
    figure.equal_aspect = std::max(shape, 1 / shape) <= flat_view; // else most of the plot would be empty
    figure.x.label = "x";
    figure.x.lo = x.lo;
    figure.x.hi = x.hi;
    figure.y.label = "y";
    figure.y.lo = y.lo;
    figure.y.hi = y.hi;
    figure.x.grid = figure.y.grid = false; // the arrows are grid enough
    figure.caption = plane_caption(run, view, level, figure.equal_aspect);

    const Target law = marginal(run.target(), run.process().levels[level]);
    Density density = density_at(law, figure);
    figure.marks.emplace_back(std::move(density.shade));
    Contours key; // draws nothing: the legend names the lines beside the shade
    key.ink = density.lines.ink;
    key.width = density.lines.width;
    key.label = density.lines.label;
    key.topic = density.lines.topic;
    figure.marks.emplace_back(std::move(key));
    figure.marks.emplace_back(score_arrows(run, level, figure));
    add_clouds(figure, run, view, level);
    figure.marks.emplace_back(std::move(density.lines));
    for (const Round& round : rounds(run, view)) {
        const SamplerRun& sampler = run.samplers[round.sampler];
        if (const int state = sampler.state_at(level); in_reach(sampler, state))
            add_trails(figure, run, view, round, state);
    }
    figure.overlay = overlay_plane(run, view);
    return figure;
}

std::string plane_words(const Run& run, const View& view) {
    const int level = cursor_level(run, view);
    const std::string told = of_each_sampler(run, view, "plane", [&](const SamplerRun& sampler, int) {
        const int state = sampler.state_at(level);
        return "mean " + told_mean(run, sampler, state) + ", variance " + told_variance(run, sampler, state);
    });
    return "Each sampler's particles over the exact density of xₜ, whose score is shown by arrows. " +
           at_cursor(run, view) + ", the exact law has mean " + exact_mean_text(run, level) + " and variance " +
           exact_variance_text(run, level) + "." + by_sampler("Each sampler's particles there", told);
}

/// The one nearest to the mouse, of those that are drawn.
int particle_in_plane(const Run& run, const Layout& layout, const View& view, Point at, float reach) {
    float best = reach;
    int nearest = -1;
    for (int s = 0; s < static_cast<int>(run.samplers.size()); ++s) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(s)];
        if (sampler.frames.empty() || !seen_at(layout, view, s)) continue;
        const Frame& frame = sampler.frame_at(sampler.state_at(cursor_level(run, view)));
        const Points drawn = cloud(frame, 0, std::min<Eigen::Index>(frame.rows(), points_drawn(run, view)));
        for (std::size_t i = 0; i < drawn.x.size(); ++i) {
            const float distance = std::hypot(layout.x.pixel(drawn.x[i]) - at.x, layout.y.pixel(drawn.y[i]) - at.y);
            if (distance < best) best = distance, nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

} // namespace

extern const Plot plane_plot; // in the list: plots.cpp

constinit const Plot plane_plot = {
    .name = "plane",
    .title = "Particles in the plane",
    .help = "Particles at the cursor over the exact density of xₜ, with its score as arrows and the way that a few "
            "have come; the cloud should cover the shade.",
    .applies = is_2d,
    .needs = "a target with two dimensions",
    .make = plot_plane,
    .overlay = overlay_plane,
    .words = plane_words,
    .follows_cursor = true,
    .splits_from = 3,
    .on_stage = true,
    .particle_at = particle_in_plane,
    .touch = &plane_component_touch,
};

} // namespace halfstep
