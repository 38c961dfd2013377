#pragma once
// Which columns of a table are coordinates, which one has labels, and which are none of both.

#include "app/scene/number_table.h"

#include <string>
#include <vector>

namespace halfstep {

struct TableRoles {
    std::vector<std::size_t> coordinates; ///< one or two
    int label = -1;                       ///< -1: none
    std::vector<std::string> left_out;    ///< columns, each with why
    std::vector<std::string> doubts;      ///< what could have been meant otherwise
};

/// Its name, or "column 2"; both where another one has that name.
std::string column_title(const NumberTable& table, std::size_t column);

/// Throws TableUnclear "FILE:LINE: ..." where the table does not say, and SceneError for a column that is asked for and
/// is not there, or holds something else than numbers.
TableRoles find_roles(const NumberTable& table, const std::string& path, const TableChoice& choice);

/// Whether a text can be the label of a point; nothing is one, too.
bool is_class_name(const std::string& text);
inline constexpr const char* allowed_labels = "one line of up to 100 bytes, without control characters";

/// Of each row, by a column of either kind.
std::vector<std::string> labels_of(const TableColumn& column);

} // namespace halfstep
