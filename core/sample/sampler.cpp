#include "core/sample/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

/// The noise that a DDPM step adds: beta_tilde, B, or the log interpolation between them.
double ddpm_variance(const SamplerSpec& sampler, Transition move, const StepCoefficients* last) {
    if (sampler.convention == Convention::diffusers) move.beta_tilde = std::max(move.beta_tilde, 1e-20); // its clamp
    switch (sampler.variance) {
    case Variance::small: return move.beta_tilde;
    case Variance::large: return move.B;
    case Variance::learned: {
        const double before = last ? transition(last->from, last->to).beta_tilde : 0;
        const double floor = move.beta_tilde > 0 ? move.beta_tilde : before; // log 0 at the data, see make_step
        return floor > 0 ? std::exp(sampler.v * std::log(move.B) + (1 - sampler.v) * std::log(floor)) : move.B;
    }
    }
    return 0;
}

/// The noise of a rule whose mean does not make room for it.
double noise_alone(const SamplerSpec& sampler, const Transition& move, const StepCoefficients* last, bool on_the_way) {
    if (!(sampler.eta > 0) || !(on_the_way || sampler.final_noise)) return 0;
    return sampler.eta * sampler.eta * ddpm_variance(sampler, move, last);
}

/// Var(x_s | x_t) of a Gaussian target: beta_tilde from not knowing x_s, plus what is not known of x0 [MATH.md 3.3].
Mat true_reverse_cov(const Level& from, const Level& to, const Transition& move, const Target& target) {
    const double weight_x0 = to.a * move.B / (from.b * from.b); // of x0 in the mean of q(x_s | x_t, x0)
    Mat cov = weight_x0 * weight_x0 * posterior(target, from, from.a * target.mean()).cov;
    cov.diagonal().array() += move.beta_tilde;
    return cov;
}

/// The change of a(t) and b(t) over a step back in time, by their slopes at its noisy end, and g^2 dt of the SDE there.
/// On the chain beta dt is B, also across several of its levels, as for every respaced chain here.
struct Slopes {
    double da = 0, db = 0, g2 = 0;
};
Slopes slopes(ProcessKind process, const Level& from, const Level& to, double B) {
    switch (process) {
    case ProcessKind::vp: return {B / 2 * from.a, -B / 2 * from.a * from.a / from.b, B};
    case ProcessKind::ve: return {0, -B / (2 * from.b), B};
    case ProcessKind::flow: {
        const double dt = from.b - to.b;
        return {dt, -dt, 2 * dt * from.b / from.a};
    }
    }
    return {};
}

/// How far a step moves in log(a/b), half the log of the signal-to-noise ratio.
double log_step(const Level& from, const Level& to) { return std::log(to.a / to.b) - std::log(from.a / from.b); }

/// An explicit Euler step in t: dx = a' x0_hat + b' eps_hat for the ODE; for the SDE half of
/// -g^2 score = g^2 eps_hat / b in addition, and noise of g^2.
StepCoefficients euler_step(const SamplerSpec& sampler, const Level& from, const Level& to, ProcessKind process,
                            int dim) {
    const Slopes back = slopes(process, from, to, transition(from, to).B);
    StepCoefficients step{.from = from, .to = to, .k_x0 = from.a + back.da, .k_eps = from.b + back.db};
    const bool stochastic = sampler.kind == SamplerKind::euler_maruyama;
    if (stochastic) step.k_eps -= back.g2 / (2 * from.b);
    const double variance = stochastic && (to.b > 0 || sampler.final_noise) ? back.g2 : 0;
    step.noise = std::sqrt(variance) * Mat::Identity(dim, dim);
    return step;
}

/// sqrt(B) is the noise of this very move; the coefficients are those of x at the level with less noise.
StepCoefficients forward_step(const Level& from, const Level& to, int dim) {
    const Transition move = transition(from, to);
    return {.move = MoveKind::forward,
            .from = from,
            .to = to,
            .k_x0 = from.a,
            .k_eps = move.A * to.b,
            .noise = std::sqrt(move.B) * Mat::Identity(dim, dim)};
}

} // namespace

StepCoefficients make_step(const SamplerSpec& sampler, const Level& from, const Level& to, const Target& target,
                           const StepContext& context) {
    const StepCoefficients* const last = context.last;
    const Transition move = transition(from, to);
    const double a_t = from.a, b_t = from.b, a_s = to.a, b_s = to.b;
    const double A = move.A, B = move.B, beta_tilde = move.beta_tilde;

    // The mean of q(x_s | x_t, x0) is a_s x0 + sqrt(b_s^2 - beta_tilde) eps, and that root is A b_s^2 / b_t.
    const double mean_eps = A * b_s * b_s / b_t;

    StepCoefficients step{.from = from, .to = to, .k_x0 = a_s};
    double variance = 0;
    switch (sampler.kind) {
    case SamplerKind::ddim:
        // Not 0 * beta_tilde: from clean data (b_t = 0, encoding) that is 0 * infinity.
        variance = sampler.eta > 0 ? sampler.eta * sampler.eta * beta_tilde : 0;
        step.k_eps = std::sqrt(std::max(0.0, b_s * b_s - variance)); // plan() has refused an eta beyond rounding
        break;
    case SamplerKind::ddpm:
        step.k_eps = mean_eps;
        variance = b_s > 0 || sampler.final_noise ? ddpm_variance(sampler, move, last) : 0;
        break;
    case SamplerKind::heun:
        // The mean of eps_hat at both ends of DDIM's step in b/a; one end only where the other has no eps.
        step.k_eps = b_s;
        if (a_t > 0 && b_s > 0) step.k_again = (b_s - a_s * b_t / a_t) / 2;
        break;
    case SamplerKind::dpm_solver:
        // DDIM with x0_hat taken half a step further in log(a/b), on the line through the last one.
        step.k_eps = b_s;
        if (last && b_s > 0) // 0 after a step that came from a = 0
            step.k_last = (a_s - a_t * b_s / b_t) * log_step(from, to) / (2 * log_step(last->from, from));
        break;
    case SamplerKind::euler_ode:
    case SamplerKind::euler_maruyama: return euler_step(sampler, from, to, context.process, target.dim());
    case SamplerKind::mean_only:
        step.k_eps = mean_eps;
        variance = noise_alone(sampler, move, last, b_s > 0);
        break;
    case SamplerKind::half_step:
        // Half way from x_t = a_t x0 + b_t eps to that mean.
        step.k_x0 = (a_t + a_s) / 2;
        step.k_eps = (b_t + mean_eps) / 2;
        break;
    case SamplerKind::naive_inverse:
        // (x_t - sqrt(B) eps) / A: takes all of the noise for that of one step.
        step.k_eps = (b_t - std::sqrt(B)) / A;
        variance = noise_alone(sampler, move, last, b_s > 0);
        break;
    case SamplerKind::forward: return forward_step(from, to, target.dim());
    case SamplerKind::true_reverse:
        step.k_eps = mean_eps;
        step.noise = cholesky(true_reverse_cov(from, to, move, target));
        return step;
    case SamplerKind::recorded: return {.move = MoveKind::recorded, .from = from, .to = to};
    }
    step.noise = std::sqrt(variance) * Mat::Identity(target.dim(), target.dim());
    return step;
}

StepCoefficients churn_step(const Churn& churn, double gamma, const Level& from, ProcessKind process, int dim) {
    const double sigma = (1 + gamma) * from.b / from.a;
    StepCoefficients step;
    step.move = MoveKind::churn;
    step.from = step.to = from;
    if (process == ProcessKind::vp) step.to.a = 1 / std::sqrt(1 + sigma * sigma);
    if (process == ProcessKind::flow) step.to.a = 1 / (1 + sigma);
    step.to.b = sigma * step.to.a;
    step.k_x0 = step.to.a;
    step.k_eps = step.to.a * from.b / from.a; // together (a_s / a_t) x_t
    const double missing = step.to.b * step.to.b - step.k_eps * step.k_eps;
    step.noise = churn.s_noise * std::sqrt(std::max(0.0, missing)) * Mat::Identity(dim, dim);
    return step;
}

StepCoefficients corrector_step(double snr, const Level& level, int dim) {
    StepCoefficients step;
    step.move = MoveKind::correct;
    step.from = step.to = level;
    step.k_x0 = level.a;
    step.k_eps = level.b * (1 - 2 * snr * snr); // epsilon score = -2 snr^2 b eps_hat
    step.noise = 2 * snr * level.b * Mat::Identity(dim, dim);
    return step;
}

} // namespace halfstep
