// What of a sampler can be set. Rows stand only where they matter, and what is rarely touched folds away under "More".

#include "app/panels/panels.h"

#include "app/scene/names.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace halfstep {
namespace {

const char* const kinds[] = {"DDIM",           "DDPM",      "Heun",      "DPM-Solver++ (2M)", "Euler, ODE in t",
                             "Euler–Maruyama", "Mean only", "Half step", "Naive inverse",     "Forward",
                             "True reverse"};
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
    "The DDPM mean without noise: collapses towards E[x₀ | x_T]. Noise can be added, for which this mean has no room.",
    "Half of the way to the DDPM mean, no noise: DDIM's limit for small steps, and this program's name.",
    "(xₜ − √(1−α) ε̂)/√α: takes all of the noise in xₜ for the noise of one step. Wrong, and instructive, with noise "
    "or without.",
    "No sampler: the noising itself, xₜ = √α xₜ₋₁ + √β z, from x₀ drawn from the data up to x_T. It asks no denoiser. "
    "Beside the samplers that undo it: the same law at every t, on other paths.",
    "The exact law of xₛ | xₜ for a Gaussian target: right with any number of steps.",
};
const char* const variances[] = {"β̃  small", "β  large", "learned"};
const char* const variance_tips[] = {
    "β̃: the variance of xₛ when xₜ and x₀ are known. Right for point-mass data.",
    "β: the variance of the forward step. Right for N(0, I) data.",
    "exp(v log β + (1−v) log β̃), as a network may learn it.",
};
const char* const spacings[] = {"all",       "leading", "trailing", "linspace",    "uniform",
                                "quadratic", "stride",  "sections", "ddim-stride", "optimal"};
const char* const spacing_tips[] = {
    "Every level.",
    "Every ⌊T/S⌋-th level from the data; stops short of T.",
    "Even strides down from T.",
    "Even, first and last level included.",
    "⌊jT/S⌋: even strides from the data.",
    "Dense near the data; starts at 0.8 T.",
    "Every ⌊T/S⌋-th level up to T, which may be more than S of them: 63 for 60 of 1000. What ermongroup/ddim calls "
    "uniform.",
    "guided-diffusion's: even, first and last level included, halves rounded to even.",
    "guided-diffusion's ddimS: the smallest whole stride that gives exactly S levels. Not every S has one.",
    "Even in arctan(σ/σ_data) with σ = b/a and the standard deviation σ_data of the data, as near as the levels come: "
    "of "
    "all S steps of DDIM these lose least of a Gaussian's spread, cos(Φ/S)^S of it.",
};
const char* const starts[] = {"N(0, I)", "exact p_T", "encoded data"};
const char* const start_tips[] = {
    "The prior that is used in practice.",
    "The true law of xₜ at the first level: takes the prior's own error out of the picture.",
    "Fresh draws of the data, taken to x_T by DDIM run towards noise, and decoded again: how far do they come back?",
};
const char* const inversions[] = {"explicit", "guided-diffusion", "diffusers", "implicit"};
const char* const inversion_tips[] = {
    "DDIM's formula with x̂₀ and ε̂ taken where the step leaves: nearly an inverse when steps are small.",
    "The same, but the data count as x at the first level visited: that level's own noise is never added.",
    "From the level t − ⌊T/S⌋, while the network is told that of t.",
    "Solves for the xₜ from which DDIM's step arrives at xₛ: exact, but for rounding.",
};
const char* const conventions[] = {"papers", "diffusers", "guided-diffusion", "ermongroup/ddim", "k-diffusion"};
const char* const convention_tips[] = {
    "As the papers say; every setting is free.",
    "huggingface/diffusers: x̂₀ is clipped to ±1 unless told otherwise, and DDIM keeps ε̂ as it was; DDIM's level before "
    "t is "
    "t − ⌊T/S⌋, whatever the list says; DDPM adds noise to the last step, too, if that leaves from above level 1.",
    "openai/guided-diffusion: x̂₀ is clipped to ±1 and ε̂ derived again; DDPM has the large variance.",
    "ermongroup/ddim: strides that may give more steps than asked for; DDPM always clips x̂₀ to ±1 and has the large "
    "variance.",
    "crowsonkb/k-diffusion: euler and euler_ancestral (DDIM), heun with churn, dpmpp_2m.",
};
const char* const clips[] = {"off", "static", "dynamic"};
const char* const clip_tips[] = {
    "x̂₀ is used as it is. Only so is a sampler linear on a Gaussian, with a closed form.",
    "Every coordinate of x̂₀ to [−range, range].",
    "Imagen's dynamic thresholding: a sample is cut at s, a percentile of its |coordinates|, and scaled by range / s. "
    "Of two "
    "coordinates s is nearly the larger one: points outside move towards 0. In one dimension the same as static.",
};

double eta_limit(const SamplerSpec& sampler, const PanelContext& context) {
    try {
        // Rounded down to what three digits can show, so that the end of the slider is inside.
        return std::floor(std::min(largest_eta(sampler, context), 4.0) * 100) / 100;
    } catch (const Error&) {
        return 1;
    }
}

/// All that a forward chain has.
void keep_levels_alone(SamplerSpec& sampler) {
    SamplerSpec chain;
    chain.name = sampler.name;
    chain.kind = sampler.kind;
    chain.steps = sampler.steps;
    chain.spacing = sampler.spacing;
    chain.sections = sampler.sections;
    sampler = std::move(chain);
}

void rule_rows(SamplerSpec& sampler, const std::string& key, PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const SamplerKind before = sampler.kind;
    // True reverse, the last one, needs a Gaussian target.
    const std::size_t count = std::size(kinds) - (experiment.target.kind == TargetKind::gaussian ? 0 : 1);
    if (choose(ui, key + "kind", "Rule", "How one step is taken.", sampler.kind, kinds, kind_tips, count)) {
        const bool named_after_kind = sampler.name.rfind(default_name(before), 0) == 0;
        if (named_after_kind) sampler.name = free_name(experiment, default_name(sampler.kind));
        if (takes_noise_alone(sampler.kind)) sampler.eta = 0; // what they are known for
        if (!has_kind(sampler.convention, sampler.kind)) set_convention(sampler, Convention::paper);
        if (sampler.convention != Convention::paper) set_convention(sampler, sampler.convention);
        if (sampler.kind == SamplerKind::forward) keep_levels_alone(sampler);
    }
    const bool free = sampler.convention == Convention::paper;
    if (sampler.kind == SamplerKind::ddim)
        slider(ui, key + "eta", "η", "How much of the noise is fresh: σ = η √β̃. 0: deterministic DDIM; 1: DDPM with β̃.",
               sampler.eta, 0, eta_limit(sampler, context));
    const bool alone = takes_noise_alone(sampler.kind);
    if (alone)
        slider(ui, key + "eta", "η",
               "Adds noise of η times the deviation below and leaves the mean as it is, as some notes print it. "
               "0: none.",
               sampler.eta, 0, 1);
    const bool adds_noise = sampler.kind == SamplerKind::ddpm || (alone && sampler.eta > 0);
    if (adds_noise && sampler.convention != Convention::ddim) {
        choose(ui, key + "variance", "Variance", "Of the noise that a step adds.", sampler.variance, variances,
               variance_tips);
        if (sampler.variance == Variance::learned)
            slider(ui, key + "v", "v", "0: small, 1: large; in between on the log scale.", sampler.v, 0, 1);
    }
    if ((adds_noise || sampler.kind == SamplerKind::euler_maruyama) && free)
        toggle(ui, key + "final_noise", "Last noise",
               "Add noise in the step that arrives at the data, too. Usually left out; "
               "equation (1) of the σ² problem has it.",
               sampler.final_noise);
}

void spacing_row(SamplerSpec& sampler, int T, const std::string& key, Controls& ui) {
    std::vector<Spacing> known = spacings_of(sampler.convention);
    if (known.empty())
        for (const auto& entry : Names<Spacing>::all) known.push_back(entry.first);
    const char *names[std::size(spacings)], *tips[std::size(spacings)];
    int index = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        names[i] = spacings[static_cast<int>(known[i])];
        tips[i] = spacing_tips[static_cast<int>(known[i])];
        if (known[i] == sampler.spacing) index = static_cast<int>(i);
    }
    if (!choice(ui, key + "spacing", "Levels τ", "Which levels are visited.", index, names, tips,
                static_cast<int>(known.size())))
        return;
    sampler.spacing = known[static_cast<std::size_t>(index)];
    sampler.sections.clear();
    if (sampler.spacing == Spacing::all)
        sampler.steps.reset();
    else
        sampler.steps = nearest_steps(sampler, T, sampler.steps.value_or(T));
}

void steps_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const int T = experiment.process.steps;
    double steps = sampler.steps.value_or(T);
    const int most = max_steps(sampler.spacing, T);
    if (T > 1 && slider(ui, key + "steps", "Steps", "How many of the levels this sampler visits.", steps, 1, most,
                        {.log = T > 50, .integer = true})) {
        // "all" is the name of one number of steps; with fewer, strides that start at T are the safe choice.
        if (sampler.spacing == Spacing::all) sampler.spacing = Spacing::trailing;
        sampler.sections.clear();
        sampler.steps = nearest_steps(sampler, T, static_cast<int>(steps));
    }
    spacing_row(sampler, T, key, ui);
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
           churn.s_noise, 0.9, 1.1, {.digits = 4});
    const double noisiest = 100;
    slider(ui, key + "s_tmin", "σ from", "S_tmin: levels with less noise than that are not churned.", churn.s_tmin, 0,
           std::max(churn.s_tmax.value_or(2), churn.s_tmin));
    double s_tmax = churn.s_tmax.value_or(noisiest);
    if (slider(ui, key + "s_tmax", "σ to", "S_tmax: levels with more noise than that are not churned. 100: no limit.",
               s_tmax, std::max(churn.s_tmin, 0.01), noisiest, {.log = true}))
        churn.s_tmax = s_tmax < noisiest ? std::optional<double>(s_tmax) : std::nullopt;
}

void corrector_rows(SamplerSpec& sampler, int T, const std::string& key, Controls& ui) {
    whole_slider(ui, key + "corrector_steps", "Langevin",
                 "Corrector steps at every level that a step reaches: x + ε score + √(2ε) z (Song et al. 2021).",
                 sampler.corrector_steps, 0, most_corrector_steps(sampler, T));
    if (sampler.corrector_steps > 0)
        slider(ui, key + "corrector_snr", "r",
               "Sets their step size: ε = 2 (r b)². Small steps mend little but exactly.", sampler.corrector_snr, 0.01,
               0.7);
}

void convention_rows(SamplerSpec& sampler, const std::string& key, Controls& ui) {
    Convention convention = sampler.convention;
    if (choose(ui, key + "convention", "Conventions",
               "Whose habits: levels, the level before, the last step, clipping and variance as that library has them.",
               convention, conventions, convention_tips)) {
        if (!has_kind(convention, sampler.kind)) sampler.kind = SamplerKind::ddim;
        set_convention(sampler, convention);
    }
    if (convention != Convention::diffusers) return;
    if (sampler.spacing == Spacing::leading)
        whole_slider(ui, key + "steps_offset", "Offset", "steps_offset: labels of the levels are so much higher.",
                     sampler.steps_offset, 0, 1);
    if (sampler.kind == SamplerKind::ddim)
        toggle(ui, key + "set_alpha_to_one", "ᾱ ends at 1",
               "set_alpha_to_one: the last step arrives at the data; otherwise at level 1, as with Stable Diffusion.",
               sampler.set_alpha_to_one);
}

void clip_rows(SamplerSpec& sampler, bool plane, const std::string& key, Controls& ui) {
    Clip& clip = sampler.clip;
    const std::size_t count = sampler.convention == Convention::guided_diffusion ? 2 : 3;
    choose(ui, key + "clip", "Clip x̂₀", "What is done to x̂₀ before a step uses it.", clip.kind, clips, clip_tips,
           count);
    if (!clip.on()) return;
    slider(ui, key + "clip_range", "Range", "x̂₀ is kept within ± this.", clip.range, 0.1, 10, {.log = true});
    if (clip.kind == Clip::Kind::dynamic && plane)
        slider(ui, key + "clip_percentile", "Percentile", "Of the |coordinates| of one sample: 1 is the larger one.",
               clip.percentile, 0.5, 1, {.digits = 4});
    const bool free = sampler.convention == Convention::paper ||
                      (sampler.convention == Convention::diffusers && sampler.kind == SamplerKind::ddim);
    if (free)
        toggle(ui, key + "rederive_eps", "ε̂ again",
               "ε̂ from the clipped x̂₀, as guided-diffusion does; off: as it was before, as in diffusers' DDIM.",
               clip.rederive_eps);
}

/// Whether what folds away says something.
bool has_more(const SamplerSpec& sampler) {
    return sampler.convention != Convention::paper || sampler.clip.on() || sampler.corrector_steps > 0 ||
           (takes_churn(sampler.kind) && sampler.churn.s_churn > 0);
}

void more_rows(SamplerSpec& sampler, const Experiment& experiment, const std::string& key, Controls& ui) {
    const Convention convention = sampler.convention;
    const bool free = convention == Convention::paper;
    convention_rows(sampler, key, ui);
    if (free || convention == Convention::diffusers || convention == Convention::guided_diffusion)
        clip_rows(sampler, dimension(experiment.target) == 2, key, ui);
    if (takes_churn(sampler.kind) && (free || convention == Convention::k_diffusion))
        churn_rows(sampler, experiment, key, ui);
    if (free) corrector_rows(sampler, experiment.process.steps, key, ui);
}

} // namespace

void sampler_settings(SamplerSpec& sampler, const std::string& key, PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    rule_rows(sampler, key, context);
    steps_rows(sampler, experiment, key, ui);
    if (sampler.kind == SamplerKind::forward) return;
    choose(ui, key + "start", "Starts from", "The law of the first state.", sampler.start, starts, start_tips);
    if (sampler.start == Start::encoded)
        choose(ui, key + "inversion", "Inversion", "How DDIM is run towards noise.", sampler.inversion, inversions,
               inversion_tips);

    if (experiment.denoiser.kind != DenoiserKind::exact)
        toggle(ui, key + "denoiser", "Exact x̂₀", "This sampler asks the exact denoiser: to see both side by side.",
               sampler.exact_denoiser);

    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID more = ImGui::GetID("more");
    const bool needed = has_more(sampler);
    bool open = needed || storage.GetBool(more);
    if (!needed &&
        text_button(ui, key + "more", open ? "Less" : "More",
                    open ? "Fold these away" : "Conventions of libraries, clipping, churn, Langevin corrector steps"))
        storage.SetBool(more, open = !open);
    if (open) more_rows(sampler, experiment, key, ui);
}

} // namespace halfstep
