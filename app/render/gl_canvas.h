#pragma once
// What a GlCanvas records before it renders. Private to render/: recording is in gl_canvas.cpp, rendering in
// gl_canvas_draw.cpp.

#include "app/render/renderer.h"

#include <algorithm>

namespace halfstep {

/// One draw call: instances of one shape that share everything else.
struct Batch {
    Shape shape = Shape::lines;
    Color color;
    float size = 1;      ///< width, radius
    bool square = false; ///< lines: ends cut square, not round
    bool clipped = false;
    Rect clip;             ///< also an image's place, if `shape` is one
    std::size_t first = 0; ///< float of the buffer
    int points = 0;        ///< in units of the stride
    int paths = 0;         ///< lines: polylines so far
    std::size_t image = 0;
};

struct Image {
    Rect rect;
    int columns = 0, rows = 0;
    std::vector<std::uint8_t> rgba; ///< premultiplied
};

struct GlCanvas::State {
    Renderer& renderer;
    TextMeter& meter;
    int width = 0, height = 0;
    Color ground;
    const GlCanvas* base = nullptr; ///< whose picture is the ground
    GLuint framebuffer = 0, texture = 0, depth = 0;
    int texture_width = 0, texture_height = 0;

    std::vector<float> data;
    std::vector<Batch> batches;
    std::vector<Image> images;
    std::vector<PlacedText> texts;
    bool clipped = false;
    Rect clip;
    std::vector<Point> line; ///< scratch of polylines()

    /// Clouds that follow each other with nothing in between: drawn when it is known how many they are.
    struct Cloud {
        std::size_t first = 0, count = 0; ///< of cloud_points
        float radius = 1;
        Color color;
    };
    std::vector<Cloud> clouds;
    std::vector<Point> cloud_points;

    State(Renderer& renderer_, TextMeter& meter_) : renderer(renderer_), meter(meter_) {}

    void start(int width_, int height_) {
        width = std::max(width_, 1);
        height = std::max(height_, 1);
        base = nullptr;
        clipped = false;
        data.clear();
        batches.clear();
        images.clear();
        texts.clear();
        clouds.clear();
        cloud_points.clear();
    }
    void draw_clouds();
    Rect covered_by(const std::vector<Cloud>& drawn) const;
    void splat_clouds(const std::vector<Cloud>& drawn, const Rect& covered);
    bool becomes_ground(const Rect* rects, int count, Color color);
    void add_image(const Rect& rect, int columns, int rows, std::vector<std::uint8_t> premultiplied_rgba);
    Batch& batch(Shape shape, Color color, float size = 0, bool square = false);
    void add_line(const Point* points, std::size_t n, float number, Batch& batch);
    /// What a line of this width has to pass to be seen.
    Rect seen_rect(float line_width) const {
        const Rect all{0, 0, static_cast<float>(width), static_cast<float>(height)}, &r = clipped ? clip : all;
        const float by = line_width > 0 ? line_width / 2 + 1 : 0;
        return {r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by};
    }
    void allocate();
    void release();
    void draw(const Batch& batch, float depth_step) const;
    void set_scissor(const Batch& batch) const;
    void draw_lines_once(const Batch& batch) const;
};

} // namespace halfstep
