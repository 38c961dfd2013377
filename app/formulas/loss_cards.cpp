// Losses, the bound, distances.

#include "app/base/number_text.h"
#include "app/formulas/cards.h"
#include "app/formulas/slots.h"
#include "core/measure/variational_bound.h"

namespace halfstep {
namespace {

/// L_{t-1} of the step between neighbours at the cursor, with V = beta, as a number and a weight.
Formula bound_numbers(const CardContext& context, int t) {
    const Process& process = context.run.process();
    const int dim = context.run.target().dim();
    const Level &from = process.levels[static_cast<std::size_t>(t)],
                &to = process.levels[static_cast<std::size_t>(t - 1)];
    const double V = transition(from, to).B;
    const StepBound bound = step_bound(from, to, V, dim);
    return with_slots([&](Slots& slot) {
        return std::string(t == 1                                   ? "L_0"
                           : context.notation() == Notation::sde    ? "L_s"
                           : context.notation() == Notation::sigma2 ? "L_{t-\\Delta t}"
                                                                    : "L_{t-1}") +
               " = " + slot(bound.constant) + " + " + slot(bound.weight) +
               "\\,\\mathbb{E}\\lvert x_0 - \\hat x_0 \\rvert^2,\\quad V = " + slot(V) + ",\\; t = " + slot(from.t);
    });
}

Formula step_bound_numbers(const CardContext& context) {
    const Process& process = context.run.process();
    if (process.steps() < 2) return {};
    return bound_numbers(context, std::clamp(context.view.level, 2, process.steps()));
}

Formula last_bound_numbers(const CardContext& context) { return bound_numbers(context, 1); }

Formula prior_numbers(const CardContext& context) {
    Formula formula;
    Slots slot(formula, 4);
    formula.tex =
        "L_T = " + slot(prior_kl(context.run.target(), in_prior_units(context.run.process()))) + "\\text{ nats}";
    return formula;
}

Formula total_numbers(const CardContext& context) {
    const LossReport& losses = context.run.losses();
    if (losses.empty()) return {};
    const VariationalBound& bound = losses.bound(BoundVariance::large);
    Formula formula;
    formula.numbers = {{"L", measured_text(bound.total)}, {"H", measured_text(bound.entropy)}};
    formula.tex = "L = \\num{L},\\quad H = \\num{H}\\text{ nats}";
    return formula;
}

Formula mismatch_numbers(const CardContext& context) {
    const LossReport& losses = context.run.losses();
    if (losses.empty()) return {};
    Formula formula;
    formula.numbers = {{"K", measured_text(losses.mismatch)}};
    formula.tex = "\\mathrm{KL} = \\num{K}\\text{ nats}";
    return formula;
}

Formula distance_numbers(const CardContext& context) {
    const std::size_t sampler = static_cast<std::size_t>(context.sampler);
    if (context.run.measures.final_samples.empty()) return {};
    return with_slots([&](Slots& slot) {
        return (context.run.target().dim() == 1 ? "W_1 = " : "SW_2 = ") + slot(context.run.final_of(sampler).distance) +
               ",\\quad \\text{exact draws: }" + slot(context.run.exact().distance);
    });
}

const std::string error = R"(\mathbb{E}\lvert x_0 - \hat x_0 \rvert^2)";

const Card loss_rows[] = {
    {.name = "loss.simple",
     .title = "The simple loss",
     .tex = {.ddpm = R"(L_{\mathrm{simple}} = \mathbb{E}_{t, x_0, \varepsilon} \left\lvert \varepsilon - )"
                     R"(\hat\varepsilon_\theta\left( \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1 - \bar\alpha_t}\,)"
                     R"(\varepsilon, t \right) \right\rvert^2)",
             .sde = R"(L_{\mathrm{simple}} = \mathbb{E}_{t, x_0, \varepsilon} \left\lvert \varepsilon - )"
                    R"(\hat\varepsilon_\theta(a_t x_0 + b_t\varepsilon, t) \right\rvert^2)",
             .sigma2 = R"(L = \mathbb{E}_{t, x_0, \varepsilon} \left\lvert x_0 - g_\theta\left( x_0 + )"
                       R"(\sqrt{t}\,\varepsilon, t \right) \right\rvert^2)"},
     .note = "Every weight of the bound is one, and t uniform on 1 … T.",
     .source = "Ho et al. 2020, eq. 14; notes 003, eq. 6; the σ² problem, part (f); MATH.md 6.2"},
    {.name = "bound.total",
     .title = "The variational bound",
     .tex = {.ddpm = R"(\mathbb{E}[-\log p(x_0)] \le L = L_T + \sum_{t=2}^{T} L_{t-1} + L_0)"},
     .note = "In nats. No bound is below the entropy H of the data.",
     .source = "Ho et al. 2020, eq. 5; notes 003, 3.2.1, 004, eq. 2; MATH.md 6.1",
     .numbers = total_numbers},
    {.name = "bound.prior",
     .title = "L_T",
     .tex = {.ddpm = R"(L_T = \frac{1}{2} \left( \bar\alpha_T\,\mathbb{E}\lvert x_0 \rvert^2 - d\,\bar\alpha_T - )"
                     R"(d \log(1 - \bar\alpha_T) \right))",
             .sde = R"(L_T = \frac{1}{2} \left( a_T^2\,\mathbb{E}\lvert x_0 \rvert^2 + d \left( b_T^2 - 1 - )"
                    R"(\log b_T^2 \right) \right))",
             .sigma2 = R"(L_T = \frac{1}{2}\,\mathbb{E}\lvert x_0 \rvert^2)"},
     .note = "E KL(q(x_T | x₀) ‖ N(0, I)) in d dimensions; of VE in units of σ_max.",
     .source = "Ho et al. 2020, eq. 5; notes 003, 3.2.2; MATH.md 6.1",
     .numbers = prior_numbers},
    {.name = "bound.step",
     .title = "⟨Lₜ₋₁⟩",
     .tex =
         {.ddpm = R"(L_{t-1} = \frac{d}{2} \left( \frac{\tilde\beta_t}{V} - 1 - \log\frac{\tilde\beta_t}{V} \right) + )"
                  R"(\frac{\beta_t^2}{2 V \alpha_t (1 - \bar\alpha_t)}\,)"
                  R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2)"
                  "\n"
                  R"(\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t)",
          .ddim = R"(L_{t-1} = \frac{d}{2} \left( \frac{\tilde\beta_t}{V} - 1 - \log\frac{\tilde\beta_t}{V} \right) + )"
                  R"(\frac{\alpha_{t-1} \beta_t^2}{2 V \alpha_t (1 - \alpha_t)}\,)"
                  R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2)"
                  "\n"
                  R"(\tilde\beta_t = \frac{1 - \alpha_{t-1}}{1 - \alpha_t}\,\beta_t)"
                  "\n"
                  R"(\beta_t = 1 - \frac{\alpha_t}{\alpha_{t-1}})",
          .sde = R"(L_s = \frac{d}{2} \left( \frac{\tilde\beta}{V} - 1 - \log\frac{\tilde\beta}{V} \right) + )"
                 R"(\frac{c^2}{2V}\,)" +
                 error +
                 "\n"
                 R"(c = \frac{a_s}{b_t^2}\,B)"
                 "\n"
                 R"(\tilde\beta = \frac{b_s^2}{b_t^2}\,B)"
                 "\n"
                 R"(B = b_t^2 - \frac{a_t^2}{a_s^2}\,b_s^2)",
          .sigma2 =
              R"(L_{t-\Delta t} = \frac{d}{2} \left( \frac{\tilde\beta}{V} - 1 - \log\frac{\tilde\beta}{V} \right) + )"
              R"(\frac{\Delta t^2}{2 V t^2}\,)" +
              error +
              "\n"
              R"(\tilde\beta = \frac{(t - \Delta t)\,\Delta t}{t})"},
     .note = "⟨KL(q(xₜ₋₁ | xₜ, x₀) ‖ p(xₜ₋₁ | xₜ))⟩, in nats, with the variance V of p. With V = ⟨β⟩ the first part "
             "is a constant.",
     .source = "Ho et al. 2020, eq. 5, 8 and 12; notes 003, 3.2.3; MATH.md 6.1",
     .numbers = step_bound_numbers},
    {.name = "bound.last",
     .title = "L₀",
     .tex = {.ddpm = R"(L_0 = \frac{d}{2}\log(2\pi V) + \frac{1 - \bar\alpha_1}{2 V \bar\alpha_1}\,)"
                     R"(\mathbb{E}\lvert \varepsilon - \hat\varepsilon \rvert^2)",
             .sde = R"(L_0 = \frac{d}{2}\log(2\pi V) + \frac{1}{2V}\,)" + error},
     .note = "−log p(x₀ | x₁) with the variance V of the last step. With V = ⟨β₁⟩ the error of ε has the weight "
             "⟨1/(2α₁)⟩.",
     .source = "Notes 003, 3.2.4; MATH.md 6.1",
     .numbers = last_bound_numbers},
    {.name = "distance.w1",
     .title = "W₁, Wasserstein-1 distance",
     .tex = {.ddpm = R"(W_1 = \int \lvert F_n(x) - F(x) \rvert\,dx)"},
     .note = "Between the particles' distribution function and that of the target, on a line.",
     .source = "Vallender 1974; core/measure/distance.h",
     .numbers = distance_numbers},
    {.name = "distance.sliced-w2",
     .title = "Sliced W₂",
     .tex = {.ddpm =
                 R"(SW_2^2 = \frac{1}{K} \sum_{j=1}^{K} \int_0^1 \left( F_{n,j}^{-1}(u) - F_j^{-1}(u) \right)^2 du)"},
     .note =
         "In the plane: the particles and the target as K = 16 evenly spread directions see them, at "
         "(j − 1/2)π/K, by their quantiles. A thin cloud, or a few particles, can be half a percent off the mean "
             "over all angles.",
     .source = "Bonneel et al. 2015; MATH.md 1 (W₂ of Gaussians)",
     .numbers = distance_numbers},
    {.name = "distance.kl",
     .title = "KL at T",
     .tex = {.ddpm = R"(\mathrm{KL} = \int p_T \log\frac{p_T}{\mathcal{N}(0, 1)}\,dx = \frac{1}{2} \left( D_T + )"
                     R"(\bar\alpha_T m^2 - 1 - \log D_T \right))"
                     "\n"
                     R"(D_T = \bar\alpha_T\sigma^2 + 1 - \bar\alpha_T)",
             .sde = R"(\mathrm{KL} = \int p_T \log\frac{p_T}{\mathcal{N}(0, 1)}\,dx = \frac{1}{2} \left( D_T + )"
                    R"(a_T^2 m^2 - 1 - \log D_T \right))"
                    "\n"
                    R"(D_T = a_T^2\sigma^2 + b_T^2)",
             .sigma2 = R"(\mathrm{KL} = \frac{1}{2} \left( \sigma^2 - \log(1 + \sigma^2) \right))"},
     .note = "What it costs to start from N(0, 1); closed form of N(m, σ²), per coordinate; of VE in units of σ_max.",
     .source = "The σ² problem, part (a); MATH.md 1, 6.3",
     .numbers = mismatch_numbers},
};

} // namespace

std::vector<Card> loss_cards() { return gathered(loss_rows); }

} // namespace halfstep
