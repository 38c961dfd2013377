#pragma once
// What came out of a Run, in numbers: as values, as lines of CSV, as a table for reading.

#include "app/plots/notation.h"
#include "core/run/simulate.h"

#include <optional>

#include <string>
#include <vector>

namespace halfstep {

/// For reading: one row per sampler (in two dimensions a second one for y), measurement beside closed form.
/// Its symbols as a notation has them; without one as the reference of scene keys does.
std::string results_table(const Run& run, std::optional<Notation> notation = {});

/// The same numbers in sentences, for those who hear them: keyboard's dashes, as in the table.
std::string results_in_words(const Run& run);

/// The same numbers as values: one for each sampler and coordinate. NaN where there is nothing, or no finite number.
struct ResultsRow {
    std::string sampler;
    int steps = 0;
    int evaluations = 0; ///< of the denoiser, a particle
    char coordinate = 'x';
    double mean = 0, mean_se = 0, mean_closed = 0;
    double variance = 0, variance_se = 0, variance_closed = 0;
    double distance = 0, distance_floor = 0, distance_floor_spread = 0;
    double round_trip = 0, round_trip_se = 0, round_trip_closed = 0; ///< of both coordinates together, in the row of x
};
std::vector<ResultsRow> results_of(const Run& run);

/// In full precision, one line a row.
std::string results_csv(const Run& run);
std::string results_csv_header();                    ///< its first line
std::string results_csv_line(const ResultsRow& row); ///< another

} // namespace halfstep
