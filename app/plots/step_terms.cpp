// What the step is made of at every t: the coefficients of the one equation, of the sampler whose step is looked into.

#include "app/plots/common.h"
#include "app/plots/step_arrows.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr StepTerm::Kind term_kinds[] = {StepTerm::x0,    StepTerm::eps,   StepTerm::last,
                                         StepTerm::again, StepTerm::state, StepTerm::noise};

/// What a move has before a term; of true_reverse's noise in the plane the root of its mean variance. NaN: it has no
/// such term.
double coefficient(const StepCoefficients& step, StepTerm::Kind kind) {
    const bool asks = step.evaluations() > 0;
    switch (kind) {
    case StepTerm::x0: return asks ? step.k_x0 : missing;
    case StepTerm::eps: return asks ? step.k_eps : missing;
    case StepTerm::last: return step.k_last != 0 ? step.k_last : missing;
    case StepTerm::again: return step.k_again != 0 ? step.k_again : missing;
    case StepTerm::state: return step.move == MoveKind::forward ? step.from.a / step.to.a : missing;
    case StepTerm::noise: break;
    }
    if (!step.noisy()) return missing;
    return std::sqrt((step.noise * step.noise.transpose()).trace() / static_cast<double>(step.noise.rows()));
}

/// The moves of a sampler's grid, against the t that they leave.
bool on_the_grid(const StepCoefficients& step) {
    return step.move == MoveKind::reverse || step.move == MoveKind::forward;
}
double leaves(const StepCoefficients& step) { return step.move == MoveKind::forward ? step.to.t : step.from.t; }

Curve coefficient_curve(const SamplerRun& sampler, StepTerm::Kind kind) {
    Curve curve;
    for (std::size_t i = sampler.steps().size(); i-- > 0;) {
        const StepCoefficients& step = sampler.steps()[i];
        if (!on_the_grid(step)) continue;
        curve.x.push_back(leaves(step));
        curve.y.push_back(coefficient(step, kind));
    }
    return curve;
}

bool has_values(const Curve& curve) {
    return std::any_of(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); });
}

/// The sampler whose coefficients are shown.
int shown_sampler(const Run& run, const View& view) {
    const int wanted = view.inspect > 0 ? view.inspect - 1 : std::max(0, view.sampler);
    return std::min(wanted, static_cast<int>(run.samplers.size()) - 1);
}

/// Of all samplers, so that it stays while Tab goes round them: on a log axis, unless some are below zero.
Axis coefficient_axis(const Run& run) {
    constexpr double most_decades = 5, most = 1e4;
    double lo = std::numeric_limits<double>::infinity(), hi = 0, least = 0;
    for (const SamplerRun& sampler : run.samplers)
        for (const StepTerm::Kind kind : term_kinds)
            for (const double k : coefficient_curve(sampler, kind).y) {
                if (!std::isfinite(k)) continue;
                least = std::min(least, k);
                hi = std::max(hi, std::min(k, most));
                if (k > 0) lo = std::min(lo, k);
            }
    if (least >= 0) return decades(lo, hi, most_decades);
    const Range range = round_out({1.05 * std::max(least, -most), 1.05 * hi});
    Axis axis;
    axis.lo = range.lo;
    axis.hi = range.hi;
    return axis;
}

/// The value at the cursor, on its curve.
void add_value(std::vector<Mark>& overlay, const Run& run, const StepCoefficients& step, StepTerm::Kind kind,
               const View& view) {
    const double k = coefficient(step, kind);
    if (!std::isfinite(k)) return;
    const auto some = [&](auto holds) {
        return std::any_of(std::begin(term_kinds), std::end(term_kinds),
                           [&](StepTerm::Kind other) { return holds(coefficient(step, other)); });
    };
    const bool uppermost = !some([&](double other) { return other > k; });
    const bool between = !uppermost && some([&](double other) { return other < k; });
    Points dot;
    dot.x = {leaves(step)};
    dot.y = {k};
    dot.ink = term_ink(kind, view);
    dot.radius = 4;
    overlay.emplace_back(std::move(dot));
    // Those that are near each other must not meet: above, below, and one between them on the other side.
    const bool right = (leaves(step) < 0.6 * t_end(run)) != between;
    Label label;
    label.x = leaves(step);
    label.y = k;
    label.text = number_text(k, 4);
    label.ink = term_ink(kind, view);
    label.horizontal = right ? Align::start : Align::end;
    label.vertical = uppermost ? Align::end : between ? Align::middle : Align::start;
    label.dx = right ? 6.0f : -6.0f;
    label.dy = uppermost ? 3.0f : between ? 0.0f : -3.0f;
    label.yields = true; // the equation has these numbers, too
    overlay.emplace_back(std::move(label));
}

/// The move at the cursor; nullptr: there is none.
const StepCoefficients* move_at_cursor(const Run& run, const View& view, const SamplerRun& sampler) {
    const int level = cursor_level(run, view);
    if (!sampler.forward()) return next_reverse_step(sampler, std::max(1, level));
    return &sampler.steps()[static_cast<std::size_t>(std::max(1, sampler.state_at(level))) - 1];
}

std::vector<Mark> overlay_step_terms(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run) || run.samplers.empty()) return overlay;
    add_cursor(overlay, run, view);
    const int index = shown_sampler(run, view);
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(index)];
    for (const StepTerm::Kind kind : term_kinds) {
        Curve curve = coefficient_curve(sampler, kind);
        if (!has_values(curve)) continue;
        curve.ink = term_ink(kind, view);
        curve.width = 2.25f;
        if (static_cast<int>(curve.x.size()) <= few_levels) {
            Points dots;
            dots.x = curve.x;
            dots.y = curve.y;
            dots.ink = curve.ink;
            dots.radius = 2.5f;
            overlay.emplace_back(std::move(dots));
        }
        overlay.emplace_back(std::move(curve));
    }
    if (const StepCoefficients* const step = move_at_cursor(run, view, sampler))
        for (const StepTerm::Kind kind : term_kinds) add_value(overlay, run, *step, kind, view);
    Label whose;
    whose.x = t_end(run);
    whose.y = coefficient_axis(run).hi;
    whose.text = sampler.spec().name;
    whose.ink = {Ink::sampler, index, 1};
    whose.horizontal = Align::end;
    whose.vertical = Align::start;
    whose.dx = -5;
    whose.dy = -3;
    overlay.emplace_back(std::move(whose));
    return overlay;
}

Figure plot_step_terms(const Run& run, const View& view) {
    Figure figure;
    figure.name = "step-terms";
    figure.title = "Coefficients of the step";
    if (!drawable(run) || run.samplers.empty()) return figure;
    figure.x = time_axis(run);
    figure.y = coefficient_axis(run);
    figure.y.label = "k";
    figure.caption = "what stands before each term, against the t that the step leaves";
    for (const StepTerm::Kind kind : term_kinds) {
        const bool there = std::any_of(run.samplers.begin(), run.samplers.end(), [&](const SamplerRun& sampler) {
            return has_values(coefficient_curve(sampler, kind));
        });
        if (!there) continue;
        Curve key; // draws nothing: names what is in the overlay
        key.ink = {Ink::series, term_series(kind), 1};
        key.width = 2.25f;
        key.label = std::string("of ") + term_symbol(kind);
        figure.marks.emplace_back(std::move(key));
    }
    figure.overlay = overlay_step_terms(run, view);
    return figure;
}

std::string terms_words(const Run& run, const View& view) {
    const std::string text = "The coefficients of the step against the t that it leaves, of one sampler.";
    if (run.samplers.empty()) return text;
    const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(shown_sampler(run, view))];
    const StepCoefficients* const step = move_at_cursor(run, view, sampler);
    std::string list;
    for (const StepTerm::Kind kind : term_kinds)
        if (const double k = step ? coefficient(*step, kind) : missing; std::isfinite(k))
            list += (list.empty() ? "" : ", ") + plain_words(k) + " before " + term_symbol(kind);
    const std::string from = step ? "From t = " + number_text(leaves(*step)) + " " + sampler.spec().name + " has" : "";
    return text + sentence(from, list);
}

} // namespace

extern const Plot step_terms_plot; // in the list: plots.cpp

constinit const Plot step_terms_plot = {
    .name = "step-terms",
    .title = "Coefficients of the step",
    .help =
        "What stands before x̂₀, ε̂ and z in each step of the sampler that is looked into, or of the highlighted one: "
        "pointing at a term of the equation or at its arrow lights its curve here, and the other way round.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_step_terms,
    .overlay = overlay_step_terms,
    .words = terms_words,
    .all_in_overlay = true,
    .variant_of = "step",
    .variant = "coefficients",
    .splits_from = -1, // it is of one sampler
};

} // namespace halfstep
