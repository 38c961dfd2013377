// What the mouse does on a plot: time, zoom, legend. plot_readout.cpp shows values, plot_menu.cpp the menu.

#include "app/window/workspace.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const LegendEntry* entry_under(const Layout& layout, Point at) {
    for (const LegendEntry& entry : layout.legend)
        if (entry.box.contains(at)) return &entry;
    return nullptr;
}

/// Whether the time cursor's line is within reach.
bool near_cursor(const Layout& layout, Point at, double t, float reach) {
    return std::abs(layout.x.pixel(t) - at.x) < reach;
}

/// The level nearest to a time. Levels ascend.
int level_near(const Process& process, double t) {
    const auto after =
        std::find_if(process.levels.begin(), process.levels.end(), [&](const auto& level) { return level.t >= t; });
    const int above = static_cast<int>(after - process.levels.begin());
    if (above == 0) return 0;
    if (above > process.steps()) return process.steps();
    return process.levels[above].t - t < t - process.levels[above - 1].t ? above : above - 1;
}

} // namespace

void Workspace::scrub_to(const Layout& layout, Point at) {
    session_.play(false);
    session_.set_level(level_near(session_.run()->process, layout.x.value(at.x)));
}

/// The tracked particle whose path passes nearest to the mouse; -1: none within reach.
int Workspace::path_under(const FigureView& view, Point at) const {
    constexpr int shown_paths = 32;
    const Layout& layout = view.layout();
    const Run& run = *session_.run();
    const int level = level_near(run.process, layout.x.value(at.x));
    float best = 8 * scale_; // pixels
    int nearest = -1;
    for (const SamplerRun& sampler : run.samplers) {
        const int state = sampler.state_at(level);
        for (int p = 0; p < std::min(shown_paths, sampler.paths.particles); ++p) {
            const float distance = std::abs(layout.y.pixel(*sampler.paths.at(p, state)) - at.y);
            if (distance >= best) continue;
            best = distance;
            nearest = p;
        }
    }
    return nearest;
}

/// The left button moves time where there is time to move; once zoomed in, it moves the paper instead, and time only by
/// its line. The middle button always moves the paper, the right one draws a box to zoom to.
void Workspace::drag_on(FigureView& view, Point at) {
    const Layout& layout = view.layout();
    if (ImGui::IsItemActivated()) {
        ++ui_.gesture;
        drag_from_ = drag_last_ = at;
        const Run& run = *session_.run();
        const double t = run.process.levels[std::min(session_.cursor().level, run.process.steps())].t;
        const bool time = over_time(view.figure()) && (view.view().fitted() || near_cursor(layout, at, t, 6 * scale_));
        drag_ = ImGui::IsMouseDown(1)     ? Drag::box
                : entry_under(layout, at) ? Drag::none
                : ImGui::IsMouseDown(2)   ? Drag::pan
                : time                    ? Drag::scrub
                                          : Drag::pan;
    }
    if (drag_ == Drag::scrub) scrub_to(layout, at);
    if (drag_ == Drag::pan && (at.x != drag_last_.x || at.y != drag_last_.y)) {
        pan(view.view(), layout, {at.x - drag_last_.x, at.y - drag_last_.y});
        view.refresh();
    }
    drag_last_ = at;
}

void Workspace::drag_ended(FigureView& view, Point at, const LegendEntry* entry) {
    const bool moved = std::hypot(at.x - drag_from_.x, at.y - drag_from_.y) > 4 * scale_;
    if (drag_ == Drag::box && moved) {
        zoom_to(view.view(), view.layout(), drag_from_, at);
        view.refresh();
    } else if (drag_ == Drag::box) {
        ImGui::OpenPopup("plot menu");
    } else if (drag_ == Drag::none && entry && !moved) {
        view.view().toggle(entry->label);
        view.refresh();
    }
    drag_ = Drag::none;
}

/// Over an axis: along that one only, unless both must keep step.
void Workspace::wheel_on(FigureView& view, Point at) {
    const Layout& layout = view.layout();
    const float wheel = ImGui::GetIO().MouseWheel;
    const bool on_x_axis = at.y > layout.plot.bottom(), on_y_axis = at.x < layout.plot.x;
    if (wheel == 0 || (on_x_axis && on_y_axis)) return;
    const bool both = keeps_aspect(view.figure());
    zoom(view.view(), layout, at, std::pow(0.85f, wheel), both || !on_y_axis, both || !on_x_axis);
    view.refresh();
}

/// What an entry stands for comes forward: a sampler everywhere, anything else in its own plot.
void Workspace::legend_hovered(FigureView& view, const LegendEntry* entry) {
    std::string highlighted;
    if (entry && !view.view().hides(entry->label)) {
        lit_sampler_ = sampler_of(view.figure(), *entry);
        if (lit_sampler_ < 0) highlighted = entry->label;
    }
    if (highlighted == view.view().highlighted) return;
    view.view().highlighted = highlighted;
    view.refresh();
}

void Workspace::plot_mouse(FigureView& view, const Plot& plot, const Rect& rect) {
    const ImGuiButtonFlags buttons =
        ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight | ImGuiButtonFlags_MouseButtonMiddle;
    ImGui::InvisibleButton("plot", {rect.w, rect.h}, buttons);
    const bool hovered = ImGui::IsItemHovered(), active = ImGui::IsItemActive();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Point at{mouse.x - rect.x, mouse.y - rect.y};
    const Layout layout = view.layout();
    const LegendEntry* entry = hovered || active ? entry_under(layout, at) : nullptr;
    const auto time_before = view.view().x.range;
    if (hovered) hovered_view_ = &view;

    if (grip_mouse(view, plot, rect, at, hovered, active)) {
        drag_ = Drag::none;
        if (hovered && ImGui::IsMouseDoubleClicked(0) && !hovered_grip_) add_grip(view, at);
        return plot_menu(view, plot);
    }
    if (active) drag_on(view, at);
    if (ImGui::IsItemDeactivated()) drag_ended(view, at, entry);
    if (active && drag_ == Drag::box) {
        const Rect box = zoom_box(view.view(), layout, drag_from_, at);
        ImGui::GetWindowDrawList()->AddRect({rect.x + box.x, rect.y + box.y},
                                            {rect.x + box.right(), rect.y + box.bottom()}, packed(theme().accent));
    }
    if (hovered) wheel_on(view, at);
    if (hovered && ImGui::IsMouseDoubleClicked(0) && !entry && !add_grip(view, at)) {
        view.view().fit();
        view.refresh();
    }
    legend_hovered(view, hovered && !active ? entry : nullptr);
    if (hovered && entry) {
        ui_.hovered = "plot." + std::string(plot.name) + ".legend." + entry->label;
        tooltip(ui_, view.view().hides(entry->label) ? "Click to show again" : "Click to hide");
    }
    const bool inside = layout.plot.contains(at), reading = hovered && !active && inside;
    if (std::string_view(plot.name) == "xt") session_.set_particle(reading ? path_under(view, at) : -1);
    if (settings_.crosshair && (hovered || active) && inside) crosshair(view, rect, at);
    if (reading) read_out(view, rect, at);
    plot_menu(view, plot);
    if (view.view().x.range != time_before) share_time(view);
}

// ---- plots over t keep step ----

void Workspace::share_time(FigureView& from) {
    if (!settings_.link_time || !over_time(from.figure())) return;
    time_ = from.view().x.range;
    for (FigureView* view : all_views()) {
        if (view == &from || !view->plot() || !over_time(view->figure())) continue;
        view->view().x.range = time_;
        view->refresh();
    }
}

/// Another T, or another process: what was looked at is the same part of it.
void Workspace::follow_process() {
    if (!session_.run()) return;
    const double before = std::exchange(t_end_, session_.run()->process.levels.back().t);
    if (before == t_end_ || before <= 0) return;
    const auto follow = [&](std::optional<AxisView::Span>& range) {
        if (range) range = AxisView::Span{range->lo * t_end_ / before, range->hi * t_end_ / before};
    };
    follow(time_);
    for (FigureView* view : all_views()) {
        if (!view->plot() || !over_time(view->figure())) continue;
        follow(view->view().x.range);
        follow(view->view().x.locked);
        view->refresh();
    }
}

void Workspace::set_link_time(bool on) {
    settings_.link_time = on;
    share_time(stage_view_.plot() && over_time(stage_view_.figure()) ? stage_view_ : views_.front());
}

void Workspace::fit_plots(FigureView* only) {
    for (FigureView* view : all_views()) {
        if (only && view != only) continue;
        view->view().fit();
        view->refresh();
        if (only) share_time(*view);
    }
    if (!only) time_.reset();
}

} // namespace halfstep
