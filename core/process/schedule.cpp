#include "core/process/schedule.h"

#include "core/process/log_snr_curve.h"
#include "core/spec/conflict.h"
#include "core/spec/limit_text.h"
#include "core/spec/limits.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace halfstep {
namespace {

constexpr double largest_beta = 0.999;  // cosine and exponential: keeps a last step from dividing by alpha = 0
constexpr double greatest_rate = 1e6;   // of the SDE: far beyond, no signal is left after one step
constexpr double least_signal = 1e-300; // alpha_bar below loses digits, and soon all of them
constexpr double least_noise = 1e-18;   // 1 - alpha_bar: its root is 1e-9 beside data of unit scale

double between(double first, double last, int i, int count) {
    return count == 1 ? first : first + (last - first) * i / (count - 1);
}

double cosine_alpha_bar(double u) {
    const double c = std::cos((u + 0.008) / 1.008 * std::numbers::pi / 2);
    return c * c;
}

/// beta_{i+1} of the schedules that are defined by their betas, i = 0 .. T - 1.
double named_beta(const ScheduleSpec& spec, int i, int T) {
    const double first = spec.beta_start, last = spec.beta_end;
    switch (spec.kind) {
    case ScheduleKind::linear: return between(first, last, i, T);
    case ScheduleKind::linear_1000: return between(first, last, i, T) * (1000.0 / T);
    case ScheduleKind::scaled_linear: {
        const double root = between(std::sqrt(first), std::sqrt(last), i, T);
        return root * root;
    }
    case ScheduleKind::cosine:
        return std::min(1 - cosine_alpha_bar((i + 1.0) / T) / cosine_alpha_bar(static_cast<double>(i) / T),
                        largest_beta);
    case ScheduleKind::sigmoid: return (last - first) / (1 + std::exp(-between(-6, 6, i, T))) + first;
    case ScheduleKind::constant: return last;
    case ScheduleKind::jsd: return 1.0 / (T - i);
    case ScheduleKind::exponential: return std::min(-std::expm1(-12.0 / T), largest_beta);
    case ScheduleKind::laplace:
    case ScheduleKind::vp_sde:
    case ScheduleKind::custom: break;
    }
    return std::nan("");
}

void append(Schedule& table, double alpha_bar, double noise) {
    table.alpha_bar.push_back(alpha_bar);
    table.noise.push_back(noise);
}

/// alpha_bar and its complement as running products and sums of betas.
Schedule from_betas(const ScheduleSpec& spec, int T) {
    Schedule table;
    append(table, 1, 0);
    table.beta.push_back(0);
    table.alpha.push_back(1);
    for (int i = 0; i < T; ++i) {
        const double beta = named_beta(spec, i, T), alpha_bar = table.alpha_bar.back() * (1 - beta);
        table.beta.push_back(beta);
        table.alpha.push_back(1 - beta);
        append(table, alpha_bar, alpha_bar > 0.5 ? table.noise.back() * (1 - beta) + beta : 1 - alpha_bar);
    }
    return table;
}

/// alpha_t = alpha_bar_t / alpha_bar_{t-1}, beta_t = 1 - alpha_t, where alpha_bar is what is given.
void derive_betas(Schedule& table) {
    table.beta.assign(1, 0);
    table.alpha.assign(1, 1);
    for (int t = 1; t <= table.steps(); ++t) {
        const double after = table.alpha_bar[t], before = table.alpha_bar[t - 1];
        // The drop by whichever of the two sides has more digits there.
        const double drop = after > 0.5 ? table.noise[t] - table.noise[t - 1] : before - after;
        table.alpha.push_back(after / before);
        table.beta.push_back(drop / before);
    }
}

/// From log SNR at u = t/T; -infinity: no signal.
template <class LogSnr>
Schedule from_log_snr(const LogSnr& log_snr, int T) {
    Schedule table;
    append(table, 1, 0);
    for (int t = 1; t <= T; ++t) {
        const double l = log_snr(static_cast<double>(t) / T);
        append(table, 1 / (1 + std::exp(-l)), 1 / (1 + std::exp(l)));
    }
    derive_betas(table);
    return table;
}

Schedule from_sde(const ScheduleSpec& spec, int T) {
    Schedule table;
    append(table, 1, 0);
    for (int t = 1; t <= T; ++t) {
        const double u = static_cast<double>(t) / T;
        const double integral = u * u * (spec.beta_max - spec.beta_min) / 2 + u * spec.beta_min; // of beta from 0 to u
        append(table, std::exp(-integral), -std::expm1(-integral));
    }
    derive_betas(table);
    return table;
}

double laplace_log_snr(double u) {
    constexpr double b = 0.5; // of the law of log SNR that training sees: the value that the paper recommends
    return u < 0.5 ? -b * std::log(2 * u) : b * std::log(2 * (1 - u));
}

Schedule from_alpha_bar(const ScheduleSpec& spec, int T) {
    if (static_cast<int>(spec.alpha_bar.size()) != T)
        throw Error("process.alpha_bar", "has " + std::to_string(spec.alpha_bar.size()) +
                                             " entries; allowed: one for each of the " + std::to_string(T) +
                                             " process.steps, or process.points in their place");
    Schedule table;
    append(table, 1, 0);
    for (int t = 1; t <= T; ++t) {
        const double alpha_bar = spec.alpha_bar[t - 1];
        if (!(alpha_bar < table.alpha_bar.back()) || alpha_bar < 0)
            throw Error("process.alpha_bar",
                        "entry " + std::to_string(t) + " is " + shortest(alpha_bar) +
                            "; allowed: strictly decreasing values, the first below 1, the last at least 0");
        append(table, alpha_bar, 1 - alpha_bar);
    }
    derive_betas(table);
    return table;
}

/// rho = sqrt(alpha_bar) keeps its first value and is stretched so that its last is 0. In terms of d = 1 - rho, which
/// has its digits near the data.
void remove_terminal_signal(Schedule& table) {
    const int T = table.steps();
    const auto d = [&](int t) { return table.noise[t] / (1 + std::sqrt(table.alpha_bar[t])); };
    const double first = std::sqrt(table.alpha_bar[1]), last = std::sqrt(table.alpha_bar[T]), d_first = d(1);
    for (int t = 1; t < T; ++t) {
        const double rho = (std::sqrt(table.alpha_bar[t]) - last) * first / (first - last);
        const double d_rho = (first * d(t) - last * d_first) / (first - last);
        table.alpha_bar[t] = rho * rho;
        table.noise[t] = rho > 0.7 ? d_rho * (1 + rho) : 1 - rho * rho;
    }
    table.alpha_bar[T] = 0;
    table.noise[T] = 1;
    derive_betas(table);
}

// ---- what is allowed ----

void check_beta(const char* key, double beta) {
    if (!(beta > 0 && beta < 1)) throw Error(key, "a beta is the variance of one step; allowed: above 0, below 1");
}

void check_rate(const char* key, double rate) {
    if (!(rate > 0 && rate <= greatest_rate))
        throw Error(key, "a rate of the SDE, T times the beta of a step; allowed: above 0, to " +
                             rounded_down(greatest_rate) + ", as 0.1 and 20");
}

/// The numbers that a schedule is made of, as keys of a scene: the larger one first, beside steps and its name.
std::vector<std::pair<const char*, double>> numbers_of(const ScheduleSpec& spec) {
    std::vector<std::pair<const char*, double>> list;
    switch (spec.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::linear_1000:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid: list = {{"beta_end", spec.beta_end}, {"beta_start", spec.beta_start}}; break;
    case ScheduleKind::constant: list = {{"beta_end", spec.beta_end}}; break;
    case ScheduleKind::vp_sde: list = {{"beta_max", spec.beta_max}, {"beta_min", spec.beta_min}}; break;
    default: break;
    }
    if (list.size() == 2 && list[1].second > list[0].second) std::swap(list[0], list[1]);
    return list;
}

/// Their keys, those of the whole list where there is one, and then the schedule's name.
std::vector<std::string> keys_of(const ScheduleSpec& spec) {
    std::vector<std::string> keys;
    if (spec.kind == ScheduleKind::custom)
        keys.emplace_back(spec.alpha_bar.empty() ? "process.points" : "process.alpha_bar");
    for (const auto& [key, value] : numbers_of(spec)) keys.push_back(std::string("process.") + key);
    keys.emplace_back("process.schedule");
    return keys;
}

/// "beta_max = 20 and beta_min = 0.1"; empty: none.
std::string values_of(const ScheduleSpec& spec) {
    std::string text;
    for (const auto& [key, value] : numbers_of(spec))
        text += (text.empty() ? "" : " and ") + std::string(key) + " = " + shortest(value);
    return text;
}

/// Of linear-1000: beta 1000/T < 1.
int fewest_steps_below_1(const ScheduleSpec& spec) {
    const double scaled = 1000 * std::max(spec.beta_start, spec.beta_end);
    return static_cast<int>(std::floor(scaled * (1 + 1e-12))) + 1;
}

/// Whether the betas of so many steps leave enough of it to compute with.
bool leaves_signal(const ScheduleSpec& spec, int T) { return from_betas(spec, T).alpha_bar.back() >= least_signal; }

constexpr const char* too_little = "where no signal is left to compute with";

void check_spec(const ScheduleSpec& spec, int T) {
    switch (spec.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::linear_1000:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid: check_beta("process.beta_start", spec.beta_start); [[fallthrough]];
    case ScheduleKind::constant: check_beta("process.beta_end", spec.beta_end); break;
    case ScheduleKind::vp_sde:
        check_rate("process.beta_min", spec.beta_min);
        check_rate("process.beta_max", spec.beta_max);
        break;
    default: break;
    }
    if (spec.kind != ScheduleKind::linear_1000) return;
    const int fewest = fewest_steps_of_linear_1000(spec);
    if (T >= fewest) return;
    const bool reaches_1 = T < fewest_steps_below_1(spec);
    std::string allowed =
        fewest > Limits::max_steps ? "smaller betas" : "at least " + std::to_string(fewest) + " steps, smaller betas";
    ScheduleSpec linear = spec;
    linear.kind = ScheduleKind::linear;
    if (leaves_signal(linear, T)) allowed += ", or schedule = \"linear\"";
    throw Conflict("process.steps", keys_of(spec),
                   "schedule = \"linear-1000\" multiplies the betas by 1000/T, and with " + values_of(spec) + " " +
                       (reaches_1 ? "one of " + std::to_string(T) + " steps reaches 1"
                                  : "after " + std::to_string(T) + " steps alpha_bar is below 1e-300, " + too_little) +
                       "; allowed: " + allowed);
}

/// What must change where there is too much noise, or too little.
std::string remedy(const ScheduleSpec& spec, bool too_much) {
    if (spec.kind == ScheduleKind::custom)
        return too_much ? "more signal, or fewer steps" : "more noise, or fewer steps";
    if (spec.kind == ScheduleKind::vp_sde && too_much)
        return "beta_min + beta_max of at most " + rounded_down(-2 * std::log(least_signal));
    return too_much ? "fewer steps or smaller betas (those of linear-1000 and vp-sde shrink as T grows)"
                    : "fewer steps or larger betas";
}

/// Levels that cannot be told apart would make steps between them divide 0 by 0, and so would noise that floats take
/// for none.
void check_levels(const ScheduleSpec& spec, const Schedule& table) {
    const int T = table.steps();
    const auto refuse = [&](int t, const std::string& what, bool too_much) {
        std::vector<std::string> keys = keys_of(spec);
        if (spec.zero_terminal_snr) keys.emplace_back("process.zero_terminal_snr");
        // These do not shift with the number of steps.
        const bool steps_last = spec.kind == ScheduleKind::vp_sde || spec.kind == ScheduleKind::custom;
        keys.insert(steps_last ? keys.end() : keys.begin(), "process.steps");
        const std::string values = values_of(spec);
        throw Conflict(keys.front(), {keys.begin() + 1, keys.end()},
                       (values.empty() ? "" : "with " + values + " ") + "at t = " + std::to_string(t) + " of " +
                           std::to_string(T) + what + "; allowed: " + remedy(spec, too_much));
    };
    for (int t = 1; t <= T; ++t) {
        const double after = table.alpha_bar[t], before = table.alpha_bar[t - 1];
        if (!(after >= least_signal) && !(t == T && after == 0 && before > 0))
            refuse(t, std::string(" alpha_bar falls below 1e-300, ") + too_little, true);
        if (!(after < before || table.noise[t] > table.noise[t - 1]) || table.noise[t] < least_noise)
            refuse(t, " no noise is added that double precision could hold", false);
    }
}

} // namespace

int fewest_steps_of_linear_1000(const ScheduleSpec& spec) {
    constexpr int beyond = Limits::max_steps + 1;
    int low = fewest_steps_below_1(spec);
    if (leaves_signal(spec, low)) return low;
    if (!leaves_signal(spec, Limits::max_steps)) return beyond;
    int high = Limits::max_steps; // the more steps, the more signal
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (leaves_signal(spec, middle) ? high : low) = middle;
    }
    return high;
}

Schedule make_schedule(const ScheduleSpec& spec, int T) {
    check_spec(spec, T);
    Schedule table;
    switch (spec.kind) {
    case ScheduleKind::laplace: table = from_log_snr(laplace_log_snr, T); break;
    case ScheduleKind::vp_sde: table = from_sde(spec, T); break;
    case ScheduleKind::custom:
        if (spec.points.empty() || !spec.alpha_bar.empty())
            table = from_alpha_bar(spec, T);
        else
            table = from_log_snr(LogSnrCurve(spec.points), T);
        break;
    default: table = from_betas(spec, T); break;
    }
    check_levels(spec, table);
    if (spec.zero_terminal_snr) {
        remove_terminal_signal(table);
        check_levels(spec, table);
    }
    return table;
}

double Schedule::snr(int t) const { return alpha_bar[t] / noise[t]; }
double Schedule::posterior_variance(int t) const { return beta[t] * noise[t - 1] / noise[t]; }
double Schedule::coef_x0(int t) const { return beta[t] * std::sqrt(alpha_bar[t - 1]) / noise[t]; }
double Schedule::coef_xt(int t) const { return noise[t - 1] * std::sqrt(alpha[t]) / noise[t]; }

} // namespace halfstep
