#include "app/figure/direct_labels.h"

#include "app/figure/legend_place.h"
#include "app/figure/mark_names.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace halfstep {
namespace {

constexpr float away_em = 0.35f; ///< of the axis type: from the curve to its name
constexpr float from_edge_em = 0.4f;
constexpr int looked_at = 24;        ///< places along the curve, on either side of its middle
constexpr float near_the_end = 0.5f; ///< of the plot's width: farther in a name says no more than a legend

/// A curve's highest and lowest pixel between two of x; empty where it is not there.
struct CurveSpan {
    float top = 0, bottom = 0;
};
std::optional<CurveSpan> span_between(const Curve& curve, const Layout& layout, float from, float to) {
    std::optional<CurveSpan> span;
    const auto see = [&](float y) {
        if (!std::isfinite(y)) return;
        if (!span) span = CurveSpan{y, y};
        span->top = std::min(span->top, y);
        span->bottom = std::max(span->bottom, y);
    };
    const std::size_t n = std::min(curve.x.size(), curve.y.size());
    for (std::size_t i = 0; i + 1 < n; ++i) {
        Point a = layout.at(curve.x[i], curve.y[i]), b = layout.at(curve.x[i + 1], curve.y[i + 1]);
        if (a.x > b.x) std::swap(a, b);
        if (!(b.x >= from && a.x <= to) || !(b.x > a.x)) continue;
        for (const float x : {std::max(a.x, from), std::min(b.x, to)}) see(a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y));
    }
    return span;
}

/// Where names may stand: what marks cover, and the names that have a place already.
struct NameRoom {
    const Layout& layout;
    Cover cover;
    float em;
    std::vector<Rect> taken{};
};

/// Where a name of this size has room, the nearer to an end of the curve the better.
std::optional<Rect> place_beside(const Curve& curve, Point size, const NameRoom& room) {
    const Rect& plot = room.layout.plot;
    const float em = room.em;
    const float left = plot.x + from_edge_em * em, right = plot.right() - from_edge_em * em - size.x;
    const float reach = std::min(near_the_end * plot.w, right - left);
    if (!(reach > 0)) return std::nullopt;
    for (int i = 0; i < looked_at; ++i) {
        const float by = reach * static_cast<float>(i) / looked_at;
        for (const float x : {right - by, left + by}) {
            const auto span = span_between(curve, room.layout, x, x + size.x);
            if (!span) continue;
            for (const float y : {span->top - away_em * em - size.y, span->bottom + away_em * em}) {
                const Rect box{x, y, size.x, size.y};
                const bool inside = y >= plot.y && box.bottom() <= plot.bottom();
                const Rect apart{x - em, y, size.x + 2 * em, size.y}; // two names on a line are two
                const auto meets = [&](const Rect& other) { return apart.overlaps(other); };
                if (inside && room.cover.free(box) && std::none_of(room.taken.begin(), room.taken.end(), meets))
                    return box;
            }
        }
    }
    return std::nullopt;
}

const Curve* curve_of_entry(const Figure& figure, const LegendRules::Entry& entry) {
    for (const Mark& mark : figure.marks)
        if (const auto* curve = std::get_if<Curve>(&mark);
            curve && curve->label == entry.label && sampler_index(mark) < 0 && curve->x.size() > 1)
            return curve;
    return nullptr;
}

} // namespace

std::vector<LegendRules::Entry> labels_to_place(const Figure& figure, const Layout& layout) {
    std::vector<LegendRules::Entry> wanted;
    for (const LegendEntry& entry : layout.legend) {
        if (entry.sampler >= 0 || entry.marks.empty()) continue;
        const LegendRules::Entry one{entry.label, -1, figure.marks[static_cast<std::size_t>(entry.marks[0])].index()};
        if (curve_of_entry(figure, one)) wanted.push_back(one);
    }
    return wanted;
}

std::vector<LegendRules::Entry> place_direct_labels(const Figure& figure, const std::vector<LegendRules::Entry>& wanted,
                                                    const Theme& theme, Canvas& metrics, Layout& layout) {
    const float em = theme.axis_size * layout.scale;
    NameRoom room{.layout = layout, .cover = cover_of(figure, layout, theme, metrics), .em = em};
    std::vector<LegendRules::Entry> placed;
    for (const LegendRules::Entry& entry : wanted) {
        const Curve* curve = curve_of_entry(figure, entry);
        if (!curve) continue;
        const Point size = metrics.measure(entry.label, em, Weight::regular);
        const auto box = place_beside(*curve, size, room);
        if (!box) continue;
        room.taken.push_back(*box);
        placed.push_back(entry);
        LegendEntry shown{.label = entry.label, .name = {}, .box = *box};
        for (std::size_t i = 0; i < figure.marks.size(); ++i) {
            const Mark& mark = figure.marks[i];
            if (label_of(mark) != entry.label || sampler_index(mark) >= 0) continue;
            if (shown.marks.empty()) shown.name = std::string(name_of(mark));
            if (shown.topic == Topic::none) shown.topic = topic_of(mark);
            shown.marks.push_back(static_cast<int>(i));
        }
        layout.legend.push_back(std::move(shown));
        layout.texts.push_back({.at = {box->x, box->y},
                                .text = entry.label,
                                .size = em,
                                .ink = curve->ink,
                                .vertical = Align::start,
                                .box = *box});
    }
    return placed;
}

} // namespace halfstep
