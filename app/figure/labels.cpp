#include "app/figure/labels.h"

#include "app/figure/clip.h"

#include <algorithm>

namespace halfstep {
namespace {

Align turned(Align align) {
    return align == Align::start ? Align::end : align == Align::end ? Align::start : Align::middle;
}

/// The text with its arrows turned: on an inverted axis they point the other way.
std::string turned(const std::string& text, bool along_x, bool along_y) {
    if (!along_x && !along_y) return text;
    constexpr const char* pairs[][2] = {{"←", "→"}, {"↑", "↓"}};
    std::string result = text;
    for (std::size_t at = 0; at + 3 <= result.size(); ++at)
        for (int axis = 0; axis < 2; ++axis)
            for (int k = 0; k < 2 && (axis == 0 ? along_x : along_y); ++k)
                if (result.compare(at, 3, pairs[axis][k]) == 0) {
                    result.replace(at, 3, pairs[axis][1 - k]);
                    break;
                }
    return result;
}

} // namespace

std::optional<PlacedLabel> place_label(const Label& label, const Layout& layout, const Theme& theme, Canvas& canvas) {
    const Point anchor = layout.at(label.x, label.y);
    // It goes when its anchor does.
    if (!grown(layout.plot, 1).contains(anchor)) return std::nullopt;
    const bool turn_x = layout.x.descends(), turn_y = !layout.y.descends(); // pixels run down: y usually descends
    constexpr float usual_type = 9; // points, for which offsets are meant: they go with the type
    const float unit = layout.scale * theme.axis_size / usual_type;
    PlacedLabel placed;
    placed.size = (label.size > 0 ? label.size : theme.axis_size) * layout.scale;
    placed.at = {anchor.x + (turn_x ? -label.dx : label.dx) * unit, anchor.y + (turn_y ? label.dy : -label.dy) * unit};
    placed.horizontal = turn_x ? turned(label.horizontal) : label.horizontal;
    placed.vertical = turn_y ? turned(label.vertical) : label.vertical;
    placed.text = turned(label.text, turn_x, turn_y);
    const Point extent = canvas.measure(placed.text, placed.size, Weight::regular);
    Rect& box = placed.box = {aligned(placed.at.x, extent.x, placed.horizontal),
                              aligned(placed.at.y, extent.y, placed.vertical), extent.x, extent.y};
    if (label.from < label.to) {
        const float a = layout.x.pixel(label.from), b = layout.x.pixel(label.to);
        const float apart = 0.1f * placed.size; // a letter that touches a line is another letter
        if (box.x < std::min(a, b) + apart || box.right() > std::max(a, b) - apart) return std::nullopt;
    }
    const Rect& plot = layout.plot; // which cuts what reaches beyond: it moves in, where there is room
    if (extent.x <= plot.w && placed.at.x >= plot.x && placed.at.x <= plot.right()) {
        const float shift = box.x < plot.x ? plot.x - box.x : std::min(0.f, plot.right() - box.right());
        box.x += shift, placed.at.x += shift;
    }
    return placed;
}

std::vector<const Mark*> labels_left_out(const std::vector<Mark>& marks, const Layout& layout, const Theme& theme,
                                         Canvas& canvas) {
    std::vector<Rect> taken;
    std::vector<const Mark*> out;
    const auto letters = [](const Rect& box) { return Rect{box.x, box.y + 0.15f * box.h, box.w, 0.7f * box.h}; };
    const auto each_label = [&](bool yields, const auto& visit) {
        for (const Mark& mark : marks)
            if (const auto* label = std::get_if<Label>(&mark); label && label->yields == yields && layout.shows(mark))
                if (const auto placed = place_label(*label, layout, theme, canvas)) visit(mark, letters(placed->box));
    };
    const auto yields = [](const Mark& mark) {
        return std::holds_alternative<Label>(mark) && std::get<Label>(mark).yields;
    };
    if (std::none_of(marks.begin(), marks.end(), yields)) return out;
    each_label(false, [&](const Mark&, const Rect& box) { taken.push_back(box); });
    each_label(true, [&](const Mark& mark, const Rect& box) {
        if (std::any_of(taken.begin(), taken.end(), [&](const Rect& other) { return box.overlaps(other); }))
            out.push_back(&mark);
        else
            taken.push_back(box);
    });
    return out;
}

} // namespace halfstep
