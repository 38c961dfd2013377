#include "app/views/read_out.h"

#include "app/base/number_text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// Where a tag stands: a point, what of the tag lies there, and what it stays within.
struct TagPlace {
    Point at;
    Align horizontal = Align::start, vertical = Align::start;
    Rect bounds{};
};

/// A text in a box of its own.
void tag(Controls& ui, const std::string& text, const TagPlace& where) {
    const float scale = ui.scale;
    const Color ground = ui.theme->text, ink = ui.theme->panel;
    const auto& [at, horizontal, vertical, bounds] = where;
    Fonts& fonts = ui.fonts;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float size = fonts.small(), pad = 5 * scale;
    const float width = fonts.measure(text, size, Weight::regular).x + 2 * pad, height = 1.21f * size + 0.6f * pad;
    const auto place = [](float p, float length, Align align) {
        return align == Align::start ? p : align == Align::middle ? p - length / 2 : p - length;
    };
    const float x =
        std::round(std::clamp(place(at.x, width, horizontal), bounds.x, std::max(bounds.x, bounds.right() - width)));
    const float y =
        std::round(std::clamp(place(at.y, height, vertical), bounds.y, std::max(bounds.y, bounds.bottom() - height)));
    list.AddRectFilled({x, y}, {x + width, y + height}, packed(ground), 4 * scale);
    list.AddRect({x, y}, {x + width, y + height}, packed(ground), 4 * scale);
    fonts.draw(list, {x + width / 2, y + height / 2}, text,
               {.size = size, .color = ink, .horizontal = Align::middle, .vertical = Align::middle});
}

} // namespace

void read_out(const PlotMouse& mouse) {
    const FigureView& view = mouse.view;
    const Rect rect = mouse.rect;
    const Point at = mouse.at;
    const float scale = mouse.ui().scale;
    const Theme& theme = *mouse.ui().theme;
    Fonts& fonts = mouse.ui().fonts;
    const std::optional<NearestPoint> point = nearest_point(view.figure(), view.layout(), at, 14 * scale);
    if (!point) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircle({rect.x + point->at.x, rect.y + point->at.y}, 5 * scale, packed(theme.text), 0, 1.5f * scale);
    const Figure& figure = view.figure();
    std::string text = point->label.empty() ? "" : point->label + "   ";
    const auto on_axis = [](const Axis& axis, double value) { // beyond the ticks other things are drawn
        return !(axis.tick_lo < axis.tick_hi) || (value >= axis.tick_lo && value <= axis.tick_hi);
    };
    if (on_axis(figure.x, point->x)) text += figure.x.label + " = " + number_text(point->x, 4) + "   ";
    text += (figure.y.label.empty() ? "" : figure.y.label + " = ") + number_text(point->y, 4);
    const float size = fonts.body(), pad = 7 * scale, width = fonts.measure(text, size, Weight::regular).x + 2 * pad;
    const float height = 1.21f * size + pad;
    // Above and right of the mouse; within the plot.
    const float x = std::clamp(rect.x + at.x + 12 * scale, rect.x, std::max(rect.x, rect.right() - width));
    const float y = std::max(rect.y, rect.y + at.y - height - 10 * scale);
    list.AddRectFilled({x, y}, {x + width, y + height}, packed(theme.panel), 5 * scale);
    list.AddRect({x, y}, {x + width, y + height}, packed(theme.text, 0.2f), 5 * scale);
    fonts.draw(list, {x + pad, y + height / 2}, text, {.size = size, .color = theme.text, .vertical = Align::middle});
}

void crosshair(const PlotMouse& mouse) {
    const Rect rect = mouse.rect;
    const Point at = mouse.at;
    const float scale = mouse.ui().scale;
    const Theme& theme = *mouse.ui().theme;
    const Layout& layout = mouse.layout();
    const Rect plot{rect.x + layout.plot.x, rect.y + layout.plot.y, layout.plot.w, layout.plot.h};
    const float x = std::floor(rect.x + at.x), y = std::floor(rect.y + at.y);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 line = packed(theme.text, 0.45f);
    list.AddRectFilled({x, plot.y}, {x + 1, plot.bottom()}, line);
    list.AddRectFilled({plot.x, y}, {plot.right(), y + 1}, line);
    if (const std::string text = value_text(layout.x, at.x); !text.empty())
        tag(mouse.ui(), text, {.at = {x, plot.bottom() + 3 * scale}, .horizontal = Align::middle, .bounds = rect});
    if (const std::string text = value_text(layout.y, at.y); !text.empty())
        tag(mouse.ui(), text,
            {.at = {plot.x - 3 * scale, y}, .horizontal = Align::end, .vertical = Align::middle, .bounds = rect});
}

} // namespace halfstep
