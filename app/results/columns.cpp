#include "app/results/columns.h"

#include <algorithm>

namespace halfstep {
namespace {

/// Characters, not bytes: names and the plus-minus sign are UTF-8.
std::size_t characters_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

} // namespace

std::string in_columns(const std::vector<Cells>& lines, std::size_t names) {
    std::vector<std::size_t> widths(lines.front().size());
    for (const Cells& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], characters_of(line[i]));
    std::string text;
    for (const Cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string padding(widths[i] - characters_of(line[i]), ' ');
            text += (i > 0 ? "  " : "") + (i < names ? line[i] + padding : padding + line[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

} // namespace halfstep
