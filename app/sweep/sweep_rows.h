#pragma once
// What a sweep gives: the rows of `halfstep sweep -o FILE.csv`, written and read again.

#include "app/sweep/sweep.h"

#include <array>
#include <string_view>

namespace halfstep {

std::string sweep_csv_header(const SweepSpec& spec); ///< the first line
std::string sweep_csv_rows(const SweepJob& job, const Run& run);

/// One result: a sampler's final sample, of one combination of values and one seed.
struct SweepRow {
    std::vector<std::string> values; ///< one for each key
    std::string seed;
    std::string sampler;
    char coordinate = 'x';
    // As the columns of that name; NaN where the field is empty.
    double mean = 0, mean_closed = 0, variance = 0, variance_closed = 0;
    double distance = 0, distance_floor = 0, distance_floor_spread = 0;
    double round_trip = 0, round_trip_closed = 0;
};

struct SweepTable {
    std::vector<std::string> keys; ///< of the scene, in the order of --over
    std::string header;            ///< the first line; empty: nothing was read yet
    std::vector<SweepRow> rows;
};

/// Appends the rows of a CSV file, or of a part of one, to the table. The first line of all is the header; where it occurs again
/// (whole files one after another), it is skipped. `file` is what messages call it. Throws SceneError "FILE:LINE: ...".
void read_sweep_rows(std::string_view csv, const std::string& file, SweepTable& table);

} // namespace halfstep
