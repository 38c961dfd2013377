#include "app/plots/curve_edit.h"

#include "core/process/control_points.h"
#include "core/spec/error.h"

#include <cmath>

namespace halfstep {

void make_curve(ProcessSpec& process) {
    try {
        process.schedule = fit_control_points(process.schedule, process.steps);
    } catch (const Error&) { // nothing to follow: the schedule is impossible, and the window says so already
        process.schedule.kind = ScheduleKind::custom;
        process.schedule.alpha_bar.clear();
        process.schedule.points = {{0, 9}, {0.5, 0}, {1, -9}};
    }
}

bool has_curve(const ProcessSpec& process) {
    const ScheduleSpec& schedule = process.schedule;
    return process.kind == ProcessKind::vp && schedule.kind == ScheduleKind::custom && schedule.alpha_bar.empty() &&
           !schedule.points.empty();
}

bool near_curve(const ProcessSpec& process, const Layout& layout, Point at, float reach) {
    if (!has_curve(process) || !layout.plot.contains(at)) return false;
    try {
        const LogSnrCurve curve(process.schedule.points);
        // Where it is steep, the nearest point lies to the side.
        for (float dx = -reach; dx <= reach; ++dx) {
            const double u = layout.x.value(at.x + dx) / process.steps;
            if (u < 0 || u > 1) continue;
            if (std::hypot(layout.y.pixel(std::exp(curve(u))) - at.y, dx) < reach) return true;
        }
    } catch (const Error&) { // an impossible curve passes nowhere
    }
    return false;
}

std::string add_point(ProcessSpec& process, double u) {
    if (!has_curve(process)) return "Only a custom curve has points.";
    if (static_cast<int>(process.schedule.points.size()) >= ControlLimits::most_points)
        return "A curve has at most " + std::to_string(ControlLimits::most_points) +
               " points. Remove one: right click, or Delete over it.";
    if (add_control_point(process.schedule, u) < 0)
        return "There is no room for a point here: its neighbours are too close.";
    return "";
}

std::string remove_point(ProcessSpec& process, int index) {
    if (!has_curve(process)) return "Only a custom curve has points.";
    if (!remove_control_point(process.schedule, index))
        return "The ends of the curve stay: it leads from the data, t = 0, to the noise, t = T.";
    return "";
}

} // namespace halfstep
