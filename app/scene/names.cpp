#include "app/scene/names.h"

#include "app/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace halfstep {

namespace {

/// Of lines or of paragraphs, in Unicode.
/// Marks that turn the direction of text, and with it the rest of a message.
bool turns_direction(std::uint32_t code) {
    return code == 0x61C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

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

std::string folder_name(std::string_view sampler_name) {
    std::string folder;
    bool gap = false;
    for (char c : sampler_name) {
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
