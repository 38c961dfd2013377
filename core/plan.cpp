#include "core/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

// Draws beside those of the reverse steps: so many to a reverse step, whether they are used or not, so that a sampler with more
// corrector steps shares the draws of one with fewer.
constexpr std::uint32_t draws_between = 32;
static_assert(max_corrector_steps + 1 < static_cast<int>(draws_between));

/// Six digits, rounded down: a limit that a message states must itself be allowed.
std::string rounded_down(double value) {
    if (!std::isfinite(value)) return "any";
    const double unit = std::pow(10, std::floor(std::log10(value)) - 5);
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", std::floor(value / unit) * unit);
    return text;
}

void check_eta(const SamplerSpec& sampler, const Process& process) {
    if (sampler.kind != SamplerKind::ddim) return;
    const double largest = max_eta(sampler, process);
    // A hair of slack for eta = max_eta itself.
    if (!(sampler.eta >= 0) || sampler.eta > largest * (1 + 1e-12))
        throw Error("eta", "sigma = eta sqrt(beta_tilde) must not exceed b_s; allowed: 0 to " + rounded_down(largest) +
                               " on these steps (0: deterministic DDIM, 1: DDPM with the small variance)");
}

void check_kind(const SamplerSpec& sampler, const Level& first, const Process& process, const Target& target) {
    if (sampler.kind == SamplerKind::ddpm && !(sampler.v >= 0 && sampler.v <= 1))
        throw Error("v", "interpolates the logarithm of the variance; allowed: 0 (small) to 1 (large)");
    if (sampler.kind == SamplerKind::true_reverse && !target.is_gaussian())
        throw Error("kind",
                    "true-reverse is the closed form of a Gaussian target; allowed: target.kind = \"gaussian\"");
    if (sampler.kind == SamplerKind::naive_inverse && !(first.a > 0))
        throw Error("kind", "naive-inverse divides by the signal that is left, and none is left at the first level; "
                            "allowed: a process with a(T) > 0 (vp or ve)");
    if (sampler.kind == SamplerKind::euler_maruyama && process.kind == ProcessKind::flow && !(first.a > 0))
        throw Error("kind", "the noise of the reverse SDE is infinite where no signal is left, at the first level; "
                            "allowed: levels that start below T (spacing = \"leading\"), or a process vp or ve");
}

void check_churn(const SamplerSpec& sampler) {
    if (!takes_churn(sampler.kind)) return;
    const Churn& churn = sampler.churn;
    if (!(churn.s_churn >= 0 && churn.s_churn <= max_s_churn))
        throw Error("churn",
                    "is S_churn, which raises sigma by min(S_churn / S, sqrt(2) - 1) before a step; allowed: 0 "
                    "(none) to " +
                        rounded_down(max_s_churn));
    if (!(churn.s_noise > 0 && churn.s_noise <= 10))
        throw Error("s_noise",
                    "is the standard deviation of the churned noise, 1 where it fits the level; allowed: above "
                    "0, to 10");
    if (!(churn.s_tmin >= 0)) throw Error("s_tmin", "is a sigma = b/a; allowed: 0 and more");
    if (churn.s_tmax && !(*churn.s_tmax >= churn.s_tmin))
        throw Error("s_tmax", "is below s_tmin; allowed: s_tmin and more");
}

void check_corrector(const SamplerSpec& sampler) {
    if (sampler.corrector_steps < 0 || sampler.corrector_steps > max_corrector_steps)
        throw Error("corrector_steps",
                    "each costs as much as a step; allowed: 0 to " + std::to_string(max_corrector_steps));
    if (!(sampler.corrector_snr > 0 && sampler.corrector_snr < 1))
        throw Error("corrector_snr",
                    "r sets the step size 2 (r b)^2, and from r = 1 on steps overshoot; allowed: above 0, below 1");
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
std::optional<Step> churn_before(const SamplerSpec& sampler, const Process& process, const Level& level,
                                 std::size_t steps, int dim) {
    const Churn& churn = sampler.churn;
    if (!takes_churn(sampler.kind) || !(churn.s_churn > 0) || !(level.a > 0))
        return std::nullopt; // no signal, no ratio to raise
    const double sigma = level.b / level.a;
    if (sigma < churn.s_tmin || (churn.s_tmax && sigma > *churn.s_tmax)) return std::nullopt;
    const double gamma = std::min(churn.s_churn / static_cast<double>(steps), std::sqrt(2.0) - 1);
    Step raise = churn_step(churn, gamma, level, process.kind, dim);
    raise.to.t = t_of(process, raise.to);
    return raise;
}

} // namespace

std::vector<int> visited_levels(const SamplerSpec& sampler, int T) {
    std::vector<int> levels = timesteps(sampler.spacing, T, sampler.steps.value_or(T));
    std::reverse(levels.begin(), levels.end());
    levels.push_back(0);
    return levels;
}

std::int64_t most_moves(const SamplerSpec& sampler, int T) {
    const std::int64_t a_step = 1 + (takes_churn(sampler.kind) && sampler.churn.s_churn > 0) + sampler.corrector_steps;
    return sampler.steps.value_or(T) * a_step;
}

double max_eta(const SamplerSpec& sampler, const Process& process) {
    const std::vector<int> levels = visited_levels(sampler, process.steps());
    double largest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        Level from = process.levels[levels[i]];
        const Level& to = process.levels[levels[i + 1]];
        if (const auto raise = churn_before(sampler, process, from, levels.size() - 1, 1)) from = raise->to;
        if (to.b > 0) largest = std::min(largest, from.b / std::sqrt(transition(from, to).B));
    }
    return largest;
}

std::vector<Step> plan(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const std::vector<int> levels = visited_levels(sampler, process.steps());
    check_eta(sampler, process);
    check_kind(sampler, process.levels[levels.front()], process, target);
    check_churn(sampler);
    check_corrector(sampler);

    const int dim = target.dim();
    const std::size_t S = levels.size() - 1;
    std::vector<Step> moves;
    moves.reserve(static_cast<std::size_t>(most_moves(sampler, process.steps())));
    Step last;
    for (std::size_t i = 0; i < S; ++i) {
        std::uint32_t between = static_cast<std::uint32_t>(i) * draws_between;
        const auto add = [&](Step step, int t, int s) {
            const bool reverse = step.move == MoveKind::reverse;
            step.t = t;
            step.s = s;
            step.stream = reverse ? Stream::step : Stream::between;
            step.draw = reverse ? static_cast<std::uint32_t>(i) : between++;
            moves.push_back(std::move(step));
        };
        const int t = levels[i], s = levels[i + 1];
        Level from = process.levels[t];
        const Level& to = process.levels[s];
        if (auto raise = churn_before(sampler, process, from, S, dim)) {
            from = raise->to;
            add(*std::move(raise), t, t);
        }
        Step step = make_step(sampler, from, to, target, i > 0 ? &last : nullptr, process.kind);
        last = step;
        add(std::move(step), t, s);
        for (int k = 0; k < sampler.corrector_steps && to.b > 0; ++k)
            add(corrector_step(sampler.corrector_snr, to, dim), s, s);
    }
    return moves;
}

Target start_law(const SamplerSpec& sampler, const Process& process, const Target& target) {
    if (sampler.start == Start::exact)
        return marginal(target, process.levels[visited_levels(sampler, process.steps()).front()]);
    const int dim = target.dim();
    return Target{{Component{1, Vec::Zero(dim), Mat::Identity(dim, dim)}}};
}

} // namespace halfstep
