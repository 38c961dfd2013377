#include "app/views/sampler_chip.h"

#include "app/model/actions.h"

namespace halfstep {

void mute_or_solo(AppState& app, int sampler) {
    if (ImGui::GetIO().KeyShift)
        app.session.solo(sampler);
    else
        app.session.toggle_muted(sampler);
}

void mute_tip(Controls& ui, const AppState& app, int sampler) { tooltip(ui, mute_text(app, sampler).c_str()); }

void mute_by_row(Controls& ui, AppState& app, int row) {
    if (row < 0) return;
    const std::string key = "table.sampler[" + std::to_string(row) + "]";
    const auto cell = ui.widgets.find(key);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (cell == ui.widgets.end() || !cell->second.contains({mouse.x, mouse.y})) return;
    ui.hovered = key;
    mute_tip(ui, app, row);
    if (ImGui::IsMouseClicked(0)) mute_or_solo(app, row);
}

} // namespace halfstep
