#include "app/panels/panels.h"

#include <imgui.h>

namespace halfstep {

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
    if (open) paragraph(ui, experiment.note, ui.fonts.body(), ui.theme->text);
    ImGui::Dummy({0, 2 * ui.scale});
}

} // namespace halfstep
