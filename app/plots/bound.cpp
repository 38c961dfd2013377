// The variational bound term by term: what every step adds to -log p(x0), for each choice of the step's variance.

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
    {BoundVariance::large, "V = \u03b2", {Ink::series, 1, 1}, Dash::solid},
    {BoundVariance::small, "V = \u03b2\u0303", {Ink::series, 2, 1}, Dash::solid},
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
    axis.label = "L\u209c\u208b\u2081, nats";
    return axis;
}

/// One for each choice, in the order of the legend.
template <class Text>
std::string of_each(const Run& run, const Text& text) {
    std::string all;
    for (const Choice& choice : choices) all += (all.empty() ? "" : ", ") + text(run.losses().bound(choice.variance));
    return all;
}

std::vector<Mark> overlay_bound(const Run& run, const Cursor& cursor) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, cursor);
    return overlay;
}

Figure plot_bound(const Run& run, const Cursor& cursor) {
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
        figure.caption += " \u00b7 \u2212E log p\u03b8 = " +
                          of_each(run, [](const VariationalBound& bound) { return number_text(*bound.nll, digits); });
    figure.caption += " \u00b7 L_T = " + number_text(best.prior) + " \u00b7 KL(p_T\u2009\u2016\u2009" +
                      prior_text(run.process()) + ") = " + estimate_text(run.losses().mismatch) + " \u00b7 L\u2080 = " +
                      of_each(run, [](const VariationalBound& bound) { return number_text(bound.steps[0], digits); });
    for (const Choice& choice : choices) {
        const VariationalBound& bound = run.losses().bound(choice.variance);
        Curve curve = terms(run, bound);
        curve.ink = choice.ink;
        curve.dash = choice.dash;
        curve.width = 1.75f;
        curve.label = std::string(choice.name) + ": " + estimate_text(bound.total);
        figure.marks.emplace_back(std::move(curve));
    }
    figure.overlay = overlay_bound(run, cursor);
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
