#pragma once
// A cloud of very many points as fewer weighted ones: a k-d tree whose leaves are as even as can be, each with the mean
// of its points. Denoiser, densities, losses and distances are then all exact, and all of one law.
//
// How far that is from the cloud is known: every point moves to its leaf's mean, so the Wasserstein distance W2 between
// cloud and leaves is at most the root mean square of these moves, and that of a x0 + b eps no more than a times it.
// The mean is kept; of the variance what lies within leaves is lost: the square of the same number, over all
// coordinates.

#include <cstdint>
#include <vector>

namespace halfstep {

struct MergedPoints {
    std::vector<double> points;  ///< row-major
    std::vector<double> weights; ///< how many points each stands for
    std::vector<int> group;      ///< of each
    double shift = 0;            ///< root mean square of what points were moved by; 0: only equal ones were merged
};

struct MergeRequest {
    int columns = 1;         ///< 1 or 2
    std::size_t most = 1;    ///< leaves; as many as there are groups, if these are more
    double unit[2] = {1, 1}; ///< of each coordinate: in these units leaves are to be small
};

/// Points of different groups are never merged. `group`: of each point, from 0 on without a gap; empty: all of one.
MergedPoints merge_points(const std::vector<double>& points, const std::vector<int>& group,
                          const MergeRequest& request);

} // namespace halfstep
