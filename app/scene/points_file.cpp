#include "app/scene/points_file.h"

#include "app/base/files.h"
#include "app/scene/names.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

namespace halfstep {

namespace {

constexpr std::int64_t max_bytes =
    64 << 20; ///< a hundred times what max_points rows take: larger files are refused unread
constexpr const char* what = "one or two finite numbers a line, as 1.5,-0.25, with or without a line of names above";

std::string_view trimmed(std::string_view text) {
    constexpr const char* blank = " \t\r";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) + 1 - first);
}

/// At the commas of a line, or else its semicolons, or else its blanks and tabs.
std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    const char* separators = line.find(',') != line.npos ? "," : line.find(';') != line.npos ? ";" : " \t";
    const bool blanks = separators[0] == ' ';
    for (std::size_t at; (at = line.find_first_of(separators)) != line.npos; line.remove_prefix(at + 1))
        if (!blanks || at > 0) fields.push_back(trimmed(line.substr(0, at)));
    fields.push_back(trimmed(line));
    return fields;
}

/// What a whole field says as a decimal number: nothing for text, hexadecimal and the like.
std::optional<double> parsed(std::string_view field) {
    const std::string text(field);
    if (text.empty() || text.find_first_of("xXpP(") != text.npos) return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() ? std::optional(value) : std::nullopt;
}

class PointsReader {
public:
    PointsReader(const std::string& path, double largest) : path_(path), largest_(largest) {}

    PointTable read(std::string_view text) {
        if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3); // a spreadsheet's byte order mark
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            ++line_;
            const std::string_view line = trimmed(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            if (!line.empty() && line[0] != '#') take(line);
        }
        if (rows_ == 0) fail("has no points; allowed: " + std::string(what));
        if (rows_ > Limits::max_points)
            throw SceneError(one_line(path_) + ": has " + std::to_string(rows_) + " points; allowed: at most " +
                             std::to_string(Limits::max_points) + " (take a sample of the lines)");
        return std::move(table_);
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw SceneError(one_line(path_) + ":" + std::to_string(std::max(line_, 1)) + ": " + why);
    }

    void take(std::string_view line) {
        const std::vector<std::string_view> fields = split(line);
        std::size_t numbers = 0;
        for (const std::string_view field : fields) numbers += parsed(field).has_value();
        if (numbers == 0 && rows_ == 0 && !header_) { // names of the columns
            header_ = true;
            columns_ = fields.size();
            return;
        }
        for (const std::string_view field : fields)
            if (!parsed(field)) fail(quoted(field) + " is no number; allowed: " + what);
        if (columns_ == 0) columns_ = fields.size();
        if (fields.size() != columns_)
            fail("has " + std::to_string(fields.size()) + (fields.size() == 1 ? " number" : " numbers") +
                 ", the lines above " + std::to_string(columns_) + "; allowed: " + what);
        if (columns_ > 2) fail("has " + std::to_string(columns_) + " numbers; allowed: " + what);
        for (const std::string_view field : fields) {
            const double value = *parsed(field);
            if (!std::isfinite(value)) fail(one_line(field, 60) + " is not finite; allowed: " + what);
            if (std::abs(value) > largest_)
                fail(one_line(field, 60) + " is too far out; allowed: -" + number(largest_) + " to " +
                     number(largest_));
            if (rows_ < Limits::max_points) table_.values.push_back(value);
        }
        table_.columns = static_cast<int>(columns_);
        ++rows_;
    }

    std::string path_;
    double largest_;
    PointTable table_;
    std::size_t columns_ = 0;
    int line_ = 0;
    std::int64_t rows_ = 0;
    bool header_ = false;
};

} // namespace

PointTable read_points_file(const std::string& path, double largest) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) // a pipe might never end
        throw SceneError(one_line(path) + ": is no regular file; allowed: a CSV file of " + what);
    std::string text;
    try {
        text = read_file(path, max_bytes);
    } catch (const std::runtime_error& e) {
        throw SceneError(one_line(e.what()) + "; allowed: a CSV file of " + what);
    }
    return PointsReader(path, largest).read(text);
}

} // namespace halfstep
