// The samplers: x_s = k_x0 x0_hat + k_eps eps_hat + noise z in the words of each paper. A test evaluates every line
// against make_step (core/sample/sampler.cpp).

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"
#include "app/formulas/step_formula.h"
#include "app/plots/next_step.h"

namespace halfstep {
namespace {

// ---- what symbols mean ----

const std::string alpha_of_ddim = R"(
\beta_t = 1 - \frac{\alpha_t}{\alpha_{t-1}})";
const std::string beta_tilde = R"(
\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t)";
const std::string beta_tilde_of_ddim = R"(
\tilde\beta_t = \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,\beta_t)" +
                                       alpha_of_ddim;
const std::string forward_move = R"(
A = \frac{a_t}{a_s}
B = b_t^2 - A^2 b_s^2)";
const std::string beta_tilde_of_sde = R"(
\tilde\beta = \frac{b_s^2}{b_t^2}\,B)";

/// The variances that can be chosen.
std::string variances(const std::string& of, const std::string& small, const std::string& large) {
    return "\n" + of + R"( = \begin{cases} )" + small + R"( & \text{small} \\ )" + large +
           R"( & \text{large} \\ \exp(v \log )" + large + R"( + (1 - v) \log )" + small +
           R"() & \text{learned} \end{cases})";
}
const std::string chain_variances = variances(R"(\sigma_t^2)", R"(\tilde\beta_t)", R"(\beta_t)");
const std::string level_variances = variances(R"(V)", R"(\tilde\beta)", R"(B)");
const std::string time_variances = variances(R"(V)", R"(\tilde\beta)", R"(\Delta t)") + R"(
\tilde\beta = \frac{(t - \Delta t)\,\Delta t}{t})";

const std::string mean = R"(\frac{1}{\sqrt{\alpha_t}} \left( x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\,)"
                         R"(\hat\varepsilon \right))";
const std::string mean_of_ddim = R"(\sqrt{\frac{\alpha_{t-1}}{\alpha_t}} \left( x_t - )"
                                 R"(\frac{\beta_t}{\sqrt{1 - \alpha_t}}\,\hat\varepsilon \right))";
const std::string mean_of_sde = R"(\frac{A b_s^2}{b_t^2}\,x_t + \frac{a_s B}{b_t^2}\,\hat x_0)";
const std::string mean_of_time = R"(x_t + \frac{\Delta t}{t} (g - x_t))";

constexpr const char* no_last_noise = "The step that arrives at the data adds no noise unless it is told to. ";
constexpr const char* levels = "⟨t − 1 is the next level that the sampler visits, and αₜ = ᾱₜ/ᾱₜ₋₁ between the two⟩.";

const std::string chain_ends = no_last_noise + std::string(levels);

// ---- numbers: the coefficients of the step from the cursor ----

const StepCoefficients* step_at(const CardContext& context) {
    const SamplerRun& sampler = context.run.samplers[static_cast<std::size_t>(context.sampler)];
    const int level = plots::next_step_level(context.run, context.view);
    const StepCoefficients* found = nullptr; // where levels are left out, the step across them
    for (const StepCoefficients& step : sampler.steps()) {
        const bool whole = step.move == MoveKind::reverse || step.move == MoveKind::forward;
        if (whole && step.t >= level && (!found || step.t < found->t)) found = &step;
    }
    return found;
}

Formula step_numbers(const CardContext& context) {
    const StepCoefficients* step = step_at(context);
    if (!step) return {};
    Formula formula;
    Slots slot(formula, 4);
    std::string& tex = formula.tex;
    const bool in_time = context.notation() == Notation::sigma2;
    const std::string arrival = arrival_tex(context.notation()), x0_hat = in_time ? "g" : "\\hat x_0";
    if (step->move == MoveKind::forward) {
        const Transition move = transition(step->from, step->to);
        tex = "x_t = " + slot(move.A) + "\\," + arrival + slot.term(step->noise(0, 0)) + "\\,z";
    } else {
        tex = arrival + " = " + slot(step->k_x0) + "\\," + x0_hat + slot.term(step->k_eps) + "\\,\\hat\\varepsilon";
        if (step->k_last != 0) tex += slot.term(step->k_last) + "\\,(" + x0_hat + " - " + x0_hat + "')";
        if (step->k_again != 0) tex += slot.term(step->k_again) + "\\,(\\hat\\varepsilon\\,' - \\hat\\varepsilon)";
        if (step->noisy() && step->noise.rows() == 1) tex += slot.term(step->noise(0, 0)) + "\\,z";
        if (step->noisy() && step->noise.rows() > 1) tex += " + " + slot(step->noise) + "\\,z";
    }
    tex += ",\\quad t = " + slot(step->from.t) + " \\to " + slot(step->to.t);
    return formula;
}

const Card paper_rows[] = {
    {.name = "sampler.ddim",
     .title = "DDIM",
     .tex = {.ddpm = R"(x_{t-1} = \sqrt{\bar\alpha_{t-1}}\,\hat x_0 + \sqrt{1 - \bar\alpha_{t-1} - \sigma_t^2}\,)"
                     R"(\hat\varepsilon + \sigma_t z)"
                     "\n"
                     R"(\sigma_t = \eta \sqrt{\frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}})"
                     R"(\sqrt{1 - \frac{\bar\alpha_t}{\bar\alpha_{t-1}}})",
             .ddim = R"(x_{t-1} = \sqrt{\alpha_{t-1}} \left( \frac{x_t - \sqrt{1 - \alpha_t}\,\hat\varepsilon})"
                     R"({\sqrt{\alpha_t}} \right) + \sqrt{1 - \alpha_{t-1} - \sigma_t^2}\,\hat\varepsilon + )"
                     R"(\sigma_t z)"
                     "\n"
                     R"(\sigma_t = \eta \sqrt{\frac{1 - \alpha_{t-1}}{1 - \alpha_t}})"
                     R"(\sqrt{1 - \frac{\alpha_t}{\alpha_{t-1}}})",
             .sde = R"(x_s = a_s \hat x_0 + \sqrt{b_s^2 - \eta^2\tilde\beta}\,\hat\varepsilon + )"
                    R"(\eta \sqrt{\tilde\beta}\,z)" +
                    beta_tilde_of_sde + forward_move,
             .sigma2 = R"(x_{t-\Delta t} = g + \sqrt{t - \Delta t - w}\,\frac{x_t - g}{\sqrt{t}} + \sqrt{w}\,z)"
                       "\n"
                       R"(w = \eta^2 \frac{(t - \Delta t)\,\Delta t}{t})"},
     .note = levels,
     .source = "Song, Meng & Ermon 2021 (DDIM), eq. 12 and 16; the σ² problem, part (g); MATH.md 5, 2.5, 2.6",
     .numbers = step_numbers},
    {.name = "sampler.ddpm",
     .title = "DDPM",
     .tex = {.ddpm = "x_{t-1} = " + mean + R"( + \sigma_t z)" + chain_variances + beta_tilde,
             .ddim = "x_{t-1} = " + mean_of_ddim + R"( + \sigma_t z)" + chain_variances + beta_tilde_of_ddim,
             .sde = "x_s = " + mean_of_sde + R"( + \sqrt{V}\,z)" + level_variances + beta_tilde_of_sde + forward_move,
             .sigma2 = R"(x_{t-\Delta t} = )" + mean_of_time + R"( + \sqrt{V}\,z)" + time_variances},
     .note = chain_ends.c_str(),
     .source = "Ho et al. 2020, algorithm 2 and eq. 7; Nichol & Dhariwal 2021, eq. 15 (learned); notes 003, 3.2.6; "
               "MATH.md 3.2, 5",
     .numbers = step_numbers},
    {.name = "sampler.heun",
     .title = "Heun",
     .tex = {.ddpm = R"(\frac{x_{t-1}}{\sqrt{\bar\alpha_{t-1}}} = \frac{x_t}{\sqrt{\bar\alpha_t}} + )"
                     R"((\sigma_{t-1} - \sigma_t)\,\frac{\hat\varepsilon + \hat\varepsilon\,'}{2})"
                     "\n"
                     R"(\sigma_t = \sqrt{\frac{1 - \bar\alpha_t}{\bar\alpha_t}})"
                     "\n"
                     R"(\sigma_{t-1} = \sqrt{\frac{1 - \bar\alpha_{t-1}}{\bar\alpha_{t-1}}})",
             .sde = R"(\frac{x_s}{a_s} = \frac{x_t}{a_t} + (\sigma_s - \sigma_t)\,)"
                    R"(\frac{\hat\varepsilon + \hat\varepsilon\,'}{2})"
                    "\n"
                    R"(\sigma_t = \frac{b_t}{a_t})"
                    "\n"
                    R"(\sigma_s = \frac{b_s}{a_s})",
             .sigma2 = R"(x_{t-\Delta t} = x_t + \left( \sqrt{t - \Delta t} - \sqrt{t} \right) )"
                       R"(\frac{\hat\varepsilon + \hat\varepsilon\,'}{2})"},
     .note = "ε̂′ is ε̂ where DDIM's step arrives, asked there once more; in the step to the data it is ε̂ itself. "
             "Churn raises σ before a step.",
     .source = "Karras et al. 2022, algorithm 1 (with churn algorithm 2); MATH.md 7.2",
     .numbers = step_numbers},
    {.name = "sampler.dpm-solver++",
     .title = "DPM-Solver++ (2M)",
     .tex = {.ddpm = R"(x_{t-1} = \frac{\sqrt{1 - \bar\alpha_{t-1}}}{\sqrt{1 - \bar\alpha_t}}\,x_t + )"
                     R"(\sqrt{\bar\alpha_{t-1}}\,(1 - e^{-h})\,D)"
                     "\n"
                     R"(D = \hat x_0 + \frac{h}{2h'} (\hat x_0 - \hat x_0'))"
                     "\n"
                     R"(h = \frac{1}{2}\log\frac{\bar\alpha_{t-1}}{1 - \bar\alpha_{t-1}} - )"
                     R"(\frac{1}{2}\log\frac{\bar\alpha_t}{1 - \bar\alpha_t})",
             .sde = R"(x_s = \frac{b_s}{b_t}\,x_t + a_s (1 - e^{-h})\,D)"
                    "\n"
                    R"(D = \hat x_0 + \frac{h}{2h'} (\hat x_0 - \hat x_0'))"
                    "\n"
                    R"(h = \log\frac{a_s}{b_s} - \log\frac{a_t}{b_t})",
             .sigma2 = R"(x_{t-\Delta t} = e^{-h} x_t + (1 - e^{-h})\,D)"
                       "\n"
                       R"(D = g + \frac{h}{2h'} (g - g'))"
                       "\n"
                       R"(h = \frac{1}{2}\log\frac{t}{t - \Delta t})"},
     .note = "A prime marks what belongs to the step before. The first step, and the one to the data, have D = x̂₀.",
     .source = "Lu et al. 2022 (DPM-Solver++), algorithm 2; MATH.md 5",
     .numbers = step_numbers},
};

const Card euler_rows[] = {
    {.name = "sampler.euler-ode",
     .title = "Euler, probability-flow ODE in t",
     .tex = {.ddpm = R"(x_{t-1} = x_t + \frac{\beta_t}{2} \left( x_t - \frac{\hat\varepsilon})"
                     R"({\sqrt{1 - \bar\alpha_t}} \right))",
             .ddim = R"(x_{t-1} = x_t + \frac{\beta_t}{2} \left( x_t - \frac{\hat\varepsilon})"
                     R"({\sqrt{1 - \alpha_t}} \right))" +
                     alpha_of_ddim,
             .sde = R"(x_s = x_t + \begin{cases} \frac{B}{2} \left( x_t - \frac{\hat\varepsilon}{b_t} \right) & )"
                    R"(\text{VP} \\ -\frac{B}{2 b_t}\,\hat\varepsilon & \text{VE} \\ (t - s) (\hat x_0 - )"
                    R"(\hat\varepsilon) & \text{flow} \end{cases})" +
                    forward_move,
             .sigma2 = R"(x_{t-\Delta t} = x_t + \frac{\Delta t}{2t} (g - x_t))"},
     .note = "On VE with a step of Δt it is the half step. In ⟨b/a⟩ instead of t, Euler's rule is DDIM.",
     .source = "Song et al. 2021 (score-based SDEs), eq. 13, by Euler's rule; MATH.md 7.1, 8",
     .numbers = step_numbers},
    {.name = "sampler.euler-maruyama",
     .title = "Euler–Maruyama, reverse SDE in t",
     .tex = {.ddpm = R"(x_{t-1} = x_t + \frac{\beta_t}{2}\,x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\,)"
                     R"(\hat\varepsilon + \sqrt{\beta_t}\,z)",
             .ddim = R"(x_{t-1} = x_t + \frac{\beta_t}{2}\,x_t - \frac{\beta_t}{\sqrt{1 - \alpha_t}}\,)"
                     R"(\hat\varepsilon + \sqrt{\beta_t}\,z)" +
                     alpha_of_ddim,
             .sde = R"(x_s = x_t + \begin{cases} \frac{B}{2}\,x_t - \frac{B}{b_t}\,\hat\varepsilon + \sqrt{B}\,z & )"
                    R"(\text{VP} \\ -\frac{B}{b_t}\,\hat\varepsilon + \sqrt{B}\,z & \text{VE} \\ (t - s) \left( )"
                    R"(\hat x_0 - \hat\varepsilon - \frac{\hat\varepsilon}{1 - t} \right) + )"
                    R"(\sqrt{\frac{2t(t - s)}{1 - t}}\,z & \text{flow} \end{cases})" +
                    forward_move,
             .sigma2 = R"(x_{t-\Delta t} = x_t + \frac{\Delta t}{t} (g - x_t) + \sqrt{\Delta t}\,z)"},
     .note = no_last_noise,
     .source = "Song et al. 2021 (score-based SDEs), eq. 6, by the Euler–Maruyama rule; MATH.md 7.1",
     .numbers = step_numbers},
};

/// The σ² problem's, the notes', and the exact ones.
const Card note_rows[] = {
    {.name = "sampler.mean-only",
     .title = "Mean only",
     .tex = {.ddpm = "x_{t-1} = " + mean + R"( + \eta\sigma_t z)" + chain_variances + beta_tilde,
             .ddim = "x_{t-1} = " + mean_of_ddim + R"( + \eta\sigma_t z)" + chain_variances + beta_tilde_of_ddim,
             .sde =
                 "x_s = " + mean_of_sde + R"( + \eta\sqrt{V}\,z)" + level_variances + beta_tilde_of_sde + forward_move,
             .sigma2 = R"(x_{t-\Delta t} = )" + mean_of_time + R"( + \eta\sqrt{V}\,z)" + time_variances},
     .note = "η = 0 unless noise is asked for. It is no DDIM: that moves half as far, and makes room for its noise.",
     .source = "The σ² problem, part (d); notes 002, \"Deterministic variant\"; MATH.md 2.3, 3.2",
     .numbers = step_numbers},
    {.name = "sampler.half-step",
     .title = "Half step",
     .tex = {.ddpm = R"(x_{t-1} = \frac{1}{2} \left( x_t + )" + mean + R"( \right))",
             .ddim = R"(x_{t-1} = \frac{1}{2} \left( x_t + )" + mean_of_ddim + R"( \right))" + alpha_of_ddim,
             .sde = R"(x_s = \frac{1}{2} \left( x_t + )" + mean_of_sde + R"( \right))" + forward_move,
             .sigma2 = R"(x_{t-\Delta t} = x_t + \frac{1}{2} \cdot \frac{\Delta t}{t} (g - x_t))"},
     .note = "Half of the way to the mean of DDPM: what DDIM's step comes to where steps are small.",
     .source = "The σ² problem, parts (g) and (h); MATH.md 2.5",
     .numbers = step_numbers},
    {.name = "sampler.naive-inverse",
     .title = "Naive inverse",
     .tex = {.ddpm = R"(x_{t-1} = \frac{x_t - \sqrt{1 - \alpha_t}\,\hat\varepsilon}{\sqrt{\alpha_t}} + )"
                     R"(\eta\sigma_t z)" +
                     chain_variances + beta_tilde,
             .ddim = R"(x_{t-1} = \sqrt{\frac{\alpha_{t-1}}{\alpha_t}} \left( x_t - \sqrt{\beta_t}\,)"
                     R"(\hat\varepsilon \right) + \eta\sigma_t z)" +
                     chain_variances + beta_tilde_of_ddim,
             .sde = R"(x_s = \frac{x_t - \sqrt{B}\,\hat\varepsilon}{A} + \eta\sqrt{V}\,z)" + level_variances +
                    beta_tilde_of_sde + forward_move,
             .sigma2 = R"(x_{t-\Delta t} = x_t - \sqrt{\Delta t}\,\hat\varepsilon + \eta\sqrt{V}\,z)" + time_variances},
     .note = "Wrong: it takes ε̂, all of the noise in xₜ, for the noise of one step. η = 0 unless noise is asked for.",
     .source = "Notes 002, \"Backward process\"; MATH.md 11.4",
     .numbers = step_numbers},
    {.name = "sampler.forward",
     .title = "Forward",
     .tex = {.ddpm = R"(x_t = \sqrt{\alpha_t}\,x_{t-1} + \sqrt{\beta_t}\,z)",
             .ddim = R"(x_t = \sqrt{\frac{\alpha_t}{\alpha_{t-1}}}\,x_{t-1} + )"
                     R"(\sqrt{1 - \frac{\alpha_t}{\alpha_{t-1}}}\,z)",
             .sde = R"(x_t = A x_s + \sqrt{B}\,z)" + forward_move,
             .sigma2 = R"(x_t = x_{t-\Delta t} + \sqrt{\Delta t}\,z)"},
     .note = "No sampler: the noising itself, from the data up.",
     .source = "Ho et al. 2020, eq. 2; MATH.md 0",
     .numbers = step_numbers},
    {.name = "sampler.true-reverse",
     .title = "True reverse",
     .tex = {.ddpm = "x_{t-1} = " + mean +
                     R"( + \sqrt{\beta_t \frac{D_{t-1}}{D_t}}\,z)"
                     "\n"
                     R"(D_t = \bar\alpha_t\sigma^2 + 1 - \bar\alpha_t)"
                     "\n"
                     R"(D_{t-1} = \bar\alpha_{t-1}\sigma^2 + 1 - \bar\alpha_{t-1})",
             .ddim = "x_{t-1} = " + mean_of_ddim +
                     R"( + \sqrt{\beta_t \frac{D_{t-1}}{D_t}}\,z)"
                     "\n"
                     R"(D_t = \alpha_t\sigma^2 + 1 - \alpha_t)"
                     "\n"
                     R"(D_{t-1} = \alpha_{t-1}\sigma^2 + 1 - \alpha_{t-1})" +
                     alpha_of_ddim,
             .sde = "x_s = " + mean_of_sde +
                    R"( + \sqrt{B \frac{D_s}{D_t}}\,z)"
                    "\n"
                    R"(D_t = a_t^2\sigma^2 + b_t^2)"
                    "\n"
                    R"(D_s = a_s^2\sigma^2 + b_s^2)" +
                    forward_move,
             .sigma2 = R"(x_{t-\Delta t} = )" + mean_of_time +
                       R"( + \sqrt{\frac{(\sigma^2 + t - \Delta t)\,\Delta t}{\sigma^2 + t}}\,z)"},
     .note = "σ² is the variance of the data, a Gaussian; in the plane along each axis of its covariance.",
     .source = "The σ² problem, part (c); MATH.md 2.2, 3.3",
     .numbers = step_numbers},
    {.name = "sampler.recorded",
     .title = "Recorded",
     .tex = {.ddpm = R"(\delta_{t-1} = \lvert x_{t-1} - f_t(x_t, z) \rvert)",
             .sde = R"(\delta_s = \lvert x_s - f_t(x_t, z) \rvert)"},
     .note = "No rule of ours: xₜ are the states that a file has, f is one step of the sampler that they are held "
             "against, from the recorded state with the noise of the run. What is off at one step is not handed on to "
             "the next: the first δ beyond rounding names the step that is wrong.",
     .source = "Local error of a one-step method: Hairer, Nørsett & Wanner 1993, Solving Ordinary Differential "
               "Equations I, section II.3"},
};

} // namespace

std::vector<Card> sampler_cards() { return gathered(paper_rows, euler_rows, note_rows); }

} // namespace halfstep
