#pragma once
// What samplers do to x0_hat before they use it.

#include "core/base/types.h"
#include "core/spec/sampler_spec.h"

namespace halfstep {

/// x0_hat (n x dim) within the bounds of `clip`, in place; nothing happens where it is off.
template <class Real>
void clip_x0(const Clip& clip, Block<Real>& x0_hat);

} // namespace halfstep
