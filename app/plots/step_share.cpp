// How far each step of each sampler goes, as a share of the deterministic DDPM step from the same level: the punch
// line. DDIM goes half of it where steps are small, and all of it in the step that arrives at the data.

#include "app/plots/common.h"
#include "app/plots/next_step.h"
#include "app/plots/shown.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

constexpr double least_top = 1.35, most_top = 2.3, least_bottom = -1; // what the axis follows

/// The shares of a sampler's reverse steps against the t that they leave, ascending in t.
struct Shares {
    std::vector<double> t, share;
};

Shares shares_of(const SamplerRun& sampler) {
    Shares shares;
    for (std::size_t i = sampler.steps().size(); i-- > 0;) {
        const double share = step_share(sampler.steps()[i]);
        if (!std::isfinite(share)) continue;
        shares.t.push_back(sampler.steps()[i].from.t);
        shares.share.push_back(share);
    }
    return shares;
}

Axis share_axis(const std::vector<Shares>& all) {
    Axis axis;
    axis.label = "share of the DDPM step";
    axis.hi = least_top;
    for (const Shares& shares : all)
        for (const double share : shares.share) {
            axis.lo = std::min(axis.lo, std::max(1.1 * share, least_bottom));
            axis.hi = std::max(axis.hi, std::min(1.1 * share, most_top));
        }
    if (axis.lo < 0 || axis.hi > least_top) {
        const Range round = round_out({axis.lo, axis.hi}, 10);
        axis.lo = round.lo;
        axis.hi = round.hi;
    }
    return axis;
}

/// A line across, and what it stands for at its right end.
void add_reference(Figure& figure, double share, const char* text, bool above) {
    Rule rule;
    rule.value = share;
    rule.vertical = false;
    rule.ink = {Ink::exact, 0, 0.55f};
    rule.width = 1;
    figure.marks.emplace_back(rule);
    Label label;
    label.x = figure.x.hi;
    label.y = share;
    label.text = text;
    label.horizontal = Align::end;
    label.vertical = above ? Align::end : Align::start;
    label.ink = {Ink::muted, 0, 1};
    label.dx = -5;
    label.dy = above ? 5.0f : -5.0f;
    label.from = figure.x.lo;
    label.to = figure.x.hi;
    figure.marks.emplace_back(label);
}

/// Whether two samplers go alike nearly everywhere.
bool alike(const Shares& a, const Shares& b) {
    constexpr double seen = 0.01, most = 0.6; // smaller differences cannot be told apart; of the steps
    if (a.t != b.t) return false;
    std::size_t close = 0;
    for (std::size_t i = 0; i < a.share.size(); ++i) close += std::abs(a.share[i] - b.share[i]) < seen;
    return static_cast<double>(close) > most * static_cast<double>(a.share.size());
}

/// Samplers that go alike lie upon each other: the earlier ones are broken lines above the last, so that all are seen.
Dash dash_among(const std::vector<Shares>& all, std::size_t index) {
    const auto below = std::count_if(all.begin() + static_cast<std::ptrdiff_t>(index) + 1, all.end(),
                                     [&](const Shares& other) { return alike(other, all[index]); });
    return below == 0 ? Dash::solid : below == 1 ? Dash::dashed : Dash::dotted;
}

void add_shares(Figure& figure, const Shares& shares, const Ink& ink, Dash dash, const std::string& name) {
    Curve curve;
    curve.x = shares.t;
    curve.y = shares.share;
    curve.ink = ink;
    curve.dash = dash;
    curve.width = 2.25f;
    curve.label = name;
    if (!shares.t.empty() && shares.t.size() <= few_levels) {
        Points dots;
        dots.x.assign(curve.x.begin(), curve.x.end());
        dots.y.assign(curve.y.begin(), curve.y.end());
        dots.ink = ink;
        dots.radius = 2.75f;
        figure.marks.emplace_back(std::move(dots));
    }
    figure.marks.emplace_back(std::move(curve));
}

/// Where the signal changes from level to level, half of a step in x is more than half of it in x/a.
bool halves_elsewhere(const Run& run, const std::vector<const SamplerRun*>& shown) {
    return run.process().kind != ProcessKind::ve &&
           std::any_of(shown.begin(), shown.end(),
                       [](const SamplerRun* sampler) { return sampler->spec().kind == SamplerKind::half_step; });
}

bool has_second_line(const std::vector<const SamplerRun*>& shown) {
    for (const SamplerRun* sampler : shown)
        for (const StepCoefficients& step : sampler->steps())
            if (step.k_again != 0 || step.k_last != 0) return true;
    return false;
}

std::vector<Mark> overlay_step_share(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    add_cursor(overlay, run, view);
    const int level = next_step_level(run, view);
    for (const int i : drawing_order(run, view)) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const StepCoefficients* const step = next_reverse_step(sampler, level);
        if (!step) continue;
        Points dot;
        dot.x = {step->from.t};
        dot.y = {step_share(*step)};
        if (!std::isfinite(dot.y[0])) continue;
        dot.ink = sampler_ink(i, view);
        dot.radius = 4;
        overlay.emplace_back(std::move(dot));
    }
    return overlay;
}

Figure plot_step_share(const Run& run, const View& view) {
    Figure figure;
    figure.name = "step-share";
    figure.title = "Share of the DDPM step";
    if (!drawable(run)) return figure;
    std::vector<Shares> all;
    for (const SamplerRun& sampler : run.samplers) all.push_back(shares_of(sampler));
    figure.x = time_axis(run);
    figure.y = share_axis(all);
    figure.caption = "DDPM's mean goes ⟨1 − σₛ²/σₜ²⟩ of the way from ⟨xₜ/a⟩ to x̂₀⟨, σ = b/a⟩ · of that DDIM goes "
                     "⟨1/(1 + σₛ/σₜ) → ½⟩";
    const std::vector<const SamplerRun*> shown = shown_samplers(run, view, "step-share");
    if (halves_elsewhere(run, shown)) figure.caption += " · the half step: half in x, not in ⟨x/a⟩";
    if (has_second_line(shown)) figure.caption += " · Heun and DPM-Solver++: their first line";
    add_reference(figure, 1, "the whole step", true);
    add_reference(figure, 0.5, "half a step", false);
    for (std::size_t i = 0; i < all.size(); ++i) // the legend in the order of the samplers
        if (!all[i].t.empty())
            add_shares(figure, {}, sampler_ink(static_cast<int>(i), view), dash_among(all, i),
                       run.samplers[i].spec().name);
    for (std::size_t i = all.size(); i-- > 0;)
        if (!all[i].t.empty())
            add_shares(figure, all[i], sampler_ink(static_cast<int>(i), view), dash_among(all, i),
                       run.samplers[i].spec().name);
    figure.overlay = overlay_step_share(run, view);
    return figure;
}

std::string share_words(const Run& run, const View& view) {
    const int level = next_step_level(run, view);
    const std::string told = of_each_sampler(run, view, "step-share", [&](const SamplerRun& s, int) -> std::string {
        const StepCoefficients* const step = next_reverse_step(s, level);
        const double share = step ? step_share(*step) : missing;
        return std::isfinite(share) ? plain_words(share) : "";
    });
    return "How far each step goes, as a share of the deterministic DDPM step from the same level, against t; lines "
           "mark the whole step and half of it." +
           (told.empty() ? " " + at_level(run, view, level) + " no sampler takes such a step."
                         : by_sampler(at_level(run, view, level) + ", the share of each sampler's next step", told));
}

} // namespace

extern const Plot step_share_plot; // in the list: plots.cpp

constinit const Plot step_share_plot = {
    .name = "step-share",
    .title = "Share of the DDPM step",
    .help = "How far each step goes, as a share of the deterministic DDPM step: DDIM goes half of it where steps are "
            "small, and all of it in the step that arrives at the data.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_step_share,
    .overlay = overlay_step_share,
    .words = share_words,
};

} // namespace halfstep
