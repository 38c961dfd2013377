// Closed forms on a Gaussian target N(m, sigma^2) on a line, or along an axis of its covariance: MATH.md 2, 5 and 11.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"

namespace halfstep {
namespace {

/// The variance of the data, where the target is one Gaussian on a line.
std::optional<double> data_variance(const Run& run) {
    const Target& target = run.target();
    if (!target.is_gaussian() || target.dim() != 1) return std::nullopt;
    return target.cov()(0, 0);
}

Level cursor_level(const CardContext& context) {
    const Process& process = context.run.process();
    return process.levels[static_cast<std::size_t>(std::clamp(context.view.level, 0, process.steps()))];
}

/// Of a function of the level and of sigma^2.
Formula at_level(const CardContext& context, const char* what, double (*value)(const Level&, double)) {
    const auto s2 = data_variance(context.run);
    if (!s2) return {};
    const Level level = cursor_level(context);
    return with_slots([&](Slots& slot) {
        return std::string(what) + " = " + slot(value(level, *s2)) + ",\\quad \\sigma^2 = " + slot(*s2) +
               ",\\; t = " + slot(level.t);
    });
}

double spread(const Level& level, double s2) { return level.a * level.a * s2 + level.b * level.b; }

Formula marginal_numbers(const CardContext& context) { return at_level(context, "\\operatorname{Var} x_t", spread); }
Formula mean_numbers(const CardContext& context) {
    const Target& target = context.run.target();
    if (target.dim() != 1) return {};
    const Level level = cursor_level(context);
    return with_slots([&](Slots& slot) {
        return "\\mathbb{E}[x_t] = " + slot(level.a * target.mean()[0]) + ",\\quad m = " + slot(target.mean()[0]) +
               ",\\; t = " + slot(level.t);
    });
}
Formula posterior_numbers(const CardContext& context) {
    return at_level(context, "\\operatorname{Var}[x_0 \\mid x_t]",
                    [](const Level& level, double s2) { return s2 * level.b * level.b / spread(level, s2); });
}
Formula floor_numbers(const CardContext& context) {
    return at_level(context, "\\mathbb{E}\\lvert \\varepsilon - \\varepsilon^* \\rvert^2",
                    [](const Level& level, double s2) { return level.a * level.a * s2 / spread(level, s2); });
}
Formula denoiser_numbers(const CardContext& context) {
    return at_level(context, "\\frac{d \\hat x_0}{d x_t}",
                    [](const Level& level, double s2) { return level.a * s2 / spread(level, s2); });
}

/// The closed form of the final variance, as the table has it.
Formula variance_numbers(const CardContext& context) {
    const SamplerRun& sampler = context.run.samplers[static_cast<std::size_t>(context.sampler)];
    const auto s2 = data_variance(context.run);
    if (sampler.predicted.empty() || !s2) return {};
    return with_slots([&](Slots& slot) {
        return "\\operatorname{Var} \\hat x_0 = " + slot(sampler.predicted.back().cov(0, 0)) +
               ",\\quad \\sigma^2 = " + slot(*s2) + ",\\; V_T = " + slot(sampler.predicted.front().cov(0, 0));
    });
}

Formula round_trip_numbers(const CardContext& context) {
    const SamplerRun& sampler = context.run.samplers[static_cast<std::size_t>(context.sampler)];
    if (!sampler.round_trip || !sampler.round_trip->closed) return {};
    return with_slots([&](Slots& slot) { return "\\mathrm{rms} = " + slot(*sampler.round_trip->closed); });
}

Formula likelihood_numbers(const CardContext& context) {
    const LossReport& losses = context.run.losses();
    if (losses.empty() || !losses.bound(BoundVariance::large).nll) return {};
    return with_slots([&](Slots& slot) {
        return "\\mathbb{E}[-\\log p(x_0)] = " + slot(*losses.bound(BoundVariance::large).nll) + "\\text{ nats}";
    });
}

// Lines that say what symbols are, at the level t and at T: of the chain and of levels a, b; the last also of the
// sigma-squared problem.
const std::string d_of_chain = further_line(R"(D_t = \bar\alpha_t\sigma^2 + 1 - \bar\alpha_t)");
const std::string d_of_level = further_line(R"(D_t = a_t^2\sigma^2 + b_t^2)");
const std::string end_of_chain = further_line(R"(D_T = \bar\alpha_T\sigma^2 + 1 - \bar\alpha_T)");
const std::string end_of_level = further_line(R"(D_T = a_T^2\sigma^2 + b_T^2)");
const std::string angles_of_chain =
    further_line(R"(\varphi_k = \arctan\frac{\sqrt{1 - \bar\alpha_k}}{\sqrt{\bar\alpha_k}\,\sigma})");
const std::string angles_of_level = further_line(R"(\varphi_k = \arctan\frac{b_k}{a_k\sigma})");
const std::string angles_of_time = further_line(R"(\varphi_k = \arctan\frac{\sqrt{t_k}}{\sigma})");

const Card closed_form_rows[] = {
    {.name = "closed-form.mean",
     .title = "Mean at t",
     .tex = {.ddpm = R"(\mathbb{E}[x_t] = \sqrt{\bar\alpha_t}\,m)",
             .sde = R"(\mathbb{E}[x_t] = a_t m)",
             .sigma2 = R"(\mathbb{E}[X_t] = m)"},
     .note = "Of data with the mean m, whatever their law.",
     .source = "MATH.md 3.1, 9",
     .numbers = mean_numbers},
    {.name = "closed-form.marginal",
     .title = "Variance at t",
     .tex = {.ddpm = R"(\operatorname{Var} x_t = \bar\alpha_t\sigma^2 + 1 - \bar\alpha_t)",
             .sde = R"(\operatorname{Var} x_t = a_t^2\sigma^2 + b_t^2)",
             .sigma2 = R"(\operatorname{Var} X_t = \sigma^2 + t)"},
     .note = "Of data with the variance σ², whatever their law.",
     .source = "The σ² problem, parts (a) and (b); MATH.md 2.1, 3.1",
     .numbers = marginal_numbers},
    {.name = "closed-form.denoiser",
     .title = "The denoiser of a Gaussian",
     .tex = {.ddpm = R"(\hat x_0 = m + \frac{\sqrt{\bar\alpha_t}\,\sigma^2}{D_t} (x_t - \sqrt{\bar\alpha_t}\,m))" +
                     d_of_chain,
             .sde = R"(\hat x_0 = m + \frac{a_t\sigma^2}{D_t} (x_t - a_t m))" + d_of_level,
             .sigma2 = R"(g = m + \frac{\sigma^2}{\sigma^2 + t} (x_t - m))"},
     .note = "m is 0 in the σ² problem.",
     .source = "The σ² problem, part (f); MATH.md 2.1, 11.1",
     .numbers = denoiser_numbers},
    {.name = "closed-form.posterior",
     .title = "What is not known of x₀",
     .tex = {.ddpm = R"(\operatorname{Var}[x_0 \mid x_t] = \frac{(1 - \bar\alpha_t)\,\sigma^2}{D_t})" + d_of_chain,
             .sde = R"(\operatorname{Var}[x_0 \mid x_t] = \frac{b_t^2\sigma^2}{D_t})" + d_of_level,
             .sigma2 = R"(\operatorname{Var}[X_0 \mid X_t] = \frac{\sigma^2 t}{\sigma^2 + t})"},
     .note = "It is the loss of the exact denoiser that predicts x₀: no network gets below.",
     .source = "MATH.md 2.1, 2.8, 6.3",
     .numbers = posterior_numbers},
    {.name = "closed-form.floor",
     .title = "The least loss in ε",
     .tex = {.ddpm = R"(\mathbb{E}\lvert \varepsilon - \varepsilon^* \rvert^2 = \frac{\bar\alpha_t\sigma^2}{D_t})" +
                     d_of_chain,
             .sde = R"(\mathbb{E}\lvert \varepsilon - \varepsilon^* \rvert^2 = \frac{a_t^2\sigma^2}{D_t})" + d_of_level,
             .sigma2 = R"(\mathbb{E}\lvert \varepsilon - \varepsilon^* \rvert^2 = \frac{\sigma^2}{\sigma^2 + t})"},
     .note = "ε* is the exact denoiser's. Over t uniform in the σ² problem it averages to σ² log((1 + σ²)/σ²).",
     .source = "MATH.md 2.8, 6.3",
     .numbers = floor_numbers},
    {.name = "closed-form.training",
     .title = "The least loss of training",
     .tex = {.ddpm = R"(L \ge \frac{1}{T} \sum_{k=1}^{T} \frac{\bar\alpha_k\sigma^2}{\bar\alpha_k\sigma^2 + )"
                     R"(1 - \bar\alpha_k})",
             .sde = R"(L \ge \frac{1}{T} \sum_{k=1}^{T} \frac{a_k^2\sigma^2}{a_k^2\sigma^2 + b_k^2})",
             .sigma2 = R"(L \ge \frac{1}{T} \sum_{k=1}^{T} \frac{\sigma^2}{\sigma^2 + t_k})"},
     .note = "Of a network that predicts ε, with t uniform, per coordinate. Of one that predicts x₀ each term has the "
             "factor 1/⟨SNR⟩; its sum tends to σ²(1 − σ² log((1 + σ²)/σ²)) in the σ² problem.",
     .source = "The σ² problem, part (f); MATH.md 2.8, 6.3"},
    {.name = "closed-form.reverse",
     .title = "The exact reverse step",
     .tex = {.ddpm = R"(\operatorname{Var}[x_{t-1} \mid x_t] = \beta_t \frac{D_{t-1}}{D_t})" + d_of_chain,
             .ddim = R"(\operatorname{Var}[x_{t-1} \mid x_t] = \left( 1 - \frac{\alpha_t}{\alpha_{t-1}} \right) )"
                     R"(\frac{D_{t-1}}{D_t})"
                     "\n"
                     R"(D_t = \alpha_t\sigma^2 + 1 - \alpha_t)",
             .sde = R"(\operatorname{Var}[x_s \mid x_t] = B \frac{D_s}{D_t})" + d_of_level +
                    "\n"
                    R"(D_s = a_s^2\sigma^2 + b_s^2)"
                    "\n"
                    R"(B = b_t^2 - \frac{a_t^2}{a_s^2}\,b_s^2)",
             .sigma2 = R"(\operatorname{Var}[X_{t-\Delta t} \mid X_t] = )"
                       R"(\frac{(\sigma^2 + t - \Delta t)\,\Delta t}{\sigma^2 + t})"},
     .note = "Larger than ⟨β̃⟩, smaller than ⟨β⟩ where σ² < 1.",
     .source = "The σ² problem, part (c); notes 001, part (b), 002, \"Backward Variance\"; MATH.md 2.2, 3.3"},
    {.name = "closed-form.gain",
     .title = "One step on a Gaussian",
     .tex = {.ddpm = R"(\operatorname{Var} x_{t-1} = G^2 \operatorname{Var} x_t + \sigma_{\mathrm{step}}^2)"
                     "\n"
                     R"(\mathbb{E}[x_{t-1}] = k_x m + G\,(\mathbb{E}[x_t] - \sqrt{\bar\alpha_t}\,m))"
                     "\n"
                     R"(G = \frac{\sqrt{\bar\alpha_t}\,k_x\,\sigma^2 + \sqrt{1 - \bar\alpha_t}\,k_\varepsilon}{D_t})" +
                     d_of_chain,
             .sde = R"(\operatorname{Var} x_s = G^2 \operatorname{Var} x_t + \sigma_{\mathrm{step}}^2)"
                    "\n"
                    R"(\mathbb{E}[x_s] = k_x m + G\,(\mathbb{E}[x_t] - a_t m))"
                    "\n"
                    R"(G = \frac{a_t k_x \sigma^2 + b_t k_\varepsilon}{D_t})" +
                    d_of_level,
             .sigma2 = R"(\operatorname{Var} X_{t-\Delta t} = G^2 \operatorname{Var} X_t + \sigma_{\mathrm{step}}^2)"
                       "\n"
                       R"(\mathbb{E}[X_{t-\Delta t}] = k_x m + G\,(\mathbb{E}[X_t] - m))"
                       "\n"
                       R"(G = \frac{k_x \sigma^2 + \sqrt{t}\,k_\varepsilon}{\sigma^2 + t})"},
     .note = "Of a step x = kₓ x̂₀ + k_ε ε̂ + σ_step z, one after the other from the start: all closed forms.",
     .source = "MATH.md 11.1",
     .numbers = variance_numbers},
    {.name = "closed-form.mean-only",
     .title = "Variance of mean only",
     .tex = {.ddpm = R"(\operatorname{Var} \hat x_0 = \left( \frac{\sqrt{\bar\alpha_T}\,\sigma^2}{D_T} \right)^2 V_T)" +
                     end_of_chain,
             .sde = R"(\operatorname{Var} \hat x_0 = \left( \frac{a_T\sigma^2}{D_T} \right)^2 V_T)" + end_of_level,
             .sigma2 = R"(\operatorname{Var} \hat X_0 = \left( \frac{\sigma^2}{1 + \sigma^2} \right)^2 V_T)"},
     .note =
         "V_T is the variance at the start: 1 of N(0, 1), so that (σ²/(1 + σ²))² is left. The steps' gains telescope, "
         "so that every T gives the same.",
     .source = "The σ² problem, part (d); MATH.md 2.3, 11.3",
     .numbers = variance_numbers},
    {.name = "closed-form.ddpm",
     .title = "Variance of mean and noise",
     .tex = {.ddpm =
                 R"(\operatorname{Var} \hat x_0 = \left( \frac{\sqrt{\bar\alpha_T}\,\sigma^2}{D_T} \right)^2 V_T + )"
                 R"(\sum_{k=1}^{T} \left( \frac{\sqrt{\bar\alpha_{k-1}}\,\sigma^2}{D_{k-1}} \right)^2 V_k)"
                 "\n"
                 R"(D_k = \bar\alpha_k\sigma^2 + 1 - \bar\alpha_k)",
             .sde = R"(\operatorname{Var} \hat x_0 = \left( \frac{a_T\sigma^2}{D_T} \right)^2 V_T + )"
                    R"(\sum_{k=1}^{T} \left( \frac{a_{k-1}\sigma^2}{D_{k-1}} \right)^2 V_k)"
                    "\n"
                    R"(D_k = a_k^2\sigma^2 + b_k^2)",
             .sigma2 = R"(\operatorname{Var} \hat X_0 = \left( \frac{\sigma^2}{1 + \sigma^2} \right)^2 V_T + )"
                       R"(\sum_{k=1}^{T} \left( \frac{\sigma^2}{\sigma^2 + t_{k-1}} \right)^2 V_k)"},
     .note =
         "Vₖ is the variance of the noise in the step from level k; V_T alone is that of the start. With Vₖ = Δt it "
         "is eq. (1) of the σ² problem; over fewer levels the sum has theirs.",
     .source = "The σ² problem, part (e), eq. 1; MATH.md 2.4, 11.3",
     .numbers = variance_numbers},
    {.name = "closed-form.ddim",
     .title = "Variance of DDIM",
     .tex = {.ddpm = R"(\operatorname{Var} \hat x_0 = \frac{\sigma^2}{D_T} V_T \prod_{k=1}^{T} )"
                     R"(\cos^2(\varphi_k - \varphi_{k-1}))" +
                     angles_of_chain + end_of_chain,
             .sde = R"(\operatorname{Var} \hat x_0 = \frac{\sigma^2}{D_T} V_T \prod_{k=1}^{T} )"
                    R"(\cos^2(\varphi_k - \varphi_{k-1}))" +
                    angles_of_level + end_of_level,
             .sigma2 = R"(\operatorname{Var} \hat X_0 = \frac{\sigma^2}{1 + \sigma^2} V_T \prod_{k=1}^{T} )"
                       R"(\cos^2(\varphi_k - \varphi_{k-1}))" +
                       angles_of_time},
     .note =
         "Of η = 0. It tends to σ² V_T/D_T as T grows; steps of equal angle lose least. Over fewer levels the product "
         "has theirs.",
     .source = "The σ² problem, parts (g) and (h); MATH.md 2.5, 11.2",
     .numbers = variance_numbers},
    {.name = "closed-form.equal-angles",
     .title = "Variance of DDIM on equal angles",
     .tex = {.ddpm = R"(\operatorname{Var} \hat x_0 = \frac{\sigma^2}{D_T} V_T \cos^{2T}\frac{\Phi}{T})"
                     "\n"
                     R"(\Phi = \arctan\frac{\sqrt{1 - \bar\alpha_T}}{\sqrt{\bar\alpha_T}\,\sigma})" +
                     end_of_chain,
             .sde = R"(\operatorname{Var} \hat x_0 = \frac{\sigma^2}{D_T} V_T \cos^{2T}\frac{\Phi}{T})"
                    "\n"
                    R"(\Phi = \arctan\frac{b_T}{a_T\sigma})" +
                    end_of_level,
             .sigma2 = R"(\operatorname{Var} \hat X_0 = \frac{\sigma^2}{1 + \sigma^2} V_T \cos^{2T}\frac{\Phi}{T})"
                       "\n"
                       R"(\Phi = \arctan\frac{1}{\sigma})"},
     .note = "Of all grids of T levels the one that keeps most of a Gaussian: \"optimal\", of levels and of spacings.",
     .source = "MATH.md 2.5",
     .numbers = variance_numbers},
    {.name = "closed-form.half-step",
     .title = "Variance of half steps",
     .tex = {.ddpm =
                 R"(\operatorname{Var} \hat X_0 = V_T \prod_{k=1}^{T} \left( 1 - \frac{\Delta t}{2 (\sigma^2 + t_k)} )"
                 R"(\right)^2)"},
     .note = "In the σ² problem; it tends to σ²/(1 + σ²) from N(0, 1).",
     .source = "The σ² problem, part (h); MATH.md 2.5",
     .numbers = variance_numbers},
    {.name = "closed-form.naive-inverse",
     .title = "The naive inverse on a Gaussian",
     .tex =
         {.ddpm = R"(G = \frac{1}{\sqrt{\alpha_t}} \left( 1 - \frac{\sqrt{\beta_t} \sqrt{1 - \bar\alpha_t}}{D_t} )"
                  R"(\right))" +
                  d_of_chain,
          .ddim =
              R"(G = \sqrt{\frac{\alpha_{t-1}}{\alpha_t}} \left( 1 - \frac{\sqrt{\beta_t} \sqrt{1 - \alpha_t}}{D_t} )"
              R"(\right))"
              "\n"
              R"(D_t = \alpha_t\sigma^2 + 1 - \alpha_t)"
              "\n"
              R"(\beta_t = 1 - \frac{\alpha_t}{\alpha_{t-1}})",
          .sde = R"(G = \frac{1}{A} \left( 1 - \frac{\sqrt{B}\,b_t}{D_t} \right))" + d_of_level +
                 "\n"
                 R"(A = \frac{a_t}{a_s})"
                 "\n"
                 R"(B = b_t^2 - A^2 b_s^2)",
          .sigma2 = R"(G = 1 - \frac{\sqrt{\Delta t}\sqrt{t}}{\sigma^2 + t})"},
     .note = "What a step multiplies xₜ by: the product of all collapses.",
     .source = "Notes 002, \"Backward process\"; MATH.md 11.4",
     .numbers = variance_numbers},
    {.name = "closed-form.ode",
     .title = "The probability-flow ODE on a Gaussian",
     .tex = {.ddpm = R"(x_0 = m + \sigma\,\frac{x_T - \sqrt{\bar\alpha_T}\,m}{\sqrt{D_T}})" + end_of_chain,
             .sde = R"(x_0 = m + \sigma\,\frac{x_T - a_T m}{\sqrt{D_T}})" + end_of_level,
             .sigma2 = R"(x_0 = m + \sigma\,\frac{x_T - m}{\sqrt{1 + \sigma^2}})"},
     .note = "What every solver of the ODE tends to.",
     .source = "MATH.md 2.7, 7.3"},
    {.name = "closed-form.round-trip",
     .title = "Encoding and decoding by DDIM",
     .tex = {.ddpm = R"(\mathrm{rms} = \sigma \left( 1 - \prod_{k=1}^{T} \cos^2(\varphi_k - \varphi_{k-1}) \right))" +
                     angles_of_chain,
             .sde = R"(\mathrm{rms} = \sigma \left( 1 - \prod_{k=1}^{T} \cos^2(\varphi_k - \varphi_{k-1}) \right))" +
                    angles_of_level,
             .sigma2 = R"(\mathrm{rms} = \sigma \left( 1 - \prod_{k=1}^{T} \cos^2(\varphi_k - \varphi_{k-1}) \right))" +
                       angles_of_time},
     .note = "How far data are from what comes back, by explicit steps on every level both ways.",
     .source = "MATH.md 7.2, 11.2",
     .numbers = round_trip_numbers},
    {.name = "closed-form.likelihood",
     .title = "Likelihood of a Gaussian sampler",
     .tex = {.ddpm = R"(\mathbb{E}[-\log p(x_0)] = \frac{1}{2}\log(2\pi\hat V) + )"
                     R"(\frac{\sigma^2 + (m - \hat m)^2}{2\hat V})"},
     .note = "Its output is N(m̂, V̂); the bound is above.",
     .source = "MATH.md 11.5",
     .numbers = likelihood_numbers},
    {.name = "closed-form.entropy",
     .title = "Entropy of a Gaussian",
     .tex = {.ddpm = R"(H = \frac{1}{2}\log(2\pi e \sigma^2))"},
     .note = "Per coordinate, in nats. No bound is below.",
     .source = "MATH.md 6.3"},
    {.name = "closed-form.errors",
     .title = "Errors of N draws",
     .tex = {.ddpm = R"(\operatorname{se} = \hat V \sqrt{\frac{2}{N - 1}})"},
     .note = "Of the variance V̂ of a Gaussian cloud; that of its mean is √(V̂/N).",
     .source = "MATH.md 11.6"},
};

} // namespace

std::vector<Card> closed_form_cards() { return gathered(closed_form_rows); }

} // namespace halfstep
