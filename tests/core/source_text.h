#pragma once
// The source as text, for tests of how it is written.

#include "tests/paths.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace halfstep::testing {

inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<std::filesystem::path> sources(const std::vector<std::string>& folders) {
    std::vector<std::filesystem::path> found;
    for (const std::string& folder : folders)
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::filesystem::path(source_folder) / folder))
            if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

inline std::string checkout_path(const std::filesystem::path& path) {
    return std::filesystem::relative(path, source_folder).generic_string();
}

/// "core/law" of "core/law/target.h".
inline std::string room_of(const std::string& file) {
    return std::filesystem::path(file).parent_path().generic_string();
}

inline std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
    std::vector<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1]);
    return found;
}

/// The code with comments, literals and lines of the preprocessor blanked: as long, with the same lines.
inline std::string bare(const std::string& text) {
    enum { code, line_comment, comment, text_literal, character } in = code;
    std::string out = text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool digits = i > 0 && std::isxdigit(static_cast<unsigned char>(text[i - 1])); // 1'000
        if (in == code && c == '/' && next == '/')
            in = line_comment;
        else if (in == code && c == '/' && next == '*')
            in = comment;
        else if (in == code && c == '"') {
            if (i > 0 && text[i - 1] == 'R') { // raw: up to the bracket with the same word behind it
                const std::size_t open = text.find('(', i);
                const std::string close = ")" + text.substr(i + 1, open - i - 1) + "\"";
                for (const std::size_t end = text.find(close, open); i < end + close.size(); ++i)
                    if (out[i] != '\n') out[i] = ' ';
                --i;
                continue;
            }
            in = text_literal;
        } else if (in == code && c == '\'' && !digits)
            in = character;
        else if (in == code)
            continue;
        else if (in == line_comment && c == '\n')
            in = code;
        else if (in == comment && c == '*' && next == '/')
            out[++i - 1] = ' ', in = code;
        else if ((in == text_literal || in == character) && c == '\\')
            out[i++] = ' ';
        else if ((in == text_literal && c == '"') || (in == character && c == '\''))
            in = code;
        if (text[i] != '\n') out[i] = ' ';
    }
    static const std::regex preprocessor("(^|\n)[ ]*#[^\n]*");
    return std::regex_replace(out, preprocessor, "\n");
}

} // namespace halfstep::testing
