#pragma once
// Whether an experiment still comes out as it did when a figure of it was made.

#include "app/scene/stored_results.h"
#include "core/run/run.h"

#include <string>
#include <vector>

namespace halfstep {

/// Means and variances, distances as far as they are measured, round trips: in full digits.
std::vector<StoredResult> results_to_store(const Run& run);

/// The same seed draws the same noise, and sums are taken in the same order whatever the number of threads: on one
/// instruction set the numbers are the same to the last bit. Another one, or another library's exp, rounds otherwise.
/// In double precision that stays far below this part of a number (of a mean: of the standard deviation, as it may be
/// near 0), and no change of a formula or of the noise does.
inline constexpr double same_result = 1e-9;

/// The first number that is not what it was, in words: "the variance of DDPM was 0.04553, and is 0.0461". Empty: all
/// are the same to `same_result` and twice what rounding may take a number off by the run's own account, which in
/// single precision is far more. What is not in both is not compared.
std::string changed_result(const Run& run, const std::vector<StoredResult>& stored);

} // namespace halfstep
