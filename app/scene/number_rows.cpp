#include "app/scene/number_rows.h"

#include "app/base/text.h"
#include "app/scene/scene_error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace halfstep {

namespace {

constexpr std::size_t buffer_bytes = 1 << 16;
constexpr const char* blank = " \t\r";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf"; // a spreadsheet's

/// What a whole field says as a decimal number; false for text, hexadecimal and the like.
bool is_number(std::string_view field, double& value) {
    const std::string text(field);
    if (text.empty() || text.find_first_of("xXpP(") != text.npos) return false;
    char* end = nullptr;
    value = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size();
}

/// What stands above a column: it has a letter, and does not begin like a number that went wrong.
bool is_name(std::string_view field) {
    constexpr std::string_view minus = "−"; // as typeset
    if (field.starts_with('"')) field.remove_prefix(1);
    std::string_view start = field;
    if (start.starts_with(minus))
        start.remove_prefix(minus.size());
    else if (start.starts_with('-') || start.starts_with('+'))
        start.remove_prefix(1);
    if (start.starts_with('.')) start.remove_prefix(1);
    if (!start.empty() && start[0] >= '0' && start[0] <= '9') return false;
    return std::any_of(start.begin(), start.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    });
}

} // namespace

NumberRows::NumberRows(const std::string& path, NumberRowsFormat format)
    : file_(path, format.most_bytes, format.kind), path_(path), format_(std::move(format)), buffer_(buffer_bytes) {}

void NumberRows::fail(const std::string& why) const {
    throw SceneError(one_line(path_) + ":" + std::to_string(std::max(line_, 1)) + ": " + why);
}

/// Of what was read of the line, the blanks before it and a comment after its first character: these may have any
/// length.
void NumberRows::forget_idle() {
    if (line_ == 1 && text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
    text_.erase(0, std::min(text_.find_first_not_of(blank), text_.size()));
    if (text_.starts_with('#')) text_.resize(1);
}

bool NumberRows::read_line() {
    text_.clear();
    ++line_;
    while (true) {
        if (at_ == end_) {
            at_ = 0;
            end_ = file_.read(buffer_.data(), buffer_.size());
            if (end_ > 0) continue;
            if (text_.empty()) --line_; // there is none, or nothing but blanks
            return !text_.empty();
        }
        const char *begin = buffer_.data() + at_, *end = buffer_.data() + end_, *stop = std::find(begin, end, '\n');
        text_.append(begin, stop);
        at_ += static_cast<std::size_t>(stop - begin);
        forget_idle();
        if (text_.size() > format_.longest_line)
            fail("has more than " + std::to_string(format_.longest_line) + " characters; allowed: " + format_.allowed);
        if (stop == end) continue;
        ++at_;
        return true;
    }
}

/// At the commas of a line, or else its semicolons, or else its blanks and tabs.
void NumberRows::split(std::string_view line) {
    fields_.clear();
    const char* separators = line.find(',') != line.npos ? "," : line.find(';') != line.npos ? ";" : " \t";
    const bool blanks = separators[0] == ' ';
    for (std::size_t at; (at = line.find_first_of(separators)) != line.npos; line.remove_prefix(at + 1))
        if (!blanks || at > 0) fields_.push_back(trimmed(line.substr(0, at)));
    fields_.push_back(trimmed(line));
}

/// Whether the line is that of the names, where one may stand.
bool NumberRows::take_names(std::size_t numbers) {
    if (numbers > 0 || any_row_ || names_ > 0) return false;
    if (!format_.columns.empty() && fields_ != format_.columns)
        fail(halfstep::quoted(trimmed(text_)) + " is neither numbers nor the header; allowed: " + format_.allowed);
    for (const std::string_view field : fields_)
        if (!is_name(field)) return false;
    names_ = fields_.size();
    return true;
}

bool NumberRows::next(std::vector<double>& row) {
    while (read_line()) {
        const std::string_view line = trimmed(text_);
        if (line.starts_with('#')) comment_ = true;
        if (line.empty() || line.starts_with('#')) continue;
        split(line);
        row.assign(fields_.size(), 0);
        std::size_t numbers = 0, bad = fields_.size();
        for (std::size_t i = fields_.size(); i-- > 0;) {
            const bool number = is_number(fields_[i], row[i]);
            numbers += number;
            if (!number) bad = i;
        }
        if (take_names(numbers)) continue;
        if (bad < fields_.size()) fail(halfstep::quoted(fields_[bad]) + " is no number; allowed: " + format_.allowed);
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!std::isfinite(row[i]))
                fail(one_line(fields_[i], 60) + " is not finite; allowed: finite numbers, " + format_.allowed);
        if (!format_.columns.empty() && row.size() != format_.columns.size())
            fail("has " + std::to_string(row.size()) + " columns; allowed: " + std::to_string(format_.columns.size()) +
                 ", " + format_.allowed);
        any_row_ = true;
        return true;
    }
    return false;
}

} // namespace halfstep
