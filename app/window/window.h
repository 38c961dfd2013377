#pragma once
// The window, and the picture of it that needs no display.

#include "app/scene/scene.h"

#include <optional>
#include <stdexcept>
#include <string>

namespace halfstep {

/// The machine could not: no display, no OpenGL, too old an OpenGL. Exit code 3.
class MachineError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct WindowOptions {
    std::string source;   ///< where the scene is from: a path, or the name of a lesson
    std::string journal;  ///< a file for the lines of JSON; none when empty
    bool autosave = true; ///< what the window is is kept
    bool resume = false;  ///< goes on as the window that was closed last, if there was one, in place of the scene
    std::optional<bool> dark;
    float scale = 0;  ///< of type and controls; 0: as it was, or the screen's own
    std::string drop; ///< a file that is opened as if it were dropped on the window; empty: none
    int width = 1440, height = 900;
};

/// Opens the window and returns when it is closed. False: the journal broke off, which has been said. Throws
/// MachineError.
bool open_window(const Scene& scene, const WindowOptions& options);

struct ScreenshotOptions {
    int width = 1600, height = 1000;
    std::optional<int> at; ///< process level, 0 = data .. T = noise
    bool dark = false;
    bool presenter = false; ///< as after F11
    float scale = 1;
    std::string lesson{}; ///< whose page is open, by name or path
    int step = 0;         ///< at this step, from 1; 0: no page is
};

/// Simulates, draws the same window once without any display server: the bytes of a PNG picture. Throws MachineError.
std::string take_screenshot(const Scene& scene, const ScreenshotOptions& options);

} // namespace halfstep
