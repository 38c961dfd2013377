#include "app/views/table_cells.h"

#include "app/figure/elide.h"
#include "app/ui/imgui_canvas.h"

namespace halfstep {

void offer_columns(Controls& ui, std::span<const std::string> head, const TableColumns& shown, const Rect& cell,
                   int& page) {
    const float size = ui.fonts.body() * shown.shrink;
    const std::string text = "+" + std::to_string(shown.waiting.size()) + " ›";
    const float width = ui.fonts.measure(more_columns, size, Weight::regular).x + 12 * ui.scale;
    const float x = cell.x + 24 * ui.scale + ui.fonts.measure(head[0], size, Weight::regular).x + 4 * ui.scale;
    ImGui::SetCursorScreenPos({x, cell.y});
    if (touch_area("table.more", {width, cell.h})) page = (shown.page + 1) % shown.pages;
    note_item(ui, "table.more");
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (hovered)
        list.AddRectFilled({x, cell.y}, {x + width, cell.bottom()}, packed(ui.theme->text, 0.08f), 4 * ui.scale);
    ui.fonts.draw(list, {x + width / 2, cell.y + cell.h / 2}, text,
                  {.size = size, .color = ui.theme->accent, .horizontal = Align::middle, .vertical = Align::middle});
    if (!hovered) return;
    std::string names;
    for (const int i : shown.waiting) names += (names.empty() ? "" : ", ") + head[static_cast<std::size_t>(i)];
    tip_above(ui, cell, ("No room for: " + names + ". A click shows the next ones.").c_str());
}

void draw_cell(Controls& ui, const std::string& text, const Rect& cell, TextStyle style, bool name) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float left = 24 * ui.scale, right = 8 * ui.scale; // beside the text
    style.horizontal = name ? Align::start : Align::end;
    style.vertical = Align::middle;
    ImGuiCanvas metrics(list, {0, 0}, ui.fonts);
    const std::string shown = name ? elided(text, style.size, style.weight, cell.w - left, metrics) : text;
    ui.fonts.draw(list, {name ? cell.x + left : cell.right() - right, cell.y + cell.h / 2}, shown, style);
    if (shown != text && ImGui::IsMouseHoveringRect({cell.x, cell.y}, {cell.right(), cell.bottom()}))
        tip_above(ui, cell, text.c_str());
}

} // namespace halfstep
