#pragma once
// The screen's Canvas: OpenGL 3.3 core / OpenGL ES 3.0, anti-aliased in the shaders, drawn into a texture of its own.

#include "app/figure/canvas.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace halfstep {

/// Measures text for layouts; on screen it asks Dear ImGui's fonts (window/), in tests a fixed-width stand-in.
class TextMeter {
public:
    virtual ~TextMeter() = default;
    virtual Point measure(std::string_view text, float size, Weight weight) = 0;
};

/// Text that a GlCanvas was given: the window draws it with Dear ImGui on top of the texture, every frame.
struct PlacedText {
    Point at; ///< relative to the canvas
    std::string text;
    TextStyle style;
    Rect clip; ///< what lies outside is not to be drawn; all of the canvas for text outside the plot
};

/// Compiled programs and shared buffers; one per OpenGL context. Throws std::runtime_error with the compiler's log.
class Renderer {
public:
    Renderer();
    ~Renderer();
    Renderer(const Renderer&) = delete;
    Renderer& operator=(const Renderer&) = delete;
    struct State;
    State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

/// Records primitives, then renders them all into its texture. Keep one per plot: re-render only when the figure
/// changes.
class GlCanvas final : public Canvas {
public:
    GlCanvas(Renderer& renderer, TextMeter& meter);
    ~GlCanvas() override;

    /// Starts over: `width` x `height` pixels, cleared to `ground`. With a translucent ground texture() holds
    /// premultiplied colours.
    void begin(int width, int height, Color ground);
    /// Starts over with the picture of another canvas as the ground: what moves every frame (draw_overlay) over what
    /// does not. `base` must have been rendered and must live until end(). texts() does not repeat its text.
    void begin_over(const GlCanvas& base);
    /// Renders what was recorded since begin() and leaves OpenGL's state as it was; afterwards texture() shows it and
    /// texts() lists the text to draw on top.
    void end();
    std::uint32_t texture() const; ///< GL texture name; row 0 at the bottom, as OpenGL has it
    const std::vector<PlacedText>& texts() const;

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
    void dotted(const Point* points, int length, int count, Color color, float width);
    struct State;
    std::unique_ptr<State> state_;
};

/// An OpenGL context without any display server (EGL surfaceless). One at a time. Throws std::runtime_error that says
/// what is missing.
class HeadlessContext {
public:
    HeadlessContext();
    ~HeadlessContext();
    HeadlessContext(const HeadlessContext&) = delete;
    HeadlessContext& operator=(const HeadlessContext&) = delete;

private:
    void* display_ = nullptr;
    void* context_ = nullptr;
};

/// A colour framebuffer to draw a whole window into and read it back.
class Framebuffer {
public:
    Framebuffer(int width, int height);
    ~Framebuffer();
    Framebuffer(const Framebuffer&) = delete;
    Framebuffer& operator=(const Framebuffer&) = delete;
    void bind();
    std::vector<std::uint8_t> read(); ///< RGBA, row 0 at the top

private:
    std::uint32_t framebuffer_ = 0, texture_ = 0;
    int width_, height_;
};

} // namespace halfstep
