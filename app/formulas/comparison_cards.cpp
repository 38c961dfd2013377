// Two scenes under the same noise: by how much they differ, and how sure that is.

#include "app/formulas/cards.h"
#include "app/formulas/slots.h"
#include "core/run/comparison.h"

#include <cmath>

namespace halfstep {
namespace {

/// The pair that the sampler belongs to; nullptr: nothing stands beside it.
const PairDifference* pair_of(const CardContext& context) {
    if (!context.run.comparison) return nullptr;
    for (const PairDifference& pair : context.run.comparison->pairs)
        if (pair.samplers.first == context.sampler) return &pair;
    return nullptr;
}

/// Of the variance along x, and the error that two runs with noise of their own would have.
Formula difference_numbers(const CardContext& context) {
    const PairDifference* pair = pair_of(context);
    if (!pair || !std::isfinite(pair->variance[0].se)) return {};
    const Comparison& comparison = *context.run.comparison;
    const auto error = [](const SamplerRun& sampler) { return sampler.moments.back().se_var[0]; };
    const double apart =
        std::hypot(error(comparison.first[static_cast<std::size_t>(pair->samplers.first)]),
                   error(comparison.second->samplers[static_cast<std::size_t>(pair->samplers.second)]));
    return with_slots([&](Slots& slot) {
        const char* const of = context.run.target().dim() == 1 ? "variance" : "variance of x";
        std::string tex =
            std::string("\\begin{aligned} &\\text{") + of + ": } \\delta = " + slot(pair->variance[0].value) +
            ",\\quad \\operatorname{se} = " + slot(pair->variance[0].se) + ",\\quad n = " + slot(comparison.blocks);
        if (std::isfinite(apart))
            tex += " \\\\ &\\text{with noise of their own: } \\operatorname{se} = "
                   "\\sqrt{\\operatorname{se}_A^2 + \\operatorname{se}_B^2} = " +
                   slot(apart);
        tex += " \\end{aligned}";
        return tex;
    });
}

Formula with_error_of(const Measured& measured, const char* symbol) {
    if (!std::isfinite(measured.value) || !std::isfinite(measured.se)) return {};
    return with_slots([&](Slots& slot) {
        return std::string(symbol) + " = " + slot(measured.value) + ",\\quad \\operatorname{se} = " + slot(measured.se);
    });
}

Formula distance_difference_numbers(const CardContext& context) {
    const PairDifference* pair = pair_of(context);
    return pair ? with_error_of(pair->distance, "\\delta") : Formula{};
}

Formula apart_numbers(const CardContext& context) {
    const PairDifference* pair = pair_of(context);
    return pair ? with_error_of(pair->apart, "\\mathrm{rms}") : Formula{};
}

const std::string mean_of_blocks = further_line(R"(\bar\delta = \frac{1}{n} \sum_{k=1}^{n} \delta_k)");

const Card comparison_rows[] = {
    {.name = "comparison.difference",
     .title = "A difference under shared noise",
     .tex = {.ddpm = R"(\delta = \hat\theta_A - \hat\theta_B)"
                     "\n"
                     R"(\operatorname{se} = \sqrt{\frac{n - 1}{n} \sum_{k=1}^{n} (\delta_k - \bar\delta)^2})" +
                     mean_of_blocks +
                     further_line(R"(\operatorname{Var} \delta = \operatorname{Var} \hat\theta_A + )"
                                  R"(\operatorname{Var} \hat\theta_B - 2 \operatorname{Cov}(\hat\theta_A, )"
                                  R"(\hat\theta_B))")},
     .note =
         "θ̂ is the mean or the variance of the final sample; of δₖ one of n blocks of particles is left out, in A and "
         "in B (n = 64, or as many as there are particles, from 20 on). Each particle has the same draws in both: "
         "where they move alike, Cov is large and the error small. Where they part, as noisy samplers with other "
         "numbers of steps do, little is shared, and the error is nearly that of two runs with noise of their own.",
     .source = "Shao & Tu 1995, The Jackknife and Bootstrap, section 2.3",
     .numbers = difference_numbers},
    {.name = "comparison.distance",
     .title = "A difference of distances under shared noise",
     .tex = {.ddpm = R"(\delta = W_A - W_B)"
                     "\n"
                     R"(\operatorname{se} = \sqrt{\frac{1}{n (n - 1)} \sum_{k=1}^{n} (\delta_k - \bar\delta)^2})" +
                     mean_of_blocks},
     .note =
         "Each cloud's distance to its own target: below 0 A is nearer. δₖ is how much the k-th of n particles "
         "moves W_A less how much it moves W_B: of W₁ the integral of the sign of Fₙ − F from the particle on, of "
         "sliced W₂ the potential of optimal transport. Where a cloud is as good as a draw of its target, the error is "
         "rather too large, by up to 1.7.",
     .source = "Huber 1981, Robust Statistics, section 1.5 (influence function)",
     .numbers = distance_difference_numbers},
    {.name = "comparison.apart",
     .title = "How far the same particle's two states are apart",
     .tex = {.ddpm = R"(\mathrm{rms} = \sqrt{\frac{1}{N} \sum_{k=1}^{N} \lvert x_k - y_k \rvert^2})"},
     .note =
         "xₖ is where particle k arrives in A, yₖ in B, from the same draws: 0 of a scene beside itself. Two clouds "
         "of one law may be far apart so, and no difference of their means shows it. The error is by blocks left "
         "out, as that of a difference.",
     .source = "Common random numbers; the error: Shao & Tu 1995, section 2.3",
     .numbers = apart_numbers},
};

} // namespace

std::vector<Card> comparison_cards() { return gathered(comparison_rows); }

} // namespace halfstep
