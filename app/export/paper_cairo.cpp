#include "app/export/paper_canvas.h"
#include "app/export/paper_shapes.h"
#include "app/export/paper_type.h"
#include "app/figure/math_text.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace halfstep {

namespace {

void set_color(cairo_t* cairo, Color c) { cairo_set_source_rgba(cairo, c.r, c.g, c.b, c.a); }

void set_stroke(cairo_t* cairo, float width, Dash dash) {
    cairo_set_line_width(cairo, width);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo, has_square_ends(dash) ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    const DashPattern pattern = dash_pattern(dash, width);
    const double lengths[] = {pattern.on, pattern.off};
    cairo_set_dash(cairo, lengths, pattern.off > 0 ? 2 : 0, 0);
}

} // namespace

CairoCanvas::CairoCanvas(cairo_t* cairo, Type type) : cairo_(cairo), type_(type) {
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo_, options);
    cairo_font_options_destroy(options);
}

void CairoCanvas::clip(const Rect& r) {
    cairo_reset_clip(cairo_);
    cairo_rectangle(cairo_, r.x, r.y, r.w, r.h);
    cairo_clip(cairo_);
    clipped_ = true;
    clip_ = r;
}

void CairoCanvas::unclip() {
    cairo_reset_clip(cairo_);
    clipped_ = false;
}

void CairoCanvas::polylines(const Point* points, int length, int count, const Stroke& stroke) {
    const Color color = stroke.color;
    const float width = stroke.width;
    if (length < 2 || count < 1 || !(width > 0) || !(color.a > 0)) return;
    set_color(cairo_, color);
    set_stroke(cairo_, width, stroke.dash);
    for (int i = 0; i < count; ++i) {
        for (const auto& run :
             drawn_runs(points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length), length)) {
            if (clipped_ && !touches(clip_, bounds(run, width / 2))) continue;
            cairo_move_to(cairo_, run[0].x, run[0].y);
            for (std::size_t k = 1; k < run.size(); ++k) cairo_line_to(cairo_, run[k].x, run[k].y);
        }
        cairo_stroke(cairo_); // one at a time: where two cross it gets darker, where one meets itself it does not
    }
}

void CairoCanvas::rects(const Rect* rects, int count, Color color) {
    if (!(color.a > 0)) return;
    set_color(cairo_, color);
    for (int i = 0; i < count; ++i) {
        cairo_rectangle(cairo_, rects[i].x, rects[i].y, rects[i].w, rects[i].h);
        cairo_fill(cairo_);
    }
}

void CairoCanvas::band(const Point* upper, const Point* lower, int n, Color color) {
    if (!(color.a > 0)) return;
    set_color(cairo_, color);
    for (const std::vector<Point>& outline : band_outlines(upper, lower, n)) {
        cairo_move_to(cairo_, outline[0].x, outline[0].y);
        for (std::size_t i = 1; i < outline.size(); ++i) cairo_line_to(cairo_, outline[i].x, outline[i].y);
        cairo_close_path(cairo_);
        cairo_fill(cairo_);
    }
}

void CairoCanvas::discs(const Point* centres, int count, float radius, Color color) {
    if (!(radius > 0) || !(color.a > 0)) return;
    set_color(cairo_, color);
    for (int i = 0; i < count; ++i) {
        const Point c = centres[i];
        if (!std::isfinite(c.x) || !std::isfinite(c.y)) continue;
        if (clipped_ && !touches(clip_, {c.x - radius, c.y - radius, 2 * radius, 2 * radius})) continue;
        cairo_new_sub_path(cairo_);
        cairo_arc(cairo_, c.x, c.y, radius, 0, 2 * std::numbers::pi);
        cairo_fill(cairo_);
    }
}

void CairoCanvas::triangles(const Point* corners, int count, Color color) {
    if (!(color.a > 0)) return;
    set_color(cairo_, color);
    for (int i = 0; i < count; ++i) {
        const std::vector<Point> triangle(corners + 3 * i, corners + 3 * i + 3);
        if (clipped_ && !touches(clip_, bounds(triangle, 0))) continue;
        cairo_move_to(cairo_, triangle[0].x, triangle[0].y);
        cairo_line_to(cairo_, triangle[1].x, triangle[1].y);
        cairo_line_to(cairo_, triangle[2].x, triangle[2].y);
        cairo_close_path(cairo_);
        cairo_fill(cairo_);
    }
}

void CairoCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
    set_color(cairo_, color);
    for (int i = 0; i < count; points += lengths[i++]) {
        for (int k = 0; k < lengths[i]; ++k) cairo_line_to(cairo_, points[k].x, points[k].y);
        cairo_close_path(cairo_);
        cairo_new_sub_path(cairo_);
    }
    cairo_fill(cairo_); // all at once: holes are holes
}

void CairoCanvas::image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) {
    if (columns < 1 || rows < 1 || !(rect.w > 0) || !(rect.h > 0)) return;
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, columns, rows);
    cairo_surface_flush(surface);
    std::uint8_t* pixels = cairo_image_surface_get_data(surface);
    if (!pixels) return cairo_surface_destroy(surface); // too large; the caller finds the error in the target's status
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    for (int y = 0; y < rows; ++y) {
        auto* row = reinterpret_cast<std::uint32_t*>(pixels + static_cast<std::size_t>(y) * stride);
        for (int x = 0; x < columns; ++x, rgba += 4) {
            const std::uint32_t a = rgba[3];
            const auto premultiplied = [&](int k) { return (rgba[k] * a + 127) / 255; };
            row[x] = a << 24 | premultiplied(0) << 16 | premultiplied(1) << 8 | premultiplied(2);
        }
    }
    cairo_surface_mark_dirty(surface);
    cairo_save(cairo_);
    cairo_rectangle(cairo_, rect.x, rect.y, rect.w, rect.h);
    cairo_clip(cairo_);
    cairo_translate(cairo_, rect.x, rect.y);
    cairo_scale(cairo_, static_cast<double>(rect.w) / columns, static_cast<double>(rect.h) / rows);
    cairo_set_source_surface(cairo_, surface, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cairo_), CAIRO_EXTEND_PAD); // as textures do: no fading at the edge
    cairo_pattern_set_filter(cairo_get_source(cairo_), CAIRO_FILTER_BILINEAR);
    cairo_paint(cairo_);
    cairo_restore(cairo_);
    cairo_surface_destroy(surface);
}

Point CairoCanvas::measure(std::string_view text, float size, Weight weight) {
    return paper_measure(text, size, weight);
}

void CairoCanvas::show(std::string_view text, float x, float y, float size, Weight weight) {
    for (const PaperRun& run : paper_runs(text, weight)) {
        std::vector<cairo_glyph_t> glyphs;
        std::vector<cairo_text_cluster_t> clusters;
        for (const PaperGlyph& glyph : run.glyphs) {
            glyphs.push_back({glyph.index, x, y});
            clusters.push_back({glyph.bytes, 1});
            x += glyph.advance * size;
        }
        cairo_set_font_face(cairo_, run.face);
        cairo_set_font_size(cairo_, size);
        const int count = static_cast<int>(glyphs.size());
        if (type_ == Type::outlines) {
            cairo_glyph_path(cairo_, glyphs.data(), count);
            cairo_fill(cairo_);
        } else {
            cairo_show_text_glyphs(cairo_, run.text.data(), static_cast<int>(run.text.size()), glyphs.data(), count,
                                   clusters.data(), count, static_cast<cairo_text_cluster_flags_t>(0));
        }
    }
}

void CairoCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    const float size = style.size;
    const Weight weight = style.weight;
    if (text.empty() || !(size > 0) || !(style.color.a > 0)) return;
    const Point start = paper_baseline(measure(text, size, weight), size, style.horizontal, style.vertical);
    set_color(cairo_, style.color);
    cairo_save(cairo_);
    cairo_translate(cairo_, at.x, at.y);
    if (style.angle == 90) cairo_rotate(cairo_, -std::numbers::pi / 2);
    if (has_accents(text)) {
        const auto width = [&](std::string_view run) { return measure(run, size, weight).x; };
        for (const TextRun& run : place_math(text, size, width).runs)
            show(run.text, start.x + run.dx, start.y + run.dy, size, weight);
    } else {
        show(text, start.x, start.y, size, weight);
    }
    cairo_restore(cairo_);
}

} // namespace halfstep
