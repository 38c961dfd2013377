#pragma once
// What `halfstep run` makes of a Run: a table on stdout, and a folder of CSV files.

#include "core/simulate.h"

#include <string>

namespace halfstep {

/// For reading: one row per sampler (in two dimensions a second one for y), measurement beside closed form.
std::string results_table(const Run& run);
/// The same numbers in full precision, one row per sampler and coordinate.
std::string results_csv(const Run& run);
std::string results_csv_header(); ///< its first line
/// Its other lines, each beginning with `start`.
std::string results_csv_rows(const Run& run, const std::string& start);

/// What is wrong with a folder as the place for results, or an empty string. Right are: none yet where one can be made, an
/// empty one, and one that holds nothing but the results of an earlier run, which will be replaced.
std::string why_no_results_folder(const std::string& path);

/// Writes final.csv, paths.csv, moments.csv and, of an encoded start, encoding.csv for each sampler and experiment.toml, all or nothing. `note` is put above the
/// scene as a comment unless it is empty.
void write_results(const Run& run, const std::string& path, const std::string& note);

} // namespace halfstep
