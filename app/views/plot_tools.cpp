#include "app/views/plot_tools.h"

#include "app/model/actions.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float click = 4; // pixels at scale 1: what moves less was no drag

bool moved(const PlotMouse& mouse, Point from) {
    return std::hypot(mouse.at.x - from.x, mouse.at.y - from.y) > click * mouse.ui().scale;
}

/// Whether the time cursor's line is within reach.
bool near_cursor(const Layout& layout, Point at, double t, float reach) {
    return std::abs(layout.x.pixel(t) - at.x) < reach;
}

} // namespace

// ---- legend ----

/// What an entry stands for comes forward: a sampler everywhere, anything else in its own plot.
void LegendTool::highlight(PlotMouse& mouse, const LegendEntry* entry) const {
    FigureView& view = mouse.view;
    std::string highlighted;
    const int sampler = entry ? mouse.sampler(entry->sampler) : -1;
    if (entry && !view.view().hides(entry->name) && !mouse.app().session.view().muted.has(sampler)) {
        mouse.app().hovered_sampler = sampler;
        if (mouse.app().hovered_sampler < 0) highlighted = entry->label;
    }
    view.highlight(highlighted);
}

bool LegendTool::interact(PlotMouse& mouse) {
    const LegendEntry* entry = mouse.entry;
    if (mouse.activated) {
        held_ = entry && ImGui::IsMouseDown(0);
        from_ = mouse.at;
    }
    if (mouse.deactivated && std::exchange(held_, false) && entry && !moved(mouse, from_)) {
        if (entry->name == legend_rest)
            rest_.open(false);
        else
            press_entry(mouse, *entry);
    }
    highlight(mouse, rest_.is_open() ? in_hand_ : mouse.hovered && !mouse.active ? entry : nullptr);
    if (mouse.hovered && entry) {
        mouse.ui().hovered = mouse.name() + ".legend." + entry->name;
        std::string tip;
        if (entry->name == legend_rest) {
            for (const LegendEntry& folded : mouse.view.whole().folded) tip += folded.label + "\n";
            tip += with_key("Click for the list of them", "legend-rest");
        } else {
            tip = entry_tip(mouse, *entry);
        }
        tooltip(mouse.ui(), tip.c_str());
    }
    return held_;
}

// ---- one particle ----

int particle_under(const PlotMouse& mouse) {
    constexpr float reach = 8; // pixels at scale 1
    if (!mouse.plot.particle_at) return -1;
    return mouse.plot.particle_at(mouse.run(), mouse.layout(), mouse.seen(), mouse.at, reach * mouse.ui().scale);
}

void toggle_pin(Session& session, std::int64_t particle) {
    if (particle >= 0) session.pin(session.view().pinned == particle ? -1 : particle);
}

bool PinTool::interact(PlotMouse& mouse) {
    Session& session = mouse.app().session;
    if (mouse.activated) {
        const bool left = ImGui::IsMouseDown(0) && !ImGui::IsMouseDown(1) && mouse.inside();
        particle_ = left ? particle_under(mouse) : -1;
        from_ = mouse.at;
    }
    if (particle_ < 0) return false;
    if (moved(mouse, from_)) { // a drag, which begins here for those who come after
        particle_ = -1;
        mouse.activated = true;
        mouse.began = from_;
        return false;
    }
    if (!mouse.deactivated) return true;
    toggle_pin(session, particle_);
    particle_ = -1;
    return true;
}

// ---- time ----

bool TimeTool::interact(PlotMouse& mouse) {
    Session& session = mouse.app().session;
    if (mouse.activated) {
        const Run& run = mouse.run();
        const double t = run.process().levels[std::min(mouse.seen().level, run.process().steps())].t;
        held_ = ImGui::IsMouseDown(0) && !ImGui::IsMouseDown(1) && over_time(mouse.view.figure()) &&
                (mouse.view.view().fitted() || near_cursor(mouse.layout(), mouse.at, t, 6 * mouse.ui().scale));
    }
    held_ = held_ && mouse.active;
    if (!held_) return false;
    const Process& process = mouse.run().process();
    const int level = level_near(process, mouse.layout().x.value(mouse.at.x));
    session.take_time(mouse.other_run ? level_at_share(level, process.steps(), session.levels()) : level);
    return true;
}

// ---- pan and zoom ----

bool PanZoomTool::interact(PlotMouse& mouse) {
    FigureView& view = mouse.view;
    const Layout layout = mouse.layout();
    const Point at = mouse.at;
    if (mouse.activated) {
        held_ = ImGui::IsMouseDown(1) ? Held::box : Held::view;
        from_ = last_ = mouse.began;
    }
    if (mouse.active && held_ == Held::view && (at.x != last_.x || at.y != last_.y)) {
        pan(view.view(), layout, {at.x - last_.x, at.y - last_.y});
        view.refresh();
    }
    last_ = at;
    if (mouse.active && held_ == Held::box) {
        const Rect box = zoom_box(view.view(), layout, from_, at);
        const Point low = mouse.on_screen({box.x, box.y}), high = mouse.on_screen({box.right(), box.bottom()});
        ImGui::GetWindowDrawList()->AddRect({low.x, low.y}, {high.x, high.y}, packed(mouse.ui().theme->accent));
    }
    if (mouse.deactivated) released(mouse);
    return held_ != Held::nothing;
}

void PanZoomTool::released(PlotMouse& mouse) {
    const Held held = std::exchange(held_, Held::nothing);
    if (held != Held::box) return;
    if (!moved(mouse, from_)) {
        ImGui::OpenPopup("plot menu");
        return;
    }
    zoom_to(mouse.view.view(), mouse.layout(), from_, mouse.at);
    mouse.view.refresh();
}

/// Over an axis: along that one only, unless both must keep step.
void PanZoomTool::wheel(PlotMouse& mouse) {
    const Layout& layout = mouse.layout();
    const Point at = mouse.at;
    const float wheel = ImGui::GetIO().MouseWheel;
    const bool on_x_axis = at.y > layout.plot.bottom(), on_y_axis = at.x < layout.plot.x;
    if (wheel == 0 || (on_x_axis && on_y_axis)) return;
    const bool both = keeps_aspect(mouse.view.figure());
    zoom(mouse.view.view(), layout, at, std::pow(0.85f, wheel), {.x = both || !on_y_axis, .y = both || !on_x_axis});
    mouse.view.refresh();
}

} // namespace halfstep
