// Values beside the mouse, and lines through it.

#include "app/base/number_text.h"
#include "app/window/workspace.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// A text in a box of its own, at a point that the alignments speak of; within `bounds`.
void tag(ImDrawList& list, Fonts& fonts, Point at, const std::string& text, Align horizontal, Align vertical,
         const Rect& bounds, Color ground, Color ink, Color edge, float scale) {
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
    list.AddRect({x, y}, {x + width, y + height}, packed(edge), 4 * scale);
    fonts.draw(list, {x + width / 2, y + height / 2}, text, size, Weight::regular, ink, Align::middle, Align::middle);
}

} // namespace

/// The nearest drawn point: a ring about it, and its coordinates beside the mouse.
void Workspace::read_out(const FigureView& view, const Rect& rect, Point at) {
    const std::optional<NearestPoint> point = nearest_point(view.figure(), view.layout(), at, 14 * scale_);
    if (!point) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircle({rect.x + point->at.x, rect.y + point->at.y}, 5 * scale_, packed(theme().text), 0, 1.5f * scale_);
    const Figure& figure = view.figure();
    std::string text = point->label.empty() ? "" : point->label + "   ";
    const auto on_axis = [](const Axis& axis, double value) { // beyond the ticks other things are drawn
        return !(axis.tick_lo < axis.tick_hi) || (value >= axis.tick_lo && value <= axis.tick_hi);
    };
    if (on_axis(figure.x, point->x)) text += figure.x.label + " = " + with_digits(point->x, 4) + "   ";
    text += (figure.y.label.empty() ? "" : figure.y.label + " = ") + with_digits(point->y, 4);
    const float size = fonts_.body(), pad = 7 * scale_, width = fonts_.measure(text, size, Weight::regular).x + 2 * pad;
    const float height = 1.21f * size + pad;
    // Above and right of the mouse; within the plot.
    const float x = std::clamp(rect.x + at.x + 12 * scale_, rect.x, std::max(rect.x, rect.right() - width));
    const float y = std::max(rect.y, rect.y + at.y - height - 10 * scale_);
    list.AddRectFilled({x, y}, {x + width, y + height}, packed(theme().panel), 5 * scale_);
    list.AddRect({x, y}, {x + width, y + height}, packed(theme().text, 0.2f), 5 * scale_);
    fonts_.draw(list, {x + pad, y + height / 2}, text, size, Weight::regular, theme().text, Align::start,
                Align::middle);
}

/// Thin lines to the axes, and the values there.
void Workspace::crosshair(const FigureView& view, const Rect& rect, Point at) {
    const Layout& layout = view.layout();
    const Rect plot{rect.x + layout.plot.x, rect.y + layout.plot.y, layout.plot.w, layout.plot.h};
    const float x = std::floor(rect.x + at.x), y = std::floor(rect.y + at.y);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 line = packed(theme().text, 0.45f);
    list.AddRectFilled({x, plot.y}, {x + 1, plot.bottom()}, line);
    list.AddRectFilled({plot.x, y}, {plot.right(), y + 1}, line);
    const Color ground = theme().text, ink = theme().panel;
    if (const std::string text = value_text(layout.x, at.x); !text.empty())
        tag(list, fonts_, {x, plot.bottom() + 3 * scale_}, text, Align::middle, Align::start, rect, ground, ink, ground,
            scale_);
    if (const std::string text = value_text(layout.y, at.y); !text.empty())
        tag(list, fonts_, {plot.x - 3 * scale_, y}, text, Align::end, Align::middle, rect, ground, ink, ground, scale_);
}

} // namespace halfstep
