#pragma once
// Noise schedules of the variance-preserving chain: beta_t, alpha_t = 1 - beta_t, alpha_bar_t = prod alpha_s.

#include "core/spec/process_spec.h"
#include <vector>

namespace halfstep {

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
/// beta_max, alpha_bar, points, steps) when a beta leaves (0, 1), when two levels cannot be told apart in double
/// precision, and when linear-1000 is asked for so few steps that a beta reaches 1.
Schedule make_schedule(const ScheduleSpec& spec, int steps);

/// The fewest steps that linear-1000 allows: beta 1000/T < 1, and signal left at the end. Limits::max_steps + 1 where
/// no number of them does.
int fewest_steps_of_linear_1000(const ScheduleSpec& spec);

} // namespace halfstep
