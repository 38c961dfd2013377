#include "app/base/text.h"

#include <cstdio>

namespace halfstep {

namespace {

constexpr std::uint32_t replacement = 0xFFFD;

bool is_text(std::uint64_t code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false; // surrogates, or beyond Unicode
    if (code < 0x20) return code == '\n' || code == '\t';
    if (code >= 0x7F && code < 0xA0) return false; // DEL and C1
    return (code < 0xFDD0 || code > 0xFDEF) && (code & 0xFFFE) != 0xFFFE;
}

} // namespace

Character first_character(std::string_view utf8) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(utf8[i])); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0) return {replacement, 1, true, replacement};
    std::uint32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        // The bounds of the second byte keep out overlong forms, surrogates and what is beyond U+10FFFF.
        const unsigned lowest = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        const unsigned highest = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (i == utf8.size() || byte(i) < lowest || byte(i) > highest) return {replacement, i, true, replacement};
        code = code << 6 | (byte(i) & 0x3F);
    }
    if (!is_text(code)) return {replacement, length, true, code};
    return {code, length, false, code};
}

void append_utf8(std::string& text, std::uint64_t code) {
    if (!is_text(code)) code = replacement;
    const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(lead[more] | code >> (6 * more));
    for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

std::string clean_text(std::string_view utf8) {
    std::string text;
    text.reserve(utf8.size());
    while (!utf8.empty()) {
        const Character c = first_character(utf8);
        append_utf8(text, c.code);
        utf8.remove_prefix(c.bytes);
    }
    return text;
}

std::string unseen_character(std::string_view name) {
    for (int place = 1; !name.empty(); ++place) {
        const Character c = first_character(name);
        const bool is_control = c.raw < 0x20 || (c.raw >= 0x7F && c.raw < 0xA0);
        if (c.replaced || is_control) {
            const std::string at = "its character " + std::to_string(place) + " is ";
            if (c.raw == replacement) return at + "no UTF-8";
            char code[16];
            std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(c.raw));
            return at + code + (is_control ? ", a control character" : ", which is no character");
        }
        name.remove_prefix(c.bytes);
    }
    return "";
}

std::string unbroken(std::string_view text) {
    std::string out;
    for (const char c : text) c == ' ' ? out += no_break_space : out += c;
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr const char* blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

constexpr std::string_view symbol_begins = "⟨", symbol_ends = "⟩";

bool has_symbols(std::string_view text) { return text.find(symbol_begins) != std::string_view::npos; }

std::string with_symbols(std::string_view text, const std::function<std::string(std::string_view)>& spelled) {
    std::string out;
    while (true) {
        const std::size_t begin = text.find(symbol_begins), end = text.find(symbol_ends);
        out += text.substr(0, begin);
        if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return out;
        const std::string_view symbol = text.substr(begin + symbol_begins.size(), end - begin - symbol_begins.size());
        out += spelled ? spelled(symbol) : std::string(symbol);
        text.remove_prefix(end + symbol_ends.size());
    }
}

} // namespace halfstep
