#pragma once
// What the windowing library's callbacks leave for the frame loop.

#include "app/model/keys.h"

#include <optional>
#include <string>
#include <vector>

struct GLFWwindow;

namespace halfstep {

struct Inbox {
    std::vector<KeyPress> keys;
    std::vector<std::string> dropped;
    bool stirred = true;   ///< anything happened: the next frames are drawn
    bool focused = false;  ///< the window has got the focus
    long redraws = 0;      ///< asked for by the system, in the order of all other events
    bool rescaled = false; ///< the screen has another scale, or the window is on another screen
    /// Ctrl with what lies where + − 0 do on most keyboards. What comes out of the key, which is told after it, counts
    /// for more.
    std::optional<KeyPress> by_place;
};

/// From now on all that happens to the window goes there. Before Dear ImGui's backend, which calls these in turn.
void listen(GLFWwindow* window, Inbox& mail);
/// All keys since the last call.
std::vector<KeyPress> take_keys(Inbox& mail);

/// By how much the window's screen wants type and controls to be larger than pixels are: of 1 where the system makes
/// the window's pixels larger by itself, as on Wayland.
float scale_of_screen(GLFWwindow* window);

} // namespace halfstep
