#pragma once
// Rows of numbers in files: the one reader of all that people and programs write so. Text, of spreadsheets in any
// language, NumPy, R and others; and NumPy's own arrays.

#include "app/base/input_file.h"
#include "app/scene/npy.h"
#include "app/scene/table_dialect.h"

#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

struct NumberRowsFormat {
    std::string allowed;                   ///< what a file may be, for messages
    std::vector<std::string_view> columns; ///< wanted: by name, or without a header in this order; empty: all
    std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max();
    std::size_t longest_line = 4096; ///< bytes; a longer row is none. Remarks may have any length
    InputKind kind = InputKind::any;
    TableChoice choice{};
};

/// Text is read by lines, so that the file may be large; how it is written, the first ones say (table_dialect.h).
/// Passed over are a byte order mark, empty lines, lines that begin with '#', and a spreadsheet's "sep=;".
class NumberRows {
public:
    /// Throws InputError when there is no such file to read, TableUnclear, or SceneError "FILE:LINE: what is wrong;
    /// allowed: ..." as all that follow.
    NumberRows(const std::string& path, NumberRowsFormat format);

    /// The wanted columns of the next row, all finite; false at the end.
    bool next(std::vector<double>& row);
    /// The fields of the next row, as many as all have; false at the end. Not of arrays.
    bool next_fields();
    const std::vector<std::string_view>& fields() const { return fields_.list(); }

    /// Above the columns, or in the remark above the first row, as NumPy writes them; empty: nothing names them. One
    /// less than there are columns: those behind the names of the rows, as R writes them.
    const std::vector<std::string>& names() const { return names_; }
    const TableDialect& dialect() const { return dialect_; }
    const std::vector<NumberArray>& arrays() const { return arrays_; } ///< empty: it is text
    int line() const { return line_; }                                 ///< of the row that was read last
    bool has_row() const { return any_row_; }                          ///< so far, as what follows
    /// Whether there was a line of names or with '#': that the file has no rows is meant.
    bool has_heading() const { return dialect_.header || comment_; }

    const std::string& allowed() const { return format_.allowed; }
    [[noreturn]] void fail(const std::string& why) const; ///< at the line that was read last
    [[noreturn]] void fail_at(int line, const std::string& why) const;

private:
    struct Line {
        int number = 0;
        std::string text;
    };

    void look_at_start();
    void read_arrays();
    void read_head();
    void take_header();
    bool read_line();
    bool read_row_line();
    bool next_line();
    void forget_idle();
    void want(const std::vector<std::string>& names, std::size_t columns);
    bool next_of_array(std::vector<double>& row);
    [[noreturn]] void refuse_heading(const std::string& text) const;

    InputFile file_;
    std::string path_;
    NumberRowsFormat format_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0; ///< of what is in the buffer
    char line_end_ = '\n';
    std::string text_;   ///< the line
    std::string remark_; ///< the last before the first row
    std::deque<Line> head_;
    TableFields fields_;
    TableDialect dialect_;
    std::vector<std::string> names_;
    std::string heading_; ///< the header as it is written
    int heading_line_ = 0;
    std::vector<std::size_t> wanted_; ///< which columns; empty: not known yet
    std::size_t columns_ = 0;
    std::vector<NumberArray> arrays_;
    std::size_t array_row_ = 0;
    int line_ = 0, lines_read_ = 0;
    bool comment_ = false, any_row_ = false;
};

} // namespace halfstep
