#pragma once
// Whether an Experiment can be run, the denoiser that it means, and the memory that it takes. This room (core/run) leads from an
// experiment to a run; what a step is, and what is measured of the particles, belongs to the rooms below.

#include "core/denoise/denoiser.h"
#include "core/law/catalog.h"
#include "core/learn/training.h"
#include "core/process/process.h"
#include "core/sample/plan.h"
#include "core/spec/experiment.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// The experiment's denoiser; a learned one has its network: that of the experiment, or the untrained one that `training` begins
/// with.
DenoiserSpec denoiser_of(const Experiment& experiment);

/// Throws Error that names the first impossible value; returns if the experiment can be run.
void validate(const Experiment& experiment);

/// Upper bound of the memory that simulate() will hold for its results, in bytes.
std::int64_t memory_estimate(const Experiment& experiment);

} // namespace halfstep
