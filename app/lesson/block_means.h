#pragma once
// Means over particles with one block of them after the other left out, and values that follow from them.

#include "app/lesson/quantity.h"

#include <limits>

namespace halfstep {

inline constexpr double unknown_error = std::numeric_limits<double>::quiet_NaN();

/// Of several columns.
struct BlockMeans {
    Eigen::ArrayXd all{};
    std::vector<Eigen::ArrayXd> without{}; ///< empty: too few particles
    bool tracked = false;
};
/// Of the columns of a block, a row a particle.
BlockMeans block_means(const Block<double>& columns, bool tracked);

template <class F>
QuantityValue of_means(const BlockMeans& means, F of) {
    QuantityValue value{.value = of(means.all), .tracked = means.tracked};
    for (const Eigen::ArrayXd& without : means.without) value.without.push_back(of(without));
    if (value.without.empty()) value.se = unknown_error;
    return value;
}
template <class F>
QuantityValue of_sums(const BlockSums& sums, F of) {
    QuantityValue value{.value = of(sums.all), .tracked = sums.tracked};
    for (const CentralSums& without : sums.without) value.without.push_back(of(without));
    if (value.without.empty()) value.se = unknown_error;
    return value;
}

/// Of the first coordinates of two clouds; where one of them is of tracked particles alone, of those.
QuantityValue correlation_of(const StateCloud& a, const StateCloud& b);

/// Of the final sample: the share of each mode, and in the last place the mean square distance to the middle.
BlockMeans mode_means(const Sources& sources, int sampler);
/// Of each mode; 0 for components whose middle another one has.
Eigen::ArrayXd mode_weights(const Target& target);

// Throw ExpressionError where a target is not so.
void check_plane(const Problem& problem);
void check_line(const Problem& problem);
void check_modes(const Problem& problem);

} // namespace halfstep
