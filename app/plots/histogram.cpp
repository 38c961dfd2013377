// The histogram of every sampler at the cursor, over the exact density of x_t.

#include "app/plots/bins.h"
#include "app/plots/common.h"
#include "app/plots/law.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

// Half the width of the view, in standard deviations of the law at the cursor. The view follows that law, smoothly: a narrow
// law at the data is as readable as a wide one, and the x-t diagram beside it shows the narrowing.
constexpr double view_sds = 4.5;

/// Beside the top of bars that were cut off: how far they would rise. On the side where there is more room.
Label cut_mark(const Cut& cut, double exact_peak, const Figure& figure, int row, const Ink& ink) {
    constexpr float line = 12; // points between the marks of several samplers
    const bool rightwards = cut.hi - figure.x.lo < figure.x.hi - cut.lo;
    Label label;
    label.x = rightwards ? cut.hi : cut.lo;
    label.y = figure.y.hi;
    label.text = "\u2191 " + cut_text(cut, exact_peak) + " exact peak";
    label.horizontal = rightwards ? Align::start : Align::end;
    label.vertical = Align::start;
    label.ink = ink;
    label.dx = rightwards ? 5 : -5;
    label.dy = -2 - line * static_cast<float>(row);
    return label;
}

} // namespace

std::vector<Mark> overlay_histogram(const Run& run, const Cursor& cursor) {
    std::vector<Mark> overlay;
    if (!drawable(run) || cursor.particle < 0) return overlay;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const int state = sampler.state_at(cursor_level(run, cursor));
        if (cursor.particle >= sampler.paths.particles || state < 0 || state >= sampler.paths.states) continue;
        Rule rule;
        rule.value = sampler.paths.at(cursor.particle, state)[0];
        rule.ink = sampler_ink(i, cursor);
        rule.width = 1.5f;
        if (std::isfinite(rule.value)) overlay.emplace_back(rule);
    }
    return overlay;
}

Figure plot_histogram(const Run& run, const Cursor& cursor) {
    Figure figure;
    figure.name = "histogram";
    figure.title = "Distribution of x\u209c";
    if (!drawable(run)) return figure;
    const int level = cursor_level(run, cursor);
    const Target law = marginal_of_coordinate(marginal(run.target, run.process.levels[level]), 0);
    const Range around_law = support(law, 0, view_sds);
    const bool has_width = std::isfinite(around_law.hi - around_law.lo) && around_law.lo < around_law.hi;
    const Range view = has_width ? around_law : view_range(run, 0, view_sds); // a law may be a point
    DensityCurve exact = density_curve(law, view.lo, view.hi);
    const double peak = exact.peak > 0 ? exact.peak : 1;

    figure.x.label = is_1d(run) ? "x" : "x (first coordinate)";
    figure.x.lo = view.lo;
    figure.x.hi = view.hi;
    figure.y.label = "density";
    figure.y.lo = 0;
    figure.y.hi = headroom * peak;
    figure.caption = time_text(run, level) + " \u00b7 " + particles_text(run);

    const double width = bin_sd * finest_sd(law, 0);
    std::vector<Mark> cuts;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const Histogram* histogram = histogram_of(sampler, 0, sampler.state_at(level));
        if (!histogram) continue;
        Bars bars = density_bars(*histogram, width);
        const Cut cut = cut_bars(bars, figure.y.hi);
        if (cut.any)
            cuts.emplace_back(cut_mark(cut, peak, figure, static_cast<int>(cuts.size()), sampler_ink(i, cursor)));
        add_bars(figure.marks, std::move(bars), sampler_ink(i, cursor), static_cast<int>(run.samplers.size()),
                 sampler.spec.name);
    }
    Curve curve;
    curve.x = std::move(exact.x);
    curve.y = std::move(exact.density);
    curve.ink = {Ink::exact, 0, 1};
    curve.width = 1.75f;
    curve.label = is_1d(run) ? "exact p\u209c(x)" : "exact marginal of p\u209c";
    figure.marks.emplace_back(std::move(curve));
    std::move(cuts.begin(), cuts.end(), std::back_inserter(figure.marks));
    figure.overlay = overlay_histogram(run, cursor);
    return figure;
}

} // namespace halfstep
