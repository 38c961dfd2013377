// What the mouse does on a plot: time, zoom, legend, read-out.

#include "app/window/workspace.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

bool over_time(const Plot& plot) {
    const std::string_view name = plot.name;
    return name == "xt" || name == "variance" || name == "mean" || name == "schedule";
}

/// A number as a read-out shows it: four digits, a real minus.
std::string shown(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text[0] == '-' ? "\u2212" + std::string(text + 1) : text;
}

const LegendEntry* entry_under(const Layout& layout, Point at) {
    for (const LegendEntry& entry : layout.legend)
        if (entry.box.contains(at)) return &entry;
    return nullptr;
}

/// Whether the time cursor's line is within reach.
bool near_cursor(const Layout& layout, Point at, double t, float reach) {
    return std::abs(layout.x.pixel(t) - at.x) < reach;
}

} // namespace

void Workspace::scrub_to(const Layout& layout, Point at) {
    session_.play(false);
    const Experiment& experiment = session_.run()->experiment;
    const double t = layout.x.value(at.x);
    const double level = experiment.process.kind == ProcessKind::vp ? t : t * experiment.process.steps;
    session_.set_level(static_cast<int>(std::lround(std::clamp<double>(level, 0, session_.levels()))));
}

/// The tracked particle whose path passes nearest to the mouse; -1: none within reach.
int Workspace::path_under(const FigureView& view, Point at) const {
    constexpr int shown_paths = 32;
    const Layout& layout = view.layout();
    const Run& run = *session_.run();
    const double t = layout.x.value(at.x), levels = run.process.kind == ProcessKind::vp ? t : t * run.process.steps();
    const int level = std::clamp(static_cast<int>(std::lround(levels)), 0, run.process.steps());
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
void Workspace::drag_on(FigureView& view, const Plot& plot, Point at) {
    const Layout& layout = view.layout();
    if (ImGui::IsItemActivated()) {
        ++ui_.gesture;
        drag_from_ = drag_last_ = at;
        const Run& run = *session_.run();
        const double t = run.process.levels[std::min(session_.cursor().level, run.process.steps())].t;
        const bool time = over_time(plot) && (view.view().fitted() || near_cursor(layout, at, t, 6 * scale_));
        drag_ = entry_under(layout, at) ? Drag::none
                : ImGui::IsMouseDown(1) ? Drag::box
                : ImGui::IsMouseDown(2) ? Drag::pan
                : time                  ? Drag::scrub
                                        : Drag::pan;
    }
    if (drag_ == Drag::scrub) scrub_to(layout, at);
    if (drag_ == Drag::pan && (at.x != drag_last_.x || at.y != drag_last_.y)) {
        pan(view.view(), layout, {at.x - drag_last_.x, at.y - drag_last_.y});
        view.refresh();
    }
    drag_last_ = at;
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

    if (active) drag_on(view, plot, at);
    if (ImGui::IsItemDeactivated()) {
        const bool moved = std::hypot(at.x - drag_from_.x, at.y - drag_from_.y) > 4 * scale_;
        if (drag_ == Drag::box && moved) {
            zoom_to(view.view(), layout, drag_from_, at);
            view.refresh();
        } else if (drag_ == Drag::box) {
            ImGui::OpenPopup("plot menu");
        } else if (drag_ == Drag::none && entry && !moved) {
            view.view().toggle(entry->label);
            view.refresh();
        }
        drag_ = Drag::none;
    }
    if (active && drag_ == Drag::box)
        ImGui::GetWindowDrawList()->AddRect({rect.x + drag_from_.x, rect.y + drag_from_.y}, mouse,
                                            packed(theme().accent));

    if (hovered) {
        const float wheel = ImGui::GetIO().MouseWheel;
        const bool on_x_axis = at.y > layout.plot.bottom(), on_y_axis = at.x < layout.plot.x;
        if (wheel != 0 && !(on_x_axis && on_y_axis)) {
            zoom(view.view(), layout, at, std::pow(0.85f, wheel), !on_y_axis, !on_x_axis);
            view.refresh();
        }
        if (ImGui::IsMouseDoubleClicked(0) && !entry) {
            view.view().fit();
            view.refresh();
        }
        if (entry) tooltip(ui_, view.view().hides(entry->label) ? "Click to show again" : "Click to hide");
    }
    const bool reading = hovered && !active && layout.plot.contains(at);
    if (std::string_view(plot.name) == "xt") session_.set_particle(reading ? path_under(view, at) : -1);
    if (reading) read_out(view, rect, at);
    plot_menu(view);
}

/// The nearest drawn point: a ring about it, and its coordinates beside the mouse.
void Workspace::read_out(const FigureView& view, const Rect& rect, Point at) {
    const std::optional<NearestPoint> point = nearest_point(view.figure(), view.layout(), at, 14 * scale_);
    if (!point) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddCircle({rect.x + point->at.x, rect.y + point->at.y}, 5 * scale_, packed(theme().text), 0, 1.5f * scale_);
    const Figure& figure = view.figure();
    std::string text = point->label.empty() ? "" : point->label + "   ";
    text += figure.x.label + " = " + shown(point->x) + "   " + figure.y.label + " = " + shown(point->y);
    const float size = fonts_.body(), pad = 7 * scale_, width = fonts_.measure(text, size, Weight::regular).x + 2 * pad;
    const float height = 1.21f * size + pad;
    // Above and right of the mouse; within the plot.
    const float x = std::clamp(rect.x + at.x + 12 * scale_, rect.x, std::max(rect.x, rect.right() - width));
    const float y = std::max(rect.y, rect.y + at.y - height - 10 * scale_);
    list.AddRectFilled({x, y}, {x + width, y + height}, packed(theme().panel), 5 * scale_);
    list.AddRect({x, y}, {x + width, y + height}, packed(theme().text, 0.2f), 5 * scale_);
    fonts_.draw(list, {x + pad, y + height / 2}, text, size, Weight::regular, theme().text, Align::start,
                Align::middle);
}

void Workspace::plot_menu(FigureView& view) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * scale_, 8 * scale_));
    if (ImGui::BeginPopup("plot menu")) {
        PlotView& look = view.view();
        const auto log_item = [&](const char* name, std::optional<Scale>& scale, const Axis& axis) {
            const bool on = axis.scale == Scale::log10;
            if (ImGui::MenuItem(name, nullptr, on)) scale = on ? Scale::linear : Scale::log10, view.refresh();
        };
        if (ImGui::MenuItem("Fit", "double click", false, !look.fitted())) look.fit(), view.refresh();
        log_item("Log x axis", look.x_scale, view.figure().x);
        log_item("Log y axis", look.y_scale, view.figure().y);
        if (ImGui::MenuItem("Legend", nullptr, look.legend)) look.legend = !look.legend, view.refresh();
        if (ImGui::MenuItem("Show all", nullptr, false, !look.hidden.empty())) look.hidden.clear(), view.refresh();
        if (ImGui::MenuItem("As it was")) look = {}, view.refresh();
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
}

} // namespace halfstep
