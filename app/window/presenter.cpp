// Presenting: stage, plots and time on the whole screen, larger, for the back row. The controls fold away behind a
// handle at the left edge.

#include "app/window/workspace.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

void Workspace::present(bool on) {
    if (on == presenting_) return;
    presenting_ = on;
    controls_shown_ = false;
    table_shown_ = false;
    presenter_zoom_ = 1;
    if (on) scale_before_ = scale_;
    set_scale(scale_before_); // presenting, the next frame knows how large the screen is
}

/// Type as large as the back row needs, which is a share of the screen's height, however many pixels that has.
void Workspace::fit_presenter(float height) {
    constexpr float type_of_height = 1.8f / 1080;
    const float wanted = std::clamp(std::max(scale_before_, type_of_height * height) * presenter_zoom_, 0.7f, 3.f);
    if (wanted != scale_) set_scale(wanted);
}

Workspace::Areas Workspace::arrange_presenter(Point size) const {
    const float g = 8 * scale_, bar = 44 * scale_, line = 54 * scale_, handle = 14 * scale_;
    const float height = size.y - bar - line - g;
    const float left = controls_shown_ ? std::min(left_width_ * scale_, 0.3f * size.x) : 0;
    const float right = std::min(right_width_ * scale_, 0.36f * size.x);
    Areas areas;
    areas.bar = {0, 0, size.x, bar};
    areas.handle = {0, bar, handle, height};
    if (left > 0) areas.controls = {handle, bar, std::floor(left), height};
    areas.plots = {std::floor(size.x - right - g), bar, std::floor(right), height};
    const float from = std::floor(left > 0 ? handle + left + g : handle);
    areas.stage = {from, bar, areas.plots.x - g - from, height};
    const float table = results_height();
    constexpr float least_stage = 0.45f; // of the height: below, the table waits for fewer samplers
    if (table_shown_ && height - table - g > least_stage * height) {
        areas.stage.h = std::floor(height - table - g);
        areas.table = {from, areas.stage.bottom() + g, areas.stage.w, bar + height - areas.stage.bottom() - g};
    }
    areas.timeline = {handle, size.y - line, size.x - handle - g, line - g};
    return areas;
}

/// The name of the scene and the time; the way back is quiet.
void Workspace::presenter_bar(const Rect& rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = rect.y + rect.h / 2, button = 30 * scale_, left = 27 * scale_; // above the titles of plots
    const float right = rect.right() - button - 16 * scale_;
    const std::string clock = clock_text(session_.experiment(), session_.cursor().level);
    const float size = 1.15f * fonts_.large();
    const float clock_width = fonts_.measure(clock, size, Weight::bold).x;
    fonts_.draw(list, {right, middle}, clock, size, Weight::bold, theme().text, Align::end, Align::middle);
    ui_.widgets["clock"] = {right - clock_width, rect.y, clock_width, rect.h};
    const std::string& title = session_.experiment().title;
    list.PushClipRect({left, rect.y}, {right - clock_width - left, rect.bottom()}, true); // of a long title
    fonts_.draw(list, {left, middle}, title.empty() ? "Untitled" : title, size, Weight::bold, theme().text,
                Align::start, Align::middle);
    list.PopClipRect();
    ImGui::SetCursorScreenPos({rect.right() - button - 8 * scale_, middle - button / 2});
    if (icon_button(ui_, "leave", Icon::shrink, "Leave presenter mode  (Esc)")) present(false);
    if (session_.busy()) {
        const float y = rect.bottom() - 3 * scale_, width = rect.w * session_.progress();
        list.AddRectFilled({rect.x, y}, {rect.x + width, y + 2 * scale_}, packed(theme().accent));
    }
}

/// The edge that brings the controls back.
void Workspace::handle(const Rect& rect) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    if (ImGui::InvisibleButton("handle", {rect.w, rect.h})) controls_shown_ = !controls_shown_;
    note_item(ui_, "handle");
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) tooltip(ui_, controls_shown_ ? "Fold the controls away  (Tab)" : "Show the controls  (Tab)");
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = rect.y + rect.h / 2, x = rect.x + rect.w / 2, r = 4 * scale_;
    const float sign = controls_shown_ ? -1.f : 1.f;
    const ImVec2 chevron[] = {{x - sign * r / 2, y - r}, {x + sign * r / 2, y}, {x - sign * r / 2, y + r}};
    if (hovered)
        list.AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(theme().text, 0.06f), 4 * scale_);
    list.AddPolyline(chevron, 3, packed(hovered ? theme().text : theme().muted), 0, 1.8f * scale_);
}

} // namespace halfstep
