#pragma once
// experiment -> run. Workers carry blocks of particles through all steps; the bytes do not depend on their number.

#include "core/measure/distance.h"
#include "core/run/options.h"
#include "core/run/run.h"
#include "core/run/validate.h"

namespace halfstep {

/// Throws Error as validate() does. Memory: see memory_estimate().
Run simulate(const Experiment& experiment, const SimulateOptions& options = {});

} // namespace halfstep
