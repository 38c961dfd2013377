#include "app/base/text.h"
#include "app/model/actions.h"
#include "app/model/document.h"
#include "app/panels/panels.h"

#include <imgui.h>
#include <imgui_stdlib.h>

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

/// Broken at blanks into lines that fit: a note's own lines may be as long as a paragraph.
std::string broken_note(const Controls& ui, const std::string& note, float width) {
    std::string broken, line;
    for (std::size_t begin = 0; begin <= note.size();) {
        const std::size_t end = std::min(note.find_first_of(" \n", begin), note.size());
        const std::string word = note.substr(begin, end - begin);
        const std::string longer = line.empty() ? word : line + " " + word;
        if (!line.empty() && ui.fonts.measure(longer, ui.fonts.body(), Weight::regular).x > width) {
            broken += line + "\n";
            line = word;
        } else {
            line = longer;
        }
        if (end < note.size() && note[end] == '\n') {
            broken += line + "\n";
            line.clear();
        }
        begin = end + 1;
    }
    return broken + line;
}

/// Title and note as fields. What is typed counts at once, and is one step of undo.
void word_fields(PanelContext& context) {
    Controls& ui = context.ui;
    Experiment& experiment = context.experiment;
    PanelState& state = context.state;
    const float width = ImGui::GetContentRegionAvail().x;
    paragraph(ui, "Title", ui.fonts.small(), ui.theme->muted);
    ImGui::SetNextItemWidth(width);
    if (!std::exchange(state.words_open, true)) {
        ImGui::SetScrollHereY(0);
        ImGui::SetKeyboardFocusHere();
    }
    if (ImGui::InputText("##title", &experiment.title)) ui.cause = "title";
    note_item(ui, "title");
    paragraph(ui, "Note: what to look for", ui.fonts.small(), ui.theme->muted);
    if (!state.typing_note)
        state.typed_note =
            broken_note(ui, experiment.note, width - 2 * ImGui::GetStyle().FramePadding.x - 18 * ui.scale);
    if (ImGui::InputTextMultiline("##note", &state.typed_note, {width, 9 * ui.row_height()})) {
        experiment.note = state.typed_note;
        ui.cause = "note";
    }
    state.typing_note = ImGui::IsItemActive();
    note_item(ui, "note");
    if (main_button(ui, "note.done", "Done")) context.ask("edit-words");
}

} // namespace

void note_panel(PanelContext& context) {
    const Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const bool open = context.app.settings.notes, edits = context.app.edits_words;
    if (!edits) context.state.words_open = context.state.typing_note = false;
    if (experiment.note.empty() && !edits) return;
    ImGui::Dummy({0, 2 * ui.scale});
    if (edits) {
        word_fields(context);
        ImGui::Dummy({0, 2 * ui.scale});
        return;
    }
    ui.fonts.push_bold();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("What to look for");
    ImGui::PopFont();
    const float right = ImGui::GetContentRegionMax().x, button = 30 * ui.scale;
    ImGui::SameLine(right - button - 52 * ui.scale, 0);
    if (text_button(ui, "note.edit", "Edit", tip_text(find_action("edit-words")).c_str())) context.ask("edit-words");
    ImGui::SameLine(right - button, 0);
    if (icon_button(ui, "note.fold", open ? Icon::unfolded : Icon::folded,
                    open ? "Fold this away" : "Show what to look for"))
        context.ask("notes");
    const std::string lesson = note_from(experiment);
    const std::string whose = "Of the lesson “" + lesson + "”, which this scene began as:";
    if (!lesson.empty()) paragraph(ui, whose, ui.fonts.small(), ui.theme->muted);
    if (open) note_text(context);
    ImGui::Dummy({0, 2 * ui.scale});
}

} // namespace halfstep
