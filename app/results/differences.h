#pragma once
// By how much the results of two scenes differ that stand beside each other: as values and text, as lines of CSV, as a
// table for reading.

#include "core/run/comparison.h"

#include <string>
#include <vector>

namespace halfstep {

/// One pair of samplers, as text that people read: "0.0123 ± 0.0004". In two dimensions a mean has both coordinates,
/// and the variance is their average.
struct DifferenceText {
    std::string first, second; ///< names of the samplers
    bool by_name = true;
    std::string mean, variance, distance, apart;
};
/// Of the run's comparison, which there must be. What is not measured yet is "…".
std::vector<DifferenceText> difference_texts(const Run& run);
/// How the numbers were got: of how many particles, and where their errors are from.
std::string difference_note(const Comparison& comparison);

/// For `halfstep run --compare`.
std::string differences_table(const Run& run);
/// In full precision, one line a pair and coordinate.
std::string differences_csv(const Run& run);
/// How far states part: one line a pair and share of the process.
std::string parting_csv(const Run& run);

} // namespace halfstep
