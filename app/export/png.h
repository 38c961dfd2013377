#pragma once
// PNG pictures.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace halfstep {

/// The bytes of a PNG file: RGBA, row 0 at the top. `texts`: keywords and texts, cleaned, as UTF-8 (iTXt). `dpi`:
/// pixels an inch, for programs that place it on a page; 0: not said. Throws std::runtime_error.
std::string encode_png(int width, int height, const std::uint8_t* rgba,
                       std::vector<std::pair<std::string, std::string>> texts = {}, double dpi = 0);

} // namespace halfstep
