#pragma once
// What a trained network is held against: the loss that none gets below, and how far it is from the exact denoiser.

#include "core/base/measured.h"
#include "core/denoise/network.h"
#include "core/measure/variational_bound.h"
#include "core/spec/training_spec.h"

#include <cstdint>

namespace halfstep {

struct LossReport;

/// The draws of an estimate.
struct DrawOptions {
    std::uint64_t seed = 0;
    Cancel cancel = nullptr;
};

/// What the loss of training is expected to be for the exact denoiser: no network gets below. Closed form on a Gaussian
/// target, else from draws at up to 128 levels, fresh ones at each, so that their errors average out. Nothing of use
/// when `cancel` was raised.
Measured loss_floor(const TrainingSpec& spec, const Network& network, const Target& target, const Process& process,
                    const DrawOptions& options);
/// The same from floors that have been measured at some levels, linear in t between them.
double loss_floor(const TrainingSpec& spec, const Network& network, const Process& process, const LossReport& measured);

/// sqrt(E|x0_hat - E[x0|x_t]|^2 / E|E[x0|x_t]|^2), x_t ~ p_t, t even over the levels 1 .. T (up to 64 of them). NaN
/// when `cancel` was raised.
double relative_error(const Target& target, const Process& process, const Denoise& denoise, std::int64_t draws,
                      const DrawOptions& options);
/// At one level.
double relative_error(const Target& target, const LevelLoss& loss);

} // namespace halfstep
