#pragma once
// Where a legend stands: in the plot where its marks leave room, or in rows above it; and which of its entries stand
// elsewhere, in a legend that several plots share.

#include "app/figure/canvas.h"

#include <optional>
#include <string>
#include <vector>

namespace halfstep {

struct Layout;

/// What a plot's legend has, and where it may stand.
struct LegendRules {
    bool inside = false;   ///< in the plot, where its marks leave room; otherwise in rows above it
    float most_height = 1; ///< of the figure's height that it may take; names are cut for that
    /// An entry that stands elsewhere. A sampler's is known by its label alone; of two others of one label, those are
    /// the same that are drawn alike: `kind` is the place of their first mark's kind in Mark.
    struct Entry {
        std::string label;
        int sampler = -1; ///< -1: no sampler's
        std::size_t kind = 0;

        bool operator==(const Entry& other) const {
            return label == other.label && sampler == other.sampler && (sampler >= 0 || kind == other.kind);
        }
    };
    std::vector<Entry> elsewhere{};
    bool samplers = true; ///< false: those of all samplers stand elsewhere

    bool leaves_out(const Entry& entry) const;
};

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
