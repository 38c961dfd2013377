#pragma once
// OpenGL without a window, and what it drew.

#include "app/render/gl.h"
#include "app/render/render.h"
#include "tests/app/fake_canvas.h"
#include "tests/numbers.h"

#include <doctest/doctest.h>

#include <functional>

namespace halfstep::testing {

inline constexpr int render_w = 96, render_h = 64;
inline constexpr Color white{1, 1, 1, 1}, black{0, 0, 0, 1};

/// RGBA, row 0 at the top.
struct RenderedPicture {
    int width, height;
    std::vector<std::uint8_t> rgba;
    int at(int x, int y, int channel = 0) const {
        return rgba[static_cast<std::size_t>((y * width + x) * 4 + channel)];
    }
    double ink(int x, int y) const { return 1 - at(x, y) / 255.0; } ///< black on white: 0..1
    double total() const {
        double sum = 0;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) sum += ink(x, y);
        return sum;
    }
};

struct RenderStage {
    HeadlessContext context;
    Renderer renderer;
    FixedMeter meter;
    GlCanvas canvas{renderer, meter};

    RenderedPicture read(const GlCanvas& from, int width, int height) {
        GLuint framebuffer = 0;
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
        glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, from.texture(), 0);
        RenderedPicture picture{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 4))};
        for (int y = 0; y < height; ++y)
            glReadPixels(0, height - 1 - y, width, 1, GL_RGBA, GL_UNSIGNED_BYTE,
                         picture.rgba.data() + static_cast<std::size_t>(y * width * 4));
        glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
        glDeleteFramebuffers(1, &framebuffer);
        CHECK(glGetError() == GL_NO_ERROR);
        return picture;
    }
    RenderedPicture draw(const std::function<void(Canvas&)>& what, Color ground = white) {
        canvas.begin(render_w, render_h, ground);
        what(canvas);
        canvas.end();
        return read(canvas, render_w, render_h);
    }
};

inline void draw_line(Canvas& canvas, const std::vector<Point>& points, Color color, float width,
                      Dash dash = Dash::solid) {
    canvas.polylines(points.data(), static_cast<int>(points.size()), 1, {color, width, dash});
}

} // namespace halfstep::testing
