#include "app/plots/beside.h"

#include "app/base/text.h"
#include "app/plots/common.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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
    axis.lo = std::min(axis.lo, other.lo);
    axis.hi = std::max(axis.hi, other.hi);
}

void widen(Figure& figure, const Axis& x, const Axis& y) {
    if (!over_time(figure)) widen(figure.x, x);
    widen(figure.y, y);
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
    if (seen != view.plots.end()) other.plots[&plot] = plot_view_beside(seen->second, over_time(here), first, second);
    Figure there = make(plot, second, other);
    const Axis x = here.x, y = here.y;
    widen(here, there.x, there.y);
    widen(there, x, y);
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
