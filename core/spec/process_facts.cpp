#include "core/spec/process_facts.h"

#include "core/spec/experiment.h"

namespace halfstep {
namespace {

constexpr Fact<ProcessKind> process_kinds[] = {
    {ProcessKind::vp, "vp", "Variance preserving", "xₜ = ⟨√ᾱₜ x₀ + √(1−ᾱₜ) ε⟩ on t = 0 … T: the DDPM chain.",
     "Ho et al. 2020"},
    {ProcessKind::ve, "ve", "Variance exploding",
     "xₜ = x₀ + σₜ ε. On the linear grid with σ_max = 1, σₜ = √t: the σ² problem, where each step adds noise of "
     "variance Δt = 1/T.",
     "Song et al. 2021"},
    {ProcessKind::flow, "flow", "Linear flow",
     "xₜ = (1−t) x₀ + t ε on t in [0, 1]: the straight line of flow matching, for contrast.", "Lipman et al. 2023"},
};

constexpr Fact<ScheduleKind> schedules[] = {
    {ScheduleKind::linear,
     "linear",
     "Linear",
     "⟨β⟩ rises linearly from β₁ to β_T, whatever T is. Made for T = 1000: with fewer steps ⟨ᾱ_T⟩ stays far from 0.",
     "Ho et al. 2020",
     {{"beta_start"}, {"beta_end"}},
     false,
     true},
    {ScheduleKind::linear_1000,
     "linear-1000",
     "Linear × 1000/T",
     "The same, all ⟨β⟩ multiplied by 1000/T: the linear schedule of guided-diffusion. Impossible where one reaches 1: "
     "with β_T = 0.02 it takes T > 20.",
     "openai/guided-diffusion",
     {{"beta_start"},
      {"beta_end", nullptr, "Noise variance of the last step, for T = 1000. The last ⟨β⟩ is 1000/T times that."}}},
    {ScheduleKind::scaled_linear,
     "scaled-linear",
     "Scaled linear",
     "⟨√β⟩ rises linearly from √β₁ to √β_T (latent diffusion; \"quad\" in ermongroup/ddim).",
     "Rombach et al. 2022",
     {{"beta_start"}, {"beta_end"}},
     false,
     true},
    {ScheduleKind::cosine, "cosine", "Cosine",
     "⟨ᾱ⟩ = cos²((t/T + 0.008)/1.008 · π/2), each ⟨β⟩ at most 0.999 (squaredcos_cap_v2 in diffusers).",
     "Nichol & Dhariwal 2021"},
    {ScheduleKind::sigmoid,
     "sigmoid",
     "Sigmoid",
     "⟨β⟩ follows the sigmoid function over −6 … 6, from β₁ to β_T.",
     "ermongroup/ddim, diffusers",
     {{"beta_start"}, {"beta_end"}},
     false,
     true},
    {ScheduleKind::constant,
     "constant",
     "Constant",
     "⟨β⟩ = β_T in every step.",
     "ermongroup/ddim",
     {{"beta_end", "β_T", "Noise variance of every step."}},
     false,
     true},
    {ScheduleKind::jsd,
     "jsd",
     "1/(T−t+1)",
     "⟨β⟩ = 1/(T−t+1): every step takes away the same part of the signal, ⟨ᾱ⟩ = 1 − t/T, and none is left at T "
     "(\"jsd\" in ermongroup/ddim).",
     "Sohl-Dickstein et al. 2015",
     {},
     true},
    {ScheduleKind::exponential, "exp", "Exponential",
     "⟨ᾱ⟩ = exp(−12 t/T): ⟨β⟩ the same in every step, at most 0.999, which T = 1 reaches.", "diffusers"},
    {ScheduleKind::laplace,
     "laplace",
     "Laplace",
     "log SNR = −½ log(2t/T) up to T/2, mirrored beyond: half of all steps are near SNR = 1, and none has any signal "
     "at T.",
     "Hang et al. 2024",
     {},
     true},
    {ScheduleKind::vp_sde,
     "vp-sde",
     "VP-SDE",
     "⟨ᾱ⟩ = exp(−½ u² (β_max − β_min) − u β_min), u = t/T: the VP-SDE with linear β(u), exact at any T.",
     "Song et al. 2021",
     {{"beta_min"}, {"beta_max"}}},
    {ScheduleKind::custom,
     "custom",
     "Custom",
     "The ⟨ᾱ⟩ of the scene file, or a smooth curve of log SNR through control points: drag its handles in the schedule "
     "plot, double-click on the curve for another one, right-click removes one.",
     "",
     {{"alpha_bar"}, {"points"}}},
};

constexpr Fact<Grid> grids[] = {
    {Grid::linear,
     "linear",
     "Linear in σₖ²",
     "σₖ² = σ_max² k/T: the same noise variance in every step.",
     "",
     {{"sigma_max"}}},
    {Grid::karras,
     "karras",
     "Karras",
     "σₖ^(1/ρ) in even steps from σ_min to σ_max (EDM; k-diffusion).",
     "Karras et al. 2022",
     {{"sigma_min"},
      {"sigma_max"},
      {"rho",
       nullptr,
       "Crowds the levels near the data: 1 is even in σₖ, 7 is usual, ∞ is exponential.",
       {.lo = 1, .hi = 20}}}},
    {Grid::exponential,
     "exponential",
     "Exponential",
     "log σₖ in even steps from σ_min to σ_max.",
     "k-diffusion",
     {{"sigma_min"}, {"sigma_max"}}},
    {Grid::polyexponential,
     "polyexponential",
     "Polyexponential",
     "log σₖ = log σ_min + u^ρ log(σ_max/σ_min), u in even steps.",
     "k-diffusion",
     {{"sigma_min"},
      {"sigma_max"},
      {"rho", nullptr, "1 is exponential; above, the levels crowd near σ_min.", {.lo = 0.3, .hi = 5}}}},
    {Grid::optimal,
     "optimal",
     "Optimal",
     "arctan(σₖ/σ_data) in even steps: of all grids the one whose T DDIM steps lose least of a Gaussian with standard "
     "deviation σ_data, cos(Φ/T)^T of it with Φ = arctan(σ_max/σ_data).",
     "",
     {{"sigma_max"}, {"sigma_data"}}},
};

template <std::size_t n>
const KindKey* find_in(const KindKey (&keys)[n], std::string_view name) {
    for (const KindKey& key : keys)
        if (key.name && name == key.name) return &key;
    return nullptr;
}

using P = ProcessSpec;
using Name = std::string_view;
constexpr Condition<P> vp{"kind", [](const P& p, Name) { return p.kind == ProcessKind::vp; }};
constexpr Condition<P> ve{"kind", [](const P& p, Name) { return p.kind == ProcessKind::ve; }};
constexpr Condition<P> of_schedule{"schedule",
                                   [](const P& p, Name key) { return fact(p.schedule.kind).find(key) != nullptr; }};
constexpr Condition<P> of_grid{"grid", [](const P& p, Name key) { return fact(p.grid).find(key) != nullptr; }};
constexpr const char* a_beta = "above 0, below 1";
constexpr const char* a_rate = "above 0; beta_min and beta_max together at most 1381.55";
constexpr const char* a_sigma = "1e-09 to 1e+06";

constexpr KeyFact<P> process_keys[] = {
    {.name = "kind",
     .place = Named<P>{[](const P& p) { return static_cast<int>(p.kind); },
                       [](P& p, int i) { p.kind = static_cast<ProcessKind>(i); }, choices<ProcessKind>},
     .label = "xₜ",
     .tip = "The forward process: how noise is added.",
     .decides = true},
    {.name = "steps",
     .place = [](P& p) -> int& { return p.steps; },
     .label = "T",
     .tip = "Number of noise levels of the process.",
     .whole = {1, Limits::max_steps},
     .slider = {.lo = 1, .hi = 1000, .log = true}},
    {.name = "schedule",
     .place = Named<P>{[](const P& p) { return static_cast<int>(p.schedule.kind); },
                       [](P& p, int i) { p.schedule.kind = static_cast<ScheduleKind>(i); }, choices<ScheduleKind>},
     .label = "Schedule",
     .tip = "How the noise grows with t.",
     .when = {vp},
     .decides = true},
    {.name = "beta_start",
     .place = [](P& p) -> double& { return p.schedule.beta_start; },
     .label = "β₁",
     .tip = "Noise variance of the first step.",
     .allowed = a_beta,
     .slider = {.lo = 1e-5, .hi = 0.2, .log = true},
     .when = {vp, of_schedule}},
    {.name = "beta_end",
     .place = [](P& p) -> double& { return p.schedule.beta_end; },
     .label = "β_T",
     .tip = "Noise variance of the last step. With few steps it must be larger, or ⟨ᾱ_T⟩ stays far from 0 and x_T is "
            "not N(0, I).",
     .allowed = a_beta,
     .slider = {.lo = 1e-4, .hi = 0.999, .log = true},
     .when = {vp, of_schedule}},
    {.name = "beta_min",
     .place = [](P& p) -> double& { return p.schedule.beta_min; },
     .label = "β_min",
     .tip = "The rate β(u) of the SDE at u = 0; a step near the data adds β_min/T.",
     .allowed = a_rate,
     .slider = {.lo = 1e-3, .hi = 5, .log = true},
     .when = {vp, of_schedule}},
    {.name = "beta_max",
     .place = [](P& p) -> double& { return p.schedule.beta_max; },
     .label = "β_max",
     .tip = "The rate β(u) of the SDE at u = 1. ⟨ᾱ_T⟩ = exp(−½(β_min + β_max)), whatever T is.",
     .allowed = a_rate,
     .slider = {.lo = 1, .hi = 100, .log = true},
     .when = {vp, of_schedule}},
    {.name = "alpha_bar",
     .place = [](P& p) -> std::vector<double>& { return p.schedule.alpha_bar; },
     .label = "⟨ᾱ⟩",
     .tip = "⟨ᾱ₁ … ᾱ_T⟩, one number for each of the T steps.",
     .allowed = "strictly decreasing values, the first below 1, the last at least 0",
     .when = {vp, of_schedule},
     .written = [](const P& p) { return !p.schedule.alpha_bar.empty(); }},
    {.name = "points",
     .label = "Curve",
     .tip = "Control points [u, log SNR] of a smooth curve, u = t/T, in place of alpha_bar.",
     .allowed = "u rising from 0 to 1, log SNR falling, as [[0.0, 9.0], [0.5, 0.0], [1.0, -9.0]]",
     .when = {vp, of_schedule},
     .written = [](const P& p) { return p.schedule.alpha_bar.empty(); }},
    {.name = "zero_terminal_snr",
     .place = [](P& p) -> bool& { return p.schedule.zero_terminal_snr; },
     .label = "SNR_T = 0",
     .tip = "⟨√ᾱ⟩ is shifted and stretched so that no signal is left at T, and N(0, I) is the true law of x_T (Lin et "
            "al. 2024). ε̂ says nothing of x₀ there: what divides by ⟨√ᾱ_T⟩ refuses.",
     .when = {vp},
     .written = [](const P& p) { return p.schedule.zero_terminal_snr; }},
    {.name = "grid",
     .place = Named<P>{[](const P& p) { return static_cast<int>(p.grid); },
                       [](P& p, int i) { p.grid = static_cast<Grid>(i); }, choices<Grid>},
     .label = "Grid",
     .tip = "Where the T noise levels lie between 0 and σ_max.",
     .when = {ve},
     .decides = true},
    {.name = "sigma_min",
     .place = [](P& p) -> double& { return p.sigma_min; },
     .label = "σ_min",
     .tip = "The noise of level 1; the step below it leads to the data.",
     .allowed = "1e-09 to below sigma_max",
     .slider = {.lo = 1e-4, .hi = 1, .log = true},
     .when = {ve, of_grid}},
    {.name = "sigma_max",
     .place = [](P& p) -> double& { return p.sigma_max; },
     .label = "σ_max",
     .tip = "The noise at T. Samplers that start from the prior start from N(0, σ_max² I): with σ_max far above the "
            "data it is close to the true law of x_T. EDM takes 80.",
     .allowed = a_sigma,
     .slider = {.lo = 0.1, .hi = 100, .log = true},
     .when = {ve, of_grid}},
    {.name = "rho",
     .place = [](P& p) -> double& { return p.rho; },
     .label = "ρ",
     .tip = "Bends the grid.",
     .allowed = "0.1 to 100",
     .slider = {.lo = 1, .hi = 20},
     .when = {ve, of_grid}},
    {.name = "sigma_data",
     .place = [](P& p) -> double& { return p.sigma_data; },
     .label = "σ_data",
     .tip = "The standard deviation that the data are taken to have; the target's own when the grid is chosen.",
     .allowed = a_sigma,
     .slider = {.lo = 0.01, .hi = 10, .log = true},
     .when = {ve, of_grid}},
};

} // namespace

const KindKey* Fact<ScheduleKind>::find(std::string_view key) const { return find_in(keys, key); }
const KindKey* Fact<Grid>::find(std::string_view key) const { return find_in(keys, key); }

template <>
std::span<const Fact<ProcessKind>> facts() {
    return process_kinds;
}
template <>
std::span<const Fact<ScheduleKind>> facts() {
    return schedules;
}
template <>
std::span<const Fact<Grid>> facts() {
    return grids;
}
template <>
std::span<const KeyFact<ProcessSpec>> keys() {
    return process_keys;
}

} // namespace halfstep
