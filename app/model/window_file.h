#pragma once
// A window as a file: its experiment with the history of it, what has been learned, how it is looked at, and where it
// stands on the screen. A line with a check over all that follows, JSON, and the numbers of networks and clouds, each
// of them once.

#include "app/model/app_state.h"

#include <map>
#include <stdexcept>

namespace halfstep {

struct WindowImage {
    SessionImage session;
    WindowPlace place;
    float scale = 1;          ///< of type and controls
    float screen_scale = 0;   ///< of the screen that it was on; 0: nobody knows
    bool closed = false;      ///< by its user; off: it was there when this was written
    bool edited = false;      ///< something of it is in no file
    std::int64_t written = 0; ///< seconds since 1970
};

/// Scenes of moments that stay as they are are written once.
using SceneTexts = std::map<std::shared_ptr<const Moment>, std::string>;

/// `texts`: those of the image before, which becomes those of this one.
std::string window_bytes(const WindowImage& image, SceneTexts& texts);
/// What another version of the program has written, which only that one understands.
class OtherVersion : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
/// Throws OtherVersion, and std::runtime_error "what is wrong" for what is truncated, garbled, or of no window. A step
/// of the history that this version of the program does not understand ends the history there.
WindowImage parse_window(std::string_view bytes);

/// What a list says of it, which is quicker to find out.
struct WindowSummary {
    std::string title;
    bool closed = false, edited = false;
    std::int64_t written = 0;
};
WindowSummary parse_window_summary(std::string_view bytes);

inline constexpr std::int64_t most_window_bytes = 256 << 20;

} // namespace halfstep
