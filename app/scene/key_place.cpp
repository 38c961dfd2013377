#include "app/scene/key_place.h"

#include "app/base/text.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace halfstep {

namespace {

std::optional<toml::table> parsed(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error&) {
        return std::nullopt;
    }
}

std::vector<std::size_t> starts_of_lines(std::string_view text) {
    std::vector<std::size_t> starts = {0};
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts.push_back(i + 1);
    return starts;
}

/// What stands in the brackets of a line like "[process]  # text"; empty: it is none. A row of numbers has commas.
std::string header_in(std::string_view line) {
    std::string text(trimmed(line.substr(0, line.find('#'))));
    std::size_t brackets = 0;
    while (brackets < 2 && brackets < text.size() && text[brackets] == '[') ++brackets;
    if (brackets == 0 || text.size() < 2 * brackets || text.find(',') != text.npos) return "";
    if (text.substr(text.size() - brackets) != std::string(brackets, ']')) return "";
    return std::string(trimmed(std::string_view(text).substr(brackets, text.size() - 2 * brackets)));
}

/// "target.component" as "target.component[2]", the last of its tables so far.
std::string numbered(const toml::table& root, std::string_view header) {
    std::string path;
    const toml::node* node = &root;
    while (!header.empty()) {
        std::string key(trimmed(header.substr(0, header.find('.'))));
        header.remove_prefix(std::min(header.find('.'), header.size() - 1) + 1);
        if (key.size() > 1 && (key[0] == '"' || key[0] == '\'')) key = key.substr(1, key.size() - 2);
        path += (path.empty() ? "" : ".") + key;
        node = node && node->is_table() ? node->as_table()->get(key) : nullptr;
        if (!node || !node->is_array() || node->as_array()->empty()) continue;
        path += "[" + std::to_string(node->as_array()->size() - 1) + "]";
        node = &node->as_array()->back();
    }
    return path;
}

/// The keys that are open at the end of a statement's beginning: "seed", and "run.seed" of "run = { seed = 9".
std::string open_keys(std::string_view statement) {
    std::vector<std::string> outer;
    std::string key, word;
    char quote = 0;
    bool comment = false;
    for (const char c : statement) {
        if (c == '\n') comment = false;
        if (quote) {
            c == quote ? void(quote = 0) : void(word += c);
        } else if (comment || c == '#') {
            comment = true;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '=') {
            key = trimmed(word);
            word.clear();
        } else if (c == '{') {
            outer.push_back(std::move(key));
            key.clear();
            word.clear();
        } else if (c == '}') {
            if (!outer.empty()) key = outer.back(), outer.pop_back();
        } else if (c == ',' || c == '[' || c == ']' || c == '\n') {
            word.clear();
        } else {
            word += c;
        }
    }
    std::string path;
    for (const std::string& one : outer) path += one + ".";
    return key.empty() ? "" : path + key;
}

} // namespace

std::string key_at(std::string_view toml, std::size_t line, std::size_t column) {
    const std::vector<std::size_t> starts = starts_of_lines(toml);
    if (line == 0 || line > starts.size()) return "";
    const auto line_at = [&](std::size_t i) { return toml.substr(starts[i], toml.find('\n', starts[i]) - starts[i]); };
    // What stands before a statement is a document of its own; what stands before a row of a list or of a text is none.
    constexpr int most_looks = 50; // each reads all that stands before
    int looks = 0;
    const auto begins = [&](std::size_t i) {
        return looks++ < most_looks && parsed(toml.substr(0, starts[i])).has_value();
    };
    std::size_t first = line;
    do {
        if (first == 0) return "";
        --first;
    } while (line_at(first).find('=') == toml.npos || !begins(first));
    const std::size_t end = std::min(starts[line - 1] + column, starts[line - 1] + line_at(line - 1).size());
    const std::string key = open_keys(toml.substr(starts[first], end - starts[first]));
    if (key.empty()) return "";
    for (std::size_t i = first; i-- > 0;) {
        const std::string header = header_in(line_at(i));
        if (header.empty() || !begins(i)) continue;
        const std::size_t after = starts[i] + line_at(i).size();
        if (const auto root = parsed(toml.substr(0, after))) return numbered(*root, header) + "." + key;
    }
    return key;
}

} // namespace halfstep
