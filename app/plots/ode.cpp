// The coordinates in which the probability-flow ODE is dx̄/dσ = ε̂: x̄ = x/a against σ = b/a [Song, Meng & Ermon 2021,
// eq. 14; Karras et al. 2022, section 3]. A step of DDIM is a straight line there, along ε̂ where it leaves, so that
// its path is a polygon.

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr int others = 8;               // paths beside the one that is followed, per sampler
constexpr double ode_sds = 6;           // of the data: how far out sigma is shown
constexpr std::size_t few_states = 60;  // up to so many, each gets a dot
constexpr std::size_t least_states = 3; // of every sampler are in view, beside that at the data

/// The first coordinate of a particle's path; states without signal have no place.
Curve path_of(const Run& run, int index, std::int64_t particle) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    Curve path;
    for (int state = 0; state < static_cast<int>(sampler.levels().size()); ++state) {
        const Level& level = sampler.level_of(state);
        const double* const x = state_of(run, index, particle, state);
        if (!x) return {};
        const bool there = level.a > 0 && std::isfinite(*x);
        path.x.push_back(there ? level.b / level.a : missing);
        path.y.push_back(there ? *x / level.a : missing);
    }
    return path;
}

double data_sd(const Run& run) { return std::sqrt(run.target().cov()(0, 0)); }

/// The sigma of so many states from the data on, or of all that a sampler has.
double first_sigma(const SamplerRun& sampler) {
    std::vector<double> sigmas;
    for (int state = 0; state < static_cast<int>(sampler.levels().size()); ++state)
        if (const Level& level = sampler.level_of(state); level.a > 0 && level.b > 0)
            sigmas.push_back(level.b / level.a);
    std::sort(sigmas.begin(), sigmas.end());
    sigmas.erase(std::unique(sigmas.begin(), sigmas.end()), sigmas.end());
    return sigmas.empty() ? 0 : sigmas[std::min(sigmas.size(), least_states) - 1];
}

/// The largest sigma that there is, where it is within reach of the data; of narrow data so far that paths have
/// corners.
double seen_sigma(const Run& run) {
    double largest = 0, corners = 0;
    for (const Level& level : run.process().levels)
        if (level.a > 0) largest = std::max(largest, level.b / level.a);
    for (const SamplerRun& sampler : run.samplers) corners = std::max(corners, first_sigma(sampler));
    const double sd = data_sd(run);
    return sd > 0 ? std::min(largest, nice_ceil(std::max(ode_sds * sd, corners))) : largest;
}

void set_ode_axes(Figure& figure, const Run& run) {
    const double sigma = seen_sigma(run);
    const double reach = 2.5 * std::hypot(data_sd(run), sigma), middle = run.target().mean()[0];
    const Range y = round_out({middle - reach, middle + reach});
    figure.x.label = "⟨σ = b/a⟩";
    figure.x.hi = sigma > 0 ? sigma : 1;
    figure.y.label = is_1d(run) ? "⟨x̄ = x/a⟩" : "⟨x̄ = x/a⟩ (first coordinate)";
    figure.y.lo = y.lo;
    figure.y.hi = y.hi;
}

std::vector<Mark> overlay_ode(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    const std::int64_t particle = followed_particle(run, view);
    for (const int i : drawing_order(run, view)) {
        Curve path = path_of(run, i, particle);
        path.ink = sampler_ink(i, view);
        path.width = 2.25f;
        path.quiet = true;
        Points dots;
        if (path.x.size() <= few_states)
            for (std::size_t k = 0; k < path.x.size(); ++k)
                if (!std::isnan(path.x[k])) dots.x.push_back(path.x[k]), dots.y.push_back(path.y[k]);
        dots.ink = path.ink;
        dots.radius = 2.5f;
        overlay.emplace_back(std::move(path));
        overlay.emplace_back(std::move(dots));
    }
    const Level& level = run.process().levels[static_cast<std::size_t>(cursor_level(run, view))];
    if (level.a > 0) {
        Rule cursor;
        cursor.value = level.b / level.a;
        cursor.ink = {Ink::cursor, 0, 1};
        overlay.emplace_back(std::move(cursor));
    }
    Figure axes;
    set_ode_axes(axes, run);
    overlay.emplace_back(particle_label(run, view, axes.x.lo, axes.y.hi));
    return overlay;
}

Figure plot_ode(const Run& run, const View& view) {
    Figure figure;
    figure.name = "ode";
    figure.title = "In the ODE's own coordinates";
    if (!drawable(run)) return figure;
    set_ode_axes(figure, run);
    figure.caption = "⟨dx̄/dσ⟩ = ε̂ · a DDIM step is straight, a curved path is the exact flow's";
    add_sampler_keys(figure, run, view);
    for (const Round& round : rounds(run, view)) {
        const Paths& paths = run.samplers[static_cast<std::size_t>(round.sampler)].paths;
        for (int p = round.particle; p < std::min(others, paths.particles); p += round.of) {
            Curve path = path_of(run, round.sampler, p);
            path.ink = sampler_ink(round.sampler, view, 0.45f);
            path.width = 1;
            path.quiet = true;
            figure.marks.emplace_back(std::move(path));
        }
    }
    figure.overlay = overlay_ode(run, view);
    return figure;
}

std::string ode_words(const Run& run, const View& view) {
    const std::int64_t particle = followed_particle(run, view);
    const std::string told = of_each_sampler(run, view, "ode", [&](const SamplerRun&, int index) -> std::string {
        const Curve path = path_of(run, index, particle);
        std::size_t first = 0;
        while (first < path.y.size() && std::isnan(path.y[first])) ++first; // levels without signal
        if (first == path.y.size() || std::isnan(path.y.back())) return "";
        return "from " + plain_words(path.y[first]) + " to " + plain_words(path.y.back());
    });
    return "Paths in the coordinates of the ODE, ⟨x̄ = x/a⟩ against ⟨σ = b/a⟩, where a DDIM step is straight." +
           by_sampler("Where " + particle_text(run, view) + " goes from the noise to the data, by each sampler", told);
}

} // namespace

extern const Plot ode_plot; // in the list: plots.cpp

constinit const Plot ode_plot = {
    .name = "ode",
    .title = "In the ODE's own coordinates",
    .help = "⟨x̄ = x/a⟩ against ⟨σ = b/a⟩, where the probability-flow ODE is ⟨dx̄/dσ⟩ = ε̂: DDIM goes straight ahead "
            "in every step, so its path is a polygon, and few steps cut the corners of the exact curve.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_ode,
    .overlay = overlay_ode,
    .words = ode_words,
};

} // namespace halfstep
