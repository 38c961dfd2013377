#pragma once
// The window without a display: drawn off screen, one frame when asked for. Neither a clock nor a mouse moves it.

#include "app/render/render.h"
#include "app/window/window.h"
#include "app/window/workspace.h"

#include <memory>

namespace halfstep {

struct StillOptions {
    int width = 1600, height = 1000; ///< pixels
    bool dark = false;
    bool presenter = false; ///< as after F11
    float scale = 1;
    float seconds_a_frame = 1.f / 60;
    /// A lesson, by its name or path, whose page of this step is open, from 1; 0: none is.
    std::string lesson{};
    int step = 0;
};

/// One at a time. Throws MachineError.
class StillWindow {
public:
    /// Waits until the scene is simulated in full. Throws std::runtime_error where it cannot be.
    StillWindow(const Scene& scene, const StillOptions& options);
    ~StillWindow();
    StillWindow(const StillWindow&) = delete;
    StillWindow& operator=(const StillWindow&) = delete;

    /// Where the mouse is, in pixels, and whether its left button is down: for the next frame. Nothing: it is nowhere.
    void point(std::optional<Point> at, bool pressed = false);
    void frame();
    /// Frames until all that follows from the last change is on screen: what it asks to be measured, sizes.
    void settle();
    /// Width * height pixels of the last frame, RGBA, row 0 at the top.
    std::string pixels();

    Session& session();
    Workspace& workspace();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace halfstep
