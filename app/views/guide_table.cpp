// Tables of the guide: columns share the width by what is in them, and cells wrap.

#include "app/views/guide_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halfstep {
namespace {

bool has_head(const std::vector<TextRow>& rows) {
    return std::any_of(rows.front().begin(), rows.front().end(), [](const Spans& cell) { return !cell.empty(); });
}

std::vector<SpanWidths> measure_columns(const std::vector<TextRow>& rows, const Typesetting& type) {
    std::vector<SpanWidths> columns(rows.front().size());
    for (const TextRow& row : rows)
        for (std::size_t i = 0; i < std::min(row.size(), columns.size()); ++i) {
            const SpanWidths cell =
                measure_spans(row[i], &row == &rows.front() ? PageFace::bold : PageFace::text, type);
            columns[i].line = std::max(columns[i].line, cell.line);
            columns[i].word = std::max(columns[i].word, cell.word);
        }
    return columns;
}

} // namespace

std::vector<float> column_widths(const std::vector<SpanWidths>& wanted, float width) {
    float lines = 0, words = 0;
    for (const SpanWidths& column : wanted) lines += column.line, words += column.word;
    std::vector<float> widths;
    for (const SpanWidths& column : wanted) {
        if (lines <= width)
            widths.push_back(column.line);
        else if (words < width) // each its widest word, and a part of what is left that goes with what it would take
            widths.push_back(column.word + (column.line - column.word) * (width - words) / (lines - words));
        else
            widths.push_back(column.word * width / words);
    }
    return widths;
}

float place_table(const std::vector<TextRow>& rows, TextColumn room, const Typesetting& type, const PlacedPart& like,
                  std::vector<PlacedPart>& parts) {
    Point& at = room.at;
    const float gap = 20 * type.scale, above = std::round(3 * type.scale), top = at.y;
    const std::vector<SpanWidths> wanted = measure_columns(rows, type);
    const float gaps = gap * (static_cast<float>(wanted.size()) - 1);
    const std::vector<float> widths = column_widths(wanted, std::max(room.width - gaps, 1.f));
    const float whole = std::accumulate(widths.begin(), widths.end(), gaps);
    for (std::size_t i = has_head(rows) ? 0 : 1; i < rows.size(); ++i) {
        const bool head = i == 0;
        PlacedPart part = like;
        part.row = static_cast<int>(i);
        at.y = std::round(at.y);
        float height = 0, x = at.x;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const PageFace face = head ? PageFace::bold : PageFace::text;
            // A hair more than measured, lest rounding break what fits.
            if (column < rows[i].size())
                height = std::max(height, place_spans(rows[i][column], {face, head},
                                                      {{x, at.y + above}, widths[column] + 0.5f}, type, part));
            x += widths[column] + gap;
        }
        height = std::round(height + 2 * above);
        part.rect = {at.x, at.y, whole, height};
        if (head || i + 1 < rows.size())
            part.shapes.push_back({{at.x, at.y + height - 1, whole, 1}, head ? Shade::rule : Shade::faint_rule});
        at.y += height;
        parts.push_back(std::move(part));
    }
    return at.y - top;
}

} // namespace halfstep
