#pragma once
// What a drawing looks like on paper, as a picture in memory: one canvas unit a pixel.

#include "app/export/paper_canvas.h"
#include "tests/app/picture.h"

#include <cairo.h>

namespace halfstep::testing {

/// What `draw` draws with Cairo, letters as outlines, on a ground of one colour.
template <class Draw>
Picture cairo_picture(int width, int height, const Color& ground, const Draw& draw) {
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t* cairo = cairo_create(surface);
    CairoCanvas canvas(cairo, CairoCanvas::Type::outlines);
    const Rect all{0, 0, static_cast<float>(width), static_cast<float>(height)};
    canvas.rects(&all, 1, ground);
    draw(canvas);
    cairo_surface_flush(surface);
    Picture picture{width, height, {}, {}};
    const unsigned char* data = cairo_image_surface_get_data(surface);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const unsigned char* p = data + y * cairo_image_surface_get_stride(surface) + 4 * x;
            picture.rgba.insert(picture.rgba.end(), {p[2], p[1], p[0], 255});
        }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return picture;
}

} // namespace halfstep::testing
