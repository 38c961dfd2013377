// A network that learns: its buttons, how far it is, and how it is built and trained.

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/panels/key_row.h"
#include "app/panels/panels.h"
#include "app/plots/common.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {
namespace {

void buttons(const TrainingStatus& status, PanelContext& context) {
    Controls& ui = context.ui;
    if (main_button(ui, "training.run", status.running ? "Pause" : "Train"))
        context.ask(status.running ? "pause-training" : "train");
    button_beside(ui, "One step");
    if (text_button(ui, "training.step", "One step", "One batch, one move of the weights"))
        context.ask("train-one-step");
    button_beside(ui, "Reset");
    if (text_button(ui, "training.reset", "Reset", "Untrained again", status.step > 0)) context.ask("reset-training");
}

/// A thin line as long as the fraction of the schedule that is done.
void progress_row(const TrainingStatus& status, Controls& ui) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = 3 * ui.scale;
    const float done =
        status.steps > 0
            ? std::clamp(static_cast<float>(status.schedule_step) / static_cast<float>(status.steps), 0.f, 1.f)
            : 0;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({at.x, at.y}, {at.x + width, at.y + height}, packed(ui.theme->grid), height / 2);
    list.AddRectFilled({at.x, at.y}, {at.x + done * width, at.y + height}, packed(ui.theme->accent), height / 2);
    ImGui::Dummy({width, height + 2 * ui.scale});
}

std::string described(const TrainingStatus& status) {
    std::string text = grouped(status.step) + (status.schedule_step == status.step
                                                   ? " of " + grouped(status.steps) + " steps"
                                                   : " steps, " + grouped(status.schedule_step) + " of " +
                                                         grouped(status.steps) + " since the last change");
    text += "\n\n" + grouped(static_cast<std::int64_t>(status.parameters)) + " parameters";
    if (status.step > 0) text += " · recent loss " + number_text(status.loss, 4);
    // A line of its own, always there: nothing moves when it begins to learn.
    text += "\n\n" + time_text(status.seconds);
    if (status.running && status.seconds_left) text += ", " + time_text(*status.seconds_left) + " left";
    if (status.steps_a_second > 0) text += " · " + grouped(std::llround(status.steps_a_second)) + " steps/s";
    if (status.began_anew && status.step == 0) text += "\n\nBegan anew: this is another network than before.";
    return text;
}

} // namespace

void training_settings(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const TrainingStatus status = context.app.session.training();
    TrainingSpec& training = experiment.training;
    buttons(status, context);
    progress_row(status, ui);
    paragraph(ui, described(status), ui.fonts.small(), ui.theme->muted);
    if (status.diverged > 0)
        paragraph(ui,
                  "It diverged at step " + grouped(status.diverged) +
                      ": the loss was no longer a number. Kept is step " + grouped(status.step) +
                      ". Try a smaller rate.",
                  ui.fonts.body(), ui.theme->warning);
    for (const char* key : {"target", "preconditioning", "width", "depth", "embedding", "steps", "batch",
                            "learning_rate", "schedule", "times", "seed"}) {
        const std::string_view name = key;
        const std::string card = name == "target"            ? card_of(training.prediction)
                                 : name == "preconditioning" ? card_of(training.preconditioning)
                                                             : "";
        key_row(ui, "training.", key, training, {.right = card.empty() ? 0 : card_button_width(ui)});
        if (!card.empty()) card_button(context, std::string("training.") + key + ".card", card);
    }
    training.warmup = std::min(training.warmup, training.steps);
}

} // namespace halfstep
