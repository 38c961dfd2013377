#pragma once
// A line of JSON for each change of experiment and cursor: what tests of the real window read.

#include "app/figure/canvas.h"
#include "app/plots/plots.h"
#include "core/experiment.h"

#include <fstream>
#include <map>
#include <string>

namespace halfstep {

struct Playback;

/// What the window is besides its experiment, and what it has understood of mouse and keyboard.
struct ViewState {
    bool dark = false;
    float scale = 1;
    bool help = false;    ///< the overlay is open
    bool pressed = false; ///< the mouse button is down
    bool typing = false;  ///< a text field has the keyboard
    std::string hovered;  ///< key of the control under the mouse
};

class Journal {
public:
    /// An empty path keeps no journal. Throws std::runtime_error when the file cannot be written.
    explicit Journal(const std::string& path);

    void experiment(const Experiment& experiment, const char* cause, std::size_t undo_depth);
    void cursor(const Cursor& cursor, double t, const Playback& playback);
    void run(const Run& run, bool coarse);
    /// Where the controls are, in window pixels; written only when it has changed.
    void layout(const std::map<std::string, Rect>& widgets);
    void view(const ViewState& state);
    /// All that has happened, every key and click included, is on screen. Once after each time that something has.
    void rest();

private:
    void line(const std::string& json);
    std::ofstream file_;
    std::string last_layout_, last_view_;
};

} // namespace halfstep
