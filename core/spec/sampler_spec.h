#pragma once
// What a scene says of a sampler.

#include "core/spec/recorded_spec.h"
#include "core/spec/sampler_kinds.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

enum class Spacing {
    all,       ///< every level; the number of steps is T
    leading,   ///< diffusers "leading": 1 + j floor(T/S); stops short of T
    trailing,  ///< diffusers "trailing": from T down in strides of T/S, rounded half to even
    linspace,  ///< diffusers "linspace": even from 1 to T, rounded half to even
    uniform,   ///< DDIM paper "linear": 1 + floor(j T/S); ermongroup/ddim "uniform" where S divides T
    quadratic, ///< ermongroup/ddim "quad": 1 + floor(linspace(0, sqrt(0.8 T), S)^2); dense near the data
    stride,   ///< ermongroup/ddim "uniform": 1, 1 + T//S, ... up to T, however many that are: 63 for S = 60 of T = 1000
    sections, ///< guided-diffusion: even, both ends included, rounded half to even; or so in each of several sections
    ddim_stride, ///< guided-diffusion "ddimS": the smallest whole stride below T, from the data, that visits exactly S
    optimal,     ///< even in arctan(b / (a sigma_data)), as near as the levels come: timesteps_by_angle()
};

/// What is done to x0_hat before a step uses it. With any of it on the sampler is not linear, and has no closed form.
struct Clip {
    enum class Kind {
        off,
        static_, ///< every coordinate to [-range, range]
        /// "Dynamic thresholding" [Saharia et al. 2022, section 2.3]: per sample to [-s, s], then times range / s,
        /// where s is a percentile of the sample's |coordinates| and at least `range`. Of two coordinates that is
        /// nearly the larger one, so that the point moves towards 0; of one it is that one, and the result that of
        /// static.
        dynamic,
    };
    Kind kind = Kind::off;
    double range = 1;
    double percentile = 0.995;
    bool rederive_eps = true; ///< eps_hat from the clipped x0_hat (guided-diffusion); else as it was (diffusers' DDIM)

    bool on() const { return kind != Kind::off; }
    bool operator==(const Clip&) const = default;
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
    /// guided-diffusion: the same, but data count as x at the first level visited, and the first step falls away
    guided,
    diffusers, ///< from the level t - T//S, with the denoiser told level t
    implicit,  ///< the x_t from which the sampler's own DDIM step arrives at x_s: exact, but for rounding
};

/// Whose habits a sampler has: core/sample/convention.h says what each comes to.
enum class Convention {
    paper,            ///< what the papers say; every setting is free
    diffusers,        ///< huggingface/diffusers: DDIMScheduler, DDPMScheduler
    guided_diffusion, ///< openai/guided-diffusion: GaussianDiffusion, SpacedDiffusion
    ddim,             ///< ermongroup/ddim: generalized_steps, ddpm_steps
    k_diffusion,      ///< crowsonkb/k-diffusion: sampling.py
};

/// Karras et al. 2022, algorithm 2: before a step whose sigma = b/a lies in [s_tmin, s_tmax], fresh noise raises sigma
/// to (1 + gamma) sigma, gamma = min(s_churn / S, sqrt(2) - 1).
struct Churn {
    double s_churn = 0;           ///< 0: none
    double s_noise = 1;           ///< standard deviation of the added noise, in units of what the level needs
    double s_tmin = 0;            ///< in units of sigma = b/a
    std::optional<double> s_tmax; ///< absent: no limit

    bool operator==(const Churn&) const = default;
};

struct SamplerSpec {
    std::string name = "DDIM";
    SamplerKind kind = SamplerKind::ddim;
    Convention convention = Convention::paper;
    double eta = 0; ///< ddim: 0 deterministic .. 1 DDPM with beta_tilde .. max_eta; mean_only, naive_inverse: see there
    Variance variance = Variance::small; ///< ddpm; mean_only and naive_inverse with eta
    double v = 0.5;                      ///< ddpm, learned: 0 small .. 1 large
    bool final_noise = false;            ///< where noise is added: in the step that arrives at the data, too
    Churn churn;                         ///< ddim, heun
    /// Langevin steps at every level that a step reaches [Song et al. 2021, algorithm 3], of size 2 (corrector_snr
    /// b)^2.
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
    Recorded recorded;                          ///< kind recorded
    std::string against; ///< recorded: the name of the sampler that it is held against; empty: the first that fits

    bool operator==(const SamplerSpec&) const = default;
};

} // namespace halfstep
