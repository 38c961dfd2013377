#include "app/render/gl.h"
#include "app/render/render.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

namespace halfstep {

namespace {

bool has_extension(const char* list, const char* name) {
    const std::size_t length = std::strlen(name);
    for (const char* at = list; at && (at = std::strstr(at, name)); at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return true;
    return false;
}

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error("no OpenGL without a display: " + what +
                             " (Mesa's EGL and its software renderer are enough; on Debian: libegl1 libgl1-mesa-dri)");
}

std::string egl_error() {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "EGL error 0x";
    const EGLint error = eglGetError();
    for (int shift = 12; shift >= 0; shift -= 4) text += digits[error >> shift & 15];
    return text;
}

EGLDisplay open_display() {
    // The default display would look for a window system; these two do without.
    const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    EGLDisplay display = EGL_NO_DISPLAY;
    if (has_extension(extensions, "EGL_MESA_platform_surfaceless"))
        display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr)) return display;
    if (has_extension(extensions, "EGL_EXT_platform_device")) // drivers that are not Mesa's
        display = eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, EGL_DEFAULT_DISPLAY, nullptr);
    if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr)) return display;
    fail("EGL offers neither a surfaceless nor a device platform, " + egl_error());
}

} // namespace

HeadlessContext::HeadlessContext() {
    display_ = open_display();
    const char* extensions = eglQueryString(display_, EGL_EXTENSIONS);
    std::string missing;
    if (!has_extension(extensions, "EGL_KHR_surfaceless_context")) missing = "EGL lacks EGL_KHR_surfaceless_context";
    if (!eglBindAPI(EGL_OPENGL_API)) missing = "EGL has no desktop OpenGL";

    // A context without a surface needs a configuration all the same where EGL cannot do without; any with OpenGL will
    // do.
    EGLConfig config = EGL_NO_CONFIG_KHR;
    if (missing.empty() && !has_extension(extensions, "EGL_KHR_no_config_context")) {
        const EGLint wanted[] = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
        EGLint found = 0;
        if (!eglChooseConfig(display_, wanted, &config, 1, &found) || found == 0)
            missing = "EGL has no configuration with OpenGL";
    }
    if (missing.empty()) {
        // Pairs of a name and a value: 3.3 core.
        std::vector<EGLint> attributes = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3};
        attributes.insert(attributes.end(), {EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT});
        attributes.push_back(EGL_NONE);
        context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, attributes.data());
        if (context_ == EGL_NO_CONTEXT) missing = "OpenGL 3.3 core cannot be had, " + egl_error();
    }
    if (missing.empty() && !eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_)) {
        missing = "the context cannot be used, " + egl_error();
        eglDestroyContext(display_, context_);
    }
    if (missing.empty()) return;
    fail(missing);
}

HeadlessContext::~HeadlessContext() {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
    eglReleaseThread();
    // No eglTerminate: the display is the process's, and another context may be using it.
}

// ---- Framebuffer ----

Framebuffer::Framebuffer(int width, int height) : width_(std::max(width, 1)), height_(std::max(height, 1)) {
    GLint texture = 0, framebuffer = 0;
    glGetIntegerv(GL_TEXTURE_BINDING_2D, &texture);
    glGetIntegerv(GL_FRAMEBUFFER_BINDING, &framebuffer);
    glGenTextures(1, &texture_);
    glBindTexture(GL_TEXTURE_2D, texture_);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_, height_, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glGenFramebuffers(1, &framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_, 0);
    const bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(framebuffer));
    glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>(texture));
    if (complete) return;
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteTextures(1, &texture_);
    throw std::runtime_error("OpenGL cannot draw a picture of " + std::to_string(width_) + " x " +
                             std::to_string(height_) + " pixels");
}

Framebuffer::~Framebuffer() {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteTextures(1, &texture_);
}

void Framebuffer::bind() {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glViewport(0, 0, width_, height_);
}

std::vector<std::uint8_t> Framebuffer::read() {
    const std::size_t stride = static_cast<std::size_t>(width_) * 4;
    std::vector<std::uint8_t> pixels(stride * static_cast<std::size_t>(height_));
    GLint framebuffer = 0;
    glGetIntegerv(GL_READ_FRAMEBUFFER_BINDING, &framebuffer);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(framebuffer));
    // OpenGL's first row is the bottom one.
    for (auto top = pixels.begin(), bottom = pixels.end(); top < bottom - static_cast<std::ptrdiff_t>(stride);) {
        bottom -= static_cast<std::ptrdiff_t>(stride);
        std::swap_ranges(top, top + static_cast<std::ptrdiff_t>(stride), bottom);
        top += static_cast<std::ptrdiff_t>(stride);
    }
    return pixels;
}

} // namespace halfstep
