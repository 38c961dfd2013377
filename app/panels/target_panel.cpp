#include "app/base/number_text.h"
#include "app/model/actions.h"
#include "app/panels/key_row.h"
#include "app/panels/panels.h"
#include "app/plots/component_edit.h"
#include "app/scene/points_file.h"
#include "core/law/catalog.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace halfstep {
namespace {

/// Three modes to start from: the components of a mixture cannot be guessed from the other kinds.
std::vector<ComponentSpec> three_modes() {
    std::vector<ComponentSpec> components(3);
    const double mean[] = {-1.5, 0.2, 1.4}, weight[] = {0.3, 0.2, 0.5}, sigma[] = {0.2, 0.12, 0.25};
    for (int i = 0; i < 3; ++i) {
        components[i].mean = {mean[i]};
        components[i].weight = weight[i];
        components[i].sigma = sigma[i];
    }
    return components;
}

std::vector<BoxSpec> two_boxes(int dim) {
    if (dim == 1) return {{1, {-2.0}, {-0.5}}, {1, {0.5}, {1.0}}};
    return {{1, {-2.0, -1.5}, {-0.5, 1.0}}, {1, {0.5, -0.5}, {2.0, 1.5}}};
}

/// Two dozen draws: few enough to see each of them remembered.
void draw_points(const TargetSpec& from, std::uint64_t seed, TargetSpec& target) {
    constexpr Eigen::Index count = 24;
    try {
        const Target law = make_target(from);
        Block<double> x(count, law.dim());
        sample(law, seed, Stream::data, 0, x);
        target.columns = law.dim();
        target.points.clear();
        for (Eigen::Index i = 0; i < count; ++i)
            for (int c = 0; c < law.dim(); ++c) target.points.push_back(std::round(x(i, c) * 1e4) / 1e4);
    } catch (const Error&) { // the target that was there is impossible at the moment
        target.columns = 1;
        target.points = {-1, 0.5, 1};
    }
    target.weights.clear();
    target.labels.clear();
    target.origin = {};
}

/// From one kind to another: sizes become the usual ones, what the user gave (components, boxes, points, a word) is
/// kept.
void change_kind(TargetSpec& target, TargetKind kind, std::uint64_t seed) {
    const TargetSpec before = target;
    target = usual_target(kind);
    target.components = before.components;
    target.boxes = before.boxes;
    target.points = before.points;
    target.columns = before.columns;
    target.weights = before.weights;
    target.labels = before.labels;
    target.origin = before.origin;
    target.standardize = before.standardize;
    target.kernel = before.kernel;
    target.text = before.text;
    target.mean = before.mean;
    switch (kind) { // kinds that are lists begin with something in them
    case TargetKind::mixture:
        if (target.components.empty()) target.components = three_modes();
        break;
    case TargetKind::uniform:
        if (target.boxes.empty()) target.boxes = two_boxes(dimension(before));
        break;
    case TargetKind::points:
        if (target.points.empty()) draw_points(before, seed, target);
        break;
    default: break;
    }
}

/// Two names are easier to read than a slider from 1 to 2.
void dimension_row(Controls& ui, int& dim) {
    int index = dim - 1;
    const char* const dims[] = {"1-D", "2-D"};
    const KeyFact<TargetSpec>& row = *find_key<TargetSpec>("dimension");
    if (choice(ui, {"target.dimension", row.label, row.tip}, index, {dims, nullptr, 2})) dim = index + 1;
}

void gaussian(TargetSpec& target, Controls& ui) {
    if (target.cov.empty()) key_row(ui, "target.", "sigma", target, row_options(fact(target.kind).find("sigma")));
    const char* const names[] = {"μ", "μ  (y)"};
    for (std::size_t i = 0; i < target.mean.size(); ++i)
        slider(ui, {"target.mean[" + std::to_string(i) + "]", names[i], "Mean of the data x₀."}, target.mean[i],
               {.lo = -3, .hi = 3});
    int dim = static_cast<int>(target.mean.size());
    dimension_row(ui, dim);
    if (dim == static_cast<int>(target.mean.size())) return;
    target.mean.resize(dim, 0.0);
    target.cov.clear();
}

/// Where the points come from, and what was decided; another decision is a button away.
void origin_row(PanelContext& context) {
    Controls& ui = context.ui;
    const PointsOrigin& origin = context.experiment.target.origin;
    if (origin.file.empty()) return;
    paragraph(ui, origin_text(origin), ui.fonts.small(), ui.theme->muted);
    label(ui, "From file", "Points that come from a file are part of the scene.");
    if (text_button(ui, "target.import", "Columns…",
                    "Opens the file again, and asks which columns are meant and how they are written"))
        context.ask("import-table");
}

void points(TargetSpec& target, Controls& ui) {
    const KeyFact<TargetSpec>& row = *find_key<TargetSpec>("points");
    label(ui, row.label, row.tip);
    ImGui::AlignTextToFramePadding();
    const auto count = static_cast<std::int64_t>(target.points.size()) / target.columns;
    ImGui::TextUnformatted(target.labels.empty() ? grouped(count).c_str() : (grouped(count) + ", labelled").c_str());
    key_row(ui, "target.", "kernel", target);
    key_row(ui, "target.", "standardize", target);
}

void text_row(TargetSpec& target, Controls& ui) {
    const KeyFact<TargetSpec>& row = *find_key<TargetSpec>("text");
    label(ui, row.label, row.tip);
    const float room = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 1);
    text_field(ui, "target.text", target.text, room);
    ImGui::PopStyleVar();
}

/// Kinds that are a few numbers: the keys that their row lists, in its order.
void own_rows(TargetSpec& target, Controls& ui) {
    for (const KindKey& own : fact(target.kind).keys) {
        if (!own.name) break;
        const std::string_view name = own.name;
        if (name == "text")
            text_row(target, ui);
        else if (name == "dimension")
            dimension_row(ui, target.dimension);
        else
            key_row(ui, "target.", own.name, target, row_options(&own));
    }
}

void parameters(Experiment& experiment, Controls& ui) {
    TargetSpec& target = experiment.target;
    switch (target.kind) {
    case TargetKind::gaussian: gaussian(target, ui); break;
    case TargetKind::mixture: mixture_parts(experiment, ui); break;
    case TargetKind::uniform: box_parts(target, ui); break;
    case TargetKind::points: points(target, ui); break;
    default: own_rows(target, ui); // a few numbers, which its row lists
    }
}

/// What the mouse can do to the target on the stage.
void stage_row(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    const bool edits_target = context.app.edits_target;
    const Action& by_hand = find_action("handles");
    const std::string handles = std::string(by_hand.title) + " (" + key_text(by_hand) +
                                "): drag to move, wheel for the width, Shift for the weight, Ctrl and a double click "
                                "for another one, " +
                                key_text(find_action("remove-handle")) + " removes.";
    label(ui, "By hand", "The target, edited with the mouse on the stage.");
    bool first = true;
    const auto place = [&](const char* text) { // side by side, or below each other in a narrow panel
        if (!std::exchange(first, false)) button_beside(ui, text, ui.label_width());
    };
    if (has_components(experiment.target)) {
        place("Handles");
        const bool pressed = edits_target ? main_button(ui, "target.on_stage", "Handles")
                                          : text_button(ui, "target.on_stage", "Handles", handles.c_str());
        if (pressed) context.ask("handles");
    }
    if (can_be_mixture(experiment.target)) {
        place("As a mixture");
        if (text_button(ui, "target.as_mixture", "As a mixture",
                        "Writes every Gaussian of this target down, to be moved one by one on the stage. The law stays "
                        "the same; its sliders go. Undo brings them back.")) {
            ++ui.gesture;
            as_mixture(experiment);
            if (!edits_target) context.ask("handles");
        }
    }
    place("Draw…");
    const bool cloud = experiment.target.kind == TargetKind::points;
    if (text_button(ui, "target.draw", "Draw…",
                    cloud ? "Goes on with these points on the stage, with brush and eraser"
                          : "The stage becomes a canvas: a target drawn with the mouse, as a cloud of points"))
        context.ask("draw");
}

} // namespace

void target_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    TargetSpec& target = experiment.target;
    heading(ui, "Target");
    const TargetKind before = target.kind;
    if (key_row(ui, "target.", "kind", target)) {
        const TargetKind chosen = target.kind;
        target.kind = before;
        change_kind(target, chosen, experiment.run.seed);
        replace_gaussian_samplers(experiment);
    }
    parameters(experiment, ui);
    if (target.kind == TargetKind::points) origin_row(context);
    stage_row(context);
}

} // namespace halfstep
