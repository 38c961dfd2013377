#include "app/sweep/sweep_rows.h"

#include "app/base/text.h"
#include "app/scene/scene_error.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace halfstep {
namespace {

[[noreturn]] void fail(const std::string& file, int line, const std::string& why) {
    throw SceneError(one_line(file, 300) + ":" + std::to_string(line) + ": " + why +
                     "; allowed: what halfstep sweep -o FILE.csv writes, its parts in order");
}

/// The fields of a line (RFC 4180); a quoted field may not hold a line break, as no value of a sweep does.
std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
            fields.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += line[i];
    }
    return fields;
}

constexpr struct {
    const char* column;
    double SweepRow::*place;
} numbers[] = {
    {"mean", &SweepRow::mean},
    {"mean_closed", &SweepRow::mean_closed},
    {"variance", &SweepRow::variance},
    {"variance_closed", &SweepRow::variance_closed},
    {"distance", &SweepRow::distance},
    {"distance_floor", &SweepRow::distance_floor},
    {"distance_floor_spread", &SweepRow::distance_floor_spread},
    {"round_trip", &SweepRow::round_trip},
    {"round_trip_closed", &SweepRow::round_trip_closed},
};

class Reader {
public:
    Reader(const std::string& file, SweepTable& table) : file_(file), table_(table) {
        if (!table.header.empty()) begin();
    }

    void take(std::string_view line, int number) {
        if (table_.header.empty()) {
            table_.header = line;
            line_ = number;
            begin();
            table_.keys.assign(columns_.begin(), columns_.begin() + static_cast<std::ptrdiff_t>(seed_));
        } else if (line != table_.header) {
            row(fields_of(line), number);
        }
    }

private:
    void begin() {
        columns_ = fields_of(table_.header);
        // Keys of a scene have a dot, columns of results have none.
        seed_ = column("seed");
        sampler_ = column("sampler");
        coordinate_ = column("coordinate");
        for (std::size_t i = 0; i < std::size(numbers); ++i) places_[i] = column(numbers[i].column);
        if (seed_ == 0) refuse("no key of the scene before seed");
    }

    std::size_t column(const char* name) {
        const auto at = std::find(columns_.begin(), columns_.end(), name);
        if (at == columns_.end()) refuse(std::string("the first line has no column ") + name);
        if (std::find(at + 1, columns_.end(), name) != columns_.end())
            refuse(std::string("the first line has two columns ") + name);
        return static_cast<std::size_t>(at - columns_.begin());
    }

    [[noreturn]] void refuse(const std::string& why) {
        table_.header.clear();
        fail(file_, line_, why);
    }

    void row(const std::vector<std::string>& fields, int line) {
        if (fields.size() > seed_ && std::find(fields.begin(), fields.end(), "seed") != fields.end() &&
            std::find(fields.begin(), fields.end(), "sampler") != fields.end())
            fail(file_, line, "names other columns than the first file's first line");
        if (fields.size() != columns_.size())
            fail(file_, line,
                 "has " + std::to_string(fields.size()) + " fields, the first line " + std::to_string(columns_.size()));
        SweepRow row;
        row.values.assign(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(seed_));
        row.seed = fields[seed_];
        row.sampler = fields[sampler_];
        if (fields[coordinate_] != "x" && fields[coordinate_] != "y")
            fail(file_, line, "coordinate = " + quoted(fields[coordinate_]) + " is neither x nor y");
        row.coordinate = fields[coordinate_][0];
        for (std::size_t i = 0; i < std::size(numbers); ++i)
            row.*numbers[i].place = value(fields[places_[i]], numbers[i].column, line);
        table_.rows.push_back(std::move(row));
    }

    double value(const std::string& text, const char* name, int line) {
        if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (*end != 0) fail(file_, line, std::string(name) + " = " + quoted(text) + " is no number");
        return value;
    }

    std::string file_;
    SweepTable& table_;
    std::vector<std::string> columns_;
    std::size_t seed_ = 0, sampler_ = 0, coordinate_ = 0;
    std::array<std::size_t, std::size(numbers)> places_{};
    int line_ = 1;
};

} // namespace

std::string sweep_csv_header(const SweepSpec& spec) {
    std::string text;
    for (const SweepAxis& axis : spec.axes) text += csv_text(axis.key) + ",";
    return text + "seed," + results_csv_header();
}

std::vector<SweepRow> sweep_rows(const SweepJob& job, const Run& run) {
    std::vector<SweepRow> rows;
    for (ResultsRow& result : results_of(run))
        rows.push_back({std::move(result), job.values, std::to_string(job.experiment.run.seed)});
    return rows;
}

SweepTable empty_table(const SweepSpec& spec) {
    SweepTable table;
    for (const SweepAxis& axis : spec.axes) table.keys.push_back(axis.key);
    table.header = sweep_csv_header(spec);
    table.header.pop_back(); // the end of the line
    return table;
}

std::string sweep_csv_rows(const std::vector<SweepRow>& rows) {
    std::string text;
    for (const SweepRow& row : rows) {
        for (const std::string& value : row.values) text += csv_text(value) + ",";
        text += row.seed + "," + results_csv_line(row);
    }
    return text;
}

void read_sweep_rows(std::string_view csv, const std::string& file, SweepTable& table) {
    Reader reader(file, table);
    for (int line = 1; !csv.empty(); ++line) {
        const std::size_t end = std::min(csv.find('\n'), csv.size());
        std::string_view text = csv.substr(0, end);
        csv.remove_prefix(std::min(end + 1, csv.size()));
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (!text.empty()) reader.take(text, line);
    }
}

} // namespace halfstep
