#pragma once
// Cells of the tables below the stage: names on the left, numbers on the right, and the way to columns that wait.

#include "app/ui/controls.h"
#include "app/views/table_columns.h"

#include <span>
#include <string>

namespace halfstep {

inline constexpr const char* more_columns = "+0 ›"; // any digit is as wide

/// Behind the table's first word: says what waits, and brings it.
void offer_columns(Controls& ui, std::span<const std::string> head, const TableColumns& shown, const Rect& cell,
                   int& page);
/// A name that has no room ends with "…", and is told in full under the mouse; a number has room.
void draw_cell(Controls& ui, const std::string& text, const Rect& cell, TextStyle style, bool name);

} // namespace halfstep
