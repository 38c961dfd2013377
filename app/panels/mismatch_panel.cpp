// Beside the process: how far the true law of x_T is from what samplers start from.

#include "app/base/number_text.h"
#include "app/model/mismatch.h"
#include "app/panels/panels.h"
#include "app/plots/common.h"

#include <imgui.h>

namespace halfstep {
namespace {

struct Offer {
    Remedy remedy;
    const char* key;
    const char* text;
    const char* tip;
};
const Offer offers[] = {
    {Remedy::scale_beta, "process.scale_beta", "Scale β by 1000/T",
     "The same times with fewer, larger steps, as guided-diffusion scales them. Undo takes it back."},
    {Remedy::raise_sigma_max, "process.raise_sigma_max", "Raise σ_max",
     "To ten times the data's mean and four times their standard deviation at least. Undo takes it back."},
    {Remedy::exact_start, "process.exact_start", "Start exactly",
     "Every sampler that starts from the prior starts from the true law of x_T instead. Undo takes it back."},
};

void remedies(Experiment& experiment, Controls& ui) {
    bool first = true;
    for (const Offer& offer : offers) {
        if (!can(offer.remedy, experiment)) continue;
        if (!first) ImGui::SameLine();
        first = false;
        if (!text_button(ui, offer.key, offer.text, offer.tip)) continue;
        ++ui.gesture;
        experiment = apply(offer.remedy, experiment);
    }
}

} // namespace

void mismatch_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const Run* run = context.app.session.run().get();
    if (!run || run->losses.empty()) return;
    const Measured& kl = run->losses.mismatch;
    const std::string prior = plots::prior_text(run->process);
    const std::string tip = "KL(p_T ‖ " + prior +
                            "), how far the true law of x_T is from what samplers start from, in nats. Measured with "
                            "its standard error, in "
                            "closed form on a Gaussian. Above 0.01 a start from there shows in the samples.";
    label(ui, "KL at T", tip.c_str());
    const std::string warning = mismatch_warning(*run);
    constexpr double nothing = 1e-12; // nats: below, digits say nothing about anything
    std::string text = kl.value > 0 && kl.value < nothing ? "below 10\u207b\u00b9\u00b2" : with_digits(kl.value, 3);
    if (kl.se > 0 && kl.value >= nothing) text += " ± " + with_digits(kl.se, 2);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ui.fonts.draw(*ImGui::GetWindowDrawList(), {at.x, at.y + ui.row_height() / 2}, text + " nats", ui.fonts.body(),
                  Weight::regular, warning.empty() ? ui.theme->text : ui.theme->warning, Align::start, Align::middle);
    ImGui::Dummy({ImGui::GetContentRegionAvail().x, ui.row_height()});
    note_item(ui, "process.mismatch");
    if (warning.empty()) return;
    paragraph(ui, warning, ui.fonts.body(), ui.theme->warning);
    note_item(ui, "process.mismatch.warning");
    // Remedies are for what was measured: not once more for what has been changed since.
    if (run->experiment.process == experiment.process && run->experiment.samplers == experiment.samplers)
        remedies(experiment, ui);
    else
        ImGui::Dummy({0, ui.row_height()});
}

} // namespace halfstep
