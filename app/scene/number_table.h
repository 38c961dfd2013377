#pragma once
// A whole table in memory, column by column, and what each column is like. Which of them are coordinates is decided
// later (table_roles.h).

#include "app/scene/number_rows.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace halfstep {

struct TableColumn {
    std::string name;            ///< empty: it has none
    std::vector<double> numbers; ///< of each row; 0 where there is none
    std::int64_t count = 0;      ///< of rows that are numbers
    /// The first cell that is none.
    int bad_line = 0;
    std::string bad;
    CellKind bad_kind = CellKind::number;
    bool all_names = true; ///< every cell is text that could be a name
    bool all_empty = true;
    std::vector<int> words;             ///< of each row, as indices of `spellings`; empty: too many different ones
    std::vector<std::string> spellings; ///< in the order in which they come

    bool is_text() const { return count == 0 && all_names && numbers.size() > 1; }
    bool is_numbers() const { return count == static_cast<std::int64_t>(numbers.size()); }
};

struct NumberTable {
    std::vector<TableColumn> columns;
    std::int64_t rows = 0;
    std::vector<int> lines; ///< of each row; empty: no text
    TableDialect dialect;
    bool text = true;
    bool named = false;     ///< columns have names
    bool row_names = false; ///< the first one stands before those that the header names
};

struct TableRequest {
    std::string allowed; ///< what a file may be, for messages
    TableChoice choice{};
    std::int64_t most_rows = 1;
};

/// Throws InputError, TableUnclear, or SceneError "FILE:LINE: ...".
NumberTable read_table(const std::string& path, const TableRequest& request);

/// The names of the arrays of an .npz; none of any other file, whatever is wrong with it.
std::vector<std::string> array_names(const std::string& path);

/// The first rows as they are written, the header among them: what a dialog shows. Throws nothing: there are none.
std::vector<std::string> first_lines(const std::string& path, std::size_t count);

} // namespace halfstep
