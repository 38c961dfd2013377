// --x-range and --y-range, which figure and film share.

#include "app/commands/arguments.h"
#include "app/commands/plot_choice.h"
#include "app/plots/beside.h"
#include "app/scene/view_keys.h"

#include <CLI/CLI.hpp>

#include <cmath>
#include <limits>

namespace halfstep {
namespace {

const char* const range_form = "allowed: LO,HI, two numbers, the lower one first, such as -2,2.5";

std::optional<AxisView::Span> range_argument(const char* option, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos || text.find(',', comma + 1) != std::string::npos)
        refuse(option, text, std::string("is not LO,HI; ") + range_form);
    const auto end = [&](const std::string& part) {
        try {
            return real_number(option, part, -SpanLimits::most, SpanLimits::most);
        } catch (const UsageError&) {
            refuse(option, text,
                   (part.empty() ? "a number is missing; " : "has an end that is no number, or beyond 1e100; ") +
                       std::string(range_form));
        }
    };
    const AxisView::Span span{end(text.substr(0, comma)), end(text.substr(comma + 1))};
    constexpr double narrowest = 1e-9; // of the larger end: what figures can still tell apart
    if (!(span.lo < span.hi))
        refuse(option, text, std::string("its first number is not below its second; ") + range_form);
    if (span.hi - span.lo < SpanLimits::shortest)
        refuse(option, text, "is too short to be drawn; allowed: a length of 1e-100 or more");
    if (span.hi - span.lo <= narrowest * std::max(std::abs(span.lo), std::abs(span.hi)))
        refuse(option, text,
               "its ends are too near to each other to be told apart; allowed: a billionth of the larger or more");
    return span;
}

/// `log`: as the plot makes the axis.
void show_range(const char* option, const std::string& text, bool log, AxisView& axis) {
    const auto span = range_argument(option, text);
    if (!span) return;
    if (axis.scale) log = axis.scale == Scale::log10;
    if (log && !(span->lo > 0))
        refuse(option, text,
               "the axis is logarithmic here, where only numbers above 0 have a place; allowed: LO above 0");
    axis.range = span;
    axis.locked.reset();
}

} // namespace

void add_ranges(CLI::App& command, AxisRanges& ranges, const std::string& note) {
    command.add_option("--x-range", ranges.x, "What the x axis of the plot shows, from LO to HI" + note)
        ->type_name("LO,HI");
    command.add_option("--y-range", ranges.y, "The same of its y axis")->type_name("LO,HI");
}

void check_ranges(const AxisRanges& given, const std::string& plots) {
    for (const auto& [option, text] : {std::pair{"--x-range", &given.x}, std::pair{"--y-range", &given.y}}) {
        range_argument(option, *text);
        if (!text->empty() && is_panel(plots))
            refuse(option, *text, "is that of one plot, and there are several; allowed: beside --plot with one name");
    }
}

void choose_ranges(const AxisRanges& given, const Plot& plot, const Run& run, View& view) {
    if (given.x.empty() && given.y.empty()) return;
    const Figure made = plot.make(run, view);
    bool log_x = made.x.scale == Scale::log10, log_y = made.y.scale == Scale::log10;
    if (run.comparison && !plot.compares && plot.applies(*run.comparison->second)) { // one range for both: share_axes()
        const Run& second = *run.comparison->second;
        const Figure there = plot.make(second, view_beside(view, run, second));
        log_x = log_x && there.x.scale == Scale::log10;
        log_y = log_y && there.y.scale == Scale::log10;
    }
    PlotView& seen = view.plots[&plot];
    show_range("--x-range", given.x, log_x, seen.x);
    show_range("--y-range", given.y, log_y, seen.y);
}

} // namespace halfstep
