// The histogram of every sampler at the cursor, over the exact density of x_t.

#include "app/base/number_text.h"
#include "app/plots/bins.h"
#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/law.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

// Half the width of the view, in standard deviations of the law at the cursor. The view follows that law, smoothly: a
// narrow law at the data is as readable as a wide one, and the x-t diagram beside it shows the narrowing.
constexpr double histogram_sds = 4.5;

/// Around the law; a law of points is given some room to its sides, and a single point the view of the whole run.
Range view_of(const Run& run, const Target& law) {
    Range range = support(law, 0, histogram_sds);
    if (!(std::isfinite(range.hi - range.lo) && range.lo < range.hi)) return view_range(run, 0, histogram_sds);
    const double missing = 0.06 * (range.hi - range.lo) - histogram_sds * finest_sd(law, 0);
    if (missing > 0) range = {range.lo - missing, range.hi + missing};
    return range;
}

/// " · outside the bins: DDPM 12 %", of the samplers that have such particles: the bars' mass is what is left.
std::string outside_text(const Run& run, int level) {
    std::string text;
    for (const SamplerRun& sampler : run.samplers) {
        const Histogram* histogram = histogram_of(sampler, 0, sampler.state_at(level));
        const double outside = histogram ? share_outside(*histogram) : 0;
        if (outside > 0)
            text +=
                (text.empty() ? "" : ", ") + sampler.spec().name + " " + quantity_text(number_text(100 * outside), "%");
    }
    return text.empty() ? "" : " · outside the bins: " + text;
}

std::vector<Mark> overlay_histogram(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    const std::int64_t particle = marked_particle(view);
    if (!drawable(run) || particle < 0) return overlay;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const int state = sampler.state_at(cursor_level(run, view));
        const Vec at = finite_state_of(run, i, particle, state);
        if (at.size() == 0) continue;
        Rule rule;
        rule.value = at[0];
        rule.ink = sampler_ink(i, view);
        rule.width = 1.5f;
        overlay.emplace_back(rule);
    }
    return overlay;
}

/// The tracked one whose place is nearest.
int particle_in_histogram(const Run& run, const Layout& layout, const View& view, Point at, float reach) {
    float best = reach;
    int nearest = -1;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const int state = sampler.state_at(cursor_level(run, view));
        if (!seen_at(layout, view, i) || state < 0 || state >= sampler.paths.states) continue;
        for (int p = 0; p < sampler.paths.particles; ++p) {
            const float distance = std::abs(layout.x.pixel(sampler.paths.at(p, state)[0]) - at.x);
            if (distance < best) best = distance, nearest = p;
        }
    }
    return nearest;
}

Figure plot_histogram(const Run& run, const View& view) {
    Figure figure;
    figure.name = "histogram";
    figure.title = "Distribution of xₜ";
    if (!drawable(run)) return figure;
    const int level = cursor_level(run, view);
    const Target law = marginal_of_coordinate(marginal(run.target(), run.process().levels[level]), 0);
    const Range range = view_of(run, law);
    std::vector<Bars> bars; // by sampler
    for (const SamplerRun& sampler : run.samplers) {
        const Histogram* histogram = histogram_of(sampler, 0, sampler.state_at(level));
        bars.push_back(histogram ? density_bars(*histogram, bin_sd * finest_sd(law, 0)) : Bars());
    }
    ExactDensity exact = exact_density(law, range.lo, range.hi, bars);
    const double peak = exact.curve.peak > 0 ? exact.curve.peak : 1;

    figure.x.label = is_1d(run) ? "x" : "x (first coordinate)";
    figure.x.lo = range.lo;
    figure.x.hi = range.hi;
    figure.y.label = "density";
    figure.y.lo = 0;
    figure.y.hi = headroom * peak;
    figure.caption = caption_time(run, view) + particles_text(run) + outside_text(run, level);

    const int count = static_cast<int>(bars.size());
    for (int i = 0; i < count; ++i) {
        bars[i].unit = peak;
        bars[i].unit_name = "exact peak";
        add_bars(figure.marks, std::move(bars[i]), sampler_ink(i, view), count, run.samplers[i].spec().name);
    }
    Curve curve;
    curve.x = std::move(exact.curve.x);
    curve.y = std::move(exact.curve.density);
    curve.ink = {Ink::exact, 0, 1};
    curve.width = 1.75f;
    curve.label = is_1d(run) ? "exact pₜ(x)" : "exact marginal of pₜ";
    curve.topic = Topic::law;
    if (exact.averaged) curve.label += ", by bins";
    figure.marks.emplace_back(std::move(curve));
    figure.overlay = overlay_histogram(run, view);
    return figure;
}

} // namespace

extern const Plot histogram_plot; // in the list: plots.cpp

constinit const Plot histogram_plot = {
    .name = "histogram",
    .title = "Distribution of xₜ",
    .help = "The distribution of each sampler's particles at the cursor; bars should fill the exact density of xₜ.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_histogram,
    .overlay = overlay_histogram,
    .follows_cursor = true,
    .place = [](const Experiment& experiment) { return !learns(experiment) ? 0 : -1; },
    .particle_at = particle_in_histogram,
};

} // namespace halfstep
