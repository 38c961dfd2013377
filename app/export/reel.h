#pragma once
// A film of pictures that somebody else makes, one after the other: the window, replayed.

#include "app/export/film_file.h"

#include <functional>

namespace halfstep {

struct Reel {
    int width = 0, height = 0; ///< pixels
    double fps = 30;
    std::string title, scene; ///< what the file says of itself
    /// A picture (width * height pixels, RGBA, row 0 at the top), and for how many frames it stays. False: no more are
    /// wanted.
    using Put = std::function<bool(const std::string& rgba, int frames)>;
    /// Gives all pictures in order, the same each time; false as soon as `put` has said so.
    std::function<bool(const Put& put)> play;
};

/// As those of a FilmPainter: whole or not at all, false when cancelled.
bool write_film(const Reel& reel, const FilmFormat& format, const std::string& path, const FilmJob& job);
bool write_film_frames(const Reel& reel, const std::string& folder, const FilmJob& job);
std::string why_no_scene(const Reel& reel, const FilmFormat& format);

} // namespace halfstep
