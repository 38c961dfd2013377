#include "core/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// The noise that a DDPM step adds: beta_tilde, B, or the log interpolation between them.
double ddpm_variance(const SamplerSpec& sampler, double B, double beta_tilde, double last_beta_tilde) {
    switch (sampler.variance) {
    case Variance::small: return beta_tilde;
    case Variance::large: return B;
    case Variance::learned: {
        const double floor = beta_tilde > 0 ? beta_tilde : last_beta_tilde; // log 0 at the data, see make_step
        return floor > 0 ? std::exp(sampler.v * std::log(B) + (1 - sampler.v) * std::log(floor)) : B;
    }
    }
    return 0;
}

/// Var(x_s | x_t) of a Gaussian target: beta_tilde from not knowing x_s, plus what is not known of x0 [MATH.md 3.3].
Mat true_reverse_cov(const Level& from, const Level& to, const Transition& move, const Target& target) {
    const double weight_x0 = to.a * move.B / (from.b * from.b); // of x0 in the mean of q(x_s | x_t, x0)
    Mat cov = weight_x0 * weight_x0 * posterior(target, from, from.a * target.mean()).cov;
    cov.diagonal().array() += move.beta_tilde;
    return cov;
}

/// Six digits, rounded down: a limit that a message states must itself be allowed.
std::string rounded_down(double value) {
    if (!std::isfinite(value)) return "any";
    const double unit = std::pow(10, std::floor(std::log10(value)) - 5);
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", std::floor(value / unit) * unit);
    return text;
}

} // namespace

Step make_step(const SamplerSpec& sampler, const Level& from, const Level& to, const Target& target,
               double last_beta_tilde) {
    const Transition move = transition(from, to);
    const double a_t = from.a, b_t = from.b, a_s = to.a, b_s = to.b;
    const double A = move.A, B = move.B, beta_tilde = move.beta_tilde;

    // The mean of q(x_s | x_t, x0) is a_s x0 + sqrt(b_s^2 - beta_tilde) eps, and that root is A b_s^2 / b_t.
    const double mean_eps = A * b_s * b_s / b_t;

    Step step;
    step.from = from;
    step.to = to;
    step.k_x0 = a_s;
    double variance = 0;
    switch (sampler.kind) {
    case SamplerKind::ddim:
        // Not 0 * beta_tilde: from clean data (b_t = 0, encoding) that is 0 * infinity.
        variance = sampler.eta > 0 ? sampler.eta * sampler.eta * beta_tilde : 0;
        step.k_eps = std::sqrt(std::max(0.0, b_s * b_s - variance)); // plan() has refused an eta beyond rounding
        break;
    case SamplerKind::ddpm:
        step.k_eps = mean_eps;
        variance = b_s > 0 || sampler.final_noise ? ddpm_variance(sampler, B, beta_tilde, last_beta_tilde) : 0;
        break;
    case SamplerKind::mean_only: step.k_eps = mean_eps; break;
    case SamplerKind::half_step: // half way from x_t = a_t x0 + b_t eps to that mean
        step.k_x0 = (a_t + a_s) / 2;
        step.k_eps = (b_t + mean_eps) / 2;
        break;
    case SamplerKind::naive_inverse: // (x_t - sqrt(B) eps) / A: takes all of the noise for that of one step
        step.k_eps = (b_t - std::sqrt(B)) / A;
        break;
    case SamplerKind::true_reverse:
        step.k_eps = mean_eps;
        step.noise = cholesky(true_reverse_cov(from, to, move, target));
        return step;
    }
    step.noise = std::sqrt(variance) * Mat::Identity(target.dim(), target.dim());
    return step;
}

std::vector<int> visited_levels(const SamplerSpec& sampler, int T) {
    std::vector<int> levels = timesteps(sampler.spacing, T, sampler.steps.value_or(T));
    std::reverse(levels.begin(), levels.end());
    levels.push_back(0);
    return levels;
}

double max_eta(const SamplerSpec& sampler, const Process& process) {
    const std::vector<int> levels = visited_levels(sampler, process.steps());
    double largest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        const Level& from = process.levels[levels[i]];
        const Level& to = process.levels[levels[i + 1]];
        if (to.b > 0) largest = std::min(largest, from.b / std::sqrt(transition(from, to).B));
    }
    return largest;
}

std::vector<Step> plan(const SamplerSpec& sampler, const Process& process, const Target& target) {
    const std::vector<int> levels = visited_levels(sampler, process.steps());
    if (sampler.kind == SamplerKind::ddim) {
        const double largest = max_eta(sampler, process);
        // A hair of slack for eta = max_eta itself.
        if (!(sampler.eta >= 0) || sampler.eta > largest * (1 + 1e-12))
            throw Error("eta", "sigma = eta sqrt(beta_tilde) must not exceed b_s; allowed: 0 to " +
                                   rounded_down(largest) +
                                   " on these steps (0: deterministic DDIM, 1: DDPM with the small variance)");
    }
    if (sampler.kind == SamplerKind::ddpm && !(sampler.v >= 0 && sampler.v <= 1))
        throw Error("v", "interpolates the logarithm of the variance; allowed: 0 (small) to 1 (large)");
    if (sampler.kind == SamplerKind::true_reverse && !target.is_gaussian())
        throw Error("kind",
                    "true-reverse is the closed form of a Gaussian target; allowed: target.kind = \"gaussian\"");
    if (sampler.kind == SamplerKind::naive_inverse && !(process.levels[levels.front()].a > 0))
        throw Error("kind", "naive-inverse divides by the signal that is left, and none is left at the first level; "
                            "allowed: a process with a(T) > 0 (vp or ve)");

    std::vector<Step> steps;
    steps.reserve(levels.size() - 1);
    double last_beta_tilde = 0;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
        const Level& from = process.levels[levels[i]];
        const Level& to = process.levels[levels[i + 1]];
        Step step = make_step(sampler, from, to, target, last_beta_tilde);
        step.t = levels[i];
        step.s = levels[i + 1];
        steps.push_back(std::move(step));
        last_beta_tilde = transition(from, to).beta_tilde;
    }
    return steps;
}

Target start_law(const SamplerSpec& sampler, const Process& process, const Target& target) {
    if (sampler.start == Start::exact)
        return marginal(target, process.levels[visited_levels(sampler, process.steps()).front()]);
    const int dim = target.dim();
    return Target{{Component{1, Vec::Zero(dim), Mat::Identity(dim, dim)}}};
}

} // namespace halfstep
