#include "app/export/png.h"

#include "app/base/text.h"

#include <png.h>

#include <cstring>
#include <stdexcept>

namespace halfstep {

namespace {

/// Where libpng writes to, and its error message. It leaves by longjmp, over no object that has a destructor.
struct Sink {
    std::string bytes;
    char error[128] = "";
};

void append_bytes(png_structp png, png_bytep data, png_size_t n) {
    static_cast<Sink*>(png_get_io_ptr(png))->bytes.append(reinterpret_cast<const char*>(data), n);
}

void keep_error(png_structp png, png_const_charp message) {
    auto* sink = static_cast<Sink*>(png_get_error_ptr(png));
    std::strncpy(sink->error, message, sizeof sink->error - 1);
    png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

struct Picture {
    int width = 0, height = 0;
    double dpi = 0;
    std::vector<png_bytep> rows{};
    std::vector<png_text> texts{};
};

/// All memory that the encoder needs is made by the caller. False: sink.error says why.
bool encode_rows(Sink& sink, png_structp png, png_infop info, Picture& picture) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_write_fn(png, &sink, append_bytes, nullptr);
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8,
                 PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    const auto per_metre = static_cast<png_uint_32>(picture.dpi / 0.0254 + 0.5);
    if (per_metre > 0) png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    if (!picture.texts.empty()) png_set_text(png, info, picture.texts.data(), static_cast<int>(picture.texts.size()));
    png_set_rows(png, info, picture.rows.data());
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    return true;
}

std::vector<png_text> text_chunks(const std::vector<std::pair<std::string, std::string>>& texts) {
    constexpr std::size_t worth_compressing = 1024; // bytes
    std::vector<png_text> chunks;
    for (const auto& [keyword, value] : texts) {
        png_text chunk{};
        chunk.compression = value.size() < worth_compressing ? PNG_ITXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_zTXt;
        chunk.key = const_cast<char*>(keyword.c_str()); // libpng only reads them
        chunk.text = const_cast<char*>(value.c_str());
        chunk.itxt_length = value.size();
        chunk.lang = const_cast<char*>("");
        chunk.lang_key = const_cast<char*>("");
        chunks.push_back(chunk);
    }
    return chunks;
}

} // namespace

std::string encode_png(int width, int height, const std::uint8_t* rgba,
                       std::vector<std::pair<std::string, std::string>> texts, double dpi) {
    for (auto& [keyword, text] : texts) text = clean_text(text);
    if (width < 1 || height < 1) throw std::runtime_error("a picture without pixels");
    Sink sink;
    Picture picture{width, height, dpi, std::vector<png_bytep>(static_cast<std::size_t>(height)), text_chunks(texts)};
    for (std::size_t y = 0; y < picture.rows.size(); ++y)
        picture.rows[y] = const_cast<png_bytep>(rgba + y * static_cast<std::size_t>(width) * 4);

    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, keep_error, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : nullptr;
    const bool done = info && encode_rows(sink, png, info, picture);
    if (png) png_destroy_write_struct(&png, info ? &info : nullptr);
    if (!done) throw std::runtime_error(sink.error[0] ? sink.error : "out of memory");
    return std::move(sink.bytes);
}

} // namespace halfstep
