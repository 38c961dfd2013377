#pragma once
// The forward process: x_t = a(t) x0 + b(t) eps, eps ~ N(0, I), on the levels t = 0 (data) .. T (noise).

#include "core/schedule.h"

#include <vector>

namespace halfstep {

/// One noise level. `t` is what an axis shows: the step index for vp, and for ve and flow the share k/T in [0, 1] of the way
/// through the levels, whatever noise the grid gives them.
struct Level {
    double t = 0;
    double a = 1; ///< signal
    double b = 0; ///< standard deviation of the noise
};

enum class ProcessKind {
    vp,   ///< a = sqrt(alpha_bar), b = sqrt(1 - alpha_bar): the DDPM chain
    ve,   ///< a = 1, b = sigma(t) on a grid. By default b = sqrt(t): X_t = X_0 + N(0, t), the sigma-squared problem
    flow, ///< a = 1 - t, b = t: linear interpolation
};

/// Where the levels of ve lie between sigma = 0 and sigma_max. Level 1 of karras, exponential and polyexponential is
/// sigma_min, and the step below it leads to the data.
enum class Grid {
    linear,          ///< sigma^2 = sigma_max^2 t: the same noise variance in every step
    karras,          ///< sigma^(1/rho) even                     [Karras et al. 2022, eq. 5; k-diffusion]
    exponential,     ///< log sigma even                                                [k-diffusion]
    polyexponential, ///< log sigma = log sigma_min + (even)^rho log(sigma_max / sigma_min) [k-diffusion]
    optimal, ///< arctan(sigma / sigma_data) even: the best for T deterministic DDIM steps on a Gaussian of standard
             ///< deviation sigma_data [MATH.md 2.5]
};

/// rho where a scene gives none.
constexpr double usual_rho(Grid grid) { return grid == Grid::polyexponential ? 1 : 7; }

struct ProcessSpec {
    ProcessKind kind = ProcessKind::ve;
    int steps = 100;       ///< T
    ScheduleSpec schedule; ///< vp
    Grid grid = Grid::linear;
    double sigma_max = 1;     ///< ve: the noise at T
    double sigma_min = 0.002; ///< karras, exponential, polyexponential: the noise of level 1
    double rho = 7;           ///< karras, polyexponential (where 1 is usual: exponential)
    double sigma_data = 0.5;  ///< optimal

    bool operator==(const ProcessSpec&) const = default;
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
