#pragma once
// What is said of recorded states beside the sampler that they should be of.

#include "core/run/local_error.h"

#include <string>

namespace halfstep {

/// Whether the run has recorded states among its samplers.
bool has_recorded(const Run& run);

/// The distance of as many exact draws as the sampler has particles, its mean and spread: of recorded states fewer.
Measured exact_distance(const Run& run, std::size_t sampler);

/// In a word or two, behind its name: "as DDPM", "off at step 7"; empty: it is not recorded.
std::string recorded_brief(const Run& run, std::size_t sampler);

/// In sentences: where its start is another, the first step that differs by more than rounding, and what it looks like.
/// Symbols stand between marks (notation.h). Empty: it is not recorded.
std::string recorded_verdict(const Run& run, std::size_t sampler);

} // namespace halfstep
