#pragma once
// The named targets: what a scene's [target] table says, and the mixture that it means.

#include "core/law/target.h"
#include "core/spec/target_spec.h"

#include <cstdint>
#include <string>
#include <vector>

namespace halfstep {

/// What a scene means that names a kind and says nothing more. No components, boxes or points.
TargetSpec usual_target(TargetKind kind);

/// Throws Error with the key (target.sigma, target.component[2].cov, ...) of the first impossible value.
Target make_target(const TargetSpec& spec);

/// 1 or 2, without building the target.
int dimension(const TargetSpec& spec);

} // namespace halfstep
