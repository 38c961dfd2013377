#include "core/process.h"

#include <cmath>

namespace halfstep {

Process make_process(const ProcessSpec& spec) {
    const int T = spec.steps;
    Process process;
    process.kind = spec.kind;
    process.levels.reserve(T + 1);
    if (spec.kind == ProcessKind::vp) {
        process.schedule = make_schedule(spec.schedule, T);
        for (int t = 0; t <= T; ++t) {
            const double alpha_bar = process.schedule.alpha_bar[t];
            process.levels.push_back({static_cast<double>(t), std::sqrt(alpha_bar), std::sqrt(1 - alpha_bar)});
        }
        return process;
    }
    for (int k = 0; k <= T; ++k) {
        const double t = static_cast<double>(k) / T;
        if (spec.kind == ProcessKind::ve)
            process.levels.push_back({t, 1, std::sqrt(t)});
        else
            process.levels.push_back({t, 1 - t, t});
    }
    // The same process seen as a VP chain: x / sqrt(a^2 + b^2) has unit scale and this alpha_bar.
    Schedule& table = process.schedule;
    for (const Level& level : process.levels) {
        const double a2 = level.a * level.a, b2 = level.b * level.b, alpha_bar = a2 / (a2 + b2);
        const double alpha = table.alpha_bar.empty() ? 1 : alpha_bar / table.alpha_bar.back();
        table.alpha_bar.push_back(alpha_bar);
        table.alpha.push_back(alpha);
        table.beta.push_back(1 - alpha);
    }
    return process;
}

Transition transition(const Level& from, const Level& to) {
    Transition move;
    const double b_t2 = from.b * from.b, b_s2 = to.b * to.b;
    move.A = from.a / to.a;
    move.B = b_t2 - move.A * move.A * b_s2;
    move.beta_tilde = move.B * b_s2 / b_t2;
    return move;
}

} // namespace halfstep
