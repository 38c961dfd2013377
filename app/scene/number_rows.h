#pragma once
// Rows of numbers in text files: the one reader of all that people and programs write so, numpy.savetxt and
// spreadsheets among them.

#include "app/base/input_file.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

struct NumberRowsFormat {
    std::string allowed;                   ///< what a file may be, for messages
    std::vector<std::string_view> columns; ///< how many, and what a line of names must say; empty: any
    std::int64_t most_bytes = std::numeric_limits<std::int64_t>::max();
    std::size_t longest_line = 4096; ///< bytes; a longer row is none. Comments may have any length
    InputKind kind = InputKind::any;
};

/// Numbers, a row a line, with commas between them, or else semicolons, or else blanks and tabs. Passed over are a byte
/// order mark, empty lines, lines that begin with '#', and one line of names above the first row. The file may be
/// large: it is read by lines.
class NumberRows {
public:
    /// Throws InputError when there is no such file to read.
    NumberRows(const std::string& path, NumberRowsFormat format);

    /// The next row's numbers, all finite; false at the end. Throws SceneError "FILE:LINE: what is wrong; allowed:
    /// ...".
    bool next(std::vector<double>& row);
    std::string_view field(std::size_t i) const { return fields_[i]; } ///< of that row, as written
    /// How many names stand above; 0: none.
    std::size_t names() const { return names_; }
    bool has_row() const { return any_row_; } ///< so far, as what follows
    /// Whether there was a line of names or with '#': that the file has no rows is meant.
    bool has_heading() const { return names_ > 0 || comment_; }

    const std::string& allowed() const { return format_.allowed; }
    [[noreturn]] void fail(const std::string& why) const; ///< at the line that was read last

private:
    bool read_line();
    void forget_idle();
    void split(std::string_view line);
    bool take_names(std::size_t numbers);

    InputFile file_;
    std::string path_;
    NumberRowsFormat format_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0; ///< of what is in the buffer
    std::string text_;             ///< the line
    std::vector<std::string_view> fields_;
    int line_ = 0;
    std::size_t names_ = 0;
    bool comment_ = false, any_row_ = false;
};

} // namespace halfstep
