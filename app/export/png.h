#pragma once
// PNG files, whole or not at all.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halfstep {

/// The bytes of a PNG file: RGBA, row 0 at the top. `texts`: keyword and UTF-8 text chunks (iTXt). `dpi`: pixels an
/// inch, for programs that place it on a page; 0: not said. Throws std::runtime_error.
std::string encode_png(int width, int height, const std::uint8_t* rgba,
                       const std::vector<std::pair<std::string, std::string>>& texts = {}, double dpi = 0);

/// Writes RGBA (row 0 at the top) beside `path`, then renames. `texts`: keyword and UTF-8 text chunks (iTXt).
/// Throws std::runtime_error that names the path and the reason (no folder, read-only, disk full).
void write_png(const std::string& path, int width, int height, const std::uint8_t* rgba,
               const std::vector<std::pair<std::string, std::string>>& texts = {});

} // namespace halfstep
