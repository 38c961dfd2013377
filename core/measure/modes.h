#pragma once
// What a sampler makes of the modes of a target: does each get its weight, and is each as wide as it should be?

#include "core/base/measured.h"
#include "core/law/catalog.h"
#include "core/law/target.h"

#include <vector>

namespace halfstep {

constexpr int most_modes = 64;

/// Whether the target is of separate modes: 2 to most_modes Gaussians or points that somebody placed, no beads on a
/// curve.
bool has_modes(const TargetSpec& spec, const Target& target);

struct Modes {
    /// Root mean square distance, per coordinate, of a particle to the middle of the mode that it most likely came
    /// from. Its error is NaN where there are too few particles for one.
    Measured width;
    /// Of the particles, by component; components about the same middle are one mode, counted at the first of them.
    std::vector<double> fraction;
    /// Half of sum |fraction_k - w_k|: the part of the particles that would have to change its mode.
    double weight_error = 0;
};

/// For x (n x dim), n >= 1, of a target of Gaussians.
Modes modes(const Target& target, const Block<double>& x);

} // namespace halfstep
