#include "app/plots/beside.h"

#include "app/base/text.h"
#include "app/plots/common.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace halfstep {
namespace {

void scale_span(std::optional<AxisView::Span>& span, double by) {
    if (span) span = AxisView::Span{span->lo * by, span->hi * by};
}

double time_ratio(const Run& from, const Run& to) {
    const double end = plots::t_end(from);
    return end > 0 ? plots::t_end(to) / end : 1;
}

PlotView with_time_scaled(PlotView view, double by) {
    scale_span(view.x.range, by);
    scale_span(view.x.locked, by);
    return view;
}

/// Of each sampler of the second the one of the first; those that have none come after them.
std::vector<int> indices_beside(const Run& first, const Run& second) {
    std::vector<int> indices;
    int next = static_cast<int>(first.samplers.size());
    for (int i = 0; i < static_cast<int>(second.samplers.size()); ++i) {
        const int before = sampler_before(i, first, second);
        indices.push_back(before >= 0 ? before : next++);
    }
    return indices;
}

void renumber(std::vector<Mark>& marks, const std::vector<int>& indices) {
    for (Mark& mark : marks)
        std::visit(
            [&](auto& one) {
                if constexpr (requires { one.ink; })
                    if (one.ink.role == Ink::sampler && one.ink.index < static_cast<int>(indices.size()))
                        one.ink.index = indices[static_cast<std::size_t>(one.ink.index)];
            },
            mark);
}

using RangeByHand = std::optional<AxisView::Span>;
const RangeByHand& range_by_hand(const AxisView& view) { return view.locked ? view.locked : view.range; }

/// What of a figure's curves and points lies lowest above 0 along x, or y; infinite: nothing does.
double least_above_zero(const Figure& figure, bool along_x) {
    double least = std::numeric_limits<double>::infinity();
    const auto take = [&](const auto& mark) {
        if constexpr (requires { mark.x.size() + mark.y.size(); })
            for (const double value : along_x ? mark.x : mark.y)
                if (value > 0) least = std::min(least, value);
    };
    for (const Mark& mark : figure.marks) std::visit(take, mark);
    return least;
}

/// One of two axes that are to be alike.
struct AxisBeside {
    Axis& axis;
    const RangeByHand& by_hand;
    double least; ///< above 0, of what is drawn
};

bool has_margin(const Axis& axis) { return axis.tick_lo < axis.tick_hi; }

void set_scale(const AxisBeside& of, Scale scale) {
    Axis& axis = of.axis;
    if (axis.scale == scale) return;
    axis.scale = scale;
    if (scale == Scale::linear || axis.lo > 0) return;
    constexpr double least_part = 1e-6; // of the greatest: what is lower is as good as zero
    axis.lo = std::max(least_part * axis.hi, 1 / plots::nice_ceil(1 / std::min(of.least, axis.hi)));
}

/// An axis takes the range by hand that had no place on the scale of its own.
void show_by_hand(const AxisBeside& of) {
    if (of.axis.zoomed) return;
    of.axis.lo = of.by_hand->lo;
    of.axis.hi = of.by_hand->hi;
    of.axis.tick_lo = of.axis.tick_hi = 0;
    of.axis.zoomed = true;
}

void make_alike(const AxisBeside& a, const AxisBeside& b, bool of_time) {
    const bool by_hand = a.by_hand && b.by_hand;
    const bool alike = a.axis.label == b.axis.label && !has_margin(a.axis) && !has_margin(b.axis);
    if (a.axis.scale != b.axis.scale && (alike || by_hand)) {
        const bool positive = by_hand ? a.by_hand->lo > 0 : a.axis.lo >= 0 && b.axis.lo >= 0;
        for (const AxisBeside& one : {a, b}) set_scale(one, positive ? Scale::log10 : Scale::linear);
    }
    if (a.axis.scale != b.axis.scale) return;
    if (by_hand && (a.axis.scale == Scale::linear || a.by_hand->lo > 0)) {
        for (const AxisBeside& one : {a, b}) show_by_hand(one);
    } else if (!of_time) {
        widen(a.axis, b.axis);
        widen(b.axis, a.axis);
    }
}

} // namespace

int sampler_before(int sampler, const Run& first, const Run& second) {
    for (const SamplerPair& pair : sampler_pairs(first.experiment(), second.experiment()))
        if (pair.second == sampler) return pair.first;
    return -1;
}

View view_beside(const View& view, const Run& first, const Run& second) {
    View other;
    other.level = level_at_share(view.level, first.process().steps(), second.process().steps());
    other.particle = view.particle;
    other.pinned = view.pinned < second.experiment().run.particles ? view.pinned : -1;
    other.points = view.points;
    other.notation = view.notation;
    other.reveal = view.reveal;
    other.split = view.split;
    other.split_by_itself = view.split_by_itself;
    other.on_stage = view.on_stage;
    other.time = view.time;
    scale_span(other.time, time_ratio(first, second));
    for (const SamplerPair& pair : sampler_pairs(first.experiment(), second.experiment())) {
        if (view.sampler == pair.first) other.sampler = pair.second;
        if (view.muted.has(pair.first)) other.muted.add(pair.second);
    }
    return other;
}

PlotView plot_view_beside(const PlotView& view, bool over_time, const Run& first, const Run& second) {
    return over_time ? with_time_scaled(view, time_ratio(first, second)) : view;
}

PlotView plot_view_before(const PlotView& view, bool over_time, const Run& first, const Run& second) {
    return over_time ? with_time_scaled(view, time_ratio(second, first)) : view;
}

void widen(Axis& axis, const Axis& other) {
    if (axis.scale != other.scale || axis.zoomed || other.zoomed) return;
    if (has_margin(axis)) { // ticks go on where it has none
        if (axis.tick_lo <= axis.lo) axis.tick_lo = std::min(axis.tick_lo, other.lo);
        if (axis.tick_hi >= axis.hi) axis.tick_hi = std::max(axis.tick_hi, other.hi);
    }
    axis.lo = std::min(axis.lo, other.lo);
    axis.hi = std::max(axis.hi, other.hi);
}

void widen(Figure& figure, const Axis& x, const Axis& y) {
    if (!over_time(figure)) widen(figure.x, x);
    widen(figure.y, y);
}

void share_axes(Figure& first, Figure& second, const PlotView& view, const PlotView& view_of_second) {
    const bool of_time = over_time(first);
    make_alike({first.x, range_by_hand(view.x), least_above_zero(first, true)},
               {second.x, range_by_hand(view_of_second.x), least_above_zero(second, true)}, of_time);
    make_alike({first.y, range_by_hand(view.y), least_above_zero(first, false)},
               {second.y, range_by_hand(view_of_second.y), least_above_zero(second, false)}, false);
}

std::vector<SamplerSpec> samplers_of_both(const Run& first, const Run& second) {
    std::vector<SamplerSpec> samplers = first.experiment().samplers;
    for (int i = 0; i < static_cast<int>(second.samplers.size()); ++i)
        if (sampler_before(i, first, second) < 0)
            samplers.push_back(second.experiment().samplers[static_cast<std::size_t>(i)]);
    return samplers;
}

bool stands_beside(const Plot& plot, const Run& run) {
    return run.comparison && !plot.compares && plot.applies(*run.comparison->second);
}

std::pair<Rect, Rect> places_beside(const Rect& place, bool keeps_aspect, float gap) {
    constexpr float wide = 1.9f; // times as wide as high: halves of that are no strips
    Rect a = place, b = place;
    if (keeps_aspect || place.w > wide * place.h) {
        a.w = b.w = (place.w - gap) / 2;
        b.x = place.x + a.w + gap;
    } else {
        a.h = b.h = (place.h - gap) / 2;
        b.y = place.y + a.h + gap;
    }
    return {a, b};
}

void join_samplers(Figure& figure, const Run& first, const Run& second) {
    const std::vector<int> indices = indices_beside(first, second);
    renumber(figure.marks, indices);
    renumber(figure.overlay, indices);
    for (Split::Panel& panel : figure.split.panels) panel.sampler = indices[static_cast<std::size_t>(panel.sampler)];
}

std::string title_beside(const Run& run, const std::string& plot, bool several) {
    const std::string &said = run.experiment().title, title = said.empty() ? "Untitled" : clean_text(said);
    return several ? plot + ": " + title : title;
}

std::pair<Figure, Figure> figures_beside(const Plot& plot, const Run& first, const View& view, const MakesSeen& make) {
    const Run& second = *first.comparison->second;
    View other = view_beside(view, first, second);
    Figure here = make(plot, first, view);
    const auto seen = view.plots.find(&plot);
    const PlotView as_seen = seen == view.plots.end() ? PlotView{} : seen->second;
    other.plots[&plot] = plot_view_beside(as_seen, over_time(here), first, second);
    Figure there = make(plot, second, other);
    share_axes(here, there, as_seen, other.plots[&plot]);
    join_samplers(there, first, second);
    return {std::move(here), std::move(there)};
}

std::vector<Figure> paper_figures_beside(const std::vector<const Plot*>& plots, const Run& first, const View& view,
                                         const MakesSeen& make) {
    std::vector<Figure> figures, singles;
    for (const Plot* plot : plots) {
        if (!stands_beside(*plot, first)) {
            singles.push_back(make(*plot, first, view));
            continue;
        }
        auto [here, there] = figures_beside(*plot, first, view, make);
        here.title = title_beside(first, here.title, plots.size() > 1);
        there.name += "-beside"; // in files of data
        there.title = title_beside(*first.comparison->second, there.title, plots.size() > 1);
        figures.push_back(std::move(here));
        figures.push_back(std::move(there));
    }
    std::move(singles.begin(), singles.end(), std::back_inserter(figures));
    return figures;
}

} // namespace halfstep
