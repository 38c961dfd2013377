#include "app/window/key_input.h"

#include <GLFW/glfw3.h>

namespace halfstep {
namespace {

bool known_key(int key, Key& known) {
    static constexpr struct {
        int glfw;
        Key key;
    } table[] = {
        {GLFW_KEY_SPACE, Key::space},
        {GLFW_KEY_LEFT, Key::left},
        {GLFW_KEY_TAB, Key::tab},
        {GLFW_KEY_RIGHT, Key::right},
        {GLFW_KEY_UP, Key::up},
        {GLFW_KEY_DOWN, Key::down},
        {GLFW_KEY_PAGE_UP, Key::page_up},
        {GLFW_KEY_PAGE_DOWN, Key::page_down},
        {GLFW_KEY_HOME, Key::home},
        {GLFW_KEY_END, Key::end},
        {GLFW_KEY_EQUAL, Key::plus},
        {GLFW_KEY_KP_ADD, Key::plus},
        {GLFW_KEY_MINUS, Key::minus},
        {GLFW_KEY_0, Key::zero},
        {GLFW_KEY_KP_0, Key::zero},
        {GLFW_KEY_F1, Key::f1},
        {GLFW_KEY_F2, Key::f2},
        {GLFW_KEY_F6, Key::f6},
        {GLFW_KEY_F11, Key::f11},
        {GLFW_KEY_ESCAPE, Key::escape},
        {GLFW_KEY_KP_SUBTRACT, Key::minus},
        {GLFW_KEY_ENTER, Key::enter},
        {GLFW_KEY_KP_ENTER, Key::enter},
        {GLFW_KEY_DELETE, Key::del},
        {GLFW_KEY_BACKSPACE, Key::del},
    };
    for (const auto& entry : table)
        if (entry.glfw == key) return known = entry.key, true;
    return false;
}

/// The row of digits by its place, shifted or not: on some keyboards it has digits only with Shift. With Ctrl
/// what is printed there counts, as Ctrl and minus.
bool known_digit(int key, bool ctrl, Key& known) {
    static constexpr Key digits[] = {Key::one,  Key::two, Key::three, Key::four,
                                     Key::five, Key::six, Key::seven, Key::eight};
    const int row = key - GLFW_KEY_1, pad = key - GLFW_KEY_KP_1, place = pad >= 0 && pad < 8 ? pad : row;
    if (ctrl || place < 0 || place >= 8) return false;
    known = digits[place];
    return true;
}

/// Letters by what is printed on them, not by where they lie: Ctrl+Z is where the user's Z is.
bool known_letter(int key, int scancode, Key& known) {
    const char* name = glfwGetKeyName(key, scancode);
    if (!name || name[1]) return false;
    switch (name[0]) {
    case 'a': known = Key::a; return true;
    case 'b': known = Key::b; return true;
    case 'c': known = Key::c; return true;
    case 'd': known = Key::d; return true;
    case 'e': known = Key::e; return true;
    case 'f': known = Key::f; return true;
    case 'g': known = Key::g; return true;
    case 'i': known = Key::i; return true;
    case 'k': known = Key::k; return true;
    case 'l': known = Key::l; return true;
    case 'm': known = Key::m; return true;
    case 'n': known = Key::n; return true;
    case 'o': known = Key::o; return true;
    case 'p': known = Key::p; return true;
    case 'r': known = Key::r; return true;
    case 's': known = Key::s; return true;
    case 't': known = Key::t; return true;
    case 'v': known = Key::v; return true;
    case 'w': known = Key::w; return true;
    case 'y': known = Key::y; return true;
    case 'z': known = Key::z; return true;
    case '+': known = Key::plus; return true;
    case '-': known = Key::minus; return true;
    default: return false;
    }
}

} // namespace

std::optional<Key> key_of(int key, int scancode, bool ctrl) {
    Key known{};
    if (known_digit(key, ctrl, known) || known_letter(key, scancode, known) || known_key(key, known)) return known;
    return std::nullopt;
}

std::optional<Key> sign_of(unsigned codepoint) {
    switch (codepoint) {
    case ',': return Key::comma;
    case '.': return Key::period;
    case '[': return Key::bracket_left;
    case ']': return Key::bracket_right;
    default: return std::nullopt;
    }
}

std::optional<Key> size_of_type(unsigned codepoint) {
    switch (codepoint) {
    case '+':
    case '=': return Key::plus;
    case '-': return Key::minus;
    case '0': return Key::zero;
    default: return std::nullopt;
    }
}

bool repeats(Key key) {
    return key == Key::left || key == Key::right || key == Key::up || key == Key::down || key == Key::page_up ||
           key == Key::page_down || key == Key::plus || key == Key::minus || key == Key::z || key == Key::y;
}

} // namespace halfstep
