#pragma once
// Noise schedules of the variance-preserving chain: beta_t, alpha_t = 1 - beta_t, alpha_bar_t = prod alpha_s.

#include <vector>

namespace halfstep {

/// u = t/T throughout. Each entry: what it is, and whose.
enum class ScheduleKind {
    linear,        ///< beta from beta_start to beta_end                                       [Ho et al. 2020]
    linear_1000,   ///< the same, times 1000/T: the ends are those of 1000 steps   [guided-diffusion's "linear"]
    scaled_linear, ///< sqrt(beta) linear [Rombach et al. 2022]; "quad" in ermongroup/ddim
    cosine,        ///< alpha_bar = cos^2, beta capped at 0.999            [Nichol & Dhariwal 2021, eq. 17]
    sigmoid,       ///< beta = sigmoid(-6 .. 6) between the two ends             [ermongroup/ddim, diffusers]
    constant,      ///< beta = beta_end                                                     [ermongroup/ddim]
    jsd,           ///< beta_t = 1/(T - t + 1), so that alpha_bar = 1 - u [Sohl-Dickstein et al. 2015, sec. 2.4.1]
    exponential,   ///< alpha_bar = exp(-12 u), beta capped at 0.999                      [diffusers' "exp"]
    laplace,       ///< log SNR = -+ log(2 min(u, 1 - u))/2, nothing left at T          [Hang et al. 2024]
    vp_sde,        ///< alpha_bar = exp(-u^2 (beta_max - beta_min)/2 - u beta_min)   [Song et al. 2021, eq. 33]
    custom,        ///< the given alpha_bar, or a smooth curve through control points (core/control_points.h)
};

/// Where a custom curve passes: log SNR = log(alpha_bar / (1 - alpha_bar)) at u = t/T.
struct ControlPoint {
    double u = 0;
    double log_snr = 0;

    bool operator==(const ControlPoint&) const = default;
};

/// What a scene says of a schedule.
struct ScheduleSpec {
    ScheduleKind kind = ScheduleKind::linear;
    double beta_start = 1e-4;           ///< beta_1; linear, linear-1000, scaled-linear, sigmoid
    double beta_end = 0.02;             ///< beta_T; those and constant
    std::vector<double> alpha_bar;      ///< custom: alpha_bar_1 .. alpha_bar_T, strictly decreasing within [0, 1)
    std::vector<ControlPoint> points{}; ///< custom, where alpha_bar is empty
    double beta_min = 0.1;              ///< vp-sde: beta(u) at u = 0, the rate of the SDE; T of its steps add up to it
    double beta_max = 20;               ///< vp-sde: beta(u) at u = 1
    bool zero_terminal_snr = false;     ///< any: sqrt(alpha_bar) shifted and stretched so that alpha_bar_T = 0
                                        ///< [Lin et al. 2024, algorithm 1]

    bool operator==(const ScheduleSpec&) const = default;
};

/// Tables of T + 1 entries, index t = 0 (data) .. T (noise): alpha_bar[0] = 1, beta[0] = noise[0] = 0.
struct Schedule {
    std::vector<double> beta;
    std::vector<double> alpha;
    std::vector<double> alpha_bar;
    std::vector<double> noise; ///< 1 - alpha_bar, without the cancellation near the data

    int steps() const { return static_cast<int>(alpha_bar.size()) - 1; }
    /// alpha_bar / (1 - alpha_bar); infinite at t = 0, zero where no signal is left.
    double snr(int t) const;
    /// beta_tilde_t = beta_t (1 - alpha_bar_{t-1}) / (1 - alpha_bar_t), t >= 1 [Ho et al. 2020, eq. 7].
    double posterior_variance(int t) const;
    /// Weights of x0 and x_t in the mean of q(x_{t-1} | x_t, x0), t >= 1 [Ho et al. 2020, eq. 7].
    double coef_x0(int t) const;
    double coef_xt(int t) const;
};

/// alpha_bar falls strictly; it may be 0 at T, and nowhere else. Throws Error (process.beta_start, beta_end, beta_min,
/// beta_max, alpha_bar, points, steps) when a beta leaves (0, 1), when two levels cannot be told apart in double precision,
/// and when linear-1000 is asked for so few steps that a beta reaches 1.
Schedule make_schedule(const ScheduleSpec& spec, int steps);

/// The fewest steps that linear-1000 allows: beta_end 1000/T < 1.
int fewest_steps_of_linear_1000(const ScheduleSpec& spec);

} // namespace halfstep
