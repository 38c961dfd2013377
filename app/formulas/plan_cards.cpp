// Which levels a sampler visits, what it starts from, and what is done to x̂₀ before a step uses it.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"

#include <algorithm>

namespace halfstep {
namespace {

const SamplerPlan& plan_at(const CardContext& context) {
    return *context.run.samplers[static_cast<std::size_t>(context.sampler)].plan;
}

/// The levels that are visited: all of a few, the first and the last of many.
Formula levels_visited(const CardContext& context) {
    constexpr std::size_t few = 8, first = 4, last = 2;
    std::vector<int> levels = plan_at(context).levels;
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    if (levels.size() < 2) return {};
    levels.erase(levels.begin()); // the data
    Formula formula;
    Slots slot(formula, 8);
    formula.tex = "\\begin{aligned} T &= " + slot(context.run.process().steps()) +
                  ",\\quad S = " + slot(static_cast<double>(levels.size())) + " \\\\ k &= ";
    for (std::size_t j = 0; j < levels.size(); ++j) {
        const bool left_out = levels.size() > few && j >= first && j + last < levels.size();
        if (left_out && j > first) continue;
        formula.tex += (j > 0 ? ",\\;" : "") + (left_out ? "\\dots" : slot(levels[j]));
    }
    formula.tex += " \\end{aligned}";
    return formula;
}

/// Mean and covariance of what it starts from.
Formula start_numbers(const CardContext& context) {
    const Target& start = plan_at(context).start;
    Formula formula;
    Slots slot(formula, 4);
    const Mat cov = start.cov();
    formula.tex = "\\mathbb{E}[x_T] = " + slot(Vec(start.mean()));
    if (cov.rows() == 1)
        formula.tex += ",\\quad \\operatorname{Var}[x_T] = " + slot(cov(0, 0));
    else
        formula.tex += ",\\quad \\operatorname{Cov}[x_T] = \\begin{pmatrix}" + slot(cov(0, 0)) + "&" + slot(cov(0, 1)) +
                       "\\\\" + slot(cov(1, 0)) + "&" + slot(cov(1, 1)) + "\\end{pmatrix}";
    return formula;
}

Formula clip_range_numbers(const CardContext& context) {
    return with_slots([&](Slots& slot) { return "r = " + slot(plan_at(context).spec.clip.range); });
}

Formula clip_percentile_numbers(const CardContext& context) {
    const Clip& clip = plan_at(context).spec.clip;
    return with_slots([&](Slots& slot) { return "r = " + slot(clip.range) + ",\\quad q = " + slot(clip.percentile); });
}

constexpr const char* of_which_j = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1.";

const std::string nearest_angle = R"(\left\lvert \varphi_{k_j} - \frac{j + 1}{S}\,\varphi_T \right\rvert = )"
                                  R"(\min_k \left\lvert \varphi_k - \frac{j + 1}{S}\,\varphi_T \right\rvert)"
                                  "\n";

const Card spacing_rows[] = {
    {.name = "spacing.all",
     .title = "Every level",
     .tex = {.ddpm = R"(k_j = j + 1)"},
     .note = of_which_j,
     .source = "Ho et al. 2020, algorithm 2",
     .numbers = levels_visited},
    {.name = "spacing.leading",
     .title = "Leading",
     .tex = {.ddpm = R"(k_j = 1 + j \left\lfloor \frac{T}{S} \right\rfloor)"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1. The last one is below T: x starts there.",
     .source = "huggingface/diffusers, timestep_spacing",
     .numbers = levels_visited},
    {.name = "spacing.trailing",
     .title = "Trailing",
     .tex = {.ddpm = R"(k_j = \operatorname{round}\left((j + 1)\,\frac{T}{S}\right))"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1. Halves are rounded to the even number.",
     .source = "huggingface/diffusers, timestep_spacing; Lin et al. 2024, section 3.3",
     .numbers = levels_visited},
    {.name = "spacing.linspace",
     .title = "Even, both ends included",
     .tex = {.ddpm = R"(k_j = 1 + \operatorname{round}\left(j\,\frac{T - 1}{S - 1}\right))"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1. Halves are rounded to the even number.",
     .source = "huggingface/diffusers, timestep_spacing",
     .numbers = levels_visited},
    {.name = "spacing.uniform",
     .title = "The DDIM paper's linear",
     .tex = {.ddpm = R"(k_j = 1 + \left\lfloor j\,\frac{T}{S} \right\rfloor)"},
     .note = of_which_j,
     .source = "Song, Meng & Ermon 2021 (DDIM), appendix D.2",
     .numbers = levels_visited},
    {.name = "spacing.quadratic",
     .title = "Quadratic",
     .tex = {.ddpm = R"(k_j = 1 + \left\lfloor \left(j\,\frac{\sqrt{0.8\,T}}{S - 1}\right)^2 \right\rfloor)"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1. Dense near the data; x starts at 0.8 T.",
     .source = "Song, Meng & Ermon 2021 (DDIM), appendix D.2; ermongroup/ddim",
     .numbers = levels_visited},
    {.name = "spacing.stride",
     .title = "As many strides as fit",
     .tex = {.ddpm = R"(k_j = 1 + j \left\lfloor \frac{T}{S} \right\rfloor)"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0, 1, … as long as kⱼ ≤ T, which may be more than S.",
     .source = "ermongroup/ddim, skip_type uniform",
     .numbers = levels_visited},
    {.name = "spacing.sections",
     .title = "Sections",
     .tex = {.ddpm = R"(k_j = l + \operatorname{round}\left(j\,\frac{n - 1}{m - 1}\right))"},
     .note = "In each section: l is its first level, n how many it has, m how many are kept, j = 0 … m − 1.",
     .source = "openai/guided-diffusion, space_timesteps",
     .numbers = levels_visited},
    {.name = "spacing.ddim-stride",
     .title = "The smallest whole stride",
     .tex = {.ddpm = R"(k_j = 1 + j \left\lceil \frac{T}{S} \right\rceil)"},
     .note = "Levels are numbered from the data, k = 1 … T; j = 0 … S − 1. It exists where it visits exactly S of T.",
     .source = "openai/guided-diffusion, space_timesteps, ddimS",
     .numbers = levels_visited},
    {.name = "spacing.optimal",
     .title = "Equal angles",
     .tex = {.ddpm =
                 nearest_angle + R"(\varphi_k = \arctan \frac{\sqrt{1 - \bar\alpha_k}}{\sigma \sqrt{\bar\alpha_k}})",
             .sde = nearest_angle + R"(\varphi_k = \arctan \frac{b_k}{a_k \sigma})",
             .sigma2 = nearest_angle + R"(\varphi_k = \arctan \frac{\sqrt{t_k}}{\sigma})"},
     .note = "Levels k as near as they come to even angles, none twice; σ is the deviation of the data.",
     .source = "MATH.md 2.5, 11.2",
     .numbers = levels_visited},
};

const Card start_rows[] = {
    {.name = "start.prior",
     .title = "Start: the prior",
     .tex = {.ddpm = R"(x_T \sim \mathcal{N}(0, I))",
             .sde = R"(x_T \sim \mathcal{N}(0, \sigma_{\max}^2 I))",
             .sigma2 = R"(X_1 \sim \mathcal{N}(0, 1))"},
     .note = "What is used in practice. It is the law of x only in the limit of much noise. σ_max is 1 on VP and "
             "on a flow. T stands for the first level that is visited.",
     .source = "Ho et al. 2020, algorithm 2; notes 003, 3.2; MATH.md 3.1",
     .numbers = start_numbers},
    {.name = "start.exact",
     .title = "Start: the exact law",
     .tex = {.ddpm = R"(x_T = \sqrt{\bar\alpha_T}\,x_0 + \sqrt{1 - \bar\alpha_T}\,\varepsilon)",
             .sde = R"(x_T = a_T x_0 + b_T \varepsilon)",
             .sigma2 = R"(X_1 = X_0 + \varepsilon)"},
     .note = "With x₀ from the data and ε ~ N(0, I): what errors are left are the steps' own.",
     .source = "The σ² problem, part (a); MATH.md 3.1",
     .numbers = start_numbers},
    {.name = "start.encoded",
     .title = "Start: the data, encoded",
     .tex = {.ddpm = R"(x_t = \sqrt{\bar\alpha_t}\,\hat x_0 + \sqrt{1 - \bar\alpha_t}\,\hat\varepsilon)",
             .sde = R"(x_t = a_t \hat x_0 + b_t \hat\varepsilon)",
             .sigma2 = R"(x_t = g + \sqrt{t}\,\hat\varepsilon)"},
     .note = "Draws of the data go up through DDIM's steps to the first level, and from there down again.",
     .source = "Song, Meng & Ermon 2021 (DDIM), section 4.3; MATH.md 7.2",
     .numbers = start_numbers},
};

/// What ε̂ becomes where it is derived again.
const char* const clip_eps_ddpm =
    "\n"
    R"(\hat\varepsilon' = \frac{x_t - \sqrt{\bar\alpha_t}\,\hat x_0'}{\sqrt{1 - \bar\alpha_t}})";
const char* const clip_eps_sde = "\n"
                                 R"(\hat\varepsilon' = \frac{x_t - a_t \hat x_0'}{b_t})";
const char* const clip_eps_sigma2 = "\n"
                                    R"(\hat\varepsilon' = \frac{x_t - \hat x_0'}{\sqrt{t}})";

CardTex clip_tex(const std::string& rule) {
    return {.ddpm = rule + clip_eps_ddpm, .sde = rule + clip_eps_sde, .sigma2 = rule + clip_eps_sigma2};
}

const Card clip_rows[] = {
    {.name = "clip.static",
     .title = "x̂₀ clipped",
     .tex = clip_tex(R"(\hat x_0' = \min(\max(\hat x_0, -r), r))"),
     .note = "Every coordinate by itself. ε̂ is derived again as below, or left as it was, which diffusers' DDIM does.",
     .source = "Ho et al. 2020, section 3.3 and code; openai/guided-diffusion",
     .numbers = clip_range_numbers},
    {.name = "clip.dynamic",
     .title = "x̂₀ by dynamic thresholding",
     .tex = clip_tex("\\hat x_0' = \\frac{r}{c} \\min(\\max(\\hat x_0, -c), c)\n"
                     R"(c = \max(r, Q))"),
     .note =
         "Q is the q-quantile of the sample's |coordinates|: of one coordinate itself, and then as if clipped to ±r.",
     .source = "Saharia et al. 2022, section 2.3",
     .numbers = clip_percentile_numbers},
};

} // namespace

std::vector<Card> plan_cards() { return gathered(spacing_rows, start_rows, clip_rows); }

} // namespace halfstep
