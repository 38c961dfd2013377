#pragma once
// The losses of a training as a curve that stays short however long it learns.

#include "core/denoise/network.h"

namespace halfstep {

/// The loss of every step at first, then the means of ever longer stretches, some 40 a decade: a stretch that begins
/// after n steps ends after 1.06 n.
class LossHistory {
public:
    LossHistory() = default;
    /// Goes on from what another one's points() and stretch() were.
    LossHistory(const std::vector<LossPoint>& points, const LossStretch& stretch);

    void add(float loss); ///< of the next step

    /// The last stretch takes what would be less than half of another one: of few steps a mean says little.
    std::vector<LossPoint> points() const;
    const LossStretch& stretch() const { return stretch_; }

private:
    std::vector<LossPoint> whole_; ///< of stretches that have ended
    LossStretch stretch_;
};

} // namespace halfstep
