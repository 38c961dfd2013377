#include "core/schedule.h"

#include "core/types.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace halfstep {
namespace {

double between(double first, double last, int i, int count) {
    return count == 1 ? first : first + (last - first) * i / (count - 1);
}

double cosine_alpha_bar(double u) {
    const double c = std::cos((u + 0.008) / 1.008 * std::numbers::pi / 2);
    return c * c;
}

/// beta_{i+1} of the named schedules, i = 0 .. T - 1.
double named_beta(const ScheduleSpec& spec, int i, int T) {
    const double first = spec.beta_start, last = spec.beta_end;
    switch (spec.kind) {
    case ScheduleKind::linear: return between(first, last, i, T);
    case ScheduleKind::scaled_linear: {
        const double root = between(std::sqrt(first), std::sqrt(last), i, T);
        return root * root;
    }
    case ScheduleKind::cosine: {
        constexpr double largest_beta = 0.999; // keeps the last step from dividing by alpha = 0
        const double ratio = cosine_alpha_bar((i + 1.0) / T) / cosine_alpha_bar(static_cast<double>(i) / T);
        return std::min(1 - ratio, largest_beta);
    }
    case ScheduleKind::sigmoid: return (last - first) / (1 + std::exp(-between(-6, 6, i, T))) + first;
    case ScheduleKind::constant: return last;
    case ScheduleKind::custom: break;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

void check_beta(const char* key, double beta) {
    if (!(beta > 0 && beta < 1)) throw Error(key, "a beta is the variance of one step; allowed: 0 < beta < 1");
}

Schedule custom_schedule(const ScheduleSpec& spec, int T) {
    if (static_cast<int>(spec.alpha_bar.size()) != T)
        throw Error("process.alpha_bar", "has " + std::to_string(spec.alpha_bar.size()) +
                                             " entries; allowed: one for each of the " + std::to_string(T) +
                                             " process.steps");
    Schedule table;
    table.alpha_bar.push_back(1);
    table.alpha.push_back(1);
    table.beta.push_back(0);
    for (int t = 1; t <= T; ++t) {
        const double alpha_bar = spec.alpha_bar[t - 1], before = table.alpha_bar.back();
        if (!(alpha_bar < before) || alpha_bar < 0)
            throw Error("process.alpha_bar",
                        "entry " + std::to_string(t) + " is " + std::to_string(alpha_bar) +
                            "; allowed: strictly decreasing values, the first below 1, the last at least 0");
        table.alpha_bar.push_back(alpha_bar);
        table.alpha.push_back(alpha_bar / before);
        table.beta.push_back((before - alpha_bar) / before);
    }
    return table;
}

} // namespace

Schedule make_schedule(const ScheduleSpec& spec, int T) {
    if (spec.kind == ScheduleKind::custom) return custom_schedule(spec, T);
    if (spec.kind != ScheduleKind::cosine) {
        if (spec.kind != ScheduleKind::constant) check_beta("process.beta_start", spec.beta_start);
        check_beta("process.beta_end", spec.beta_end);
    }
    Schedule table;
    table.beta.push_back(0);
    table.alpha.push_back(1);
    table.alpha_bar.push_back(1);
    for (int i = 0; i < T; ++i) {
        const double beta = named_beta(spec, i, T);
        table.beta.push_back(beta);
        table.alpha.push_back(1 - beta);
        table.alpha_bar.push_back(table.alpha_bar.back() * (1 - beta));
    }
    return table;
}

double Schedule::snr(int t) const { return alpha_bar[t] / (1 - alpha_bar[t]); }
double Schedule::posterior_variance(int t) const { return beta[t] * (1 - alpha_bar[t - 1]) / (1 - alpha_bar[t]); }
double Schedule::coef_x0(int t) const { return beta[t] * std::sqrt(alpha_bar[t - 1]) / (1 - alpha_bar[t]); }
double Schedule::coef_xt(int t) const { return (1 - alpha_bar[t - 1]) * std::sqrt(alpha[t]) / (1 - alpha_bar[t]); }

} // namespace halfstep
