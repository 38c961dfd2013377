#pragma once
// Where a plot's legend may stand, in the plot, beside it or in rows above it, and which of its entries
// stand elsewhere, in a legend that several plots share.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// What a plot's legend has, and where it may stand.
struct LegendRules {
    bool inside = false; ///< in the plot, where its marks leave room; otherwise in rows above it
    /// In a column at the plot's right, where it does not stand inside, of this part of the figure's width; 0: none.
    float most_width = 0;
    float least_plot = 0;  ///< ems of the axis type that such a column leaves the plot; its names are never cut then
    float most_height = 1; ///< of the figure's height that it may take above; names are cut for that, or
    bool fold = false;     ///< the last entries are folded into one, "+3": Layout::folded
    bool direct = false;   ///< names of curves stand beside them, where there is room: Figure::direct
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
    /// Direct: no other names than these stand beside their curves, so that what is lit or muted moves none.
    std::optional<std::vector<Entry>> beside{};

    bool leaves_out(const Entry& entry) const {
        return (entry.sampler >= 0 && !samplers) ||
               std::find(elsewhere.begin(), elsewhere.end(), entry) != elsewhere.end();
    }
};

} // namespace halfstep
