// Recorded states beside the sampler that they should be of: how far each step is off, taken from their own x_t, and
// how far the states have parted. The first step above the line of rounding is the wrong one.

#include "app/plots/common.h"
#include "app/plots/recorded.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

bool shows_recorded(const Run& run) { return has_target(run) && has_recorded(run); }

/// A log axis over all that is not 0; what is 0 lies at its foot.
Axis local_error_axis(const Run& run) {
    constexpr double most_decades = 20;
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    for (const SamplerRun& sampler : run.samplers) {
        if (!sampler.local_errors) continue;
        for (const LocalErrorAt& at : sampler.local_errors->steps)
            for (const double value : {at.largest, at.rounding, std::max(at.apart, at.rounding)})
                if (std::isfinite(value) && value > 0) lo = std::min(lo, value), hi = std::max(hi, value);
    }
    Axis axis = decades(lo, hi, most_decades);
    axis.label = "|recorded − ours|";
    return axis;
}

struct ErrorCurves {
    Curve largest, rms, rounding, apart;
};

ErrorCurves curves_of(const SamplerRun& sampler, double foot) {
    ErrorCurves curves;
    const std::vector<LocalErrorAt>& steps = sampler.local_errors->steps;
    for (std::size_t i = steps.size(); i-- > 0;) { // t ascends
        const double t = sampler.level_of(static_cast<int>(i) + 1).t;
        const auto add = [&](Curve& curve, double value) {
            curve.x.push_back(t);
            curve.y.push_back(std::isfinite(value) ? std::max(value, foot) : missing);
        };
        add(curves.largest, steps[i].largest);
        add(curves.rms, steps[i].rms);
        add(curves.rounding, steps[i].rounding);
        add(curves.apart, steps[i].apart);
    }
    return curves;
}

/// The first step that is wrong, with its number.
void mark_first(Figure& figure, const Run& run, int index, const View& view) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    const LocalErrors& errors = *sampler.local_errors;
    if (errors.first < 0) return;
    const double t = sampler.level_of(errors.first + 1).t;
    const double y = errors.steps[static_cast<std::size_t>(errors.first)].largest;
    if (!std::isfinite(y)) return;
    Points dot;
    dot.x = {t};
    dot.y = {y};
    dot.ink = sampler_ink(index, view);
    dot.radius = 5;
    dot.name = sampler.spec().name + " (first step that differs)";
    figure.marks.emplace_back(std::move(dot));
    const bool left_half = t < 0.5 * t_end(run), above = y < std::sqrt(figure.y.lo * figure.y.hi);
    Label label;
    label.x = t;
    label.y = y;
    label.text = "first: step " + std::to_string(errors.first + 1);
    label.horizontal = left_half ? Align::start : Align::end;
    label.vertical = above ? Align::end : Align::start;
    label.ink = {Ink::text, 0, 1};
    label.dx = left_half ? 7.0f : -7.0f;
    label.dy = above ? 7.0f : -7.0f;
    label.from = figure.x.lo;
    label.to = figure.x.hi;
    figure.marks.emplace_back(std::move(label));
}

void add_errors(Figure& figure, const Run& run, int index, const View& view) {
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    ErrorCurves curves = curves_of(sampler, figure.y.lo);
    const std::string& name = sampler.spec().name;
    curves.rounding.ink = {Ink::exact, 0, 1};
    curves.rounding.dash = Dash::dashed;
    curves.rounding.label = "rounding";
    curves.rounding.name = name + " (rounding)";
    curves.apart.ink = sampler_ink(index, view, 0.55f);
    curves.apart.dash = Dash::dotted;
    curves.apart.width = 1.5f;
    curves.apart.label = name + ", states apart";
    curves.apart.quiet = true;
    curves.rms.ink = sampler_ink(index, view, 0.7f);
    curves.rms.width = 1;
    curves.rms.name = name + " (rms)";
    curves.largest.ink = sampler_ink(index, view);
    curves.largest.width = 2;
    curves.largest.label = name;
    const bool few = static_cast<int>(curves.largest.x.size()) <= few_levels;
    Points dots;
    dots.x.assign(curves.largest.x.begin(), curves.largest.x.end());
    dots.y.assign(curves.largest.y.begin(), curves.largest.y.end());
    dots.ink = curves.largest.ink;
    dots.radius = 2.5f;
    figure.marks.emplace_back(std::move(curves.rounding));
    figure.marks.emplace_back(std::move(curves.apart));
    figure.marks.emplace_back(std::move(curves.rms));
    figure.marks.emplace_back(std::move(curves.largest));
    if (few) figure.marks.emplace_back(std::move(dots));
    mark_first(figure, run, index, view);
}

std::vector<Mark> overlay_local_error(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_local_error(const Run& run, const View& view) {
    Figure figure;
    figure.name = "local-error";
    figure.title = "Local error of recorded steps";
    if (!drawable(run) || !has_recorded(run)) return figure;
    figure.x = time_axis(run);
    figure.y = local_error_axis(run);
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        if (!run.samplers[i].local_errors) continue;
        figure.caption +=
            (figure.caption.empty() ? "" : " · ") + run.samplers[i].spec().name + ": " + recorded_brief(run, i);
        if (const auto& why = run.samplers[i].local_errors->explanation) figure.caption += " · " + why->words;
        add_errors(figure, run, static_cast<int>(i), view);
    }
    figure.overlay = overlay_local_error(run, view);
    return figure;
}

std::string local_error_words(const Run& run, const View&) {
    std::string words =
        "How far each recorded step is from ours, taken from its own xₜ with the same noise, against t; "
        "a dashed line is what rounding explains.";
    for (std::size_t i = 0; i < run.samplers.size(); ++i)
        if (const std::string verdict = recorded_verdict(run, i); !verdict.empty()) words += " " + verdict;
    return words;
}

} // namespace

extern const Plot local_error_plot; // in the list: plots.cpp

constinit const Plot local_error_plot = {
    .name = "local-error",
    .title = "Local error of recorded steps",
    .help =
        "How far each recorded step is from ours, taken from its own xₜ with the same noise: the largest of all "
        "particles, thin the root mean square. What lies above the dashed line is more than rounding, and the first "
        "such step is where the code goes wrong. Dotted: how far the states have parted by then.",
    .applies = shows_recorded,
    .needs = "a sampler of kind = \"recorded\"",
    .make = plot_local_error,
    .overlay = overlay_local_error,
    .words = local_error_words,
    .splits_from = -1,
    .called_for =
        [](const Experiment& experiment) {
            return std::any_of(experiment.samplers.begin(), experiment.samplers.end(),
                               [](const SamplerSpec& sampler) { return static_cast<bool>(sampler.recorded); });
        },
};

} // namespace halfstep
