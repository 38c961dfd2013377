#include "app/render/gl_canvas.h"

#include "app/figure/simplify.h"
#include "app/render/coverage.h"
#include "app/render/dash.h"
#include "app/render/splat.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {

namespace {

/// Pixels: how far simplified lines may lie from the given ones. A tenth cannot be seen; deterministic paths of a
/// thousand steps come down to a few dozen points.
constexpr float line_tolerance = 0.1f;
constexpr float band_break = 1e30f; // see band.vert
/// Pixels: from this width on a translucent line is drawn in two goes, see line.frag. Thinner ones have next to no
/// core.
constexpr float line_with_core = 2;
/// Discs, and discs per pixel of what they cover, from which on the CPU draws them faster than an OpenGL that is
/// software itself: measured with tests/bench/render_bench.cpp.
constexpr float least_cloud = 1000, dense_cloud = 0.02f;
constexpr float core = 0.25f, fringe = 0.5f; // added to a polyline's number: which go this is

bool equal(const Rect& a, const Rect& b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }
bool equal(const Color& a, const Color& b) { return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a; }

/// Whether what follows can be drawn with the same call.
bool same_state(const Batch& a, const Batch& b) {
    return a.shape == b.shape && a.shape != Shape::image && equal(a.color, b.color) && a.size == b.size &&
           a.square == b.square && a.clipped == b.clipped && equal(a.clip, b.clip);
}

/// Lines thinner than a pixel are drawn a pixel wide and fainter; so are discs below the radius where the soft edge is
/// all.
Color thinned(Color color, float fraction) {
    color.a *= std::clamp(fraction, 0.0f, 1.0f);
    return color;
}

std::vector<std::uint8_t> premultiplied(int columns, int rows, const std::uint8_t* rgba) {
    std::vector<std::uint8_t> pixels(rgba,
                                     rgba + static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * 4);
    for (std::size_t i = 0; i < pixels.size(); i += 4) {
        const unsigned alpha = pixels[i + 3];
        if (alpha == 255) continue;
        for (std::size_t k = 0; k < 3; ++k)
            pixels[i + k] = static_cast<std::uint8_t>((pixels[i + k] * alpha + 127) / 255);
    }
    return pixels;
}

/// A side of a hairline (grid, axis) on whole pixels, one at least: else some lines of a grid are crisp and others
/// smeared.
void snap(float& begin, float& length) {
    constexpr float thickest = 1.75f; // what is wider stays where it is, with soft edges
    if (length > thickest) return;
    const float whole = std::max(1.0f, std::round(length));
    begin = std::floor(begin + length / 2 - whole / 2 + 0.5f);
    length = whole;
}

/// Calls `each` with every stretch without NaN of two points or more, simplified to `line`.
template <class Each>
void for_each_stretch(const Point* begin, const Point* end, std::vector<Point>& line, Each each) {
    const auto is_break = [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); };
    while (begin < end) {
        const Point* const stop = std::find_if(begin, end, is_break);
        if (stop - begin >= 2) {
            line.clear();
            simplify(begin, static_cast<int>(stop - begin), line_tolerance, line);
            each();
        }
        begin = stop == end ? end : stop + 1;
    }
}

} // namespace

// ---- recording ----

Batch& GlCanvas::State::batch(Shape shape, Color color, float size, bool square) {
    draw_clouds(); // they came first
    Batch next;
    next.shape = shape;
    next.color = color;
    next.size = size;
    next.square = square;
    next.clipped = clipped;
    next.clip = clipped ? clip : Rect{};
    next.first = data.size();
    if (batches.empty() || !same_state(batches.back(), next)) batches.push_back(next);
    return batches.back();
}

/// Points without NaN, then a break. `number` names the polyline to the shader.
void GlCanvas::State::add_line(const Point* points, std::size_t n, float number, Batch& batch) {
    for (std::size_t i = 0; i < n; ++i) data.insert(data.end(), {points[i].x, points[i].y, number});
    data.insert(data.end(), {0, 0, -1});
    batch.points += static_cast<int>(n) + 1;
}

void GlCanvas::dotted(const Point* points, int length, int count, Color color, float width) {
    Dashes dots;
    for (int i = 0; i < count; ++i) {
        const Point* const begin = points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length);
        for_each_stretch(begin, begin + length, state_->line, [&] {
            dash(state_->line.data(), static_cast<int>(state_->line.size()), dash_pattern(Dash::dotted, width),
                 state_->seen_rect(width), dots);
        });
    }
    discs(dots.points.data(), static_cast<int>(dots.points.size()), width / 2, color);
}

void GlCanvas::polylines(const Point* points, int length, int count, const Stroke& stroke) {
    const Color color = stroke.color;
    const float width = stroke.width;
    if (length < 2 || count < 1 || !(width > 0) || !(color.a > 0)) return;
    if (stroke.dash == Dash::dotted) return dotted(points, length, count, color, width);
    const bool dashed = stroke.dash != Dash::solid;
    Batch& batch = state_->batch(Shape::lines, thinned(color, width), std::max(width, 1.0f), dashed);
    if (batch.points == 0) {
        state_->data.insert(state_->data.end(), {0, 0, -1});
        batch.points = 1;
    }
    const bool twice = batch.color.a < 1 && width >= line_with_core;
    std::vector<Point>& line = state_->line;
    Dashes dashes;
    const auto add = [&](float number) {
        if (!dashed) {
            if (line.size() == 1) line.push_back({line[0].x + 1e-3f, line[0].y}); // of no length: its caps make a dot
            return state_->add_line(line.data(), line.size(), number, batch);
        }
        dashes.points.clear();
        dashes.lengths.clear();
        dash(line.data(), static_cast<int>(line.size()), dash_pattern(stroke.dash, width), state_->seen_rect(width),
             dashes);
        const Point* at = dashes.points.data();
        for (const int n : dashes.lengths) {
            state_->add_line(at, static_cast<std::size_t>(n), number, batch);
            at += n;
        }
    };
    for (int i = 0; i < count; ++i) {
        const Point* const begin = points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length);
        const auto number = static_cast<float>(batch.paths++);
        for_each_stretch(begin, begin + length, state_->line, [&] { add(twice ? number + core : number); });
        if (twice) for_each_stretch(begin, begin + length, state_->line, [&] { add(number + fringe); });
    }
}

void GlCanvas::rects(const Rect* rects, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
    if (state_->becomes_ground(rects, count, color)) return;
    Batch& batch = state_->batch(Shape::rects, color);
    for (int i = 0; i < count; ++i) {
        Rect r = rects[i];
        snap(r.x, r.w);
        snap(r.y, r.h);
        state_->data.insert(state_->data.end(), {r.x, r.y, r.w, r.h});
    }
    batch.points += count;
}

void GlCanvas::band(const Point* upper, const Point* lower, int n, Color color) {
    if (n < 2 || !(color.a > 0)) return;
    Batch& batch = state_->batch(Shape::bands, color);
    auto& data = state_->data;
    for (int i = 0; i < n; ++i) {
        const Point u = upper[i], l = lower[i];
        if (std::isfinite(u.x) && std::isfinite(u.y) && std::isfinite(l.x) && std::isfinite(l.y))
            data.insert(data.end(), {u.x, u.y, l.x, l.y});
        else
            data.insert(data.end(), {band_break, 0, 0, 0});
    }
    data.insert(data.end(), {band_break, 0, 0, 0}); // another band may follow
    batch.points += n + 1;
}

void GlCanvas::discs(const Point* centres, int count, float radius, Color color) {
    if (count < 1 || !(radius > 0) || !(color.a > 0)) return;
    auto& points = state_->cloud_points;
    const std::size_t first = points.size();
    std::copy_if(centres, centres + count, std::back_inserter(points),
                 [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
    state_->clouds.push_back({first, points.size() - first, radius, color});
}

void GlCanvas::State::draw_clouds() {
    if (clouds.empty()) return;
    const std::vector<Cloud> drawn = std::exchange(clouds, {}); // batch() comes here again
    const Rect covered = covered_by(drawn);
    if (renderer.state().software &&
        static_cast<float>(cloud_points.size()) > least_cloud + dense_cloud * covered.w * covered.h) {
        splat_clouds(drawn, covered);
    } else {
        for (const Cloud& cloud : drawn) {
            Batch& discs = batch(Shape::discs, thinned(cloud.color, disc_strength(cloud.radius)),
                                 std::max(cloud.radius, least_disc));
            for (std::size_t i = cloud.first; i < cloud.first + cloud.count; ++i) {
                data.push_back(cloud_points[i].x);
                data.push_back(cloud_points[i].y);
            }
            discs.points += static_cast<int>(cloud.count);
        }
    }
    cloud_points.clear();
}

/// The whole pixels that clouds can touch.
Rect GlCanvas::State::covered_by(const std::vector<Cloud>& drawn) const {
    const Rect seen = seen_rect(0);
    float left = seen.right(), right = seen.x, top = seen.bottom(), bottom = seen.y, reach = 1;
    for (const Cloud& cloud : drawn) reach = std::max(reach, cloud.radius + 1);
    for (const Point p : cloud_points) {
        left = std::min(left, p.x - reach);
        right = std::max(right, p.x + reach);
        top = std::min(top, p.y - reach);
        bottom = std::max(bottom, p.y + reach);
    }
    left = std::floor(std::max(left, seen.x));
    top = std::floor(std::max(top, seen.y));
    return {left, top, std::max(std::ceil(std::min(right, seen.right())) - left, 0.0f),
            std::max(std::ceil(std::min(bottom, seen.bottom())) - top, 0.0f)};
}

void GlCanvas::State::splat_clouds(const std::vector<Cloud>& drawn, const Rect& covered) {
    const int columns = static_cast<int>(covered.w), rows = static_cast<int>(covered.h);
    if (columns < 1 || rows < 1) return;
    Splat splat(columns, rows);
    for (const Cloud& cloud : drawn)
        for (std::size_t i = cloud.first; i < cloud.first + cloud.count; ++i)
            splat.disc(cloud_points[i].x - covered.x, cloud_points[i].y - covered.y, cloud.radius, cloud.color);
    add_image(covered, columns, rows, splat.premultiplied());
}

/// A figure's own ground, first thing and all over: clearing is cheaper than a rectangle of a million pixels.
bool GlCanvas::State::becomes_ground(const Rect* rects, int count, Color color) {
    const Rect& r = rects[0];
    const bool all =
        r.x <= 0 && r.y <= 0 && r.right() >= static_cast<float>(width) && r.bottom() >= static_cast<float>(height);
    if (count != 1 || !all || color.a < 1 || clipped || base || !batches.empty() || !clouds.empty()) return false;
    ground = color;
    return true;
}

void GlCanvas::State::add_image(const Rect& rect, int columns, int rows, std::vector<std::uint8_t> premultiplied_rgba) {
    batch(Shape::image, {}).image = images.size();
    images.push_back({rect, columns, rows, std::move(premultiplied_rgba)});
}

void GlCanvas::triangles(const Point* corners, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
    Batch& batch = state_->batch(Shape::triangles, color);
    for (int i = 0; i < 3 * count; ++i) state_->data.insert(state_->data.end(), {corners[i].x, corners[i].y});
    batch.points += count;
}

/// As a picture of how much of each pixel is covered: exact, and cheaper than triangles without seams would be.
void GlCanvas::areas(const Point* points, const int* lengths, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
    const Rect all{0, 0, static_cast<float>(state_->width), static_cast<float>(state_->height)};
    const Raster raster = covered(points, lengths, count, state_->clipped ? state_->clip : all);
    if (raster.columns < 1 || raster.rows < 1) return;
    std::vector<std::uint8_t> rgba(raster.coverage.size() * 4);
    for (std::size_t i = 0; i < raster.coverage.size(); ++i) {
        const float alpha = raster.coverage[i] * color.a * 255, channels[] = {color.r, color.g, color.b, 1};
        for (std::size_t k = 0; k < 4 && alpha > 0; ++k)
            rgba[4 * i + k] = static_cast<std::uint8_t>(channels[k] * alpha + 0.5f);
    }
    state_->add_image({static_cast<float>(raster.left), static_cast<float>(raster.top),
                       static_cast<float>(raster.columns), static_cast<float>(raster.rows)},
                      raster.columns, raster.rows, std::move(rgba));
}

void GlCanvas::image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) {
    if (columns < 1 || rows < 1) return;
    state_->add_image(rect, columns, rows, premultiplied(columns, rows, rgba));
}

void GlCanvas::text(Point at, std::string_view text, const TextStyle& style) {
    const Rect everywhere{0, 0, static_cast<float>(state_->width), static_cast<float>(state_->height)};
    state_->texts.push_back({at, std::string(text), style, state_->clipped ? state_->clip : everywhere});
}

Point GlCanvas::measure(std::string_view text, float size, Weight weight) {
    return state_->meter.measure(text, size, weight);
}

void GlCanvas::clip(const Rect& rect) {
    state_->draw_clouds();
    state_->clipped = true;
    state_->clip = rect;
}
void GlCanvas::unclip() {
    state_->draw_clouds();
    state_->clipped = false;
}

} // namespace halfstep
