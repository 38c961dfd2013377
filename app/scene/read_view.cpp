// [view].

#include "app/scene/read_keys.h"
#include "app/scene/view_keys.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const Plot& plot_named(const TableReader& table, std::string_view key, const std::string& name) {
    if (const Plot* plot = find_plot(name)) return *plot;
    std::vector<std::string_view> names;
    for (const Plot& plot : all_plots()) names.push_back(plot.name);
    table.fail(key, "is no plot" + did_you_mean(name, names) + "; allowed: " + join(names));
}

/// [from, to]; nothing where the table does not say.
std::optional<AxisView::Span> read_span(const TableReader& table, std::string_view key) {
    if (!table.has(key)) return std::nullopt;
    std::vector<double> ends;
    table.get(key, ends);
    const bool two = ends.size() == 2;
    const double size = two ? std::max(std::abs(ends[0]), std::abs(ends[1])) : 0;
    const double length = two ? ends[1] - ends[0] : 0;
    if (!(length >= SpanLimits::shortest) || !(size <= SpanLimits::most) || !(length > SpanLimits::finest * size))
        table.fail(key, "is no range; allowed: [from, to], from < to, each " + number(-SpanLimits::most) + " to " +
                            number(SpanLimits::most) + ", as [0.0, 1.0]");
    return AxisView::Span{ends[0], ends[1]};
}

void read_axis(const TableReader& table, const std::string& axis, AxisView& view) {
    const std::string locked = axis + "_locked", scale = axis + "_scale";
    view.range = read_span(table, axis);
    bool is_locked = false;
    table.get(locked, is_locked);
    if (is_locked && !view.range) table.fail(locked, "does not say where; allowed: beside " + axis + " = [from, to]");
    if (is_locked) view.locked = std::exchange(view.range, std::nullopt);
    if (!table.has(scale)) return;
    std::string name;
    table.get(scale, name);
    if (name != "linear" && name != "log") table.fail(scale, "is none of the names; allowed: linear, log");
    view.scale = name == "log" ? Scale::log10 : Scale::linear;
    const auto& span = view.locked ? view.locked : view.range;
    if (view.scale == Scale::log10 && span && !(span->lo > 0))
        table.fail(axis, "begins at or below zero, where a logarithmic axis has no place; allowed: 0 < from < to");
}

void read_muted(const TableReader& table, const Experiment& experiment, SamplerSet& muted) {
    std::vector<std::string> names;
    table.get("muted", names);
    for (const std::string& name : names) {
        const auto of_name = [&](const SamplerSpec& sampler) { return sampler.name == name; };
        const auto& all = experiment.samplers;
        const auto found = std::find_if(all.begin(), all.end(), of_name);
        if (found == all.end()) {
            std::vector<std::string_view> known;
            for (const SamplerSpec& sampler : all) known.push_back(sampler.name);
            table.fail("muted",
                       "names no sampler of the scene" + did_you_mean(name, known) + "; allowed: " + join(known));
        }
        muted.add(static_cast<int>(found - all.begin()));
    }
}

void read_plot(const TableReader& table, const Experiment& experiment, View& view) {
    PlotInView seen;
    read_keys(table, seen, experiment);
    if (!table.has("name")) table.fail("name", "is missing; allowed: the name of a plot");
    const Plot& plot = plot_named(table, "name", seen.name);
    read_axis(table, "x", seen.view.x);
    read_axis(table, "y", seen.view.y);
    table.get("hidden", seen.view.hidden);
    if (table.has("split")) table.get("split", seen.view.split.emplace());
    if (seen.view.hidden.size() > SpanLimits::most_hidden)
        table.fail("hidden", "has too many entries; allowed: up to " + std::to_string(SpanLimits::most_hidden));
    if (!view.plots.emplace(&plot, std::move(seen.view)).second)
        table.fail("name", "has a table already; allowed: one a plot");
}

} // namespace

View read_view(const TableReader& table, const Experiment& experiment) {
    View view;
    read_keys(table, view, experiment);
    view.time = read_span(table, "time");
    std::vector<std::string> names;
    table.get("plots", names);
    if (names.size() > View::most_side)
        table.fail("plots", "has more plots than places; allowed: up to " + std::to_string(View::most_side));
    for (const std::string& name : names) view.side.push_back(&plot_named(table, "plots", name));
    if (std::string stage; table.has("stage")) {
        table.get("stage", stage);
        view.on_stage = &plot_named(table, "stage", stage);
    }
    if (table.has("split")) table.get("split", view.split.emplace());
    read_muted(table, experiment, view.muted);
    for (const TableReader& plot : table.tables("plot")) read_plot(plot, experiment, view);
    return view;
}

} // namespace halfstep
