#include "app/figure/cut_notes.h"

#include "app/base/number_text.h"
#include "app/figure/labels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace halfstep {

namespace {

constexpr float line = 12; ///< points, from note to note
constexpr float aside = 5, inwards = 2;
constexpr int most_rows = 16; ///< of notes on one edge, to step around what stands there

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

/// Which fraction of what the bars count lies beyond either end of the axis along which they stand.
struct Beyond {
    double below = 0, above = 0; ///< fractions of all of it
};

Beyond beyond(const Bars& bars, const AxisMap& along) {
    Beyond out;
    double all = 0;
    const std::size_t n = std::min(bars.height.size(), bars.edges.empty() ? 0 : bars.edges.size() - 1);
    for (std::size_t i = 0; i < n; ++i) {
        const double lo = bars.edges[i], hi = bars.edges[i + 1], height = bars.height[i];
        if (!std::isfinite(height * (hi - lo))) continue;
        all += height * (hi - lo);
        out.below += height * std::max(std::min(hi, along.lo) - lo, 0.0);
        out.above += height * std::max(hi - std::max(lo, along.hi), 0.0);
    }
    if (!(all > 0)) return {bars.below, bars.above};
    const double held = (1 - bars.below - bars.above) / all;
    return {bars.below + held * out.below, bars.above + held * out.above};
}

/// What is drawn in one ink of paths or points: how many leave the axis, and how far.
struct OutOfView {
    Ink ink;
    bool lines = false;
    std::size_t all = 0, above = 0, below = 0, beside = 0;
    /// Of what leaves and is finite; NaN: nothing is.
    double greatest = std::numeric_limits<double>::quiet_NaN(), least = greatest, greatest_x = 0, least_x = 0;
};

/// Gathers the notes of a figure.
class Notes {
public:
    Notes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics)
        : layout_(layout), x_(layout.x), y_(layout.y), theme_(theme), metrics_(metrics), told_x_(!figure.x.zoomed),
          told_y_(!figure.y.zoomed), plane_(figure.equal_aspect), marks_(figure.marks) {
        for (const std::vector<Mark>* marks : {&figure.marks, &figure.overlay})
            for (const Mark& mark : *marks)
                if (const auto* label = std::get_if<Label>(&mark); label && layout.shows(mark)) take(*label);
        for (const FrameText& text : layout.texts) taken_.push_back(text.box); // names beside their curves
    }

    std::vector<Label> labels;

    void add(const Bars& bars) {
        note_beyond(bars);
        const Cut cut = bars.horizontal ? cut_of(bars, y_, x_) : cut_of(bars, x_, y_);
        if (!cut.any || !(bars.horizontal ? told_x_ : told_y_)) return;
        Label label;
        label.text = as_operand(number_text(cut.height / bars.unit, 2)) + "×";
        if (!bars.unit_name.empty() && fits("↑ " + label.text + " " + bars.unit_name))
            label.text += " " + bars.unit_name;
        label.ink = bars.ink;
        label.ground = true; // beside it or not, bars reach up to it
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
        if (greatest < n && over(curve.y[greatest])) place(curve.ink, curve.x[greatest], curve.y[greatest], true);
        if (least < n && under(curve.y[least])) place(curve.ink, curve.x[least], curve.y[least], false);
    }

    /// Its upper and its lower edge, as curves say it; of the errors about a curve that curve speaks.
    void add(const Band& band) {
        const auto about = [&](const Mark& mark) {
            const auto* curve = std::get_if<Curve>(&mark);
            return curve && !curve->x.empty() && curve->ink.role == band.ink.role && curve->ink.index == band.ink.index;
        };
        if (std::any_of(marks_.begin(), marks_.end(), about)) return;
        Curve edge;
        edge.ink = band.ink;
        edge.ink.alpha = 1;
        edge.x = band.x;
        edge.y = band.hi;
        add(edge);
        edge.y = band.lo;
        add(edge);
    }

    /// In the plane a trail out of view is no more than a way round.
    void add(const Polylines& lines) {
        if (!told_y_ || plane_ || lines.length < 1) return;
        const auto length = static_cast<std::size_t>(lines.length);
        const bool shared = lines.x.size() == length;
        if (!shared && lines.x.size() < lines.y.size()) return;
        OutOfView& leaving = of(lines.ink, true);
        for (std::size_t first = 0; first + length <= lines.y.size(); first += length) {
            bool above = false, below = false;
            for (std::size_t i = 0; i < length; ++i) {
                const bool up = see(leaving, lines.x[shared ? i : first + i], lines.y[first + i], true);
                const bool down = see(leaving, lines.x[shared ? i : first + i], lines.y[first + i], false);
                above = above || up;
                below = below || down;
            }
            ++leaving.all;
            leaving.above += above ? 1 : 0;
            leaving.below += below ? 1 : 0;
        }
    }

    void add(const Points& points) {
        if (!told_x_ || !told_y_) return;
        OutOfView& leaving = of(points.ink, false);
        const std::size_t n = std::min(points.x.size(), points.y.size());
        for (std::size_t i = 0; i < n; ++i) {
            const bool above = see(leaving, points.x[i], points.y[i], true),
                       below = see(leaving, points.x[i], points.y[i], false);
            leaving.above += above ? 1 : 0;
            leaving.below += below ? 1 : 0;
            leaving.beside += points.x[i] < x_.lo || points.x[i] > x_.hi || above || below ? 1 : 0;
        }
        leaving.all += n;
    }

    /// Once all marks are seen: paths and points come in layers. Points on a curve that has said it need not say it
    /// again.
    void finish() {
        for (const OutOfView& leaving : leaving_) {
            const bool on_curve = !leaving.lines && std::any_of(marks_.begin(), marks_.end(), [&](const Mark& m) {
                const auto* curve = std::get_if<Curve>(&m);
                return curve && !curve->x.empty() && curve->ink.role == leaving.ink.role &&
                       curve->ink.index == leaving.ink.index;
            });
            if (on_curve) continue;
            const char* const noun = leaving.lines ? " paths" : " points";
            const std::string of_all = " of " + std::to_string(leaving.all) + noun;
            if (plane_) {
                if (leaving.beside > 0)
                    put(std::to_string(leaving.beside) + of_all + " outside", leaving.ink, x_.lo, true);
                continue;
            }
            if (leaving.above > 0)
                put("↑ " + std::to_string(leaving.above) + of_all + far(leaving.greatest), leaving.ink,
                    leaving.greatest_x, true);
            if (leaving.below > 0)
                put("↓ " + std::to_string(leaving.below) + of_all + far(leaving.least), leaving.ink, leaving.least_x,
                    false);
        }
    }

private:
    static constexpr double rounding = 1e-9; // of the axis, or on a log axis of its end

    bool over(double y) const { return y > y_.hi + rounding * (y_.scale == Scale::log10 ? y_.hi : y_.hi - y_.lo); }
    bool under(double y) const { return y < y_.lo - rounding * (y_.scale == Scale::log10 ? y_.lo : y_.hi - y_.lo); }

    OutOfView& of(const Ink& ink, bool lines) {
        for (OutOfView& one : leaving_)
            if (one.lines == lines && one.ink.role == ink.role && one.ink.index == ink.index) return one;
        leaving_.push_back({ink, lines});
        leaving_.back().ink.alpha = 1;
        return leaving_.back();
    }

    /// Whether a place that lies along x is above, or below, the axis.
    bool see(OutOfView& leaving, double x, double y, bool above) const {
        const bool along = x >= x_.lo && x <= x_.hi && (y_.scale == Scale::linear || y > 0);
        if (!along || !(above ? over(y) : under(y))) return false;
        if (!std::isfinite(y)) return true;
        double &most = above ? leaving.greatest : leaving.least, &at = above ? leaving.greatest_x : leaving.least_x;
        if (above ? y > most || !over(most) : y < most || !under(most)) {
            most = y;
            at = x;
        }
        return true;
    }

    static std::string far(double value) { return std::isfinite(value) ? ": " + number_text(value, 3) : ""; }

    void note_beyond(const Bars& bars) {
        constexpr double least = 1e-3; // below, it is the tail of a law that the axis holds nearly all of
        if (!(bars.unit > 0) || !(bars.horizontal ? told_y_ : told_x_)) return;
        const Beyond out = beyond(bars, bars.horizontal ? y_ : x_);
        const auto percent = [](double part) { return quantity_text(number_text(100 * part, 2), "%"); };
        const double tip = bars.base + 0.1 * bars.scale; // on their side of the base
        const double first = bars.edges.empty() ? x_.lo : bars.edges.front(),
                     last = bars.edges.empty() ? x_.hi : bars.edges.back();
        if (bars.horizontal) {
            if (out.above >= least) put_beyond({"↑ " + percent(out.above), bars.ink, tip, last}, true);
            if (out.below >= least) put_beyond({"↓ " + percent(out.below), bars.ink, tip, first}, false);
            return;
        }
        if (out.below >= least) put("← " + percent(out.below), bars.ink, std::max(first, x_.lo), true);
        if (out.above >= least) put(percent(out.above) + " →", bars.ink, std::min(last, x_.hi), true);
    }

    struct NoteBeyond {
        std::string text;
        Ink ink;
        double x, y; ///< on the axis along which the bars stand: where they end
    };
    /// On the edge of the plot, or, where the axis goes on behind the last bar, there: what no bar holds may be on it.
    void put_beyond(const NoteBeyond& note, bool above) {
        const double room = 0.06 * (y_.hi - y_.lo);
        if (above ? note.y > y_.hi - room : note.y < y_.lo + room) return put(note.text, note.ink, note.x, above);
        Label label;
        label.text = note.text;
        label.ink = note.ink;
        label.ground = true;
        label.x = note.x;
        label.y = note.y;
        label.horizontal = Align::middle;
        label.vertical = above ? Align::end : Align::start;
        for (int row = 0; row < most_rows; ++row) {
            label.dy = (above ? 1.0f : -1.0f) * (inwards + line * static_cast<float>(row));
            const auto placed = place_label(label, layout_, theme_, metrics_);
            const auto meets = [&](const Rect& other) { return placed->box.overlaps(other); };
            if (!placed || placed->box.y < layout_.plot.y || placed->box.bottom() > layout_.plot.bottom()) return;
            if (std::any_of(taken_.begin(), taken_.end(), meets)) continue;
            taken_.push_back(placed->box);
            labels.push_back(label);
            return;
        }
    }

    /// Beside the bars where there is more room; with little on either side, over them.
    void place_upright(Label& label, const Cut& cut) {
        constexpr double least_room = 0.35; // of the view
        const double left = cut.lo - x_.lo, right = x_.hi - cut.hi;
        const bool beside = std::max(left, right) > least_room * (x_.hi - x_.lo), rightwards = !beside || right > left;
        label.text = "↑ " + label.text;
        label.x = beside && rightwards ? cut.hi : std::max(cut.lo, x_.lo);
        label.horizontal = rightwards ? Align::start : Align::end;
        label.dx = rightwards ? aside : -aside;
        put_on_edge(label, true);
    }

    /// Above their tips, not beyond their base; those that would meet are stacked.
    void place_lying(Label& label, const Bars& bars, const Cut& cut) {
        const bool left = bars.scale < 0;
        const auto meets = [&](const PlacedNote& other) {
            return other.left == left && std::abs(other.at - cut.hi) < 0.1 * (y_.hi - y_.lo);
        };
        const auto before = std::find_if(lying_.rbegin(), lying_.rend(), meets);
        const PlacedNote place =
            before == lying_.rend() ? PlacedNote{left, cut.hi, 0} : PlacedNote{left, before->at, before->row + 1};
        lying_.push_back(place);
        label.text = left ? "← " + label.text : label.text + " →";
        label.x = left ? x_.lo : x_.hi;
        label.from = std::min(bars.base, label.x);
        label.to = std::max(bars.base, label.x);
        label.y = place.at;
        label.horizontal = left ? Align::start : Align::end;
        label.vertical = Align::end;
        label.dx = left ? inwards : -inwards;
        label.dy = 3 + line * static_cast<float>(place.row);
        labels.push_back(label);
    }

    void place(const Ink& ink, double x, double y, bool up) {
        const std::string text = (up ? "↑ " : "↓ ") + number_text(y, 3);
        const auto same = [&](const Label& other) { return other.text == text; };
        if (std::any_of(labels.begin(), labels.end(), same)) return; // measured and exact, say
        put(text, ink, x, up);
    }

    void put(const std::string& text, const Ink& ink, double x, bool up) {
        Label label;
        label.text = text;
        label.ink = ink;
        label.ground = true;
        const float at = x_.pixel(x), middle = (x_.pixel_lo + x_.pixel_hi) / 2;
        const bool rightwards = x_.descends() ? at > middle : at < middle;
        label.x = x;
        label.horizontal = rightwards ? Align::start : Align::end;
        label.dx = rightwards ? aside : -aside;
        put_on_edge(label, up);
    }

    void put_on_edge(Label& label, bool top) {
        int& row = top ? top_row_ : bottom_row_;
        label.y = top ? y_.hi : y_.lo;
        label.vertical = top ? Align::start : Align::end;
        std::optional<Rect> box;
        const auto is_taken = [&] {
            return box &&
                   std::any_of(taken_.begin(), taken_.end(), [&](const Rect& other) { return box->overlaps(other); });
        };
        do {
            label.dy = (top ? -1.0f : 1.0f) * (inwards + line * static_cast<float>(row++));
            const auto placed = place_label(label, layout_, theme_, metrics_);
            box = placed ? std::optional(placed->box) : std::nullopt;
        } while (row < most_rows && is_taken());
        const Rect& plot = layout_.plot;
        if (!fits(label.text) || !box || box->y < plot.y || box->bottom() > plot.bottom()) return; // no room
        taken_.push_back(*box);
        labels.push_back(label);
    }

    bool fits(const std::string& text) const {
        const float size = theme_.axis_size * layout_.scale;
        return metrics_.measure(text, size, Weight::regular).x <= layout_.plot.w;
    }

    void take(const Label& label) {
        if (const auto placed = place_label(label, layout_, theme_, metrics_)) taken_.push_back(placed->box);
    }

    struct PlacedNote {
        bool left;
        double at;
        int row;
    };
    const Layout& layout_;
    const AxisMap &x_, &y_;
    const Theme& theme_;
    Canvas& metrics_;
    std::vector<Rect> taken_; ///< by labels of the plot's own, names of curves, and notes
    bool told_x_, told_y_, plane_;
    const std::vector<Mark>& marks_;
    std::vector<OutOfView> leaving_;
    int top_row_ = 0, bottom_row_ = 0;
    std::vector<PlacedNote> lying_;
};

} // namespace

std::vector<Label> cut_notes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics) {
    Notes notes(figure, layout, theme, metrics);
    for (const Mark& mark : figure.marks)
        if (layout.shows(mark))
            std::visit(
                [&](const auto& m) {
                    if constexpr (requires { notes.add(m); }) notes.add(m);
                },
                mark);
    notes.finish();
    return std::move(notes.labels);
}

std::vector<Label> overlay_notes(const Figure& figure, const Layout& layout, const Theme& theme, Canvas& metrics) {
    Notes notes(figure, layout, theme, metrics);
    for (const Mark& mark : figure.overlay)
        if (const auto* curve = std::get_if<Curve>(&mark); curve && layout.shows(mark)) notes.add(*curve);
    return std::move(notes.labels);
}

} // namespace halfstep
