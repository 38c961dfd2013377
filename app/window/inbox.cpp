#include "app/window/inbox.h"

#include "app/window/key_input.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {
namespace {

Inbox& inbox(GLFWwindow* window) { return *static_cast<Inbox*>(glfwGetWindowUserPointer(window)); }

void settle_by_place(Inbox& mail) {
    if (mail.by_place) mail.keys.push_back(*std::exchange(mail.by_place, std::nullopt));
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int mods) {
    Inbox& mail = inbox(window);
    mail.stirred = true;
    settle_by_place(mail);
    if (action == GLFW_RELEASE) return;
    KeyPress press{};
    press.ctrl = mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER);
    press.shift = mods & GLFW_MOD_SHIFT;
    press.alt = mods & GLFW_MOD_ALT;
    const auto known = key_of(key, scancode, press.ctrl);
    if (!known) return;
    press.key = *known;
    if (action != GLFW_PRESS && !repeats(press.key)) return;
    const bool sign = press.key == Key::plus || press.key == Key::minus || press.key == Key::zero;
    if (press.ctrl && sign)
        mail.by_place = press;
    else
        mail.keys.push_back(press);
}

void on_char(GLFWwindow* window, unsigned codepoint) {
    inbox(window).stirred = true;
    if (const auto sign = sign_of(codepoint)) inbox(window).keys.push_back({*sign});
}

/// The same with what is held beside it, and with Ctrl, too.
void on_char_with(GLFWwindow* window, unsigned codepoint, int mods) {
    if (!(mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) || (mods & GLFW_MOD_ALT)) return;
    Inbox& mail = inbox(window);
    mail.stirred = true;
    const auto size = size_of_type(codepoint);
    if (!size) return;
    mail.by_place.reset();
    mail.keys.push_back({.key = *size, .ctrl = true});
}

void on_drop(GLFWwindow* window, int count, const char** paths) {
    for (int i = 0; i < count; ++i) inbox(window).dropped.push_back(paths[i]);
    inbox(window).stirred = true;
}

} // namespace

void listen(GLFWwindow* window, Inbox& mail) {
    glfwSetWindowUserPointer(window, &mail);
    glfwSetKeyCallback(window, on_key);
    glfwSetCharCallback(window, on_char);
    glfwSetCharModsCallback(window, on_char_with);
    glfwSetDropCallback(window, on_drop);
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { inbox(w).stirred = true; });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { inbox(w).stirred = true; });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { inbox(w).stirred = true; });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { inbox(w).stirred = true; });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int focused) {
        inbox(w).stirred = true;
        inbox(w).focused = focused != 0;
    });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { inbox(w).stirred = true; });
    glfwSetWindowContentScaleCallback(window,
                                      [](GLFWwindow* w, float, float) { inbox(w).stirred = inbox(w).rescaled = true; });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) {
        inbox(w).stirred = true;
        ++inbox(w).redraws;
    });
}

std::vector<KeyPress> take_keys(Inbox& mail) {
    settle_by_place(mail);
    return std::exchange(mail.keys, {});
}

float scale_of_screen(GLFWwindow* window) {
    float scale = 1, vertical = 1;
    glfwGetWindowContentScale(window, &scale, &vertical);
    int pixels = 0, width = 0, unused = 0;
    glfwGetFramebufferSize(window, &pixels, &unused);
    glfwGetWindowSize(window, &width, &unused);
    const float by_system = pixels > 0 && width > 0 ? static_cast<float>(pixels) / static_cast<float>(width) : 1;
    constexpr float step = 100; // screens tell their size in whole millimetres: 1.0003 is 1
    scale = std::round(step * scale / by_system) / step;
    return std::isfinite(scale) ? std::clamp(scale, 0.5f, 4.f) : 1;
}

} // namespace halfstep
