#include "app/base/files.h"
#include "app/export/png.h"

#include <doctest/doctest.h>
#include <png.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

using namespace halfstep;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("halfstep-png-" + std::to_string(std::random_device()()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

struct Read {
    png_uint_32 width = 0, height = 0;
    std::vector<std::uint8_t> rgba;
    std::vector<std::pair<std::string, std::string>> texts;
};

/// With libpng's low-level reader, which sees text chunks; errors abort the test program.
Read read(const std::string& path) {
    Read result;
    std::FILE* file = std::fopen(path.c_str(), "rb");
    REQUIRE(file);
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_read_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    result.width = png_get_image_width(png, info);
    result.height = png_get_image_height(png, info);
    CHECK(png_get_color_type(png, info) == PNG_COLOR_TYPE_RGBA);
    for (png_uint_32 y = 0; y < result.height; ++y) {
        const png_bytep row = png_get_rows(png, info)[y];
        result.rgba.insert(result.rgba.end(), row, row + result.width * 4);
    }
    png_textp texts = nullptr;
    int count = 0;
    png_get_text(png, info, &texts, &count);
    for (int i = 0; i < count; ++i) result.texts.emplace_back(texts[i].key, texts[i].text);
    png_destroy_read_struct(&png, &info, nullptr);
    std::fclose(file);
    return result;
}

std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("png: pixels and texts come back as they went") {
    const Folder folder;
    std::vector<std::uint8_t> pixels;
    for (int i = 0; i < 7 * 5 * 4; ++i) pixels.push_back(static_cast<std::uint8_t>(i * 37));
    const std::string scene = "title = \"\u03c3\u00b2\"\n" + std::string(5000, 'x'); // long enough to be compressed
    const auto encoded = [&] {
        return encode_png(7, 5, pixels.data(), {{"Software", "Halfstep"}, {"halfstep-experiment", scene}});
    };
    write_file(folder / "a.png", encoded());
    const Read back = read(folder / "a.png");
    CHECK(back.width == 7);
    CHECK(back.height == 5);
    CHECK(back.rgba == pixels);
    REQUIRE(back.texts.size() == 2);
    CHECK(back.texts[0] == std::pair<std::string, std::string>("Software", "Halfstep"));
    CHECK(back.texts[1].second == scene);
    CHECK(encoded() == encoded()); // no clock in it
}

TEST_CASE("png: what cannot be encoded says why") {
    const std::uint8_t pixel[4] = {};
    CHECK(error_of([&] { encode_png(0, 5, pixel); }).find("without pixels") != std::string::npos);
    // libpng's own refusal: a picture may not be wider than its limit of a million.
    const std::vector<std::uint8_t> row(4 * 1000001);
    CHECK(error_of([&] { encode_png(1000001, 1, row.data()); }).find("IHDR") != std::string::npos);
}
