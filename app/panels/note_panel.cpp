#include "app/panels/panels.h"

#include <imgui.h>

#include <algorithm>

namespace halfstep {

namespace {

/// Its first lines, so that what they speak of stands below without scrolling; the rest at a click.
void note_text(PanelContext& context) {
    constexpr std::size_t first_lines = 4;
    Controls& ui = context.ui;
    bool& whole = context.state.whole_note;
    const float size = ui.fonts.body(), line = 1.3f * size;
    const float room = ui.fonts.measure("more", size, Weight::regular).x + 12 * ui.scale;
    const bool cut = paragraph(ui, context.experiment.note, size, ui.theme->text,
                               {.most_lines = whole ? 0 : first_lines, .room = room});
    if (!cut && !whole) return;
    const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
    ImGui::SetCursorScreenPos({hi.x - room, cut ? hi.y - line : hi.y});
    if (touch_area("note more", {room, line})) whole = !whole;
    note_item(ui, "note.more");
    const Color color = ImGui::IsItemHovered() ? ui.theme->text : ui.theme->accent;
    ui.fonts.draw(*ImGui::GetWindowDrawList(), {hi.x, (cut ? hi.y - line : hi.y) + 0.5f * line}, cut ? "more" : "less",
                  {.size = size, .color = color, .horizontal = Align::end, .vertical = Align::middle});
    ImGui::SetCursorScreenPos({lo.x, std::max(ImGui::GetCursorScreenPos().y, hi.y)});
}

} // namespace

void note_panel(PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const bool open = context.app.settings.notes;
    if (experiment.note.empty()) return;
    ImGui::Dummy({0, 2 * ui.scale});
    ui.fonts.push_bold();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("What to look for");
    ImGui::PopFont();
    ImGui::SameLine(ImGui::GetContentRegionMax().x - 30 * ui.scale, 0);
    if (icon_button(ui, "note.fold", open ? Icon::unfolded : Icon::folded,
                    open ? "Fold this away" : "Show what to look for"))
        context.ask("notes");
    if (open) note_text(context);
    ImGui::Dummy({0, 2 * ui.scale});
}

} // namespace halfstep
