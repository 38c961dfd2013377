#pragma once
// A Canvas on a Dear ImGui draw list: for overlays, which change every frame and hold a few marks.

#include "app/ui/fonts.h"

namespace halfstep {

class ImGuiCanvas final : public Canvas {
public:
    /// Canvas coordinates are offset by `origin` to screen coordinates.
    ImGuiCanvas(ImDrawList& list, Point origin, Fonts& fonts) : list_(list), origin_(origin), fonts_(fonts) {}

    void clip(const Rect& rect) override;
    void unclip() override;
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override;
    void rects(const Rect* rects, int count, Color color) override;
    void band(const Point* upper, const Point* lower, int n, Color color) override;
    void discs(const Point* centres, int count, float radius, Color color) override;
    void triangles(const Point* corners, int count, Color color) override;
    void areas(const Point* points, const int* lengths, int count, Color color) override;
    /// Not on a draw list: heat maps belong to a figure's marks, not to its overlay.
    void image(const Rect&, int, int, const std::uint8_t*) override {}
    void text(Point at, std::string_view text, const TextStyle& style) override;
    Point measure(std::string_view text, float size, Weight weight) override {
        return fonts_.measure(text, size, weight);
    }

private:
    ImVec2 at(Point p) const { return {origin_.x + p.x, origin_.y + p.y}; }
    ImDrawList& list_;
    Point origin_;
    Fonts& fonts_;
};

} // namespace halfstep
