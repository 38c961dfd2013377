#pragma once
// The folder of CSV files that `halfstep run --out` makes of a Run.

#include "app/plots/view.h"
#include "core/run/simulate.h"

#include <string>

namespace halfstep {

/// Empty if the folder can take results: it does not exist but can be made, is empty, or holds only those of an earlier
/// run, which are replaced. Else what is wrong with it.
std::string why_no_results_folder(const std::string& path);

/// Writes all files or none. For each sampler: final.csv, paths.csv, moments.csv, if it draws noise, noise.csv, and if
/// its start was encoded, encoding.csv. Once: experiment.toml, with [view], and of a comparison beside.toml, which that
/// names. `note` stands above the scene as a comment unless it is empty. `recorded`: the noise that the run was given;
/// null: it was drawn.
void write_results(const Run& run, View view, const std::string& path, const std::string& note,
                   std::shared_ptr<const RecordedNoise> recorded = nullptr);

} // namespace halfstep
