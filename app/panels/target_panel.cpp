#include "app/model/actions.h"
#include "app/panels/panels.h"
#include "app/plots/component_edit.h"
#include "core/law/catalog.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const char* const kinds[] = {"Gaussian",     "Mixture",   "Uniform boxes", "Points", "Ring",   "Grid",
                             "Checkerboard", "Two moons", "Circles",       "Spiral", "Random", "Word"};
const char* const kind_tips[] = {
    "N(μ, σ²I). Every sampler is linear here, so all of its moments are known in closed form.",
    "A mixture of Gaussians, each with its own weight, mean and covariance (more of them in the scene file).",
    "Uniform on intervals, or on rectangles in the plane: sharp edges. The exact density of xₜ is a difference of "
    "error "
    "functions.",
    "A sample, each point seen through a Gaussian kernel. With kernel 0 it is the exact empirical score: perfect "
    "denoising, which memorises. Choosing it draws a sample of the target that was there.",
    "Equal Gaussians evenly on a circle (2-D).",
    "Equal Gaussians on a square grid (2-D).",
    "The black fields of a chess board, each uniform (2-D).",
    "Two half circles that reach into each other (2-D).",
    "A circle in a circle (2-D).",
    "Spiral arms (2-D).",
    "Gaussians of random place, weight, width and tilt.",
    "A word in capitals, drawn with a soft pen (2-D).",
};
constexpr int kind_count = sizeof kinds / sizeof *kinds;

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
}

/// From one kind to another: sizes become the usual ones, what the user gave (components, boxes, points, a word) is kept.
void change_kind(TargetSpec& target, TargetKind kind, std::uint64_t seed) {
    const TargetSpec before = target;
    target = usual_target(kind);
    target.components = before.components;
    target.boxes = before.boxes;
    target.points = before.points;
    target.columns = before.columns;
    target.standardize = before.standardize;
    target.kernel = before.kernel;
    target.text = before.text;
    target.mean = before.mean;
    if (kind == TargetKind::mixture && target.components.empty()) target.components = three_modes();
    if (kind == TargetKind::uniform && target.boxes.empty()) target.boxes = two_boxes(dimension(before));
    if (kind == TargetKind::points && target.points.empty()) draw_points(before, seed, target);
}

void dimension_row(Controls& ui, int& dim) {
    int index = dim - 1;
    const char* const dims[] = {"1-D", "2-D"};
    if (choice(ui, "target.dimension", "Dimension", "One coordinate, or a plane.", index, dims, nullptr, 2))
        dim = index + 1;
}

void gaussian(TargetSpec& target, Controls& ui) {
    if (target.cov.empty())
        slider(ui, "target.sigma", "σ", "Standard deviation of the data x₀.", target.sigma, 0.01, 3, {.log = true});
    const char* const names[] = {"μ", "μ  (y)"};
    for (std::size_t i = 0; i < target.mean.size(); ++i)
        slider(ui, "target.mean[" + std::to_string(i) + "]", names[i], "Mean of the data x₀.", target.mean[i], -3, 3);
    int dim = static_cast<int>(target.mean.size());
    dimension_row(ui, dim);
    if (dim == static_cast<int>(target.mean.size())) return;
    target.mean.resize(dim, 0.0);
    target.cov.clear();
}

const char* const digits[] = {"₁", "₂", "₃", "₄", "₅", "₆"};

void mixture(TargetSpec& target, Controls& ui) {
    for (std::size_t k = 0; k < target.components.size() && k < 6; ++k) {
        ComponentSpec& component = target.components[k];
        const std::string key = "target.component[" + std::to_string(k) + "].", sub = digits[k];
        slider(ui, key + "weight", ("w" + sub).c_str(), "Relative weight of this component.", component.weight, 0.01,
               1);
        slider(ui, key + "mean", ("μ" + sub).c_str(), "Mean of this component (first coordinate).", component.mean[0],
               -4, 4);
        if (component.cov.empty())
            slider(ui, key + "sigma", ("σ" + sub).c_str(), "Standard deviation of this component.", component.sigma,
                   0.01, 2, {.log = true});
    }
}

/// An edge that is dragged across the other one pushes it.
void uniform_boxes(TargetSpec& target, Controls& ui) {
    constexpr double least = 0.02, far = 4;
    const char* const lows[] = {"left", "bottom"};
    const char* const highs[] = {"right", "top"};
    for (std::size_t k = 0; k < target.boxes.size() && k < 6; ++k) {
        BoxSpec& box = target.boxes[k];
        const std::string key = "target.box[" + std::to_string(k) + "].", sub = digits[k];
        slider(ui, key + "weight", ("w" + sub).c_str(), "Relative weight of this box.", box.weight, 0.01, 1);
        for (std::size_t i = 0; i < box.lo.size(); ++i) {
            const std::string index = "[" + std::to_string(i) + "]";
            if (slider(ui, key + "lo" + index, (lows[i] + (" " + sub)).c_str(), "Edge of this box.", box.lo[i], -far,
                       far - least))
                box.hi[i] = std::max(box.hi[i], box.lo[i] + least);
            if (slider(ui, key + "hi" + index, (highs[i] + (" " + sub)).c_str(), "Edge of this box.", box.hi[i],
                       -far + least, far))
                box.lo[i] = std::min(box.lo[i], box.hi[i] - least);
        }
    }
}

void points(TargetSpec& target, Controls& ui) {
    label(ui, "Points", "As many as the scene gives; their file or list is part of the scene.");
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(std::to_string(target.points.size() / static_cast<std::size_t>(target.columns)).c_str());
    slider(ui, "target.kernel", "Kernel",
           "Standard deviation of the Gaussian around each point: from memorising (0, the points themselves) to "
           "generalising.",
           target.kernel, 0.001, 2, {.log = true, .or_zero = true});
    toggle(ui, "target.standardize", "Standardise",
           "Shift and scale each coordinate to mean 0 and standard deviation 1.", target.standardize);
}

void pen(TargetSpec& target, Controls& ui, const char* tip) {
    slider(ui, "target.sigma", "σ", tip, target.sigma, 0.02, 0.5, {.log = true});
}

void word(TargetSpec& target, Controls& ui) {
    label(ui, "Text", "Letters, digits and a few signs; small letters are drawn as capitals.");
    const float room = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 1);
    text_field(ui, "target.text", target.text, room);
    ImGui::PopStyleVar();
    pen(target, ui, "Standard deviation across a line: half the width of the pen.");
    slider(ui, "target.height", "Height", "Of the capitals.", target.height, 0.5, 4);
}

void random(TargetSpec& target, Controls& ui) {
    whole_slider(ui, "target.modes", "Modes", "How many Gaussians.", target.modes, 1, 30);
    slider(ui, "target.sigma", "σ", "Typical standard deviation; each mode's lies between half and twice of it.",
           target.sigma, 0.02, 1, {.log = true});
    slider(ui, "target.radius", "Radius", "The modes lie within.", target.radius, 0.1, 5);
    double seed = static_cast<double>(target.seed);
    if (slider(ui, "target.seed", "Seed", "Another number, another mixture.", seed, 0, 100, {.integer = true}))
        target.seed = static_cast<std::uint64_t>(seed);
    dimension_row(ui, target.dimension);
}

void modes(TargetSpec& target, Controls& ui) {
    const bool ring = target.kind == TargetKind::ring;
    slider(ui, "target.sigma", "σ", "Standard deviation of each mode.", target.sigma, 0.01, 1, {.log = true});
    whole_slider(ui, "target.modes", ring ? "Modes" : "Modes a side", "How many Gaussians.", target.modes, 1,
                 ring ? 16 : 6);
    if (ring)
        slider(ui, "target.radius", "Radius", "Distance of the modes from the origin.", target.radius, 0, 5);
    else
        slider(ui, "target.spacing", "Spacing", "Distance between neighbours.", target.spacing, 0.1, 3);
}

void parameters(TargetSpec& target, Controls& ui) {
    const char* const across = "Standard deviation across the curve: half its width.";
    switch (target.kind) {
    case TargetKind::gaussian: gaussian(target, ui); break;
    case TargetKind::mixture: mixture(target, ui); break;
    case TargetKind::uniform: uniform_boxes(target, ui); break;
    case TargetKind::points: points(target, ui); break;
    case TargetKind::ring:
    case TargetKind::grid: modes(target, ui); break;
    case TargetKind::checkerboard:
        whole_slider(ui, "target.modes", "Fields a side", "Of the board.", target.modes, 1, 8);
        slider(ui, "target.spacing", "Field", "Side of a field.", target.spacing, 0.1, 3);
        break;
    case TargetKind::moons:
        pen(target, ui, across);
        slider(ui, "target.radius", "Radius", "Of both half circles.", target.radius, 0.2, 4);
        break;
    case TargetKind::circles:
        pen(target, ui, across);
        slider(ui, "target.radius", "Radius", "Of the outer circle.", target.radius, 0.2, 4);
        slider(ui, "target.ratio", "Inner", "Radius of the inner circle over that of the outer.", target.ratio, 0.05,
               0.95);
        break;
    case TargetKind::spiral:
        pen(target, ui, across);
        whole_slider(ui, "target.arms", "Arms", "How many spirals.", target.arms, 1, 6);
        slider(ui, "target.turns", "Turns", "Of each arm.", target.turns, 0.2, 4);
        slider(ui, "target.radius", "Radius", "Where the arms end.", target.radius, 0.2, 4);
        break;
    case TargetKind::random: random(target, ui); break;
    case TargetKind::word: word(target, ui); break;
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
    if (has_components(experiment.target)) {
        const bool pressed = edits_target ? main_button(ui, "target.on_stage", "Handles")
                                          : text_button(ui, "target.on_stage", "Handles", handles.c_str());
        if (pressed) context.ask("handles");
        ImGui::SameLine();
    }
    if (can_be_mixture(experiment.target)) {
        if (text_button(ui, "target.as_mixture", "As a mixture",
                        "Writes every Gaussian of this target down, to be moved one by one on the stage. The law stays "
                        "the same; its sliders go. Undo brings them back.")) {
            ++ui.gesture;
            as_mixture(experiment);
            if (!edits_target) context.ask("handles");
        }
        ImGui::SameLine();
    }
    const bool cloud = experiment.target.kind == TargetKind::points;
    if (text_button(ui, "target.draw", "Draw\u2026",
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
    int kind = static_cast<int>(target.kind);
    if (choice(ui, "target.kind", "p(x₀)", "The distribution of the data.", kind, kinds, kind_tips, kind_count)) {
        change_kind(target, static_cast<TargetKind>(kind), experiment.run.seed);
        // The closed form of true-reverse is that of a Gaussian.
        if (target.kind != TargetKind::gaussian)
            for (SamplerSpec& sampler : experiment.samplers)
                if (sampler.kind == SamplerKind::true_reverse) sampler.kind = SamplerKind::ddpm;
    }
    parameters(target, ui);
    stage_row(context);
}

} // namespace halfstep
