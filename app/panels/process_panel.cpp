#include "app/panels/panels.h"
#include "app/plots/curve_edit.h"
#include "core/law/catalog.h"
#include "core/process/control_points.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const char* const kinds[] = {"Variance preserving", "Variance exploding", "Linear flow"};
const char* const kind_tips[] = {
    "xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε on t = 0 … T: the DDPM chain.",
    "xₜ = x₀ + σₜ ε. On the linear grid with σ_max = 1, σ = √t: the σ² problem, where each step adds noise of variance "
    "Δt = 1/T.",
    "xₜ = (1−t) x₀ + t ε on t in [0, 1]: the straight line of flow matching, for contrast.",
};

// In the order of ScheduleKind.
const char* const schedules[] = {"Linear",    "Linear × 1000/T", "Scaled linear", "Cosine", "Sigmoid", "Constant",
                                 "1/(T−t+1)", "Exponential",     "Laplace",       "VP-SDE", "Custom"};
const char* const schedule_tips[] = {
    "β rises linearly from β₁ to β_T, whatever T is (Ho et al. 2020). Made for T = 1000: with fewer steps ᾱ_T stays "
    "far "
    "from 0.",
    "The same, all β multiplied by 1000/T: the linear schedule of guided-diffusion. Impossible where a β reaches 1: "
    "with "
    "β_T = 0.02 it takes T > 20.",
    "√β rises linearly from √β₁ to √β_T (latent diffusion, Rombach et al. 2022; \"quad\" in ermongroup/ddim).",
    "ᾱ = cos²((t/T + 0.008)/1.008 · π/2), each β at most 0.999 (Nichol & Dhariwal 2021; squaredcos_cap_v2 in "
    "diffusers).",
    "β follows the sigmoid function over −6 … 6, from β₁ to β_T (ermongroup/ddim, diffusers).",
    "β = β_T in every step (ermongroup/ddim).",
    "β = 1/(T−t+1): every step takes away the same share of the signal, ᾱ = 1 − t/T, and none is left at T "
    "(Sohl-Dickstein et al. 2015; \"jsd\" in ermongroup/ddim).",
    "ᾱ = exp(−12 t/T): β the same in every step (\"exp\" in diffusers).",
    "log SNR = −½ log(2t/T) up to T/2, mirrored beyond: half of all steps are near SNR = 1, and none has any signal at "
    "T "
    "(Hang et al. 2024).",
    "ᾱ = exp(−½ u² (β_max − β_min) − u β_min), u = t/T: the VP-SDE with linear β(u), exact at any T (Song et al. "
    "2021).",
    "The ᾱ of the scene file, or a smooth curve of log SNR through control points: drag its handles in the schedule "
    "plot, double-click on the curve for another one, right-click removes one.",
};

// In the order of Grid.
const char* const grids[] = {"Linear in σ²", "Karras", "Exponential", "Polyexponential", "Optimal"};
const char* const grid_tips[] = {
    "σ² = σ_max² t: the same noise variance in every step.",
    "σ^(1/ρ) in even steps from σ_min to σ_max (Karras et al. 2022, EDM; k-diffusion).",
    "log σ in even steps from σ_min to σ_max (k-diffusion).",
    "log σ = log σ_min + u^ρ log(σ_max/σ_min), u in even steps (k-diffusion).",
    "arctan(σ/σ_data) in even steps: of all grids the one whose T DDIM steps lose least of a Gaussian with standard "
    "deviation σ_data, cos(Φ/T)^T of it with Φ = arctan(σ_max/σ_data).",
};

/// T and its dependents: no sampler may ask for more steps than there are.
void fit_samplers(Experiment& experiment) {
    for (SamplerSpec& sampler : experiment.samplers) {
        if (!sampler.steps) continue;
        sampler.steps = nearest_steps(sampler, experiment.process.steps, *sampler.steps);
    }
}

bool is_list(const ScheduleSpec& schedule) {
    return schedule.kind == ScheduleKind::custom && !schedule.alpha_bar.empty();
}

void choose_schedule(ProcessSpec& process, ScheduleKind kind) {
    ScheduleSpec& schedule = process.schedule;
    const bool listed = static_cast<int>(schedule.alpha_bar.size()) == process.steps;
    if (kind == ScheduleKind::custom && !listed) {
        schedule.alpha_bar.clear(); // it was for another T
        if (schedule.points.empty()) return make_curve(process);
    }
    schedule.kind = kind;
}

void curve_row(ProcessSpec& process, Controls& ui) {
    ScheduleSpec& schedule = process.schedule;
    const bool ends_at_zero = schedule.kind == ScheduleKind::jsd || schedule.kind == ScheduleKind::laplace;
    const bool is_curve = schedule.kind == ScheduleKind::custom && !is_list(schedule);
    if (ends_at_zero)
        label(ui, "", "");
    else
        toggle(ui, "process.zero_terminal_snr", "SNR_T = 0",
               "√ᾱ is shifted and stretched so that no signal is left at T, and N(0, I) is the true law of x_T (Lin et "
               "al. 2024). ε̂ says nothing of x₀ there: what divides by √ᾱ_T refuses.",
               schedule.zero_terminal_snr);
    if (is_curve) return;
    if (!ends_at_zero) ImGui::SameLine();
    if (text_button(ui, "process.edit_curve", "Edit as a curve",
                    "Puts control points on this schedule: handles in the schedule plot, to be dragged."))
        make_curve(process);
}

void schedule_rows(ProcessSpec& process, Controls& ui) {
    ScheduleSpec& schedule = process.schedule;
    int which = static_cast<int>(schedule.kind);
    if (choice(ui, "process.schedule", "Schedule", "How the noise grows with t.", which, schedules, schedule_tips,
               static_cast<int>(std::size(schedules))))
        choose_schedule(process, static_cast<ScheduleKind>(which));
    const bool per_1000 = schedule.kind == ScheduleKind::linear_1000;
    const double largest = per_1000 ? std::min(0.999, 0.999e-3 * process.steps) : 0.999; // of a β that stays below 1
    const char* const last_tip =
        per_1000
            ? "Noise variance of the last step, for T = 1000. The last β is 1000/T times that."
            : "Noise variance of the last step. With few steps it must be larger, or ᾱ_T stays far from 0 and x_T is "
              "not N(0, I).";
    switch (schedule.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::linear_1000:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid:
        slider(ui, "process.beta_start", "β₁", "Noise variance of the first step.", schedule.beta_start, 1e-5,
               std::min(0.2, largest), {.log = true});
        slider(ui, "process.beta_end", "β_T", last_tip, schedule.beta_end, 1e-4, largest, {.log = true});
        break;
    case ScheduleKind::constant:
        slider(ui, "process.beta_end", "β", "Noise variance of every step.", schedule.beta_end, 1e-4, largest,
               {.log = true});
        break;
    case ScheduleKind::vp_sde:
        slider(ui, "process.beta_min", "β_min", "The rate β(u) of the SDE at u = 0; a step near the data adds β_min/T.",
               schedule.beta_min, 1e-3, 5, {.log = true});
        slider(ui, "process.beta_max", "β_max",
               "The rate β(u) of the SDE at u = 1. ᾱ_T = exp(−½(β_min + β_max)), whatever T is.", schedule.beta_max, 1,
               100, {.log = true});
        break;
    default: break;
    }
    curve_row(process, ui);
}

void grid_rows(Experiment& experiment, Controls& ui) {
    ProcessSpec& process = experiment.process;
    int which = static_cast<int>(process.grid);
    if (choice(ui, "process.grid", "Grid", "Where the T noise levels lie between 0 and σ_max.", which, grids, grid_tips,
               static_cast<int>(std::size(grids)))) {
        process.grid = static_cast<Grid>(which);
        process.rho = usual_rho(process.grid);
        if (process.grid == Grid::optimal) process.sigma_data = make_target(experiment.target).sigma_data();
    }
    const bool from_sigma_min = process.grid != Grid::linear && process.grid != Grid::optimal;
    const double least = from_sigma_min ? std::max(0.1, 1.1 * process.sigma_min) : 0.1;
    slider(
        ui, "process.sigma_max", "σ_max",
        "The noise at T. Samplers that start from the prior start from N(0, σ_max² I): with σ_max far above the data "
        "it is close to the true law of x_T. EDM takes 80.",
        process.sigma_max, least, 100, {.log = true});
    if (from_sigma_min)
        slider(ui, "process.sigma_min", "σ_min", "The noise of level 1; the step below it leads to the data.",
               process.sigma_min, 1e-4, std::min(1.0, 0.9 * process.sigma_max), {.log = true});
    if (process.grid == Grid::karras)
        slider(ui, "process.rho", "ρ", "Crowds the levels near the data: 1 is even in σ, 7 is usual, ∞ is exponential.",
               process.rho, 1, 20);
    if (process.grid == Grid::polyexponential)
        slider(ui, "process.rho", "ρ", "1 is exponential; above, the levels crowd near σ_min.", process.rho, 0.3, 5);
    if (process.grid == Grid::optimal)
        slider(ui, "process.sigma_data", "σ_data",
               "The standard deviation that the data are taken to have; the target's own when the grid is chosen.",
               process.sigma_data, 0.01, 10, {.log = true});
}

} // namespace

void process_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    ProcessSpec& process = experiment.process;
    heading(ui, "Process");
    int kind = static_cast<int>(process.kind);
    if (choice(ui, "process.kind", "xₜ", "The forward process: how noise is added.", kind, kinds, kind_tips, 3))
        process.kind = static_cast<ProcessKind>(kind);

    const bool vp = process.kind == ProcessKind::vp;
    const int fewest = vp && process.schedule.kind == ScheduleKind::linear_1000
                           ? std::min(999, fewest_steps_of_linear_1000(process.schedule))
                           : 1;
    double T = process.steps;
    if (!(vp && is_list(process.schedule)) && // a list has the length that it has
        slider(ui, "process.steps", "T", "Number of noise levels of the process.", T, fewest, 1000,
               {.log = true, .integer = true})) {
        process.steps = static_cast<int>(T);
        fit_samplers(experiment);
    }
    if (vp) schedule_rows(process, ui);
    if (process.kind == ProcessKind::ve) grid_rows(experiment, ui);
}

} // namespace halfstep
