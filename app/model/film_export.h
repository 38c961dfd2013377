#pragma once
// Films of what the window shows. Knows no Dear ImGui.

#include "app/export/film.h"
#include "app/model/export_job.h"

namespace halfstep {

struct FilmSize {
    const char* name; ///< as in ExportOptions::size
    const char* what; ///< for a tooltip
    int width, height;
};
/// In the order of a menu; all sides are even.
const std::vector<FilmSize>& film_sizes();

/// What the dialog's choices mean for an experiment, at no more frames a second than the format takes. Plots are looked
/// at as in the request, but for its time, which runs.
FilmOptions film_options(const SheetRequest& request, const FilmFormat& format);

/// Simulates once more, to keep the clouds of all levels, and writes the film, of two scenes where another one stands
/// beside this one; both count in its progress. Returns what is to be said of the file,
/// or nothing when cancelled. Throws as film_steps(), FilmPainter and write_film() do.
std::optional<std::string> write_seen_film(const SheetRequest& request, const FilmFormat& format,
                                           const std::string& path, const FilmJob& job);

} // namespace halfstep
