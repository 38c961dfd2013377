#pragma once
// Pictures, from PNG files and from the screen, and how far apart two of them are.

#include "app/figure/theme.h"

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <png.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace halfstep::testing {

struct Rgb {
    int r = 0, g = 0, b = 0;
    bool operator==(const Rgb&) const = default;
};

/// A colour of the theme, as it is in a picture.
inline Rgb pixel(const Color& c) {
    const auto byte = [](float v) { return static_cast<int>(std::lround(255 * v)); };
    return {byte(c.r), byte(c.g), byte(c.b)};
}

struct Picture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba;           ///< row 0 at the top
    std::map<std::string, std::string> texts; ///< of a PNG file

    Rgb at(int x, int y) const {
        const std::uint8_t* p = rgba.data() + 4 * (static_cast<std::size_t>(y) * width + x);
        return {p[0], p[1], p[2]};
    }
    /// Share of the pixels that have exactly this colour, within a rectangle.
    double share(Rgb color, int x0, int y0, int x1, int y1) const {
        std::size_t hits = 0;
        for (int y = y0; y < y1; ++y)
            for (int x = x0; x < x1; ++x) hits += at(x, y) == color;
        return static_cast<double>(hits) / (static_cast<double>(x1 - x0) * (y1 - y0));
    }
    double share(Rgb color) const { return share(color, 0, 0, width, height); }
};

struct Difference {
    int max = 0;     ///< of any channel, 0..255
    double mean = 0; ///< over all pixels and channels
};

inline Difference difference(const Picture& a, const Picture& b) {
    if (a.width != b.width || a.height != b.height) return {255, 255};
    Difference d;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < a.rgba.size(); ++i) {
        if (i % 4 == 3) continue;
        const int apart = std::abs(a.rgba[i] - b.rgba[i]);
        d.max = std::max(d.max, apart);
        sum += static_cast<std::uint64_t>(apart);
    }
    d.mean = static_cast<double>(sum) / (0.75 * static_cast<double>(a.rgba.size()));
    return d;
}

namespace detail {

/// libpng leaves by longjmp: nothing with a destructor is made in here.
inline bool decode(png_structp png, png_infop info, std::FILE* file, Picture& picture, std::vector<png_bytep>& rows) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_init_io(png, file);
    png_read_info(png, info);
    if (png_get_bit_depth(png, info) != 8 || png_get_color_type(png, info) != PNG_COLOR_TYPE_RGBA) return false;
    picture.width = static_cast<int>(png_get_image_width(png, info));
    picture.height = static_cast<int>(png_get_image_height(png, info));
    picture.rgba.resize(static_cast<std::size_t>(picture.width) * picture.height * 4);
    rows.resize(picture.height);
    for (int y = 0; y < picture.height; ++y)
        rows[y] = picture.rgba.data() + static_cast<std::size_t>(y) * picture.width * 4;
    png_read_image(png, rows.data());
    png_read_end(png, info);
    return true;
}

} // namespace detail

/// Throws std::runtime_error unless the file is an intact PNG with eight bits of red, green, blue and alpha.
inline Picture read_png(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file) throw std::runtime_error("cannot read " + path);
    Picture picture;
    std::vector<png_bytep> rows;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    const bool intact = detail::decode(png, info, file.get(), picture, rows);
    png_textp texts = nullptr;
    const int count = intact ? png_get_text(png, info, &texts, nullptr) : 0;
    for (int i = 0; i < count; ++i) picture.texts[texts[i].key] = texts[i].text;
    png_destroy_read_struct(&png, &info, nullptr);
    if (!intact) throw std::runtime_error(path + " is no intact RGBA PNG");
    return picture;
}

} // namespace halfstep::testing
