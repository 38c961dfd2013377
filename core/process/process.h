#pragma once
// The forward process: x_t = a(t) x0 + b(t) eps, eps ~ N(0, I), on the levels t = 0 (data) .. T (noise).

#include "core/process/schedule.h"

#include <vector>

namespace halfstep {

/// One noise level. `t` is what an axis shows: the step index for vp, and for ve and flow the fraction k/T in [0, 1] of
/// the way through the levels, whatever noise the grid gives them.
struct Level {
    double t = 0;
    double a = 1; ///< signal
    double b = 0; ///< standard deviation of the noise
};

struct Process {
    ProcessKind kind = ProcessKind::ve;
    ProcessSpec spec;          ///< what it was made from
    std::vector<Level> levels; ///< T + 1 of them
    Schedule schedule;         ///< vp; for ve and flow the equivalent one with alpha_bar = a^2 / (a^2 + b^2)

    int steps() const { return static_cast<int>(levels.size()) - 1; }
    /// Standard deviation of the noise that a sampler without better knowledge starts from: 1, and sigma_max for ve, as
    /// k-diffusion does.
    double prior_sigma() const { return kind == ProcessKind::ve ? spec.sigma_max : 1; }
};

/// Throws Error (process.sigma_max, sigma_min, rho, sigma_data; for vp see make_schedule()).
Process make_process(const ProcessSpec& spec);

/// sigma of ve at level k, which may lie between two: 0 <= k <= T.
double ve_sigma(const ProcessSpec& spec, double k);

/// What one move between two levels, t (noisier) and s, is made of:
///   A = a_t / a_s                     signal kept by the forward move s -> t
///   B = b_t^2 - A^2 b_s^2             noise variance that it adds
///   beta_tilde = B b_s^2 / b_t^2      variance of q(x_s | x_t, x0)
/// For neighbours on the VP chain these are sqrt(alpha_t), beta_t and beta_tilde_t of the papers.
struct Transition {
    double A = 1;
    double B = 0;
    double beta_tilde = 0;
};
Transition transition(const Level& from, const Level& to);

} // namespace halfstep
