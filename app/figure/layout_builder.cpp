#include "app/figure/layout_builder.h"

#include "app/figure/direct_labels.h"
#include "app/figure/elide.h"
#include "app/figure/mark_names.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

// Lengths in points, or in ems or lines of the axis type where they go with the text.
constexpr float least_line_em = 1.25f; ///< from line to line; faces that ask for more get it
constexpr float label_gap_em = 0.8f;   ///< the least between two tick labels
constexpr float x_spacing_em = 4;      ///< the least between labelled ticks
constexpr float y_spacing_lines = 2.2f;
constexpr float y_tightest_lines = 1.3f;
constexpr int most_ticks = 10;
constexpr float x_tightest_em = 2.5f;
/// There is always room for labels up to this one, so that few of them make things move.
constexpr const char* usual_label = "−0.00";

/// An axis that can be shown, as near to the given one as possible.
Axis usable(Axis axis) {
    constexpr double far = 1e300, near = 1e-300; // beyond, doubles run out
    constexpr double narrowest = 1e-11;          // of the largest value: below, ticks and pixels are noise
    const bool log = axis.scale == Scale::log10;
    if (std::isnan(axis.lo) || std::isnan(axis.hi) || (log && !(std::max(axis.lo, axis.hi) > 0))) {
        axis.lo = log ? 0.1 : 0;
        axis.hi = log ? 10 : 1;
    }
    if (axis.lo > axis.hi) std::swap(axis.lo, axis.hi);
    if (log && !(axis.lo > 0)) axis.lo = axis.hi * 1e-6;
    axis.lo = std::clamp(axis.lo, log ? near : -far, far);
    axis.hi = std::clamp(axis.hi, log ? near : -far, far);
    const double largest = std::max(std::abs(axis.lo), std::abs(axis.hi));
    if (axis.hi - axis.lo > std::max(narrowest * largest, near)) return axis;
    if (log) {
        axis.lo /= 3;
        axis.hi *= 3;
    } else if (axis.lo == axis.hi || largest < 2 * near) {
        const double half = largest < 2 * near ? 0.5 : largest / 2;
        axis.lo -= half;
        axis.hi += half;
    } else { // zoomed in too far
        axis.hi = axis.lo + 2 * narrowest * largest;
    }
    return axis;
}

/// Labelled ticks at least `spacing` pixels apart, or, when that leaves hardly any, at least `tightest`.
std::vector<Tick> ticks_on(const Axis& axis, const AxisMap& map, float spacing, float tightest) {
    const bool limited = axis.tick_lo < axis.tick_hi;
    const double lo = limited ? std::max(map.lo, axis.tick_lo) : map.lo;
    const double hi = limited ? std::min(map.hi, axis.tick_hi) : map.hi;
    const float length = std::abs(map.pixel(hi) - map.pixel(lo));
    if (!(length > tightest)) return {};
    const int least = length > 2 * tightest ? 2 : 1;
    return make_ticks(lo, hi, map.scale, std::clamp(static_cast<int>(length / spacing), least, most_ticks),
                      std::min(static_cast<int>(length / tightest), most_ticks));
}

} // namespace

LayoutBuilder::LayoutBuilder(const Figure& figure_, const Theme& theme, Canvas& metrics_, Layout& out_)
    : figure(figure_), metrics(metrics_), out(out_), x(usable(figure_.x)), y(usable(figure_.y)), scale(out_.scale),
      em(theme.axis_size * out_.scale),
      line(std::max(metrics_.measure("0", em, Weight::regular).y, least_line_em * em)),
      title_size(theme.title_size * out_.scale), left(out_.outer.x + figure_pad * scale),
      top(out_.outer.y + figure_pad * scale), right(out_.outer.right() - figure_pad * scale),
      bottom(out_.outer.bottom() - figure_pad * scale) {
    caption_em = em;
    caption_line = line;
}

/// A caption may be set smaller, and the title above it.
void LayoutBuilder::take_caption_type(const FigureFrame& frame) {
    if (figure.caption.empty()) return;
    if (frame.title_size > 0) title_size = frame.title_size * em;
    if (frame.caption_size <= 0) return;
    caption_em = frame.caption_size * em;
    caption_line = std::max(metrics.measure("0", caption_em, Weight::regular).y, least_line_em * caption_em);
}

void LayoutBuilder::place_x_label() {
    if (x.label.empty()) return;
    bottom -= line; // placed once the plot's middle is known
}

void LayoutBuilder::map_axes() {
    const Rect& plot = out.plot;
    out.x = {x.lo, x.hi, x.scale, plot.x, plot.right()};
    out.y = {y.lo, y.hi, y.scale, plot.bottom(), plot.y};
    if (x.inverted) std::swap(out.x.pixel_lo, out.x.pixel_hi);
    if (y.inverted) std::swap(out.y.pixel_lo, out.y.pixel_hi);
    if (!figure.equal_aspect || x.scale != Scale::linear || y.scale != Scale::linear) return;
    const double unit = std::max((x.hi - x.lo) / plot.w, (y.hi - y.lo) / plot.h); // data units per pixel, both axes
    const double grow_x = (unit * plot.w - (x.hi - x.lo)) / 2, grow_y = (unit * plot.h - (y.hi - y.lo)) / 2;
    out.x.lo -= grow_x;
    out.x.hi += grow_x;
    out.y.lo -= grow_y;
    out.y.hi += grow_y;
}

std::vector<Tick> LayoutBuilder::y_ticks() {
    return y.ticks ? ticks_on(y, out.y, y_spacing_lines * line, y_tightest_lines * line) : std::vector<Tick>();
}

/// Below its tick, or as near as the figure's edge lets it be.
float LayoutBuilder::x_label_middle(const Tick& tick, float half) const {
    return std::max(std::min(out.x.pixel(tick.value), out.outer.right() - half), out.outer.x + half);
}

/// Fewer ticks until their labels stand clear of each other; when not even one step does, some lose their label.
std::vector<Tick> LayoutBuilder::x_ticks() {
    if (!x.ticks) return {};
    const float gap = label_gap_em * em;
    const auto crowded = [&](std::vector<Tick>& ticks, bool remove) {
        const float sign = out.x.descends() ? -1.0f : 1.0f; // ticks ascend in value
        float last_end = -1e9f;
        for (Tick& tick : ticks) {
            if (tick.label.empty()) continue;
            const float half = steady_width(tick.label) / 2, at = sign * x_label_middle(tick, half);
            if (at - half >= last_end + gap) {
                last_end = at + half;
            } else if (remove) {
                tick.label.clear();
            } else {
                return true;
            }
        }
        return false;
    };
    std::vector<Tick> ticks;
    const float least = std::max(x_spacing_em * em, width(usual_label) + gap);
    const float tightest = x_tightest_em * em / least;
    for (float spacing = least; spacing < 2 * out.plot.w; spacing *= 1.25f) {
        ticks = ticks_on(x, out.x, spacing, tightest * spacing);
        if (ticks.empty()) break;
        if (!crowded(ticks, false)) return ticks;
    }
    ticks = ticks_on(x, out.x, out.plot.w / 2, 1);
    crowded(ticks, true);
    return ticks;
}

/// Left of the plot, for the labels that its axis has so far; there is always room for the usual ones.
float LayoutBuilder::y_tick_room() {
    if (!y.ticks) return 0;
    float widest = steady_width(usual_label);
    for (const Tick& tick : out.y_ticks) widest = std::max(widest, steady_width(tick.label));
    return widest + tick_gap * scale;
}

void LayoutBuilder::place_plot(float least_margin) {
    // The topmost tick label may stand half above the plot.
    const float above = (y.ticks ? 0.4f * em : 0) + row_gap * scale;
    const float below = x.ticks ? tick_gap * scale + line : 0;
    // The last x label reaches beyond the plot by half of itself.
    const float beside = (x.ticks ? em : 0) + color_bar_room();
    float margin = y_tick_room();
    margin = std::max(margin, out.outer.x + least_margin - left);
    // The margin follows from labels that follow from a view that follows from the margin: two passes settle it.
    for (int pass = 0; pass < 3; ++pass) {
        out.plot = {left + margin, top + above, std::max(right - left - margin - beside, 1.0f),
                    std::max(bottom - top - above - below, 1.0f)};
        map_axes();
        out.y_ticks = y_ticks();
        if (y_tick_room() <= margin || !y.ticks) break;
        margin = y_tick_room();
    }
    out.x_ticks = x_ticks();
    place_color_bar();
}

void LayoutBuilder::put_x_tick_labels() {
    const Ink ink{Ink::muted, 0, 1};
    const Rect& plot = out.plot;
    const float gap = tick_gap * scale;
    for (const Tick& tick : out.x_ticks) {
        if (tick.label.empty()) continue;
        const float at = x_label_middle(tick, steady_width(tick.label) / 2);
        put({.at = {at, plot.bottom() + gap},
             .text = tick.label,
             .size = em,
             .ink = ink,
             .horizontal = Align::middle,
             .vertical = Align::start});
    }
}

void LayoutBuilder::put_y_tick_labels() {
    const Ink ink{Ink::muted, 0, 1};
    const Rect& plot = out.plot;
    const float gap = tick_gap * scale;
    for (const Tick& tick : out.y_ticks) {
        if (tick.label.empty()) continue;
        put({.at = {plot.x - gap, out.y.pixel(tick.value)},
             .text = tick.label,
             .size = em,
             .ink = ink,
             .horizontal = Align::end});
    }
}

/// Below all, its middle as near to `middle` as the edges let it be.
void LayoutBuilder::put_x_label(float middle) {
    if (x.label.empty()) return;
    const std::string label = elided(x.label, em, Weight::regular, free_width(), metrics);
    const float half = width(label) / 2, least = left + half, most = right - half;
    const float at = std::max(std::min(middle, most), least);
    put({.at = {at, bottom},
         .text = label,
         .size = em,
         .ink = {Ink::muted, 0, 1},
         .horizontal = Align::middle,
         .vertical = Align::start});
}

void LayoutBuilder::place_tick_labels() {
    put_x_tick_labels();
    put_y_tick_labels();
    put_x_label(out.plot.x + out.plot.w / 2);
}

bool Layout::shows(const Mark& mark) const {
    const int sampler = only < 0 ? -1 : sampler_index(mark);
    return sampler < 0 || sampler == only;
}

namespace {

enum class LegendSide { above, in_plot, beside };

/// With the legend there, or, where it has no room in the plot or beside it, without one.
Layout laid_out(const Figure& figure, const FigureFrame& frame, LegendSide side, const Theme& theme, Canvas& metrics) {
    Layout result;
    result.outer = frame.outer;
    result.scale = frame.scale;
    LayoutBuilder builder(figure, theme, metrics, result);
    builder.rules = frame.legend;
    builder.most_words = frame.most_words;
    builder.least_header = frame.least_header;
    builder.caption_rows = frame.caption_rows;
    builder.take_caption_type(frame);
    if (side == LegendSide::above) builder.collect_legend();
    builder.place_title();
    builder.place_y_label_and_legend();
    builder.place_x_label();
    const float column = side == LegendSide::beside ? builder.reserve_legend_beside() : 0;
    if (figure.split.panels.empty()) {
        builder.place_plot(frame.least_margin);
        builder.place_tick_labels();
    } else {
        builder.place_panels(theme, frame.least_margin);
    }
    if (side == LegendSide::above) return result;
    if (side == LegendSide::in_plot) builder.collect_legend();
    if (side == LegendSide::in_plot ? !builder.put_legend_in_plot(theme) : !builder.put_legend_beside(column))
        result.legend.clear();
    return result;
}

/// With names of curves beside them, where there is room, and the other entries in rows.
Layout laid_out_directly(const Figure& figure, FigureFrame frame, const Theme& theme, Canvas& metrics) {
    const Layout all = laid_out(figure, frame, LegendSide::above, theme, metrics);
    std::vector<LegendRules::Entry> wanted = labels_to_place(figure, all);
    if (const auto& only = frame.legend.beside)
        std::erase_if(wanted,
                      [&](const auto& one) { return std::find(only->begin(), only->end(), one) == only->end(); });
    const std::vector<LegendRules::Entry> elsewhere = frame.legend.elsewhere;
    for (int pass = 0; pass < 2 && !wanted.empty(); ++pass) { // what has no room takes some, in a row
        frame.legend.elsewhere = elsewhere;
        frame.legend.elsewhere.insert(frame.legend.elsewhere.end(), wanted.begin(), wanted.end());
        Layout result = laid_out(figure, frame, LegendSide::above, theme, metrics);
        const auto placed = place_direct_labels(figure, wanted, theme, metrics, result);
        result.beside = placed;
        if (placed.size() == wanted.size()) return result;
        wanted = placed;
    }
    return all;
}

} // namespace

Layout layout(const Figure& figure, const FigureFrame& frame, const Theme& theme, Canvas& metrics) {
    if (frame.legend.inside && figure.legend && figure.split.panels.empty()) {
        Layout inside = laid_out(figure, frame, LegendSide::in_plot, theme, metrics);
        if (!inside.legend.empty()) return inside;
    }
    if (frame.legend.most_width > 0 && figure.legend) {
        Layout beside = laid_out(figure, frame, LegendSide::beside, theme, metrics);
        if (!beside.legend.empty()) return beside;
    }
    if (frame.legend.direct && figure.direct && figure.legend && figure.split.panels.empty())
        return laid_out_directly(figure, frame, theme, metrics);
    return laid_out(figure, frame, LegendSide::above, theme, metrics);
}

Layout legend_layout(const Figure& figure, const FigureFrame& frame, const Theme& theme, Canvas& metrics) {
    Layout result;
    result.outer = frame.outer;
    result.scale = frame.scale;
    LayoutBuilder builder(figure, theme, metrics, result);
    builder.rules = frame.legend;
    builder.collect_legend();
    builder.put_legend(builder.flow_legend(builder.free_width()), builder.left);
    result.outer.h = result.legend.empty() ? 0 : builder.top - frame.outer.y;
    return result;
}

} // namespace halfstep
