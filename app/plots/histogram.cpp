// The histogram of every sampler at the cursor, over the exact density of x_t.

#include "app/base/number_text.h"
#include "app/plots/bins.h"
#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/law.h"
#include "app/plots/remarks.h"
#include "app/plots/shown.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double histogram_sds = 4.5; // half the width of what a law needs, in standard deviations

/// Around the law; a law of points is given some room to its sides. A single point has no width: an empty range.
Range about_law(const Target& law) {
    Range range = support(law, 0, histogram_sds);
    if (!(std::isfinite(range.hi - range.lo) && range.lo < range.hi)) return {range.lo, range.lo};
    const double missing = 0.06 * (range.hi - range.lo) - histogram_sds * finest_sd(law, 0);
    if (missing > 0) range = {range.lo - missing, range.hi + missing};
    return range;
}

Target law_at(const Run& run, int level) {
    return marginal_of_coordinate(marginal(run.target(), run.process().levels[static_cast<std::size_t>(level)]), 0);
}

/// Axes that rest while time moves: of the whole run, so that nothing at any t is cut. Where laws are so narrow near
/// the data that they would be needles there, the axes close in on them in few steps, by this factor each.
constexpr double rung = 8;
constexpr int most_rungs = 2;
/// Exact peaks: bars a little higher than that stay in the plot. No sample has a say in it.
constexpr double resting_room = 1.75;

/// The axis of x for laws of a width: `step` times closer than the whole run's, and about them.
struct RestingRange {
    Range range;
    int step = 0;
};
RestingRange resting_range(const Range& whole, const Range& law) {
    constexpr double room = 1.5, shift = 0.25; // of the width of the law; of the axis, by which it follows the law
    const double width = whole.hi - whole.lo, needed = room * (law.hi - law.lo);
    int step = needed > 0 ? static_cast<int>(std::log(width / needed) / std::log(rung)) : most_rungs;
    step = std::clamp(step, 0, most_rungs);
    if (step == 0) return {whole, 0};
    const double part = width / std::pow(rung, step), place = shift * part;
    const double middle = std::round(0.5 * (law.lo + law.hi) / place) * place;
    return {{middle - 0.5 * part, middle + 0.5 * part}, step};
}

/// The greatest density of a law, on a grid over it.
double greatest_density(const Target& law, const Range& about) {
    constexpr int cells = 256;
    const Range grid = about.lo < about.hi ? about : Range{about.lo - 0.5, about.hi + 0.5};
    std::vector<float> density(cells);
    densities(resolved_terms(law, (grid.hi - grid.lo) / cells), grid.lo, grid.hi, cells, density.data());
    return static_cast<double>(*std::max_element(density.begin(), density.end()));
}

struct RestingAxes {
    Range x;
    double top = 1; ///< of densities
};
RestingAxes resting_axes(const Run& run, const Target& law) {
    constexpr int samples = 17; // levels that are looked at: laws move smoothly with t
    const Range whole = view_range(run, 0, histogram_sds);
    const RestingRange here = resting_range(whole, about_law(law));
    const double own = greatest_density(law, about_law(law));
    std::vector<double> peaks = {own};
    for (const int other : thin(run.process().steps() + 1, samples)) {
        const Target there = law_at(run, other);
        const Range about = about_law(there);
        if (resting_range(whole, about).step == here.step) peaks.push_back(greatest_density(there, about));
    }
    const double least = *std::min_element(peaks.begin(), peaks.end());
    if (!(least > 0) || !std::isfinite(own)) return {here.range, 1};
    const auto step_of = [&](double peak) { return std::floor(std::log(peak / least) / std::log(rung)); };
    double top = own;
    for (const double peak : peaks)
        if (step_of(peak) == step_of(own)) top = std::max(top, peak);
    return {here.range, resting_room * top};
}

/// " · outside the bins: DDPM 12 %", of the samplers in view that have such particles: the bars' mass is what is left.
std::string outside_text(const Run& run, const View& view, int level) {
    std::string text;
    for (const SamplerRun* sampler : shown_samplers(run, view, "histogram")) {
        const Histogram* histogram = histogram_of(*sampler, 0, sampler->state_at(level));
        const double outside = histogram ? share_outside(*histogram) : 0;
        if (outside > 0)
            text += (text.empty() ? "" : ", ") + sampler->spec().name + " " +
                    quantity_text(number_text(100 * outside), "%");
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
    const Target law = law_at(run, level);
    const RestingAxes axes = resting_axes(run, law);
    const Range range = axes.x, about = about_law(law);
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
    figure.y.hi = std::max(axes.top, headroom * peak);
    figure.x.now_lo = about.lo, figure.x.now_hi = about.hi;
    figure.y.now_hi = headroom * peak;
    // The legend's entry stays the same while time moves, or everything would move along. What its curve means comes
    // early, as captions lose their last parts where there is no room.
    figure.caption = caption_time(run, view) + (exact.averaged ? "exact: by bins · " : "") + particles_text(run) +
                     outside_text(run, view, level);

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
    if (exact.averaged) curve.name = curve.label + averages_remark;
    figure.marks.emplace_back(std::move(curve));
    figure.overlay = overlay_histogram(run, view);
    return figure;
}

std::string histogram_words(const Run& run, const View& view) {
    const int level = cursor_level(run, view);
    std::string text = "Each sampler's particles as a histogram of x over the exact density. " + at_cursor(run, view) +
                       ", the exact law has mean " + exact_mean_text(run, level, 0) + " and variance " +
                       exact_variance_text(run, level, 0) + ".";
    text += by_sampler("The particles' mean, of each sampler",
                       of_each_sampler(run, view, "histogram", [&](const SamplerRun& s, int) {
                           return told_mean(run, s, s.state_at(level), 0);
                       }));
    const std::string outside = outside_text(run, view, level);
    return outside.empty() ? text : text + " Outside of the bins: " + outside.substr(outside.find(": ") + 2) + ".";
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
    .words = histogram_words,
    .follows_cursor = true,
    .place = [](const Experiment& experiment) { return !learns(experiment) ? 0 : -1; },
    .particle_at = particle_in_histogram,
};

} // namespace halfstep
