// What training minimises, level by level: the mean square error of eps_hat, x0_hat and v_hat, measured on draws with
// its error band, over the floor that no network can get below.

#include "app/plots/common.h"
#include "app/plots/words.h"
#include "core/measure/floor.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

struct Predicted {
    const char* label;
    Topic topic;
    double (*factor)(const Level& level); ///< of E|x0 - x0_hat|^2
    Ink ink;
};

double one(const Level&) { return 1; }

std::vector<Predicted> predictions(const Run& run) {
    std::vector<Predicted> list = {{"ε", Topic::eps_loss, eps_loss_factor, {Ink::series, 1, 1}},
                                   {"x₀", Topic::x0_loss, one, {Ink::series, 0, 1}}};
    if (run.process().kind == ProcessKind::vp) list.push_back({"v", Topic::v_loss, v_loss_factor, {Ink::series, 2, 1}});
    return list;
}

/// Around all floors.
Axis loss_axis(const Run& run) {
    constexpr double most_decades = 8;
    double lo = std::numeric_limits<double>::infinity(), hi = 0;
    for (const Predicted& prediction : predictions(run))
        for (const LevelLoss& loss : run.losses().losses) {
            const double value = prediction.factor(loss.level) * (loss.floor.value + loss.excess.value);
            if (!(value > 0) || !std::isfinite(value)) continue;
            lo = std::min(lo, value);
            hi = std::max(hi, value);
        }
    Axis axis = decades(lo, hi, most_decades);
    axis.label = "mean square error, all coordinates";
    return axis;
}

void add_loss(Figure& figure, const Run& run, const Predicted& prediction) {
    Band band;
    Curve measured, floor;
    for (const LevelLoss& loss : run.losses().losses) {
        const double factor = prediction.factor(loss.level), value = factor * loss.loss.value;
        const double two_se = 2 * factor * loss.loss.se;
        band.x.push_back(loss.level.t);
        band.lo.push_back(value - two_se);
        band.hi.push_back(value + two_se);
        measured.x.push_back(loss.level.t);
        measured.y.push_back(value);
        floor.x.push_back(loss.level.t);
        floor.y.push_back(factor * loss.floor.value);
    }
    band.ink = measured.ink = floor.ink = prediction.ink;
    band.ink.alpha = 0.2f;
    band.label = measured.label = floor.label = prediction.label;
    band.topic = measured.topic = floor.topic = prediction.topic;
    measured.width = 1.25f;
    floor.width = 1.75f;
    floor.dash = Dash::dashed;
    figure.marks.emplace_back(std::move(band));
    figure.marks.emplace_back(std::move(measured));
    figure.marks.emplace_back(std::move(floor));
}

/// Where floors are means over draws, their largest error.
std::string drawn_floors(const Run& run) {
    double relative = 0;
    for (const LevelLoss& loss : run.losses().losses)
        if (by_draws(loss.floor) && loss.floor.value > 0)
            relative = std::max(relative, loss.floor.se / loss.floor.value);
    return relative > 0 ? ", by draws to " + quantity_text(number_text(100 * relative, 2), "%") : "";
}

std::vector<Mark> overlay_loss(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

Figure plot_loss(const Run& run, const View& view) {
    Figure figure;
    figure.name = "loss";
    figure.title = "Loss against t";
    figure.direct = true;
    if (!drawable(run) || run.losses().empty()) return figure;
    figure.x = time_axis(run);
    figure.y = loss_axis(run);
    figure.caption =
        grouped(run.losses().draws) + " draws a level, band: ±2 standard errors · dashed: the floor of any network";
    figure.caption += drawn_floors(run);
    for (const Predicted& prediction : predictions(run)) add_loss(figure, run, prediction);
    figure.overlay = overlay_loss(run, view);
    return figure;
}

std::string loss_words(const Run& run, const View& view) {
    const LossReport& report = run.losses();
    std::string text = "The mean square error of the denoiser against t, over the floor of any network.";
    if (report.empty()) return text;
    const int level = cursor_level(run, view);
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < report.levels.size(); ++i)
        if (std::abs(report.levels[i] - level) < std::abs(report.levels[nearest] - level)) nearest = i;
    const LevelLoss& loss = report.losses[nearest];
    std::string list;
    for (const Predicted& prediction : predictions(run)) {
        const double factor = prediction.factor(loss.level);
        const Measured measured{factor * loss.loss.value, factor * loss.loss.se};
        list += (list.empty() ? "of " : "; of ") + std::string(prediction.label) + " " + told(measured, run) +
                ", floor " + told_beside(factor * loss.floor.value, measured, run);
    }
    return text + sentence(at_level(run, view, report.levels[nearest]), list);
}

} // namespace

extern const Plot loss_plot; // in the list: plots.cpp

constinit const Plot loss_plot = {
    .name = "loss",
    .title = "Loss against t",
    .help = "The mean square error of the denoiser at every level, as a network that predicts ε, x₀ or v would meet "
            "it in training; an exact denoiser lies on the dashed floor, which is all that can be learned.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_loss,
    .overlay = overlay_loss,
    .words = loss_words,
    .measures = {.losses = true},
    .place =
        [](const Experiment& experiment) { return learns(experiment) && dimension(experiment.target) == 2 ? 2 : -1; },
};

} // namespace halfstep
