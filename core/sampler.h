#pragma once
// The reverse samplers. One equation covers them all:
//
//     x_s  =  k_x0 * x0_hat  +  k_eps * eps_hat  +  noise * z,      z ~ N(0, I),
//
// with x0_hat = E[x0 | x_t] and eps_hat = (x_t - a_t x0_hat) / b_t, and two corrections that vanish as steps get small:
//
//          +  k_last  * (x0_hat - x0_hat_last)                  multistep: what changed since the step before
//          +  k_again * (eps_hat(x_s', s) - eps_hat(x_t, t))    evaluated again at x_s', where the first line arrived
//
// A sampler is a choice of these coefficients. The forward chain q(x_t | x_s) is one, too, which runs the other way:
//
//     x_t  =  A x_s + sqrt(B) z  =  a_t * x0_hat  +  A b_s * eps_hat  +  sqrt(B) * z    for any x0_hat.

#include "core/denoiser.h"
#include "core/noise.h"
#include "core/process.h"
#include "core/target.h"
#include "core/timesteps.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

enum class SamplerKind {
    ddim,           ///< Song et al. 2021, eq. 12, with sigma = eta sqrt(beta_tilde). At eta = 0: Euler in b/a
    ddpm,           ///< Ho et al. 2020: the mean of q(x_s | x_t, x0_hat) plus noise
    heun,           ///< Karras et al. 2022, algorithm 1: second order in b/a; with churn, algorithm 2
    dpm_solver,     ///< DPM-Solver++(2M), Lu et al. 2022: second order in log(a/b), from the step before
    euler_ode,      ///< the probability-flow ODE, an explicit Euler step in t
    euler_maruyama, ///< the reverse SDE, an Euler-Maruyama step in t
    /// The mean of ddpm without noise: the mistake of part (d) of the sigma-squared problem. With eta the mean stays and noise of
    /// eta^2 times `variance` is added, as notes have it that scale DDIM's sigma alone.
    mean_only,
    half_step, ///< half of the mean's move, no noise: parts (g), (h)
    /// (x_t - sqrt(1 - alpha) eps_hat) / sqrt(alpha): undoes one forward step with the total noise; wrong. eta as above.
    naive_inverse,
    forward,      ///< no sampler: the noising chain q(x_t | x_s) itself, from x_0 ~ data up [Ho et al. 2020, eq. 2]
    true_reverse, ///< the exact law of x_s | x_t of a Gaussian target, last step included
};

enum class Variance {
    small,   ///< beta_tilde
    large,   ///< B (beta_t on the chain)
    learned, ///< exp(v log B + (1 - v) log beta_tilde) [Nichol & Dhariwal 2021, eq. 15]
};

enum class Start {
    prior,   ///< N(0, I); for ve N(0, sigma_max^2 I)
    exact,   ///< the true law of x_t at the first level
    encoded, ///< draws of the data, encoded: DDIM run from the data to the first level
};

/// How DDIM is run towards noise, x_t = a_t x0_hat + b_t eps_hat from x_s with b_t > b_s [MATH.md 7.2, 12].
enum class Inversion {
    explicit_, ///< x0_hat and eps_hat of x_s at level s; at the data, where eps_hat is 0/0, its limit 0
    guided, ///< guided-diffusion: the same, but data count as x at the first level visited, and the first step falls away
    diffusers, ///< from the level t - T//S, with the denoiser told level t
    implicit,  ///< the x_t from which the sampler's own DDIM step arrives at x_s: exact, but for rounding
};

/// Whose habits a sampler has: core/convention.h says what each comes to.
enum class Convention {
    paper,            ///< what the papers say; every setting is free
    diffusers,        ///< huggingface/diffusers: DDIMScheduler, DDPMScheduler
    guided_diffusion, ///< openai/guided-diffusion: GaussianDiffusion, SpacedDiffusion
    ddim,             ///< ermongroup/ddim: generalized_steps, ddpm_steps
    k_diffusion,      ///< crowsonkb/k-diffusion: sampling.py
};

/// Karras et al. 2022, algorithm 2: before a step whose sigma = b/a lies in [s_tmin, s_tmax], fresh noise raises sigma to
/// (1 + gamma) sigma, gamma = min(s_churn / S, sqrt(2) - 1).
struct Churn {
    double s_churn = 0;           ///< 0: none
    double s_noise = 1;           ///< standard deviation of the added noise, in units of what the level needs
    double s_tmin = 0;            ///< in units of sigma = b/a
    std::optional<double> s_tmax; ///< absent: no limit

    bool operator==(const Churn&) const = default;
};
/// Whether a sampler's steps are deterministic in sigma, where churn makes sense; for others it is ignored.
constexpr bool takes_churn(SamplerKind kind) { return kind == SamplerKind::heun || kind == SamplerKind::ddim; }

/// The rules as some notes print them, to which noise can be added without the mean making room for it.
constexpr bool takes_noise_alone(SamplerKind kind) {
    return kind == SamplerKind::mean_only || kind == SamplerKind::naive_inverse;
}

struct SamplerSpec {
    std::string name = "DDIM";
    SamplerKind kind = SamplerKind::ddim;
    Convention convention = Convention::paper;
    double eta = 0; ///< ddim: 0 deterministic .. 1 DDPM with beta_tilde .. max_eta; mean_only, naive_inverse: see there
    Variance variance = Variance::small; ///< ddpm; mean_only and naive_inverse with eta
    double v = 0.5;                      ///< ddpm, learned: 0 small .. 1 large
    bool final_noise = false;            ///< where noise is added: in the step that arrives at the data, too
    Churn churn;                         ///< ddim, heun
    /// Langevin steps at every level that a step reaches [Song et al. 2021, algorithm 3], of size 2 (corrector_snr b)^2.
    int corrector_steps = 0;
    double corrector_snr = 0.16;
    Clip clip;                   ///< of x0_hat
    bool exact_denoiser = false; ///< whatever the experiment's denoiser is: to see both side by side
    /// S; all of the process when absent.
    std::optional<int> steps;
    Spacing spacing = Spacing::all;
    std::vector<int> sections;    ///< spacing sections: the levels kept in each; empty: one section of S
    int steps_offset = 0;         ///< diffusers, leading: labels are so much higher
    bool set_alpha_to_one = true; ///< diffusers, ddim: the last step arrives at alpha_bar = 1, not at level 1
    Start start = Start::prior;
    Inversion inversion = Inversion::explicit_; ///< start encoded

    bool operator==(const SamplerSpec&) const = default;
};

/// What a move is for. Reverse and forward ones go from one visited level to the next; the others prepare or mend a reverse one.
enum class MoveKind {
    reverse, ///< from a level to one with less noise
    churn,   ///< forward, to a level off the grid with a little more noise; the reverse step that follows starts there
    correct, ///< Langevin, from a level to itself
    forward, ///< of a forward chain: the other way, to x at `from` out of x at `to`, which has less noise
};

/// One move, as the coefficients of the one equation. States are counted from noise to data whatever the sampler, so a forward
/// move has `from`, its noisier level, where it arrives.
struct Step {
    MoveKind move = MoveKind::reverse;
    int t = 0; ///< index of the level that it leaves (that below it, where the level is off the grid)
    int s = 0; ///< index of the level where it arrives; likewise
    Level from, to;
    /// The level that the denoiser is told, where it is another than `from`: it gives eps_hat, and x0_hat follows.
    std::optional<Level> label;
    double k_x0 = 0;
    double k_eps = 0;
    Mat noise; ///< lower triangular, dim x dim; sigma I for every sampler but true_reverse
    double k_last = 0;
    double k_again = 0;
    /// Where z is drawn: samplers side by side share the draws of their i-th reverse steps, whatever stands between.
    Stream stream = Stream::step;
    std::uint32_t draw = 0;

    bool noisy() const { return noise.size() > 0 && noise(0, 0) + noise(noise.rows() - 1, noise.rows() - 1) > 0; }
    /// How often the denoiser is asked: a forward move needs no answer.
    int evaluations() const { return move == MoveKind::churn || move == MoveKind::forward ? 0 : k_again != 0 ? 2 : 1; }
};

/// Whether these moves are those of a forward chain: all of them, or none.
inline bool runs_forward(const std::vector<Step>& moves) {
    return !moves.empty() && moves.front().move == MoveKind::forward;
}

/// The coefficients of one reverse step, or of a forward one. `target` matters to true_reverse only; `last`, the reverse step
/// before, to dpm_solver and to the learned variance's logarithm at the data, where the libraries, too, put the last beta_tilde
/// in the place of zero; `process` to the two Euler rules in t.
Step make_step(const SamplerSpec& sampler, const Level& from, const Level& to, const Target& target,
               const Step* last = nullptr, ProcessKind process = ProcessKind::vp);

/// The forward move to the noise-to-signal ratio (1 + gamma) b/a: the same equation, for which any x0_hat gives the same x_s.
Step churn_step(const Churn& churn, double gamma, const Level& from, ProcessKind process, int dim);

/// x + epsilon score + sqrt(2 epsilon) z with epsilon = 2 (snr b)^2: the step size of Song et al. 2021 (score-based SDEs),
/// appendix G, where the norm of the score is that of -eps / b, so that the step stays linear in x0_hat.
Step corrector_step(double snr, const Level& level, int dim);

} // namespace halfstep
