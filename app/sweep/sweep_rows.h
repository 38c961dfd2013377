#pragma once
// What a sweep gives, as values, and as the lines of `halfstep sweep -o FILE.csv`, written and read again.

#include "app/results/results.h"
#include "app/sweep/sweep.h"

#include <array>
#include <string_view>

namespace halfstep {

/// One result: a sampler's final sample, of one combination of values and one seed.
struct SweepRow : ResultsRow {
    std::vector<std::string> values; ///< one for each key
    std::string seed;
};
std::vector<SweepRow> sweep_rows(const SweepJob& job, const Run& run);

struct SweepTable {
    std::vector<std::string> keys; ///< of the scene, in the order of --over
    std::string header;            ///< the first line of its file; empty: nothing was read yet
    std::vector<SweepRow> rows;
};
/// A table of these keys, without rows.
SweepTable empty_table(const SweepSpec& spec);

std::string sweep_csv_header(const SweepSpec& spec); ///< the first line
std::string sweep_csv_rows(const std::vector<SweepRow>& rows);

/// Appends the rows of a CSV file, or of a part of one, to the table. The first line of all is the header; where it
/// occurs again (whole files one after another), it is skipped. The standard errors and the costs are not read. `file`
/// is what messages call it. Throws SceneError "FILE:LINE: ...".
void read_sweep_rows(std::string_view csv, const std::string& file, SweepTable& table);

} // namespace halfstep
