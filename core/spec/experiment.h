#pragma once
// An Experiment is the only input: what a panel edits, a scene file stores and an undo step restores.

#include "core/spec/denoiser_spec.h"
#include "core/spec/limits.h"
#include "core/spec/process_spec.h"
#include "core/spec/sampler_spec.h"
#include "core/spec/target_spec.h"
#include "core/spec/training_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

enum class Precision { single, double_ };

struct RunSpec {
    std::int64_t particles = 20000;
    std::uint64_t seed = 7;
    Precision precision = Precision::single;

    bool operator==(const RunSpec&) const = default;
};

/// Two latents to go between, and a point of the data to encode and decode again: core/run/latents.h.
struct LatentsSpec {
    std::vector<double> z1, z2; ///< in units of the prior's standard deviation
    std::vector<double> x0;
    std::string sampler; ///< the name of a deterministic one; empty: the first

    bool operator==(const LatentsSpec&) const = default;
};

struct Experiment {
    std::string title;
    std::string note; ///< what to look for, in a paragraph or two; changes nothing
    TargetSpec target;
    ProcessSpec process;
    DenoiserSpec denoiser;
    TrainingSpec training; ///< of a learned denoiser
    std::vector<SamplerSpec> samplers;
    std::optional<LatentsSpec> latents;
    RunSpec run;

    bool operator==(const Experiment&) const = default;
};

/// Whether its denoiser is a network.
inline bool learns(const Experiment& experiment) { return experiment.denoiser.kind == DenoiserKind::learned; }

} // namespace halfstep
