#pragma once
// How each kind of mark is drawn; draw.cpp puts them together with the frame.

#include "app/figure/layout.h"

#include <optional>

namespace halfstep {

/// Draws one mark inside the plot. The caller has set the clip.
void draw_mark(const Mark& mark, const Layout& layout, const Theme& theme, Canvas& canvas);
/// The stretches of a curve in which it is the one to be seen, above the others: Curve::lane.
void draw_lane(const Curve& curve, const Layout& layout, const Theme& theme, Canvas& canvas);

/// About what a label covers as it is drawn; nothing where it is not.
std::optional<Rect> label_box(const Label& label, const Layout& layout, const Theme& theme, Canvas& metrics);

/// Draws the legend's small picture of a mark.
void draw_swatch(const Mark& mark, const Rect& swatch, float scale, const Theme& theme, Canvas& canvas);

/// A heat map's pixels that show, as straight RGBA with row 0 at the top, and where they go. Nothing (0 columns) when
/// it is out of view. Values on log axes are resampled, as an image knows only even spacing.
struct HeatImage {
    Rect rect;
    int columns = 0, rows = 0;
    std::vector<std::uint8_t> rgba;
};
HeatImage heat_image(const HeatMap& map, const Layout& layout, const Theme& theme);

} // namespace halfstep
