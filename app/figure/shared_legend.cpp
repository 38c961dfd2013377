#include "app/figure/shared_legend.h"

#include "app/figure/mark_names.h"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace halfstep {
namespace {

struct EntryOfPlot {
    LegendRules::Entry entry;
    std::vector<const Mark*> marks{};
};

/// As layout() gathers them: the marks of a label, whose first says of what kind it is.
std::vector<EntryOfPlot> entries_of(const Figure& figure) {
    std::vector<EntryOfPlot> entries;
    const auto& panels = figure.split.panels;
    for (const Mark& mark : figure.marks) {
        const std::string label(label_of(mark));
        const int sampler = sampler_index(mark);
        const bool named =
            std::any_of(panels.begin(), panels.end(), [&](const auto& p) { return p.sampler == sampler; });
        if (label.empty() || (sampler >= 0 && named)) continue;
        const auto same = [&](const EntryOfPlot& e) { return e.entry.label == label && e.entry.sampler == sampler; };
        auto at = std::find_if(entries.begin(), entries.end(), same);
        if (at == entries.end()) at = entries.insert(at, {.entry = {label, sampler, mark.index()}});
        at->marks.push_back(&mark);
    }
    return entries;
}

/// What its picture in the legend needs, and no more.
Mark without_data(Mark mark) {
    std::visit(
        [](auto& m) {
            if constexpr (requires { m.x.clear(); }) m.x.clear();
            if constexpr (requires { m.y.clear(); }) m.y.clear();
            if constexpr (requires { m.dx.clear(); }) m.dx.clear(), m.dy.clear();
            if constexpr (requires { m.lo.clear(); }) m.lo.clear(), m.hi.clear();
            if constexpr (requires { m.edges.clear(); }) m.edges.clear(), m.height.clear();
            if constexpr (requires { m.value.clear(); }) m.value.clear(), m.columns = m.rows = 0;
            if constexpr (requires { m.length; }) m.length = 0;
            if constexpr (std::is_same_v<std::decay_t<decltype(m)>, Rule>)
                m.value = std::numeric_limits<double>::quiet_NaN();
        },
        mark);
    return mark;
}

} // namespace

SharedLegend shared_legend(const std::vector<Figure>& figures, int least) {
    std::vector<std::pair<EntryOfPlot, int>> counted; // in how many figures each is
    for (const Figure& figure : figures) {
        if (!figure.legend) continue;
        for (EntryOfPlot& one : entries_of(figure)) {
            const auto same = [&](const auto& other) { return other.first.entry == one.entry; };
            const auto at = std::find_if(counted.begin(), counted.end(), same);
            if (at == counted.end())
                counted.emplace_back(std::move(one), 1);
            else
                ++at->second;
        }
    }
    SharedLegend shared;
    for (const auto& [one, count] : counted) {
        if (count < least) continue;
        shared.entries.push_back(one.entry);
        if (one.entry.sampler >= 0) {
            Curve line;
            line.ink = {Ink::sampler, one.entry.sampler, 1};
            line.label = one.entry.label;
            shared.key.marks.emplace_back(std::move(line));
        } else {
            for (const Mark* mark : one.marks) shared.key.marks.push_back(without_data(*mark));
        }
    }
    return shared;
}

} // namespace halfstep
