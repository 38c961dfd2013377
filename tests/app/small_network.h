#pragma once
// A network of few weights, untrained.

#include "core/law/catalog.h"
#include "core/learn/untrained.h"
#include "core/spec/experiment.h"

namespace halfstep::testing {

inline Network network_of(int dim = 1) {
    Experiment e;
    if (dim == 2) e.target.kind = TargetKind::ring;
    e.training.width = 6;
    e.training.depth = 2;
    e.training.features = 4;
    return untrained(e.training, make_target(e.target), ProcessKind::flow);
}

} // namespace halfstep::testing
