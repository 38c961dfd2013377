// The distance of every sampler to the exact law of x_t along the way, over what chance alone makes of it.

#include "app/plots/common.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

double t_of(const Run& run, int level) { return run.process().levels[static_cast<std::size_t>(level)].t; }

/// Whole decades around the floor and the distances; a sampler that diverges may stretch the axis only so far.
Axis distance_axis(const Run& run) {
    constexpr double most_decades = 5;
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    const auto see = [&](double value) {
        if (!(value > 0) || !std::isfinite(value)) return;
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    };
    for (const DistanceFloorAt& floor : run.floors().at) see(floor.mean);
    const double least = lo;
    for (std::size_t i = 0; i < run.samplers.size(); ++i)
        for (const DistanceAt& at : run.distances(i)) see(at.distance);
    if (!(hi > 0)) lo = hi = 1;
    Axis axis;
    axis.label = std::string(is_1d(run) ? "W₁" : "sliced W₂") + " to pₜ, " + grouped(run.floors().particles) +
                 (run.floors().particles == 1 ? " particle" : " particles");
    axis.scale = Scale::log10;
    axis.lo = std::pow(10, std::floor(std::log10(lo / 1.2)));
    axis.hi = std::pow(10, std::ceil(std::log10(std::min(1.2 * hi, least * std::pow(10, most_decades)))));
    return axis;
}

void add_floor(Figure& figure, const Run& run) {
    Band band;
    Curve mean;
    for (const DistanceFloorAt& floor : run.floors().at) {
        const double t = t_of(run, floor.level);
        band.x.push_back(t);
        band.lo.push_back(floor.mean - 2 * floor.spread);
        band.hi.push_back(floor.mean + 2 * floor.spread);
        mean.x.push_back(t);
        mean.y.push_back(floor.mean);
    }
    band.ink = {Ink::exact, 0, 0.12f};
    mean.ink = {Ink::exact, 0, 1};
    mean.dash = Dash::dashed;
    band.label = mean.label = "exact draws";
    band.topic = mean.topic = Topic::distance;
    figure.marks.emplace_back(std::move(band));
    figure.marks.emplace_back(std::move(mean));
}

void add_sampler(Figure& figure, const Run& run, int index, const View& view) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    Curve curve;
    Points dots;
    const std::vector<DistanceAt>& distances = run.distances(static_cast<std::size_t>(index));
    for (const DistanceAt& at : distances) {
        curve.x.push_back(sampler.level_of(at.state).t);
        curve.y.push_back(at.distance);
    }
    dots.x.assign(curve.x.begin(), curve.x.end());
    dots.y.assign(curve.y.begin(), curve.y.end());
    curve.ink = dots.ink = sampler_ink(index, view);
    curve.width = 1.75f;
    curve.lane = index;
    curve.lanes = static_cast<int>(run.samplers.size());
    curve.label = dots.label = sampler.spec().name;
    dots.radius = 2;
    figure.marks.emplace_back(std::move(curve));
    if (static_cast<int>(distances.size()) <= few_levels) figure.marks.emplace_back(std::move(dots));
}

std::vector<Mark> overlay_distance(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_distance(const Run& run, const View& view) {
    Figure figure;
    figure.name = "distance";
    figure.title = "Distance to pₜ";
    if (!drawable(run) || run.floors().at.empty()) return figure;
    figure.x = time_axis(run);
    figure.y = distance_axis(run);
    figure.caption = "dashed: as many exact draws, band ±2 of their standard deviations";
    if (run.floors().particles < run.particles)
        figure.caption += " · the table's distance is of all " + particles_text(run);
    for (const SamplerRun& sampler : run.samplers)
        if (const auto rows = sampler.frames.empty() ? 0 : sampler.frames.front().rows();
            sampler.plan->recorded() && rows < run.floors().particles)
            figure.caption += " · " + sampler.spec().name + ": " + grouped(rows) + ", by chance further off";
    add_floor(figure, run);
    add_sampler_keys(figure, run, view);
    for (const int i : drawing_order(run, view)) add_sampler(figure, run, i, view);
    figure.overlay = overlay_distance(run, view);
    return figure;
}

/// Where distances are known nearest to the cursor: at the data that is the data's own.
std::string distance_words(const Run& run, const View& view) {
    const std::string name = is_1d(run) ? "W₁" : "sliced W₂";
    const std::string text =
        "How far each sampler's particles are from the exact law of xₜ, as " + name + " against t.";
    const std::vector<DistanceFloorAt>& floors = run.floors().at;
    if (floors.empty()) return text;
    const int level = cursor_level(run, view);
    const auto nearest = [level](const auto& list, const auto& level_of) {
        return *std::min_element(list.begin(), list.end(), [&](const auto& a, const auto& b) {
            return std::abs(level_of(a) - level) < std::abs(level_of(b) - level);
        });
    };
    const DistanceFloorAt floor = nearest(floors, [](const DistanceFloorAt& at) { return at.level; });
    const Measured of_draws{floor.mean, floor.spread};
    const std::string list = of_each_sampler(run, view, "distance", [&](const SamplerRun& sampler, int index) {
        const std::vector<DistanceAt>& known = run.distances(static_cast<std::size_t>(index));
        if (known.empty()) return std::string();
        const DistanceAt at = nearest(
            known, [&](const DistanceAt& one) { return sampler.levels()[static_cast<std::size_t>(one.state)]; });
        return beside_text(at.distance, of_draws, 0, 0);
    });
    return text + by_sampler(at_level(run, view, floor.level) + ", of each sampler", list) +
           " As many exact draws: " + told(of_draws, run) + " (mean and spread).";
}

} // namespace

extern const Plot distance_plot; // in the list: plots.cpp

constinit const Plot distance_plot = {
    .name = "distance",
    .title = "Distance to pₜ",
    .help = "How far each sampler's particles are from the exact law of xₜ along the way; a perfect sampler stays in "
            "the band of as many exact draws.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_distance,
    .overlay = overlay_distance,
    .words = distance_words,
    .measures = {.distance_curves = true},
};

} // namespace halfstep
