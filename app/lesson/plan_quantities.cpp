// The process's levels, and the coefficients of samplers' steps.

#include "app/base/text.h"
#include "app/lesson/quantity.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr const char* level_group = "Levels of the process";
constexpr const char* step_group = "Steps of a sampler";

using OfSchedule = double (*)(const Process&, int);

Quantity of_level(const char* name, const char* says, OfSchedule of, Takes takes = Takes::level) {
    Quantity q{.name = name, .takes = {takes}, .says = says, .group = level_group, .exact = true};
    q.value = [of](const Sources& sources, const QuantityArgs& args) {
        return QuantityValue{.value = of(sources.problem().process, args.whole(0))};
    };
    return q;
}

const Level& at(const Process& process, int k) { return process.levels[static_cast<std::size_t>(k)]; }
double entry(const std::vector<double>& table, int k) { return table[static_cast<std::size_t>(k)]; }

const SamplerPlan& plan_of(const Sources& sources, const QuantityArgs& args) {
    return sources.problem().samplers[static_cast<std::size_t>(args.whole(0))];
}

/// The step that leaves a level, towards the data; of a forward chain the one that arrives there.
const StepCoefficients& step_from(const SamplerPlan& plan, int level) {
    const auto leaves = [level](const StepCoefficients& step) {
        return step.t == level && (step.move == MoveKind::reverse || step.move == MoveKind::forward);
    };
    const auto found = std::find_if(plan.steps.begin(), plan.steps.end(), leaves);
    if (found == plan.steps.end())
        throw ExpressionError("no step of " + one_line(plan.spec.name, 60) + " leaves level " + std::to_string(level) +
                              "; allowed: a level that it visits, not the last");
    return *found;
}

Quantity of_step(const char* name, const char* says, double (*of)(const StepCoefficients&)) {
    Quantity q{.name = name, .takes = {Takes::sampler, Takes::step}, .says = says, .group = step_group, .exact = true};
    q.value = [of](const Sources& sources, const QuantityArgs& args) {
        return QuantityValue{.value = of(step_from(plan_of(sources, args), args.whole(1)))};
    };
    return q;
}

Quantity of_sampler(const char* name, const char* says, double (*of)(const SamplerPlan&)) {
    Quantity q{.name = name, .takes = {Takes::sampler}, .says = says, .group = step_group, .exact = true};
    q.value = [of](const Sources& sources, const QuantityArgs& args) {
        return QuantityValue{.value = of(plan_of(sources, args))};
    };
    return q;
}

std::vector<Quantity> level_quantities() {
    return {
        of_level("alpha_bar", "ᾱ at a level; of ve and flow a²/(a² + b²)",
                 [](const Process& p, int k) { return entry(p.schedule.alpha_bar, k); }),
        of_level("alpha", "α at a level", [](const Process& p, int k) { return entry(p.schedule.alpha, k); }),
        of_level("beta", "β at a level", [](const Process& p, int k) { return entry(p.schedule.beta, k); }),
        of_level(
            "beta_tilde", "β̃, the variance of q(x_(t−1) | x_t, x₀)",
            [](const Process& p, int k) { return p.schedule.posterior_variance(k); }, Takes::step),
        of_level("a", "what is left of x₀: x_t = a x₀ + b ε", [](const Process& p, int k) { return at(p, k).a; }),
        of_level("b", "the noise's standard deviation", [](const Process& p, int k) { return at(p, k).b; }),
        of_level("sigma", "b/a", [](const Process& p, int k) { return at(p, k).b / at(p, k).a; }),
        of_level("snr", "a²/b²", [](const Process& p, int k) { return std::pow(at(p, k).a / at(p, k).b, 2); }),
        of_level("time", "t as the axes show it: on the chain k, on ve and flow k/T",
                 [](const Process& p, int k) { return at(p, k).t; }),
        of_level(
            "added_variance", "of the noise that the step from level k − 1 to k adds: β on the chain",
            [](const Process& p, int k) { return transition(at(p, k), at(p, k - 1)).B; }, Takes::step),
        {.name = "T",
         .says = "how many steps the process has",
         .group = level_group,
         .exact = true,
         .value =
             [](const Sources& s, const QuantityArgs&) {
                 return QuantityValue{.value = static_cast<double>(s.problem().process.steps())};
             }},
        {.name = "sigma_max",
         .says = "b/a at T",
         .group = level_group,
         .exact = true,
         .value =
             [](const Sources& s, const QuantityArgs&) {
                 const Level& last = s.problem().process.levels.back();
                 return QuantityValue{.value = last.b / last.a};
             }},
    };
}

} // namespace

std::vector<Quantity> plan_quantities() {
    std::vector<Quantity> all = level_quantities();
    for (Quantity& q : std::vector<Quantity>{
             of_sampler("steps", "how many steps the sampler takes",
                        [](const SamplerPlan& plan) { return static_cast<double>(plan.reverse_steps()); }),
             of_sampler("evaluations", "how often a particle asks the denoiser",
                        [](const SamplerPlan& plan) { return static_cast<double>(plan.evaluations()); }),
             of_sampler("eta", "its η", [](const SamplerPlan& plan) { return plan.spec.eta; }),
             of_step("k_x0", "factor of x̂₀ in the step that leaves a level",
                     [](const StepCoefficients& step) { return step.k_x0; }),
             of_step("k_eps", "factor of ε̂", [](const StepCoefficients& step) { return step.k_eps; }),
             of_step("noise", "standard deviation of the fresh noise",
                     [](const StepCoefficients& step) { return step.noise.size() > 0 ? step.noise(0, 0) : 0; }),
             of_step("k_last", "factor of x̂₀ − x̂₀ of the step before",
                     [](const StepCoefficients& step) { return step.k_last; }),
             of_step("k_again", "factor of ε̂ where the step arrives − ε̂",
                     [](const StepCoefficients& step) { return step.k_again; }),
         })
        all.push_back(std::move(q));
    return all;
}

} // namespace halfstep
