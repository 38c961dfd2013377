// By how much the denoiser is off E[x0 | x_t], where it is not the exact one: in one dimension as a map over x and t,
// in the plane at the cursor.

#include "app/plots/common.h"
#include "app/plots/law.h"
#include "app/plots/words.h"
#include "core/law/line_sweep.h"
#include "core/law/mixture_block.h"
#include "core/law/quadrature.h"
#include "core/learn/level_distribution.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double error_sds = 3; // maps reach so many standard deviations: beyond, x_t is hardly ever found

/// x0_hat of the run's denoiser at a level, and the exact one.
struct Pair {
    Denoiser<double> given;
    ExactDenoiser<double> exact;

    Pair(const Run& run, const DenoiserSpec& spec, const Level& level)
        : given(run.target(), level, spec), exact(run.target(), level) {}
};

/// Both coordinates of the difference, and what is needed to weigh it.
struct Difference {
    HeatMap map;                           ///< of the length; in one dimension signed
    std::vector<double> dx, dy;            ///< by cell; the plane
    double largest = 0;                    ///< where x_t is found
    double squares = 0, exact_squares = 0; ///< their means under the law of x_t, summed over levels
    bool drawn = false;                    ///< some of these by draws
};

/// Where in each cell x_t is found: its middle, and of a law narrower than a cell the place nearest to that within
/// `error_sds` of a component. One row a cell; `middle` is the cells' middles, `size` their sides.
Block<double> found_places(const Target& law, const Block<double>& middle, const Vec& size) {
    constexpr std::size_t many = 400; // components: they fill their cells
    if (finest_detail(terms(law, 0)) > size.maxCoeff() || law.components.size() > many) return middle;
    Block<double> places = middle;
    Eigen::ArrayXd best = Eigen::ArrayXd::Constant(middle.rows(), std::numeric_limits<double>::infinity());
    for (const Component& c : law.components)
        for (Eigen::Index cell = 0; cell < middle.rows(); ++cell) {
            Vec place(middle.cols());
            double off = 0;
            for (int i = 0; i < place.size(); ++i) {
                const double reach = c.half_width(i) + error_sds * std::sqrt(c.cov(i, i));
                place[i] = std::clamp(middle(cell, i), c.mean[i] - reach, c.mean[i] + reach);
                off = std::max(off, std::abs(place[i] - middle(cell, i)) / size[i]);
            }
            if (!(off <= 0.5 && off < best[cell])) continue;
            best[cell] = off;
            places.row(cell) = place.transpose().array();
        }
    return places;
}

/// log p where x_t is found, and its greatest value.
struct Found {
    Eigen::ArrayXd log_p;
    double peak = 0;
};
Found found_density(const Target& law, const Block<double>& places, bool narrow) {
    Found found{log_density(law, places), 0};
    found.peak = found.log_p.maxCoeff();
    if (!narrow) return found;
    Block<double> means(static_cast<Eigen::Index>(law.components.size()), places.cols());
    for (std::size_t k = 0; k < law.components.size(); ++k)
        means.row(static_cast<Eigen::Index>(k)) = law.components[k].mean.transpose().array();
    found.peak = std::max(found.peak, log_density(law, means).maxCoeff());
    return found;
}

/// Of a map: cell i is value[first + i stride].
struct MapCells {
    std::size_t first = 0, stride = 1;
};

/// One column of the map over x and t, or the whole of the map over the plane, from where x_t is found in its cells.
void add_cells(const Pair& pair, const Block<double>& places, const Found& found, const MapCells& cells,
               Difference& out) {
    constexpr double rounding = 1e-9; // the last place that is seen lies on the edge
    Block<double> given(places.rows(), places.cols()), exact(places.rows(), places.cols());
    pair.given(places, given);
    pair.exact(places, exact);
    const double least = found.peak - 0.5 * error_sds * error_sds - rounding;
    for (Eigen::Index i = 0; i < places.rows(); ++i) {
        const auto cell = static_cast<std::size_t>(i);
        const auto difference = (given.row(i) - exact.row(i)).eval();
        const double length = places.cols() == 1 ? difference[0] : difference.matrix().norm();
        const bool seen = found.log_p[i] >= least && std::isfinite(length);
        out.map.value[cells.first + cell * cells.stride] =
            seen ? static_cast<float>(length) : static_cast<float>(missing);
        if (seen) out.largest = std::max(out.largest, std::abs(length));
        if (places.cols() == 1) continue;
        out.dx[cell] = difference[0];
        out.dy[cell] = difference[1];
    }
}

/// E f(x_t) under the law itself, by quadrature where that is affordable, else over draws.
double expectation(const Target& law, const Integrand& f, std::uint64_t seed, bool& drawn) {
    constexpr double error = 1e-4;                                 // relative: more than the caption's digits
    constexpr std::int64_t on_line = 4000, in_plane = 20'000;      // evaluations
    constexpr Eigen::Index line_draws = 200, plane_draws = 10'000; // of a line there are many columns
    const Integrand weighted = [&](const Block<double>& x) { return Eigen::ArrayXd(log_density(law, x).exp() * f(x)); };
    std::optional<Measured> integral;
    if (law.dim() == 1) {
        integral = integrate_line(weighted, break_points(project(law, Vec::Ones(1))), {error, on_line});
    } else {
        const Range x = support(law, 0, LineSweep::all_of_it), y = support(law, 1, LineSweep::all_of_it);
        integral = integrate_plane(weighted, x, y, finest_detail(terms(law, 0)), {error, in_plane});
    }
    if (integral) return integral->value;
    drawn = true;
    Block<double> x(law.dim() == 1 ? line_draws : plane_draws, law.dim());
    sample(law, seed, Stream::loss_data, 0, x);
    return f(x).mean();
}

/// Adds E|x0_hat - exact|^2 and E|exact|^2 at a level.
void add_squares(const Run& run, const Pair& pair, const Target& law, Difference& out) {
    const std::uint64_t seed = run.experiment().run.seed;
    out.squares += expectation(
        law,
        [&](const Block<double>& x) {
            Block<double> given(x.rows(), x.cols()), exact(x.rows(), x.cols());
            pair.given(x, given);
            pair.exact(x, exact);
            return Eigen::ArrayXd((given - exact).square().rowwise().sum());
        },
        seed, out.drawn);
    out.exact_squares += expectation(
        law,
        [&](const Block<double>& x) {
            Block<double> exact(x.rows(), x.cols());
            pair.exact(x, exact);
            return Eigen::ArrayXd(exact.square().rowwise().sum());
        },
        seed, out.drawn);
}

/// The same over the levels that samplers may visit, as `train` reports it: columns of a map are even in t, which
/// levels need not be.
void add_all_squares(const Run& run, Difference& out) {
    constexpr int most_levels = 100;
    for (const int t : representative_levels(run.process().steps(), {}, most_levels)) {
        const Level& level = run.process().levels[static_cast<std::size_t>(t)];
        add_squares(run, Pair(run, run.problem->denoiser, level), marginal(run.target(), level), out);
    }
}

/// A round number.
double full_colour(const Difference& difference) { return difference.largest > 0 ? nice_ceil(difference.largest) : 1; }

/// `where`: which t the relative error is of. It is the root of E|x0_hat - exact|^2 / E|exact|^2 over x_t, and over
/// the levels where all of them are meant.
std::string error_caption(const Run& run, const Difference& difference, const char* where) {
    const double relative = std::sqrt(difference.squares / difference.exact_squares);
    const char* sign = difference.map.signed_values ? "±" : "";
    std::string text = std::string("full colour ") + sign + number_text(difference.map.full);
    if (std::isfinite(relative))
        text += std::string(" · relative error ") + (difference.drawn ? "≈ " : "") +
                quantity_text(number_text(100 * relative, difference.drawn ? 2 : 3), "%") + " " + where;
    if (!learns(run.experiment())) return text;
    const auto& network = run.experiment().denoiser.network;
    const auto steps =
        network && !network->history.empty() ? static_cast<std::int64_t>(network->history.back().step) : 0;
    return text + (steps > 0 ? " · " + grouped(steps) + " steps" : " · untrained");
}

std::vector<Mark> overlay_denoiser_error(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_denoiser_error(const Run& run, const View& view) {
    constexpr int columns = 100, rows = 100;
    Figure figure;
    figure.name = "denoiser-error";
    figure.title = "x̂₀ minus exact";
    if (!drawable(run) || !is_1d(run)) return figure;
    const DenoiserSpec& spec = run.problem->denoiser;
    const Range range = view_range(run, 0, error_sds + 0.6);
    const double first = run.process().levels[1].t; // below, nobody asks
    figure.x = time_axis(run);
    figure.x.grid = false;
    figure.y.label = "xₜ";
    figure.y.lo = range.lo;
    figure.y.hi = range.hi;
    figure.y.grid = false;
    Difference difference;
    HeatMap& map = difference.map;
    map.x_lo = first;
    map.x_hi = std::max(t_end(run), 1.001 * first);
    map.y_lo = range.lo;
    map.y_hi = range.hi;
    map.columns = columns;
    map.rows = rows;
    map.signed_values = true;
    map.bar = true;
    map.value.resize(static_cast<std::size_t>(columns) * rows);
    Block<double> x(rows, 1);
    for (int r = 0; r < rows; ++r) x(r, 0) = range.lo + (r + 0.5) / rows * (range.hi - range.lo);
    for (int c = 0; c < columns; ++c) {
        const Level level =
            level_at(run.process(), std::min(t_end(run), first + (c + 0.5) / columns * (map.x_hi - first)));
        const Target law = marginal(run.target(), level);
        const Pair pair(run, spec, level);
        const Block<double> places = found_places(law, x, Vec::Constant(1, (range.hi - range.lo) / rows));
        add_cells(pair, places, found_density(law, places, (places != x).any()), {static_cast<std::size_t>(c), columns},
                  difference);
    }
    add_all_squares(run, difference);
    map.full = full_colour(difference);
    figure.caption = error_caption(run, difference, "over all t");
    figure.marks.emplace_back(std::move(map));
    figure.overlay = overlay_denoiser_error(run, view);
    return figure;
}

std::vector<Mark> overlay_denoiser_plane(const Run&, const View&) { return {}; }

Figure plot_denoiser_plane(const Run& run, const View& view) {
    constexpr int cells = 72, arrow_every = 6;
    Figure figure;
    figure.name = "denoiser-plane";
    figure.title = "x̂₀ minus exact";
    if (!drawable(run) || !is_2d(run)) return figure;
    const int at = std::max(1, cursor_level(run, view));
    const Level& level = run.process().levels[static_cast<std::size_t>(at)];
    const Target law = marginal(run.target(), level);
    const Range X = round_out(support(law, 0, error_sds)), Y = round_out(support(law, 1, error_sds));
    figure.x.label = "x";
    figure.y.label = "y";
    figure.x.lo = X.lo;
    figure.x.hi = X.hi;
    figure.y.lo = Y.lo;
    figure.y.hi = Y.hi;
    figure.x.grid = figure.y.grid = false;
    figure.equal_aspect = true;
    const double w = (X.hi - X.lo) / cells, h = (Y.hi - Y.lo) / cells;
    Block<double> x(cells * cells, 2);
    for (int r = 0; r < cells; ++r)
        for (int c = 0; c < cells; ++c) {
            x(r * cells + c, 0) = X.lo + (c + 0.5) * w;
            x(r * cells + c, 1) = Y.lo + (r + 0.5) * h;
        }
    Difference difference;
    HeatMap& map = difference.map;
    map.x_lo = X.lo;
    map.x_hi = X.hi;
    map.y_lo = Y.lo;
    map.y_hi = Y.hi;
    map.columns = map.rows = cells;
    map.bar = true;
    map.value.resize(static_cast<std::size_t>(cells) * cells);
    difference.dx.resize(map.value.size());
    difference.dy.resize(map.value.size());
    Vec size(2);
    size << w, h;
    const Pair pair(run, run.problem->denoiser, level);
    const Block<double> places = found_places(law, x, size);
    add_cells(pair, places, found_density(law, places, (places != x).any()), {0, 1}, difference);
    add_squares(run, pair, law, difference);
    Arrows arrows;
    for (int r = arrow_every / 2; r < cells; r += arrow_every)
        for (int c = arrow_every / 2; c < cells; c += arrow_every) {
            const auto cell = static_cast<std::size_t>(r * cells + c);
            if (std::isnan(difference.map.value[cell])) continue;
            arrows.x.push_back(places(r * cells + c, 0));
            arrows.y.push_back(places(r * cells + c, 1));
            arrows.dx.push_back(difference.dx[cell]);
            arrows.dy.push_back(difference.dy[cell]);
        }
    if (difference.largest > 0) arrows.scale = 0.9 * arrow_every * std::min(w, h) / difference.largest;
    arrows.ink = {Ink::text, 0, 0.8f};
    difference.map.full = full_colour(difference);
    figure.caption = short_time(run, at) + " · " + error_caption(run, difference, "at this t");
    figure.marks.emplace_back(std::move(difference.map));
    figure.marks.emplace_back(std::move(arrows));
    return figure;
}

/// The caption has what takes long to find: the figure is made for it.
std::string error_words(const Run& run, const View& view) {
    return "By how much the denoiser's x̂₀ is off, over xₜ and t, where xₜ is found: " +
           caption_words(plot_denoiser_error(run, view).caption) + ".";
}
std::string error_plane_words(const Run& run, const View& view) {
    return "By how much, and in which direction, the denoiser's x̂₀ is off at the cursor, where xₜ is found: " +
           caption_words(plot_denoiser_plane(run, view).caption) + ".";
}

bool has_error(const Run& run) { return has_target(run) && run.experiment().denoiser.kind != DenoiserKind::exact; }
bool has_error_1d(const Run& run) { return has_error(run) && is_1d(run); }
bool has_error_2d(const Run& run) { return has_error(run) && is_2d(run); }

} // namespace

extern const Plot denoiser_error_plot, denoiser_plane_plot; // in the list: plots.cpp

constinit const Plot denoiser_error_plot = {
    .name = "denoiser-error",
    .title = "x̂₀ minus exact",
    .help = "By how much the denoiser is off, over xₜ and t, where xₜ is found; one that knows everything shows "
            "nothing.",
    .applies = has_error_1d,
    .needs = "a denoiser with an error or a learned one, and a target with one dimension",
    .make = plot_denoiser_error,
    .overlay = overlay_denoiser_error,
    .words = error_words,
    .place =
        [](const Experiment& experiment) { return learns(experiment) && dimension(experiment.target) == 1 ? 2 : -1; },
};

constinit const Plot denoiser_plane_plot = {
    .name = "denoiser-plane",
    .title = "x̂₀ minus exact",
    .help = "By how much and in which direction the denoiser is off at the cursor, where xₜ is found; one that knows "
            "everything shows nothing.",
    .applies = has_error_2d,
    .needs = "a denoiser with an error or a learned one, and a target with two dimensions",
    .make = plot_denoiser_plane,
    .overlay = overlay_denoiser_plane,
    .words = error_plane_words,
    .follows_cursor = true,
    .place =
        [](const Experiment& experiment) { return learns(experiment) && dimension(experiment.target) == 2 ? 1 : -1; },
};

} // namespace halfstep
