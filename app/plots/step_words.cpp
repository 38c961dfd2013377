#include "app/plots/step_words.h"

#include "app/plots/common.h"
#include "app/plots/followed.h"
#include "app/plots/next_step.h"
#include "app/plots/words.h"

namespace halfstep::plots {

namespace {

/// Of a covariance, or of a sampler's noise.
Vec deviations(const Mat& cov) { return cov.diagonal().cwiseMax(0).cwiseSqrt(); }

std::string next_place_words(const NextStep& next) {
    const std::string mean = "mean " + place_words(next.mean);
    if (!next.step->noisy()) return mean + " without noise";
    return mean + ", standard deviation " + place_words(deviations(next.step->noise * next.step->noise.transpose()));
}

} // namespace

std::string step_caption(const Run& run, const View& view) {
    const std::vector<NextSteps> groups = next_steps(run, {.level = view.level, .sampler = view.sampler});
    std::string text;
    if (groups.empty()) return "no sampler takes a step here";
    const std::string whose = run.samplers[static_cast<std::size_t>(groups[0].whose)].spec().name;
    if (groups.size() == 1)
        text = "t = " + number_text(groups[0].from.t) + " → " + number_text(groups[0].to.t) + " from xₜ of " + whose;
    else
        text = "each sampler's own step down · on the left that of " + whose;
    if (is_1d(run))
        text += " · a needle: no noise · arrows: what is taken out of xₜ, DDPM = 1";
    else
        text += " · 39 and 86 %, as 1 and 2 standard deviations have of a Gaussian";
    return text;
}

std::string step_words(const Run& run, const View& view, const char* plot) {
    std::string text = "Where the next step may take " + particle_text(run, view) +
                       ": the exact law of ⟨xₛ⟩ given xₜ, and what each sampler draws from instead.";
    const std::vector<NextSteps> groups = next_steps(run, view);
    if (groups.empty()) return text + " No sampler takes a step here.";
    for (const NextSteps& group : groups) {
        const std::string way = "From t = " + number_text(group.from.t) + " to " + number_text(group.to.t) +
                                " the exact law has mean " + place_words(group.exact.mean) + ", standard deviation " +
                                place_words(deviations(group.exact.cov));
        text += by_sampler(way, of_each_sampler(run, view, plot, [&](const SamplerRun&, int index) -> std::string {
                               for (const NextStep& next : group.steps)
                                   if (next.sampler == index) return next_place_words(next);
                               return "";
                           }));
    }
    return text;
}

} // namespace halfstep::plots
