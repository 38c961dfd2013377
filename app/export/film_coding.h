#pragma once
// Pictures become a film by the program ffmpeg, whoever makes them. For the writers of this room alone.

#include "app/export/ffmpeg.h"
#include "app/export/film_format.h"

#include <functional>

namespace halfstep {

/// What a film is made of.
struct FilmCoding {
    int width = 0, height = 0; ///< pixels
    double fps = 30;
    const char* pixel_format = "rgba"; ///< of the bytes that come, in ffmpeg's words
    std::string title, scene;          ///< what the file says of itself; a scene that is too long stays out
    /// Writes pictures: some of them, once each, from which colours are chosen; and all of them, as often as they are
    /// shown, `frames` counting. False: cancelled.
    std::function<bool(Ffmpeg&)> some;
    std::function<bool(Ffmpeg&, int& frames)> all;
    double seconds = 0; ///< of the film, to tell how far it is; 0: whoever makes the pictures does
};

/// "does not carry its scene, which has 123 bytes, ..."; empty: it does.
std::string why_no_scene(std::size_t scene_bytes, const FilmFormat& format);

/// The film appears at `path` whole or not at all. False: cancelled. Throws std::runtime_error "PATH: cannot be
/// written: ...".
bool write_coded(const FilmCoding& coding, const FilmFormat& format, const std::string& path, const FilmJob& job);

/// Of a folder of frames: "000000.png".
std::string frame_name(int frame);

} // namespace halfstep
