#pragma once
// The network that a training begins with.

#include "core/denoise/network.h"
#include "core/law/target.h"

namespace halfstep {

/// Throws Error (training.target) where the prediction says nothing of x0: eps and score at a level without signal.
void check_prediction(Prediction prediction, const Process& process);

NetworkSpec network_spec(const TrainingSpec& spec, int dim);

/// Weights N(0, 1/in) in every layer, biases 0, by the seed. The units of edm are those of 4096 draws of the target.
Network untrained(const TrainingSpec& spec, const Target& target, ProcessKind process);

} // namespace halfstep
