#include "core/spec/sampler_facts.h"

#include "core/spec/experiment.h"

namespace halfstep {
namespace {

constexpr SamplerAlias aliases[] = {
    {"euler-sigma", "Euler", SamplerKind::ddim, 0, true, "DDIM with η = 0: Euler steps in ⟨b/a⟩.",
     "k-diffusion, \"euler\""},
    {"ancestral", "Ancestral", SamplerKind::ddim, 1, false, "DDIM with η = 1, unless said otherwise.",
     "k-diffusion, \"euler_ancestral\""},
};

constexpr Fact<Spacing> spacings[] = {
    {Spacing::all, "all", "all", "Every level.", ""},
    {Spacing::leading, "leading", "leading", "Every ⌊T/S⌋-th level from the data; stops short of T.", "diffusers"},
    {Spacing::trailing, "trailing", "trailing", "Even strides down from T.", "diffusers"},
    {Spacing::linspace, "linspace", "linspace", "Even, first and last level included.", "diffusers"},
    {Spacing::uniform, "uniform", "uniform", "⌊jT/S⌋: even strides from the data.", "Song et al. 2021"},
    {Spacing::quadratic, "quadratic", "quadratic", "Dense near the data; starts at 0.8 T.", "ermongroup/ddim"},
    {Spacing::stride, "stride", "stride",
     "Every ⌊T/S⌋-th level up to T, which may be more than S of them: 63 for 60 of 1000. What ermongroup/ddim calls "
     "uniform.",
     "ermongroup/ddim"},
    {Spacing::sections, "sections", "sections",
     "guided-diffusion's: even, first and last level included, halves rounded to even.", "guided-diffusion"},
    {Spacing::ddim_stride, "ddim-stride", "ddim-stride",
     "guided-diffusion's ddimS: the smallest whole stride that gives exactly S levels. Not every S has one.",
     "guided-diffusion"},
    {Spacing::optimal, "optimal", "optimal",
     "Even in ⟨arctan(σ/σ_data) with σ = b/a⟩ and the standard deviation σ_data of the data, as near as the levels "
     "come: of all S steps of DDIM these lose least of a Gaussian's spread, cos(Φ/S)^S of it.",
     ""},
};

constexpr Fact<Clip::Kind> clips[] = {
    {Clip::Kind::off, "off", "off",
     "x̂₀ is used as it is. Only so is a sampler linear on a Gaussian, with a closed form.", ""},
    {Clip::Kind::static_, "static", "static", "Every coordinate of x̂₀ to [−range, range].", ""},
    {Clip::Kind::dynamic, "dynamic", "dynamic",
     "Imagen's dynamic thresholding: a sample is cut at s, a percentile of its |coordinates|, and scaled by range / s. "
     "Of two coordinates s is nearly the larger one: points outside move towards 0. In one dimension the same as "
     "static.",
     "Saharia et al. 2022"},
};

constexpr Fact<Variance> variances[] = {
    {Variance::small, "small", "⟨β̃⟩  small",
     "⟨β̃⟩: the variance of ⟨xₛ⟩ when xₜ and x₀ are known. Right for point-mass data.", //
     "Ho et al. 2020"},
    {Variance::large, "large", "⟨β⟩  large", "⟨β⟩: the variance of the forward step. Right for N(0, I) data.",
     "Ho et al. 2020"},
    {Variance::learned, "learned", "learned", "⟨exp(v log β + (1−v) log β̃)⟩, as a network may learn it.",
     "Nichol & Dhariwal 2021, eq. 15"},
};

constexpr Fact<Start> starts[] = {
    {Start::prior, "prior", "N(0, I)", "The prior that is used in practice.", ""},
    {Start::exact, "exact", "exact p_T",
     "The true law of xₜ at the first level: takes the prior's own error out of the picture.", ""},
    {Start::encoded, "encoded", "encoded data",
     "Fresh draws of the data, taken to x_T by DDIM run towards noise, and decoded again: how far do they come back?",
     ""},
};

constexpr Fact<Inversion> inversions[] = {
    {Inversion::explicit_, "explicit", "explicit",
     "DDIM's formula with x̂₀ and ε̂ taken where the step leaves: nearly an inverse when steps are small.",
     "Song et al. 2021"},
    {Inversion::guided, "guided", "guided-diffusion",
     "The same, but the data count as x at the first level visited: that level's own noise is never added.",
     "guided-diffusion"},
    {Inversion::diffusers, "diffusers", "diffusers", "From the level t − ⌊T/S⌋, while the network is told that of t.",
     "diffusers"},
    {Inversion::implicit, "implicit", "implicit",
     "Solves for the xₜ from which DDIM's step arrives at ⟨xₛ⟩: exact, but for rounding.", ""},
};

constexpr Fact<Convention> conventions[] = {
    {Convention::paper, "paper", "papers", "As the papers say; every setting is free.", ""},
    {Convention::diffusers, "diffusers", "diffusers",
     "huggingface/diffusers: x̂₀ is clipped to ±1 unless told otherwise, and DDIM keeps ε̂ as it was; DDIM's level "
     "before t is t − ⌊T/S⌋, whatever the list says; DDPM adds noise to the last step, too, if that leaves from above "
     "level 1.",
     "huggingface/diffusers"},
    {Convention::guided_diffusion, "guided-diffusion", "guided-diffusion",
     "openai/guided-diffusion: x̂₀ is clipped to ±1 and ε̂ derived again; DDPM has the large variance.",
     "openai/guided-diffusion"},
    {Convention::ddim, "ddim", "ermongroup/ddim",
     "ermongroup/ddim: strides that may give more steps than asked for; DDPM always clips x̂₀ to ±1 and has the large "
     "variance.",
     "ermongroup/ddim"},
    {Convention::k_diffusion, "k-diffusion", "k-diffusion",
     "crowsonkb/k-diffusion: euler and euler_ancestral (DDIM), heun with churn, dpmpp_2m.", "crowsonkb/k-diffusion"},
};

using S = SamplerSpec;

std::vector<Choice> alias_choices() {
    std::vector<Choice> rows;
    for (const SamplerAlias& alias : aliases) rows.push_back({alias.spelling, alias.name, alias.tip, alias.source});
    return rows;
}
void set_alias(S& sampler, int i) {
    sampler.kind = aliases[i].kind;
    sampler.eta = aliases[i].eta;
}

using Name = std::string_view;

/// "exact" of a sampler's own denoiser.
std::vector<Choice> denoisers() {
    return {{"scene", "scene", "That of [denoiser].", ""},
            {"exact", "exact", "The exact one, whatever [denoiser] is: to see both side by side.", ""}};
}

WholeRange steps_range(const Experiment& experiment) { return {1, experiment.process.steps}; }

constexpr Condition<S> is_recorded{"kind", [](const S& s, Name) { return fact(s.kind).from_file; }};
constexpr Condition<S> is_computed{"kind", [](const S& s, Name) { return !fact(s.kind).from_file; }};
constexpr Condition<S> asks_denoiser{"kind", [](const S& s, Name) { return fact(s.kind).asks_denoiser; }};
constexpr Condition<S> has_eta{"kind", [](const S& s, Name) { return fact(s.kind).eta != Eta::none; }};
constexpr Condition<S> may_add{"kind",
                               [](const S& s, Name) { return fact(s.kind).adds_noise || takes_noise_alone(s.kind); }};
constexpr Condition<S> adds{"eta", [](const S& s, Name) { return adds_variance(s); },
                            "mean-only and naive-inverse: with eta"};
constexpr Condition<S> learned_variance{
    "variance", [](const S& s, Name) { return adds_variance(s) && s.variance == Variance::learned; }};
constexpr Condition<S> noisy_end{"kind", [](const S& s, Name) { return may_end_in_noise(s); },
                                 "ddpm, euler-maruyama; mean-only and naive-inverse with eta"};
constexpr Condition<S> churns{"kind", [](const S& s, Name) { return takes_churn(s.kind); }};
constexpr Condition<S> churned{"churn", [](const S& s, Name) { return s.churn.s_churn > 0; }};
constexpr Condition<S> corrected{"corrector_steps", [](const S& s, Name) { return s.corrector_steps > 0; }};
constexpr Condition<S> clipped{"clip", [](const S& s, Name) { return s.clip.on(); }};
constexpr Condition<S> clipped_dynamically{"clip", [](const S& s, Name) { return s.clip.kind == Clip::Kind::dynamic; }};
constexpr Condition<S> in_sections{"spacing", [](const S& s, Name) { return s.spacing == Spacing::sections; }};
constexpr Condition<S> as_diffusers{"convention",
                                    [](const S& s, Name) { return s.convention == Convention::diffusers; }};
constexpr Condition<S> is_ddim{"kind", [](const S& s, Name) { return s.kind == SamplerKind::ddim; }};
constexpr Condition<S> is_encoded{"start", [](const S& s, Name) { return s.start == Start::encoded; }};

constexpr KeyFact<S> sampler_keys[] = {
    {.name = "name",
     .place = [](S& s) -> std::string& { return s.name; },
     .label = "Name",
     .tip = "Stands in legends and tables, and names the folder of the results. Without one: after its kind.",
     .allowed = "one line of up to 100 bytes with at least one of a-z, A-Z, 0-9"},
    {.name = "kind",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.kind); },
                       [](S& s, int i) { s.kind = static_cast<SamplerKind>(i); }, choices<SamplerKind>, alias_choices,
                       set_alias},
     .label = "Rule",
     .tip = "How one step is taken.",
     .decides = true},
    {.name = "file",
     .label = "File",
     .tip = "The states that your own code wrote, a file beside the scene: rows of particle,step,t,x[,y] as paths.csv "
            "of `run --out` has them (t may be left out), or an array [step][particle][coordinate] of "
            "NumPy's. Step 0 is the start.",
     .allowed = "the name of a file, as \"mine.csv\"; up to 262144 numbers, then its first particles",
     .when = {is_recorded},
     .written = [](const S&) { return false; }}, // its states become the scene's
    {.name = "states",
     .label = "States",
     .tip = "The states themselves, as a resolved scene has them, in place of file.",
     .allowed = "base64 of an .npy of [step][particle][coordinate]",
     .when = {is_recorded},
     .written = [](const S& s) { return static_cast<bool>(s.recorded); }},
    {.name = "against",
     .place = [](S& s) -> std::string& { return s.against; },
     .label = "Held against",
     .tip = "The name of the sampler that it should be. Without one: the first with as many steps.",
     .allowed = "the name of another sampler of the scene",
     .when = {is_recorded},
     .written = [](const S& s) { return !s.against.empty(); }},
    {.name = "convention",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.convention); },
                       [](S& s, int i) { s.convention = static_cast<Convention>(i); }, choices<Convention>},
     .label = "Conventions",
     .tip = "Whose habits: levels, the level before, the last step, clipping and variance as that library has them.",
     .when = {is_computed},
     .decides = true,
     .written = [](const S& s) { return s.convention != Convention::paper; }},
    {.name = "eta",
     .place = [](S& s) -> double& { return s.eta; },
     .label = "η",
     .tip = "How much of the noise is fresh: ⟨σ = η √β̃⟩. 0: deterministic DDIM; 1: DDPM with ⟨β̃⟩.",
     .allowed = "0 to where η √β̃ is all of the noise; mean-only and naive-inverse: 0 to 2",
     .slider = {.lo = 0, .hi = 1},
     .when = {has_eta},
     .decides = true},
    {.name = "variance",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.variance); },
                       [](S& s, int i) { s.variance = static_cast<Variance>(i); }, choices<Variance>},
     .label = "Variance",
     .tip = "Of the noise that a step adds.",
     .when = {may_add, adds},
     .decides = true},
    {.name = "v",
     .place = [](S& s) -> double& { return s.v; },
     .label = "v",
     .tip = "0: small, 1: large; in between on the log scale.",
     .allowed = "0 to 1",
     .slider = {.lo = 0, .hi = 1},
     .when = {may_add, learned_variance}},
    {.name = "final_noise",
     .place = [](S& s) -> bool& { return s.final_noise; },
     .label = "Last noise",
     .tip = "Add noise in the step that arrives at the data, too. Usually left out; equation (1) of the σ² problem has "
            "it.",
     .when = {noisy_end},
     .tolerated = [](const S& s) { return !s.final_noise && !fact(s.kind).noisy_to_the_end; },
     .decides = true,
     .written =
         [](const S& s) { // in a library it follows from the levels
             return s.convention == Convention::paper || s.kind == SamplerKind::euler_maruyama;
         }},
    {.name = "churn",
     .place = [](S& s) -> double& { return s.churn.s_churn; },
     .label = "Churn",
     .tip = "S_churn of Karras et al.: before a step, fresh noise ⟨raises σ = b/a to (1 + γ) σ⟩, γ = min(S_churn / S, "
            "√2 − 1). 0: none.",
     .allowed = "0 (none) to 1e+06",
     .slider = {.lo = 0, .hi = 10},
     .when = {churns},
     .decides = true,
     .written = [](const S& s) { return s.churn.s_churn > 0; }},
    {.name = "s_noise",
     .place = [](S& s) -> double& { return s.churn.s_noise; },
     .label = "S_noise",
     .tip = "Standard deviation of that noise, in units of what the raised level needs.",
     .allowed = "above 0, to 10",
     .slider = {.lo = 0.9, .hi = 1.1, .digits = 4},
     .when = {churns, churned}},
    {.name = "s_tmin",
     .place = [](S& s) -> double& { return s.churn.s_tmin; },
     .label = "σ from",
     .tip = "S_tmin: levels with less noise than that are not churned.",
     .allowed = "0 and more",
     .slider = {.lo = 0, .hi = 2},
     .when = {churns, churned}},
    {.name = "s_tmax",
     .place = [](S& s) -> std::optional<double>& { return s.churn.s_tmax; },
     .label = "σ to",
     .tip = "S_tmax: levels with more noise than that are not churned. 100: no limit.",
     .allowed = "s_tmin and more; without it: no limit",
     .slider = {.lo = 0.01, .hi = 100, .log = true},
     .when = {churns, churned}},
    {.name = "corrector_steps",
     .place = [](S& s) -> int& { return s.corrector_steps; },
     .label = "Langevin",
     .tip = "Corrector steps at every level that a step reaches: x + ε score + √(2ε) z (Song et al. 2021).",
     .whole = {0, Limits::max_corrector_steps},
     .slider = {.lo = 0, .hi = 10},
     .when = {asks_denoiser},
     .decides = true,
     .written = [](const S& s) { return s.corrector_steps > 0; }},
    {.name = "corrector_snr",
     .place = [](S& s) -> double& { return s.corrector_snr; },
     .label = "r",
     .tip = "Sets their step size: ε = 2 (r ⟨b⟩)². Small steps mend little but exactly.",
     .allowed = "above 0, below 1",
     .slider = {.lo = 0.01, .hi = 0.7},
     .when = {asks_denoiser, corrected}},
    {.name = "clip",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.clip.kind); },
                       [](S& s, int i) { s.clip.kind = static_cast<Clip::Kind>(i); }, choices<Clip::Kind>},
     .label = "Clip x̂₀",
     .tip = "What is done to x̂₀ before a step uses it.",
     .when = {asks_denoiser},
     .decides = true,
     .written = [](const S& s) { return s.clip.on() || s.convention != Convention::paper; }}, // what it sets by itself
    {.name = "clip_range",
     .place = [](S& s) -> double& { return s.clip.range; },
     .label = "Range",
     .tip = "x̂₀ is kept within ± this.",
     .allowed = "above 0, to 1e+09",
     .slider = {.lo = 0.1, .hi = 10, .log = true},
     .when = {asks_denoiser, clipped}},
    {.name = "clip_percentile",
     .place = [](S& s) -> double& { return s.clip.percentile; },
     .label = "Percentile",
     .tip = "Of the |coordinates| of one sample: 1 is the larger one.",
     .allowed = "above 0, to 1",
     .slider = {.lo = 0.5, .hi = 1, .digits = 4},
     .when = {asks_denoiser, clipped_dynamically}},
    {.name = "rederive_eps",
     .place = [](S& s) -> bool& { return s.clip.rederive_eps; },
     .label = "ε̂ again",
     .tip = "ε̂ from the clipped x̂₀, as guided-diffusion does; off: as it was before, as in diffusers' DDIM.",
     .when = {asks_denoiser, clipped}},
    {.name = "denoiser",
     .place = Named<S>{[](const S& s) { return s.exact_denoiser ? 1 : 0; },
                       [](S& s, int i) { s.exact_denoiser = i == 1; }, denoisers, nullptr, nullptr, true},
     .label = "Exact x̂₀",
     .tip = "This sampler asks the exact denoiser: to see both side by side.",
     .when = {asks_denoiser},
     .written = [](const S& s) { return s.exact_denoiser; }},
    {.name = "steps",
     .place = [](S& s) -> std::optional<int>& { return s.steps; },
     .label = "Steps",
     .tip = "How many of the levels this sampler visits.",
     .allowed = "a whole number from 1 to process.steps; spacing = \"all\": process.steps",
     .whole_in = steps_range,
     .slider = {.lo = 1, .hi = 1000, .log = true},
     .when = {is_computed},
     .written = [](const S& s) { return s.spacing != Spacing::sections || s.sections.empty(); }},
    {.name = "spacing",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.spacing); },
                       [](S& s, int i) { s.spacing = static_cast<Spacing>(i); }, choices<Spacing>},
     .label = "Levels τ",
     .tip = "Which levels are visited.",
     .when = {is_computed},
     .decides = true},
    {.name = "sections",
     .label = "Sections",
     .tip = "How many levels are kept in each part of the process, as [10, 5, 5]; without it, one part of `steps`.",
     .allowed = "up to 1000 whole numbers from 1 to T",
     .when = {is_computed, in_sections},
     .written = [](const S& s) { return !s.sections.empty(); }},
    {.name = "steps_offset",
     .place = [](S& s) -> int& { return s.steps_offset; },
     .label = "Offset",
     .tip = "steps_offset: labels of the levels are so much higher.",
     .allowed = "a whole number from 0 to where the first level is T",
     .whole = {0, Limits::max_steps},
     .slider = {.lo = 0, .hi = 1},
     .when = {as_diffusers},
     .written = [](const S& s) { return s.spacing == Spacing::leading; }},
    {.name = "set_alpha_to_one",
     .place = [](S& s) -> bool& { return s.set_alpha_to_one; },
     .label = "⟨ᾱ⟩ ends at 1",
     .tip = "set_alpha_to_one: the last step arrives at the data; otherwise at level 1, as with Stable Diffusion.",
     .when = {as_diffusers, is_ddim}},
    {.name = "start",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.start); },
                       [](S& s, int i) { s.start = static_cast<Start>(i); }, choices<Start>},
     .label = "Starts from",
     .tip = "The law of the first state.",
     .when = {asks_denoiser},
     .decides = true},
    {.name = "inversion",
     .place = Named<S>{[](const S& s) { return static_cast<int>(s.inversion); },
                       [](S& s, int i) { s.inversion = static_cast<Inversion>(i); }, choices<Inversion>},
     .label = "Inversion",
     .tip = "How DDIM is run towards noise.",
     .when = {asks_denoiser, is_encoded}},
};

} // namespace

std::span<const SamplerAlias> sampler_aliases() { return aliases; }

template <>
std::span<const Fact<SamplerKind>> facts() {
    return sampler_kinds;
}
template <>
std::span<const Fact<Spacing>> facts() {
    return spacings;
}
template <>
std::span<const Fact<Clip::Kind>> facts() {
    return clips;
}
template <>
std::span<const Fact<Variance>> facts() {
    return variances;
}
template <>
std::span<const Fact<Start>> facts() {
    return starts;
}
template <>
std::span<const Fact<Inversion>> facts() {
    return inversions;
}
template <>
std::span<const Fact<Convention>> facts() {
    return conventions;
}
template <>
std::span<const KeyFact<SamplerSpec>> keys() {
    return sampler_keys;
}

} // namespace halfstep
