#include "app/figure/elide.h"

#include <algorithm>

namespace halfstep {

namespace {

/// So many bytes of UTF-8, or a few less: whole characters.
std::string_view start_of(std::string_view text, std::size_t bytes) {
    if (bytes >= text.size()) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

} // namespace

std::string elided(std::string_view text, float size, Weight weight, float room, Canvas& metrics) {
    constexpr std::size_t first_look = 64; // bytes
    const auto fits = [&](std::string_view start, const char* end) {
        return metrics.measure(std::string(start) + end, size, weight).x <= room;
    };
    std::size_t beyond = first_look; // bytes that do not fit, once they are found
    while (fits(start_of(text, beyond), "")) {
        if (beyond >= text.size()) return std::string(text);
        beyond *= 2;
    }
    std::size_t fitting = 0;
    beyond = std::min(beyond, text.size());
    while (beyond - fitting > 1) {
        const std::size_t middle = fitting + (beyond - fitting) / 2;
        (fits(start_of(text, middle), "…") ? fitting : beyond) = middle;
    }
    std::string_view start = start_of(text, fitting);
    while (start.ends_with(' ')) start.remove_suffix(1);
    return std::string(start) + "…";
}

} // namespace halfstep
