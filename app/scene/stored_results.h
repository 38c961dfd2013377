#pragma once
// What came out of an experiment when a figure of it was made, in full digits: it stands at the end of the scene that
// the figure carries, a table [[result]] for each sampler and coordinate. It changes nothing of the experiment.

#include <string>
#include <utility>
#include <vector>

namespace halfstep {

struct StoredResult {
    std::string sampler, coordinate;
    std::vector<std::pair<std::string, double>> numbers; ///< by stored_numbers' names

    bool operator==(const StoredResult&) const = default;
};

/// What a row may have.
inline constexpr const char* stored_numbers[] = {"mean", "variance", "distance", "round_trip"};

class TableReader;
/// Of all tables. Throws SceneError.
std::vector<StoredResult> read_stored_results(const TableReader& root);
/// Back again; empty where there are none.
std::string stored_results_text(const std::vector<StoredResult>& results);

} // namespace halfstep
