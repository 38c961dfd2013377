#pragma once
// The writers of films.

#include "app/export/film.h"
#include "app/export/film_format.h"

namespace halfstep {

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
