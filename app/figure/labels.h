#pragma once
// Where labels stand in pixels, and which are left out because others stand there.

#include "app/figure/layout.h"

#include <optional>
#include <vector>

namespace halfstep {

struct PlacedLabel {
    Rect box; ///< of its text
    Point at; ///< where `horizontal` and `vertical` put it
    Align horizontal = Align::start, vertical = Align::middle;
    std::string text; ///< its arrows as an inverted axis needs them
    float size = 0;   ///< pixels
};

/// Nothing: its anchor is out of view, or it has no room between Label::from and Label::to.
std::optional<PlacedLabel> place_label(const Label& label, const Layout& layout, const Theme& theme, Canvas& canvas);

/// Those of the marks that yield (Label::yields) and would lie over one that does not, or over one before them.
std::vector<const Mark*> labels_left_out(const std::vector<Mark>& marks, const Layout& layout, const Theme& theme,
                                         Canvas& canvas);

} // namespace halfstep
