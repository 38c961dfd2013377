#include "app/render/coverage.h"
#include "app/render/dash.h"
#include "app/render/renderer.h"
#include "app/render/simplify.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace halfstep {

namespace {

/// Pixels: how far simplified lines may lie from the given ones. A tenth cannot be seen; deterministic paths of a
/// thousand steps come down to a few dozen points.
constexpr float line_tolerance = 0.1f;
constexpr float band_break = 1e30f; // see band.vert
/// Pixels: from this width on a translucent line is drawn in two goes, see line.frag. Thinner ones have next to no
/// core.
constexpr float line_with_core = 2;
constexpr float core = 0.25f, fringe = 0.5f; // added to a polyline's number: which go this is

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

bool equal(const Rect& a, const Rect& b) { return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h; }
bool equal(const Color& a, const Color& b) { return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a; }

/// Whether what follows can be drawn with the same call.
bool same_state(const Batch& a, const Batch& b) {
    return a.shape == b.shape && a.shape != Shape::image && equal(a.color, b.color) && a.size == b.size &&
           a.square == b.square && a.clipped == b.clipped && equal(a.clip, b.clip);
}

/// Lines thinner than a pixel are drawn a pixel wide and fainter; so are discs below the radius where the soft edge is
/// all.
Color thinned(Color color, float share) {
    color.a *= std::clamp(share, 0.0f, 1.0f);
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

} // namespace

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
    }
    Batch& batch(Shape shape, Color color, float size = 0, bool square = false);
    void add_line(const Point* points, std::size_t n, float number, Batch& batch);
    template <class Each>
    void for_each_stretch(const Point* begin, const Point* end, Each each);
    /// What a line of this width has to pass to be seen.
    Rect seen(float line_width) const {
        const Rect all{0, 0, static_cast<float>(width), static_cast<float>(height)}, &r = clipped ? clip : all;
        const float by = line_width / 2 + 1;
        return {r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by};
    }
    void allocate();
    void release();
    void draw(const Batch& batch, float depth_step) const;
    void set_scissor(const Batch& batch) const;
    void draw_lines_once(const Batch& batch) const;
};

// ---- recording ----

Batch& GlCanvas::State::batch(Shape shape, Color color, float size, bool square) {
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

/// Calls `each` with every stretch without NaN of two points or more, simplified to `line`.
template <class Each>
void GlCanvas::State::for_each_stretch(const Point* begin, const Point* end, Each each) {
    const auto is_break = [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); };
    while (begin < end) {
        const Point* const stop = std::find_if(begin, end, is_break);
        if (stop - begin >= 2) {
            line.clear();
            simplify(begin, static_cast<int>(stop - begin), line_tolerance, line);
            each();
        }
        begin = stop + 1;
    }
}

void GlCanvas::dotted(const Point* points, int length, int count, Color color, float width) {
    Dashes dots;
    for (int i = 0; i < count; ++i) {
        const Point* const begin = points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length);
        state_->for_each_stretch(begin, begin + length, [&] {
            dash(state_->line.data(), static_cast<int>(state_->line.size()), dash_pattern(Dash::dotted, width),
                 state_->seen(width), dots);
        });
    }
    discs(dots.points.data(), static_cast<int>(dots.points.size()), width / 2, color);
}

void GlCanvas::polylines(const Point* points, int length, int count, Color color, float width, Dash dash_kind) {
    if (length < 2 || count < 1 || !(width > 0) || !(color.a > 0)) return;
    if (dash_kind == Dash::dotted) return dotted(points, length, count, color, width);
    const bool dashed = dash_kind == Dash::dashed;
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
        dash(line.data(), static_cast<int>(line.size()), dash_pattern(dash_kind, width), state_->seen(width), dashes);
        const Point* at = dashes.points.data();
        for (const int n : dashes.lengths) {
            state_->add_line(at, static_cast<std::size_t>(n), number, batch);
            at += n;
        }
    };
    for (int i = 0; i < count; ++i) {
        const Point* const begin = points + static_cast<std::size_t>(i) * static_cast<std::size_t>(length);
        const auto number = static_cast<float>(batch.paths++);
        state_->for_each_stretch(begin, begin + length, [&] { add(twice ? number + core : number); });
        if (twice) state_->for_each_stretch(begin, begin + length, [&] { add(number + fringe); });
    }
}

void GlCanvas::rects(const Rect* rects, int count, Color color) {
    if (count < 1 || !(color.a > 0)) return;
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
    constexpr float least = 0.5f;
    if (count < 1 || !(radius > 0) || !(color.a > 0)) return;
    const float share = radius < least ? radius * radius / (least * least) : 1;
    Batch& batch = state_->batch(Shape::discs, thinned(color, share), std::max(radius, least));
    for (int i = 0; i < count; ++i) {
        if (!std::isfinite(centres[i].x) || !std::isfinite(centres[i].y)) continue;
        state_->data.push_back(centres[i].x);
        state_->data.push_back(centres[i].y);
        ++batch.points;
    }
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
    Batch& batch = state_->batch(Shape::image, {});
    batch.image = state_->images.size();
    Image& image = state_->images.emplace_back();
    image.rect = {static_cast<float>(raster.left), static_cast<float>(raster.top), static_cast<float>(raster.columns),
                  static_cast<float>(raster.rows)};
    image.columns = raster.columns;
    image.rows = raster.rows;
    image.rgba.reserve(raster.share.size() * 4);
    for (const float share : raster.share) {
        const float alpha = share * color.a * 255;
        for (const float channel : {color.r, color.g, color.b, 1.0f})
            image.rgba.push_back(static_cast<std::uint8_t>(channel * alpha + 0.5f));
    }
}

void GlCanvas::image(const Rect& rect, int columns, int rows, const std::uint8_t* rgba) {
    if (columns < 1 || rows < 1) return;
    Batch& batch = state_->batch(Shape::image, {});
    batch.image = state_->images.size();
    state_->images.push_back({rect, columns, rows, premultiplied(columns, rows, rgba)});
}

void GlCanvas::text(Point at, std::string_view text, float size, Weight weight, Color color, Align horizontal,
                    Align vertical, int angle) {
    const Rect everywhere{0, 0, static_cast<float>(state_->width), static_cast<float>(state_->height)};
    state_->texts.push_back({at, std::string(text), size, weight, color, horizontal, vertical, angle,
                             state_->clipped ? state_->clip : everywhere});
}

Point GlCanvas::measure(std::string_view text, float size, Weight weight) {
    return state_->meter.measure(text, size, weight);
}

void GlCanvas::clip(const Rect& rect) {
    state_->clipped = true;
    state_->clip = rect;
}
void GlCanvas::unclip() { state_->clipped = false; }

// ---- rendering ----

GlCanvas::GlCanvas(Renderer& renderer, TextMeter& meter) : state_(std::make_unique<State>(renderer, meter)) {}
GlCanvas::~GlCanvas() { state_->release(); }

void GlCanvas::begin(int width, int height, Color ground) {
    state_->start(width, height);
    state_->ground = ground;
}

void GlCanvas::begin_over(const GlCanvas& base) {
    state_->start(base.state_->width, base.state_->height);
    state_->base = &base;
}

std::uint32_t GlCanvas::texture() const { return state_->texture; }
const std::vector<PlacedText>& GlCanvas::texts() const { return state_->texts; }

void GlCanvas::State::release() {
    glDeleteFramebuffers(1, &framebuffer);
    glDeleteTextures(1, &texture);
    glDeleteRenderbuffers(1, &depth);
    framebuffer = texture = depth = 0;
}

/// Leaves the framebuffer bound, of the canvas's size.
void GlCanvas::State::allocate() {
    if (framebuffer && texture_width == width && texture_height == height) {
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        return;
    }
    if (std::max(width, height) > renderer.state().most_pixels)
        throw std::runtime_error("a plot of " + std::to_string(width) + " x " + std::to_string(height) +
                                 " pixels is more than this OpenGL's " + std::to_string(renderer.state().most_pixels));
    release();
    glGenTextures(1, &texture);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture);
    // Plain RGBA8, not sRGB: blending works on the encoded values on purpose. So do Cairo and Dear ImGui, and a figure
    // looks the same on screen and on paper.
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    GLint renderbuffer = 0;
    glGetIntegerv(GL_RENDERBUFFER_BINDING, &renderbuffer);
    glGenRenderbuffers(1, &depth);
    glBindRenderbuffer(GL_RENDERBUFFER, depth);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, width, height);
    glBindRenderbuffer(GL_RENDERBUFFER, static_cast<GLuint>(renderbuffer));
    glGenFramebuffers(1, &framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        release();
        throw std::runtime_error("OpenGL cannot draw into a texture of " + std::to_string(width) + " x " +
                                 std::to_string(height));
    }
    texture_width = width;
    texture_height = height;
}

void GlCanvas::State::set_scissor(const Batch& batch) const {
    if (!batch.clipped) return glDisable(GL_SCISSOR_TEST);
    const Rect& r = batch.clip;
    const int x0 = static_cast<int>(std::lround(r.x)), x1 = static_cast<int>(std::lround(r.right()));
    const int y0 = static_cast<int>(std::lround(r.y)), y1 = static_cast<int>(std::lround(r.bottom()));
    glEnable(GL_SCISSOR_TEST);
    glScissor(x0, height - y1, std::max(x1 - x0, 0), std::max(y1 - y0, 0));
}

void GlCanvas::State::draw(const Batch& batch, float depth_step) const {
    const Program& program = renderer.state().programs[static_cast<std::size_t>(batch.shape)];
    const Color& c = batch.color;
    glUseProgram(program.name);
    glUniform2f(program.viewport, static_cast<float>(width), static_cast<float>(height));
    glUniform4f(program.color, c.r * c.a, c.g * c.a, c.b * c.a, c.a);
    glUniform1f(program.size, batch.size);
    glUniform1f(program.square, batch.square ? 1.0f : 0.0f);
    glUniform1f(program.depth_step, depth_step);
    int instances = batch.points;
    if (batch.shape == Shape::image) {
        const Image& image = images[batch.image];
        renderer.state().bind_image(batch.image, image.columns, image.rows, image.rgba.data());
        glUniform4f(program.rect, image.rect.x, image.rect.y, image.rect.w, image.rect.h);
        instances = 1;
    }
    if (batch.shape == Shape::lines) instances -= 3; // an instance reads four points, a band's two
    if (batch.shape == Shape::bands) instances -= 1;
    if (instances < 1) return;
    renderer.state().bind_format(batch.shape, batch.first);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, format_of(batch.shape).corners, instances);
}

/// Translucent lines: a polyline never blends with itself, see line.frag.
void GlCanvas::State::draw_lines_once(const Batch& batch) const {
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_LESS);
    glDepthMask(GL_TRUE);
    glClear(GL_DEPTH_BUFFER_BIT);
    draw(batch, 1.0f / static_cast<float>(batch.paths + 1));
    glDisable(GL_DEPTH_TEST);
}

void GlCanvas::end() {
    State& s = *state_;
    const SavedGlState saved;
    s.allocate();
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glDisable(GL_STENCIL_TEST);
    glViewport(0, 0, s.width, s.height);
    if (s.base) {
        glBindFramebuffer(GL_READ_FRAMEBUFFER, s.base->state_->framebuffer);
        glBlitFramebuffer(0, 0, s.width, s.height, 0, 0, s.width, s.height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    } else {
        const Color& g = s.ground;
        glClearColor(g.r * g.a, g.g * g.a, g.b * g.a, g.a);
        glClear(GL_COLOR_BUFFER_BIT);
    }
    glEnable(GL_BLEND);
    glBlendEquation(GL_FUNC_ADD);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glBindVertexArray(s.renderer.state().vertex_array);
    s.renderer.state().upload(s.data);
    for (const Batch& batch : s.batches) {
        s.set_scissor(batch);
        if (batch.shape == Shape::lines && batch.color.a < 1)
            s.draw_lines_once(batch);
        else
            s.draw(batch, 0);
    }
    s.images.clear(); // the texture has them now
}

} // namespace halfstep
