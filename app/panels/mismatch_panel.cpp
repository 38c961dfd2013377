// Beside the process: how far the true law of x_T is from what samplers start from, and whose steps are too long there.

#include "app/base/number_text.h"
#include "app/panels/panels.h"
#include "app/plots/common.h"
#include "app/results/mismatch.h"

#include <imgui.h>

#include <span>

namespace halfstep {
namespace {

struct Offer {
    Remedy remedy;
    const char* key;
    const char* text;
    const char* tip;
};
const Offer start_offers[] = {
    {Remedy::scale_beta, "process.scale_beta", "Scale ⟨β⟩ by 1000/T",
     "The same times with fewer, larger steps, as guided-diffusion scales them. Undo takes it back."},
    {Remedy::raise_sigma_max, "process.raise_sigma_max", "Raise σ_max",
     "To ten times the data's mean and four times their standard deviation at least. Undo takes it back."},
    {Remedy::exact_start, "process.exact_start", "Start exactly",
     "Every sampler that starts from the prior starts from the true law of x_T instead. Undo takes it back."},
};
const Offer step_offers[] = {
    {Remedy::leave_out_last, "process.leave_out_last", "Start below T",
     "The samplers named here take the leading levels, which leave T out. Undo takes it back."},
    {Remedy::first_order, "process.first_order", "Use DDIM",
     "The samplers named here take DDIM's step, which is right however much noise there is. Undo takes it back."},
};

struct Warning {
    std::string text;
    const char* key;
    std::span<const Offer> offers;
};

/// What is wrong, and what mends it. Remedies are for what was measured: not once more for what has been changed since.
void warn(const Warning& warning, const Problem* up_to_date, Experiment& experiment, Controls& ui) {
    if (warning.text.empty()) return;
    paragraph(ui, warning.text, ui.fonts.body(), ui.theme->warning);
    note_item(ui, warning.key);
    if (!up_to_date) {
        ImGui::Dummy({0, ui.row_height()});
        return;
    }
    bool first = true;
    for (const Offer& offer : warning.offers) {
        if (!can(offer.remedy, *up_to_date)) continue;
        if (!first) button_beside(ui, offer.text);
        first = false;
        if (!text_button(ui, offer.key, offer.text, offer.tip)) continue;
        ++ui.gesture;
        experiment = apply(offer.remedy, *up_to_date);
    }
}

} // namespace

void mismatch_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const Run* run = context.app.session.run_with_mismatch().get();
    if (!run) return;
    const Measured& kl = *run->measures.mismatch;
    const std::string prior = plots::prior_text(run->process());
    const std::string tip = "KL(p_T ‖ " + prior +
                            "), how far the true law of x_T is from what samplers start from, in nats: in closed form "
                            "or integrated, and where an error is shown, drawn. Above 0.01 a start from there shows in "
                            "the samples.";
    label(ui, "KL at T", tip.c_str());
    const std::string warning = mismatch_warning(*run);
    constexpr double nothing = 1e-12; // nats: below, digits say nothing about anything
    const std::string text = kl.value > 0 && kl.value < nothing ? "below 10⁻¹²" : estimate_text(kl);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ui.fonts.draw(*ImGui::GetWindowDrawList(), {at.x, at.y + ui.row_height() / 2}, quantity_text(text, "nats"),
                  {.size = ui.fonts.body(),
                   .color = warning.empty() ? ui.theme->text : ui.theme->warning,
                   .vertical = Align::middle});
    ImGui::Dummy({ImGui::GetContentRegionAvail().x, ui.row_height()});
    note_item(ui, "process.mismatch");
    const Problem* problem = context.app.session.problem().get();
    const bool measured = run->experiment().process == experiment.process &&
                          run->experiment().samplers == experiment.samplers && problem &&
                          problem->experiment == experiment;
    const Problem* up_to_date = measured ? problem : nullptr;
    warn({warning, "process.mismatch.warning", start_offers}, up_to_date, experiment, ui);
    warn({overshoot_warning(*run), "process.overshoot.warning", step_offers}, up_to_date, experiment, ui);
}

} // namespace halfstep
