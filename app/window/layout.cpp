#include "app/window/layout.h"

#include "app/ui/card.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float gap = 8; // at scale 1

float table_height(int rows, float scale) { return (22 * static_cast<float>(rows) + 20) * scale; }

} // namespace

Areas arrange(Point size, float scale, const Columns& columns, int table_rows, bool lesson) {
    const float g = gap * scale, bar = 46 * scale, line = 54 * scale;
    const float height = size.y - bar - line - g;
    // With large type on a small screen the columns give way, the plots first, so that the stage keeps the middle.
    const float least_stage = 0.34f * size.x, room = size.x - 4 * g - least_stage;
    const float wanted = (lesson ? columns.lesson : columns.left) * scale;
    const float right = std::min(columns.right * scale, std::max(room - wanted, (lesson ? 0.27f : 0.32f) * size.x));
    const float left = std::min(wanted, room - right);
    Areas areas;
    areas.gap = g;
    areas.bar = {0, 0, size.x, bar};
    areas.controls = whole_pixels({g, bar, left, height});
    areas.plots = whole_pixels({size.x - right - g, bar, right, height});
    areas.timeline = {g, size.y - line, size.x - 2 * g, line - g};
    const Rect middle{2 * g + left, bar, size.x - left - right - 4 * g, height};
    constexpr float least_picture =
        260; // frame, legend and still something to see; the table waits for a larger window
    const float table = table_height(table_rows, scale);
    const bool both = height - table - g >= least_picture * scale;
    areas.stage = whole_pixels({middle.x, bar, middle.w, both ? height - table - g : height});
    const float top = areas.stage.bottom() + g;
    if (both) areas.table = {middle.x, top, middle.w, areas.plots.bottom() - top};
    return areas;
}

Areas arrange_presenting(Point size, float scale, const Columns& columns, int table_rows, PresentedParts parts) {
    const float g = gap * scale, bar = 44 * scale, line = 54 * scale, handle = 14 * scale;
    const float height = size.y - bar - line - g;
    float left = parts.controls ? std::min(columns.left * scale, 0.3f * size.x) : 0;
    if (parts.lesson) left = std::min(columns.lesson * scale, 0.33f * size.x);
    const float right = std::min(columns.right * scale, (parts.lesson ? 0.29f : 0.36f) * size.x);
    Areas areas;
    areas.gap = g;
    areas.bar = {0, 0, size.x, bar};
    areas.handle = {0, bar, handle, height};
    if (left > 0) areas.controls = {handle, bar, std::floor(left), height};
    areas.plots = {std::floor(size.x - right - g), bar, std::floor(right), height};
    const float from = std::floor(left > 0 ? handle + left + g : handle);
    areas.stage = {from, bar, areas.plots.x - g - from, height};
    const float table = table_height(table_rows, scale);
    constexpr float least_stage = 0.45f; // of the height: below, the table waits for fewer samplers
    if (parts.table && height - table - g > least_stage * height) {
        areas.stage.h = std::floor(height - table - g);
        areas.table = {from, areas.stage.bottom() + g, areas.stage.w, bar + height - areas.stage.bottom() - g};
    }
    areas.timeline = {handle, size.y - line, size.x - handle - g, line - g};
    return areas;
}

} // namespace halfstep
