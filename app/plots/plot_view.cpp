#include "app/plots/plot_view.h"

#include "app/base/number_text.h"
#include "app/figure/mark_names.h"
#include "app/plots/remarks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace halfstep {
namespace {

constexpr float least_pixels = 4; // a dragged box smaller than this was a click

/// The range that pixels `from`..`to` of an axis show; nothing if doubles can no longer tell its ends apart.
std::optional<AxisView::Span> span(const AxisMap& axis, float from, float to) {
    const double a = axis.value(from), b = axis.value(to), lo = std::min(a, b), hi = std::max(a, b);
    const double resolvable = 1e-9 * std::max(std::abs(lo), std::abs(hi));
    if (!std::isfinite(lo) || !std::isfinite(hi) || !(hi - lo > resolvable) || hi - lo > 1e12) return std::nullopt;
    return AxisView::Span{lo, hi};
}

void set(AxisView& axis, const std::optional<AxisView::Span>& next) {
    if (next && !axis.locked) axis.range = next; // at the limit of what can be shown, the view stays as it is
}

std::optional<AxisView::Span> zoomed(const AxisMap& axis, float at, float factor) {
    return span(axis, at + (axis.pixel_lo - at) * factor, at + (axis.pixel_hi - at) * factor);
}

template <class M>
const std::string& own_label(const M& mark) {
    static const std::string none;
    if constexpr (requires { mark.label; })
        return mark.label;
    else
        return none;
}

/// What the view calls its entry of the legend; empty: it has none.
template <class M>
const std::string& entry_name(const M& mark) {
    if constexpr (requires { mark.name; })
        return mark.label.empty() || mark.name.empty() ? mark.label : mark.name;
    else
        return own_label(mark);
}

template <class M>
Ink ink_of(const M& mark) {
    if constexpr (requires { mark.ink; })
        return mark.ink;
    else
        return {};
}

/// Takes what a mark draws out of it and leaves its legend entry, faded.
template <class M>
void empty(M& mark) {
    if constexpr (requires { mark.ink; }) mark.ink.alpha *= 0.25f;
    if constexpr (requires { mark.x.clear(); }) mark.x.clear();
    if constexpr (requires { mark.y.clear(); }) mark.y.clear();
    if constexpr (requires { mark.dx.clear(); }) mark.dx.clear(), mark.dy.clear();
    if constexpr (requires { mark.lo.clear(); }) mark.lo.clear(), mark.hi.clear();
    if constexpr (requires { mark.edges.clear(); }) mark.edges.clear(), mark.height.clear();
    if constexpr (requires { mark.value.clear(); }) mark.value.clear(), mark.columns = mark.rows = 0;
    if constexpr (requires { mark.length; }) mark.length = 0;
    if constexpr (requires { mark.text.clear(); }) mark.text.clear();
    if constexpr (std::is_same_v<M, Rule>) mark.value = std::numeric_limits<double>::quiet_NaN();
}

/// Whether a mark belongs to a hidden entry: by its label, or, for what a sampler draws without one, by its colour.
template <class M>
bool is_hidden(const M& mark, const PlotView& view, const std::vector<int>& samplers) {
    const Ink ink = ink_of(mark);
    const bool by_ink = ink.role == Ink::sampler && std::count(samplers.begin(), samplers.end(), ink.index) > 0;
    return by_ink || (!entry_name(mark).empty() && view.hides(entry_name(mark)));
}

std::vector<int> hidden_samplers(const PlotView& view, const Figure& figure) {
    std::vector<int> samplers;
    for (const Mark& mark : figure.marks)
        std::visit(
            [&](const auto& one) {
                const Ink ink = ink_of(one);
                if (ink.role == Ink::sampler && view.hides(entry_name(one))) samplers.push_back(ink.index);
            },
            mark);
    return samplers;
}

/// Offers one drawn point to the search.
struct Search {
    const Layout& layout;
    Point mouse;
    float best;
    std::optional<NearestPoint> found;

    void offer(double x, double y, const std::string& label, const Ink& ink) {
        const Point p = layout.at(x, y);
        const float distance = std::hypot(p.x - mouse.x, p.y - mouse.y);
        if (!(distance < best)) return;
        best = distance;
        found = NearestPoint{p, x, y, label, ink};
    }
};

} // namespace

namespace {

/// The remark behind an entry's name comes and goes with time: the entry is the same one.
std::string without_remark(const std::string& name) {
    const std::string remark = plots::averages_remark;
    return name.ends_with(remark) ? name.substr(0, name.size() - remark.size()) : name;
}

} // namespace

bool PlotView::hides(const std::string& name) const {
    return std::find(hidden.begin(), hidden.end(), without_remark(name)) != hidden.end();
}

void PlotView::toggle(const std::string& entry) {
    const std::string name = without_remark(entry);
    const auto at = std::find(hidden.begin(), hidden.end(), name);
    if (at == hidden.end())
        hidden.push_back(name);
    else
        hidden.erase(at);
}

namespace {

/// A margin that carries other marks has no ticks, as long as the range is a part of the axis and not all margin.
void show_range(Axis& axis, double lo, double hi) {
    const bool within = lo >= axis.lo && hi <= axis.hi && hi > axis.tick_lo && lo < axis.tick_hi;
    if (!within) axis.tick_lo = axis.tick_hi = 0; // no limits
    axis.lo = lo;
    axis.hi = hi;
}

void apply(const AxisView& view, Axis& axis) {
    if (view.scale) axis.scale = *view.scale;
    const auto& range = view.locked ? view.locked : view.range;
    const bool has_place = range && (axis.scale != Scale::log10 || range->lo > 0);
    if (has_place) {
        show_range(axis, range->lo, range->hi);
        axis.zoomed = true;
    }
    if (view.inverted) axis.inverted = !axis.inverted;
}

} // namespace

/// What is neither the entry under the mouse nor of its colour steps back. Heat maps, the ground of all, stay.
void highlight(const std::string& label, Figure& figure) {
    if (label.empty()) return;
    constexpr float behind = 0.2f;
    std::vector<Ink> inks; // of the entry
    for (const Mark& mark : figure.marks)
        std::visit(
            [&](const auto& one) {
                if (own_label(one) == label) inks.push_back(ink_of(one));
            },
            mark);
    const auto of_entry = [&](const Ink& ink) {
        return std::any_of(inks.begin(), inks.end(),
                           [&](const Ink& other) { return other.role == ink.role && other.index == ink.index; });
    };
    for (Mark& mark : figure.marks)
        std::visit(
            [&](auto& one) {
                if constexpr (requires { one.ink; })
                    if (own_label(one) != label && (!own_label(one).empty() || !of_entry(one.ink)))
                        one.ink.alpha *= behind;
            },
            mark);
}

void apply(const PlotView& view, Figure& figure) {
    apply(view.x, figure.x);
    apply(view.y, figure.y);
    figure.legend = figure.legend && view.legend;
    if (view.hidden.empty()) return;
    const std::vector<int> samplers = hidden_samplers(view, figure);
    for (std::vector<Mark>* marks : {&figure.marks, &figure.overlay})
        for (Mark& mark : *marks)
            std::visit(
                [&](auto& one) {
                    if (is_hidden(one, view, samplers)) empty(one);
                },
                mark);
}

void remove_hidden(const PlotView& view, Figure& figure) {
    const std::vector<int> samplers = hidden_samplers(view, figure);
    const auto hidden = [&](const Mark& mark) {
        return std::visit([&](const auto& one) { return is_hidden(one, view, samplers); }, mark);
    };
    for (std::vector<Mark>* marks : {&figure.marks, &figure.overlay})
        marks->erase(std::remove_if(marks->begin(), marks->end(), hidden), marks->end());
}

void mute(const SamplerSet& muted, Figure& figure) {
    if (muted.empty()) return;
    for (std::vector<Mark>* marks : {&figure.marks, &figure.overlay})
        for (Mark& mark : *marks)
            if (muted.has(sampler_index(mark))) std::visit([](auto& one) { empty(one); }, mark);
}

void remove_muted(const SamplerSet& muted, std::vector<Mark>& marks) {
    std::erase_if(marks, [&](const Mark& mark) { return muted.has(sampler_index(mark)); });
}

std::vector<Mark> ghost_of(const Figure& figure) {
    constexpr float faint = 0.3f;
    std::vector<Mark> ghost;
    for (const Mark& mark : figure.marks) {
        if (const auto* curve = std::get_if<Curve>(&mark); curve && !curve->x.empty()) {
            Curve trace = *curve;
            trace.label.clear();
            trace.quiet = true;
            trace.lanes = 1;
            trace.ink.alpha *= faint;
            ghost.emplace_back(std::move(trace));
        } else if (const auto* bars = std::get_if<Bars>(&mark); bars && !bars->height.empty()) {
            Bars trace = *bars;
            trace.label.clear();
            trace.unit = 0;
            trace.ink.alpha *= faint;
            ghost.emplace_back(std::move(trace));
        }
    }
    return ghost;
}

void put_on_paper(const PlotView& view, bool with_overlay, Figure& figure) {
    if (with_overlay) figure.marks.insert(figure.marks.end(), figure.overlay.begin(), figure.overlay.end());
    figure.overlay.clear();
    remove_hidden(view, figure);
    apply(view, figure);
}

void keep_scale(Axis& next, const Axis& shown) {
    if (next.label != shown.label || next.scale == shown.scale) return;
    if (shown.scale == Scale::log10 && !(next.hi > 0)) return; // nothing of it has a place there
    next.scale = shown.scale;
    constexpr double least_part = 1e-3; // of what is shown, where a linear axis began at zero or below
    if (next.scale == Scale::log10 && !(next.lo > 0)) next.lo = std::min(shown.lo, least_part * next.hi);
    if (next.scale == Scale::linear && shown.lo <= 0) next.lo = std::min(shown.lo, next.lo);
}

void keep_range(Axis& next, const Axis& shown) {
    const bool log = shown.scale == Scale::log10;
    const double outgrown =
        log ? 1.1 : 1.3; // of the length of what is shown: what is out of view for a moment is not missed
    constexpr double small_part = 0.4;
    if (next.label != shown.label) return;
    const auto place = [&](double value) { return log ? std::log10(std::max(value, shown.lo * 1e-3)) : value; };
    const double lo = place(shown.lo), length = place(shown.hi) - lo, over = (outgrown - 1) * length;
    const double next_lo =
        log && !(next.lo > 0) ? lo : place(next.lo); // from zero on: the log axis has no place for that
    const double next_hi = place(next.hi);
    const bool inside = next_lo >= lo - over && next_hi <= lo + length + over;
    if (!inside || next_hi - next_lo > outgrown * length || next_hi - next_lo < small_part * length) return;
    // Ticks end where a margin begins that carries other marks, and on no other side.
    const bool limited = next.tick_lo < next.tick_hi;
    if (limited && next.tick_lo <= next.lo) next.tick_lo = std::min(next.tick_lo, shown.lo);
    if (limited && next.tick_hi >= next.hi) next.tick_hi = std::max(next.tick_hi, shown.hi);
    next.lo = shown.lo;
    next.hi = shown.hi;
    next.scale = shown.scale;
}

bool has_cursor_range(const Figure& made) { return made.x.now_lo < made.x.now_hi || made.y.now_lo < made.y.now_hi; }

void fit_to_cursor(const Figure& made, PlotView& view) {
    if (made.x.now_lo < made.x.now_hi) set(view.x, AxisView::Span{made.x.now_lo, made.x.now_hi});
    if (made.y.now_lo < made.y.now_hi) set(view.y, AxisView::Span{made.y.now_lo, made.y.now_hi});
}

void lock(AxisView& axis, const AxisMap& shown, bool on) {
    if (on)
        axis.locked = AxisView::Span{shown.lo, shown.hi};
    else
        axis.locked.reset();
}

void zoom(PlotView& view, const Layout& layout, Point at, float factor, Along along) {
    if (along.x) set(view.x, zoomed(layout.x, at.x, factor));
    if (along.y) set(view.y, zoomed(layout.y, at.y, factor));
}

void pan(PlotView& view, const Layout& layout, Point by) {
    if (by.x != 0) set(view.x, span(layout.x, layout.x.pixel_lo - by.x, layout.x.pixel_hi - by.x));
    if (by.y != 0) set(view.y, span(layout.y, layout.y.pixel_lo - by.y, layout.y.pixel_hi - by.y));
}

Rect zoom_box(const PlotView& view, const Layout& layout, Point a, Point b) {
    Rect box{std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
    if (view.x.locked) box.x = layout.plot.x, box.w = layout.plot.w;
    if (view.y.locked) box.y = layout.plot.y, box.h = layout.plot.h;
    const bool useless = view.x.locked && view.y.locked;
    return useless || box.w < least_pixels || box.h < least_pixels ? Rect{box.x, box.y, 0, 0} : box;
}

void zoom_to(PlotView& view, const Layout& layout, Point a, Point b) {
    const Rect box = zoom_box(view, layout, a, b);
    if (box.w <= 0) return;
    set(view.x, span(layout.x, box.x, box.right()));
    set(view.y, span(layout.y, box.y, box.bottom()));
}

bool keeps_aspect(const Figure& figure) {
    return figure.equal_aspect && figure.x.scale == Scale::linear && figure.y.scale == Scale::linear;
}

bool over_time(const Figure& figure) { return figure.x.label == "t" || figure.x.label.starts_with("t = "); }

std::optional<NearestPoint> nearest_point(const Figure& figure, const Layout& layout, Point mouse, float within) {
    Search search{layout, mouse, within, std::nullopt};
    for (const Mark& mark : figure.marks) {
        if (!layout.shows(mark)) continue;
        if (const Curve* curve = std::get_if<Curve>(&mark))
            for (std::size_t i = 0; i < curve->x.size(); ++i)
                search.offer(curve->x[i], curve->y[i], curve->label, curve->ink);
        if (const Points* points = std::get_if<Points>(&mark))
            for (std::size_t i = 0; i < points->x.size(); ++i)
                search.offer(points->x[i], points->y[i], points->label, points->ink);
        if (const Polylines* lines = std::get_if<Polylines>(&mark))
            for (std::size_t i = 0; i < lines->y.size(); ++i)
                search.offer(lines->x[i % lines->x.size()], lines->y[i], lines->label, lines->ink);
    }
    return search.found;
}

std::string value_text(const AxisMap& axis, float pixel) {
    const double value = axis.value(pixel), step = std::abs(axis.value(pixel + 1) - value);
    if (!std::isfinite(value) || !std::isfinite(step) || step <= 0) return "";
    const double decade_of_step = std::floor(std::log10(step)), size = std::max(std::abs(value), step);
    const bool plain = size < 1e5 && decade_of_step >= -5;
    if (plain) return fixed_text(value, std::max(0, static_cast<int>(-decade_of_step)));
    return number_text(value, std::clamp(static_cast<int>(std::floor(std::log10(size)) - decade_of_step) + 1, 1, 15));
}

} // namespace halfstep
