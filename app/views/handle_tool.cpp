#include "app/views/handle_tool.h"

#include <cmath>

namespace halfstep {
namespace {

constexpr float reach = 10; // pixels at scale 1

/// What can be touched here now; nullptr: nothing.
const Touch* touch_of(const PlotMouse& mouse) {
    const Touch* touch = mouse.plot.touch;
    return touch && (!touch->of_target || mouse.app().edits_target) ? touch : nullptr;
}

ImGuiMouseCursor cursor_of(PlotHandle::Moves moves) {
    switch (moves) {
    case PlotHandle::Moves::along_x: return ImGuiMouseCursor_ResizeEW;
    case PlotHandle::Moves::along_y: return ImGuiMouseCursor_ResizeNS;
    case PlotHandle::Moves::outwards: return ImGuiMouseCursor_ResizeNWSE;
    case PlotHandle::Moves::anywhere: break;
    }
    return ImGuiMouseCursor_ResizeAll;
}

/// Above the mouse, so that what lies below it, where a curve falls, stays in view.
void place_tooltip(float scale) {
    const ImVec2 mouse = ImGui::GetIO().MousePos, size = ImGui::GetIO().DisplaySize;
    if (mouse.y < 150 * scale) return;
    const bool right = mouse.x > size.x - 420 * scale;
    ImGui::SetNextWindowPos({mouse.x + (right ? 0.f : 8 * scale), mouse.y - 18 * scale}, ImGuiCond_Always,
                            {right ? 1.f : 0.f, 1.f});
}

std::optional<PlotHandle> find(const std::vector<PlotHandle>& handles, const HandleRef& ref) {
    for (const PlotHandle& handle : handles)
        if (handle.ref == ref) return handle;
    return std::nullopt;
}

// ---- how they look ----

class HandlePainter {
public:
    HandlePainter(const PlotMouse& mouse, const Layout& layout)
        : mouse_(mouse), layout_(layout), list_(*ImGui::GetWindowDrawList()), theme_(*mouse.ui().theme),
          line_(mouse.ui().scale * theme_.line_scale) {}

    void draw(const std::vector<PlotHandle>& handles, const std::optional<PlotHandle>& lit) const {
        const Rect& plot = layout_.plot;
        const Point low = mouse_.on_screen({plot.x, plot.y}), high = mouse_.on_screen({plot.right(), plot.bottom()});
        const float edge = 8 * line_;
        list_.PushClipRect({low.x - edge, low.y - edge}, {high.x + edge, high.y + edge}, true);
        const auto on = [&](const PlotHandle& handle) { return lit && lit->ref == handle.ref; };
        for (const PlotHandle& handle : handles)
            if (!handle.in_figure)
                outline(handle);
            else if (on(handle))
                lit_in_figure(handle);           // else the figure shows it already
        for (const PlotHandle& handle : handles) // above all outlines
            if (!handle.in_figure) knob(handle, on(handle));
        list_.PopClipRect();
    }

private:
    ImVec2 pixel(double x, double y) const {
        const Point p = mouse_.on_screen(layout_.at(x, y));
        return {p.x, p.y};
    }

    void lit_in_figure(const PlotHandle& handle) const {
        const ImVec2 at = pixel(handle.x, handle.y);
        const Color ink = resolve(theme_, handle.ink);
        list_.AddCircleFilled(at, 13 * line_, packed(ink, 0.25f));
        list_.AddCircleFilled(at, 8 * line_, packed(ink));
        list_.AddCircleFilled(at, 6 * line_, packed(theme_.panel));
        list_.AddCircleFilled(at, 4.5f * line_, packed(ink));
    }

    void outline(const PlotHandle& handle) const {
        std::vector<ImVec2> points;
        for (const DataPoint& p : handle.outline) points.push_back(pixel(p.x, p.y));
        const ImU32 accent = packed(theme_.accent);
        const int n = static_cast<int>(points.size());
        if (n == 2) {
            list_.AddLine(points[0], points[1], packed(theme_.panel), 6 * line_);
            list_.AddLine(points[0], points[1], accent, 3 * line_);
        } else if (n > 2) {
            list_.AddPolyline(points.data(), n, packed(theme_.panel, 0.7f), ImDrawFlags_Closed, 3.5f * line_);
            list_.AddPolyline(points.data(), n, accent, ImDrawFlags_Closed, 1.5f * line_);
        }
    }

    /// A full disc for what has an outline, a ring for what stands on one.
    void knob(const PlotHandle& handle, bool on) const {
        const ImVec2 at = pixel(handle.x, handle.y);
        const bool ring = handle.outline.empty();
        const float r = (ring ? 4.f : 6.f) * line_;
        const ImU32 ground = packed(theme_.panel);
        if (on) list_.AddCircleFilled(at, 2.1f * r, packed(theme_.accent, 0.3f));
        list_.AddCircleFilled(at, r + 1.5f * line_, ground);
        list_.AddCircleFilled(at, on ? 1.2f * r : r, packed(theme_.accent));
        if (ring) list_.AddCircleFilled(at, 0.5f * r, ground);
    }

    const PlotMouse& mouse_;
    const Layout& layout_;
    ImDrawList& list_;
    const Theme& theme_;
    float line_;
};

} // namespace

// ---- what the mouse does with them ----

bool HandleTool::interact(PlotMouse& mouse) {
    const Touch* touch = touch_of(mouse);
    AppState& app = mouse.app();
    std::vector<PlotHandle> handles;
    if (touch) handles = touch->handles(app.session.experiment(), mouse.view.made(), mouse.layout());
    if (handles.empty()) {
        let_go(mouse);
        return false;
    }
    const float size = reach * mouse.ui().scale;
    for (const PlotHandle& handle : handles) {
        const Point p = mouse.on_screen(mouse.layout().at(handle.x, handle.y));
        mouse.ui().widgets["handle." + handle_name(handle.ref)] = {p.x - size, p.y - size, 2 * size, 2 * size};
    }
    std::optional<PlotHandle> under;
    if (mouse.activated || (mouse.hovered && !mouse.active)) under = handle_at(handles, mouse.layout(), mouse.at, size);
    if (mouse.activated && under && !ImGui::IsMouseDown(2)) grab(mouse, *under);
    if (held_) {
        const HandleRef ref = held_->handle.ref;
        drag(mouse);
        handles = touch->handles(app.session.experiment(), mouse.view.made(), mouse.layout());
        under = find(handles, ref);
        if (!under) { // removed, or undone while it was held
            let_go(mouse);
            return true;
        }
    }
    for (const Layout& plot : mouse.view.whole().plots()) HandlePainter(mouse, plot).draw(handles, under);
    if (!under) {
        let_go(mouse);
        return touch->of_target && ImGui::GetIO().KeyCtrl && mouse.active; // the first half of a double click
    }
    say(mouse, *under);
    return true;
}

void HandleTool::grab(PlotMouse& mouse, const PlotHandle& handle) {
    held_ = {handle, ImGui::IsMouseDown(1), mouse.app().session.experiment(), mouse.at, ++mouse.ui().gesture, false};
    turned_.reset();
    hold_axes(mouse);
}

void HandleTool::drag(PlotMouse& mouse) {
    const Touch& touch = *mouse.plot.touch;
    const float scale = mouse.ui().scale;
    Held& held = *held_;
    held.moved = held.moved || std::hypot(mouse.at.x - held.from.x, mouse.at.y - held.from.y) > 3 * scale;
    if (mouse.active) {
        if (held.right || !held.moved) return;
        const Drag way{data_at(mouse.layout(), held.from), data_at(mouse.layout(), mouse.at),
                       (held.from.y - mouse.at.y) / scale, ImGui::GetIO().KeyShift};
        return make(mouse.app(), touch.drag(held.before, held.handle, way, mouse.view.made()), held.gesture);
    }
    const bool remove = held.right && !held.moved && touch.remove, pins = !held.right && !held.moved && touch.particle;
    const HandleRef ref = held.handle.ref;
    let_go(mouse);
    if (pins) toggle_pin(mouse.app().session, touch.particle(*mouse.app().session.run(), ref));
    if (remove) make(mouse.app(), touch.remove(mouse.app().session.experiment(), ref), ++mouse.ui().gesture);
}

/// What the handle is, and what can be done with it.
void HandleTool::say(PlotMouse& mouse, const PlotHandle& handle) {
    const Touch& touch = *mouse.plot.touch;
    AppState& app = mouse.app();
    ImGui::SetMouseCursor(cursor_of(handle.moves));
    mouse.ui().hovered = "handle." + handle_name(handle.ref);
    place_tooltip(mouse.ui().scale);
    tooltip(mouse.ui(), touch.text(handle.ref, app.session.experiment()).c_str());
    if (mouse.active) return;
    tooltip(mouse.ui(), touch.hint(handle.ref, app.session.experiment()));
    app.hovered_handle = TouchedHandle{&mouse.plot, handle.ref};
    touch.wheel ? wheel(mouse, handle) : PanZoomTool::wheel(mouse);
}

void HandleTool::wheel(PlotMouse& mouse, const PlotHandle& handle) {
    const ImGuiIO& io = ImGui::GetIO();
    const float notches = io.MouseWheel + io.MouseWheelH; // with Shift some systems turn it
    if (notches == 0) return;
    if (!turned_ || !(turned_->ref == handle.ref)) {
        turned_ = {handle.ref, ++mouse.ui().gesture};
        hold_axes(mouse);
    }
    const Experiment& now = mouse.app().session.experiment();
    make(mouse.app(), mouse.plot.touch->wheel(now, handle.ref, notches, io.KeyShift), turned_->gesture);
}

/// The plot shows what it shows until the mouse lets go: nothing jumps while it is dragged.
void HandleTool::hold_axes(PlotMouse& mouse) const {
    if (!mouse.plot.touch->keeps_axes) return;
    const Figure& made = mouse.view.made();
    mouse.app().session.hold({true, made.x.lo, made.x.hi, made.y.lo, made.y.hi});
}

void HandleTool::let_go(PlotMouse& mouse) {
    if (!held_ && !turned_) return;
    held_.reset();
    turned_.reset();
    mouse.app().session.hold({});
}

bool HandleTool::add(PlotMouse& mouse) {
    const Touch* touch = touch_of(mouse);
    if (!touch || !touch->add) return false;
    const auto edit = touch->add(mouse.app().session.experiment(), mouse.layout(), mouse.at, reach * mouse.ui().scale,
                                 ImGui::GetIO().KeyCtrl);
    if (edit) make(mouse.app(), *edit, ++mouse.ui().gesture);
    return edit.has_value();
}

} // namespace halfstep
