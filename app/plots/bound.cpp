// The variational bound term by term: what every step adds to -log p(x0), for each choice of the step's variance.

#include "app/base/text.h"
#include "app/plots/common.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

struct Choice {
    BoundVariance variance;
    const char* name;
    Ink ink;
    Dash dash;
};
constexpr Choice choices[] = {
    {BoundVariance::large, "V = β", {Ink::series, 1, 1}, Dash::solid},
    {BoundVariance::small, "V = β̃", {Ink::series, 2, 1}, Dash::solid},
    {BoundVariance::best, "best V", {Ink::exact, 0, 1}, Dash::dashed},
};

/// The terms of the steps that arrive at t >= 1; L_0 is a density's and may be negative: the caption has it.
Curve terms(const Run& run, const VariationalBound& bound) {
    Curve curve;
    for (std::size_t i = 1; i < bound.steps.size(); ++i) {
        curve.x.push_back(run.process().levels[i + 1].t);
        curve.y.push_back(bound.steps[i]);
    }
    return curve;
}

Axis nats_axis(const Run& run) {
    constexpr double most_decades = 8;
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    for (const Choice& choice : choices) {
        const std::vector<double>& steps = run.losses().bound(choice.variance).steps;
        for (std::size_t i = 1; i < steps.size(); ++i) {
            if (!(steps[i] > 0)) continue;
            lo = std::min(lo, steps[i]);
            hi = std::max(hi, steps[i]);
        }
    }
    Axis axis = decades(lo, hi, most_decades);
    axis.label = "Lₜ₋₁, nats";
    return axis;
}

/// One for each choice, in the order of the legend.
template <class Text>
std::string of_each(const Run& run, const Text& text) {
    std::string all;
    for (const Choice& choice : choices) all += (all.empty() ? "" : ", ") + text(run.losses().bound(choice.variance));
    return all;
}

/// The largest error of the totals in the legend, which have no room for it.
std::string totals_error(const Run& run) {
    double relative = 0;
    for (const Choice& choice : choices) {
        const Measured& total = run.losses().bound(choice.variance).total;
        if (total.value != 0) relative = std::max(relative, total.se / std::abs(total.value));
    }
    constexpr double invisible = 1e-6; // beneath the digits shown
    return relative > invisible ? " · L to " + quantity_text(number_text(100 * relative, 2), "%") : "";
}

std::vector<Mark> overlay_bound(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_bound(const Run& run, const View& view) {
    Figure figure;
    figure.name = "bound";
    figure.title = "Variational bound";
    if (!drawable(run) || run.losses().empty()) return figure;
    figure.x = time_axis(run);
    figure.y = nats_axis(run);
    constexpr int digits = 5;
    const VariationalBound& best = run.losses().bound(BoundVariance::best);
    // What the legend's L are to be compared with comes first.
    figure.caption = "entropy of the data " + quantity_text(estimate_text(run.losses().entropy), "nats");
    if (best.nll)
        figure.caption += " · −E log pθ = " +
                          of_each(run, [](const VariationalBound& bound) { return number_text(*bound.nll, digits); });
    const std::string gap(thin_space);
    figure.caption += " · L_T = " + number_text(best.prior) + " · KL(p_T" + gap + "‖" + gap +
                      prior_text(run.process()) + ") = " + estimate_text(run.losses().mismatch) + " · L₀ = " +
                      of_each(run, [](const VariationalBound& bound) { return number_text(bound.steps[0], digits); });
    figure.caption += totals_error(run);
    for (const Choice& choice : choices) {
        const VariationalBound& bound = run.losses().bound(choice.variance);
        Curve curve = terms(run, bound);
        curve.ink = choice.ink;
        curve.dash = choice.dash;
        curve.width = 1.75f;
        curve.label = std::string(choice.name) + ": " + number_text(bound.total.value, digits, bound.total.se);
        figure.marks.emplace_back(std::move(curve));
    }
    figure.overlay = overlay_bound(run, view);
    return figure;
}

} // namespace

extern const Plot bound_plot; // in the list: plots.cpp

constinit const Plot bound_plot = {
    .name = "bound",
    .title = "Variational bound",
    .help = "What each step adds to the bound L ≥ E[−log p(x₀)], by the variance that the step uses; with the best "
            "variance and many steps only the entropy of the data and the mismatch at T are left.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_bound,
    .overlay = overlay_bound,
    .measures = {.losses = true},
};

} // namespace halfstep
