// What of a sampler can be set. Rows stand only where they matter, and what is rarely touched folds away under "More".

#include "app/panels/panels.h"

#include "app/scene/names.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halfstep {
namespace {

const char* const kinds[] = {"DDIM",           "DDPM",      "Heun",      "DPM-Solver++ (2M)", "Euler, ODE in t",
                             "Euler–Maruyama", "Mean only", "Half step", "Naive inverse",     "True reverse"};
const char* const kind_tips[] = {
    "x = a x̂₀ + √(b² − σ²) ε̂ + σ z with σ = η √β̃. η = 0 is deterministic and an Euler step in b/a; η = 1 is DDPM with "
    "the "
    "small variance. k-diffusion's euler and ancestral samplers are this one, with the same η.",
    "The mean of q(xₛ | xₜ, x̂₀) plus fresh noise.",
    "DDIM's step, then ε̂ once more where it arrived, and the mean of both: second order in b/a, where levels should "
    "lie "
    "close, with two evaluations a step (Karras et al. 2022). With churn: their stochastic sampler.",
    "DDIM's step with x̂₀ carried half a step further along its line through the step before: second order in log(a/b), "
    "with "
    "one evaluation a step (Lu et al. 2022).",
    "The probability-flow ODE by explicit Euler steps in t. In b/a instead of t, Euler is DDIM with η = 0.",
    "The reverse SDE by Euler steps in t: its noise has variance β Δt, not β̃.",
    "The DDPM mean without noise: collapses towards E[x₀ | x_T].",
    "Half of the way to the DDPM mean, no noise: DDIM's limit for small steps, and this program's name.",
    "(xₜ − √(1−α) ε̂)/√α: takes all of the noise in xₜ for the noise of one step. Wrong, and instructive.",
    "The exact law of xₛ | xₜ for a Gaussian target: right with any number of steps.",
};
const char* const variances[] = {"β̃  small", "β  large", "learned"};
const char* const variance_tips[] = {
    "β̃: the variance of xₛ when xₜ and x₀ are known. Right for point-mass data.",
    "β: the variance of the forward step. Right for N(0, I) data.",
    "exp(v log β + (1−v) log β̃), as a network may learn it.",
};
const char* const spacings[] = {"all", "leading", "trailing", "linspace", "uniform", "quadratic"};
const char* const spacing_tips[] = {
    "Every level.",
    "Every ⌊T/S⌋-th level from the data; stops short of T.",
    "Even strides down from T.",
    "Even, first and last level included.",
    "⌊jT/S⌋: even strides from the data.",
    "Dense near the data; starts at 0.8 T.",
};
const char* const starts[] = {"N(0, I)", "exact p_T"};
const char* const start_tips[] = {
    "The prior that is used in practice.",
    "The true law of xₜ at the first level: takes the prior's own error out of the picture.",
};

/// A drop-down list of an enumeration whose values count from 0 in the order of the names.
template <class Enum, std::size_t n>
bool choose(Controls& ui, const std::string& key, const char* text, const char* tip, Enum& value,
            const char* const (&names)[n], const char* const (&tips)[n], std::size_t count = n) {
    int index = static_cast<int>(value);
    if (!choice(ui, key, text, tip, index, names, tips, static_cast<int>(count))) return false;
    value = static_cast<Enum>(index);
    return true;
}

bool whole_slider(Controls& ui, const std::string& key, const char* text, const char* tip, int& value, int lo, int hi) {
    double number = value;
    if (!slider(ui, key, text, tip, number, lo, hi, {.integer = true})) return false;
    value = static_cast<int>(number);
    return true;
}

double eta_limit(const SamplerSpec& sampler, const Experiment& experiment) {
    try {
        // Rounded down to what three digits can show, so that the end of the slider is inside.
        return std::floor(std::min(max_eta(sampler, make_process(experiment.process)), 4.0) * 100) / 100;
    } catch (const Error&) {
        return 1;
    }
}

void rule_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const SamplerKind before = sampler.kind;
    // True reverse, the last one, needs a Gaussian target.
    const std::size_t count = std::size(kinds) - (experiment.target.kind == TargetKind::gaussian ? 0 : 1);
    if (choose(ui, key + "kind", "Rule", "How one step is taken.", sampler.kind, kinds, kind_tips, count)) {
        const bool named_after_kind = sampler.name.rfind(default_name(before), 0) == 0;
        if (named_after_kind) sampler.name = free_name(experiment, default_name(sampler.kind));
    }
    if (sampler.kind == SamplerKind::ddim)
        slider(ui, key + "eta", "η", "How much of the noise is fresh: σ = η √β̃. 0: deterministic DDIM; 1: DDPM with β̃.",
               sampler.eta, 0, eta_limit(sampler, experiment));
    if (sampler.kind == SamplerKind::ddpm) {
        choose(ui, key + "variance", "Variance", "Of the noise that a step adds.", sampler.variance, variances,
               variance_tips);
        if (sampler.variance == Variance::learned)
            slider(ui, key + "v", "v", "0: small, 1: large; in between on the log scale.", sampler.v, 0, 1);
    }
    if (sampler.kind == SamplerKind::ddpm || sampler.kind == SamplerKind::euler_maruyama)
        toggle(ui, key + "final_noise", "Last noise",
               "Add noise in the step that arrives at the data, too. Usually left out; "
               "equation (1) of the σ² problem has it.",
               sampler.final_noise);
}

void steps_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const int T = experiment.process.steps;
    double steps = sampler.steps.value_or(T);
    const int most = max_steps(sampler.spacing, T);
    if (T > 1 && slider(ui, key + "steps", "Steps", "How many of the levels this sampler visits.", steps, 1, most,
                        {.log = T > 50, .integer = true})) {
        // "all" is the name of one number of steps; with fewer, strides that start at T are the safe choice.
        if (sampler.spacing == Spacing::all) sampler.spacing = Spacing::trailing;
        sampler.steps = static_cast<int>(steps);
    }
    if (choose(ui, key + "spacing", "Levels τ", "Which levels are visited.", sampler.spacing, spacings, spacing_tips)) {
        if (sampler.spacing == Spacing::all)
            sampler.steps.reset();
        else
            sampler.steps = std::min(sampler.steps.value_or(T), max_steps(sampler.spacing, T));
    }
}

void churn_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    Churn& churn = sampler.churn;
    const double S = sampler.steps.value_or(experiment.process.steps);
    slider(ui, key + "churn", "Churn",
           "S_churn of Karras et al.: before a step, fresh noise raises σ = b/a to (1 + γ) σ, γ = min(S_churn / S, √2 "
           "− 1). "
           "0: none.",
           churn.s_churn, 0, std::max(S / 2, churn.s_churn));
    if (!(churn.s_churn > 0)) return;
    slider(ui, key + "s_noise", "S_noise", "Standard deviation of that noise, in units of what the raised level needs.",
           churn.s_noise, 0.9, 1.1, {.format = "%.4g"});
    const double noisiest = 100;
    slider(ui, key + "s_tmin", "σ from", "S_tmin: levels with less noise than that are not churned.", churn.s_tmin, 0,
           std::max(churn.s_tmax.value_or(2), churn.s_tmin));
    double s_tmax = churn.s_tmax.value_or(noisiest);
    if (slider(ui, key + "s_tmax", "σ to", "S_tmax: levels with more noise than that are not churned. 100: no limit.",
               s_tmax, std::max(churn.s_tmin, 0.01), noisiest, {.log = true}))
        churn.s_tmax = s_tmax < noisiest ? std::optional<double>(s_tmax) : std::nullopt;
}

void corrector_rows(SamplerSpec& sampler, const std::string& key, Controls& ui) {
    whole_slider(ui, key + "corrector_steps", "Langevin",
                 "Corrector steps at every level that a step reaches: x + ε score + √(2ε) z (Song et al. 2021).",
                 sampler.corrector_steps, 0, max_corrector_steps);
    if (sampler.corrector_steps > 0)
        slider(ui, key + "corrector_snr", "r",
               "Sets their step size: ε = 2 (r b)². Small steps mend little but exactly.", sampler.corrector_snr, 0.01,
               0.7);
}

/// Whether what folds away says something.
bool has_more(const SamplerSpec& sampler) {
    return (takes_churn(sampler.kind) && sampler.churn.s_churn > 0) || sampler.corrector_steps > 0;
}

} // namespace

void sampler_settings(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    rule_rows(sampler, experiment, key, ui);
    steps_rows(sampler, experiment, key, ui);
    choose(ui, key + "start", "Starts from", "The law of the first state.", sampler.start, starts, start_tips);

    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID more = ImGui::GetID("more");
    const bool needed = has_more(sampler);
    bool open = needed || storage.GetBool(more);
    if (!needed && text_button(ui, key + "more", open ? "Less" : "More",
                               open ? "Fold these away" : "Noise between the steps: churn, Langevin corrector steps"))
        storage.SetBool(more, open = !open);
    if (!open) return;
    if (takes_churn(sampler.kind)) churn_rows(sampler, experiment, key, ui);
    corrector_rows(sampler, key, ui);
}

} // namespace halfstep
