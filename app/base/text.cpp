#include "app/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {

namespace {

constexpr std::uint32_t replacement = 0xFFFD;

bool is_text(std::uint64_t code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false; // surrogates, or beyond Unicode
    if (code < 0x20) return code == '\n' || code == '\t';
    if (code >= 0x7F && code < 0xA0) return false; // DEL and C1
    return (code < 0xFDD0 || code > 0xFDEF) && (code & 0xFFFE) != 0xFFFE;
}

/// Marks that turn the direction of text, and with it the rest of a message.
bool turns_direction(std::uint32_t code) {
    return code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/// Of lines or of paragraphs, in Unicode.
bool is_separator(std::uint32_t code) { return code == 0x2028 || code == 0x2029; }

/// Insertions, deletions, substitutions and swaps of neighbours that turn a into b.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            d[i][j] = std::max(i, j);
            if (i == 0 || j == 0) continue;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
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

std::string with_no_break_spaces(std::string_view text) {
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

// ---- how names, numbers and text are spelled ----

std::string folder_name(std::string_view name) {
    std::string folder;
    bool gap = false;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept && gap && !folder.empty()) folder += '-';
        if (kept) folder += c;
        gap = !kept;
    }
    return folder;
}

std::string time_text(double seconds) {
    const long s = std::lround(seconds);
    if (s < 60) {
        char text[32];
        std::snprintf(text, sizeof text, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
        return text;
    }
    if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
    return std::to_string(s / 3600) + " h " + std::to_string(s % 3600 / 60) + " min";
}

std::string number(double value) {
    char text[32];
#if defined(__cpp_lib_to_chars)
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general).ptr;
    return {text, end};
#else // older standard libraries, those of browsers among them
    for (const int digits : {15, 16, 17}) {
        std::snprintf(text, sizeof text, "%.*g", digits, value);
        if (std::strtod(text, nullptr) == value) break;
    }
    return text;
#endif
}

std::string csv_text(std::string_view text) {
    const std::string clean = clean_text(text);
    if (clean.find_first_of(",\"\n") == std::string::npos) return clean;
    std::string quoted = "\"";
    for (const char c : clean) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.size() > 64) return ""; // no slip of the keyboard
    std::string_view best;
    std::size_t least = 1 + std::max<std::size_t>(1, word.size() / 3); // one letter in three may be wrong
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= least) continue;
        least = distance;
        best = candidate;
    }
    return best.empty() ? "" : " (did you mean " + std::string(best) + "?)";
}

std::string quoted(std::string_view text) {
    std::string quotes = one_line(text, 60);
    quotes.insert(quotes.begin(), '"');
    quotes.push_back('"');
    return quotes;
}

std::string join(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

std::string one_line(std::string_view text, std::size_t limit) {
    std::string line;
    while (!text.empty()) {
        if (line.size() >= limit) return line + "...";
        const Character c = first_character(text);
        if (c.replaced || turns_direction(c.code))
            line += '?';
        else if (c.code == '\n' || c.code == '\t' || is_separator(c.code))
            line += ' ';
        else
            line += text.substr(0, c.bytes);
        text.remove_prefix(c.bytes);
    }
    return line;
}

} // namespace halfstep
