// A network that learns: its buttons, how far it is, and how it is built and trained.

#include "app/base/number_text.h"
#include "app/panels/panels.h"
#include "app/plots/common.h"
#include "app/scene/names.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {
namespace {

const char* const predictions[] = {"x₀", "ε", "v", "score"};
const char* const prediction_tips[] = {
    "x₀ itself: the network is E[x₀ | xₜ].",
    "The noise. Near the data x̂₀ hardly depends on it, near the noise it is all.",
    "v = (a ε − b x₀)/√(a² + b²): well scaled at both ends.",
    "∇ log p(xₜ) = −E[ε | xₜ]/b, weighted by b².",
};
const char* const scalings[] = {"none", "edm"};
const char* const scaling_tips[] = {
    "xₜ goes in and the prediction comes out as they are.",
    "Data and xₜ are scaled to unit variance (Karras et al. 2022): with v, an untrained network is already the best "
    "linear guess.",
};
const char* const embeddings[] = {"sines", "Fourier"};
const char* const embedding_tips[] = {
    "Cosines and sines of log(b/a), from slow to fast.",
    "Cosines and sines of log(b/a) with random frequencies.",
};
const char* const time_names[] = {"uniform", "log SNR"};
const char* const time_tips[] = {
    "Every level alike.",
    "Levels by the share of log SNR that lies about them.",
};
const char* const rate_names[] = {"constant", "cosine"};
const char* const rate_tips[] = {
    "The learning rate stays.",
    "The learning rate falls to 0 at the last step.",
};

void buttons(const TrainingStatus& status, PanelContext& context) {
    Controls& ui = context.ui;
    const float gap = 6 * ui.scale;
    if (main_button(ui, "training.run", status.running ? "Pause" : "Train"))
        context.ask(status.running ? "pause-training" : "train");
    ImGui::SameLine(0, gap);
    if (text_button(ui, "training.step", "One step", "One batch, one move of the weights"))
        context.ask("train-one-step");
    ImGui::SameLine(0, gap);
    if (text_button(ui, "training.reset", "Reset", "Untrained again", status.step > 0)) context.ask("reset-training");
}

/// A thin line as long as the share of the schedule that is done.
void progress_row(const TrainingStatus& status, Controls& ui) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = 3 * ui.scale;
    const float share =
        status.steps > 0
            ? std::clamp(static_cast<float>(status.schedule_step) / static_cast<float>(status.steps), 0.f, 1.f)
            : 0;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({at.x, at.y}, {at.x + width, at.y + height}, packed(ui.theme->grid), height / 2);
    list.AddRectFilled({at.x, at.y}, {at.x + share * width, at.y + height}, packed(ui.theme->accent), height / 2);
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
    if (status.running && status.steps_a_second > 0) text += ", " + time_text(status.seconds_left()) + " left";
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
    choose(ui, "training.target", "Predicts", "What the network is trained to say.", training.prediction, predictions,
           prediction_tips);
    choose(ui, "training.preconditioning", "Scaling", "What goes in and comes out.", training.preconditioning, scalings,
           scaling_tips);
    whole_slider(ui, "training.width", "Width", "Units in a hidden layer.", training.width, 4, NetworkLimits::max_width,
                 true);
    whole_slider(ui, "training.depth", "Depth", "Hidden layers.", training.depth, 1, NetworkLimits::max_depth);
    choose(ui, "training.embedding", "Time as", "How the network is told the time.", training.embedding, embeddings,
           embedding_tips);
    whole_slider(ui, "training.steps", "Steps", "How often the weights move.", training.steps, 100, 1e6, true);
    training.warmup = std::min(training.warmup, training.steps);
    whole_slider(ui, "training.batch", "Batch", "Fresh draws of x₀ and ε in a step.", training.batch, 8, 4096, true);
    slider(ui, "training.learning_rate", "Rate", "The learning rate of AdamW: about how far a weight moves in a step.",
           training.learning_rate, 1e-5, 0.1, {.log = true});
    choose(ui, "training.schedule", "Rate falls", "The learning rate over the steps, after a warm-up.",
           training.schedule, rate_names, rate_tips);
    choose(ui, "training.times", "Times", "How the levels of a batch are drawn.", training.times, time_names,
           time_tips);
    whole_slider(ui, "training.seed", "Seed", "Of the first weights and of all draws.", training.seed, 0,
                 std::max(100.0, static_cast<double>(training.seed)));
}

} // namespace halfstep
