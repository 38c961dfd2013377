// Handles on a plot, by the mouse: control points of a schedule, components of a target, latents. What they do: grips.h.

#include "app/base/number_text.h"
#include "app/window/workspace.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float reach = 10; // pixels at scale 1
const char* const latent_names[] = {"z1", "z2", "x0"};

ImGuiMouseCursor cursor_over(const Grip& grip, const Experiment& experiment) {
    if (grip.kind == Grip::Kind::latent) {
        if (dimension(experiment.target) == 2) return ImGuiMouseCursor_ResizeAll;
        return grip.index == 2 ? ImGuiMouseCursor_ResizeNS : ImGuiMouseCursor_ResizeEW;
    }
    const int last = static_cast<int>(experiment.process.schedule.points.size()) - 1;
    const bool is_end = grip.kind == Grip::Kind::control_point && (grip.index == 0 || grip.index == last);
    const bool line = grip.kind != Grip::Kind::control_point && dimension(experiment.target) == 1;
    if (is_end || line) return ImGuiMouseCursor_ResizeNS;
    return grip.kind == Grip::Kind::width ? ImGuiMouseCursor_ResizeNWSE : ImGuiMouseCursor_ResizeAll;
}

/// What a scene calls it: the cause of an edit.
std::string cause_of(const Grip& grip, const Experiment& experiment, bool weight) {
    if (grip.kind == Grip::Kind::latent) return std::string("latents.") + latent_names[grip.index];
    if (grip.kind == Grip::Kind::control_point) return "process.points[" + std::to_string(grip.index) + "]";
    const std::string name = weight ? "weight" : grip.kind == Grip::Kind::mean ? "mean" : "sigma";
    if (experiment.target.kind == TargetKind::gaussian) return "target." + name;
    return "target.component[" + std::to_string(grip.index) + "]." + name;
}

std::string point_text(const Grip& grip, const Experiment& experiment) {
    const ControlPoint& p = experiment.process.schedule.points.at(grip.index);
    const double t = p.u * experiment.process.steps;
    return "log SNR = " + with_digits(p.log_snr, 4) + " (SNR " + with_digits(std::exp(p.log_snr), 3) +
           ") at t = " + with_digits(t, 4) + ", t/T = " + with_digits(p.u, 3);
}

std::string component_text(const Grip& grip, const Experiment& experiment) {
    TargetSpec target = experiment.target;
    const ComponentRef c = components_of(target).at(grip.index);
    const bool single = target.kind == TargetKind::gaussian;
    std::string text = single ? "Data x\u2080: " : "Component " + std::to_string(grip.index + 1) + " of x\u2080: ";
    text += "mean " + with_digits((*c.mean)[0], 3);
    if (c.mean->size() == 2) text += ", " + with_digits((*c.mean)[1], 3);
    if (c.cov->empty()) {
        text += "; \u03c3 " + with_digits(*c.sigma, 3);
    } else {
        const Mat cov = covariance(target, grip.index);
        text += "; \u03c3 " + with_digits(std::sqrt(cov(0, 0)), 3);
        if (cov.rows() == 2) text += " along x, " + with_digits(std::sqrt(cov(1, 1)), 3) + " along y";
    }
    if (!single) text += "; weight " + with_digits(100 * share(target, grip.index), 3) + " %";
    return text + ".";
}

std::string latent_text(const Grip& grip, const Experiment& experiment) {
    const char* const shown[] = {"Latent z\u2081", "Latent z\u2082", "Data point x\u2080"};
    std::string text = std::string(shown[grip.index]) + ":";
    for (const double value : latent_values(experiment, grip.index)) text += " " + with_digits(value, 3);
    return text;
}

std::string grip_text(const Grip& grip, const Experiment& experiment) {
    switch (grip.kind) {
    case Grip::Kind::control_point: return point_text(grip, experiment);
    case Grip::Kind::latent: return latent_text(grip, experiment);
    case Grip::Kind::mean:
    case Grip::Kind::width: break;
    }
    return component_text(grip, experiment);
}

const char* what_can_be_done(const Grip& grip, const Experiment& experiment) {
    const int last = static_cast<int>(experiment.process.schedule.points.size()) - 1;
    const bool single = experiment.target.kind == TargetKind::gaussian;
    switch (grip.kind) {
    case Grip::Kind::control_point:
        return grip.index == 0 || grip.index == last
                   ? "Drag it up or down. The ends stay at t = 0 and t = T; double click on the curve for a new point."
                   : "Drag it, between its neighbours: the SNR can only fall. Right click or Delete removes it; double "
                     "click on the curve for a new one.";
    case Grip::Kind::width:
        return "One \u03c3 from the mean. Drag outwards for a wider component, inwards for a narrower one.";
    case Grip::Kind::latent:
        return grip.index == 2 ? "Drag it: the sampler's DDIM encodes it, and the sampler decodes its latent again."
                               : "Drag it: the sampler decodes what lies between z\u2081 and z\u2082.";
    case Grip::Kind::mean:
        return single ? "Drag to move, wheel for the width. Ctrl and a double click add a component."
                      : "Drag to move, wheel for the width, Shift with either for the weight. Right click or Delete "
                        "removes it; Ctrl and a double click add one.";
    }
    return "";
}

/// Whether the figure itself shows it.
bool on_figure(const Grip& grip) { return grip.kind == Grip::Kind::control_point || grip.kind == Grip::Kind::latent; }
Ink ink_of(const Grip& grip, const Experiment& experiment) {
    if (grip.kind == Grip::Kind::control_point) return control_handle(experiment.process, grip.index).ink;
    if (grip.index == 2) return {Ink::text, 0, 1};
    return {Ink::sampler, latents_sampler(experiment), 1};
}

/// One standard deviation about the mean, as pixels of the plot.
std::vector<ImVec2> ring(const Mat& cov, const Grip& mean, const Layout& layout, const Rect& rect) {
    constexpr int corners = 72;
    const Mat L = cholesky(cov);
    std::vector<ImVec2> points;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * 3.14159265358979 * i / corners;
        const Vec at = L * Eigen::Vector2d(std::cos(angle), std::sin(angle));
        const Point p = layout.at(mean.x + at[0], mean.y + at[1]);
        points.push_back({rect.x + p.x, rect.y + p.y});
    }
    return points;
}

/// Above the mouse, so that what lies below it, where a curve falls, stays in view.
void place_tooltip(float scale) {
    const ImVec2 mouse = ImGui::GetIO().MousePos, size = ImGui::GetIO().DisplaySize;
    if (mouse.y < 150 * scale) return;
    const bool right = mouse.x > size.x - 420 * scale;
    ImGui::SetNextWindowPos({mouse.x + (right ? 0.f : 8 * scale), mouse.y - 18 * scale}, ImGuiCond_Always,
                            {right ? 1.f : 0.f, 1.f});
}

} // namespace

void Workspace::draw_grips(const std::vector<Grip>& grips, const Layout& layout, const Rect& rect,
                           const std::optional<Grip>& lit) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Experiment& experiment = session_.experiment();
    const float line = scale_ * theme().line_scale;
    const ImU32 ground = packed(theme().panel), accent = packed(theme().accent);
    const auto pixel = [&](const Grip& grip) {
        const Point p = layout.at(grip.x, grip.y);
        return ImVec2{rect.x + p.x, rect.y + p.y};
    };
    list.PushClipRect({rect.x + layout.plot.x - 8 * line, rect.y + layout.plot.y - 8 * line},
                      {rect.x + layout.plot.right() + 8 * line, rect.y + layout.plot.bottom() + 8 * line}, true);
    for (const Grip& grip : grips) {
        const ImVec2 at = pixel(grip);
        const bool on = lit && lit->same(grip);
        if (on_figure(grip)) {
            if (!on) continue; // the figure shows it already
            const Color ink = resolve(theme(), ink_of(grip, experiment));
            list.AddCircleFilled(at, 13 * line, packed(ink, 0.25f));
            list.AddCircleFilled(at, 8 * line, packed(ink));
            list.AddCircleFilled(at, 6 * line, ground);
            list.AddCircleFilled(at, 4.5f * line, packed(ink));
        } else if (grip.kind == Grip::Kind::mean) {
            const Mat cov = covariance(experiment.target, grip.index);
            if (cov.rows() == 2) {
                const std::vector<ImVec2> points = ring(cov, grip, layout, rect);
                list.AddPolyline(points.data(), static_cast<int>(points.size()), packed(theme().panel, 0.7f),
                                 ImDrawFlags_Closed, 3.5f * line);
                list.AddPolyline(points.data(), static_cast<int>(points.size()), accent, ImDrawFlags_Closed,
                                 1.5f * line);
            } else {
                const double sd = std::sqrt(cov(0, 0));
                const Point lo = layout.at(grip.x, grip.y - sd), hi = layout.at(grip.x, grip.y + sd);
                list.AddLine({rect.x + lo.x, rect.y + lo.y}, {rect.x + hi.x, rect.y + hi.y}, ground, 6 * line);
                list.AddLine({rect.x + lo.x, rect.y + lo.y}, {rect.x + hi.x, rect.y + hi.y}, accent, 3 * line);
            }
        }
    }
    for (const Grip& grip : grips) { // above all rings
        if (on_figure(grip)) continue;
        const ImVec2 at = pixel(grip);
        const bool on = lit && lit->same(grip), width = grip.kind == Grip::Kind::width;
        const float r = (width ? 4.f : 6.f) * line;
        if (on) list.AddCircleFilled(at, 2.1f * r, packed(theme().accent, 0.3f));
        list.AddCircleFilled(at, r + 1.5f * line, ground);
        list.AddCircleFilled(at, on ? 1.2f * r : r, accent);
        if (width) list.AddCircleFilled(at, 0.5f * r, ground);
    }
    list.PopClipRect();
}

/// What the mouse does with handles; true: it has the mouse, and nothing else moves.
bool Workspace::grip_mouse(FigureView& view, const Plot& plot, const Rect& rect, Point at, bool hovered, bool active) {
    const Layout& layout = view.layout();
    const std::string name = plot.name;
    const std::vector<Grip> grips = name == "latents" && session_.experiment().latents
                                        ? latent_grips(view.made())
                                        : grips_on(name, session_.experiment(), layout, edits_target_);
    if (grips.empty() && grip_.view != &view) return false;
    const float size = reach * scale_;
    for (const Grip& grip : grips) {
        const Point p = layout.at(grip.x, grip.y);
        ui_.widgets["grip." + grip_name(grip)] = {rect.x + p.x - size, rect.y + p.y - size, 2 * size, 2 * size};
    }
    const bool on_stage = &view == &stage_view_, ctrl = ImGui::GetIO().KeyCtrl;
    std::optional<Grip> under;
    if (hovered && !active) under = grip_under(grips, layout, at, size);
    if (ImGui::IsItemActivated()) under = grip_under(grips, layout, at, size);
    if (ImGui::IsItemActivated() && under && !ImGui::IsMouseDown(2)) {
        grip_ = {&view, *under, ImGui::IsMouseDown(1), session_.experiment(), at, ++ui_.gesture, false, {}};
        if (!on_figure(*under)) hold_stage();
    }
    const bool mine = grip_.view == &view;
    if (mine && grip_.taken) drag_grip(view, at, active);
    const std::optional<Grip> lit = mine && grip_.taken ? grip_.taken : under;
    draw_grips(grips, layout, rect, lit);
    if (!lit) {
        if (mine) let_go();
        return edits_target_ && on_stage && ctrl && active;
    }
    ImGui::SetMouseCursor(cursor_over(*lit, session_.experiment()));
    ui_.hovered = "grip." + grip_name(*lit);
    const bool wheels = !on_figure(*lit);
    const Experiment& now = session_.experiment();
    place_tooltip(scale_);
    tooltip(ui_, grip_text(*lit, now).c_str());
    session_.set_particle(-1);
    if (!active) {
        tooltip(ui_, what_can_be_done(*lit, now));
        hovered_grip_ = lit;
        wheels ? wheel_grip(view, *lit) : wheel_on(view, at);
    }
    return true;
}

void Workspace::drag_grip(FigureView& view, Point at, bool active) {
    const Layout& layout = view.layout();
    const Grip grip = *grip_.taken;
    const bool moved = std::hypot(at.x - grip_.from.x, at.y - grip_.from.y) > 3 * scale_;
    grip_.moved = grip_.moved || moved;
    if (active && !grip_.right && grip_.moved) {
        const bool weight = ImGui::GetIO().KeyShift && grip.kind == Grip::Kind::mean;
        Experiment next = grip_.before;
        const Place from{layout.x.value(grip_.from.x), layout.y.value(grip_.from.y)};
        const Place to{layout.x.value(at.x), layout.y.value(at.y)};
        if (weight)
            weigh(next, grip.index, std::exp((grip_.from.y - at.y) / (60 * scale_)));
        else if (grip.kind == Grip::Kind::latent)
            next = dragged_latent(grip_.before, grip, from, to, view.made());
        else
            next = dragged(grip_.before, grip, from, to, std::string_view(view.plot()->name) == "xt");
        session_.edit(next, grip_.gesture, cause_of(grip, next, weight).c_str());
    }
    if (active) return;
    const bool remove = grip_.right && !grip_.moved;
    let_go();
    if (remove) remove_grip(grip);
}

/// Wider and narrower, or, with Shift, heavier and lighter. As long as the mouse stays it is one step to undo.
void Workspace::wheel_grip(FigureView& view, const Grip& grip) {
    const ImGuiIO& io = ImGui::GetIO();
    const float wheel = io.MouseWheel + io.MouseWheelH; // with Shift some systems turn it
    if (wheel == 0) return;
    if (grip_.view != &view || !grip_.wheel || !grip_.wheel->same(grip)) {
        grip_ = {};
        grip_.view = &view;
        grip_.wheel = grip;
        grip_.gesture = ++ui_.gesture;
        hold_stage();
    }
    Experiment next = session_.experiment();
    const double factor = std::pow(1.1, wheel);
    io.KeyShift ? weigh(next, grip.index, factor) : widen(next, grip.index, factor);
    const Grip width{Grip::Kind::width, grip.index, 0, 0};
    session_.edit(next, grip_.gesture, cause_of(width, next, io.KeyShift).c_str());
}

/// The stage shows what it shows until the mouse lets go: nothing jumps while it is dragged.
void Workspace::hold_stage() {
    const Figure& made = stage_view_.made();
    session_.hold({true, made.x.lo, made.x.hi, made.y.lo, made.y.hi});
}

void Workspace::let_go() {
    grip_ = {};
    session_.hold({});
}

void Workspace::remove_grip(const Grip& grip) {
    if (grip.kind == Grip::Kind::latent) return; // the panel takes all three away
    Experiment next = session_.experiment();
    const bool point = grip.kind == Grip::Kind::control_point;
    const std::string refused = point ? remove_point(next.process, grip.index) : remove_component(next, grip.index);
    if (!refused.empty()) return say(refused, Stay::a_while);
    session_.edit(next, ++ui_.gesture, point ? "process.points" : "target.component");
}

/// A double click: another point on a curve, with Ctrl another component of the target. False: it means nothing here.
bool Workspace::add_grip(const FigureView& view, Point at) {
    const Layout& layout = view.layout();
    const std::string name = view.plot()->name;
    Experiment next = session_.experiment();
    const bool component = edits_target_ && &view == &stage_view_ && ImGui::GetIO().KeyCtrl;
    std::string refused;
    if (component) {
        const double x = std::round(1e3 * layout.x.value(at.x)) / 1e3, y = std::round(1e3 * layout.y.value(at.y)) / 1e3;
        if (!layout.plot.contains(at)) return false;
        refused = add_component(next, name == "plane" ? std::vector<double>{x, y} : std::vector<double>{y});
    } else if (name == "schedule" && near_curve(next.process, layout, at, reach * scale_)) {
        refused = add_point(next.process, layout.x.value(at.x) / next.process.steps);
    } else {
        return false;
    }
    if (!refused.empty())
        say(refused, Stay::a_while);
    else
        session_.edit(next, ++ui_.gesture, component ? "target.component" : "process.points");
    return true;
}

void Workspace::set_edits_target(bool on) {
    if (on && !has_components(session_.experiment().target)) {
        say(can_be_mixture(session_.experiment().target)
                ? "This target keeps its shape. \u201cAs a mixture\u201d on the left frees its components."
                : "This target has no Gaussian components to take hold of.",
            Stay::a_while);
        return;
    }
    edits_target_ = on;
    let_go();
}

} // namespace halfstep
