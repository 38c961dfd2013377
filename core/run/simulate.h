#pragma once
// Problem -> run. Workers carry blocks of particles through all steps; the bytes do not depend on their number.

#include "core/measure/distance.h"
#include "core/run/options.h"
#include "core/run/run.h"

namespace halfstep {

/// Throws Error (start) where a recorded start does not fit.
Run simulate(std::shared_ptr<const Problem> problem, const SimulateOptions& options = {});
/// The same of an experiment that nobody else has made a problem of. Throws Error as make_problem() does, too.
Run simulate(const Experiment& experiment, const SimulateOptions& options = {});

} // namespace halfstep
