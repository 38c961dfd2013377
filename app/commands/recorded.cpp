#include "app/commands/recorded.h"

#include "app/commands/commands.h"
#include "app/scene/names.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

namespace halfstep {

namespace {

/// Rows of numbers from a CSV file, line by line: the file may be large, and it may be anything.
class CsvReader {
public:
    CsvReader(const std::string& path, std::vector<std::string_view> columns)
        : path_(path), columns_(std::move(columns)), file_(std::fopen(path.c_str(), "rbe")) {
        struct stat status {};
        if (!file_)
            throw UsageError(one_line(path) + ": cannot be read: " + std::strerror(errno) +
                             "; allowed: a CSV file of " + header());
        const bool folder = ::fstat(fileno(file_), &status) == 0 && S_ISDIR(status.st_mode);
        if (folder) close();
        if (folder) throw UsageError(one_line(path) + ": is a folder; allowed: a CSV file of " + header());
    }
    ~CsvReader() { close(); }
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// The next row's numbers, all finite; false at the end. Empty lines and a header at the top are passed over.
    bool next(std::vector<double>& row) {
        while (read_line()) {
            std::string_view line = trimmed(text_);
            if (line_ == 1 && line.starts_with("\xef\xbb\xbf"))
                line.remove_prefix(3); // a spreadsheet's byte order mark
            if (line.empty()) continue;
            split(line);
            if (rows_ == 0 && !seen_header_ && is_header()) continue;
            parse(row);
            ++rows_;
            return true;
        }
        if (rows_ == 0) fail("has no rows; allowed: " + header());
        return false;
    }

    [[noreturn]] void fail(const std::string& why) const {
        throw UsageError(one_line(path_) + ":" + std::to_string(std::max(line_, 1)) + ": " + why);
    }

private:
    static constexpr std::size_t max_line =
        4096; ///< far more than the columns need; what is longer is no CSV of numbers

    void close() {
        if (file_) std::fclose(file_);
        file_ = nullptr;
    }

    std::string header() const {
        std::string text;
        for (const std::string_view column : columns_) {
            if (!text.empty()) text += ',';
            text += column;
        }
        return text;
    }

    bool read_line() {
        text_.clear();
        int c = 0;
        while ((c = getc_unlocked(file_)) != EOF && c != '\n') {
            text_ += static_cast<char>(c);
            if (text_.size() > max_line) {
                ++line_;
                fail("has more than " + std::to_string(max_line) + " characters; allowed: " + header());
            }
        }
        if (std::ferror(file_)) throw UsageError(one_line(path_) + ": cannot be read: " + std::strerror(errno));
        if (c == EOF && text_.empty()) return false;
        ++line_;
        return true;
    }

    static std::string_view trimmed(std::string_view text) {
        constexpr const char* blank = " \t\r";
        const std::size_t first = text.find_first_not_of(blank);
        if (first == std::string_view::npos) return {};
        return text.substr(first, text.find_last_not_of(blank) + 1 - first);
    }

    void split(std::string_view line) {
        fields_.clear();
        for (std::size_t comma; (comma = line.find(',')) != std::string_view::npos; line.remove_prefix(comma + 1))
            fields_.emplace_back(trimmed(line.substr(0, comma)));
        fields_.emplace_back(trimmed(line));
    }

    bool is_header() {
        seen_header_ = std::equal(fields_.begin(), fields_.end(), columns_.begin(), columns_.end());
        return seen_header_;
    }

    void parse(std::vector<double>& row) const {
        row.clear();
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            char* end = nullptr;
            const double value = std::strtod(fields_[i].c_str(), &end);
            const bool number = !fields_[i].empty() && *end == '\0';
            if (!number && rows_ == 0 && !seen_header_)
                fail(quoted(text_) + " is neither numbers nor the header; allowed: " + header());
            if (!number) fail(quoted(fields_[i]) + " is no number; allowed: " + header());
            if (!std::isfinite(value)) fail(one_line(fields_[i], 60) + " is not finite; allowed: finite numbers");
            row.push_back(value);
        }
        if (row.size() != columns_.size())
            fail("has " + std::to_string(row.size()) + " columns; allowed: " + std::to_string(columns_.size()) + ", " +
                 header());
    }

    std::string path_;
    std::vector<std::string_view> columns_;
    std::FILE* file_ = nullptr;
    std::string text_;
    std::vector<std::string> fields_;
    int line_ = 0;
    std::int64_t rows_ = 0;
    bool seen_header_ = false;
};

/// A count in a column of doubles: below `end`.
std::int64_t index(const CsvReader& csv, const char* what, double value, std::int64_t end) {
    if (!(value >= 0 && value < static_cast<double>(end)) || value != std::floor(value))
        csv.fail(std::string(what) + " " + number(value) + " does not exist; allowed: 0 to " + std::to_string(end - 1));
    return static_cast<std::int64_t>(value);
}

} // namespace

std::shared_ptr<const RecordedStart> read_start(const std::string& path, int dim) {
    std::vector<std::string_view> columns = {"x"};
    if (dim == 2) columns.push_back("y");
    CsvReader csv(path, columns);
    std::vector<double> row, all;
    std::int64_t particles = 0;
    while (csv.next(row)) {
        if (++particles > Limits::max_particles)
            csv.fail("one particle too many; allowed: " + std::to_string(Limits::max_particles));
        all.insert(all.end(), row.begin(), row.end());
    }
    auto start = std::make_shared<RecordedStart>();
    using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    start->x = Eigen::Map<const Rows>(all.data(), particles, dim);
    return start;
}

std::shared_ptr<const RecordedNoise> read_noise(const std::string& path, int dim, std::int64_t particles, int steps) {
    std::vector<std::string_view> columns = {"particle", "step", "z_x"};
    if (dim == 2) columns.push_back("z_y");
    CsvReader csv(path, columns);
    auto noise = std::make_shared<RecordedNoise>();
    noise->z.resize(static_cast<std::size_t>(steps));
    std::vector<std::vector<bool>> given(noise->z.size());
    std::vector<double> row;
    while (csv.next(row)) {
        const std::int64_t particle = index(csv, "particle", row[0], particles);
        const auto step = static_cast<std::size_t>(index(csv, "step", row[1], steps));
        Block<double>& z = noise->z[step];
        if (z.size() == 0) {
            z = Block<double>::Zero(particles, dim);
            given[step].resize(static_cast<std::size_t>(particles));
        }
        if (given[step][static_cast<std::size_t>(particle)])
            csv.fail("particle " + number(row[0]) + " has its noise of step " + number(row[1]) +
                     " already; allowed: once");
        given[step][static_cast<std::size_t>(particle)] = true;
        for (int c = 0; c < dim; ++c) z(particle, c) = row[static_cast<std::size_t>(2 + c)];
    }
    return noise;
}

} // namespace halfstep
