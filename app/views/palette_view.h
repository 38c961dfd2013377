#pragma once
// The palette above the window: a field, what answers to it, and what the chosen row does.

#include "app/model/keys.h"
#include "app/model/palette.h"
#include "app/ui/controls.h"

namespace halfstep {

class PaletteView {
public:
    /// Once a frame, after all that it lies over; there is nothing to see unless the state says that it is open.
    void show(Controls& ui, AppState& app, const Rect& window);
    /// Keys that go along the rows, while it is open. False: the key is for somebody else.
    bool press(AppState& app, const KeyPress& key);

private:
    void begin(AppState& app);
    void find(AppState& app);
    void field(Controls& ui, AppState& app, const Rect& rect);
    void rows(Controls& ui, AppState& app, const Rect& rect);
    void row(Controls& ui, AppState& app, int number, const Rect& rect);
    void foot(Controls& ui, const AppState& app, const Rect& rect);
    void choose(AppState& app, int number, bool otherwise);

    std::vector<PaletteEntry> entries_;
    std::vector<PaletteHit> hits_;
    std::string found_for_, field_; ///< what was looked for last; what the field has shown last
    bool shown_ = false, moved_ = false;
    bool enters_ = false, otherwise_ = false; ///< Enter has been pressed; with Shift
    bool fresh_ = false;                      ///< the field has got the keyboard, and its caret goes to the end
    int page_ = 8;                            ///< rows that are seen at once
};

} // namespace halfstep
