#pragma once
// Films as files: what they can be written as, and their writers.

#include "app/export/film.h"

#include <atomic>

namespace halfstep {

struct FilmFormat {
    const char* extension; ///< "mp4"
    const char* what;      ///< for help and menus
    bool even_sides;       ///< its pixels share their colour with their neighbours
    bool palette;          ///< has 256 colours, chosen from all of the film
    double most_fps;
    const char* encoder; ///< what ffmpeg is told, words with blanks between them
};

/// In the order of a menu.
const std::vector<FilmFormat>& film_formats();
/// By the extension of a file name, upper or lower case; nullptr when there is none for it.
const FilmFormat* find_film_format(std::string_view path);
/// ".mp4, .webm, .gif"
std::string film_extensions();

struct FilmJob {
    int threads = 0; ///< 0: as many as the machine has; the pictures do not depend on it
    const std::atomic<bool>* cancel = nullptr;
    std::atomic<float>* progress = nullptr; ///< 0..1
};

/// Why a film in that format would not carry its scene (see metadata.h): "does not carry its scene, ..."; empty: it
/// would.
std::string why_no_scene(const FilmPainter& painter, const FilmFormat& format);

/// Encodes a film with the ffmpeg program. It appears at `path` whole or not at all, and carries its scene unless
/// why_no_scene(). Returns false when cancelled. Throws std::runtime_error "PATH: cannot be written: ...".
bool write_film(const FilmPainter& painter, const FilmFormat& format, const std::string& path, const FilmJob& job);

/// Writes a folder of 000000.png, 000001.png, ..., which appears whole or not at all; each picture carries its scene.
bool write_film_frames(const FilmPainter& painter, const std::string& folder, const FilmJob& job);
/// Whether a file of that name may be one of such a folder.
bool is_film_frame(const std::string& name);

} // namespace halfstep
