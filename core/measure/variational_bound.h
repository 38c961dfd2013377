#pragma once
// Losses and the variational bound: what training minimises at every level, and what no network can get below.
//
//     L  =  L_T  +  sum over steps t -> s of  L_s,      L >= E[-log p(x0)],   in nats     [Ho et al. 2020, eq. 5]
//
// Every L_s is a constant plus a weight times E|x0 - x0_hat(x_t)|^2, and so is every loss that networks are trained
// with: one measured curve, the mean square error of x0_hat, gives them all. alpha_bar is written abar; t counts from
// 1, and abar_0 = 1.

#include "core/base/cancel.h"
#include "core/base/measured.h"
#include "core/law/target.h"
#include "core/process/process.h"
#include "core/sample/sampler.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace halfstep {

// ---- one level ----

/// What a denoiser misses at one level, as E|x0 - x0_hat|^2 summed over the coordinates.
struct LevelLoss {
    Level level;
    /// As training meets it: floor + excess, plus how far the draws of x0 and eps are from that [MATH.md 6.3].
    Measured loss;
    Measured floor; ///< E tr Cov[x0 | x_t]: the loss of the exact denoiser, below which there is none
    /// E|x0_hat - E[x0|x_t]|^2, a mean over draws of x_t and of places where it may belong to either of two modes; 0
    /// for the exact denoiser.
    Measured excess;
};

/// x0_hat (n x dim, overwritten) for x (n x dim) at a level.
using Denoise = std::function<void(const Level&, const Block<double>& x, Block<double>& x0_hat)>;

/// Draws of x0 and eps, each n x dim. The same ones at every level make curves that are smooth in t.
struct LossDraws {
    Block<double> x0, eps;
};
LossDraws draw_losses(const Target& target, std::int64_t draws, std::uint64_t seed);

/// The losses at one level with b > 0. `denoise` empty: those of the exact denoiser. posterior_floor() says how the
/// floor is found.
LevelLoss level_loss(const Target& target, const Level& level, const LossDraws& draws, const Denoise& denoise = {},
                     Cancel cancel = nullptr);

/// The same error in what a network may predict: E|y - y_hat|^2 = factor * E|x0 - x0_hat|^2 at the same x_t [MATH.md
/// 4].
double eps_loss_factor(const Level& level); ///< (a / b)^2, the signal-to-noise ratio
double v_loss_factor(const Level& level);   ///< (a^2 + b^2) / b^2, v = (a eps - b x0) / sqrt(a^2 + b^2)

// ---- one step ----

/// KL(q(x_s | x_t, x0) || N(mean of q(x_s | x_t, x0_hat), V I)) = constant + weight |x0 - x0_hat|^2, in nats over `dim`
/// coordinates [MATH.md 6.1]. At the arrival (b_s = 0) it is -log N(x0; x0_hat, V I), the L_0 of the bound. V > 0.
struct StepBound {
    double constant = 0;
    double weight = 0;
};
StepBound step_bound(const Level& from, const Level& to, double V, int dim);

/// What |eps - eps_hat|^2 counts in KL(q(x_s | x_t, x0) || the law of a noisy step): (k_eps - k_x0 b_t / a_t)^2 / (2
/// sigma^2), as an error of eps_hat is one of x0_hat, too. Of DDPM with V = beta: beta_t / (2 alpha_t (1 - abar_t)) [Ho
/// et al. 2020, eq. 12]; of DDIM the gamma_t of J_sigma [Song et al. 2021, theorem 1], which grows beyond bounds as
/// sigma -> 0. Infinite from a level without signal, where eps says nothing of x0. 0 for steps without noise, and where
/// noise is not sigma I: there is no one number.
double eps_weight(const StepCoefficients& step);

/// The V that makes the bound least for a given error: beta_tilde + (weight of x0 in the mean)^2 mse / dim; for the
/// exact denoiser of a Gaussian target it is the variance of x_s | x_t [MATH.md 6.3].
double best_variance(const Level& from, const Level& to, double mse, int dim);

// ---- the ends ----

/// The last level in units of what samplers start from, N(0, prior_sigma^2 I): measured against that, a KL is the same
/// in any units, so that the two below serve every process.
Level in_prior_units(const Process& process);

/// L_T = KL(q(x_T | x0) || N(0, I)) for one x0.
double prior_kl(const Vec& x0, const Level& last);
/// Its mean over the target, in closed form.
double prior_kl(const Target& target, const Level& last);

/// -E log p(x0): what no bound can go below. -infinity where the law has no density (points). Closed form on a Gaussian
/// target, quadrature on a line and where the plane falls into two (1e-9 of it, as its `se` says), and else the mean
/// over so many draws.
Measured entropy(const Target& target, std::uint64_t seed, std::int64_t draws = 20000, Cancel cancel = nullptr);

/// KL(p_T || N(0, I)) of the true law of x_T, nats: how wrong it is to start from N(0, I). Closed form where that law
/// is one Gaussian; else quadrature, whose error `se` is then (1e-9 of the value on a line and where the plane falls
/// into two, else 1e-7 in the plane). Where the law is too fine for so many evaluations of its density, the mean over
/// draws of both laws, with its standard error. 0 where the value is that of rounding.
Measured terminal_mismatch(const Target& target, const Level& last, std::uint64_t seed,
                           std::int64_t evaluations = 200'000, Cancel cancel = nullptr);

// ---- all of it ----

enum class BoundVariance {
    small, ///< beta_tilde; at the last step, where that is zero, the one of the step before, as the libraries do
    large, ///< B: beta_t
    best,  ///< best_variance()
};

struct VariationalBound {
    double prior = 0;          ///< L_T, over N(0, prior_sigma^2 I)
    std::vector<double> steps; ///< by t - 1 = 0 .. T - 1: L_0 (the step that arrives at the data), L_1, ...
    Measured total; ///< se: the sum of what the errors make of each term, as the draws are the same at every level
    Measured gap;   ///< total - entropy: what this chain costs beyond the data's own entropy
    Measured entropy;
    /// -E log p_theta(x0) of this chain, which L bounds: closed form, on a Gaussian target with its exact denoiser
    /// [MATH.md 11.5].
    std::optional<double> nll;
};

/// `losses[t - 1]` belongs to level t: all T of them. Uses each level's `floor` and `excess`.
VariationalBound variational_bound(const Target& target, const Process& process, const std::vector<LevelLoss>& losses,
                                   BoundVariance variance, const Measured& entropy);

} // namespace halfstep
