#pragma once
// Which key was pressed, on whatever keyboard.

#include "app/model/keys.h"

#include <optional>

namespace halfstep {

/// Of GLFW's key and scancode; nothing: one that means nothing here.
std::optional<Key> key_of(int key, int scancode, bool ctrl);
/// Signs by what comes out, with Shift or AltGr where a keyboard needs them: "." is Shift+; on a French one.
std::optional<Key> sign_of(unsigned codepoint);
/// With Ctrl, what changes the size of type, by what comes out: wherever a keyboard has + − 0, shifted or not. "=" is +
/// on a key that has both.
std::optional<Key> size_of_type(unsigned codepoint);
/// Held down, these go on; what toggles must not flicker.
bool repeats(Key key);

} // namespace halfstep
