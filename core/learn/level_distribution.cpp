#include "core/learn/level_distribution.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace halfstep {
namespace {

double log_ratio(const Level& level) { return std::clamp(std::log(level.b / level.a), -12.0, 12.0); }

/// Of each level 1 .. T, the fraction of log SNR that lies nearest to it, cumulated to 1.
std::vector<double> cumulated_log_snr(const Process& process) {
    const int T = process.steps();
    std::vector<double> edges(static_cast<std::size_t>(T) + 1), cumulated;
    const auto at = [&](int t) { return log_ratio(process.levels[static_cast<std::size_t>(t)]); };
    edges.front() = at(1);
    edges.back() = at(T);
    for (int t = 1; t < T; ++t) edges[static_cast<std::size_t>(t)] = (at(t) + at(t + 1)) / 2;
    const double whole = edges.back() - edges.front();
    for (int t = 1; t <= T; ++t)
        cumulated.push_back(whole > 0 ? (edges[static_cast<std::size_t>(t)] - edges.front()) / whole
                                      : static_cast<double>(t) / T);
    return cumulated;
}

} // namespace

std::vector<double> level_distribution(Times times, const Process& process) {
    return times == Times::log_snr ? cumulated_log_snr(process) : std::vector<double>();
}

int level_index(double quantile, int T, const std::vector<double>& distribution) {
    const auto index = distribution.empty() ? static_cast<std::ptrdiff_t>(quantile * T)
                                            : std::upper_bound(distribution.begin(), distribution.end(), quantile) -
                                                  distribution.begin();
    return static_cast<int>(std::clamp<std::ptrdiff_t>(index, 0, T - 1));
}

std::vector<int> representative_levels(int T, const std::vector<double>& distribution, int most) {
    std::vector<int> levels;
    const int count = std::min(T, most);
    for (int i = 0; i < count; ++i) levels.push_back(1 + level_index((i + 0.5) / count, T, distribution));
    return levels;
}

} // namespace halfstep
