#include "core/run/step_mistakes.h"

#include "core/spec/error.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

using Rule = std::optional<StepRule>;

/// Every reverse step changed.
template <class Change>
Rule each(const MeantStep& meant, const Change& change) {
    StepRule rule = meant_rule(meant.plan);
    for (std::size_t i = 0; i < rule.steps.size(); ++i)
        if (rule.steps[i].move == MoveKind::reverse) change(rule.steps[i], i);
    return rule;
}

/// The same sampler with other settings, or on other levels.
Rule replanned(const MeantStep& meant, const SamplerSpec& spec, const Process& process) {
    try {
        StepRule rule{plan(spec, process, meant.problem.target), spec.clip, meant.plan.denoiser};
        if (rule.steps.size() != meant.plan.steps.size()) return std::nullopt;
        return rule;
    } catch (const Error&) { // it is not possible
        return std::nullopt;
    }
}
Rule replanned(const MeantStep& meant, const SamplerSpec& spec) {
    return replanned(meant, spec, meant.problem.process);
}

template <class Change>
Rule with_spec(const MeantStep& meant, const Change& change) {
    SamplerSpec spec = meant.plan.spec;
    change(spec);
    return spec == meant.plan.spec ? std::nullopt : replanned(meant, spec);
}

// ---- the noise ----

Rule with_variance(const MeantStep& meant, Variance variance) {
    if (!adds_variance(meant.plan.spec)) return std::nullopt;
    return with_spec(meant, [&](SamplerSpec& spec) { spec.variance = variance; });
}
Rule large_variance(const MeantStep& meant) { return with_variance(meant, Variance::large); }
Rule small_variance(const MeantStep& meant) { return with_variance(meant, Variance::small); }

Rule other_last_noise(const MeantStep& meant, bool noise) {
    if (!may_end_in_noise(meant.plan.spec)) return std::nullopt;
    return with_spec(meant, [&](SamplerSpec& spec) { spec.final_noise = noise; });
}
Rule with_last_noise(const MeantStep& meant) { return other_last_noise(meant, true); }
Rule without_last_noise(const MeantStep& meant) { return other_last_noise(meant, false); }

template <class Change>
Rule with_noise(const MeantStep& meant, const Change& change) {
    if (std::none_of(meant.plan.steps.begin(), meant.plan.steps.end(), [](const auto& s) { return s.noisy(); }))
        return std::nullopt;
    return each(meant, [&](StepCoefficients& step, std::size_t i) { change(step, i); });
}
Rule variance_as_deviation(const MeantStep& meant) {
    return with_noise(meant, [](StepCoefficients& step, std::size_t) { step.noise = step.noise * step.noise; });
}
Rule root_of_deviation(const MeantStep& meant) {
    return with_noise(meant, [](StepCoefficients& step, std::size_t) { step.noise = step.noise.cwiseSqrt(); });
}
Rule no_noise(const MeantStep& meant) {
    return with_noise(meant, [](StepCoefficients& step, std::size_t) { step.noise.setZero(); });
}
Rule negative_noise(const MeantStep& meant) {
    Rule rule = with_noise(meant, [](StepCoefficients&, std::size_t) {});
    if (rule) rule->noise_factor = -1;
    return rule;
}

Rule noise_size_of(const MeantStep& meant, int later) {
    const auto& steps = meant.plan.steps;
    return with_noise(meant, [&](StepCoefficients& step, std::size_t i) {
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(i) + later;
        if (at >= 0 && at < std::ssize(steps)) step.noise = steps[static_cast<std::size_t>(at)].noise;
    });
}
Rule noise_size_of_next(const MeantStep& meant) { return noise_size_of(meant, 1); }
Rule noise_size_of_last(const MeantStep& meant) { return noise_size_of(meant, -1); }

Rule noise_of(const MeantStep& meant, int later) {
    Rule rule = with_noise(meant, [](StepCoefficients&, std::size_t) {});
    if (rule) rule->noise_from = later;
    return rule;
}
Rule noise_of_next(const MeantStep& meant) { return noise_of(meant, 1); }
Rule noise_of_last(const MeantStep& meant) { return noise_of(meant, -1); }

/// DDIM's mean that leaves no room for the noise.
Rule no_room_for_noise(const MeantStep& meant) {
    if (fact(meant.plan.spec.kind).eta != Eta::trades || !(meant.plan.spec.eta > 0)) return std::nullopt;
    return each(meant, [](StepCoefficients& step, std::size_t) { step.k_eps = step.to.b; });
}

// ---- x0_hat ----

Rule clipped(const MeantStep& meant, bool rederive) {
    StepRule rule = meant_rule(meant.plan);
    rule.clip = {.kind = Clip::Kind::static_, .range = 1, .rederive_eps = rederive};
    if (rule.clip == meant.plan.spec.clip) return std::nullopt;
    return rule;
}
Rule clip_all(const MeantStep& meant) { return clipped(meant, true); }
Rule clip_x0_alone(const MeantStep& meant) { return clipped(meant, false); }
Rule no_clip(const MeantStep& meant) {
    if (!meant.plan.spec.clip.on()) return std::nullopt;
    StepRule rule = meant_rule(meant.plan);
    rule.clip = {};
    return rule;
}

// ---- which level ----

const Level& level_near(const MeantStep& meant, int level) {
    const auto& levels = meant.problem.process.levels;
    return levels[static_cast<std::size_t>(std::clamp(level, 0, static_cast<int>(levels.size()) - 1))];
}

/// The denoiser is told another t.
Rule told(const MeantStep& meant, int by) {
    return each(meant, [&](StepCoefficients& step, std::size_t) {
        const Level& level = level_near(meant, step.t + by);
        if (level.b > 0 && level.a > 0) step.label = level;
    });
}
Rule told_lower(const MeantStep& meant) { return told(meant, -1); }
Rule told_higher(const MeantStep& meant) { return told(meant, 1); }

/// The coefficients of another step; the denoiser is told the right level, or that one's, too.
Rule shifted(const MeantStep& meant, int by, bool denoiser_too) {
    const StepCoefficients* last = nullptr;
    StepRule rule = meant_rule(meant.plan);
    for (StepCoefficients& step : rule.steps) {
        if (step.move != MoveKind::reverse) continue;
        const Level from = level_near(meant, step.t + by), to = level_near(meant, step.s + by);
        if (!(from.b > 0) || !(from.a > 0) || !(from.b > to.b)) continue;
        const StepCoefficients as_meant = step;
        step = make_step(meant.plan.spec, from, to, meant.problem.target,
                         {.last = last, .process = meant.problem.process.kind});
        step.t = as_meant.t;
        step.s = as_meant.s;
        step.stream = as_meant.stream;
        step.draw = as_meant.draw;
        if (!denoiser_too) { // its factors of x_t and eps_hat, which is that of the level of x_t
            const double of_x = step.k_x0 / from.a, of_eps = step.k_eps - of_x * from.b;
            step.from = as_meant.from;
            step.to = as_meant.to;
            step.k_x0 = of_x * step.from.a;
            step.k_eps = of_x * step.from.b + of_eps;
        }
        last = &step;
    }
    return rule;
}
Rule one_level_lower(const MeantStep& meant) { return shifted(meant, -1, true); }
Rule one_level_higher(const MeantStep& meant) { return shifted(meant, 1, true); }
Rule coefficients_lower(const MeantStep& meant) { return shifted(meant, -1, false); }
Rule coefficients_higher(const MeantStep& meant) { return shifted(meant, 1, false); }

// ---- the mean of DDPM, (x_t - beta / sqrt(1 - alpha_bar) eps_hat) / sqrt(alpha) ----

bool has_mean_of_ddpm(const SamplerSpec& spec) {
    return spec.kind == SamplerKind::ddpm || spec.kind == SamplerKind::mean_only ||
           (spec.kind == SamplerKind::ddim && spec.eta == 1);
}

/// The factors of x_t and eps_hat, which `change` sees with the step and its transition.
template <class Change>
Rule with_mean(const MeantStep& meant, const Change& change) {
    if (!has_mean_of_ddpm(meant.plan.spec)) return std::nullopt;
    return each(meant, [&](StepCoefficients& step, std::size_t) {
        const Transition move = transition(step.from, step.to);
        double of_x = 1 / move.A, of_eps = -move.B / (move.A * step.from.b);
        change(step, move, of_x, of_eps);
        step.k_x0 = of_x * step.from.a;
        step.k_eps = of_x * step.from.b + of_eps;
    });
}
Rule root_of_one_minus_alpha(const MeantStep& meant) {
    return with_mean(meant, [](const auto&, const Transition& move, double&, double& of_eps) {
        of_eps = -std::sqrt(move.B) / move.A;
    });
}
Rule alpha_bar_in_front(const MeantStep& meant) {
    return with_mean(meant, [](const StepCoefficients& step, const Transition& move, double& of_x, double& of_eps) {
        of_x = 1 / step.from.a;
        of_eps *= move.A / step.from.a;
    });
}
Rule no_factor_in_front(const MeantStep& meant) {
    return with_mean(meant, [](const auto&, const Transition& move, double& of_x, double& of_eps) {
        of_x = 1;
        of_eps *= move.A;
    });
}
Rule no_root_in_front(const MeantStep& meant) {
    return with_mean(meant, [](const auto&, const Transition& move, double& of_x, double& of_eps) {
        of_x /= move.A;
        of_eps /= move.A;
    });
}
Rule root_of_beta(const MeantStep& meant) {
    return with_mean(meant,
                     [](const auto&, const Transition& move, double&, double& of_eps) { of_eps /= std::sqrt(move.B); });
}
Rule no_root_below(const MeantStep& meant) {
    return with_mean(meant,
                     [](const StepCoefficients& step, const auto&, double&, double& of_eps) { of_eps /= step.from.b; });
}
Rule eps_added(const MeantStep& meant) {
    return with_mean(meant, [](const auto&, const auto&, double&, double& of_eps) { of_eps = -of_eps; });
}
Rule factor_on_x_alone(const MeantStep& meant) {
    return with_mean(meant, [](const auto&, const Transition& move, double&, double& of_eps) { of_eps *= move.A; });
}

// ---- DDIM: sqrt(alpha_bar) x0_hat + sqrt(1 - alpha_bar - sigma^2) eps_hat ----

template <class Change>
Rule with_ddim(const MeantStep& meant, const Change& change) {
    if (meant.plan.spec.kind != SamplerKind::ddim) return std::nullopt;
    return each(meant, [&](StepCoefficients& step, std::size_t) { change(step); });
}
Rule no_root_before_x0(const MeantStep& meant) {
    return with_ddim(meant, [](StepCoefficients& step) { step.k_x0 *= step.k_x0; });
}
Rule no_root_before_eps(const MeantStep& meant) {
    return with_ddim(meant, [](StepCoefficients& step) { step.k_eps *= step.k_eps; });
}
Rule eps_of_old_level(const MeantStep& meant) {
    return with_ddim(meant, [](StepCoefficients& step) { step.k_eps = step.from.b; });
}
Rule x0_of_old_level(const MeantStep& meant) {
    return with_ddim(meant, [](StepCoefficients& step) { step.k_x0 = step.from.a; });
}

// ---- another sampler ----

Rule of_kind(const MeantStep& meant, SamplerKind kind, double eta) {
    if (meant.plan.spec.convention != Convention::paper) return std::nullopt;
    return with_spec(meant, [&](SamplerSpec& spec) {
        spec.kind = kind;
        spec.eta = eta;
        spec.churn = {};
    });
}
Rule ddim(const MeantStep& meant) { return of_kind(meant, SamplerKind::ddim, 0); }
Rule ddim_with_noise(const MeantStep& meant) { return of_kind(meant, SamplerKind::ddim, 1); }
Rule ddpm(const MeantStep& meant) { return of_kind(meant, SamplerKind::ddpm, 0); }
Rule heun(const MeantStep& meant) { return of_kind(meant, SamplerKind::heun, 0); }
Rule euler_ode(const MeantStep& meant) { return of_kind(meant, SamplerKind::euler_ode, 0); }
Rule euler_maruyama(const MeantStep& meant) { return of_kind(meant, SamplerKind::euler_maruyama, 0); }
Rule first_order(const MeantStep& meant) {
    if (meant.plan.spec.kind != SamplerKind::heun && meant.plan.spec.kind != SamplerKind::dpm_solver)
        return std::nullopt;
    return each(meant, [](StepCoefficients& step, std::size_t) { step.k_again = step.k_last = 0; });
}

// ---- alpha_bar in single precision ----

Rule in_single(const MeantStep& meant, bool product_in_double) {
    Process process = meant.problem.process;
    if (process.kind != ProcessKind::vp) return std::nullopt;
    float product = 1;
    double wide = 1;
    for (std::size_t k = 1; k < process.levels.size(); ++k) {
        const Transition move = transition(meant.problem.process.levels[k], meant.problem.process.levels[k - 1]);
        const float alpha = 1.0f - static_cast<float>(move.B);
        wide *= static_cast<double>(alpha);
        product = product_in_double ? static_cast<float>(wide) : product * alpha;
        process.levels[k].a = static_cast<double>(std::sqrt(product));
        process.levels[k].b = static_cast<double>(std::sqrt(1.0f - product));
    }
    return replanned(meant, meant.plan.spec, process);
}
Rule single_product(const MeantStep& meant) { return in_single(meant, false); }
Rule single_factors(const MeantStep& meant) { return in_single(meant, true); }

// The likelier of two that give the same comes first.
constexpr StepMistake mistakes[] = {
    {"⟨β⟩ in place of ⟨β̃⟩ as the variance of its noise", large_variance},
    {"⟨β̃⟩ in place of ⟨β⟩ as the variance of its noise", small_variance},
    {"noise times the variance, not times its root", variance_as_deviation},
    {"noise times the root of the standard deviation", root_of_deviation},
    {"noise in the last step, too", with_last_noise},
    {"no noise in the last step", without_last_noise},
    {"no noise", no_noise},
    {"noise that is subtracted", negative_noise},
    {"the standard deviation of the next step's noise", noise_size_of_next},
    {"the standard deviation of the noise of the step before", noise_size_of_last},
    {"the noise of the next step", noise_of_next},
    {"the noise of the step before", noise_of_last},
    {"⟨bₛ⟩ before ε̂, which leaves no room for the noise", no_room_for_noise},
    {"x̂₀ clipped to ±1", clip_all},
    {"x̂₀ clipped to ±1 and ε̂ as it was before", clip_x0_alone},
    {"x̂₀ as it is, not clipped", no_clip},
    {"the denoiser told t − 1", told_lower},
    {"the denoiser told t + 1", told_higher},
    {"all of the step at t − 1", one_level_lower},
    {"all of the step at t + 1", one_level_higher},
    {"the coefficients of t − 1", coefficients_lower},
    {"the coefficients of t + 1", coefficients_higher},
    {"⟨√β⟩ in place of ⟨b⟩ below the ⟨β⟩ before ε̂", root_of_one_minus_alpha},
    {"⟨1/√ᾱ⟩ in place of ⟨1/√α⟩ in front", alpha_bar_in_front},
    {"no factor ⟨1/√α⟩ in front", no_factor_in_front},
    {"⟨1/α⟩ in place of ⟨1/√α⟩ in front", no_root_in_front},
    {"⟨1/√α⟩ before xₜ alone", factor_on_x_alone},
    {"⟨√β⟩ in place of ⟨β⟩ before ε̂", root_of_beta},
    {"⟨b²⟩ in place of ⟨b⟩ below the ⟨β⟩ before ε̂", no_root_below},
    {"ε̂ that is added, not subtracted", eps_added},
    {"⟨aₛ²⟩ in place of ⟨aₛ⟩ before x̂₀", no_root_before_x0},
    {"⟨bₛ²⟩ in place of ⟨bₛ⟩ before ε̂", no_root_before_eps},
    {"⟨b⟩ in place of ⟨bₛ⟩ before ε̂", eps_of_old_level},
    {"⟨a⟩ in place of ⟨aₛ⟩ before x̂₀", x0_of_old_level},
    {"only the first line of the step", first_order},
    {"DDIM's step, η = 0", ddim},
    {"DDIM's step, η = 1", ddim_with_noise},
    {"DDPM's step", ddpm},
    {"Heun's step", heun},
    {"Euler's step of the ODE in t", euler_ode},
    {"the Euler–Maruyama step", euler_maruyama},
    {"⟨ᾱ⟩ multiplied in single precision", single_product},
    {"⟨ᾱ⟩ kept in single precision", single_factors},
};

} // namespace

std::span<const StepMistake> step_mistakes() { return mistakes; }

StepRule meant_rule(const SamplerPlan& plan) { return {plan.steps, plan.spec.clip, plan.denoiser}; }

} // namespace halfstep
