#include "app/figure/cut_notes.h"

#include "app/base/number_text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr float line = 12; ///< points, from note to note
constexpr float aside = 5, inwards = 2;

/// Bars that leave the plot on the side to which they grow.
struct Cut {
    bool any = false;
    double height = 0;     ///< of the highest
    double lo = 0, hi = 0; ///< what those that leave span
};

Cut cut_of(const Bars& bars, const AxisMap& along, const AxisMap& across) {
    Cut cut;
    if (!(bars.unit > 0) || bars.base < across.lo || bars.base > across.hi) return cut;
    const std::size_t n = std::min(bars.height.size(), bars.edges.empty() ? 0 : bars.edges.size() - 1);
    for (std::size_t i = 0; i < n; ++i) {
        const double tip = bars.base + bars.scale * bars.height[i];
        if ((tip >= across.lo && tip <= across.hi) || bars.edges[i + 1] < along.lo || bars.edges[i] > along.hi)
            continue;
        if (!cut.any) cut.lo = bars.edges[i];
        cut.hi = bars.edges[i + 1];
        cut.any = true;
        cut.height = std::max(cut.height, bars.height[i]);
    }
    return cut;
}

/// Gathers the notes of a figure.
class Notes {
public:
    Notes(const Figure& figure, const Layout& layout)
        : x_(layout.x), y_(layout.y), told_x_(!figure.x.zoomed), told_y_(!figure.y.zoomed) {}

    std::vector<Label> labels;

    void add(const Bars& bars) {
        const Cut cut = bars.horizontal ? cut_of(bars, y_, x_) : cut_of(bars, x_, y_);
        if (!cut.any || !(bars.horizontal ? told_x_ : told_y_)) return;
        Label label;
        label.text = as_operand(number_text(cut.height / bars.unit, 2)) + "\u00d7";
        if (!bars.unit_name.empty()) label.text += " " + bars.unit_name;
        label.ink = bars.ink;
        bars.horizontal ? place_lying(label, bars, cut) : place_upright(label, cut);
    }

    void add(const Curve& curve) {
        if (curve.quiet || !told_y_) return;
        const std::size_t n = std::min(curve.x.size(), curve.y.size());
        std::size_t least = n, greatest = n;
        for (std::size_t i = 0; i < n; ++i) {
            const bool shown = curve.x[i] >= x_.lo && curve.x[i] <= x_.hi && std::isfinite(curve.y[i]) &&
                               (y_.scale == Scale::linear || curve.y[i] > 0); // a log axis ends nowhere
            if (!shown) continue;
            if (least == n || curve.y[i] < curve.y[least]) least = i;
            if (greatest == n || curve.y[i] > curve.y[greatest]) greatest = i;
        }
        constexpr double rounding = 1e-9; // of the axis, or on a log axis of its end
        const bool log = y_.scale == Scale::log10;
        const double above = rounding * (log ? y_.hi : y_.hi - y_.lo), below = rounding * (log ? y_.lo : y_.hi - y_.lo);
        if (greatest < n && curve.y[greatest] > y_.hi + above) place(curve, greatest, true);
        if (least < n && curve.y[least] < y_.lo - below) place(curve, least, false);
    }

private:
    /// Beside the bars where there is more room; with little on either side, over them.
    void place_upright(Label& label, const Cut& cut) {
        constexpr double least_room = 0.35; // of the view
        const double left = cut.lo - x_.lo, right = x_.hi - cut.hi;
        const bool beside = std::max(left, right) > least_room * (x_.hi - x_.lo), rightwards = !beside || right > left;
        label.text = "\u2191 " + label.text;
        label.x = beside && rightwards ? cut.hi : std::max(cut.lo, x_.lo);
        label.horizontal = rightwards ? Align::start : Align::end;
        label.dx = rightwards ? aside : -aside;
        put_on_edge(label, true);
    }

    /// Above their tips, not beyond their base; those that would meet are stacked.
    void place_lying(Label& label, const Bars& bars, const Cut& cut) {
        const bool left = bars.scale < 0;
        const auto meets = [&](const Lying& other) {
            return other.left == left && std::abs(other.at - cut.hi) < 0.1 * (y_.hi - y_.lo);
        };
        const auto before = std::find_if(lying_.rbegin(), lying_.rend(), meets);
        const Lying place = before == lying_.rend() ? Lying{left, cut.hi, 0} : Lying{left, before->at, before->row + 1};
        lying_.push_back(place);
        label.text = left ? "\u2190 " + label.text : label.text + " \u2192";
        label.x = left ? x_.lo : x_.hi;
        label.from = std::min(bars.base, label.x);
        label.to = std::max(bars.base, label.x);
        label.y = place.at;
        label.horizontal = left ? Align::start : Align::end;
        label.vertical = Align::end;
        label.dy = 3 + line * static_cast<float>(place.row);
        labels.push_back(label);
    }

    void place(const Curve& curve, std::size_t i, bool up) {
        Label label;
        label.text = (up ? "\u2191 " : "\u2193 ") + number_text(curve.y[i], 3);
        label.ink = curve.ink;
        const auto same = [&](const Label& other) { return other.text == label.text; };
        if (std::any_of(labels.begin(), labels.end(), same)) return; // measured and exact, say
        const float at = x_.pixel(curve.x[i]), middle = (x_.pixel_lo + x_.pixel_hi) / 2;
        const bool rightwards = x_.descends() ? at > middle : at < middle;
        label.x = curve.x[i];
        label.horizontal = rightwards ? Align::start : Align::end;
        label.dx = rightwards ? aside : -aside;
        put_on_edge(label, up);
    }

    void put_on_edge(Label& label, bool top) {
        int& row = top ? top_row_ : bottom_row_;
        label.y = top ? y_.hi : y_.lo;
        label.vertical = top ? Align::start : Align::end;
        label.dy = (top ? -1.0f : 1.0f) * (inwards + line * static_cast<float>(row++));
        labels.push_back(label);
    }

    struct Lying {
        bool left;
        double at;
        int row;
    };
    const AxisMap &x_, &y_;
    bool told_x_, told_y_;
    int top_row_ = 0, bottom_row_ = 0;
    std::vector<Lying> lying_;
};

} // namespace

std::vector<Label> cut_notes(const Figure& figure, const Layout& layout) {
    Notes notes(figure, layout);
    for (const Mark& mark : figure.marks) {
        if (const auto* bars = std::get_if<Bars>(&mark)) notes.add(*bars);
        if (const auto* curve = std::get_if<Curve>(&mark)) notes.add(*curve);
    }
    return std::move(notes.labels);
}

} // namespace halfstep
