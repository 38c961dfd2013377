#pragma once
// What tests of solvers and of what stands between their steps share.

#include "core/sample/plan.h"
#include "tests/core/experiments.h"

namespace halfstep::testing {

inline SamplerSpec with_spacing(SamplerSpec spec, Spacing spacing, int steps) {
    spec.spacing = spacing;
    if (spacing != Spacing::all) spec.steps = steps;
    return spec;
}

/// Standard deviation of a sampler's output from the exact start on N(0, s^2), over that of the target.
inline double output_ratio(SamplerSpec spec, const Process& process, double s2) {
    spec.start = Start::exact;
    const Target target = gaussian(0, s2), start = start_law(spec, process, target);
    return std::sqrt(predict(plan(spec, process, target), target, {start.mean(), start.cov()}).back().cov(0, 0) / s2);
}

} // namespace halfstep::testing
