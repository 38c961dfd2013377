#pragma once
// A Canvas that records what it is told to draw, with type of a fixed width.

#include "app/figure/canvas.h"
#include "app/render/render.h"

#include <algorithm>
#include <string>
#include <vector>

namespace halfstep {

/// 0.6 em a character, 1.2 em a line; bytes that continue a UTF-8 character do not count.
inline Point fixed_width(std::string_view text, float size) {
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
    return {0.6f * size * static_cast<float>(characters), 1.2f * size};
}

class FixedMeter final : public TextMeter {
public:
    Point measure(std::string_view text, float size, Weight) override { return fixed_width(text, size); }
};

class FakeCanvas final : public Canvas {
public:
    struct Line {
        std::vector<Point> points;
        Color color;
        float width;
        Dash dash;
    };
    struct Text {
        Point at;
        std::string text;
        float size;
        Align horizontal, vertical;
    };
    struct Image {
        Rect rect;
        int columns, rows;
        std::vector<std::uint8_t> rgba;
    };
    std::vector<std::string> calls; ///< names, in order
    std::vector<Line> lines;        ///< one entry a polyline
    std::vector<Rect> boxes;
    std::vector<std::vector<Point>> upper, lower; ///< of bands
    std::vector<Color> band_colors;
    std::vector<Point> centres, corners;
    std::vector<float> radii; ///< one entry a call
    std::vector<Image> images;
    std::vector<std::vector<std::vector<Point>>> areas_drawn; ///< one entry a call; its outlines
    std::vector<Text> labels;
    Rect last_clip;

    void clip(const Rect& rect) override {
        calls.push_back("clip");
        last_clip = rect;
    }
    void unclip() override { calls.push_back("unclip"); }
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override {
        calls.push_back("polylines");
        for (int i = 0; i < count; ++i)
            lines.push_back(
                {{points + i * length, points + (i + 1) * length}, stroke.color, stroke.width, stroke.dash});
    }
    void rects(const Rect* rects, int count, Color) override {
        calls.push_back("rects");
        boxes.insert(boxes.end(), rects, rects + count);
    }
    void band(const Point* up, const Point* low, int n, Color color) override {
        calls.push_back("band");
        upper.emplace_back(up, up + n);
        lower.emplace_back(low, low + n);
        band_colors.push_back(color);
    }
    void discs(const Point* at, int count, float radius, Color) override {
        calls.push_back("discs");
        centres.insert(centres.end(), at, at + count);
        radii.push_back(radius);
    }
    void triangles(const Point* at, int count, Color) override {
        calls.push_back("triangles");
        corners.insert(corners.end(), at, at + 3 * count);
    }
    void areas(const Point* points, const int* lengths, int count, Color) override {
        calls.push_back("areas");
        areas_drawn.emplace_back();
        for (int i = 0; i < count; points += lengths[i++]) areas_drawn.back().emplace_back(points, points + lengths[i]);
    }
    void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) override {
        calls.push_back("image");
        images.push_back({rect, columns, rows, {rgba, rgba + columns * rows * 4}});
    }
    void text(Point at, std::string_view text, const TextStyle& style) override {
        calls.push_back("text");
        labels.push_back({at, std::string(text), style.size, style.horizontal, style.vertical});
    }
    Point measure(std::string_view text, float size, Weight) override { return fixed_width(text, size); }
};

} // namespace halfstep
