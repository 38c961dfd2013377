#include "core/measure/loss_report.h"

#include "core/base/parallel.h"
#include "core/measure/floor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {
namespace {

constexpr std::int64_t most_levels = 200, least_levels = 24;
constexpr std::int64_t most_draws = 4000, least_draws = 64;
constexpr std::int64_t ends_share = 8, most_end_draws = 50'000;    // entropy: one number, so many draws
constexpr std::int64_t least_places = 2000, most_places = 200'000; // mismatch: of a quadrature

double log_snr(const Level& level) { return 2 * std::log(level.a / level.b); }

/// The log SNR below which the data are a millionth of the noise: no error changes there, however far it goes on.
double log_snr_of_nothing(const Target& target) {
    const double variance = target.cov().trace();
    return variance > 0 ? std::log(1e-6 / variance) : -std::numeric_limits<double>::infinity();
}

/// Half of them even in t, which is what plots are over; half even in log SNR, which is where the bound's terms change:
/// near the data a whole decade can lie between two neighbours of the even ones.
std::vector<int> spread_levels(const Target& target, const Process& process, int count) {
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
    const double from = snr(1), to = std::min(from, std::max(snr(last), log_snr_of_nothing(target)));
    for (int i = 0, t = 1; i < half; ++i) {
        const double wanted = from + (to - from) * i / (half - 1);
        while (t < last && snr(t) > wanted) ++t;
        levels.push_back(t);
    }
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    return levels;
}

/// One of the measured errors as a function of log SNR.
class ErrorCurve {
public:
    /// `monotone`: between two levels it has no value beyond theirs, as the exact denoiser's has none.
    ErrorCurve(const LossReport& report, Measured LevelLoss::*which, bool monotone) : monotone_(monotone) {
        for (const LevelLoss& loss : report.losses) {
            const Measured& of = loss.*which;
            const double x = log_snr(loss.level);
            const bool on_log_axes = of.value > 0 && std::isfinite(x);
            known_.push_back({x, of, on_log_axes ? std::log(of.value) : std::numeric_limits<double>::quiet_NaN()});
        }
    }

    /// At x between the measured levels next - 1 and next: by the longest polynomial that there is; what the next
    /// shorter one makes of it counts as its error.
    Measured at(std::size_t next, double x) const {
        const Known &before = known_[next - 1], &after = known_[next];
        const double w = std::isfinite(after.x) ? (x - before.x) / (after.x - before.x) : 0.5;
        const double lo = std::min(before.of.value, after.of.value), hi = std::max(before.of.value, after.of.value);
        const auto within = [&](double value) { return monotone_ ? std::clamp(value, lo, hi) : value; };
        const double straight = (1 - w) * before.of.value + w * after.of.value;
        double value = straight, off = std::max(hi - straight, straight - lo);
        bool shorter = false;
        for (const std::size_t places : {2, 4, 6}) {
            const double log = through(places, next, x);
            if (std::isnan(log)) break;
            const double longer = within(std::exp(log));
            if (shorter) off = std::abs(longer - value);
            value = longer;
            shorter = true;
        }
        return {value, (1 - w) * before.of.se + w * after.of.se + off};
    }

private:
    struct Known {
        double x; ///< log SNR
        Measured of;
        double log; ///< of the value; NaN where it has no place on log axes
    };

    /// Lagrange's polynomial through so many places about x, log error over log SNR; NaN where one of them has none.
    double through(std::size_t places, std::size_t next, double x) const {
        if (known_.size() < places) return std::numeric_limits<double>::quiet_NaN();
        const std::size_t first = std::min(next < places / 2 ? 0 : next - places / 2, known_.size() - places);
        double sum = 0;
        for (std::size_t i = first; i < first + places; ++i) {
            double weight = 1;
            for (std::size_t j = first; j < first + places; ++j)
                if (j != i) weight *= (x - known_[j].x) / (known_[i].x - known_[j].x);
            sum += weight * known_[i].log;
        }
        return sum;
    }

    std::vector<Known> known_;
    bool monotone_;
};

/// Evaluations of the whole mixture that so many of its components make.
std::int64_t terms_each(const Target& target, std::int64_t terms) {
    return std::max<std::int64_t>(1, terms / static_cast<std::int64_t>(target.components.size()));
}

/// One for every level 1 .. T, as the bound uses them. What is known in closed form is not interpolated.
std::vector<LevelLoss> at_all_levels(const Target& target, const Process& process, const LossReport& report) {
    const ErrorCurve floor(report, &LevelLoss::floor, true), excess(report, &LevelLoss::excess, false);
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
        const double x = log_snr(here.level);
        here.floor = target.is_gaussian() ? posterior_floor(target, here.level, {}, {}) : floor.at(next, x);
        here.excess = excess.at(next, x);
        all.push_back(here);
    }
    return all;
}

} // namespace

Measured report_mismatch(const Target& target, const Process& process, const LossOptions& options) {
    const std::int64_t places = terms_each(target, options.terms) / ends_share;
    return terminal_mismatch(target, in_prior_units(process), options.seed,
                             std::clamp(places, least_places, most_places), options.cancel);
}

LossReport report_losses(const Target& target, const Process& process, const LossOptions& options) {
    const std::int64_t evaluations = terms_each(target, options.terms);
    // Few evaluations: fewer levels first, down to what still makes a curve; then fewer draws.
    const std::int64_t wanted = std::clamp(evaluations / (2 * least_draws), least_levels, most_levels);
    LossReport report;
    report.levels = spread_levels(target, process, static_cast<int>(wanted));
    const auto count = static_cast<std::int64_t>(report.levels.size());
    report.draws = std::clamp(evaluations / count, least_draws, most_draws);
    report.losses.resize(report.levels.size());
    const LossDraws draws = draw_losses(target, report.draws, options.seed);
    const std::int64_t end_draws = std::clamp(evaluations / ends_share, least_draws, most_end_draws);
    const auto cancelled = [&] { return raised(options.cancel); };
    parallel_for(report.levels.size() + 2, options.threads, [&](std::size_t i) { // the ends first: they are longer
        if (cancelled()) return;
        if (i == 0)
            report.entropy = entropy(target, options.seed, end_draws, options.cancel);
        else if (i == 1)
            report.mismatch = report_mismatch(target, process, options);
        else
            report.losses[i - 2] = level_loss(target, process.levels[static_cast<std::size_t>(report.levels[i - 2])],
                                              draws, options.denoise, options.cancel);
    });
    if (cancelled()) return {};
    const std::vector<LevelLoss> all = at_all_levels(target, process, report);
    for (const BoundVariance variance : {BoundVariance::small, BoundVariance::large, BoundVariance::best})
        report.bounds[static_cast<std::size_t>(variance)] =
            variational_bound(target, process, all, variance, report.entropy);
    return report;
}

} // namespace halfstep
