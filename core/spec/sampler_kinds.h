#pragma once
// The samplers, each with its row. A new one is its value and row here, and its rule in core/sample/sampler.cpp.

#include "core/spec/row.h"

namespace halfstep {

enum class SamplerKind {
    ddim,           ///< Song et al. 2021, eq. 12, with sigma = eta sqrt(beta_tilde). At eta = 0: Euler in b/a
    ddpm,           ///< Ho et al. 2020: the mean of q(x_s | x_t, x0_hat) plus noise
    heun,           ///< Karras et al. 2022, algorithm 1: second order in b/a; with churn, algorithm 2
    dpm_solver,     ///< DPM-Solver++(2M), Lu et al. 2022: second order in log(a/b), from the step before
    euler_ode,      ///< the probability-flow ODE, an explicit Euler step in t
    euler_maruyama, ///< the reverse SDE, an Euler-Maruyama step in t
    /// The mean of ddpm without noise: the mistake of part (d) of the sigma-squared problem. With eta the mean stays
    /// and noise of eta^2 times `variance` is added, as notes have it that scale DDIM's sigma alone.
    mean_only,
    half_step, ///< half of the mean's move, no noise: parts (g), (h)
    /// (x_t - sqrt(1 - alpha) eps_hat) / sqrt(alpha): undoes one forward step with the total noise; wrong. eta as
    /// above.
    naive_inverse,
    forward,      ///< no sampler: the noising chain q(x_t | x_s) itself, from x_0 ~ data up [Ho et al. 2020, eq. 2]
    true_reverse, ///< the exact law of x_s | x_t of a Gaussian target, last step included
    recorded,     ///< no rule: the states of other people's code, held against one of the others
};

/// What `eta` scales, of samplers that have it.
enum class Eta {
    none,
    trades, ///< sigma = eta sqrt(beta_tilde): the mean makes room for the noise (ddim)
    adds,   ///< noise of eta times the deviation `variance`, for which the mean makes no room
};

template <>
struct Fact<SamplerKind> {
    SamplerKind value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    const char* name = ""; ///< of a sampler that a scene gives none
    Eta eta = Eta::none;
    bool adds_noise = false;       ///< in every step, of a `variance` that can be chosen
    bool final_noise = false;      ///< the step that arrives at the data may add noise, too
    bool noisy_to_the_end = false; ///< it always does
    bool solves_ode = false;     ///< of the probability flow; with eta: at eta = 0. Its x_0 follows from its x_T alone
    bool takes_churn = false;    ///< its steps are deterministic in sigma
    bool needs_gaussian = false; ///< the closed form of a Gaussian target
    bool asks_denoiser = true;   ///< false: the noising itself, from data; or no rule at all
    bool from_file = false;      ///< its states are given: nothing of it is computed
};

inline constexpr Fact<SamplerKind> sampler_kinds[] = {
    {.value = SamplerKind::ddim,
     .spelling = "ddim",
     .label = "DDIM",
     .tip =
         "x = ⟨a x̂₀ + √(b² − σ²) ε̂ + σ z with σ = η √β̃⟩. η = 0 is deterministic and an Euler step in ⟨b/a⟩; η = 1 "
         "is DDPM with the small variance. k-diffusion's euler and ancestral samplers are this one, with the same η.",
     .source = "Song et al. 2021",
     .name = "DDIM",
     .eta = Eta::trades,
     .solves_ode = true,
     .takes_churn = true},
    {.value = SamplerKind::ddpm,
     .spelling = "ddpm",
     .label = "DDPM",
     .tip = "The mean of q(⟨xₛ⟩ | xₜ, x̂₀) plus fresh noise.",
     .source = "Ho et al. 2020",
     .name = "DDPM",
     .adds_noise = true,
     .final_noise = true},
    {.value = SamplerKind::heun,
     .spelling = "heun",
     .label = "Heun",
     .tip = "DDIM's step, then ε̂ once more where it arrived, and the mean of both: second order in ⟨b/a⟩, where "
            "levels should lie close, with two evaluations a step. With churn: the stochastic sampler of its authors.",
     .source = "Karras et al. 2022, algorithms 1, 2",
     .name = "Heun",
     .solves_ode = true,
     .takes_churn = true},
    {.value = SamplerKind::dpm_solver,
     .spelling = "dpm-solver++",
     .label = "DPM-Solver++ (2M)",
     .tip = "DDIM's step with x̂₀ carried half a step further along its line through the step before: second order in "
            "log(⟨a/b⟩), with one evaluation a step.",
     .source = "Lu et al. 2022",
     .name = "DPM-Solver++",
     .solves_ode = true},
    {.value = SamplerKind::euler_ode,
     .spelling = "euler-ode",
     .label = "Euler, ODE in t",
     .tip = "The probability-flow ODE by explicit Euler steps in t. In ⟨b/a⟩ instead of t, Euler is DDIM with η = 0.",
     .source = "Song et al. 2021 (SDE)",
     .name = "Euler ODE",
     .solves_ode = true},
    {.value = SamplerKind::euler_maruyama,
     .spelling = "euler-maruyama",
     .label = "Euler–Maruyama",
     .tip = "The reverse SDE by Euler steps in t: its noise is that of the forward SDE, not ⟨β̃⟩.",
     .source = "Song et al. 2021 (SDE)",
     .name = "Euler-Maruyama",
     .final_noise = true},
    {.value = SamplerKind::mean_only,
     .spelling = "mean-only",
     .label = "Mean only",
     .tip = "The DDPM mean without noise: collapses towards E[x₀ | x_T]. Noise can be added, for which this mean has "
            "no room.",
     .source = "the σ² problem; notes",
     .name = "Mean only",
     .eta = Eta::adds,
     .final_noise = true},
    {.value = SamplerKind::half_step,
     .spelling = "half-step",
     .label = "Half step",
     .tip = "Half of the way to the DDPM mean, no noise: DDIM's limit for small steps, and this program's name.",
     .source = "the σ² problem",
     .name = "Half step"},
    {.value = SamplerKind::naive_inverse,
     .spelling = "naive-inverse",
     .label = "Naive inverse",
     .tip =
         "⟨(xₜ − √(1−α) ε̂)/√α⟩: takes all of the noise in xₜ for the noise of one step. Wrong, and instructive, with "
         "noise or without.",
     .source = "notes",
     .name = "Naive inverse",
     .eta = Eta::adds,
     .final_noise = true},
    {.value = SamplerKind::forward,
     .spelling = "forward",
     .label = "Forward",
     .tip = "No sampler: the noising itself, xₜ = ⟨√α xₜ₋₁ + √β z⟩, from x₀ drawn from the data up to x_T. It asks no "
            "denoiser. Beside the samplers that undo it: the same law at every t, on other paths.",
     .source = "Ho et al. 2020, eq. 2",
     .name = "Forward",
     .noisy_to_the_end = true,
     .asks_denoiser = false},
    {.value = SamplerKind::true_reverse,
     .spelling = "true-reverse",
     .label = "True reverse",
     .tip = "The exact law of ⟨xₛ⟩ | xₜ for a Gaussian target: right with any number of steps.",
     .source = "",
     .name = "True reverse",
     .noisy_to_the_end = true,
     .needs_gaussian = true},
    {.value = SamplerKind::recorded,
     .spelling = "recorded",
     .label = "Recorded",
     .tip = "No rule of ours: the states that your own code wrote, held step by step against one of the scene's "
            "samplers. The first step that differs by more than rounding is named.",
     .source = "",
     .name = "Recorded",
     .asks_denoiser = false,
     .from_file = true},
};

} // namespace halfstep
