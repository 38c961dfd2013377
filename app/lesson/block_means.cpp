#include "app/lesson/block_means.h"

#include "core/measure/modes.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Sums of blocks, of so many particles each, to means.
BlockMeans means_of_sums(const std::vector<Eigen::ArrayXd>& sums, const std::vector<double>& counts, bool tracked) {
    BlockMeans means{.all = Eigen::ArrayXd::Zero(sums.front().size()), .tracked = tracked};
    double n = 0;
    for (std::size_t b = 0; b < sums.size(); ++b) {
        means.all += sums[b];
        n += counts[b];
    }
    if (sums.size() > 1)
        for (std::size_t b = 0; b < sums.size(); ++b) means.without.push_back((means.all - sums[b]) / (n - counts[b]));
    means.all /= n;
    return means;
}

/// What `sum` makes of each block of rows.
template <class Sum>
BlockMeans block_means_of(std::int64_t rows, bool tracked, Sum sum) {
    const std::int64_t blocks = std::max<std::int64_t>(jackknife_blocks(rows), 1);
    std::vector<Eigen::ArrayXd> sums;
    std::vector<double> counts;
    for (std::int64_t b = 0; b < blocks; ++b) {
        const auto [begin, end] = rows_of_block(rows, blocks, b);
        sums.push_back(sum(begin, end - begin));
        counts.push_back(static_cast<double>(end - begin));
    }
    return means_of_sums(sums, counts, tracked);
}

} // namespace

BlockMeans block_means(const Block<double>& columns, bool tracked) {
    return block_means_of(columns.rows(), tracked, [&](std::int64_t first, std::int64_t count) {
        return Eigen::ArrayXd(columns.middleRows(first, count).colwise().sum().transpose());
    });
}

QuantityValue correlation_of(const StateCloud& a, const StateCloud& b) {
    StateCloud both;
    const Eigen::Index rows = std::min(a.x.rows(), b.x.rows());
    both.x.resize(rows, 2);
    both.x.col(0) = a.x.col(0).head(rows);
    both.x.col(1) = b.x.col(0).head(rows);
    both.tracked = a.tracked || b.tracked;
    return of_sums(block_sums_of(both), [](const CentralSums& s) { return s.m11 / std::sqrt(s.m2[0] * s.m2[1]); });
}

BlockMeans mode_means(const Sources& sources, int sampler) {
    const Block<double>& x = sources.cloud(sampler, sources.last_state(sampler)).x;
    const Target& target = sources.problem().target;
    return block_means_of(x.rows(), false, [&](std::int64_t first, std::int64_t count) {
        const Modes found = modes(target, x.middleRows(first, count));
        const auto modes = static_cast<Eigen::Index>(found.fraction.size());
        Eigen::ArrayXd sums(modes + 1);
        for (Eigen::Index k = 0; k < modes; ++k) sums[k] = found.fraction[static_cast<std::size_t>(k)];
        sums[modes] = found.width.value * found.width.value;
        return Eigen::ArrayXd(sums * static_cast<double>(count));
    });
}

Eigen::ArrayXd mode_weights(const Target& target) {
    const auto& components = target.components;
    Eigen::ArrayXd weights = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(components.size()));
    for (const Component& component : components) {
        const auto first = std::find_if(components.begin(), components.end(),
                                        [&](const Component& other) { return other.mean == component.mean; });
        weights[first - components.begin()] += component.weight;
    }
    return weights;
}

void check_plane(const Problem& problem) {
    if (problem.target.dim() != 2) throw ExpressionError("is of the plane alone, and the data have one coordinate");
}
void check_line(const Problem& problem) {
    if (problem.target.dim() != 1) throw ExpressionError("is of a line alone, and the data have two coordinates");
}
void check_modes(const Problem& problem) {
    if (!has_modes(problem.experiment.target, problem.target))
        throw ExpressionError("is of separate modes, which this target does not have");
}

} // namespace halfstep
