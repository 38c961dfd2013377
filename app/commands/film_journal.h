#pragma once
// The film of a journal: the window as it was, or is to be, used.

#include "app/export/film_file.h"

#include <string>

namespace halfstep {

/// As typed, but for the output, which is understood already.
struct JournalFilm {
    std::string scene, output, journal, size, fps, theme, scale, frames;
    bool presenter = false;
    const FilmFormat* format = nullptr; ///< nullptr: a folder of frames
};
int make_journal_film(const JournalFilm& given);

/// Refuses what such a file cannot hold.
void check_film_format(const FilmFormat& format, int width, int height, double fps);

} // namespace halfstep
