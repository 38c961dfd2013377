#pragma once
// From a sampler's settings to its moves: which levels it visits, what its steps are there, and whether it can be done
// at all.

#include "core/denoise/denoiser.h"
#include "core/sample/convention.h"

#include <cstdint>

namespace halfstep {

/// All moves of a sampler, from tau_S down to the data: S reverse steps, and between them churn and corrector steps
/// where the sampler has such; or S forward steps, of which the last in time comes first. Throws Error with a key
/// relative to the sampler ("eta", "steps", "kind", ...) when its settings are impossible on this process or target.
std::vector<StepCoefficients> plan(const SamplerSpec& sampler, const Process& process, const Target& target);

/// Throws Error (key "inversion") where the implicit inverse does not exist.
void check_inversion(const SamplerSpec& sampler, const Process& process, const Target& target,
                     const DenoiserSpec& denoiser = {});

/// The largest eta for which every b_s^2 - sigma^2 stays real: min over the steps of b_t / sqrt(B); at least 1.
/// Infinite when no step has b_s > 0 (a single step).
double max_eta(const SamplerSpec& sampler, const Process& process, const Target& target);

/// No fewer moves than plan() makes; cheap.
std::int64_t most_moves(const SamplerSpec& sampler, int T);

/// Corrector steps that fit into max_moves; at most Limits::max_corrector_steps.
int most_corrector_steps(const SamplerSpec& sampler, int T);

/// The law of x at the first level: where a sampler starts, its encoder is to arrive, or a forward chain ends.
Target start_law(const SamplerSpec& sampler, const Process& process, const Target& target);

/// Bounds of the settings above, for messages and sliders.
constexpr std::int64_t max_moves = 200'000; ///< of a sampler: moments and histograms are kept for every one
constexpr double max_eta_alone = 2;         ///< of mean-only and naive-inverse: nothing limits it but sense
constexpr double max_s_churn = 1e6;         ///< beyond 0.41 S nothing changes any more

} // namespace halfstep
