#pragma once
// The folder of CSV files that `halfstep run --out` makes of a Run.

#include "app/plots/view.h"
#include "core/run/simulate.h"

#include <string>

namespace halfstep {

/// What is wrong with a folder as the place for results, or an empty string. Right are: none yet where one can be made,
/// an empty one, and one that holds nothing but the results of an earlier run, which will be replaced.
std::string why_no_results_folder(const std::string& path);

/// Writes final.csv, paths.csv, moments.csv and, of an encoded start, encoding.csv for each sampler and
/// experiment.toml with how the scene is looked at, all or nothing. `note` is put above the scene as a comment unless
/// it is empty.
void write_results(const Run& run, const View& view, const std::string& path, const std::string& note);

} // namespace halfstep
