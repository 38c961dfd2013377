#pragma once
// Printed tables.

#include <string>
#include <vector>

namespace halfstep {

using Cells = std::vector<std::string>;

/// Columns two blanks apart; the first `names` are flush left, the others right. As many cells in each line.
std::string in_columns(const std::vector<Cells>& lines, std::size_t names = 1);

} // namespace halfstep
