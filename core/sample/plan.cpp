#include "core/sample/plan.h"

#include "core/spec/error.h"
#include "core/spec/limit_text.h"
#include "core/spec/limits.h"
#include "core/spec/sampler_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

// Draws beside those of the reverse steps: so many to a reverse step, whether they are used or not, so that a sampler
// with more corrector steps shares the draws of one with fewer.
constexpr std::uint32_t draws_between = 32;
static_assert(Limits::max_corrector_steps + 1 < static_cast<int>(draws_between));

void check_eta(const SamplerSpec& sampler, const Process& process, const Target& target) {
    if (takes_noise_alone(sampler.kind) && !(sampler.eta >= 0 && sampler.eta <= max_eta_alone))
        throw Error("eta",
                    "scales the noise that is added to this rule; allowed: 0 (none) to " + rounded_down(max_eta_alone));
    if (fact(sampler.kind).eta != Eta::trades) return;
    const double largest = max_eta(sampler, process, target);
    // A hair of slack for eta = max_eta itself.
    if (!(sampler.eta >= 0) || sampler.eta > largest * (1 + 1e-12))
        throw Error("eta", "sigma = eta sqrt(beta_tilde) must not exceed b_s; allowed: " +
                               (std::isfinite(largest) ? "0 to " + rounded_down(largest) : std::string("0 and more")) +
                               " on these steps (0: deterministic DDIM, 1: DDPM with the small variance)");
}

void check_kind(const SamplerSpec& sampler, const Level& first, const Process& process, const Target& target) {
    if ((fact(sampler.kind).adds_noise || takes_noise_alone(sampler.kind)) && !(sampler.v >= 0 && sampler.v <= 1))
        throw Error("v", "interpolates the logarithm of the variance; allowed: 0 (small) to 1 (large)");
    if (fact(sampler.kind).from_file)
        throw Error("kind", "has no rule by which it could be computed; allowed: a sampler beside it in a scene");
    if (fact(sampler.kind).needs_gaussian && !target.is_gaussian())
        throw Error("kind",
                    "true-reverse is the closed form of a Gaussian target; allowed: target.kind = \"gaussian\"");
    if (sampler.kind == SamplerKind::naive_inverse && !(first.a > 0))
        throw Error("kind", "naive-inverse divides by the signal that is left, and none is left at the first level; "
                            "allowed: a process with a(T) > 0 (ve, or vp without zero_terminal_snr)");
    if (sampler.kind == SamplerKind::euler_maruyama && process.kind == ProcessKind::flow && !(first.a > 0))
        throw Error("kind", "the noise of the reverse SDE is infinite where no signal is left, at the first level; "
                            "allowed: levels that start below T (spacing = \"leading\"), or a process vp or ve");
}

/// What speaks of a start from noise or of a denoiser has no meaning for the forward chain.
void check_forward(const SamplerSpec& sampler) {
    if (fact(sampler.kind).asks_denoiser) return;
    const auto refuse = [](const char* key, const char* allowed) {
        throw Error(key, std::string("the forward chain starts from data and asks no denoiser; allowed: ") + allowed);
    };
    if (sampler.start != Start::prior) refuse("start", "none");
    if (sampler.clip.on()) refuse("clip", "off");
    if (sampler.corrector_steps != 0) refuse("corrector_steps", "0");
    if (sampler.exact_denoiser) refuse("denoiser", "none");
}

void check_churn(const SamplerSpec& sampler) {
    if (!takes_churn(sampler.kind)) return;
    const Churn& churn = sampler.churn;
    if (!(churn.s_churn >= 0 && churn.s_churn <= max_s_churn))
        throw Error("churn", "is S_churn, which raises sigma by min(S_churn / S, sqrt(2) - 1) before a step; "
                             "allowed: 0 (none) to " +
                                 rounded_down(max_s_churn));
    if (!(churn.s_noise > 0 && churn.s_noise <= 10))
        throw Error("s_noise", "is the standard deviation of the churned noise, 1 where it fits the level; "
                               "allowed: above 0, to 10");
    if (!(churn.s_tmin >= 0)) throw Error("s_tmin", "is a sigma = b/a; allowed: 0 and more");
    if (churn.s_tmax && !(*churn.s_tmax >= churn.s_tmin))
        throw Error("s_tmax", "is below s_tmin; allowed: s_tmin and more");
}

void check_corrector(const SamplerSpec& sampler, int T) {
    if (sampler.corrector_steps < 0 || sampler.corrector_steps > Limits::max_corrector_steps)
        throw Error("corrector_steps",
                    "each costs as much as a step; allowed: 0 to " + std::to_string(Limits::max_corrector_steps));
    if (!(sampler.corrector_snr > 0 && sampler.corrector_snr < 1))
        throw Error("corrector_snr",
                    "r sets the step size 2 (r b)^2, and from r = 1 on steps overshoot; allowed: above 0, below 1");
    const int most = most_corrector_steps(sampler, T);
    if (sampler.corrector_steps > most)
        throw Error("corrector_steps", "makes " + std::to_string(most_moves(sampler, T)) +
                                           " moves, and moments and histograms are kept for every one; allowed: 0 to " +
                                           std::to_string(most) + " with so many steps, or fewer steps");
}

void check_clip(const Clip& clip) {
    if (!clip.on()) return;
    if (!(clip.range > 0 && clip.range <= 1e9))
        throw Error("clip_range", "bounds the coordinates of x0_hat; allowed: above 0, to 1e9");
    if (!(clip.percentile > 0 && clip.percentile <= 1))
        throw Error("clip_percentile", "is a share of a sample's coordinates; allowed: above 0, to 1");
}

/// Where between the levels of the grid a noise level lies, as their t says it; beyond the noisiest: its t.
double t_of(const Process& process, const Level& level) {
    const auto noise = [&](const Level& l) { return process.kind == ProcessKind::flow ? l.b : l.b * l.b; };
    const auto above = std::lower_bound(process.levels.begin(), process.levels.end(), level,
                                        [&](const Level& l, const Level& wanted) { return noise(l) < noise(wanted); });
    if (above == process.levels.end()) return process.levels.back().t;
    if (above == process.levels.begin()) return above->t;
    const Level& below = *(above - 1);
    return below.t + (above->t - below.t) * (noise(level) - noise(below)) / (noise(*above) - noise(below));
}

/// The move that raises a level before the step that leaves it, where there is one.
std::optional<StepCoefficients> churn_before(const SamplerSpec& sampler, const Process& process, const Level& level,
                                             std::size_t steps, int dim) {
    const Churn& churn = sampler.churn;
    if (!takes_churn(sampler.kind) || !(churn.s_churn > 0) || !(level.a > 0))
        return std::nullopt; // no signal, no ratio to raise
    const double sigma = level.b / level.a;
    if (sigma < churn.s_tmin || (churn.s_tmax && sigma > *churn.s_tmax)) return std::nullopt;
    const double gamma = std::min(churn.s_churn / static_cast<double>(steps), std::sqrt(2.0) - 1);
    StepCoefficients raise = churn_step(churn, gamma, level, process.kind, dim);
    raise.to.t = t_of(process, raise.to);
    return raise;
}

} // namespace

std::int64_t most_moves(const SamplerSpec& sampler, int T) {
    const std::int64_t a_step = 1 + (takes_churn(sampler.kind) && sampler.churn.s_churn > 0) + sampler.corrector_steps;
    return a_step * reverse_steps(sampler, T);
}

int most_corrector_steps(const SamplerSpec& sampler, int T) {
    SamplerSpec without = sampler;
    without.corrector_steps = 0;
    const std::int64_t left = max_moves - most_moves(without, T), steps = std::max(1, reverse_steps(sampler, T));
    return static_cast<int>(std::clamp<std::int64_t>(left / steps, 0, Limits::max_corrector_steps));
}

double max_eta(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const std::vector<TimestepPair> list = timestep_pairs(sampler, process, target);
    double largest = std::numeric_limits<double>::infinity();
    for (const TimestepPair& pair : list) {
        Level from = process.levels[pair.t];
        const Level& to = process.levels[pair.s];
        if (const auto raise = churn_before(sampler, process, from, list.size(), 1)) from = raise->to;
        if (to.b > 0) largest = std::min(largest, from.b / std::sqrt(transition(from, to).B));
    }
    return largest;
}

void check_inversion(const SamplerSpec& sampler, const Process& process, const Target& target,
                     const DenoiserSpec& denoiser) {
    if (sampler.inversion != Inversion::implicit) return;
    if (denoiser.kind != DenoiserKind::exact)
        throw Error("inversion", "implicit undoes steps, which only those of the exact denoiser are sure to allow; "
                                 "allowed: explicit, guided, diffusers, or denoiser.kind = \"exact\"");
    if (sampler.clip.on())
        throw Error("inversion", "implicit undoes steps, and what is clipped cannot be undone; "
                                 "allowed: explicit, guided, diffusers, or clip = \"off\"");
    for (const TimestepPair& pair : timestep_pairs(sampler, process, target)) {
        if (process.levels[pair.s].b > 0) continue;
        if (!(process.levels[pair.t].a > 0))
            throw Error("inversion", "implicit undoes steps, and the step from no signal to the data gives one "
                                     "point; allowed: explicit, guided, diffusers, or more steps");
        for (const Component& component : target.components)
            if (component.is_box() || !(cholesky(component.cov).diagonal().minCoeff() > 0))
                throw Error(
                    "inversion",
                    "implicit undoes steps, and x0_hat takes not all values where the target has points or boxes; "
                    "allowed: explicit, guided, diffusers");
    }
}

std::vector<StepCoefficients> plan(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const std::vector<TimestepPair> list = timestep_pairs(sampler, process, target);
    check_convention(sampler);
    check_eta(sampler, process, target);
    check_kind(sampler, process.levels[list.front().t], process, target);
    check_forward(sampler);
    check_churn(sampler);
    check_corrector(sampler, process.steps());
    check_clip(sampler.clip);
    if (sampler.start == Start::encoded) check_inversion(sampler, process, target);

    const int dim = target.dim();
    std::vector<StepCoefficients> moves;
    moves.reserve(static_cast<std::size_t>(most_moves(sampler, process.steps())));
    SamplerSpec rule = sampler;
    StepCoefficients last;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const TimestepPair pair = list[i];
        std::uint32_t between = static_cast<std::uint32_t>(i) * draws_between;
        const auto add = [&](StepCoefficients step, int t, int s) {
            step.t = t;
            step.s = s;
            if (step.move == MoveKind::forward) {
                step.stream = Stream::forward;
                step.draw = static_cast<std::uint32_t>(list.size() - i); // counted in time, from the data
            } else {
                const bool reverse = step.move == MoveKind::reverse;
                step.stream = reverse ? Stream::step : Stream::between;
                step.draw = reverse ? static_cast<std::uint32_t>(i) : between++;
            }
            moves.push_back(std::move(step));
        };
        Level from = process.levels[pair.t];
        const Level& to = process.levels[pair.s];
        if (auto raise = churn_before(sampler, process, from, list.size(), dim)) {
            from = raise->to;
            add(*std::move(raise), pair.t, pair.t);
        }
        rule.final_noise = noise_at_the_end(sampler, pair);
        StepCoefficients step =
            make_step(rule, from, to, target, {.last = i > 0 ? &last : nullptr, .process = process.kind});
        last = step;
        add(std::move(step), pair.t, pair.s);
        for (int k = 0; k < sampler.corrector_steps && to.b > 0; ++k)
            add(corrector_step(sampler.corrector_snr, to, dim), pair.s, pair.s);
    }
    return moves;
}

Target start_law(const SamplerSpec& sampler, const Process& process, const Target& target) {
    // What the encoder reaches is not known in general; it is meant to be the law of x_t.
    if (!starts_from_prior(sampler))
        return marginal(target, process.levels[timestep_pairs(sampler, process, target).front().t]);
    const int dim = target.dim();
    const double sigma = process.prior_sigma();
    return Target{{Component{1, Vec::Zero(dim), sigma * sigma * Mat::Identity(dim, dim)}}};
}

} // namespace halfstep
