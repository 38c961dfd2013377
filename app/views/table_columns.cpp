#include "app/views/table_columns.h"

#include <algorithm>
#include <numeric>

namespace halfstep {
namespace {

/// What matters most first, as many as there is room for; then the next ones. At least one each.
std::vector<std::vector<int>> turns_of(const TableRoom& table) {
    const float beside_names = table.room - table.widths[0];
    std::vector<int> left;
    for (const int column : table.importance)
        if (table.widths[static_cast<std::size_t>(column)] > 0) left.push_back(column);
    std::vector<std::vector<int>> turns;
    while (!left.empty()) {
        std::vector<int> turn, next;
        float used = 0;
        for (const int column : left) {
            const float width = table.widths[static_cast<std::size_t>(column)];
            const bool fits = turn.empty() || used + width <= beside_names; // names give way to the first one only
            (fits ? turn : next).push_back(column);
            if (fits) used += width;
        }
        turns.push_back(turn);
        left = next;
    }
    return turns;
}

} // namespace

TableColumns fit_columns(const TableRoom& table, int page) {
    const std::vector<std::vector<int>> turns = turns_of(table);
    TableColumns columns;
    columns.widths.assign(table.widths.size(), 0.0f);
    columns.widths[0] = table.widths[0];
    columns.pages = std::max(1, static_cast<int>(turns.size()));
    columns.page = (page % columns.pages + columns.pages) % columns.pages;
    if (!turns.empty())
        for (const int column : turns[static_cast<std::size_t>(columns.page)])
            columns.widths[static_cast<std::size_t>(column)] = table.widths[static_cast<std::size_t>(column)];
    for (std::size_t i = 1; i < table.widths.size(); ++i)
        if (table.widths[i] > 0 && columns.widths[i] == 0) columns.waiting.push_back(static_cast<int>(i));

    const float numbers = std::accumulate(columns.widths.begin() + 1, columns.widths.end(), 0.0f);
    const float least = std::min(table.least_names, table.widths[0]);
    columns.widths[0] = std::clamp(table.room - numbers, least, table.widths[0]);
    if (least + numbers > table.room) columns.shrink = std::max(0.1f, table.room / (least + numbers));
    for (float& width : columns.widths) width *= columns.shrink;
    const float spare =
        std::max(0.0f, table.room - std::accumulate(columns.widths.begin(), columns.widths.end(), 0.0f));
    const auto shown = std::count_if(columns.widths.begin(), columns.widths.end(), [](float w) { return w > 0; });
    for (float& width : columns.widths)
        if (width > 0) width += spare / static_cast<float>(shown);
    return columns;
}

} // namespace halfstep
