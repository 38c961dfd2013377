#include "app/render/renderer.h"

#include "halfstep_embedded.h"

#include <stdexcept>
#include <string>

namespace halfstep {

namespace {

constexpr Format formats[shapes] = {
    {"line", 3, 3, 4, 4}, {"rect", 4, 4, 1, 4},     {"band", 4, 4, 2, 4},
    {"disc", 2, 2, 1, 3}, {"triangle", 6, 2, 3, 4}, {"image", 0, 0, 0, 4},
};

std::string what_there_is() {
    const auto text = [](GLenum name) {
        const auto* s = reinterpret_cast<const char*>(glGetString(name));
        return std::string(s ? s : "unknown");
    };
    return "OpenGL " + text(GL_VERSION) + " on " + text(GL_RENDERER);
}

bool is_software() {
    const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    const std::string_view renderer(name ? name : "");
    for (const char* software : {"llvmpipe", "softpipe", "SwiftShader", "Software", "software", "GDI Generic"})
        if (renderer.find(software) != std::string_view::npos) return true;
    return false;
}

/// The sources carry no #version: these two dialects have all that they use in common.
std::string version_line() {
    if (!epoxy_is_desktop_gl()) return "#version 300 es\nprecision highp float;\nprecision highp int;\n";
    return "#version 330 core\n";
}

std::string log_of(GLuint object, bool program) {
    char log[4096] = "";
    if (program)
        glGetProgramInfoLog(object, sizeof log, nullptr, log);
    else
        glGetShaderInfoLog(object, sizeof log, nullptr, log);
    return log;
}

GLuint compile(GLenum kind, const std::string& name) {
    const std::string_view source = embedded("shaders/" + name);
    if (source.empty()) throw std::runtime_error("shaders/" + name + " is not part of this program");
    const std::string text = version_line() + "#line 1\n" + std::string(source);
    const char* begin = text.c_str();
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &begin, nullptr);
    glCompileShader(shader);
    GLint done = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
    if (done) return shader;
    const std::string log = log_of(shader, false);
    glDeleteShader(shader);
    throw std::runtime_error("shaders/" + name + " does not compile (" + what_there_is() + "):\n" + log);
}

Program link(const std::string& name) {
    const GLuint vertex = compile(GL_VERTEX_SHADER, name + ".vert");
    GLuint fragment = 0;
    try {
        fragment = compile(GL_FRAGMENT_SHADER, name + ".frag");
    } catch (...) {
        glDeleteShader(vertex);
        throw;
    }
    Program program;
    program.name = glCreateProgram();
    glAttachShader(program.name, vertex);
    glAttachShader(program.name, fragment);
    glLinkProgram(program.name);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    GLint done = 0;
    glGetProgramiv(program.name, GL_LINK_STATUS, &done);
    if (!done) {
        const std::string log = log_of(program.name, true);
        glDeleteProgram(program.name);
        throw std::runtime_error("shaders/" + name + " does not link (" + what_there_is() + "):\n" + log);
    }
    program.viewport = glGetUniformLocation(program.name, "viewport");
    program.color = glGetUniformLocation(program.name, "color");
    program.size = glGetUniformLocation(program.name, "size");
    program.square = glGetUniformLocation(program.name, "square");
    program.depth_step = glGetUniformLocation(program.name, "depth_step");
    program.rect = glGetUniformLocation(program.name, "rect");
    return program;
}

void require_version() {
    const int needed = epoxy_is_desktop_gl() ? 33 : 30; // epoxy counts 3.3 as 33
    if (epoxy_gl_version() >= needed) return;
    throw std::runtime_error("OpenGL 3.3 or OpenGL ES 3.0 is needed; there is " + what_there_is());
}

} // namespace

const Format& format_of(Shape shape) { return formats[static_cast<std::size_t>(shape)]; }

Renderer::Renderer() : state_(std::make_unique<State>()) {
    require_version();
    try {
        for (int i = 0; i < shapes; ++i) state_->programs[i] = link(formats[i].shader);
    } catch (...) {
        for (const Program& program : state_->programs)
            if (program.name) glDeleteProgram(program.name);
        throw;
    }
    glGenVertexArrays(1, &state_->vertex_array);
    glGenBuffers(1, &state_->buffer);
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &state_->most_pixels);
    state_->software = is_software();
}

Renderer::~Renderer() {
    for (const Program& program : state_->programs) glDeleteProgram(program.name);
    glDeleteVertexArrays(1, &state_->vertex_array);
    glDeleteBuffers(1, &state_->buffer);
    glDeleteTextures(static_cast<GLsizei>(state_->textures.size()), state_->textures.data());
}

void Renderer::State::upload(const std::vector<float>& data) {
    const std::size_t bytes = data.size() * sizeof(float);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    if (bytes > buffer_bytes) buffer_bytes = bytes + bytes / 2;
    // Fresh storage each time: the driver need not wait for a frame that still reads the old one.
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(buffer_bytes), nullptr, GL_STREAM_DRAW);
    if (bytes > 0) glBufferSubData(GL_ARRAY_BUFFER, 0, static_cast<GLsizeiptr>(bytes), data.data());
}

void Renderer::State::bind_image(std::size_t i, int columns, int rows, const std::uint8_t* rgba) {
    glActiveTexture(GL_TEXTURE0);
    if (i >= textures.size()) {
        textures.resize(i + 1, 0);
        glGenTextures(1, &textures[i]);
        glBindTexture(GL_TEXTURE_2D, textures[i]);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    }
    glBindTexture(GL_TEXTURE_2D, textures[i]);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, columns, rows, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
}

void Renderer::State::bind_format(Shape shape, std::size_t first) const {
    const Format& format = format_of(shape);
    for (int i = 0; i < 4; ++i) {
        const auto location = static_cast<GLuint>(i);
        if (i >= format.attributes) {
            glDisableVertexAttribArray(location);
            continue;
        }
        const std::size_t offset = (first + static_cast<std::size_t>(i) * format.components) * sizeof(float);
        glEnableVertexAttribArray(location);
        glVertexAttribPointer(location, format.components, GL_FLOAT, GL_FALSE,
                              format.stride * static_cast<int>(sizeof(float)), reinterpret_cast<const void*>(offset));
        glVertexAttribDivisor(location, 1);
    }
}

// ---- SavedGlState ----

SavedGlState::SavedGlState() {
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &draw_framebuffer_);
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &read_framebuffer_);
    glGetIntegerv(GL_VIEWPORT, viewport_);
    glGetIntegerv(GL_SCISSOR_BOX, scissor_);
    glGetIntegerv(GL_CURRENT_PROGRAM, &program_);
    glGetIntegerv(GL_VERTEX_ARRAY_BINDING, &vertex_array_);
    glGetIntegerv(GL_ARRAY_BUFFER_BINDING, &array_buffer_);
    glGetIntegerv(GL_ACTIVE_TEXTURE, &active_texture_);
    glActiveTexture(GL_TEXTURE0); // the only unit that canvases use
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &texture_);
    glGetIntegerv(GL_UNPACK_ALIGNMENT, &unpack_alignment_);
    glGetIntegerv(GL_BLEND_SRC_RGB, &blend_source_);
    glGetIntegerv(GL_BLEND_DST_RGB, &blend_target_);
    glGetIntegerv(GL_BLEND_SRC_ALPHA, &blend_source_alpha_);
    glGetIntegerv(GL_BLEND_DST_ALPHA, &blend_target_alpha_);
    glGetIntegerv(GL_BLEND_EQUATION_RGB, &blend_equation_);
    glGetIntegerv(GL_BLEND_EQUATION_ALPHA, &blend_equation_alpha_);
    glGetIntegerv(GL_DEPTH_FUNC, &depth_function_);
    glGetFloatv(GL_COLOR_CLEAR_VALUE, clear_color_);
    glGetBooleanv(GL_DEPTH_WRITEMASK, &depth_mask_);
    blend_ = glIsEnabled(GL_BLEND);
    scissor_test_ = glIsEnabled(GL_SCISSOR_TEST);
    depth_test_ = glIsEnabled(GL_DEPTH_TEST);
    cull_ = glIsEnabled(GL_CULL_FACE);
    stencil_ = glIsEnabled(GL_STENCIL_TEST);
}

SavedGlState::~SavedGlState() {
    const auto name = [](GLint value) { return static_cast<GLuint>(value); };
    const auto kind = [](GLint value) { return static_cast<GLenum>(value); };
    const auto set = [](GLenum what, GLboolean on) { on ? glEnable(what) : glDisable(what); };
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, name(draw_framebuffer_));
    glBindFramebuffer(GL_READ_FRAMEBUFFER, name(read_framebuffer_));
    glViewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    glScissor(scissor_[0], scissor_[1], scissor_[2], scissor_[3]);
    glUseProgram(name(program_));
    glBindVertexArray(name(vertex_array_));
    glBindBuffer(GL_ARRAY_BUFFER, name(array_buffer_));
    glBindTexture(GL_TEXTURE_2D, name(texture_));
    glActiveTexture(kind(active_texture_));
    glPixelStorei(GL_UNPACK_ALIGNMENT, unpack_alignment_);
    glBlendFuncSeparate(kind(blend_source_), kind(blend_target_), kind(blend_source_alpha_), kind(blend_target_alpha_));
    glBlendEquationSeparate(kind(blend_equation_), kind(blend_equation_alpha_));
    glDepthFunc(kind(depth_function_));
    glDepthMask(depth_mask_);
    glClearColor(clear_color_[0], clear_color_[1], clear_color_[2], clear_color_[3]);
    set(GL_BLEND, blend_);
    set(GL_SCISSOR_TEST, scissor_test_);
    set(GL_DEPTH_TEST, depth_test_);
    set(GL_CULL_FACE, cull_);
    set(GL_STENCIL_TEST, stencil_);
}

} // namespace halfstep
