#include "app/panels/panels.h"

#include <algorithm>

namespace halfstep {
namespace {

const char* const kinds[] = {"Variance preserving", "Variance exploding", "Linear flow"};
const char* const kind_tips[] = {
    "xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε on t = 0 … T: the DDPM chain.",
    "xₜ = x₀ + √t ε on t in [0, 1]: the σ² problem. Each step adds noise of variance Δt = 1/T.",
    "xₜ = (1−t) x₀ + t ε on t in [0, 1]: the straight line of flow matching, for contrast.",
};
const char* const schedules[] = {"Linear", "Scaled linear", "Cosine", "Sigmoid", "Constant", "Custom ᾱ"};
const char* const schedule_tips[] = {
    "β rises linearly from β₁ to β_T (Ho et al. 2020).",
    "√β rises linearly (latent diffusion).",
    "ᾱ falls as cos², β capped at 0.999 (Nichol & Dhariwal 2021).",
    "β follows a sigmoid from β₁ to β_T.",
    "β is the same in every step.",
    "The ᾱ of the scene file.",
};

/// T and its dependents: no sampler may ask for more steps than there are.
void fit_samplers(Experiment& experiment) {
    for (SamplerSpec& sampler : experiment.samplers) {
        if (!sampler.steps) continue;
        const int most = max_steps(sampler.spacing, experiment.process.steps);
        sampler.steps = sampler.spacing == Spacing::all ? experiment.process.steps : std::min(*sampler.steps, most);
    }
}

} // namespace

void panel_process(Experiment& experiment, Controls& ui) {
    ProcessSpec& process = experiment.process;
    heading(ui, "Process");
    int kind = static_cast<int>(process.kind);
    if (choice(ui, "process.kind", "xₜ", "The forward process: how noise is added.", kind, kinds, kind_tips, 3))
        process.kind = static_cast<ProcessKind>(kind);

    const bool custom = process.kind == ProcessKind::vp && process.schedule.kind == ScheduleKind::custom;
    double T = process.steps;
    if (!custom && slider(ui, "process.steps", "T", "Number of noise levels of the process.", T, 1, 1000,
                          {.log = true, .integer = true})) {
        process.steps = static_cast<int>(T);
        fit_samplers(experiment);
    }
    if (process.kind != ProcessKind::vp) return;

    ScheduleSpec& schedule = process.schedule;
    int which = static_cast<int>(schedule.kind);
    const int count = schedule.alpha_bar.empty() ? 5 : 6; // custom only where a scene brought one
    if (choice(ui, "process.schedule", "Schedule", "How β grows with t.", which, schedules, schedule_tips, count))
        schedule.kind = static_cast<ScheduleKind>(which);
    const bool ends = schedule.kind != ScheduleKind::cosine && schedule.kind != ScheduleKind::custom;
    if (ends && schedule.kind != ScheduleKind::constant)
        slider(ui, "process.beta_start", "β₁", "Noise variance of the first step.", schedule.beta_start, 1e-5, 0.2,
               {.log = true});
    if (ends)
        slider(ui, "process.beta_end", "β_T",
               "Noise variance of the last step. With few steps it must be larger, or ᾱ_T stays "
               "far from 0 and x_T is not N(0, I).",
               schedule.beta_end, 1e-4, 0.999, {.log = true});
}

} // namespace halfstep
