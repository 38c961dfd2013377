// The bar beside a plot that says which value has which colour.

#include "app/base/number_text.h"
#include "app/figure/layout_builder.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

// Ems of the axis type.
constexpr float bar_gap_em = 0.9f, bar_width_em = 0.8f;
constexpr float no_bar_below_em = 18; ///< figures that are narrower have no room for one

const HeatMap* map_with_bar(const Figure& figure) {
    for (const Mark& mark : figure.marks)
        if (const auto* map = std::get_if<HeatMap>(&mark); map && map->bar && map->columns > 0) return map;
    return nullptr;
}

/// The values that are named beside the bar, from its lower end on.
std::vector<double> bar_values(const HeatMap& map) {
    return map.signed_values ? std::vector<double>{-map.full, 0, map.full} : std::vector<double>{0, map.full};
}

} // namespace

/// To the right of the plot.
float LayoutBuilder::color_bar_room() {
    const HeatMap* map = map_with_bar(figure);
    if (!map || !figure.split.panels.empty() || out.outer.w < no_bar_below_em * em) return 0;
    float widest = 0;
    for (const double value : bar_values(*map)) widest = std::max(widest, steady_width(number_text(value)));
    return (bar_gap_em + bar_width_em) * em + tick_gap * scale + widest - (x.ticks ? em : 0);
}

void LayoutBuilder::place_color_bar() {
    const HeatMap* map = map_with_bar(figure);
    if (!map || !(color_bar_room() > 0)) return;
    const Rect& plot = out.plot;
    out.color_bar = {plot.right() + bar_gap_em * em, plot.y, bar_width_em * em, plot.h};
    const std::vector<double> values = bar_values(*map);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float part = static_cast<float>(i) / static_cast<float>(values.size() - 1);
        const float y = std::max(plot.y + line / 2, std::min(plot.bottom() - part * plot.h, plot.bottom() - line / 2));
        put({.at = {out.color_bar.right() + tick_gap * scale, y},
             .text = number_text(values[i]),
             .size = em,
             .ink = {Ink::muted, 0, 1}});
    }
}

void draw_color_bar(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& canvas) {
    const HeatMap* map = map_with_bar(figure);
    if (!map || !(layout.color_bar.w > 0)) return;
    canvas.part("color bar", map->label);
    constexpr int steps = 64;
    std::uint8_t rgba[4 * steps];
    for (int i = 0; i < steps; ++i) { // from the top, the greatest value
        const float place = 1 - static_cast<float>(i) / (steps - 1);
        const Color c = map->signed_values ? signed_ramp(theme, 2 * place - 1) : ramp(theme, place);
        const float channel[] = {c.r, c.g, c.b, c.a};
        for (int k = 0; k < 4; ++k) rgba[4 * i + k] = static_cast<std::uint8_t>(channel[k] * 255 + 0.5f);
    }
    canvas.image(layout.color_bar, 1, steps, rgba);
}

} // namespace halfstep
