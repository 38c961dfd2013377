#pragma once
// The reverse samplers. One equation covers them all:
//
//     x_s  =  k_x0 * x0_hat  +  k_eps * eps_hat  +  noise * z,      z ~ N(0, I),
//
// with x0_hat = E[x0 | x_t] and eps_hat = (x_t - a_t x0_hat) / b_t. A sampler is a choice of k_x0, k_eps and noise.

#include "core/process.h"
#include "core/target.h"
#include "core/timesteps.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

enum class SamplerKind {
    ddim,          ///< Song et al. 2021, eq. 12, with sigma = eta sqrt(beta_tilde)
    ddpm,          ///< Ho et al. 2020: the mean of q(x_s | x_t, x0_hat) plus noise
    mean_only,     ///< that mean without noise: the mistake of part (d) of the sigma-squared problem
    half_step,     ///< half of the mean's move, no noise: parts (g), (h)
    naive_inverse, ///< (x_t - sqrt(1 - alpha) eps_hat) / sqrt(alpha): undoes one forward step with the total noise; wrong
    true_reverse, ///< the exact law of x_s | x_t of a Gaussian target, last step included
};

enum class Variance {
    small,   ///< beta_tilde
    large,   ///< B (beta_t on the chain)
    learned, ///< exp(v log B + (1 - v) log beta_tilde) [Nichol & Dhariwal 2021, eq. 15]
};

enum class Start {
    prior, ///< N(0, I)
    exact, ///< the true law of x_t at the first level
};

struct SamplerSpec {
    std::string name = "DDIM";
    SamplerKind kind = SamplerKind::ddim;
    double eta = 0;                      ///< ddim: 0 deterministic .. 1 DDPM with beta_tilde .. max_eta
    Variance variance = Variance::small; ///< ddpm
    double v = 0.5;                      ///< ddpm, learned: 0 small .. 1 large
    bool final_noise = false;            ///< ddpm: noise in the step that arrives at the data, too
    std::optional<int> steps;            ///< S; all of the process when absent
    Spacing spacing = Spacing::all;
    Start start = Start::prior;

    bool operator==(const SamplerSpec&) const = default;
};

/// One reverse move, as the coefficients of the one equation.
struct Step {
    int t = 0; ///< index of the level that it leaves
    int s = 0; ///< index of the level where it arrives
    Level from, to;
    double k_x0 = 0;
    double k_eps = 0;
    Mat noise; ///< lower triangular, dim x dim; sigma I for every sampler but true_reverse
    bool noisy() const { return noise.size() > 0 && noise(0, 0) + noise(noise.rows() - 1, noise.rows() - 1) > 0; }
};

/// The coefficients of one move. `target` matters to true_reverse only. `last_beta_tilde` replaces beta_tilde where it is zero
/// (arrival at the data) in the learned variance's logarithm, as the libraries do; pass that of the step before.
Step make_step(const SamplerSpec& sampler, const Level& from, const Level& to, const Target& target,
               double last_beta_tilde = 0);

/// All moves of a sampler, from tau_S down to the data: S of them. Throws Error with a key relative to the sampler
/// ("eta", "steps", "kind", ...) when its settings are impossible on this process or target.
std::vector<Step> plan(const SamplerSpec& sampler, const Process& process, const Target& target);

/// The largest eta for which every b_s^2 - sigma^2 stays real: min over the steps of b_t / sqrt(B); at least 1.
/// Infinite when no step has b_s > 0 (a single step).
double max_eta(const SamplerSpec& sampler, const Process& process);

/// The levels that a sampler visits, descending: tau_S, ..., tau_1, 0.
std::vector<int> visited_levels(const SamplerSpec& sampler, int T);

/// The law that x starts from at the first level.
Target start_law(const SamplerSpec& sampler, const Process& process, const Target& target);

} // namespace halfstep
