#pragma once
// What all canvases of a context share: programs, one vertex buffer, textures for images. Private to render/.

#include "app/render/gl.h"
#include "app/render/render.h"

namespace halfstep {

/// A linked program and its uniforms; those that it does not have are -1, which OpenGL ignores.
struct Program {
    GLuint name = 0;
    GLint viewport = -1, color = -1, size = -1, square = -1, depth_step = -1, rect = -1;
};

enum class Shape : std::uint8_t { lines, rects, bands, discs, triangles, image };
constexpr int shapes = 6;

/// How the floats of a shape become instances: instance i reads `attributes` vectors of `components` floats each, the
/// first at i * stride. Where that is more than the stride, neighbouring instances overlap: they share points.
struct Format {
    const char* shader;
    int stride, components, attributes;
    int corners; ///< of the triangle strip that an instance is
};
const Format& format_of(Shape shape);

struct Renderer::State {
    Program programs[shapes];
    GLuint vertex_array = 0;
    GLuint buffer = 0;
    std::size_t buffer_bytes = 0;
    std::vector<GLuint> textures; ///< one for each image of a frame
    int most_pixels = 0;          ///< the largest side of a texture
    bool software = false;        ///< this OpenGL runs on the CPU

    /// Replaces the buffer's contents, and leaves it bound.
    void upload(const std::vector<float>& data);
    /// The i-th texture with this picture (premultiplied RGBA, row 0 first), bound to unit 0.
    void bind_image(std::size_t i, int columns, int rows, const std::uint8_t* rgba);
    /// Points the attributes at the batch that begins at float `first` of the buffer.
    void bind_format(Shape shape, std::size_t first) const;
};

/// Restores, when it goes, all OpenGL state that a canvas touches: whoever draws the window need not know.
class SavedGlState {
public:
    SavedGlState();
    ~SavedGlState();
    SavedGlState(const SavedGlState&) = delete;
    SavedGlState& operator=(const SavedGlState&) = delete;

private:
    GLint draw_framebuffer_, read_framebuffer_, viewport_[4], scissor_[4];
    GLint program_, vertex_array_, array_buffer_, active_texture_, texture_, unpack_alignment_;
    GLint blend_source_, blend_target_, blend_source_alpha_, blend_target_alpha_, blend_equation_,
        blend_equation_alpha_;
    GLint depth_function_;
    GLfloat clear_color_[4];
    GLboolean blend_, scissor_test_, depth_test_, depth_mask_, cull_, stencil_;
};

} // namespace halfstep
