#include "core/measure/loss_report.h"

#include "core/measure/parallel.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr std::int64_t most_levels = 200, least_levels = 24;
constexpr std::int64_t most_draws = 4000, least_draws = 64;
constexpr std::int64_t ends_share = 8, most_end_draws = 50'000;    // entropy: one number, so many draws
constexpr std::int64_t least_places = 2000, most_places = 200'000; // mismatch: of a quadrature

double log_snr(const Level& level) { return 2 * std::log(level.a / level.b); }

/// Half of them even in t, which is what plots are over; half even in log SNR, which is where the bound's terms change:
/// near the data a whole decade can lie between two neighbours of the even ones.
std::vector<int> spread_levels(const Process& process, int count) {
    const int T = process.steps();
    std::vector<int> levels;
    if (T <= count) {
        for (int t = 1; t <= T; ++t) levels.push_back(t);
        return levels;
    }
    const int half = count / 2;
    for (int i = 0; i < half; ++i)
        levels.push_back(1 + static_cast<int>(std::lround(static_cast<double>(i) * (T - 1) / (half - 1))));
    const auto snr = [&](int t) { return log_snr(process.levels[static_cast<std::size_t>(t)]); };
    const int last = process.levels.back().a > 0 ? T : T - 1; // no signal: minus infinity
    const double from = snr(1), to = snr(last);
    for (int i = 0, t = 1; i < half; ++i) {
        const double wanted = from + (to - from) * i / (half - 1);
        while (t < last && snr(t) > wanted) ++t;
        levels.push_back(t);
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

/// Lagrange's polynomial through four measured errors about the place, log error over log SNR.
double through_four(const LossReport& report, std::size_t first, double at, Measured LevelLoss::*which) {
    double sum = 0;
    for (std::size_t i = first; i < first + 4; ++i) {
        double weight = 1;
        const double x = log_snr(report.losses[i].level);
        for (std::size_t j = first; j < first + 4; ++j) {
            const double other = log_snr(report.losses[j].level);
            if (j != i) weight *= (at - other) / (x - other);
        }
        sum += weight * std::log((report.losses[i].*which).value);
    }
    return std::exp(sum);
}

/// Between the measured levels next - 1 and next.
Measured between(const LossReport& report, std::size_t next, const Level& at, Measured LevelLoss::*which) {
    const LevelLoss &before = report.losses[next - 1], &after = report.losses[next];
    const double x0 = log_snr(before.level), x1 = log_snr(after.level), x = log_snr(at);
    const double w = std::isfinite(x1) ? (x - x0) / (x1 - x0) : 0.5;
    const Measured &a = before.*which, &b = after.*which;
    Measured out{(1 - w) * a.value + w * b.value, (1 - w) * a.se + w * b.se};
    const std::size_t first = std::min(next < 2 ? 0 : next - 2, report.losses.size() - 4);
    bool smooth = true; // all four can be put on log axes
    for (std::size_t i = first; i < first + 4; ++i)
        smooth = smooth && (report.losses[i].*which).value > 0 && std::isfinite(log_snr(report.losses[i].level));
    if (smooth) out.value = through_four(report, first, x, which);
    return out;
}

/// Evaluations of the whole mixture that so many of its components make.
std::int64_t terms_each(const Target& target, std::int64_t terms) {
    return std::max<std::int64_t>(1, terms / static_cast<std::int64_t>(target.components.size()));
}

/// One for every level 1 .. T.
std::vector<LevelLoss> interpolated(const Process& process, const LossReport& report) {
    std::vector<LevelLoss> all;
    all.reserve(static_cast<std::size_t>(process.steps()));
    std::size_t next = 0;
    for (int t = 1; t <= process.steps(); ++t) {
        while (report.levels[next] < t) ++next;
        if (report.levels[next] == t) {
            all.push_back(report.losses[next]);
            continue;
        }
        LevelLoss here;
        here.level = process.levels[static_cast<std::size_t>(t)];
        here.loss = between(report, next, here.level, &LevelLoss::loss);
        here.floor = between(report, next, here.level, &LevelLoss::floor);
        here.excess = between(report, next, here.level, &LevelLoss::excess);
        all.push_back(here);
    }
    return all;
}

} // namespace

Measured report_mismatch(const Target& target, const Process& process, std::int64_t terms, std::uint64_t seed,
                         Cancel cancel) {
    const std::int64_t places = terms_each(target, terms) / ends_share;
    return terminal_mismatch(target, in_prior_units(process), seed, std::clamp(places, least_places, most_places),
                             cancel);
}

LossReport report_losses(const Target& target, const Process& process, std::int64_t terms, std::uint64_t seed,
                         const Denoise& denoise, int threads, Cancel cancel) {
    const std::int64_t evaluations = terms_each(target, terms);
    // Few evaluations: fewer levels first, down to what still makes a curve; then fewer draws.
    const std::int64_t wanted = std::clamp(evaluations / (2 * least_draws), least_levels, most_levels);
    LossReport report;
    report.levels = spread_levels(process, static_cast<int>(wanted));
    const auto count = static_cast<std::int64_t>(report.levels.size());
    report.draws = std::clamp(evaluations / count, least_draws, most_draws);
    report.losses.resize(report.levels.size());
    const LossDraws draws = draw_losses(target, report.draws, seed);
    const std::int64_t end_draws = std::clamp(evaluations / ends_share, least_draws, most_end_draws);
    const auto cancelled = [&] { return raised(cancel); };
    parallel_for(report.levels.size() + 2, threads, [&](std::size_t i) { // the ends first: they are longer
        if (cancelled()) return;
        if (i == 0)
            report.entropy = entropy(target, seed, end_draws, cancel);
        else if (i == 1)
            report.mismatch = report_mismatch(target, process, terms, seed, cancel);
        else
            report.losses[i - 2] = level_loss(target, process.levels[static_cast<std::size_t>(report.levels[i - 2])],
                                              draws, denoise, cancel);
    });
    if (cancelled()) return {};
    const std::vector<LevelLoss> all = interpolated(process, report);
    for (const BoundVariance variance : {BoundVariance::small, BoundVariance::large, BoundVariance::best})
        report.bounds[static_cast<std::size_t>(variance)] =
            variational_bound(target, process, all, variance, report.entropy);
    return report;
}

} // namespace halfstep
