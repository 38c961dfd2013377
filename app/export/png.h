#pragma once
// PNG files, whole or not at all.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halfstep {

/// Writes RGBA (row 0 at the top) beside `path`, then renames. `texts`: keyword and UTF-8 text chunks (iTXt).
/// Throws std::runtime_error that names the path and the reason (no folder, read-only, disk full).
void write_png(const std::string& path, int width, int height, const std::uint8_t* rgba,
               const std::vector<std::pair<std::string, std::string>>& texts = {});

} // namespace halfstep
