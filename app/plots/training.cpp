// The loss of a network's training against its steps, both on log axes, over the floor that no network gets below.

#include "core/learn/training.h"
#include "app/plots/common.h"
#include "app/plots/words.h"
#include "core/learn/loss_floor.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

/// 1, 2, 5 times a power of ten that is not above `value` > 0.
double nice_floor(double value) { return 1 / nice_ceil(1 / value); }

Axis step_axis(const Run& run, const std::vector<LossPoint>& history) {
    double last = static_cast<double>(run.experiment().training.steps);
    if (!history.empty()) last = std::max(last, static_cast<double>(history.back().step));
    Axis axis;
    axis.label = "step";
    axis.scale = Scale::log10;
    axis.lo = 1;
    axis.hi = std::max(10.0, nice_ceil(last));
    return axis;
}

Axis training_axis(const std::vector<LossPoint>& history, double floor) {
    double lo = floor > 0 ? floor : std::numeric_limits<double>::infinity(), hi = floor;
    for (const LossPoint& point : history) {
        const double loss = static_cast<double>(point.loss);
        if (!(loss > 0) || !std::isfinite(loss)) continue;
        lo = std::min(lo, loss);
        hi = std::max(hi, loss);
    }
    if (!(hi > 0)) lo = hi = 1;
    Axis axis;
    axis.label = "loss";
    axis.scale = Scale::log10;
    axis.lo = nice_floor(lo / 1.3);
    axis.hi = std::max(nice_ceil(1.3 * hi), 4 * axis.lo);
    return axis;
}

const char* target_text(Prediction prediction) {
    switch (prediction) {
    case Prediction::x0: return "x₀";
    case Prediction::eps: return "ε";
    case Prediction::v: return "v";
    case Prediction::score: return "the score, × ⟨b²⟩";
    }
    return "";
}

Topic topic_of(Prediction prediction) {
    switch (prediction) {
    case Prediction::x0: return Topic::x0_loss;
    case Prediction::eps: return Topic::eps_loss;
    case Prediction::v: return Topic::v_loss;
    case Prediction::score: return Topic::score;
    }
    return Topic::none;
}

/// As the training has it; without one, or after a change of the data, from the levels that the run has measured.
Measured floor_of(const Run& run, const Network& network) {
    const TrainingSpec& training = run.experiment().training;
    if (run.target().is_gaussian()) return loss_floor(training, network, run.target(), run.process(), {.seed = 0});
    if (network.floor.value > 0) return network.floor;
    const double value = loss_floor(training, network, run.process(), run.losses());
    double relative = 0; // the draws are the same at every level, and so is about the error
    for (const LevelLoss& loss : run.losses().losses)
        if (loss.floor.value > 0) relative = std::max(relative, loss.floor.se / loss.floor.value);
    return {value, relative * value};
}

std::vector<Mark> overlay_training(const Run&, const View&) { return {}; }

Figure plot_training(const Run& run, const View&) {
    Figure figure;
    figure.name = "training";
    figure.title = "Loss while it learns";
    figure.direct = true;
    if (!drawable(run) || run.losses().empty()) return figure;
    const auto network = run.problem->denoiser.network;
    if (!network) return figure;
    const Measured known = floor_of(run, *network);
    const double floor = known.value;
    figure.x = step_axis(run, network->history);
    figure.y = training_axis(network->history, floor);
    Curve loss;
    for (const LossPoint& point : network->history) {
        loss.x.push_back(static_cast<double>(point.step));
        loss.y.push_back(static_cast<double>(point.loss));
    }
    loss.ink = {Ink::series, 0, 1};
    loss.width = 1.75f;
    loss.label = "loss";
    loss.topic = topic_of(network->spec.prediction);
    if (!loss.x.empty()) figure.marks.emplace_back(std::move(loss));
    Rule exact;
    exact.vertical = false;
    exact.value = floor;
    exact.ink = {Ink::exact, 0, 1};
    exact.width = 1.75f;
    exact.dash = Dash::dashed;
    exact.topic = topic_of(network->spec.prediction);
    exact.label = "floor " + estimate_text({floor, known.se});
    if (floor > 0) figure.marks.emplace_back(std::move(exact));
    if (network->spec.preconditioning == Preconditioning::edm) figure.y.label = "loss, in the data's units";
    figure.caption = std::string("mean square error of ") + target_text(network->spec.prediction);
    if (network->history.empty())
        figure.caption += " · untrained";
    else
        figure.caption += " · " + grouped(static_cast<std::int64_t>(network->history.back().step)) + " steps";
    return figure;
}

std::string training_words(const Run& run, const View&) {
    const auto network = run.problem->denoiser.network;
    std::string text = "The loss of the network's training against its steps, both on log axes.";
    if (!network || run.losses().empty()) return text;
    if (network->history.empty())
        text += " It is untrained.";
    else
        text += " After " + grouped(static_cast<std::int64_t>(network->history.back().step)) +
                " steps the mean square error of " + target_text(network->spec.prediction) + " is " +
                plain_words(static_cast<double>(network->history.back().loss)) + ".";
    return text + " The floor, which no network gets below, is " + estimate_text(floor_of(run, *network)) + ".";
}

bool has_training(const Run& run) { return has_target(run) && learns(run.experiment()); }

} // namespace

extern const Plot training_plot; // in the list: plots.cpp

constinit const Plot training_plot = {
    .name = "training",
    .title = "Loss while it learns",
    .help = "The loss of the network's training, on log axes; it settles on the dashed floor, which is the exact "
            "denoiser's.",
    .applies = has_training,
    .needs = "a learned denoiser",
    .make = plot_training,
    .overlay = overlay_training,
    .words = training_words,
    .measures = {.losses = true},
    .place = [](const Experiment& experiment) { return learns(experiment) ? 0 : -1; },
};

} // namespace halfstep
