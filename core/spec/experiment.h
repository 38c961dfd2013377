#pragma once
// An Experiment is the only input: what a panel edits, a scene file stores and an undo step restores.

#include "core/spec/denoiser_spec.h"
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

/// Bounds, each with its reason, so that messages, sliders and checks say the same.
struct Limits {
    static constexpr int max_steps = 100'000;                 ///< T: moments and histograms are kept for every step
    static constexpr std::int64_t max_particles = 10'000'000; ///< the final cloud is kept whole
    static constexpr std::uint64_t max_seed =
        (std::uint64_t{1} << 63) - 1;          ///< what an integer of a scene file can hold
    static constexpr int max_samplers = 8;     ///< one Okabe-Ito colour each
    static constexpr int max_components = 256; ///< of a mixture: every one costs an exponential a particle and step
    static constexpr int max_points =
        10'000;                          ///< of a cloud or along a curve, which cost less: seconds for the usual run
    static constexpr int max_board = 16; ///< modes a side of a grid or a checkerboard: 16 x 16 = max_components
    static constexpr double max_scale = 1e6;  ///< |mean|, sigma, radius: beyond, floats lose the unit noise
    static constexpr double max_latent = 100; ///< |z| of a coordinate: N(0, I) has none beyond 40 in doubles
    static constexpr double min_sigma = 1e-9; ///< below, 1 / sigma^2 leaves the range of floats
};

} // namespace halfstep
