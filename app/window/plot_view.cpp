#include "app/window/plot_view.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace halfstep {
namespace {

constexpr float least_pixels = 4; // a dragged box smaller than this was a click

/// The range that pixels `from`..`to` of an axis show; nothing if doubles can no longer tell its ends apart.
std::optional<PlotView::Span> span(const AxisMap& axis, float from, float to) {
    const double a = axis.value(from), b = axis.value(to), lo = std::min(a, b), hi = std::max(a, b);
    const double resolvable = 1e-9 * std::max(std::abs(lo), std::abs(hi));
    if (!std::isfinite(lo) || !std::isfinite(hi) || !(hi - lo > resolvable) || hi - lo > 1e12) return std::nullopt;
    return PlotView::Span{lo, hi};
}

void set(std::optional<PlotView::Span>& range, const std::optional<PlotView::Span>& next) {
    if (next) range = next; // at the limit of what can be shown, the view stays as it is
}

std::optional<PlotView::Span> zoomed(const AxisMap& axis, float at, float factor) {
    return span(axis, at + (axis.pixel_lo - at) * factor, at + (axis.pixel_hi - at) * factor);
}

template <class M>
const std::string& label_of(const M& mark) {
    static const std::string none;
    if constexpr (requires { mark.label; })
        return mark.label;
    else
        return none;
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
    return by_ink || (!label_of(mark).empty() && view.hides(label_of(mark)));
}

std::vector<int> hidden_samplers(const PlotView& view, const Figure& figure) {
    std::vector<int> samplers;
    for (const Mark& mark : figure.marks)
        std::visit(
            [&](const auto& one) {
                const Ink ink = ink_of(one);
                if (ink.role == Ink::sampler && view.hides(label_of(one))) samplers.push_back(ink.index);
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

bool PlotView::hides(const std::string& label) const {
    return std::find(hidden.begin(), hidden.end(), label) != hidden.end();
}

void PlotView::toggle(const std::string& label) {
    const auto at = std::find(hidden.begin(), hidden.end(), label);
    if (at == hidden.end())
        hidden.push_back(label);
    else
        hidden.erase(at);
}

void apply(const PlotView& view, Figure& figure) {
    if (view.x) figure.x.lo = view.x->lo, figure.x.hi = view.x->hi;
    if (view.y) figure.y.lo = view.y->lo, figure.y.hi = view.y->hi;
    if (view.x_scale) figure.x.scale = *view.x_scale;
    if (view.y_scale) figure.y.scale = *view.y_scale;
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

void zoom(PlotView& view, const Layout& layout, Point at, float factor, bool along_x, bool along_y) {
    if (along_x) set(view.x, zoomed(layout.x, at.x, factor));
    if (along_y) set(view.y, zoomed(layout.y, at.y, factor));
}

void pan(PlotView& view, const Layout& layout, Point by) {
    set(view.x, span(layout.x, layout.x.pixel_lo - by.x, layout.x.pixel_hi - by.x));
    set(view.y, span(layout.y, layout.y.pixel_lo - by.y, layout.y.pixel_hi - by.y));
}

void zoom_to(PlotView& view, const Layout& layout, Point a, Point b) {
    if (std::abs(a.x - b.x) < least_pixels || std::abs(a.y - b.y) < least_pixels) return;
    set(view.x, span(layout.x, a.x, b.x));
    set(view.y, span(layout.y, a.y, b.y));
}

std::optional<NearestPoint> nearest_point(const Figure& figure, const Layout& layout, Point mouse, float within) {
    Search search{layout, mouse, within, std::nullopt};
    for (const Mark& mark : figure.marks) {
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

} // namespace halfstep
