#pragma once
// The forward process: x_t = a(t) x0 + b(t) eps, eps ~ N(0, I), on the levels t = 0 (data) .. T (noise).

#include "core/schedule.h"

#include <vector>

namespace halfstep {

/// One noise level. `t` is what an axis shows: the step index for vp, k/T in [0, 1] for ve and flow.
struct Level {
    double t = 0;
    double a = 1; ///< signal
    double b = 0; ///< standard deviation of the noise
};

enum class ProcessKind {
    vp,   ///< a = sqrt(alpha_bar), b = sqrt(1 - alpha_bar): the DDPM chain
    ve,   ///< a = 1, b = sqrt(t): X_t = X_0 + N(0, t), the sigma-squared problem
    flow, ///< a = 1 - t, b = t: linear interpolation
};

struct ProcessSpec {
    ProcessKind kind = ProcessKind::ve;
    int steps = 100; ///< T
    ScheduleSpec schedule;

    bool operator==(const ProcessSpec&) const = default;
};

struct Process {
    ProcessKind kind = ProcessKind::ve;
    std::vector<Level> levels; ///< T + 1 of them
    Schedule schedule;         ///< vp; for ve and flow the equivalent one with alpha_bar = a^2 / (a^2 + b^2)

    int steps() const { return static_cast<int>(levels.size()) - 1; }
};

Process make_process(const ProcessSpec& spec);

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
