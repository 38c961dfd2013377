#include "core/learn/loss_floor.h"

#include "core/learn/level_distribution.h"
#include "core/measure/loss_report.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace halfstep {

Measured loss_floor(const TrainingSpec& spec, const Network& network, const Target& target, const Process& process,
                    const DrawOptions& options) {
    constexpr int most_levels = 128;
    const std::vector<double> distribution = level_distribution(spec.times, process);
    constexpr std::int64_t terms = 1'000'000, least_draws = 8; // evaluations of a component in all, a fifth of a second
    std::int64_t draws = std::clamp<std::int64_t>(
        terms / most_levels / static_cast<std::int64_t>(target.components.size()), least_draws, 4000);
    if (target.is_gaussian()) draws = 1; // its floor is a closed form
    const std::vector<int> levels = representative_levels(process.steps(), distribution, most_levels);
    Measured floor;
    for (const int t : levels) {
        if (raised(options.cancel)) return {};
        const Level& level = process.levels[static_cast<std::size_t>(t)];
        const std::uint64_t own = options.seed + 1'000'000'007u * static_cast<std::uint64_t>(t);
        const Measured here = level_loss(target, level, draw_losses(target, draws, own), {}, options.cancel).floor;
        const double weight = loss_weight(network, level) / static_cast<double>(levels.size());
        floor.value += weight * here.value;
        floor.se = std::hypot(floor.se, weight * here.se);
    }
    return floor;
}

double loss_floor(const TrainingSpec& spec, const Network& network, const Process& process,
                  const LossReport& measured) {
    constexpr int most_levels = 1000;
    const std::vector<double> distribution = level_distribution(spec.times, process);
    const std::vector<int> levels = representative_levels(process.steps(), distribution, most_levels);
    const auto weighted = [&](std::size_t i) {
        return loss_weight(network, measured.losses[i].level) * measured.losses[i].floor.value;
    };
    double floor = 0;
    std::size_t next = 0; // the first measured level that is not below
    for (const int t : levels) {
        while (next + 1 < measured.levels.size() && measured.levels[next] < t) ++next;
        double here = weighted(next);
        if (next > 0 && measured.levels[next] > t) {
            const int before = measured.levels[next - 1], after = measured.levels[next];
            const double fraction = static_cast<double>(t - before) / (after - before);
            here = (1 - fraction) * weighted(next - 1) + fraction * here;
        }
        floor += here / static_cast<double>(levels.size());
    }
    return floor;
}

double relative_error(const Target& target, const LevelLoss& loss) {
    return std::sqrt(std::max(0.0, loss.excess.value) / (target.second_moment() - loss.floor.value));
}

double relative_error(const Target& target, const Process& process, const Denoise& denoise, std::int64_t draws,
                      const DrawOptions& options) {
    constexpr int most_levels = 64;
    const LossDraws same = draw_losses(target, draws, options.seed);
    double excess = 0, whole = 0;
    for (const int t : representative_levels(process.steps(), {}, most_levels)) {
        const LevelLoss loss =
            level_loss(target, process.levels[static_cast<std::size_t>(t)], same, denoise, options.cancel);
        if (raised(options.cancel)) return std::numeric_limits<double>::quiet_NaN();
        excess += loss.excess.value;
        whole += target.second_moment() - loss.floor.value;
    }
    return std::sqrt(std::max(0.0, excess) / whole);
}

} // namespace halfstep
