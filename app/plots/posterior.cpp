// What x_t says of x0: the posterior p(x0 | x_t) of one particle at the cursor, with x0_hat as its mean. A denoiser
// predicts that mean, which need not be a likely x0.

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/posterior_curve.h"
#include "app/plots/words.h"
#include "core/sample/reverse.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double posterior_sds = 4; // of the data
constexpr int posterior_map_cells = 140;
constexpr double line_top = 1.18; // of the axis over a line: the greatest density is 1, above it stands whose it is

/// A density as it is, at places enough for what is narrow in it, over its maximum.
Curve over_its_maximum(DensityCurve density) {
    Curve curve;
    curve.x = std::move(density.x);
    curve.y = std::move(density.density);
    for (double& p : curve.y) p /= density.peak > 0 ? density.peak : 1;
    return curve;
}

/// The view, and beyond it what reaches further than that.
Range with(Range range, const Vec& mean, double reach) {
    return {std::min(range.lo, mean[0] - reach), std::max(range.hi, mean[0] + reach)};
}

/// p(x0) N(x_t; a x0, b^2) as a function of x0 over a line, scaled to its maximum, wherever that lies. Of Gaussians and
/// points it is again a law of such [MATH.md 3.3].
Curve line_posterior(const Run& run, const Level& level, double x, Range range) {
    constexpr double reach = 6;       // standard deviations
    constexpr double nothing = 1e-17; // of the whole: less than the rounding of the others
    const Posterior about = posterior(run.target(), level, Vec::Constant(1, x));
    const double sd = std::sqrt(std::max(about.cov(0, 0), 0.0));
    const Range all = with(range, about.mean, reach * sd);
    if (has_boxes(run.target()))
        return over_its_maximum(
            posterior_curve(run.target(), {.y = x, .A = level.a, .B = level.b * level.b}, all.lo, all.hi));
    Target law = reverse_law(run.target(), level, {0, 1, 0}, Vec::Constant(1, x));
    std::erase_if(law.components, [](const Component& component) { return component.weight < nothing; });
    return over_its_maximum(density_curve(law, all.lo, all.hi));
}

Curve line_prior(DensityCurve density) {
    Curve curve = over_its_maximum(std::move(density));
    curve.ink = {Ink::muted, 0, 1};
    curve.width = 1.25f;
    curve.label = "p(x₀)";
    curve.topic = Topic::law;
    return curve;
}

/// The state that a sampler shows at the cursor: x_t of the chosen particle, its level, and what that says of x0.
struct Shown {
    Vec x, x0_hat;
    Level level;
    Posterior law; ///< where there is noise
};
bool shown_by(int index, const Run& run, const View& view, Shown& shown) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    const int state = sampler.state_at(cursor_level(run, view));
    shown.x = finite_state_of(run, index, followed_particle(run, view), state);
    if (shown.x.size() == 0) return false;
    shown.level = sampler.level_of(state);
    shown.x0_hat = shown.x;
    if (shown.level.b > 0) {
        shown.law = posterior(run.target(), shown.level, shown.x);
        shown.x0_hat = shown.law.mean;
    }
    return shown.x0_hat.allFinite();
}

/// Data in a single place have no width to go by: some room about them then, on a scale that can be read.
Range line_view(const Run& run) {
    const Range range = support(run.target(), 0, posterior_sds);
    const double about = std::max(0.5, 0.5 * std::abs(range.lo));
    return round_out(range.hi > range.lo ? range : Range{range.lo - about, range.hi + about});
}

/// Where a mean lies that the view does not hold.
Label beyond_view(double mean, Range range, const Ink& ink, int row) {
    constexpr float line = 12, from_top = 4; // points
    const bool left = mean < range.lo;
    Label label;
    label.x = left ? range.lo : range.hi;
    label.y = line_top;
    label.text = left ? "← x̂₀ = " + number_text(mean, 4) : "x̂₀ = " + number_text(mean, 4) + " →";
    label.horizontal = left ? Align::start : Align::end;
    label.vertical = Align::start;
    label.ink = ink;
    label.dx = left ? from_top : -from_top;
    label.dy = -from_top - line * static_cast<float>(row);
    return label;
}

void overlay_line(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const Range range = line_view(run);
    int outside = 1; // the particle's name stands above
    for (const int i : drawing_order(run, view)) {
        Shown shown;
        if (!shown_by(i, run, view, shown)) continue;
        if (shown.level.b > 0) {
            Curve curve = line_posterior(run, shown.level, shown.x[0], range);
            curve.ink = sampler_ink(i, view);
            curve.width = 1.75f;
            overlay.emplace_back(std::move(curve));
        }
        Rule mean;
        mean.value = shown.x0_hat[0];
        mean.ink = sampler_ink(i, view);
        mean.width = 1.25f;
        mean.from = 0;
        mean.to = 1; // the greatest density; above it is said whose it is
        mean.dash = Dash::dashed;
        overlay.emplace_back(std::move(mean));
        if (shown.x0_hat[0] < range.lo || shown.x0_hat[0] > range.hi)
            overlay.emplace_back(beyond_view(shown.x0_hat[0], range, sampler_ink(i, view), outside++));
    }
}

/// The rectangle about the data on which 2-D laws of x0 are laid out.
struct DataGrid {
    Range x, y;
    HeatMap prior;
    double cell = 0;
    bool smoothed = false; ///< drawn wider by half a cell, which would else hold all of a component

    explicit DataGrid(const Run& run) : x(range(run, 0)), y(range(run, 1)) {
        cell = std::max(x.hi - x.lo, y.hi - y.lo) / posterior_map_cells;
        smoothed = !(finest_detail(terms(run.target(), 0)) > cell);
        prior = density_grid(resolved_terms(run.target(), cell), x, y, posterior_map_cells, posterior_map_cells);
    }

private:
    static Range range(const Run& run, int coordinate) {
        const Range range = view_range(run, coordinate, plane_sds);
        return widened(support(run.target(), coordinate, posterior_sds), least_map * (range.hi - range.lo));
    }
};

/// p(x0 | x_t) on the grid of the data, or on one of its own where it is far narrower than they are.
HeatMap posterior_grid(const Run& run, const DataGrid& data, const Shown& shown) {
    HeatMap map = data.prior;
    const std::optional<Rectangle> close =
        has_points(run.target()) ? std::nullopt : close_about(shown.law, data.x, data.y);
    if (close) {
        const double cell = std::max(close->x.hi - close->x.lo, close->y.hi - close->y.lo) / posterior_map_cells;
        map = density_grid(resolved_terms(run.target(), cell), close->x, close->y, posterior_map_cells,
                           posterior_map_cells);
    }
    const double dx = (map.x_hi - map.x_lo) / posterior_map_cells, dy = (map.y_hi - map.y_lo) / posterior_map_cells;
    const double a = shown.level.a, b = shown.level.b;
    std::vector<double> log_p(map.value.size());
    double peak = -std::numeric_limits<double>::infinity();
    for (int r = 0; r < posterior_map_cells; ++r)
        for (int c = 0; c < posterior_map_cells; ++c) {
            const std::size_t i = static_cast<std::size_t>(r * posterior_map_cells + c);
            const double zx = (shown.x[0] - a * (map.x_lo + (c + 0.5) * dx)) / b;
            const double zy = (shown.x[1] - a * (map.y_lo + (r + 0.5) * dy)) / b;
            log_p[i] = std::log(static_cast<double>(map.value[i])) - 0.5 * (zx * zx + zy * zy);
            peak = std::max(peak, log_p[i]);
        }
    double sum = 0;
    for (const double p : log_p) sum += std::exp(p - peak);
    for (std::size_t i = 0; i < log_p.size(); ++i)
        map.value[i] = peak > -std::numeric_limits<double>::infinity()
                           ? static_cast<float>(std::exp(log_p[i] - peak) / (sum * dx * dy))
                           : 0.0f;
    return map;
}

/// The same where neither holds it: about where it lies.
HeatMap posterior_away(const SeenInPlane& seen, const Shown& shown, const Rectangle& away) {
    if (has_boxes(seen.law)) return density_grid(seen, away, posterior_map_cells).map;
    const Target law = reverse_law(seen.law, shown.level, {0, 1, 0}, shown.x);
    const double cell = std::max(away.x.hi - away.x.lo, away.y.hi - away.y.lo) / posterior_map_cells;
    return density_grid(resolved_terms(law, cell), away.x, away.y, posterior_map_cells, posterior_map_cells);
}

/// Around the regions that hold 50 and 90 % of p(x0 | x_t), wherever that lies.
Contours plane_posterior(const Run& run, const DataGrid& data, const Shown& shown) {
    const SeenInPlane seen{run.target(), shown.x, shown.level.a, shown.level.b * shown.level.b};
    const std::optional<Rectangle> away =
        has_points(run.target()) ? std::nullopt : rectangle_beyond(seen, data.x, data.y);
    HeatMap map = away ? posterior_away(seen, shown, *away) : posterior_grid(run, data, shown);
    Contours lines = contours_on(map);
    lines.levels = {mass_level(map, 0.9), mass_level(map, 0.5)};
    if (!(lines.levels[0] < lines.levels[1])) lines.levels.clear(); // within one cell, or nowhere: the dots say it
    lines.value = std::move(map.value);
    lines.width = 1.25f;
    return lines;
}

/// A sampler's x_t, its x0_hat, and the line between them.
void add_pair(std::vector<Mark>& overlay, const Shown& shown, const Ink& ink) {
    Polylines line;
    line.length = 2;
    line.x = {shown.x[0], shown.x0_hat[0]};
    line.y = {shown.x[1], shown.x0_hat[1]};
    line.ink = ink;
    line.width = 1.25f;
    for (const std::vector<double>* ends : {&line.x, &line.y})
        for (const double end : *ends)
            if (!std::isfinite(end)) return;
    const auto dot = [&](std::size_t end, float radius) {
        Points point;
        point.x = {line.x[end]};
        point.y = {line.y[end]};
        point.radius = radius;
        point.ink = ink;
        return point;
    };
    const Points from = dot(0, 2.5f), to = dot(1, 5);
    overlay.emplace_back(std::move(line));
    overlay.emplace_back(from);
    overlay.emplace_back(to);
}

void overlay_plane_posterior(std::vector<Mark>& overlay, const Run& run, const View& view) {
    const DataGrid data(run);
    for (const int i : drawing_order(run, view)) {
        Shown shown;
        if (!shown_by(i, run, view, shown)) continue;
        if (shown.level.b > 0) {
            Contours lines = plane_posterior(run, data, shown);
            lines.ink = sampler_ink(i, view);
            overlay.emplace_back(std::move(lines));
        }
        add_pair(overlay, shown, sampler_ink(i, view));
    }
}

/// Names the samplers, whose marks are all in the overlay.
void add_keys(Figure& figure, const Run& run, const View& view) {
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        Curve key; // draws nothing
        key.ink = sampler_ink(i, view);
        key.label = run.samplers[static_cast<std::size_t>(i)].spec().name;
        figure.marks.emplace_back(std::move(key));
    }
}

std::vector<Mark> overlay_posterior(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    if (is_1d(run)) {
        overlay_line(overlay, run, view);
        overlay.emplace_back(particle_label(run, view, line_view(run).lo, line_top));
    } else {
        overlay_plane_posterior(overlay, run, view);
        overlay.emplace_back(
            particle_label(run, view, view_range(run, 0, plane_sds).lo, view_range(run, 1, plane_sds).hi));
    }
    return overlay;
}

Figure plot_posterior(const Run& run, const View& view) {
    Figure figure;
    figure.name = "posterior";
    figure.title = "Posterior p(x₀ | xₜ)";
    if (!drawable(run)) return figure;
    if (is_1d(run)) {
        const Range range = line_view(run);
        figure.x.label = "x₀";
        figure.x.lo = range.lo;
        figure.x.hi = range.hi;
        figure.y.label = "density / its maximum";
        figure.y.hi = line_top;
        DensityCurve prior = density_curve(run.target(), range.lo, range.hi);
        figure.marks.emplace_back(line_prior(std::move(prior)));
        figure.caption = "dashed: x̂₀, its mean";
        if (has_points(run.target())) figure.caption += " · points drawn as needles";
    } else {
        const Range x = view_range(run, 0, plane_sds), y = view_range(run, 1, plane_sds);
        figure.equal_aspect = true;
        figure.x.label = "x";
        figure.y.label = "y";
        figure.x.lo = x.lo;
        figure.x.hi = x.hi;
        figure.y.lo = y.lo;
        figure.y.hi = y.hi;
        DataGrid data(run);
        HeatMap prior = density_map(std::move(data.prior));
        prior.label = "p(x₀)";
        prior.topic = Topic::law;
        figure.marks.emplace_back(std::move(prior));
        figure.caption = "xₜ (small), x̂₀ (large), 50 and 90 % of the posterior";
        if (data.smoothed) figure.caption += " · drawn smoothed by " + number_text(0.5 * data.cell, 2);
    }
    add_keys(figure, run, view);
    figure.overlay = overlay_posterior(run, view);
    return figure;
}

std::string posterior_words(const Run& run, const View& view) {
    const std::string told = of_each_sampler(run, view, "posterior", [&](const SamplerRun&, int index) -> std::string {
        Shown shown;
        if (!shown_by(index, run, view, shown)) return "";
        std::string text = "xₜ = " + place_words(shown.x) + ", which says x₀ = " + place_words(shown.x0_hat);
        if (shown.level.b > 0)
            text += " with standard deviation " + place_words(shown.law.cov.diagonal().cwiseMax(0).cwiseSqrt());
        return text;
    });
    return "What the xₜ of " + particle_text(run, view) +
           " says of x₀, by Bayes' rule, beside the density of the data." +
           by_sampler(at_cursor(run, view) + ", of each sampler", told);
}

} // namespace

extern const Plot posterior_plot; // in the list: plots.cpp

constinit const Plot posterior_plot = {
    .name = "posterior",
    .title = "Posterior p(x₀ | xₜ)",
    .help = "What the xₜ of one particle says of x₀, by Bayes' rule, beside the data's own density; a denoiser "
            "predicts its mean, which may lie where no data are.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_posterior,
    .overlay = overlay_posterior,
    .words = posterior_words,
    .all_in_overlay = true,
};

} // namespace halfstep
