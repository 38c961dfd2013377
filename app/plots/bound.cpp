// The variational bound term by term: what every step adds to -log p(x0), for each choice of the step's variance.

#include "app/base/text.h"
#include "app/plots/common.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace halfstep {

namespace {

using namespace plots;

struct Choice {
    BoundVariance variance;
    const char* name;
    Ink ink;
    Dash dash;
    Topic topic;
};
constexpr Choice choices[] = {
    {BoundVariance::large, "V = ⟨β⟩", {Ink::series, 1, 1}, Dash::solid, Topic::bound_step},
    {BoundVariance::small, "V = ⟨β̃⟩", {Ink::series, 2, 1}, Dash::solid, Topic::bound_step},
    {BoundVariance::best, "best V", {Ink::exact, 0, 1}, Dash::dashed, Topic::bound_best},
};

/// The terms of the steps that arrive at t >= 1. L_0 is a density's and may be negative: it is a dot, as L_T is, which
/// is no step's.
Curve step_terms(const Run& run, const VariationalBound& bound) {
    Curve curve;
    for (std::size_t i = 1; i < bound.steps.size(); ++i) {
        curve.x.push_back(run.process().levels[i + 1].t);
        curve.y.push_back(bound.steps[i]);
    }
    return curve;
}

constexpr double most_decades = 8;

/// What the steps' terms span, and the ends as far as they leave these readable: a log axis. Without any other term the
/// ends have a linear one, negative or not.
class NatsRange {
public:
    void add_term(double nats) {
        if (!(nats > 0) || !std::isfinite(nats)) return;
        lo_ = std::min(lo_, nats);
        hi_ = std::max(hi_, nats);
    }
    void add_bound_end(double nats) {
        if (!std::isfinite(nats)) return;
        ends_.lo = std::min(ends_.lo, nats);
        ends_.hi = std::max(ends_.hi, nats);
        constexpr double beyond = 100; // times: further off, a note says where it is
        const double lo = std::min(lo_, nats), hi = std::max(hi_, nats);
        if (hi_ > 0 && nats > 0 && hi * lo_ <= beyond * hi_ * lo) std::tie(lo_, hi_) = std::pair(lo, hi);
    }
    Axis axis() const {
        if (hi_ > 0) return decades(lo_, hi_, most_decades);
        constexpr double room = 0.05; // of all, so that no dot lies on an edge
        const double width = ends_.hi - ends_.lo;
        const Range wide = round_out({ends_.lo - room * width, ends_.hi + room * width});
        Axis axis;
        axis.lo = wide.lo;
        axis.hi = wide.hi;
        return axis;
    }

private:
    double lo_ = std::numeric_limits<double>::infinity(), hi_ = 0;
    Range ends_{0, 0};
};

Axis nats_axis(const Run& run) {
    NatsRange range;
    const auto bound = [&](const Choice& choice) -> const VariationalBound& {
        return run.losses().bound(choice.variance);
    };
    for (const Choice& choice : choices)
        for (std::size_t i = 1; i < bound(choice).steps.size(); ++i) range.add_term(bound(choice).steps[i]);
    for (const Choice& choice : choices) range.add_bound_end(bound(choice).steps[0]);
    range.add_bound_end(bound(choices[0]).prior);
    Axis axis = range.axis();
    axis.label = "⟨Lₜ₋₁⟩, nats";
    return axis;
}

/// A term that is a dot, in files of data by its name.
void add_bound_end(Figure& figure, double t, double nats, const Ink& ink, const std::string& name) {
    Points dot;
    dot.x = {t};
    dot.y = {nats};
    dot.ink = ink;
    dot.radius = 3.5f;
    dot.name = name;
    figure.marks.emplace_back(std::move(dot));
}

/// Says beside a dot what it is, if the axis holds it.
void name_end(Figure& figure, double t, double nats, const char* text) {
    if (!(nats >= figure.y.lo && nats <= figure.y.hi)) return;
    constexpr float away = 6; // points
    Label label;
    label.x = t;
    label.y = nats;
    label.text = text;
    label.horizontal = t > 0.5 * (figure.x.lo + figure.x.hi) ? Align::end : Align::start;
    label.dx = label.horizontal == Align::end ? -away : away;
    label.dy = away;
    label.ink = {Ink::muted, 0, 1};
    figure.marks.emplace_back(std::move(label));
}

/// L_0 of each choice at t = 1, whose step arrives at the data, and L_T at T.
void add_ends(Figure& figure, const Run& run) {
    const double first = run.process().levels[1].t, last = run.process().levels.back().t;
    double greatest = -std::numeric_limits<double>::infinity();
    for (const Choice& choice : choices) {
        const double nats = run.losses().bound(choice.variance).steps[0];
        add_bound_end(figure, first, nats, choice.ink, std::string("L₀, ") + choice.name);
        greatest = std::max(greatest, nats);
    }
    const double prior = run.losses().bound(choices[0].variance).prior;
    add_bound_end(figure, last, prior, {Ink::muted, 0, 1}, "L_T");
    name_end(figure, first, greatest, "L₀");
    name_end(figure, last, prior, "L_T");
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
    figure.direct = true;
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
        Curve curve = step_terms(run, bound);
        curve.ink = choice.ink;
        curve.dash = choice.dash;
        curve.width = 1.75f;
        curve.label = std::string(choice.name) + ": " + number_text(bound.total.value, digits, bound.total.se);
        curve.topic = choice.topic;
        figure.marks.emplace_back(std::move(curve));
    }
    add_ends(figure, run);
    figure.overlay = overlay_bound(run, view);
    return figure;
}

std::string bound_words(const Run& run, const View&) {
    std::string text = "What every step adds to the variational bound L of −log p(x₀), in nats on a log axis, by the "
                       "variance V of the step.";
    if (run.losses().empty()) return text;
    std::string list;
    for (const Choice& choice : choices)
        list += (list.empty() ? "" : "; ") + estimate_text(run.losses().bound(choice.variance).total) + " with " +
                choice.name;
    text += sentence("In total L is", list);
    if (std::isfinite(run.losses().entropy.value))
        text += " The entropy of the data is " + quantity_text(estimate_text(run.losses().entropy), "nats") + ".";
    return text + " Starting from " + prior_text(run.process()) + " costs " +
           quantity_text(estimate_text(run.losses().mismatch), "nats") + ".";
}

} // namespace

extern const Plot bound_plot; // in the list: plots.cpp

constinit const Plot bound_plot = {
    .name = "bound",
    .title = "Variational bound",
    .help =
        "What each step adds to the bound L ≥ E[−log p(x₀)], by the variance that the step uses; with the best "
        "variance and many steps only the entropy of the data and the mismatch at T are left. Dots: L₀, where the axis "
        "holds it, and L_T.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_bound,
    .overlay = overlay_bound,
    .words = bound_words,
    .measures = {.losses = true},
};

} // namespace halfstep
