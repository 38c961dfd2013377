#pragma once
// Point clouds from tables: text, .npy, .npz.

#include "app/scene/number_table.h"
#include "core/spec/experiment.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct PointTable {
    std::vector<double> values;      ///< row-major
    int columns = 2;                 ///< 1 or 2
    std::vector<double> weights;     ///< empty: all alike
    std::vector<std::string> labels; ///< empty: none
    PointsOrigin origin;
};

struct PointsRequest {
    TableChoice choice{};
    bool standardize =
        false; ///< coordinates may be as large as doubles square, and are merged in units of their spread
};

/// One point a row (number_table.h), its coordinates and label by their columns (table_roles.h). More than
/// Limits::max_points are merged to as many. Throws TableUnclear, or SceneError "FILE:LINE: what is wrong; allowed:
/// ..." for anything that is no table, NaN and infinities, what is too far out, no rows or more than
/// Limits::max_file_points.
PointTable read_points_file(const std::string& path, const PointsRequest& request);

/// In a line: how many points, by which columns, what was left out and what is odd about them.
std::string origin_text(const PointsOrigin& origin);

/// Whether a file is such a table and no scene: by its name, and of .txt and .dat by its first lines.
bool is_table_file(const std::string& path);
/// The scene of a table alone.
Experiment scene_of_table(const std::string& path);

// The same in two steps, for who asks again and again.
NumberTable read_points_table(const std::string& path, const TableChoice& choice);
/// `standardize`: where nothing says, unless its points spread about as far as noise does.
Experiment scene_of_table(const NumberTable& table, const std::string& path, const TableChoice& choice,
                          std::optional<bool> standardize);

} // namespace halfstep
