// A target that is a list: the components of a mixture, and boxes. Each with its rows, a cross that removes it, and a
// button for another one.

#include "app/base/number_text.h"
#include "app/panels/key_row.h"
#include "app/panels/panels.h"
#include "app/plots/component_edit.h"
#include "app/plots/touch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace halfstep {
namespace {

constexpr std::size_t parts_shown = 12; // more are moved on the stage, or written in a file

/// "₁₂", to stand behind a letter.
std::string part_number(std::size_t number) {
    static const char* const subscripts[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    std::string text;
    for (const char digit : std::to_string(number)) text += subscripts[digit - '0'];
    return text;
}

template <class Part>
double weight_of_others(const std::vector<Part>& parts, std::size_t index) {
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (i != index) sum += parts[i].weight;
    return sum;
}

/// The weight as its share of all, in percent, as it is said everywhere. Those of the others keep their proportions.
/// True: the cross in the label's column was pressed.
template <class Part>
bool share_row(Controls& ui, const std::string& key, std::vector<Part>& parts, std::size_t index) {
    if (parts.size() < 2) return false; // it has all
    const float cross = 30 * ui.scale;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    ImGui::SetCursorScreenPos({origin.x + ui.label_width() - cross, origin.y + (ui.row_height() - cross) / 2});
    const bool removed = icon_button(ui, key + "remove", Icon::close, "Remove this one");
    ImGui::SetCursorScreenPos(origin);
    const std::string label = "w" + part_number(index + 1) + ", %";
    const double others = weight_of_others(parts, index);
    double share = 100 * parts[index].weight / (parts[index].weight + others);
    if (slider(ui, {key + "weight", label.c_str(), "Share of all that this one has. The others share what is left."},
               share, {.lo = 0.1, .hi = 99.9}))
        parts[index].weight = to_digits(share / (100 - share) * others, 4);
    return removed;
}

void say_the_rest(Controls& ui, std::size_t count) {
    if (count <= parts_shown) return;
    paragraph(ui, "… and " + grouped(static_cast<std::int64_t>(count - parts_shown)) + " more, on the stage by hand",
              ui.fonts.small(), ui.theme->muted);
}

const char* const axis_names[] = {" x", " y"};

void component_rows(ComponentSpec& component, const std::string& key, const std::string& sub, Controls& ui) {
    const bool plane = component.mean.size() == 2;
    for (std::size_t i = 0; i < component.mean.size(); ++i) {
        const std::string label = "μ" + sub + (plane ? axis_names[i] : "");
        slider(ui, {key + (i == 0 ? "mean" : "mean[1]"), label.c_str(), "Mean of this component."}, component.mean[i],
               {.lo = -4, .hi = 4});
    }
    if (component.cov.empty()) key_row(ui, key, "sigma", component, {.label = ("σ" + sub).c_str()});
}

/// To the right of all others, by as much as they are wide.
std::vector<double> free_place(const TargetSpec& target) {
    std::vector<double> place = target.components.back().mean;
    double width = 0;
    for (std::size_t i = 0; i < target.components.size(); ++i) {
        place[0] = std::max(place[0], target.components[i].mean[0]);
        width = std::max(width, std::sqrt(covariance(target, static_cast<int>(i))(0, 0)));
    }
    place[0] = to_step(place[0] + 3 * width, 1e3);
    return place;
}

/// An edge that is dragged across the other one pushes it.
void box_rows(BoxSpec& box, const std::string& key, const std::string& sub, Controls& ui) {
    constexpr double least = 0.02, far = 4;
    const char* const lows[] = {"left ", "bottom "};
    const char* const highs[] = {"right ", "top "};
    for (std::size_t i = 0; i < box.lo.size(); ++i) {
        const std::string index = "[" + std::to_string(i) + "]";
        if (slider(ui, {key + "lo" + index, (lows[i] + sub).c_str(), "Edge of this box."}, box.lo[i],
                   {.lo = -far, .hi = far - least}))
            box.hi[i] = std::max(box.hi[i], box.lo[i] + least);
        if (slider(ui, {key + "hi" + index, (highs[i] + sub).c_str(), "Edge of this box."}, box.hi[i],
                   {.lo = -far + least, .hi = far}))
            box.lo[i] = std::min(box.lo[i], box.hi[i] - least);
    }
}

/// As large as the last one, and to the right of all.
BoxSpec another_box(const std::vector<BoxSpec>& boxes) {
    BoxSpec box = boxes.back();
    const double width = box.hi[0] - box.lo[0];
    double right = box.hi[0];
    for (const BoxSpec& other : boxes) right = std::max(right, other.hi[0]);
    box.lo[0] = to_step(right + 0.25 * width, 1e3);
    box.hi[0] = to_step(right + 1.25 * width, 1e3);
    return box;
}

bool add_button(Controls& ui, const char* key, const char* text, std::size_t count) {
    const bool room = count < static_cast<std::size_t>(Limits::max_components);
    const std::string most = "At most " + std::to_string(Limits::max_components);
    return text_button(ui, key, text, room ? "Another one, to the right of all; drag it on the stage" : most.c_str(),
                       room);
}

} // namespace

void mixture_parts(Experiment& experiment, Controls& ui) {
    TargetSpec& target = experiment.target;
    const std::size_t count = target.components.size();
    std::size_t removed = count;
    for (std::size_t k = 0; k < std::min(count, parts_shown); ++k) {
        const std::string key = "target.component[" + std::to_string(k) + "].";
        if (share_row(ui, key, target.components, k)) removed = k;
        component_rows(target.components[k], key, part_number(k + 1), ui);
    }
    say_the_rest(ui, count);
    if (add_button(ui, "target.component.add", "+  Add component", count) && count > 0) {
        ++ui.gesture;
        add_component(experiment, free_place(target));
    }
    if (removed == count) return;
    ++ui.gesture;
    remove_component(experiment, static_cast<int>(removed));
}

void box_parts(TargetSpec& target, Controls& ui) {
    const std::size_t count = target.boxes.size();
    std::size_t removed = count;
    for (std::size_t k = 0; k < std::min(count, parts_shown); ++k) {
        const std::string key = "target.box[" + std::to_string(k) + "].";
        if (share_row(ui, key, target.boxes, k)) removed = k;
        box_rows(target.boxes[k], key, part_number(k + 1), ui);
    }
    say_the_rest(ui, count);
    if (add_button(ui, "target.box.add", "+  Add box", count) && count > 0) {
        ++ui.gesture;
        target.boxes.push_back(another_box(target.boxes));
    }
    if (removed == count) return;
    ++ui.gesture;
    target.boxes.erase(target.boxes.begin() + static_cast<std::ptrdiff_t>(removed));
}

} // namespace halfstep
