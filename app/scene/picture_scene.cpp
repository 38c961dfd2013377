#include "app/scene/picture_scene.h"

#include "app/base/input_file.h"
#include "app/base/xml.h"

#include <zlib.h>

#include <bit>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

namespace halfstep {

namespace {

constexpr std::int64_t most_picture_bytes = 512 << 20; ///< a PNG of a square metre at 600 dpi stays below it

// ---- PDF: percent signs, as in a URL ----

std::string unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t k) {
            const char c = k < text.size() ? text[k] : '?';
            return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        };
        if (text[i] == '%' && digit(i + 1) >= 0 && digit(i + 2) >= 0) {
            bytes += static_cast<char>(16 * digit(i + 1) + digit(i + 2));
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

std::optional<std::string> scene_of_pdf(std::string_view file) {
    const std::string key = std::string("(") + experiment_key + ":";
    const std::size_t begin = file.rfind(key); // later revisions of a PDF come after the first
    if (begin == std::string_view::npos) return std::nullopt;
    const std::string_view value = file.substr(begin + key.size());
    return unescaped(value.substr(0, value.find(')')));
}

// ---- SVG ----

std::optional<std::string> scene_of_svg(std::string_view file) {
    const std::string open = std::string("<halfstep:experiment"), close = "</halfstep:experiment>";
    const std::size_t tag = file.find(open);
    if (tag == std::string_view::npos) return std::nullopt;
    const std::size_t begin = file.find('>', tag), end = file.find(close, tag);
    if (begin == std::string_view::npos || end == std::string_view::npos || begin > end) return std::nullopt;
    return plain_text(file.substr(begin + 1, end - begin - 1));
}

// ---- PNG ----

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// At most `limit` bytes, so that a small file cannot fill the memory; nothing when there are more or they are broken.
std::optional<std::string> inflated(std::string_view bytes, std::size_t limit) {
    std::string text(limit, '\0');
    uLongf size = text.size();
    if (uncompress(reinterpret_cast<Bytef*>(text.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                   bytes.size()) != Z_OK)
        return std::nullopt;
    text.resize(size);
    return text;
}

/// An iTXt chunk: keyword, 0, compressed or not, method, language, 0, keyword in that language, 0, text.
std::optional<std::string> text_of_chunk(std::string_view chunk, std::size_t limit) {
    const std::size_t head = std::strlen(experiment_key) + 3;
    if (chunk.size() < head || !chunk.starts_with(std::string_view(experiment_key, head - 2))) return std::nullopt;
    const bool compressed = chunk[head - 2] != 0;
    std::size_t at = head;
    for (int skipped = 0; skipped < 2; ++skipped) {
        at = chunk.find('\0', at);
        if (at == std::string_view::npos) return std::nullopt;
        ++at;
    }
    return compressed ? inflated(chunk.substr(at), limit) : std::string(chunk.substr(at));
}

std::optional<std::string> scene_of_png(std::string_view file, std::size_t limit) {
    constexpr std::size_t signature = 8, around = 12; // length, type, check sum
    for (std::size_t at = signature; at + around <= file.size();) {
        const std::size_t length = big_endian(file.substr(at));
        if (length > file.size() - at - around) break;
        if (file.substr(at + 4, 4) == "iTXt")
            if (auto text = text_of_chunk(file.substr(at + 8, length), limit)) return text;
        at += around + length;
    }
    return std::nullopt;
}

// ---- films ----

/// The scene that is all of a text; nothing when the text is another one.
std::optional<std::string> whole_scene(std::string_view text) {
    if (!text.starts_with(film_comment) || !text.ends_with(film_end)) return std::nullopt;
    return std::string(text);
}

/// What the tag of a comment in an MP4 holds whose text begins there. In boxes of length and type: the comment, its
/// data, which has eight bytes before the text (QuickTime File Format, metadata).
std::optional<std::string_view> mp4_comment(std::string_view file, std::size_t begin) {
    constexpr std::size_t before = 24, data = 16;
    if (begin < before || file.substr(begin - before + 4, 4) != "\xA9"
                                                                "cmt")
        return std::nullopt;
    const std::size_t length = big_endian(file.substr(begin - data));
    if (file.substr(begin - data + 4, 4) != "data" || length < data) return std::nullopt;
    return file.substr(begin, length - data);
}

/// The same of a WebM: an element TagString, whose length has as many bytes as its first one has zero bits before, and
/// one (RFC 8794).
std::optional<std::string_view> webm_comment(std::string_view file, std::size_t begin) {
    constexpr std::string_view tag_string = "\x44\x87";
    for (std::size_t bytes = 1; bytes <= 8 && bytes + tag_string.size() <= begin; ++bytes) {
        const std::string_view length = file.substr(begin - bytes, bytes);
        const auto first = static_cast<unsigned char>(length[0]);
        if (static_cast<std::size_t>(std::countl_zero(first)) + 1 != bytes) continue;
        if (file.substr(begin - bytes - tag_string.size(), tag_string.size()) != tag_string) continue;
        std::uint64_t value = first & (0xFFu >> bytes);
        for (std::size_t i = 1; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(length[i]);
        if (value <= file.size() - begin) return file.substr(begin, value);
    }
    return std::nullopt;
}

/// The comment of a film. Its title may begin as a scene does, and neither of them can hold the bytes before a comment,
/// which are no UTF-8. Of other films, which a program may have made of ours, whatever stands between the first comment
/// line and the last.
std::optional<std::string> scene_of_film(std::string_view file) {
    for (std::size_t begin = file.find(film_comment); begin != file.npos; begin = file.find(film_comment, begin + 1))
        for (const auto& comment : {mp4_comment(file, begin), webm_comment(file, begin)})
            if (comment)
                if (auto scene = whole_scene(*comment)) return scene;
    const std::size_t begin = file.find(film_comment), end = file.find(film_end, begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    return std::string(file.substr(begin, end + std::strlen(film_end) - begin));
}

/// In a comment extension (GIF89a, 24), which comes in blocks: length, bytes; a length of zero ends it.
std::optional<std::string> scene_of_gif(std::string_view file) {
    constexpr std::size_t introducer = 3; // extension, comment, the first block's length
    const std::size_t first = file.find(film_comment);
    if (first == std::string_view::npos || first < introducer || file.substr(first - introducer, 2) != "\x21\xFE")
        return std::nullopt;
    std::string text;
    for (std::size_t at = first - 1; at < file.size() && file[at] != 0;) {
        const std::size_t length = static_cast<unsigned char>(file[at]);
        text += file.substr(at + 1, length);
        at += 1 + length;
    }
    return whole_scene(text);
}

enum class Kind { other, svg, pdf, png, gif, film };

Kind kind_of_file(std::string_view start) {
    if (start.starts_with("GIF8")) return Kind::gif;
    if (start.starts_with("\x1a\x45\xdf\xa3")) return Kind::film;            // Matroska, so WebM
    if (start.size() > 8 && start.substr(4, 4) == "ftyp") return Kind::film; // MP4
    if (start.starts_with("\x89PNG\r\n\x1a\n")) return Kind::png;
    if (start.starts_with("%PDF-")) return Kind::pdf;
    if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
    const std::size_t text = start.find_first_not_of(" \t\r\n");
    return text != std::string_view::npos && start[text] == '<' ? Kind::svg : Kind::other; // no TOML starts like this
}

/// What messages call such a file, and its scene.
std::pair<const char*, std::optional<std::string>> look_into(Kind kind, std::string_view file, std::size_t limit) {
    switch (kind) {
    case Kind::svg: return {"an SVG or XML file", scene_of_svg(file)};
    case Kind::pdf: return {"a PDF file", scene_of_pdf(file)};
    case Kind::png: return {"a PNG picture", scene_of_png(file, limit)};
    case Kind::gif: return {"a GIF", scene_of_gif(file)};
    default: return {"a film", scene_of_film(file)};
    }
}

std::string first_bytes(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
    char bytes[64];
    return std::string(bytes, file ? std::fread(bytes, 1, sizeof bytes, file.get()) : 0);
}

} // namespace

std::optional<std::string> scene_of_picture(const std::string& path, std::int64_t most_scene_bytes) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    const Kind kind = kind_of_file(first_bytes(path));
    if (kind == Kind::other) return std::nullopt;
    const std::string file = read_file(path, most_picture_bytes);
    constexpr std::size_t of_results = 16 << 10; // which stand behind the scene: stored_results.h
    const auto limit = static_cast<std::size_t>(most_scene_bytes) + of_results;
    const auto [name, scene] = look_into(kind, file, limit);
    if (!scene || scene->empty() || scene->size() > limit) // empty: a figure of rows without a scene
        throw InputError(path + ": is " + name + " that carries no experiment",
                         "a scene, or a picture or film that Halfstep wrote and nothing has rewritten since");
    return scene;
}

} // namespace halfstep
