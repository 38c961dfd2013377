#include "app/scene/points_file.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/scene/table_roles.h"
#include "core/law/catalog.h"
#include "core/law/merge_points.h"
#include "core/spec/limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <string_view>

namespace halfstep {

namespace {

constexpr const char* points_allowed =
    "a table of one or two finite numbers a line, as 1.5,-0.25, with or without names above and a column of labels";

/// What a message calls a row.
std::string place_of_row(const NumberTable& table, const std::string& path, std::size_t row) {
    return one_line(path) +
           (table.lines.empty() ? ", row " + std::to_string(row + 1) : ":" + std::to_string(table.lines[row]));
}

void check_reach(const NumberTable& table, const TableRoles& roles, const std::string& path, double largest) {
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row)
        for (const std::size_t c : roles.coordinates) {
            const double x = table.columns[c].numbers[row];
            if (std::abs(x) > largest)
                throw SceneError(place_of_row(table, path, row) + ": " + number(x) + " is too far out; allowed: -" +
                                 number(largest) + " to " + number(largest));
        }
}

/// One coordinate, sorted: its quartiles, and what lies far from them.
struct Coordinate {
    std::vector<double> sorted;
    double at(double share) const {
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }
};

/// Beyond ten times the distance between the quartiles from the median: of a normal law that is 13 standard deviations.
void note_outliers(const NumberTable& table, std::size_t c, const Coordinate& of, std::vector<std::string>& notes) {
    constexpr double far = 10;
    const std::vector<double>& x = table.columns[c].numbers;
    const double middle = of.at(0.5), reach = far * (of.at(0.75) - of.at(0.25));
    if (!(reach > 0)) return;
    std::int64_t count = 0;
    std::size_t farthest = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        count += std::abs(x[i] - middle) > reach;
        if (std::abs(x[i] - middle) > std::abs(x[farthest] - middle)) farthest = i;
    }
    if (count == 0) return;
    const std::string where =
        table.lines.empty() ? "row " + std::to_string(farthest + 1) : "line " + std::to_string(table.lines[farthest]);
    notes.push_back((count == 1 ? "a point lies" : grouped(count) + " points lie") + " far from the others in " +
                    column_title(table, c) + ": " + number(x[farthest]) + " in " + where);
}

void note_equal_points(const PointTable& points, std::vector<std::string>& notes) {
    std::vector<std::array<double, 2>> sorted;
    const auto columns = static_cast<std::size_t>(points.columns);
    for (std::size_t i = 0; i + columns <= points.values.size(); i += columns)
        sorted.push_back({points.values[i], columns == 2 ? points.values[i + 1] : 0});
    std::sort(sorted.begin(), sorted.end());
    std::int64_t again = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) again += sorted[i] == sorted[i - 1];
    if (again > 0)
        notes.push_back(again == 1 ? "one point is given twice" : grouped(again) + " points are given again");
}

void note_oddities(const NumberTable& table, const TableRoles& roles, PointTable& points) {
    for (const std::size_t c : roles.coordinates) {
        Coordinate of{table.columns[c].numbers};
        std::sort(of.sorted.begin(), of.sorted.end());
        if (table.rows > 1 && of.sorted.front() == of.sorted.back())
            points.origin.notes.push_back(column_title(table, c) + " is " + number(of.sorted.front()) + " everywhere");
        note_outliers(table, c, of, points.origin.notes);
    }
    note_equal_points(points, points.origin.notes);
}

PointsOrigin make_origin(const NumberTable& table, const TableRoles& roles, const std::string& path) {
    std::error_code none;
    PointsOrigin origin;
    origin.file = std::filesystem::path(path).filename().string();
    origin.path = std::filesystem::absolute(path, none).string();
    origin.rows = table.rows;
    for (const std::size_t c : roles.coordinates) origin.columns.push_back(column_title(table, c));
    if (roles.label >= 0) origin.label_column = column_title(table, static_cast<std::size_t>(roles.label));
    origin.left_out = roles.left_out;
    origin.separator = table.text && table.columns.size() > 1 ? separator_text(table.dialect.separator) : "";
    origin.decimal_comma = table.dialect.decimal == ',';
    origin.header = table.dialect.header;
    origin.notes = roles.doubts;
    if (!table.dialect.doubt.empty()) origin.notes.push_back(table.dialect.doubt);
    return origin;
}

/// As indices, from 0 on without a gap, in the order in which they come.
std::vector<int> groups_of(const std::vector<std::string>& labels, std::vector<std::string>& names) {
    std::map<std::string_view, int> index;
    std::vector<int> groups;
    for (const std::string& label : labels) {
        const auto [found, is_new] = index.try_emplace(label, static_cast<int>(index.size()));
        if (is_new) names.push_back(label);
        groups.push_back(found->second);
    }
    return groups;
}

double deviation_of(const PointTable& points, int column) {
    double sum = 0, square = 0;
    const auto columns = static_cast<std::size_t>(points.columns);
    const double n = static_cast<double>(points.values.size() / columns);
    for (std::size_t k = static_cast<std::size_t>(column); k < points.values.size(); k += columns)
        sum += points.values[k] / n;
    for (std::size_t k = static_cast<std::size_t>(column); k < points.values.size(); k += columns)
        square += (points.values[k] - sum) * (points.values[k] - sum) / n;
    return std::sqrt(square);
}

/// As many points as a scene holds: near ones of one label become one.
void merge(PointTable& points, bool standardize) {
    constexpr auto most = static_cast<std::size_t>(Limits::max_points);
    if (points.values.size() / static_cast<std::size_t>(points.columns) <= most) return;
    MergeRequest request{.columns = points.columns, .most = most};
    for (int c = 0; c < points.columns && standardize; ++c)
        if (const double deviation = deviation_of(points, c); deviation > 0) request.unit[c] = deviation;
    std::vector<std::string> names;
    MergedPoints merged = merge_points(points.values, groups_of(points.labels, names), request);
    points.values = std::move(merged.points);
    points.weights = std::move(merged.weights);
    if (!points.labels.empty()) {
        points.labels.clear();
        for (const int group : merged.group) points.labels.push_back(names[static_cast<std::size_t>(group)]);
    }
    points.origin.merged = static_cast<std::int64_t>(points.weights.size());
    points.origin.shift = merged.shift;
}

PointTable points_of(const NumberTable& table, const std::string& path, const PointsRequest& request) {
    const TableRoles roles = find_roles(table, path, request.choice);
    check_reach(table, roles, path, request.standardize ? 1e100 : Limits::max_scale);
    PointTable points;
    points.columns = static_cast<int>(roles.coordinates.size());
    points.values.reserve(static_cast<std::size_t>(table.rows) * roles.coordinates.size());
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row)
        for (const std::size_t c : roles.coordinates) points.values.push_back(table.columns[c].numbers[row]);
    if (roles.label >= 0) points.labels = labels_of(table.columns[static_cast<std::size_t>(roles.label)]);
    points.origin = make_origin(table, roles, path);
    note_oddities(table, roles, points);
    merge(points, request.standardize);
    PointsOrigin& origin = points.origin;
    origin.plain = origin.label_column.empty() && origin.left_out.empty() && !origin.decimal_comma &&
                   origin.notes.empty() && origin.merged == 0;
    return points;
}

} // namespace

NumberTable read_points_table(const std::string& path, const TableChoice& choice) {
    try {
        return read_table(path, {.allowed = points_allowed, .choice = choice, .most_rows = Limits::max_file_points});
    } catch (const InputError& e) {
        throw SceneError(one_line(e.allowing(points_allowed)));
    }
}

PointTable read_points_file(const std::string& path, const PointsRequest& request) {
    return points_of(read_points_table(path, request.choice), path, request);
}

std::string origin_text(const PointsOrigin& origin) {
    if (origin.file.empty()) return "";
    std::string text =
        one_line(origin.file, 80) + ": " + grouped(origin.rows) + (origin.rows == 1 ? " point" : " points");
    for (std::size_t i = 0; i < origin.columns.size(); ++i) text += (i == 0 ? " of " : " and ") + origin.columns[i];
    if (!origin.label_column.empty()) text += "; labels: " + origin.label_column;
    for (std::size_t i = 0; i < origin.left_out.size(); ++i)
        text += (i == 0 ? "; left out: " : ", ") + origin.left_out[i];
    if (!origin.separator.empty()) text += "; separated by " + origin.separator;
    if (origin.decimal_comma) text += "; decimal commas";
    for (const std::string& note : origin.notes) text += "; " + note;
    if (origin.merged > 0) {
        text += "; " + grouped(origin.merged) + " weighted points stand for them";
        if (origin.shift > 0)
            text += ", each moved by " + number_text(origin.shift, 2) + " (root mean square; W₂ is no more)";
    }
    return text;
}

bool is_table_file(const std::string& path) {
    std::string ending = std::filesystem::path(path).extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const char* table : {".csv", ".tsv", ".npy", ".npz"})
        if (ending == table) return true;
    if (ending != ".txt" && ending != ".dat") return false;
    for (const std::string& line : first_lines(path, 20))
        if (!line.starts_with('#')) return !line.starts_with('[') && line.find('=') == line.npos;
    return false;
}

Experiment scene_of_table(const std::string& path) {
    const NumberTable table = read_points_table(path, {});
    return scene_of_table(table, path, {}, std::nullopt);
}

Experiment scene_of_table(const NumberTable& table, const std::string& path, const TableChoice& choice,
                          std::optional<bool> standardize) {
    constexpr double least = 0.25, most = 4; // standard deviations that the usual schedules hide
    PointTable points = points_of(table, path, {choice, standardize.value_or(true)});
    bool spread = true, usual = true;
    for (int c = 0; c < points.columns; ++c) {
        const double deviation = deviation_of(points, c);
        spread = spread && deviation > 0;
        usual = usual && deviation >= least && deviation <= most;
    }
    Experiment experiment;
    TargetSpec& target = experiment.target = usual_target(TargetKind::points);
    target.standardize = standardize.value_or(spread && !usual);
    target.columns = points.columns;
    target.points = std::move(points.values);
    target.weights = std::move(points.weights);
    target.labels = std::move(points.labels);
    target.origin = std::move(points.origin);
    if (target.standardize && !standardize) {
        target.origin.notes.push_back("standardised, as its spread is not near that of the noise");
        target.origin.plain = false;
    }
    experiment.title = one_line(std::filesystem::path(path).stem().string(), 80);
    experiment.process.kind = ProcessKind::vp; // which hides data of any size in the end
    experiment.process.schedule.kind = ScheduleKind::cosine;
    experiment.samplers.emplace_back();
    return experiment;
}

} // namespace halfstep
