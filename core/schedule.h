#pragma once
// Noise schedules of the variance-preserving chain: beta_t, alpha_t = 1 - beta_t, alpha_bar_t = prod alpha_s.

#include <string>
#include <vector>

namespace halfstep {

enum class ScheduleKind { linear, scaled_linear, cosine, sigmoid, constant, custom };

/// What a scene says of a schedule.
struct ScheduleSpec {
    ScheduleKind kind = ScheduleKind::linear;
    double beta_start = 1e-4;      ///< beta_1; linear, scaled-linear, sigmoid
    double beta_end = 0.02;        ///< beta_T; those and constant
    std::vector<double> alpha_bar; ///< custom: alpha_bar_1 .. alpha_bar_T, strictly decreasing within [0, 1)

    bool operator==(const ScheduleSpec&) const = default;
};

/// Tables of T + 1 entries, index t = 0 (data) .. T (noise): alpha_bar[0] = 1, beta[0] = 0.
struct Schedule {
    std::vector<double> beta;
    std::vector<double> alpha;
    std::vector<double> alpha_bar;

    int steps() const { return static_cast<int>(alpha_bar.size()) - 1; }
    /// alpha_bar / (1 - alpha_bar); infinite at t = 0.
    double snr(int t) const;
    /// beta_tilde_t = beta_t (1 - alpha_bar_{t-1}) / (1 - alpha_bar_t), t >= 1 [Ho et al. 2020, eq. 7].
    double posterior_variance(int t) const;
    /// Weights of x0 and x_t in the mean of q(x_{t-1} | x_t, x0), t >= 1 [Ho et al. 2020, eq. 7].
    double coef_x0(int t) const;
    double coef_xt(int t) const;
};

/// linear:        beta from beta_start to beta_end                    [Ho et al. 2020]
/// scaled-linear: sqrt(beta) from sqrt(beta_start) to sqrt(beta_end)  [Rombach et al. 2022]; "quad" in ermongroup/ddim
/// cosine:        alpha_bar = cos^2, beta capped at 0.999             [Nichol & Dhariwal 2021, eq. 17]
/// sigmoid:       beta = sigmoid(-6 .. 6) between the two ends        [ermongroup/ddim, diffusers]
/// constant:      beta = beta_end
/// custom:        the given alpha_bar; alpha_t = alpha_bar_t / alpha_bar_{t-1} follows
/// Throws Error (keys process.beta_start, process.beta_end, process.alpha_bar) when some beta leaves (0, 1).
Schedule make_schedule(const ScheduleSpec& spec, int steps);

} // namespace halfstep
