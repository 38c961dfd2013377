// Aligned lines, cases, matrices: LaTeX's distances (L. Lamport, LaTeX, 2nd edition, C.10.2; amsmath's user's guide) at
// ten points an em.

#include "app/equation/setter.h"

#include <algorithm>

namespace halfstep {

namespace {

struct TableShape {
    float height = 0.84f, depth = 0.36f; ///< ems: of every line at least, a baseline skip of twelve points
    float between_lines = 0.1f;          ///< ems more, so that tall lines do not touch
    float between_columns = 1;
    bool display = false;
};

TableShape shape_of(const std::string& environment) {
    TableShape shape;
    if (environment == "aligned" || environment == "gathered") {
        shape.between_lines = 0.3f; // \jot
        shape.display = true;
    } else if (environment == "cases") {
        shape.height *= 1.2f;
        shape.depth *= 1.2f;
        shape.between_lines = 0;
    }
    return shape;
}

/// 0 left, 0.5 middle, 1 right.
float alignment(const std::string& environment, int column) {
    if (environment == "aligned") return column % 2 == 0 ? 1 : 0;
    return environment == "cases" ? 0 : 0.5f;
}

} // namespace

Box Setter::table(const Node& node, const Look& outer) {
    const TableShape shape = shape_of(node.text);
    const Look look = outer.with({shape.display ? 0 : std::max(outer.style.size, 1), outer.style.cramped});
    const float scale = size(look.style);
    const auto columns = static_cast<std::size_t>(std::max(node.columns, 1));
    const bool aligned = node.text == "aligned";
    std::vector<Box> cells;
    std::vector<float> widths(columns);
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
        const bool continued = aligned && i % columns % 2 == 1;
        cells.push_back(
            row(node.parts[i], look, continued ? RowStart::after_something : RowStart::after_nothing).with_overhangs());
        widths[i % columns] = std::max(widths[i % columns], cells.back().width);
    }
    Box all;
    float top = 0; // of the line, from the first one's
    for (std::size_t line = 0; line * columns < cells.size(); ++line) {
        float height = shape.height * scale, depth = shape.depth * scale, x = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            height = std::max(height, cells[line * columns + c].height);
            depth = std::max(depth, cells[line * columns + c].depth);
        }
        if (line > 0) top += shape.between_lines * scale;
        for (std::size_t c = 0; c < columns; ++c) {
            Box& cell = cells[line * columns + c];
            if (c > 0 && !(aligned && c % 2 == 1)) x += shape.between_columns * scale;
            const float at = x + alignment(node.text, static_cast<int>(c)) * (widths[c] - cell.width);
            all.place(std::move(cell), at, top + height);
            x += widths[c];
        }
        all.width = x;
        top += height + depth;
    }
    all.depth = top;
    Box centred = on_axis(std::move(all), outer);
    if (node.codes[0] == 0) return centred;
    return fence(node.codes, std::move(centred), outer);
}

} // namespace halfstep
