// What an error of eps_hat counts, level by level: in the losses that networks are trained with, and in the variational
// term of each sampler's step. Whatever the weights, the exact denoiser minimises them all.

#include "app/plots/common.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

struct Weighting {
    const char* label; ///< its symbols between marks
    Topic topic;
    double (*weight)(const Level& level);
    Ink ink;
};
constexpr Weighting losses[] = {
    {"ε, 1", Topic::eps_loss, [](const Level&) { return 1.0; }, {Ink::series, 1, 1}},
    {"x₀, ⟨1 / SNR⟩",
     Topic::x0_loss,
     [](const Level& level) { return 1 / eps_loss_factor(level); },
     {Ink::series, 0, 1}},
    {"v, ⟨1 + 1 / SNR⟩",
     Topic::v_loss,
     [](const Level& level) { return v_loss_factor(level) / eps_loss_factor(level); },
     {Ink::series, 2, 1}},
};

std::vector<Weighting> shown_losses(const Run& run) {
    std::vector<Weighting> list(std::begin(losses), std::end(losses));
    if (run.process().kind != ProcessKind::vp) list.pop_back();
    return list;
}

/// By ascending t, of the steps that have such a weight; infinite from a level without signal.
Curve sampler_weights(const SamplerRun& sampler) {
    Curve curve;
    for (auto step = sampler.steps().rbegin(); step != sampler.steps().rend(); ++step)
        if (const double weight = eps_weight(*step); weight > 0) {
            curve.x.push_back(step->from.t);
            curve.y.push_back(weight);
        }
    return curve;
}

Axis weight_axis(const Run& run, const std::vector<Curve>& curves) {
    constexpr double most_decades = 40; // a low weight is no less to be seen than a high one
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    const auto see = [&](double weight) {
        if (!(weight > 0) || !std::isfinite(weight)) return;
        lo = std::min(lo, weight);
        hi = std::max(hi, weight);
    };
    for (const Curve& curve : curves) std::for_each(curve.y.begin(), curve.y.end(), see);
    for (const Weighting& loss : shown_losses(run))
        for (std::size_t t = 1; t < run.process().levels.size(); ++t) see(loss.weight(run.process().levels[t]));
    Axis axis = decades(lo, hi, most_decades);
    axis.label = "weight of |ε − ε̂|²";
    return axis;
}

std::vector<Mark> overlay_weights(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_weights(const Run& run, const View& view) {
    Figure figure;
    figure.name = "weights";
    figure.title = "Weights of the losses";
    figure.direct = true;
    if (!drawable(run)) return figure;
    const int count = static_cast<int>(run.samplers.size());
    std::vector<Curve> samplers;
    for (const SamplerRun& sampler : run.samplers) samplers.push_back(sampler_weights(sampler));
    figure.x = time_axis(run);
    figure.y = weight_axis(run, samplers);
    const bool some = std::any_of(samplers.begin(), samplers.end(), [](const Curve& c) { return !c.x.empty(); });
    figure.caption = std::string("dashed: losses that are trained with") +
                     (some ? " · solid: in the KL of a noisy step" : " · no step here is noisy");
    for (const Weighting& loss : shown_losses(run)) {
        Curve curve;
        for (std::size_t t = 1; t < run.process().levels.size(); ++t) {
            curve.x.push_back(run.process().levels[t].t);
            curve.y.push_back(loss.weight(run.process().levels[t]));
        }
        curve.ink = loss.ink;
        curve.dash = Dash::dashed;
        curve.width = 1.5f;
        curve.label = loss.label;
        curve.topic = loss.topic;
        figure.marks.emplace_back(std::move(curve));
    }
    for (int i = 0; i < count; ++i) {
        if (samplers[static_cast<std::size_t>(i)].x.empty()) continue;
        Curve curve = std::move(samplers[static_cast<std::size_t>(i)]);
        curve.ink = sampler_ink(i, view);
        curve.width = 1.75f;
        curve.label = run.samplers[static_cast<std::size_t>(i)].spec().name;
        figure.marks.emplace_back(std::move(curve));
    }
    figure.overlay = overlay_weights(run, view);
    return figure;
}

std::string weights_words(const Run& run, const View& view) {
    const auto level = static_cast<std::size_t>(std::max(1, cursor_level(run, view)));
    std::string trained;
    for (const Weighting& loss : shown_losses(run))
        trained += (trained.empty() ? "" : "; ") + std::string("of ") + loss.label + ": " +
                   plain_words(loss.weight(run.process().levels[level]));
    const std::string steps = of_each_sampler(run, view, "weights", [&](const SamplerRun& s, int) -> std::string {
        const StepCoefficients* const step = next_reverse_step(s, static_cast<int>(level));
        const double weight = step ? eps_weight(*step) : 0;
        return weight > 0 ? plain_words(weight) : "";
    });
    return "What an error of ε̂ counts against t, in the losses that are trained with and in the KL of each sampler's "
           "noisy steps, on a log axis." +
           sentence(at_level(run, view, static_cast<int>(level)) + ", the losses' weights", trained) +
           (steps.empty() ? " No step there is noisy." : by_sampler("In the next step of each sampler", steps));
}

} // namespace

extern const Plot weights_plot; // in the list: plots.cpp

constinit const Plot weights_plot = {
    .name = "weights",
    .title = "Weights of the losses",
    .help = "What an error of ε̂ counts at every level: in the losses for ε, x₀ and v, and in the bound's term for "
            "each sampler's noisy steps. The weights differ by decades, yet the exact denoiser is best for all.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_weights,
    .overlay = overlay_weights,
    .words = weights_words,
};

} // namespace halfstep
