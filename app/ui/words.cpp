// Words of panels: paragraphs, and the tooltips of controls.

#include "app/figure/math_text.h"
#include "app/ui/controls.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace halfstep {
namespace {

/// How much of a word that is wider than a line goes into one: of a path as many folders as do.
std::size_t fitting_part(Fonts& fonts, const std::string& word, float size, float width) {
    std::size_t end = 0;
    for (std::size_t at = 1; at <= word.size(); ++at) {
        if (at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80) continue; // inside of a letter
        if (end > 0 && fonts.measure(word.substr(0, at), size, Weight::regular).x > width) break;
        end = at;
    }
    const std::size_t slash = word.rfind('/', end - 1);
    return end < word.size() && slash != word.npos && slash > 0 ? slash + 1 : end;
}

/// Lines no wider than `width`, broken at blanks, and within words that are wider than that.
std::vector<std::string> wrapped(Fonts& fonts, std::string_view text, float size, float width) {
    std::vector<std::string> lines(1);
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        std::string word(text.substr(0, blank));
        text.remove_prefix(std::min(blank + 1, text.size()));
        while (width > 0 && fonts.measure(word, size, Weight::regular).x > width) {
            const std::size_t part = fitting_part(fonts, word, size, width);
            if (part >= word.size()) break;
            if (!lines.back().empty()) lines.emplace_back();
            lines.back() = word.substr(0, part);
            word.erase(0, part);
        }
        const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
        if (lines.back().empty() || fonts.measure(longer, size, Weight::regular).x <= width)
            lines.back() = longer;
        else
            lines.push_back(word);
    }
    return lines;
}

constexpr float tip_wrap = 380, tip_pad_x = 10, tip_pad_y = 8, tip_line = 1.25f; // at scale 1; of the type

/// Beside the window that the last item is in; where there is no room, above it or below: never over it, nor over the
/// row that comes next.
ImVec2 place_of_tip(const Controls& ui, ImVec2 size) {
    const ImVec2 screen = ImGui::GetIO().DisplaySize, lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
    const ImVec2 window = ImGui::GetWindowPos();
    const float right = window.x + ImGui::GetWindowWidth(), apart = 16 * ui.scale, near = 6 * ui.scale;
    const float y = std::max(0.0f, std::min(lo.y, screen.y - size.y - near));
    if (right + apart + size.x <= screen.x) return {right + apart, y};
    if (window.x - apart - size.x >= 0) return {window.x - apart - size.x, y};
    const float x = std::max(0.0f, std::min(lo.x, screen.x - size.x - near));
    if (lo.y - near - size.y >= 0) return {x, lo.y - near - size.y};
    return {x, hi.y + near};
}

/// Where the last of several lines ends with "…", in a width.
std::string cut_line(Fonts& fonts, std::string line, float size, float width) {
    while (!line.empty() && fonts.measure(line + "…", size, Weight::regular).x > width)
        line.resize(line.find_last_of(' ') == std::string::npos ? 0 : line.find_last_of(' '));
    while (!line.empty() && (line.back() == ' ' || line.back() == ',' || line.back() == ':')) line.pop_back();
    return line + "…";
}

} // namespace

void tooltip(Controls& ui, const char* text) {
    if (!text || !*text) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(tip_pad_x * ui.scale, tip_pad_y * ui.scale));
    ImGui::BeginTooltip();
    // Not by Dear ImGui's own text, which knows no accents.
    const float size = ui.fonts.body(), line = tip_line * size;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    float width = 0, y = origin.y;
    for (const std::string& words : wrapped(ui.fonts, ui.shown(text), size, tip_wrap * ui.scale)) {
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x, y}, words, {.size = size, .color = ui.theme->text});
        width = std::max(width, ui.fonts.measure(words, size, Weight::regular).x);
        y += line;
    }
    ImGui::Dummy({width, y - origin.y});
    ImGui::EndTooltip();
    ImGui::PopStyleVar();
}

namespace {

ImVec2 size_of_tip(Controls& ui, const char* text) {
    const float size = ui.fonts.body();
    float width = 0;
    const std::vector<std::string> lines = wrapped(ui.fonts, ui.shown(text), size, tip_wrap * ui.scale);
    for (const std::string& line : lines) width = std::max(width, ui.fonts.measure(line, size, Weight::regular).x);
    return {width + 2 * tip_pad_x * ui.scale,
            static_cast<float>(lines.size()) * tip_line * size + 2 * tip_pad_y * ui.scale};
}

void tip_at(Controls& ui, ImVec2 at, ImVec2 size, const char* text) {
    ImGui::SetNextWindowPos(at);
    ui.widgets["tooltip"] = {at.x, at.y, size.x, size.y};
    tooltip(ui, text);
}

} // namespace

void item_tip(Controls& ui, const char* text) {
    if (!text || !*text || !ImGui::IsItemHovered() || ImGui::IsItemActive()) return;
    const ImVec2 size = size_of_tip(ui, text);
    tip_at(ui, place_of_tip(ui, size), size, text);
}

void tip_above(Controls& ui, const Rect& what, const char* text) {
    const ImVec2 size = size_of_tip(ui, text);
    const float x = std::max(0.0f, std::min(what.x, ImGui::GetIO().DisplaySize.x - size.x));
    tip_at(ui, {x, std::max(0.0f, what.y - size.y - 6 * ui.scale)}, size, text);
}

void row_tip(Controls& ui, const RowLabel& row) {
    constexpr double patience = 0.5; // seconds
    if (!row.tip || !*row.tip || !ImGui::IsItemHovered() || ImGui::IsItemActive()) return;
    TipWait& wait = ui.waiting;
    if (wait.key != row.key) wait = {row.key, patience};
    wait.asked = true;
    if (wait.seconds <= 0) item_tip(ui, row.tip);
}

void text_line(Controls& ui, const std::string& text, Weight weight) {
    const bool bold = weight == Weight::bold, accents = has_accents(text);
    const float size = ui.fonts.body();
    bold ? ui.fonts.push_bold() : ui.fonts.push_body();
    // Blanks take its room where ImGui cannot draw it.
    const float blank = ImGui::CalcTextSize(" ").x;
    const auto blanks = static_cast<std::size_t>(std::ceil(ui.fonts.measure(text, size, weight).x / blank));
    ImGui::TextUnformatted(accents ? std::string(blanks, ' ').c_str() : text.c_str());
    const ImVec2 at = ImGui::GetItemRectMin();
    ImGui::PopFont();
    if (accents)
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {at.x, at.y}, text,
                      {.size = size, .weight = weight, .color = ui.theme->text});
}

bool paragraph(Controls& ui, const std::string& marked, float size, Color color, const ParagraphEnd& end) {
    const std::string text = ui.shown(marked);
    const float width = end.width > 0 ? end.width : ImGui::GetContentRegionAvail().x, line = 1.3f * size;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    struct Line {
        std::string words;
        float y = 0;
    };
    std::vector<Line> lines;
    float y = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t stop = std::min(text.find("\n\n", at), text.size());
        std::string part = text.substr(at, stop - at);
        std::replace(part.begin(), part.end(), '\n', ' ');
        for (std::string& words : wrapped(ui.fonts, part, size, width)) {
            lines.push_back({std::move(words), y});
            y += line;
        }
        at = stop + 2;
        if (at < text.size()) y += 0.5f * line;
    }
    const bool cut = end.most_lines > 0 && lines.size() > end.most_lines;
    if (cut) {
        lines.resize(end.most_lines);
        lines.back().words = cut_line(ui.fonts, lines.back().words, size, width - end.room);
        y = lines.back().y + line;
    }
    for (const Line& one : lines)
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x, origin.y + one.y}, one.words,
                      {.size = size, .color = color});
    ImGui::Dummy({width, y});
    return cut;
}

} // namespace halfstep
