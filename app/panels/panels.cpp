#include "app/panels/panels.h"

#include "app/model/actions.h"

#include <algorithm>

namespace halfstep {

void note_panel(PanelContext& context);     ///< what to look for, where the scene says it; folds away
void target_panel(PanelContext& context);   ///< the distribution of the data
void denoiser_panel(PanelContext& context); ///< exact, with an error, or learned
void process_panel(PanelContext& context);  ///< how noise is added
void mismatch_panel(PanelContext& context); ///< how wrong it is to start from the prior, and remedies
void samplers_panel(PanelContext& context); ///< one row a sampler
void latents_panel(PanelContext& context);  ///< two latents and a point of the data, on or off
void run_panel(PanelContext& context);      ///< particles, seed, precision

const std::vector<Panel>& all_panels() {
    static const std::vector<Panel> list = {
        {"note", note_panel},
        {"target", target_panel},
        {"denoiser", denoiser_panel},
        {"process", process_panel},
        {"mismatch", mismatch_panel, {.mismatch = true}},
        {"samplers", samplers_panel},
        {"latents", latents_panel},
        {"run", run_panel},
    };
    return list;
}

float card_button_width(const Controls& ui) { return ui.row_height() + 4 * ui.scale; }

void card_button(PanelContext& context, const std::string& key, const std::string& card, int sampler) {
    ImGui::SameLine(0, 4 * context.ui.scale);
    if (!text_button(context.ui, key, "=", "Its equation, its numbers, and where it is from")) return;
    context.card = card;
    context.card_sampler = sampler;
}

void bring_into_sight(float top, float bottom) {
    const float begin = ImGui::GetWindowPos().y, end = begin + ImGui::GetWindowHeight();
    const float down = std::min(bottom - end, top - begin);
    if (down > 0)
        ImGui::SetScrollY(ImGui::GetScrollY() + down);
    else if (top < begin)
        ImGui::SetScrollY(ImGui::GetScrollY() + top - begin);
}

void show_panels(AppState& app, Controls& ui, PanelState& state) {
    Session& session = app.session;
    Experiment edited = session.experiment();
    PanelContext context{edited, app, ui, state};
    for (const Panel& panel : all_panels()) {
        app.wanted = app.wanted | panel.measures;
        panel.show(context);
    }
    if (!session.mistake().empty()) paragraph(ui, session.mistake(), ui.fonts.body(), ui.theme->warning);
    if (!(edited == session.experiment())) session.edit(edited, ui.gesture, ui.cause.c_str());
    if (context.mute >= 0) context.solo ? session.solo(context.mute) : session.toggle_muted(context.mute);
    for (const char* action : context.asked) perform(app, action);
    if (!context.card.empty()) show_card(app, context.card, context.card_sampler);
}

} // namespace halfstep
