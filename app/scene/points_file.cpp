#include "app/scene/points_file.h"

#include "app/base/text.h"
#include "app/scene/number_rows.h"
#include "app/scene/scene_error.h"
#include "core/spec/limits.h"

#include <cmath>
#include <string_view>

namespace halfstep {

namespace {

constexpr std::int64_t max_bytes =
    64 << 20; ///< a hundred times what max_points rows take: larger files are refused unread
constexpr const char* points_allowed =
    "one or two finite numbers a line, as 1.5,-0.25, with or without a line of names above";

/// A row of as many numbers as `columns` says, or, where that is 0, of as many as there may be.
void check_row(const NumberRows& rows, const std::vector<double>& row, std::size_t columns, double largest) {
    if (columns > 0 && row.size() != columns)
        rows.fail("has " + std::to_string(row.size()) + (row.size() == 1 ? " number" : " numbers") +
                  ", the lines above " + std::to_string(columns) + "; allowed: " + points_allowed);
    if (row.size() > 2) rows.fail("has " + std::to_string(row.size()) + " numbers; allowed: " + points_allowed);
    for (std::size_t i = 0; i < row.size(); ++i)
        if (std::abs(row[i]) > largest)
            rows.fail(one_line(rows.field(i), 60) + " is too far out; allowed: -" + number(largest) + " to " +
                      number(largest));
}

PointTable read_rows(const std::string& path, double largest) {
    NumberRows rows(path, {.allowed = points_allowed,
                           .columns = {},
                           .most_bytes = max_bytes,
                           .longest_line = static_cast<std::size_t>(max_bytes),
                           .kind = InputKind::regular});
    PointTable table;
    std::vector<double> row;
    std::size_t columns = 0;
    std::int64_t count = 0;
    while (rows.next(row)) {
        check_row(rows, row, count > 0 ? columns : rows.names(), largest);
        columns = row.size();
        if (count++ < Limits::max_points) table.values.insert(table.values.end(), row.begin(), row.end());
    }
    if (count == 0) rows.fail("has no points; allowed: " + std::string(points_allowed));
    if (count > Limits::max_points)
        throw SceneError(one_line(path) + ": has " + std::to_string(count) + " points; allowed: at most " +
                         std::to_string(Limits::max_points) + " (take a sample of the lines)");
    table.columns = static_cast<int>(columns);
    return table;
}

} // namespace

PointTable read_points_file(const std::string& path, double largest) {
    try {
        return read_rows(path, largest);
    } catch (const InputError& e) {
        throw SceneError(one_line(e.allowing(std::string("a CSV file of ") + points_allowed)));
    }
}

} // namespace halfstep
