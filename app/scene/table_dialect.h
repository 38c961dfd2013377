#pragma once
// How a table of numbers is written: what stands between its columns, before the tenths and above the first row. Said
// by the user, or found in the first lines.

#include "app/scene/scene_error.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// A table that can be read in more than one way: the message says which, and how to say what is meant.
class TableUnclear : public SceneError {
public:
    using SceneError::SceneError;
};

/// What a user may fix; what is empty is found out.
struct TableChoice {
    std::optional<char> separator; ///< ' ': blanks and tabs, any number of them
    std::optional<char> decimal;
    std::optional<bool> header;
    std::vector<std::string> columns;        ///< by name, or by number from 1
    std::optional<std::string> label_column; ///< "": none
};

struct TableDialect {
    char separator = ','; ///< '\0': a single column
    char decimal = '.';
    bool header = false;
    bool summary = false; ///< the header counts rows and columns, and names none of them
    std::string doubt;    ///< what else the lines could mean; empty: nothing
};

/// "semicolons"; empty: there is one column.
std::string separator_text(char separator);

/// The fields of a line, out of their quotes.
class TableFields {
public:
    void split(std::string_view line, char separator);
    const std::vector<std::string_view>& list() const { return list_; }
    bool open_quote() const { return open_quote_; } ///< one that nothing closes on the line

private:
    void add_quoted(std::string_view& line, char separator);

    std::vector<std::string_view> list_;
    std::deque<std::string> unquoted_; ///< fields with quotes within
    bool open_quote_ = false;
};

enum class CellKind {
    number,
    not_finite,
    thousands, ///< a number with signs between its thousands
    name,      ///< text that does not begin as a number does
    other,
};
/// `value`: of a number.
CellKind cell_kind(std::string_view field, char decimal, double& value);
/// The sign between thousands, in words: "a comma".
std::string thousands_sign(std::string_view field, char decimal);

/// What stands above a column: it has a letter, and does not begin like a number that went wrong.
bool is_column_name(std::string_view field);

/// Of the first lines, without empty ones and remarks. `expected`: how many columns the reader wants; 0: any number.
/// Throws TableUnclear, whose message begins with the line.
TableDialect find_dialect(const std::vector<std::string>& lines, const TableChoice& choice, std::size_t expected);

} // namespace halfstep
