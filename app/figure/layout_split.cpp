// A figure in panels, one a sampler: what they share stands around them, once.

#include "app/figure/elide.h"
#include "app/figure/layout_builder.h"
#include "app/figure/mark_names.h"

#include <algorithm>

namespace halfstep {
namespace {

constexpr float panel_gap_em = 2.4f;    ///< from panel to panel, along x: half of a tick label on either side
constexpr float label_apart_em = 0.6f;  ///< of which so much at least lies between the two
constexpr float short_swatch = 9;       ///< points: where a name has no room beside the usual one
constexpr float usual_panel = 1.5f;     ///< width to height of a panel whose axes do not keep step
constexpr float per_empty_cell = 0.06f; ///< of a grid's size that an empty place in it counts as

} // namespace

bool LayoutBuilder::has_panel(int sampler) const {
    const auto& panels = figure.split.panels;
    return std::any_of(panels.begin(), panels.end(), [&](const Split::Panel& p) { return p.sampler == sampler; });
}

/// The grid of so many columns in what is left of the figure, `margin` of it at the left for tick labels.
LayoutBuilder::Grid LayoutBuilder::grid_of(int columns, float margin) const {
    const int count = static_cast<int>(figure.split.panels.size());
    Grid grid{columns, (count + columns - 1) / columns};
    const auto across = static_cast<float>(grid.columns), down = static_cast<float>(grid.rows);
    const float below = x.ticks ? tick_gap * scale + line : 0, end = x.ticks ? em : 0;
    grid.w = (right - left - margin - end - (across - 1) * panel_gap_em * em) / across;
    grid.h = (bottom - top - below - down * (line + row_gap * scale) - (down - 1) * row_gap * scale) / down;
    return grid;
}

/// The one whose panels are the largest, of the shape that suits the plot.
LayoutBuilder::Grid LayoutBuilder::best_grid(float margin) const {
    const int count = static_cast<int>(figure.split.panels.size());
    if (figure.split.columns > 0) return grid_of(std::min(figure.split.columns, count), margin);
    const float shape = figure.equal_aspect ? static_cast<float>((x.hi - x.lo) / (y.hi - y.lo)) : usual_panel;
    const auto size = [&](const Grid& grid) {
        const auto empty = static_cast<float>(grid.columns * grid.rows - count);
        return std::min(grid.w / shape, grid.h) * (1 - per_empty_cell * empty);
    };
    Grid best = grid_of(1, margin);
    for (int columns = 2; columns <= count; ++columns)
        if (const Grid other = grid_of(columns, margin); size(other) > size(best)) best = other;
    return best;
}

/// Tick labels stand at the outer panels only.
Layout LayoutBuilder::panel_at(int index, const Grid& grid, float margin, const Theme& theme) {
    const int count = static_cast<int>(figure.split.panels.size()), column = index % grid.columns;
    const float gap = panel_gap_em * em, above = line + row_gap * scale;
    Layout panel;
    panel.scale = scale;
    panel.only = figure.split.panels[static_cast<std::size_t>(index)].sampler;
    panel.plot = {left + margin + static_cast<float>(column) * (grid.w + gap),
                  top + above + static_cast<float>(index / grid.columns) * (grid.h + above + row_gap * scale),
                  std::max(grid.w, 1.0f), std::max(grid.h, 1.0f)};
    const float around = gap / 2 - label_apart_em * em / 2, from = column == 0 ? left : panel.plot.x - around;
    panel.outer = {from, panel.plot.y - above, panel.plot.right() + around - from, panel.plot.h + above};
    const bool lowest = index + grid.columns >= count;
    if (lowest && x.ticks) panel.outer.h += tick_gap * scale + line;
    LayoutBuilder builder(figure, theme, metrics, panel);
    builder.map_axes();
    panel.y_ticks = builder.y_ticks();
    panel.x_ticks = builder.x_ticks();
    if (column == 0) builder.put_y_tick_labels();
    if (lowest) builder.put_x_tick_labels();
    builder.name_panel(figure.split.panels[static_cast<std::size_t>(index)]);
    return panel;
}

/// Above a panel, of which this is the builder: the sampler's name in text ink behind its swatch, its entry of the
/// legend.
void LayoutBuilder::name_panel(const Split::Panel& named) {
    LegendEntry entry{.label = named.name, .name = named.name, .sampler = named.sampler};
    for (int i = 0; i < static_cast<int>(figure.marks.size()); ++i) {
        const Mark& mark = figure.marks[static_cast<std::size_t>(i)];
        if (sampler_index(mark) == named.sampler && !label_of(mark).empty()) entry.marks.push_back(i);
    }
    const Point at{out.plot.x, out.plot.y - line - row_gap * scale};
    const float usual = (swatch_width + swatch_gap) * scale;
    const float room = x.ticks ? out.outer.right() - out.plot.x : out.plot.w; // half of what lies between two panels
    const bool tight = usual + width(named.name) > room;
    const float swatch = (tight ? short_swatch : swatch_width) * scale, around = swatch + swatch_gap * scale;
    const std::string text = elided(named.name, em, Weight::regular, std::max(room - around, em), metrics);
    entry.swatch = {at.x, at.y, swatch, line};
    entry.box = {at.x, at.y, around + width(text), line};
    put({.at = {at.x + around, at.y + line / 2}, .text = text, .size = em});
    out.legend.push_back(std::move(entry));
}

void LayoutBuilder::place_panels(const Theme& theme, float least_margin) {
    float margin = std::max(y_tick_room(), out.outer.x + least_margin - left);
    Grid grid = best_grid(margin);
    const int columns = grid.columns;
    for (int pass = 0; pass < 3; ++pass) { // the margin follows from labels that follow from the margin
        grid = grid_of(columns, margin);
        const Layout first = panel_at(0, grid, margin, theme);
        out.plot = first.plot;
        out.x = first.x;
        out.y = first.y;
        out.x_ticks = first.x_ticks;
        out.y_ticks = first.y_ticks;
        if (y_tick_room() <= margin) break;
        margin = y_tick_room();
    }
    for (int i = 0; i < static_cast<int>(figure.split.panels.size()); ++i)
        out.panels.push_back(panel_at(i, grid, margin, theme));
    const float across = static_cast<float>(columns) * (grid.w + panel_gap_em * em) - panel_gap_em * em;
    put_x_label(left + margin + across / 2);
}

} // namespace halfstep
