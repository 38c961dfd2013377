#include "app/base/base64.h"

#include <array>
#include <cstdint>
#include <stdexcept>

namespace halfstep {

namespace {

constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string base64(std::string_view bytes, std::size_t columns) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::size_t column = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += k <= n ? digits[three >> (18 - 6 * k) & 63] : '=';
        column += 4;
        if (columns > 0 && column >= columns && i + 3 < bytes.size()) {
            text += '\n';
            column = 0;
        }
    }
    return text;
}

std::string from_base64(std::string_view text) {
    std::array<int, 256> value;
    value.fill(-1);
    for (int i = 0; i < 64; ++i) value[static_cast<unsigned char>(digits[i])] = i;
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0, padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        const int digit = value[static_cast<unsigned char>(c)];
        if (c == '=' && ++padding <= 2) {
            bits <<= 6;
        } else if (digit < 0 || padding > 0) {
            throw std::runtime_error("is no base64");
        } else {
            bits = bits << 6 | static_cast<std::uint32_t>(digit);
        }
        if (++count % 4 != 0) continue;
        for (int k = 0; k < 3 - padding; ++k) bytes += static_cast<char>(bits >> (16 - 8 * k) & 255);
    }
    if (count % 4 != 0) throw std::runtime_error("is no base64: its end is missing");
    return bytes;
}

} // namespace halfstep
