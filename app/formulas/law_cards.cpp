// What holds of a process whatever the sampler: its laws, the step back that Bayes' rule gives, the flow without noise.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"

namespace halfstep {
namespace {

/// The level of the cursor, from level 1 on, and the one below.
struct LawNeighbours {
    const Level &from, &to;
    Transition move;
};
LawNeighbours law_neighbours(const CardContext& context) {
    const Process& process = context.run.process();
    const auto t = static_cast<std::size_t>(std::clamp(context.view.level, 1, process.steps()));
    return {process.levels[t], process.levels[t - 1], transition(process.levels[t], process.levels[t - 1])};
}

Formula law_ratio_numbers(const CardContext& context) {
    const Level& level = law_neighbours(context).from;
    const double snr = level.a * level.a / (level.b * level.b);
    return with_slots(
        [&](Slots& slot) { return "\\operatorname{SNR} = " + slot(snr) + ",\\quad t = " + slot(level.t); });
}

Formula law_posterior_numbers(const CardContext& context) {
    const auto [from, to, move] = law_neighbours(context);
    const double of_x = move.A * to.b * to.b / (from.b * from.b), of_x0 = to.a * move.B / (from.b * from.b);
    return with_slots([&](Slots& slot) {
        return "\\tilde\\mu = " + slot(of_x0) + "\\,x_0 " + slot.term(of_x) +
               "\\,x_t,\\quad \\tilde\\beta = " + slot(move.beta_tilde) + ",\\; t = " + slot(from.t);
    });
}

Formula law_score_numbers(const CardContext& context) {
    const Level& level = law_neighbours(context).from;
    const double b2 = level.b * level.b;
    return with_slots([&](Slots& slot) {
        return "\\nabla \\log p_t(x_t) = " + slot(level.a / b2) + "\\,\\mathbb{E}[x_0 \\mid x_t]" + slot.term(-1 / b2) +
               "\\,x_t,\\quad t = " + slot(level.t);
    });
}

const std::string law_beta_of_ddim = "\n"
                                     R"(\beta_t = 1 - \frac{\alpha_t}{\alpha_{t-1}})";
const std::string law_level_move = "\n"
                                   R"(A = \frac{a_t}{a_s})"
                                   "\n"
                                   R"(B = b_t^2 - A^2 b_s^2)";

const Card law_rows[] = {
    {.name = "process.ratio",
     .title = "Signal and noise",
     .tex = {.ddpm = R"(\operatorname{SNR} = \frac{\bar\alpha_t}{1 - \bar\alpha_t})"
                     "\n"
                     R"(\sigma_t = \frac{\sqrt{1 - \bar\alpha_t}}{\sqrt{\bar\alpha_t}})",
             .sde = R"(\operatorname{SNR} = \frac{a_t^2}{b_t^2})"
                    "\n"
                    R"(\sigma_t = \frac{b_t}{a_t})",
             .sigma2 = R"(\operatorname{SNR} = \frac{1}{t})"},
     .note =
         "All that a process does but for the scales of xₜ and t. The ratio of deviations, σₜ, is the noise of ⟨xₜ/a⟩.",
     .source = "Kingma et al. 2021; Karras et al. 2022; MATH.md 0, 7.2",
     .numbers = law_ratio_numbers},
    {.name = "process.posterior",
     .title = "The step back, x₀ known",
     .tex = {.ddpm = R"(\tilde\mu = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}\,x_0 + )"
                     R"(\frac{\sqrt{\alpha_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\,x_t)"
                     "\n"
                     R"(\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t)",
             .ddim = R"(\tilde\mu = \frac{\sqrt{\alpha_{t-1}}\,\beta_t}{1 - \alpha_t}\,x_0 + )"
                     R"(\sqrt{\frac{\alpha_t}{\alpha_{t-1}}} \cdot \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,x_t)"
                     "\n"
                     R"(\tilde\beta_t = \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,\beta_t)" +
                     law_beta_of_ddim,
             .sde = R"(\tilde\mu = \frac{a_s B}{b_t^2}\,x_0 + \frac{A b_s^2}{b_t^2}\,x_t)"
                    "\n"
                    R"(\tilde\beta = \frac{b_s^2}{b_t^2}\,B)" +
                    law_level_move,
             .sigma2 = R"(\tilde\mu = x_0 + \frac{t - \Delta t}{t} (x_t - x_0))"
                       "\n"
                       R"(\tilde\beta = \frac{(t - \Delta t)\,\Delta t}{t})"},
     .note =
         "Given xₜ and x₀ the state before is a Gaussian of this mean and variance. DDPM's mean is μ̃ with x̂₀ in the "
         "place of x₀.",
     .source = "Ho et al. 2020, eq. 6 and 7; notes 003, 3.2.5; MATH.md 2.2, 3.2",
     .numbers = law_posterior_numbers},
    {.name = "process.reverse",
     .title = "The step back, exactly",
     .tex = {.ddpm = R"(\mathbb{E}[x_{t-1} \mid x_t] = \frac{1}{\sqrt{\alpha_t}} \left( x_t + \beta_t \nabla \log )"
                     R"(p_t(x_t) \right))"
                     "\n"
                     R"(\operatorname{Cov}[x_{t-1} \mid x_t] = \tilde\beta_t I + \frac{\bar\alpha_{t-1} \beta_t^2})"
                     R"({(1 - \bar\alpha_t)^2}\,\operatorname{Cov}[x_0 \mid x_t])"
                     "\n"
                     R"(\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t)",
             .ddim = R"(\mathbb{E}[x_{t-1} \mid x_t] = \sqrt{\frac{\alpha_{t-1}}{\alpha_t}} \left( x_t + \beta_t )"
                     R"(\nabla \log p_t(x_t) \right))"
                     "\n"
                     R"(\operatorname{Cov}[x_{t-1} \mid x_t] = \tilde\beta_t I + \frac{\alpha_{t-1} \beta_t^2})"
                     R"({(1 - \alpha_t)^2}\,\operatorname{Cov}[x_0 \mid x_t])"
                     "\n"
                     R"(\tilde\beta_t = \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,\beta_t)" +
                     law_beta_of_ddim,
             .sde = R"(\mathbb{E}[x_s \mid x_t] = \frac{1}{A} \left( x_t + B \nabla \log p_t(x_t) \right))"
                    "\n"
                    R"(\operatorname{Cov}[x_s \mid x_t] = \tilde\beta I + \frac{a_s^2 B^2}{b_t^4}\,)"
                    R"(\operatorname{Cov}[x_0 \mid x_t])"
                    "\n"
                    R"(\tilde\beta = \frac{b_s^2}{b_t^2}\,B)" +
                    law_level_move,
             .sigma2 = R"(\mathbb{E}[X_{t-\Delta t} \mid X_t] = x_t + \Delta t\,\nabla \log p_t(x_t))"
                       "\n"
                       R"(\operatorname{Cov}[X_{t-\Delta t} \mid X_t] = \frac{(t - \Delta t)\,\Delta t}{t}\,I + )"
                       R"(\frac{\Delta t^2}{t^2}\,\operatorname{Cov}[X_0 \mid X_t])"},
     .note = "By Bayes' rule, of any data; a Gaussian only where the data are, or where the step is small.",
     .source = "The σ² problem, part (c); notes 002, \"Backward Variance\"; MATH.md 2.2, 3.3"},
    {.name = "process.law",
     .title = "The exact law at t",
     .tex = {.ddpm = R"(p_t(x) = \sum_k w_k\,\mathcal{N}(x; \sqrt{\bar\alpha_t}\,m_k, C_k))"
                     "\n"
                     R"(C_k = \bar\alpha_t S_k + (1 - \bar\alpha_t) I)",
             .sde = R"(p_t(x) = \sum_k w_k\,\mathcal{N}(x; a_t m_k, C_k))"
                    "\n"
                    R"(C_k = a_t^2 S_k + b_t^2 I)",
             .sigma2 = R"(p_t(x) = \mathcal{N}(x; 0, \sigma^2 + t))"},
     .note = "Of the mixture Σ wₖ N(mₖ, Sₖ), at t = 0 the data themselves; in the σ² problem of N(0, σ²).",
     .source = "The σ² problem, part (b); MATH.md 2.1, 9"},
    {.name = "process.score",
     .title = "The score",
     .tex = {.ddpm = R"(\nabla \log p_t(x_t) = \frac{\sqrt{\bar\alpha_t}\,\mathbb{E}[x_0 \mid x_t] - x_t}{1 - )"
                     R"(\bar\alpha_t})",
             .sde = R"(\nabla \log p_t(x_t) = \frac{a_t\,\mathbb{E}[x_0 \mid x_t] - x_t}{b_t^2})",
             .sigma2 = R"(\nabla \log p_t(x_t) = \frac{\mathbb{E}[X_0 \mid X_t] - x_t}{t} = )"
                       R"(-\frac{x_t}{\sigma^2 + t})"},
     .note = "Tweedie's formula: it points from ⟨xₜ/a⟩ to the mean of the data that xₜ may come from.",
     .source = "Tweedie's formula: Efron 2011; notes 003, theorem 3; MATH.md 1, 2.1, 9",
     .numbers = law_score_numbers},
    {.name = "process.ode",
     .title = "The probability-flow ODE",
     .tex = {.ddpm = R"(\frac{d \bar x}{d \sigma} = \hat\varepsilon)"
                     "\n"
                     R"(\bar x = \frac{x_t}{\sqrt{\bar\alpha_t}})"
                     "\n"
                     R"(\sigma = \frac{\sqrt{1 - \bar\alpha_t}}{\sqrt{\bar\alpha_t}})",
             .sde = R"(\frac{d \bar x}{d \sigma} = \hat\varepsilon)"
                    "\n"
                    R"(\bar x = \frac{x_t}{a_t})"
                    "\n"
                    R"(\sigma = \frac{b_t}{a_t})",
             .sigma2 = R"(\frac{d x}{d t} = \frac{x_t - g}{2t} = \frac{x_t}{2 (\sigma^2 + t)})"},
     .note = "It has the laws pₜ of the process without its noise. DDIM with η = 0 takes Euler steps in σ.",
     .source = "Song et al. 2021 (score-based SDEs), eq. 13; Song, Meng & Ermon 2021 (DDIM), eq. 14; MATH.md 2.7, 7.2"},
};

} // namespace

std::vector<Card> law_cards() { return gathered(law_rows); }

} // namespace halfstep
