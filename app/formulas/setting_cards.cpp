// What a sampler or a denoiser can be set to: variances, inversions, what stands between steps, known errors, scaling.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"
#include "core/sample/sampler.h"

namespace halfstep {
namespace {

/// A variance at the cursor, between neighbours.
Formula setting_numbers(const CardContext& context, Variance variance) {
    const Process& process = context.run.process();
    const auto t = static_cast<std::size_t>(std::clamp(context.view.level, 1, process.steps()));
    const Transition move = transition(process.levels[t], process.levels[t - 1]);
    const double v = context.run.samplers[static_cast<std::size_t>(context.sampler)].spec().v;
    if (variance == Variance::learned && !(move.beta_tilde > 0)) return {};
    const double V = variance == Variance::small ? move.beta_tilde
                     : variance == Variance::large
                         ? move.B
                         : std::exp(v * std::log(move.B) + (1 - v) * std::log(move.beta_tilde));
    return with_slots([&](Slots& slot) { return "V = " + slot(V) + ",\\quad t = " + slot(process.levels[t].t); });
}
Formula small_numbers(const CardContext& context) { return setting_numbers(context, Variance::small); }
Formula large_numbers(const CardContext& context) { return setting_numbers(context, Variance::large); }
Formula learned_numbers(const CardContext& context) { return setting_numbers(context, Variance::learned); }

// Lines that say what symbols are.
const std::string setting_b = further_line(R"(B = b_t^2 - \frac{a_t^2}{a_s^2}\,b_s^2)");
const std::string tilde_of_chain =
    further_line(R"(\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t)");
const std::string tilde_of_ddim = further_line(R"(\tilde\beta_t = \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,\beta_t)") +
                                  further_line(R"(\beta_t = 1 - \frac{\alpha_t}{\alpha_{t-1}})");
const std::string tilde_of_level = further_line(R"(\tilde\beta = \frac{b_s^2}{b_t^2}\,B)") + setting_b;

/// V, and beta_tilde between the levels.
CardTex variance_tex(const std::string& chain, const std::string& level, const std::string& time) {
    return {.ddpm = "V = " + chain + tilde_of_chain,
            .ddim = "V = " + chain + tilde_of_ddim,
            .sde = "V = " + level + tilde_of_level,
            .sigma2 = "V = " + time + "\n" + R"(\tilde\beta = \frac{(t - \Delta t)\,\Delta t}{t})"};
}

/// x0_hat with an error of v_hat.
CardTex error_tex(const std::string& error) {
    return {.ddpm = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] - \sqrt{1 - \bar\alpha_t}\,)" + error,
            .sde = R"(\hat x_0 = \mathbb{E}[x_0 \mid x_t] - \frac{b_t}{\sqrt{a_t^2 + b_t^2}}\,)" + error,
            .sigma2 = R"(\hat x_0 = g(x_t, t) - \sqrt{\frac{t}{1 + t}}\,)" + error};
}

/// A Langevin step, and its size.
CardTex langevin_tex() {
    const std::string step = R"(x' = x_t + \epsilon\,\nabla \log p_t(x_t) + \sqrt{2 \epsilon}\,z)"
                             "\n"
                             R"(\epsilon = 2 r^2 )";
    return {.ddpm = step + R"((1 - \bar\alpha_t))", .sde = step + "b_t^2", .sigma2 = step + "t"};
}

/// DDIM towards noise.
const CardTex ddim_up = {
    .ddpm = R"(x_t = \sqrt{\bar\alpha_t}\,\hat x_0 + \sqrt{1 - \bar\alpha_t}\,\hat\varepsilon)",
    .sde = R"(x_t = a_t \hat x_0 + b_t \hat\varepsilon)",
    .sigma2 = R"(x_t = g + \sqrt{t}\,\hat\varepsilon)",
};

const Card variance_rows[] = {
    {.name = "variance.small",
     .title = "The small variance",
     .tex = variance_tex(R"(\tilde\beta_t)", R"(\tilde\beta)", R"(\tilde\beta)"),
     .note = "That of the state before where xₜ and x₀ are known: right for data that are one point.",
     .source = "Ho et al. 2020, section 3.2; notes 003, 3.2.6; MATH.md 3.2, 3.3, 5",
     .numbers = small_numbers},
    {.name = "variance.large",
     .title = "The large variance",
     .tex = {.ddpm = R"(V = \beta_t)",
             .ddim = R"(V = 1 - \frac{\alpha_t}{\alpha_{t-1}})",
             .sde = "V = B" + setting_b,
             .sigma2 = R"(V = \Delta t)"},
     .note = "That of the forward step: right for data from N(0, I).",
     .source = "Ho et al. 2020, section 3.2; the σ² problem, part (c); MATH.md 3.3, 5",
     .numbers = large_numbers},
    {.name = "variance.learned",
     .title = "The learned variance",
     .tex = variance_tex(R"(\exp(v \log \beta_t + (1 - v) \log \tilde\beta_t))",
                         R"(\exp(v \log B + (1 - v) \log \tilde\beta))",
                         R"(\exp(v \log \Delta t + (1 - v) \log \tilde\beta))"),
     .note = "v is between 0 and 1. In the step to the data ⟨β̃⟩ is 0, and that of the step before stands for it.",
     .source = "Nichol & Dhariwal 2021, eq. 15; MATH.md 5",
     .numbers = learned_numbers},
    {.name = "variance.best",
     .title = "The best variance",
     .tex = {.ddpm = R"(V^* = \tilde\beta_t + \frac{\bar\alpha_{t-1} \beta_t^2}{d\,(1 - \bar\alpha_t)^2}\,)"
                     R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)" +
                     tilde_of_chain,
             .ddim = R"(V^* = \tilde\beta_t + \frac{\alpha_{t-1} \beta_t^2}{d\,(1 - \alpha_t)^2}\,)"
                     R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)" +
                     tilde_of_ddim,
             .sde = R"(V^* = \tilde\beta + \frac{a_s^2 B^2}{d\,b_t^4}\,\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)" +
                    tilde_of_level,
             .sigma2 = R"(V^* = \frac{(t - \Delta t)\,\Delta t}{t} + \frac{\Delta t^2}{d\,t^2}\,)"
                       R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)"},
     .note =
         "Of all V the one with the least bound, in d dimensions; on a Gaussian with the exact denoiser the true one.",
     .source = "Bao et al. 2022; MATH.md 3.3, 6.3"},
};

const Card sampler_setting_rows[] = {
    {.name = "inversion.explicit",
     .title = "DDIM towards noise",
     .tex = ddim_up,
     .note = "x̂₀ and ε̂ are asked where the step leaves, at the level with less noise: no exact inverse.",
     .source = "Song, Meng & Ermon 2021 (DDIM), section 4.3; MATH.md 7.2"},
    {.name = "inversion.guided",
     .title = "DDIM towards noise, from the first level",
     .tex = ddim_up,
     .note =
         "As the explicit one, but the data count as x at the first level that is visited, and no step leads there.",
     .source = "openai/guided-diffusion, ddim_reverse_sample; MATH.md 12"},
    {.name = "inversion.diffusers",
     .title = "DDIM towards noise, as diffusers has it",
     .tex = ddim_up,
     .note = "As the explicit one, but the network is told the level of arrival, t.",
     .source = "huggingface/diffusers, DDIMInverseScheduler; MATH.md 12"},
    {.name = "inversion.implicit",
     .title = "DDIM solved for xₜ",
     .tex = {.ddpm = R"(x_{t-1} = \sqrt{\bar\alpha_{t-1}}\,\hat x_0 + \sqrt{1 - \bar\alpha_{t-1}}\,\hat\varepsilon)",
             .sde = R"(x_s = a_s \hat x_0 + b_s \hat\varepsilon)",
             .sigma2 = R"(x_{t-\Delta t} = g + \sqrt{t - \Delta t}\,\hat\varepsilon)"},
     .note = "x̂₀ and ε̂ are asked at the xₜ that is looked for: Newton's method finds it, and decoding comes back.",
     .source = "MATH.md 7.2"},
    {.name = "step.churn",
     .title = "Churn",
     .tex = {.ddpm = R"(\frac{x'}{\sqrt{\bar\alpha'}} = \frac{x_t}{\sqrt{\bar\alpha_t}} + S_{\mathrm{noise}} )"
                     R"(\sqrt{\sigma'^2 - \sigma_t^2}\,z)"
                     "\n"
                     R"(\sigma' = (1 + \gamma)\,\sigma_t)"
                     "\n"
                     R"(\sigma_t = \sqrt{\frac{1 - \bar\alpha_t}{\bar\alpha_t}})",
             .sde = R"(\frac{x'}{a'} = \frac{x_t}{a_t} + S_{\mathrm{noise}} \sqrt{\sigma'^2 - \sigma_t^2}\,z)"
                    "\n"
                    R"(\sigma' = (1 + \gamma)\,\sigma_t)"
                    "\n"
                    R"(\sigma_t = \frac{b_t}{a_t})",
             .sigma2 = R"(x' = x_t + S_{\mathrm{noise}} \sqrt{(1 + \gamma)^2 - 1}\,\sqrt{t}\,z)"},
     .note =
         "Before a step, fresh noise takes the state to a level with more; γ = min(S_churn / S, √2 − 1) of S steps.",
     .source = "Karras et al. 2022, algorithm 2"},
    {.name = "step.corrector",
     .title = "Langevin corrector",
     .tex = langevin_tex(),
     .note = "At one level: it mends the law of the states, slowly, and leaves pₜ as it is but for the size of ϵ.",
     .source = "Song et al. 2021 (score-based SDEs), algorithms 4 and 5, appendix G"},
};

const Card denoiser_setting_rows[] = {
    {.name = "error.bias",
     .title = "A constant error of v",
     .tex = error_tex("s"),
     .note = "s is the error of v̂, in every coordinate the same.",
     .source = "MATH.md 4"},
    {.name = "error.field",
     .title = "A random error of v",
     .tex = error_tex(R"(\delta)"),
     .note = "δ(xₜ, t) is a smooth Gaussian random field with the deviation of the setting \"Error\".",
     .source = "Rahimi & Recht 2007; MATH.md 4"},
    {.name = "error.sigma",
     .title = "Told the wrong noise",
     .tex = {.ddpm = R"(\hat x_0 = m + \frac{\sqrt{\bar\alpha_t}\,\sigma^2}{D_t} (x_t - \sqrt{\bar\alpha_t}\,m))"
                     "\n"
                     R"(D_t = \bar\alpha_t\sigma^2 + (1 + s)^2 (1 - \bar\alpha_t))",
             .sde = R"(\hat x_0 = m + \frac{a_t\sigma^2}{D_t} (x_t - a_t m))"
                    "\n"
                    R"(D_t = a_t^2\sigma^2 + (1 + s)^2 b_t^2)",
             .sigma2 = R"(\hat x_0 = m + \frac{\sigma^2}{\sigma^2 + (1 + s)^2 t} (x_t - m))"},
     .note = "The exact denoiser for (1 + s) times the noise ⟨b⟩ that is there; as printed of data from N(m, σ²).",
     .source = "MATH.md 2.1, 9"},
    {.name = "preconditioning.none",
     .title = "A network as it is",
     .tex = {.ddpm = R"(\hat y = F_\theta(x_t, t))"},
     .note = "ŷ is what it predicts: x₀, ε, v or the score, which have cards of their own.",
     .source = "Ho et al. 2020, section 3.2"},
    {.name = "preconditioning.edm",
     .title = "A network in units of the data",
     .tex = {.ddpm = R"(u = \frac{x_t - \sqrt{\bar\alpha_t}\,m}{\sqrt{\bar\alpha_t\sigma^2 + 1 - \bar\alpha_t}})",
             .sde = R"(u = \frac{x_t - a_t m}{\sqrt{a_t^2\sigma^2 + b_t^2}})",
             .sigma2 = R"(u = \frac{x_t - m}{\sqrt{\sigma^2 + t}})"},
     .note =
         "u is what the network is given: the data have the mean m and, per coordinate on average, the variance σ².",
     .source = "Karras et al. 2022, section 5, table 1"},
};

} // namespace

std::vector<Card> setting_cards() { return gathered(variance_rows, sampler_setting_rows, denoiser_setting_rows); }

} // namespace halfstep
