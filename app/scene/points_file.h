#pragma once
// Point clouds from CSV files.

#include <string>
#include <vector>

namespace halfstep {

struct PointTable {
    std::vector<double> values; ///< row-major
    int columns = 2;            ///< 1 or 2
};

/// One or two numbers a line, separated by commas, semicolons, tabs or blanks; one line of names above them, empty
/// lines and lines that begin with # are passed over. Throws SceneError "FILE:LINE: what is wrong; allowed: ..." for
/// anything else: text, NaN and infinities, numbers beyond +-largest, ragged rows, no rows or more than
/// Limits::max_points.
PointTable read_points_file(const std::string& path, double largest);

} // namespace halfstep
