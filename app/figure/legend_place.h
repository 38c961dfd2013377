#pragma once
// Where a legend can stand in a plot: as near to a corner as its marks leave room. legend_rules.h says whether it may.

#include "app/figure/layout.h"

#include <optional>
#include <vector>

namespace halfstep {

/// What can be seen in a plot, in square cells: 0 where there is nothing, 1 where a line or a text is.
struct Cover {
    Rect plot;
    float cell = 1; ///< pixels
    int columns = 0, rows = 0;
    std::vector<float> seen; ///< rows * columns, row 0 at the top

    bool free(const Rect& box) const; ///< nothing but faint shades in there
};

/// What a figure's marks cover of its plot, but not its overlay, which moves. `metrics` measures texts.
Cover cover_of(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics);

/// A legend's entries in columns, read from the top of each: column i has the entries i * rows .. (i + 1) * rows - 1.
struct LegendColumns {
    int columns = 0, rows = 0;
    std::vector<float> widths; ///< pixels, one a column
    float w = 0, h = 0;        ///< of all
    Point at{};                ///< its upper left corner
};

/// Lengths in pixels.
struct LegendSizes {
    float em = 1, line = 1;
    float gap = 0;        ///< between columns
    float most_width = 0; ///< of all columns together
    int most_rows = 1;
};

/// In which columns, and where along the edges of the plot, entries of these widths cover no mark: as near to a corner
/// as possible, with as few columns as that takes. Nothing where there is no room.
std::optional<LegendColumns> place_in_plot(const std::vector<float>& widths, const LegendSizes& sizes,
                                           const Cover& cover);

} // namespace halfstep
