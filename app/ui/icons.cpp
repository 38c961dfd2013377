// Icons as strokes and shapes, drawn to the pixel at any scale.

#include "app/ui/controls.h"

#include <cmath>
#include <utility>

namespace halfstep {
namespace {

/// Draws in a box of -1..1 about `c`, `r` pixels to its edge.
struct Pen {
    ImDrawList& list;
    ImVec2 c;
    float r;
    ImU32 color;

    ImVec2 at(float x, float y) const { return {c.x + x * r, c.y + y * r}; }
    void triangle(Point a, Point b, Point c) {
        // Dear ImGui smooths the edges of shapes that run clockwise on screen; the others get a dark fringe.
        if (!((b.x - a.x) * (c.y - a.y) > (c.x - a.x) * (b.y - a.y))) std::swap(b, c);
        list.AddTriangleFilled(at(a.x, a.y), at(b.x, b.y), at(c.x, c.y), color);
    }
    void bar(float x0, float y0, float x1, float y1) { list.AddRectFilled(at(x0, y0), at(x1, y1), color, 0.12f * r); }
    void line(float x0, float y0, float x1, float y1) { list.AddLine(at(x0, y0), at(x1, y1), color, 0.22f * r); }
    void arc(float from, float to, float radius) {
        list.PathArcTo(c, radius * r, from, to, 24);
        list.PathStroke(color, 0, 0.22f * r);
    }
};

constexpr float pi = 3.14159265f;

void draw_sun(Pen pen) {
    pen.list.AddCircleFilled(pen.c, 0.42f * pen.r, pen.color);
    for (int i = 0; i < 8; ++i) {
        const float x = std::cos(i * pi / 4), y = std::sin(i * pi / 4);
        pen.line(0.65f * x, 0.65f * y, 0.95f * x, 0.95f * y);
    }
}

/// Rows of different lengths, beside each other.
void draw_lanes(Pen pen) {
    pen.line(-0.8f, -0.65f, 0.8f, -0.65f);
    pen.line(-0.8f, 0, 0.2f, 0);
    pen.line(-0.8f, 0.65f, 0.5f, 0.65f);
}

/// Four right angles about the middle, their points `point` from it along either axis, their legs to `end`.
void draw_corners(Pen pen, float point, float end) {
    for (const float sx : {-1.f, 1.f})
        for (const float sy : {-1.f, 1.f}) {
            pen.line(point * sx, point * sy, end * sx, point * sy);
            pen.line(point * sx, point * sy, point * sx, end * sy);
        }
}

void draw_icon(Pen pen, Icon icon, Fonts& fonts, const Theme& theme) {
    switch (icon) {
    case Icon::play: pen.triangle({-0.6f, -0.85f}, {-0.6f, 0.85f}, {0.9f, 0}); break;
    case Icon::play_back: pen.triangle({0.6f, -0.85f}, {0.6f, 0.85f}, {-0.9f, 0}); break;
    case Icon::pause:
        pen.bar(-0.7f, -0.8f, -0.2f, 0.8f);
        pen.bar(0.2f, -0.8f, 0.7f, 0.8f);
        break;
    case Icon::step_back: pen.triangle({0.55f, -0.75f}, {0.55f, 0.75f}, {-0.7f, 0}); break;
    case Icon::step_forward: pen.triangle({-0.55f, -0.75f}, {-0.55f, 0.75f}, {0.7f, 0}); break;
    case Icon::to_data:
        pen.bar(-0.85f, -0.75f, -0.6f, 0.75f);
        pen.triangle({0.75f, -0.75f}, {0.75f, 0.75f}, {-0.5f, 0});
        break;
    case Icon::to_noise:
        pen.bar(0.6f, -0.75f, 0.85f, 0.75f);
        pen.triangle({-0.75f, -0.75f}, {-0.75f, 0.75f}, {0.5f, 0});
        break;
    case Icon::close:
        pen.line(-0.6f, -0.6f, 0.6f, 0.6f);
        pen.line(-0.6f, 0.6f, 0.6f, -0.6f);
        break;
    case Icon::plus:
        pen.line(-0.7f, 0, 0.7f, 0);
        pen.line(0, -0.7f, 0, 0.7f);
        break;
    case Icon::back:
        pen.line(-0.7f, 0, 0.8f, 0);
        pen.line(-0.75f, 0, -0.1f, -0.6f);
        pen.line(-0.75f, 0, -0.1f, 0.6f);
        break;
    case Icon::sun: draw_sun(pen); break;
    case Icon::moon: // a disc, and a bite out of it in the colour behind
        pen.list.AddCircleFilled(pen.c, 0.8f * pen.r, pen.color);
        pen.list.AddCircleFilled(pen.at(0.4f, -0.25f), 0.66f * pen.r, packed(theme.ground));
        break;
    case Icon::help:
        fonts.draw(pen.list, {pen.c.x, pen.c.y}, "?",
                   {fonts.body(), Weight::bold, theme.text, Align::middle, Align::middle});
        break;
    case Icon::undo:
        pen.arc(-pi * 0.85f, pi * 0.45f, 0.65f);
        pen.triangle({-1.0f, -0.35f}, {-0.25f, -0.35f}, {-0.65f, 0.3f});
        break;
    case Icon::redo:
        pen.arc(pi * 0.55f, pi * 1.85f, 0.65f);
        pen.triangle({1.0f, -0.35f}, {0.25f, -0.35f}, {0.65f, 0.3f});
        break;
    case Icon::expand: draw_corners(pen, 0.75f, 0.25f); break;
    case Icon::shrink: draw_corners(pen, 0.3f, 0.8f); break;
    case Icon::more:
        for (const float x : {-0.7f, 0.f, 0.7f}) pen.list.AddCircleFilled(pen.at(x, 0), 0.17f * pen.r, pen.color);
        break;
    case Icon::folded: pen.triangle({-0.35f, -0.6f}, {-0.35f, 0.6f}, {0.45f, 0}); break;
    case Icon::unfolded: pen.triangle({-0.6f, -0.35f}, {0.6f, -0.35f}, {0, 0.45f}); break;
    case Icon::lanes: draw_lanes(pen); break;
    }
}

} // namespace

bool icon_button(Controls& ui, const std::string& key, Icon icon, const char* tip, bool enabled) {
    const float size = 30 * ui.scale;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    ImGui::PushID(key.c_str());
    const bool pressed = touch_area("icon", {size, size}) && enabled;
    note_item(ui, key);
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hovered && enabled)
        list.AddRectFilled(origin, {origin.x + size, origin.y + size},
                           packed(ui.theme->text, ImGui::IsItemActive() ? 0.16f : 0.08f), 5 * ui.scale);
    const float alpha = enabled ? (hovered ? 1.f : 0.85f) : 0.3f;
    const ImVec2 centre{origin.x + size / 2, origin.y + size / 2};
    draw_icon({list, centre, 7.5f * ui.scale, packed(ui.theme->text, alpha)}, icon, ui.fonts, *ui.theme);
    item_tip(ui, tip);
    ImGui::PopID();
    if (pressed) ui.cause = key;
    return pressed;
}

} // namespace halfstep
