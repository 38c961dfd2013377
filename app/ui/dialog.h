#pragma once
// Windows above the rest: a title, some controls, a line that says what is wrong.

#include "app/ui/controls.h"

namespace halfstep {

/// A window with popups' colours and a border; ends with end_raised().
void begin_raised(Controls& ui, const char* id, ImVec2 padding);
void end_raised();

/// In the middle of the window, as high as what is in it; `width` at scale 1. Ends with end_dialog().
void begin_dialog(Controls& ui, const Rect& window, const char* id, const char* title, float width);
void end_dialog();

/// Text that wraps; takes no room when empty.
void warning_line(Controls& ui, const std::string& text);
void quiet_line(Controls& ui, const std::string& text);

} // namespace halfstep
