// The control points of a custom schedule by hand.

#include "app/base/number_text.h"
#include "app/plots/curve_edit.h"
#include "app/plots/schedule.h"
#include "core/process/control_points.h"

#include <cmath>

namespace halfstep {
namespace {

int point_of(const HandleRef& ref) { return std::get<ControlPointRef>(ref).point; }

/// The ends of the curve stay at t = 0 and t = T.
bool is_end(int index, const ProcessSpec& process) {
    return index == 0 || index == static_cast<int>(process.schedule.points.size()) - 1;
}

std::vector<PlotHandle> curve_handles(const Experiment& experiment, const Figure&, const Layout&) {
    std::vector<PlotHandle> handles;
    const ProcessSpec& process = experiment.process;
    if (!has_curve(process)) return handles;
    for (int i = 0; i < static_cast<int>(process.schedule.points.size()); ++i) {
        const Handle shown = control_handle(process, i);
        handles.push_back({.ref = ControlPointRef{i},
                           .x = shown.x,
                           .y = shown.seen_y(),
                           .moves = is_end(i, process) ? PlotHandle::Moves::along_y : PlotHandle::Moves::anywhere,
                           .in_figure = true,
                           .ink = shown.ink});
    }
    return handles;
}

std::string curve_text(const HandleRef& ref, const Experiment& experiment) {
    const ControlPoint& p = experiment.process.schedule.points.at(static_cast<std::size_t>(point_of(ref)));
    const double t = p.u * experiment.process.steps;
    return "log SNR = " + number_text(p.log_snr, 4) + " (SNR " + number_text(std::exp(p.log_snr), 3) +
           ") at t = " + number_text(t, 4) + ", t/T = " + number_text(p.u, 3);
}

const char* curve_hint(const HandleRef& ref, const Experiment& experiment) {
    return is_end(point_of(ref), experiment.process)
               ? "Drag it up or down. The ends stay at t = 0 and t = T; double click on the curve for a new point."
               : "Drag it, between its neighbours: the SNR can only fall. Right click or Delete removes it; double "
                 "click on the curve for a new one.";
}

Edit drag_point(const Experiment& before, const PlotHandle& handle, const Drag& drag, const Figure&) {
    const int index = point_of(handle.ref);
    Edit edit{before, "process.points[" + std::to_string(index) + "]"};
    ProcessSpec& process = edit.experiment.process;
    ScheduleSpec& schedule = process.schedule;
    if (!has_curve(process) || index >= static_cast<int>(schedule.points.size())) return edit;
    const ControlPoint point = schedule.points[static_cast<std::size_t>(index)];
    const DataPoint from = drag.from, to = drag.to;
    const double u = to.x == from.x ? point.u : to_step(point.u + (to.x - from.x) / process.steps, 1e4);
    // From where it is shown: one that lies beyond the axis is taken hold of at its edge.
    const double log_snr = to.y == from.y ? point.log_snr : to_step(std::log(handle.y) + std::log(to.y / from.y), 1e3);
    move_control_point(schedule, index, u, log_snr);
    return edit;
}

std::optional<Edit> add_point_at(const Experiment& before, const Layout& layout, Point at, float reach, bool) {
    if (!near_curve(before.process, layout, at, reach)) return std::nullopt;
    Edit edit{before, "process.points"};
    edit.refused = add_point(edit.experiment.process, layout.x.value(at.x) / before.process.steps);
    return edit;
}

Edit without_point(const Experiment& before, const HandleRef& ref) {
    Edit edit{before, "process.points"};
    edit.refused = remove_point(edit.experiment.process, point_of(ref));
    return edit;
}

/// A schedule becomes a curve to drag.
constexpr TouchMenuRow edit_curve = {
    .key = "edit_curve",
    .text = "Edit this curve",
    .tip = "Puts control points on this schedule, to be dragged",
    .offered =
        [](const Experiment& experiment) {
            return experiment.process.kind == ProcessKind::vp && !has_curve(experiment.process);
        },
    .choose =
        [](const Experiment& experiment) {
            Edit edit{experiment, "process.edit_curve"};
            make_curve(edit.experiment.process);
            return edit;
        },
};

} // namespace

constinit const Touch control_point_touch = {.handles = curve_handles,
                                             .text = curve_text,
                                             .hint = curve_hint,
                                             .drag = drag_point,
                                             .add = add_point_at,
                                             .remove = without_point,
                                             .menu_row = &edit_curve};

} // namespace halfstep
