#pragma once
// What a scene says of its process: which one, its levels and, of vp, its schedule.

#include "core/spec/row.h"

#include <string_view>
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
    custom,        ///< the given alpha_bar, or a smooth curve through control points (core/process/control_points.h)
};

template <>
struct Fact<ScheduleKind> {
    ScheduleKind value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    KindKey keys[2]{};
    bool ends_at_zero = false; ///< no signal is left at T, whatever `zero_terminal_snr` says
    bool fixed_betas = false;  ///< from beta_start to beta_end whatever T is: fewer steps leave more of the signal

    const KindKey* find(std::string_view key) const;
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

template <>
struct Fact<Grid> {
    Grid value{};
    const char* spelling = "";
    const char* label = "";
    const char* tip = "";
    const char* source = "";
    KindKey keys[3]{};

    const KindKey* find(std::string_view key) const;
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

} // namespace halfstep
