// Processes, schedules of VP, grids of VE, denoisers and what networks may predict.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"

namespace halfstep {
namespace {

/// That of the cursor; the data, where most of this is trivial, is left for the first level.
int level_of(const CardContext& context) { return std::clamp(context.view.level, 1, context.run.process().steps()); }

Formula level_numbers(const CardContext& context) {
    const Level& level = context.run.process().levels[static_cast<std::size_t>(level_of(context))];
    Formula formula;
    Slots slot(formula, 4);
    formula.tex =
        "x_t = " + slot(level.a) + "\\,x_0 + " + slot(level.b) + "\\,\\varepsilon,\\quad t = " + slot(level.t);
    return formula;
}

Formula schedule_numbers(const CardContext& context) {
    const Process& process = context.run.process();
    if (process.kind != ProcessKind::vp) return {};
    const auto t = static_cast<std::size_t>(level_of(context));
    Formula formula;
    Slots slot(formula, 4);
    const std::string noise = slot(process.schedule.beta[t]), signal = slot(process.schedule.alpha_bar[t]);
    switch (context.notation()) {
    case Notation::ddim:
        formula.tex = "\\alpha_t = " + signal + ",\\quad 1 - \\frac{\\alpha_t}{\\alpha_{t-1}} = ";
        break;
    case Notation::sde: formula.tex = "a_t^2 = " + signal + ",\\quad 1 - \\frac{a_t^2}{a_{t-1}^2} = "; break;
    default: formula.tex = "\\bar\\alpha_t = " + signal + ",\\quad \\beta_t = "; break;
    }
    formula.tex += noise + ",\\quad t = " + slot(static_cast<double>(t));
    return formula;
}

Formula grid_numbers(const CardContext& context) {
    if (context.run.process().kind != ProcessKind::ve) return {};
    const int k = level_of(context);
    Formula formula;
    Slots slot(formula, 4);
    formula.tex =
        "\\sigma_k = " + slot(context.run.process().levels[static_cast<std::size_t>(k)].b) + ",\\quad k = " + slot(k);
    return formula;
}

/// What x0_hat is of x_t and of what the network says.
Formula prediction_numbers(const CardContext& context, Prediction prediction) {
    const Level& level = context.run.process().levels[static_cast<std::size_t>(level_of(context))];
    const double n2 = level.a * level.a + level.b * level.b;
    if (level.a == 0 && (prediction == Prediction::eps || prediction == Prediction::score)) return {};
    Formula formula;
    Slots slot(formula, 4);
    switch (prediction) {
    case Prediction::x0: return {};
    case Prediction::eps:
        formula.tex = slot(1 / level.a) + "\\,x_t" + slot.term(-level.b / level.a) + "\\,\\hat\\varepsilon";
        break;
    case Prediction::v:
        formula.tex = slot(level.a / n2) + "\\,x_t" + slot.term(-level.b / std::sqrt(n2)) + "\\,\\hat v";
        break;
    case Prediction::score:
        formula.tex = slot(1 / level.a) + "\\,x_t" + slot.term(level.b * level.b / level.a) + "\\,\\hat s";
        break;
    }
    formula.tex = "\\hat x_0 = " + formula.tex + ",\\quad t = " + slot(level.t);
    return formula;
}
Formula eps_numbers(const CardContext& context) { return prediction_numbers(context, Prediction::eps); }
Formula v_numbers(const CardContext& context) { return prediction_numbers(context, Prediction::v); }
Formula score_numbers(const CardContext& context) { return prediction_numbers(context, Prediction::score); }

/// A schedule by its betas, and by what is left of the signal.
CardTex betas(const std::string& rule) {
    return {.ddpm = R"(\beta_t = )" + rule,
            .ddim = R"(1 - \frac{\alpha_t}{\alpha_{t-1}} = )" + rule,
            .sde = R"(1 - \frac{a_t^2}{a_{t-1}^2} = )" + rule};
}
CardTex signal(const std::string& rule) { return {.ddpm = R"(\bar\alpha_t = )" + rule, .sde = R"(a_t^2 = )" + rule}; }
CardTex log_snr(const std::string& rule) {
    return {.ddpm = R"(\log\frac{\bar\alpha_t}{1 - \bar\alpha_t} = )" + rule,
            .sde = R"(\log\frac{a_t^2}{b_t^2} = )" + rule};
}
const std::string even = R"(\frac{t - 1}{T - 1})";

constexpr const char* both_ends = "β₁ and β_T are the scene's beta_start and beta_end.";

const Card process_rows[] = {
    {.name = "process.vp",
     .title = "Variance preserving",
     .tex = {.ddpm = R"(x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,\varepsilon)"
                     "\n"
                     R"(\bar\alpha_t = \prod_{k=1}^{t} (1 - \beta_k))",
             .ddim = R"(x_t = \sqrt{\alpha_t}\,x_0 + \sqrt{1 - \alpha_t}\,\varepsilon)",
             .sde = R"(x_t = a_t x_0 + b_t\varepsilon)"
                    "\n"
                    R"(b_t = \sqrt{1 - a_t^2})"},
     .note = "ε ~ N(0, I). Between neighbours xₜ = ⟨√(1−βₜ) xₜ₋₁ + √βₜ z⟩.",
     .source = "Ho et al. 2020, eq. 2 and 4; notes 001, part (a), 003, proposition 1, 004, eq. 3 and 4; MATH.md 0, 3.1",
     .numbers = level_numbers},
    {.name = "process.ve",
     .title = "Variance exploding",
     .tex = {.ddpm = R"(x_t = x_0 + \sigma_t\varepsilon)", .sigma2 = R"(x_t = x_0 + \sqrt{t}\,\varepsilon)"},
     .note = "ε ~ N(0, I). On the linear grid with σ_max = 1, σ = √t: the σ² problem.",
     .source = "Song et al. 2021 (score-based SDEs), eq. 9; the σ² problem, part (b); MATH.md 0, 2.1",
     .numbers = level_numbers},
    {.name = "process.flow",
     .title = "Linear flow",
     .tex = {.ddpm = R"(x_t = (1 - t)\,x_0 + t\,\varepsilon)"},
     .note = "ε ~ N(0, I); the velocity is ε − x₀. Many papers run t the other way.",
     .source = "Lipman et al. 2023, eq. 22 with σ_min = 0; MATH.md 8",
     .numbers = level_numbers},
    {.name = "grid.linear",
     .title = "Grid linear in σ²",
     .tex = {.ddpm = R"(\sigma_k = \sigma_{\max} \sqrt{k/T})"},
     .note = "Level k of T. With σ_max = 1 every step adds noise of variance Δt = 1/T.",
     .source = "The σ² problem; MATH.md 2",
     .numbers = grid_numbers},
    {.name = "grid.karras",
     .title = "Karras' grid",
     .tex = {.ddpm = R"(\sigma_k = \left( \sigma_{\min}^{1/\rho} + \frac{k - 1}{T - 1} \left( )"
                     R"(\sigma_{\max}^{1/\rho} - \sigma_{\min}^{1/\rho} \right) \right)^{\rho})"},
     .note = "Level k ≥ 1 of T; level 0 is the data.",
     .source = "Karras et al. 2022, eq. 5",
     .numbers = grid_numbers},
    {.name = "grid.exponential",
     .title = "Exponential grid",
     .tex = {.ddpm = R"(\sigma_k = \sigma_{\min} \left( \frac{\sigma_{\max}}{\sigma_{\min}} \right)^{)"
                     R"(\frac{k - 1}{T - 1}})"},
     .note = "Level k ≥ 1 of T; level 0 is the data.",
     .source = "k-diffusion, get_sigmas_exponential",
     .numbers = grid_numbers},
    {.name = "grid.polyexponential",
     .title = "Polyexponential grid",
     .tex = {.ddpm = R"(\sigma_k = \sigma_{\min} \left( \frac{\sigma_{\max}}{\sigma_{\min}} \right)^{)"
                     R"(\left( \frac{k - 1}{T - 1} \right)^{\rho}})"},
     .note = "Level k ≥ 1 of T; level 0 is the data.",
     .source = "k-diffusion, get_sigmas_polyexponential",
     .numbers = grid_numbers},
    {.name = "grid.optimal",
     .title = "Grid of equal angles",
     .tex = {.ddpm = R"(\sigma_k = \sigma_{\mathrm{data}} \tan\left( \frac{k}{T} \arctan\frac{\sigma_{\max}})"
                     R"({\sigma_{\mathrm{data}}} \right))"},
     .note = "The levels whose T DDIM steps keep most of a Gaussian of standard deviation σ_data.",
     .source = "MATH.md 2.5",
     .numbers = grid_numbers},
};

const Card schedule_rows[] = {
    {.name = "schedule.linear",
     .title = "Linear schedule",
     .tex = betas(R"(\beta_1 + )" + even + R"( (\beta_T - \beta_1))"),
     .note = both_ends,
     .source = "Ho et al. 2020, section 4",
     .numbers = schedule_numbers},
    {.name = "schedule.linear-1000",
     .title = "Linear schedule × 1000/T",
     .tex = betas(R"(\frac{1000}{T} \left( \beta_1 + )" + even + R"( (\beta_T - \beta_1) \right))"),
     .note = "β₁ and β_T, the scene's beta_start and beta_end, are those of 1000 steps.",
     .source = "openai/guided-diffusion, get_named_beta_schedule",
     .numbers = schedule_numbers},
    {.name = "schedule.scaled-linear",
     .title = "Scaled linear schedule",
     .tex =
         betas(R"(\left( \sqrt{\beta_1} + )" + even + R"( \left( \sqrt{\beta_T} - \sqrt{\beta_1} \right) \right)^2)"),
     .note = both_ends,
     .source = "Rombach et al. 2022; \"quad\" in ermongroup/ddim",
     .numbers = schedule_numbers},
    {.name = "schedule.cosine",
     .title = "Cosine schedule",
     .tex = betas(R"(\min\left( 1 - \frac{f_t}{f_{t-1}}, 0.999 \right))"
                  "\n"
                  R"(f_t = \cos^2\left( \frac{t/T + 0.008}{1.008} \cdot \frac{\pi}{2} \right))"),
     .note = "⟨ᾱ⟩ follows f; the limit keeps the last step from dividing by 0.",
     .source = "Nichol & Dhariwal 2021, eq. 17",
     .numbers = schedule_numbers},
    {.name = "schedule.sigmoid",
     .title = "Sigmoid schedule",
     .tex = betas(R"(\beta_1 + \frac{\beta_T - \beta_1}{1 + e^{-c_t}})"
                  "\n"
                  R"(c_t = -6 + 12 \cdot )" +
                  even),
     .note = both_ends,
     .source = "ermongroup/ddim, get_beta_schedule; diffusers",
     .numbers = schedule_numbers},
    {.name = "schedule.constant",
     .title = "Constant schedule",
     .tex = betas(R"(\beta_T)"),
     .note = "β_T is the scene's beta_end.",
     .source = "ermongroup/ddim, get_beta_schedule",
     .numbers = schedule_numbers},
    {.name = "schedule.jsd",
     .title = "Schedule 1/(T−t+1)",
     .tex = betas(R"(\frac{1}{T - t + 1})"),
     .note = "The signal falls on a straight line, ⟨ᾱ⟩ = 1 − t/T.",
     .source = "Sohl-Dickstein et al. 2015, section 2.4.1",
     .numbers = schedule_numbers},
    {.name = "schedule.exp",
     .title = "Exponential schedule",
     .tex = betas(R"(\min\left( 1 - e^{-12/T}, 0.999 \right))"),
     .note = "⟨ᾱ⟩ = exp(−12 t/T).",
     .source = "diffusers, betas_for_alpha_bar",
     .numbers = schedule_numbers},
    {.name = "schedule.laplace",
     .title = "Laplace schedule",
     .tex = log_snr(R"(\begin{cases} -\frac{1}{2}\log\frac{2t}{T} & \text{first half} \\ )"
                    R"(\frac{1}{2}\log\left( 2 - \frac{2t}{T} \right) & \text{second half} \end{cases})"),
     .note = "With the location 0 and the scale ½. Nothing is left of the signal at T.",
     .source = "Hang et al. 2024, table 1",
     .numbers = schedule_numbers},
    {.name = "schedule.vp-sde",
     .title = "VP-SDE",
     .tex = signal(R"(\exp\left( -\frac{1}{2}\,u^2 (\beta_{\max} - \beta_{\min}) - u\,\beta_{\min} \right))"
                   "\n"
                   R"(u = t/T)"),
     .note = "",
     .source = "Song et al. 2021 (score-based SDEs), eq. 33; MATH.md 7.1",
     .numbers = schedule_numbers},
    {.name = "schedule.custom",
     .title = "Custom schedule",
     .tex = log_snr(R"(f\left( \log\frac{u + 2 \cdot 10^{-4}}{1 - u + 5 \cdot 10^{-5}} \right))"
                    "\n"
                    R"(u = t/T)"),
     .note = "f is the monotone piecewise cubic through the control points; a list of ⟨ᾱ⟩ is taken as it is.",
     .source = "Fritsch & Carlson 1980",
     .numbers = schedule_numbers},
    {.name = "schedule.zero-terminal-snr",
     .title = "Zero terminal SNR",
     .tex = {.ddpm = R"(\sqrt{\bar\alpha_t'} = \sqrt{\bar\alpha_1} \cdot \frac{\sqrt{\bar\alpha_t} - )"
                     R"(\sqrt{\bar\alpha_T}}{\sqrt{\bar\alpha_1} - \sqrt{\bar\alpha_T}})",
             .sde = R"(a_t' = a_1 \cdot \frac{a_t - a_T}{a_1 - a_T})"},
     .note = "What replaces any schedule so that no signal is left at T, and the first step stays as it is.",
     .source = "Lin et al. 2024, algorithm 1; MATH.md 10",
     .numbers = schedule_numbers},
};

const Card denoiser_rows[] = {
    {.name = "denoiser.exact",
     .title = "Exact denoiser",
     .tex = {.ddpm = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] = \sum_k \rho_k \left( m_k + \sqrt{\bar\alpha_t}\,)"
                     R"(S_k C_k^{-1} (x_t - \sqrt{\bar\alpha_t}\,m_k) \right))"
                     "\n"
                     R"(C_k = \bar\alpha_t S_k + (1 - \bar\alpha_t) I)"
                     "\n"
                     R"(\rho_k \propto w_k\,\mathcal{N}(x_t; \sqrt{\bar\alpha_t}\,m_k, C_k))",
             .sde = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] = \sum_k \rho_k \left( m_k + a_t S_k C_k^{-1} )"
                    R"((x_t - a_t m_k) \right))"
                    "\n"
                    R"(C_k = a_t^2 S_k + b_t^2 I)"
                    "\n"
                    R"(\rho_k \propto w_k\,\mathcal{N}(x_t; a_t m_k, C_k))",
             .sigma2 = R"(g(x, t) = \mathbb{E}[X_0 \mid X_t = x] = \frac{\sigma^2}{\sigma^2 + t}\,x)"},
     .note = "Of the mixture Σ wₖ N(mₖ, Sₖ); in the σ² problem of N(0, σ²).",
     .source = "The σ² problem, part (f); Tweedie's formula: notes 003, theorem 3; MATH.md 9, 2.1"},
    {.name = "denoiser.perturbed",
     .title = "Perturbed denoiser",
     .tex = {.ddpm = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] - \sqrt{1 - \bar\alpha_t}\,\delta)",
             .sde = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] - \frac{b_t}{\sqrt{a_t^2 + b_t^2}}\,\delta)",
             .sigma2 = R"(\hat x_0 = g(x_t, t) - \sqrt{\frac{t}{1 + t}}\,\delta)"},
     .note = "δ is an error of v: a constant, or a smooth random field. A wrong σ instead asks the exact denoiser at "
             "the noise (1 + s) ⟨b⟩.",
     .source = "MATH.md 4"},
    {.name = "denoiser.learned",
     .title = "Learned denoiser",
     .tex = {.ddpm = R"(\hat x_0 = \sqrt{\bar\alpha_t}\,x_t - \sqrt{1 - \bar\alpha_t}\,\hat v_\theta(x_t, t))",
             .sde = R"(\hat x_0 = \frac{a_t}{a_t^2 + b_t^2}\,x_t - \frac{b_t}{\sqrt{a_t^2 + b_t^2}}\,)"
                    R"(\hat v_\theta(x_t, t))",
             .sigma2 = R"(\hat x_0 = \frac{1}{1 + t}\,x_t - \sqrt{\frac{t}{1 + t}}\,\hat v_\theta(x_t, t))"},
     .note = "Of a network that predicts v. What else it may predict has cards of its own.",
     .source = "Salimans & Ho 2022, appendix D; the σ² problem, part (f); MATH.md 4",
     .numbers = v_numbers},
    {.name = "prediction.x0",
     .title = "Predicting x₀",
     .tex = {.ddpm = R"(L = \mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)"},
     .note = "The network says x₀ itself; the best one is E[x₀ | xₜ].",
     .source = "The σ² problem, part (f); MATH.md 2.8, 4"},
    {.name = "prediction.eps",
     .title = "Predicting ε",
     .tex = {.ddpm = R"(\hat x_0 = \frac{x_t - \sqrt{1 - \bar\alpha_t}\,\hat\varepsilon}{\sqrt{\bar\alpha_t}})"
                     "\n"
                     R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2 = \frac{\bar\alpha_t}{1 - )"
                     R"(\bar\alpha_t}\,\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)",
             .sde = R"(\hat x_0 = \frac{x_t - b_t\hat\varepsilon}{a_t})"
                    "\n"
                    R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2 = \frac{a_t^2}{b_t^2}\,)"
                    R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)",
             .sigma2 = R"(\hat x_0 = x_t - \sqrt{t}\,\hat\varepsilon)"
                       "\n"
                       R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2 = \frac{1}{t}\,)"
                       R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)"},
     .note = "",
     .source = "Ho et al. 2020, eq. 12 and 14; notes 004, eq. 5; MATH.md 4",
     .numbers = eps_numbers},
    {.name = "prediction.v",
     .title = "Predicting v",
     .tex = {.ddpm = R"(v = \sqrt{\bar\alpha_t}\,\varepsilon - \sqrt{1 - \bar\alpha_t}\,x_0)"
                     "\n"
                     R"(\hat x_0 = \sqrt{\bar\alpha_t}\,x_t - \sqrt{1 - \bar\alpha_t}\,\hat v)"
                     "\n"
                     R"(\mathbb{E}\lvert v - \hat v \rvert^2 = \frac{1}{1 - \bar\alpha_t}\,)"
                     R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)",
             .sde = R"(v = \frac{a_t\varepsilon - b_t x_0}{\sqrt{a_t^2 + b_t^2}})"
                    "\n"
                    R"(\hat x_0 = \frac{a_t}{a_t^2 + b_t^2}\,x_t - \frac{b_t}{\sqrt{a_t^2 + b_t^2}}\,\hat v)"
                    "\n"
                    R"(\mathbb{E}\lvert v - \hat v \rvert^2 = \frac{a_t^2 + b_t^2}{b_t^2}\,)"
                    R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)",
             .sigma2 = R"(v = \frac{\varepsilon - \sqrt{t}\,x_0}{\sqrt{1 + t}})"
                       "\n"
                       R"(\hat x_0 = \frac{1}{1 + t}\,x_t - \sqrt{\frac{t}{1 + t}}\,\hat v)"
                       "\n"
                       R"(\mathbb{E}\lvert v - \hat v \rvert^2 = \frac{1 + t}{t}\,)"
                       R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)"},
     .note = "",
     .source = "Salimans & Ho 2022, appendix D; MATH.md 4",
     .numbers = v_numbers},
    {.name = "prediction.score",
     .title = "Predicting the score",
     .tex = {.ddpm = R"(\hat s = -\frac{\hat\varepsilon}{\sqrt{1 - \bar\alpha_t}})"
                     "\n"
                     R"(\hat x_0 = \frac{x_t + (1 - \bar\alpha_t)\,\hat s}{\sqrt{\bar\alpha_t}})",
             .sde = R"(\hat s = -\frac{\hat\varepsilon}{b_t})"
                    "\n"
                    R"(\hat x_0 = \frac{x_t + b_t^2 \hat s}{a_t})",
             .sigma2 = R"(\hat s = -\frac{\hat\varepsilon}{\sqrt{t}})"
                       "\n"
                       R"(\hat x_0 = x_t + t\,\hat s)"},
     .note = "s = ∇ log p(xₜ). Its loss, weighted by ⟨b²⟩, is that of ε up to what no network can learn.",
     .source = "Song & Ermon 2019; Tweedie's formula; notes 003, theorem 3 and eq. 9; MATH.md 1, 4, 6.5",
     .numbers = score_numbers},
};

} // namespace

std::vector<Card> process_cards() { return gathered(process_rows); }
std::vector<Card> schedule_cards() { return gathered(schedule_rows); }
std::vector<Card> denoiser_cards() { return gathered(denoiser_rows); }

} // namespace halfstep
