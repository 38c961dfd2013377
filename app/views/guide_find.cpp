#include "app/views/guide_find.h"

#include "app/figure/elide.h"
#include "app/ui/imgui_canvas.h"

namespace halfstep {
namespace {

/// Blanks of code that is set in columns take no more room than two.
std::string spaced(std::string_view line) {
    std::string text;
    for (const char c : line)
        if (c != ' ' || !(text.empty() || text.ends_with("  "))) text += c;
    return text;
}

/// What stands around a place in a text: some words before it, so that it is seen.
std::string around(const std::string& words, std::size_t from) {
    constexpr std::size_t before = 14; // bytes
    if (from <= before) return spaced(words);
    std::size_t start = words.find(' ', from - before);
    if (start == std::string::npos || start >= from) {
        start = from - before;
        while (start < from && (static_cast<unsigned char>(words[start]) & 0xC0) == 0x80) ++start;
    } else {
        ++start;
    }
    return "…" + spaced(words.substr(start));
}

} // namespace

bool guide_row(Controls& ui, const GuideRow& row) {
    const std::string &key = row.key, &words = row.words;
    const bool selected = row.selected;
    const float s = ui.scale, pad = 8 * s;
    const float width = ImGui::GetContentRegionAvail().x - 5 * s, height = words.empty() ? 30 * s : 42 * s;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushID(key.c_str());
    const bool chosen = touch_area("row", {width, height});
    ImGui::PopID();
    note_item(ui, key);
    const bool hovered = ImGui::IsItemHovered();
    if (!ImGui::IsItemVisible()) return chosen;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (selected || hovered)
        list.AddRectFilled(at, {at.x + width, at.y + height},
                           selected ? packed(ui.theme->accent, 0.16f) : packed(ui.theme->text, 0.06f), 5 * s);
    ImGuiCanvas canvas(list, {0, 0}, ui.fonts);
    const auto line = [&](const std::string& text, float y, float size, Weight weight, Color color) {
        canvas.text({at.x + pad, y}, elided(text, size, weight, width - 2 * pad, canvas),
                    {.size = size, .weight = weight, .color = color, .vertical = Align::middle});
    };
    if (words.empty()) {
        line(row.title, at.y + height / 2, ui.fonts.body(), selected ? Weight::bold : Weight::regular, ui.theme->text);
    } else {
        line(row.title, at.y + 0.3f * height, ui.fonts.small(), Weight::regular, ui.theme->muted);
        line(around(words, row.from), at.y + 0.7f * height, ui.fonts.body(), Weight::regular, ui.theme->text);
    }
    return chosen;
}

} // namespace halfstep
