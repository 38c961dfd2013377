#include "app/scene/number_rows.h"

#include "app/base/text.h"
#include "app/scene/scene_error.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr std::size_t buffer_bytes = 1 << 16;
constexpr std::size_t most_array_bytes = std::size_t{1} << 29;
constexpr std::size_t head_lines = 200, head_bytes = 1 << 18; // which say how the others are written
constexpr std::size_t kept_remark = 1000;                     // bytes of one
constexpr const char* blank = " \t\r";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf"; // a spreadsheet's

/// Files that are no text, by how they begin.
struct Beginning {
    std::string_view bytes;
    const char* what;
    const char* instead;
};
constexpr const char* as_csv = "write it as CSV";
constexpr Beginning beginnings[] = {
    {"\xff\xfe", "UTF-16 text", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"},
    {"\xfe\xff", "UTF-16 text", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"},
    {"\x89HDF", "an HDF5 file", "write its table as CSV or .npy"},
    {"MATLAB 5.0", "a MATLAB file", "writematrix(x, \"x.csv\")"},
    {"PAR1", "a Parquet file", as_csv},
    {"\x1f\x8b", "compressed with gzip", "unpack it first"},
    {"\x80\x04\x95", "a Python pickle", "numpy.save, or to_csv"},
    {"\x80\x05\x95", "a Python pickle", "numpy.save, or to_csv"},
    {"RDX3", "an R workspace", "write.csv"},
    {"SQLite format 3", "a database", as_csv},
    {"%PDF", "a PDF", "a table of numbers"},
    {"\x89PNG", "a picture", "a table of numbers"},
    {"{", "JSON", as_csv},
};

/// sep=; in a first line, by which a spreadsheet says what it writes.
char said_separator(std::string_view line) {
    line = trimmed(line);
    if (line.starts_with('"') && line.ends_with('"') && line.size() > 1) line = line.substr(1, line.size() - 2);
    return line.size() == 5 && line.starts_with("sep=") ? line[4] : '\0';
}

bool same_column(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return lower(x) == lower(y);
    });
}

} // namespace

NumberRows::NumberRows(const std::string& path, NumberRowsFormat format)
    : file_(path, format.most_bytes, format.kind), path_(path), format_(std::move(format)), buffer_(buffer_bytes) {
    look_at_start();
    if (!arrays_.empty()) return;
    read_head();
    take_header();
}

void NumberRows::fail_at(int line, const std::string& why) const {
    throw SceneError(one_line(path_) + ":" + std::to_string(std::max(line, 1)) + ": " + why);
}

void NumberRows::fail(const std::string& why) const { fail_at(line_, why); }

/// What kind of file it is.
void NumberRows::look_at_start() {
    while (end_ < buffer_.size()) { // a pipe may give a few bytes at a time
        const std::size_t got = file_.read(buffer_.data() + end_, buffer_.size() - end_);
        if (got == 0) break;
        end_ += got;
        if (std::find(buffer_.data(), buffer_.data() + end_, '\n') != buffer_.data() + end_) break;
    }
    const std::string_view start(buffer_.data(), end_);
    if (is_npy(start) || is_zip(start)) return read_arrays();
    for (const Beginning& known : beginnings)
        if (start.starts_with(known.bytes))
            throw SceneError(one_line(path_) + ": is " + known.what + "; allowed: " + known.instead + ", or " +
                             format_.allowed);
    if (start.size() > 3 && start[0] != 0 && start[1] == 0 && start[2] != 0 && start[3] == 0)
        throw SceneError(one_line(path_) + ": is UTF-16 text; allowed: save it as UTF-8, or " + format_.allowed);
    const auto stop = std::find(start.begin(), start.end(), '\r');
    if (stop != start.end() && stop + 1 != start.end() && start.find('\n') == start.npos) line_end_ = '\r';
}

void NumberRows::read_arrays() {
    std::string bytes(buffer_.data(), end_);
    while (const std::size_t got = file_.read(buffer_.data(), buffer_.size())) {
        bytes.append(buffer_.data(), got);
        if (bytes.size() > most_array_bytes)
            throw SceneError(one_line(path_) + ": has too many bytes; allowed: at most " +
                             std::to_string(most_array_bytes));
    }
    try {
        if (is_npy(bytes))
            arrays_.push_back(read_npy(bytes));
        else
            arrays_ = read_npz(bytes);
    } catch (const SceneError& error) {
        throw SceneError(one_line(path_) + ": " + error.what());
    }
}

/// Of what was read of the line, the blanks before it and most of a remark: these may have any length.
void NumberRows::forget_idle() {
    if (lines_read_ == 1 && text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
    const std::size_t first = text_.find_first_not_of(blank);
    // What stands alone keeps its blanks: tabs may be columns that are empty.
    if (first == text_.npos)
        text_.resize(std::min<std::size_t>(text_.size(), 1));
    else if (text_[first] == '#')
        text_ = text_.substr(first, kept_remark);
    else if (text_.find('\t') >= first)
        text_.erase(0, first);
}

bool NumberRows::read_line() {
    text_.clear();
    ++lines_read_;
    while (true) {
        if (at_ == end_) {
            at_ = 0;
            end_ = file_.read(buffer_.data(), buffer_.size());
            if (end_ > 0) continue;
            if (trimmed(text_).empty()) --lines_read_; // there is none, or nothing but blanks
            return !trimmed(text_).empty();
        }
        const char *begin = buffer_.data() + at_, *end = buffer_.data() + end_,
                   *stop = std::find(begin, end, line_end_);
        text_.append(begin, stop);
        at_ += static_cast<std::size_t>(stop - begin);
        forget_idle();
        if (text_.size() > format_.longest_line)
            fail_at(lines_read_, "has more than " + std::to_string(format_.longest_line) +
                                     " characters; allowed: " + format_.allowed);
        if (stop == end) continue;
        ++at_;
        return true;
    }
}

/// The next line that is neither empty nor a remark.
bool NumberRows::read_row_line() {
    while (read_line()) {
        const std::string_view line = trimmed(text_);
        if (line.starts_with('#')) {
            comment_ = true;
            if (!any_row_ && head_.empty())
                remark_ = trimmed(
                    line.substr(line.find_first_not_of('#') == line.npos ? line.size() : line.find_first_not_of('#')));
        } else if (!line.empty()) {
            return true;
        }
    }
    return false;
}

bool NumberRows::next_line() {
    if (!head_.empty()) {
        line_ = head_.front().number;
        text_ = std::move(head_.front().text);
        head_.pop_front();
        return true;
    }
    const bool read = read_row_line();
    line_ = lines_read_;
    return read;
}

void NumberRows::read_head() {
    std::size_t bytes = 0;
    while (head_.size() < head_lines && bytes < head_bytes && read_row_line()) {
        if (head_.empty() && !format_.choice.separator && said_separator(text_) != '\0') {
            format_.choice.separator = said_separator(text_);
            continue;
        }
        bytes += text_.size();
        head_.push_back({lines_read_, text_});
    }
    line_ = head_.empty() ? lines_read_ : head_.front().number;
    if (head_.empty()) return;
    std::vector<std::string> lines;
    for (const Line& line : head_) lines.push_back(line.text);
    try {
        dialect_ = find_dialect(lines, format_.choice, format_.columns.size());
    } catch (const TableUnclear& unclear) {
        throw TableUnclear(one_line(path_) + ":" + std::to_string(line_) + ": " + unclear.what());
    }
}

void NumberRows::take_header() {
    if (head_.empty()) return;
    const auto take = [&] { names_.assign(fields_.list().begin(), fields_.list().end()); };
    if (dialect_.header) {
        next_line();
        heading_ = text_;
        heading_line_ = line_;
        fields_.split(text_, dialect_.separator);
        if (fields_.open_quote())
            fail("has a quote that nothing closes on its line, as a name with a line break has; allowed: " +
                 format_.allowed);
        if (!dialect_.summary) take();
    }
    if (head_.empty()) return;
    fields_.split(head_.front().text, dialect_.separator);
    columns_ = fields_.list().size();
    while (names_.size() > columns_ && names_.back().empty()) names_.pop_back(); // separators at the end of this line
    if (dialect_.header || remark_.empty()) return;
    for (const char separator : {dialect_.separator, ',', ' '}) { // a remark that names the columns
        fields_.split(remark_, separator);
        const auto& list = fields_.list();
        if (list.size() == columns_ && std::all_of(list.begin(), list.end(), is_column_name)) return take();
    }
}

bool NumberRows::next_fields() {
    if (!next_line()) return false;
    fields_.split(text_, dialect_.separator);
    if (fields_.open_quote()) fail("has a quote that nothing closes on its line; allowed: " + format_.allowed);
    return true;
}

void NumberRows::refuse_heading(const std::string& text) const {
    fail_at(dialect_.header ? heading_line_ : line_,
            halfstep::quoted(trimmed(text)) + " is neither numbers nor the header; allowed: " + format_.allowed);
}

/// Which of the file's columns are wanted.
void NumberRows::want(const std::vector<std::string>& names, std::size_t columns) {
    wanted_.clear();
    const std::size_t before = columns == names.size() + 1 ? 1 : 0; // the names of the rows have none
    for (const std::string_view column : format_.columns) {
        const auto same = [&](const std::string& name) { return same_column(name, column); };
        const auto found = std::find_if(names.begin(), names.end(), same);
        if (found == names.end()) continue;
        if (std::any_of(found + 1, names.end(), same))
            fail_at(dialect_.header ? heading_line_ : line_,
                    "has two columns " + halfstep::quoted(column) + "; allowed: one of each name, " + format_.allowed);
        wanted_.push_back(static_cast<std::size_t>(found - names.begin()) + before);
    }
    // A second coordinate that nobody wants is that of another scene's particles.
    const bool other = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        const bool second = same_column(name, "y") || same_column(name, "z_y");
        return second && std::find(format_.columns.begin(), format_.columns.end(), name) == format_.columns.end();
    });
    if (other) refuse_heading(dialect_.header ? heading_ : remark_);
    if (wanted_.size() == format_.columns.size()) return;
    wanted_.clear();
    if (dialect_.header) refuse_heading(heading_);
    if (columns != format_.columns.size())
        fail("has " + std::to_string(columns) + " columns; allowed: " + std::to_string(format_.columns.size()) + ", " +
             format_.allowed);
    for (std::size_t i = 0; i < columns; ++i) wanted_.push_back(i);
}

/// The one array that has as many columns as are wanted.
bool NumberRows::next_of_array(std::vector<double>& row) {
    const auto fits = [&](const NumberArray& a) { return a.problem.empty() && a.columns == format_.columns.size(); };
    const auto array = std::find_if(arrays_.begin(), arrays_.end(), fits);
    if (array == arrays_.end() || std::count_if(arrays_.begin(), arrays_.end(), fits) > 1) {
        std::string shapes;
        for (const NumberArray& a : arrays_) shapes += (shapes.empty() ? "" : ", ") + shape_text(a);
        throw SceneError(one_line(path_) + ": has " + shapes + "; allowed: one array of " +
                         std::to_string(format_.columns.size()) + " columns, " + format_.allowed);
    }
    if (array_row_ >= array->rows) return false;
    any_row_ = true;
    line_ = static_cast<int>(array_row_ + 1);
    const auto begin = array->values.begin() + static_cast<std::ptrdiff_t>(array_row_++ * array->columns);
    row.assign(begin, begin + static_cast<std::ptrdiff_t>(array->columns));
    for (const double value : row)
        if (!std::isfinite(value)) fail(number(value) + " is not finite; allowed: finite numbers, " + format_.allowed);
    return true;
}

bool NumberRows::next(std::vector<double>& row) {
    if (!arrays_.empty()) return next_of_array(row);
    if (!any_row_ && dialect_.header && head_.empty()) want(names_, names_.size()); // a header alone has its names, too
    if (!next_fields()) return false;
    const auto& list = fields_.list();
    double value = 0;
    if (!any_row_) {
        const bool any = std::any_of(list.begin(), list.end(), [&](auto field) {
            const CellKind kind = cell_kind(field, dialect_.decimal, value);
            return kind == CellKind::number || kind == CellKind::not_finite;
        });
        if (!any && !dialect_.header) refuse_heading(text_);
        want(names_, list.size());
        columns_ = list.size();
    }
    if (list.size() != columns_)
        fail("has " + std::to_string(list.size()) + " columns; allowed: " + std::to_string(columns_) + ", " +
             format_.allowed);
    row.clear();
    for (const std::size_t i : wanted_) {
        const CellKind kind = cell_kind(list[i], dialect_.decimal, value);
        if (kind == CellKind::not_finite)
            fail(one_line(list[i], 60) + " is not finite; allowed: finite numbers, " + format_.allowed);
        if (kind == CellKind::thousands)
            fail(halfstep::quoted(list[i]) + " has " + thousands_sign(list[i], dialect_.decimal) +
                 " between its thousands; allowed: numbers without, " + format_.allowed);
        if (kind != CellKind::number) fail(halfstep::quoted(list[i]) + " is no number; allowed: " + format_.allowed);
        row.push_back(value);
    }
    any_row_ = true;
    return true;
}

} // namespace halfstep
