#include "app/render/gl_canvas.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace halfstep {

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
    s.draw_clouds();
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
