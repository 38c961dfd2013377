#pragma once
// What films can be written as, and what whoever writes one is told.

#include "core/base/progress.h"

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

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
    Progress progress{};
};

} // namespace halfstep
