#pragma once
// Canvases of paper, siblings of the screen's GlCanvas: Cairo for PDF and PNG, and one that writes SVG itself, because
// Cairo's SVG turns text into outlines. Their unit is what the caller makes it; sheets use the point, 1/72 inch.

#include "app/figure/canvas.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

typedef struct _cairo cairo_t;

namespace halfstep {

/// What becomes of text.
enum class PaperText {
    text,    ///< characters that can be searched and copied
    outlines ///< filled shapes, placed more finely than Cairo places characters on pixels (PNG), and in any program the
             ///< same
};

class CairoCanvas final : public Canvas {
public:
    using Type = PaperText;
    /// Draws through `cairo`, which must outlive it, in its current units.
    CairoCanvas(cairo_t* cairo, Type type);

    void clip(const Rect& rect) override;
    void unclip() override;
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override;
    void rects(const Rect* rects, int count, Color color) override;
    void band(const Point* upper, const Point* lower, int n, Color color) override;
    void discs(const Point* centres, int count, float radius, Color color) override;
    void triangles(const Point* corners, int count, Color color) override;
    void areas(const Point* points, const int* lengths, int count, Color color) override;
    void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) override;
    void text(Point at, std::string_view text, const TextStyle& style) override;
    Point measure(std::string_view text, float size, Weight weight) override;

private:
    void show(std::string_view text, float x, float y, float size, Weight weight);

    cairo_t* cairo_;
    Type type_;
    bool clipped_ = false;
    Rect clip_;
};

/// Gathers the elements of an SVG document: text as text, or as outlines that keep it as their label, one group for
/// each part of the figure, images as embedded PNG.
class SvgCanvas final : public Canvas {
public:
    explicit SvgCanvas(PaperText type = PaperText::text) : type_(type) {}
    /// The elements so far, groups closed; the caller puts <svg> around them.
    std::string take();

    void part(std::string_view kind, std::string_view label) override;
    void clip(const Rect& rect) override;
    void unclip() override;
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override;
    void rects(const Rect* rects, int count, Color color) override;
    void band(const Point* upper, const Point* lower, int n, Color color) override;
    void discs(const Point* centres, int count, float radius, Color color) override;
    void triangles(const Point* corners, int count, Color color) override;
    void areas(const Point* points, const int* lengths, int count, Color color) override;
    void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) override;
    void text(Point at, std::string_view text, const TextStyle& style) override;
    Point measure(std::string_view text, float size, Weight weight) override;

private:
    void close_part();
    bool out_of_sight(float left, float top, float right, float bottom) const;
    void outline(Point at, Point start, std::string_view text, const TextStyle& style);

    PaperText type_;
    std::string out_;
    std::vector<Rect> clips_; ///< those that have an element; its id is their place
    bool clipped_ = false, in_part_ = false;
    Rect clip_;
};

/// Stands before another canvas and turns its discs into a picture: clouds of many thousand points would make vector
/// files that no viewer opens. Successive clouds become one picture; those of one radius are drawn in turns, some discs
/// of each, so that where millions meet, the last one does not cover the others. Everything else is passed on as it is.
class CloudCanvas final : public Canvas {
public:
    /// `page`: what can be seen; `resolution`: pixels of the picture per unit.
    CloudCanvas(Canvas& under, const Rect& page, float resolution);
    ~CloudCanvas() override;
    /// Passes on what is still held back. To be called last.
    void finish();

    void part(std::string_view kind, std::string_view label) override;
    void clip(const Rect& rect) override;
    void unclip() override;
    void polylines(const Point* points, int length, int count, const Stroke& stroke) override;
    void rects(const Rect* rects, int count, Color color) override;
    void band(const Point* upper, const Point* lower, int n, Color color) override;
    void discs(const Point* centres, int count, float radius, Color color) override;
    void triangles(const Point* corners, int count, Color color) override;
    void areas(const Point* points, const int* lengths, int count, Color color) override;
    void image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) override;
    void text(Point at, std::string_view text, const TextStyle& style) override;
    Point measure(std::string_view text, float size, Weight weight) override;

private:
    struct Raster;
    struct Cloud {
        Color color;
        float radius = 0;
        std::vector<Point> centres; ///< pixels of the picture
    };
    void draw_clouds();

    Canvas& under_;
    Rect page_, area_;
    float resolution_;
    std::unique_ptr<Raster> raster_;
    std::vector<Cloud> clouds_; ///< of one radius, not drawn yet
};

} // namespace halfstep
