#include "app/views/presenter.h"

#include "app/figure/elide.h"
#include "app/model/actions.h"
#include "app/ui/card.h"
#include "app/ui/imgui_canvas.h"

#include <algorithm>
#include <utility>

namespace halfstep {

void fit_presenter(AppState& app, float height) {
    constexpr float type_of_height = 1.8f / 1080;
    const Presenting& presenting = app.presenting;
    const float asked = std::max(app.wanted_scale, type_of_height * height) * presenting.zoom;
    const float wanted = std::min(std::clamp(asked, least_scale, most_scale), app.scale_room);
    show_scale(app, wanted);
    constexpr float least_type = 1.f / 40, most = 2; // of the window's height, unless the user wants all of it smaller
    const float usual = light_theme().axis_size * 96 / 72 * wanted;
    const float type = std::clamp(least_type * height * std::min(presenting.zoom, 1.f) / usual, 1.f, most);
    if (std::exchange(app.presenting.type, type) != type) app.stale_look = true;
}

namespace {

/// Where a network learns and its panel is folded away. `at`: the right end. Returns where the button begins.
float train_button(Controls& ui, AppState& app, Point at) {
    if (!learns(app.session.experiment()) || app.presenting.controls) return at.x;
    const bool running = app.session.training().running;
    const float width = ImGui::CalcTextSize("Pause").x + 2 * ImGui::GetStyle().FramePadding.x; // of either word
    ImGui::SetCursorScreenPos({at.x - width, at.y - ui.row_height() / 2});
    if (main_button(ui, "training.run", running ? "Pause" : "Train"))
        perform(app, running ? "pause-training" : "train");
    return at.x - width - 8 * ui.scale;
}

} // namespace

/// The name of the scene and the time; the way back is quiet.
void presenter_bar(Controls& ui, AppState& app, const Rect& rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = rect.y + rect.h / 2, button = 30 * ui.scale, left = 27 * ui.scale; // above the titles of plots
    const float right = rect.right() - button - 16 * ui.scale;
    const std::string clock = clock_text(app.session, app.session.view().level);
    const float size = 1.15f * ui.fonts.large();
    const float clock_width = ui.fonts.measure(clock, size, Weight::bold).x;
    ui.fonts.draw(list, {right, middle}, clock,
                  {.size = size,
                   .weight = Weight::bold,
                   .color = ui.theme->text,
                   .horizontal = Align::end,
                   .vertical = Align::middle});
    ui.widgets["clock"] = {right - clock_width, rect.y, clock_width, rect.h};
    const float end = train_button(ui, app, {right - clock_width - 16 * ui.scale, middle});
    const std::string& title = app.session.experiment().title;
    ImGuiCanvas metrics(list, {0, 0}, ui.fonts);
    ui.fonts.draw(list, {left, middle},
                  elided(title.empty() ? "Untitled" : title, size, Weight::bold, end - left, metrics),
                  {.size = size, .weight = Weight::bold, .color = ui.theme->text, .vertical = Align::middle});
    ImGui::SetCursorScreenPos({rect.right() - button - 8 * ui.scale, middle - button / 2});
    if (icon_button(ui, "leave", Icon::shrink, with_key("Leave presenter mode", "back").c_str())) present(app, false);
    if (app.session.busy()) progress_line(rect, app.session.progress(), ui);
}

/// The edge that brings the controls back.
void presenter_handle(Controls& ui, AppState& app, const Rect& rect) {
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    if (touch_area("handle", {rect.w, rect.h})) perform(app, "presented-controls");
    note_item(ui, "handle");
    const bool hovered = ImGui::IsItemHovered();
    const bool page = app.lesson.on_page(), open = page ? !app.lesson.folded : app.presenting.controls;
    const char* const does = page ? (open ? "Fold the page away" : "Show the page")
                                  : (open ? "Fold the controls away" : "Show the controls");
    item_tip(ui, with_key(does, "presented-controls").c_str());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = rect.y + rect.h / 2, x = rect.x + rect.w / 2, r = 4 * ui.scale;
    const float sign = open ? -1.f : 1.f;
    const ImVec2 chevron[] = {{x - sign * r / 2, y - r}, {x + sign * r / 2, y}, {x - sign * r / 2, y + r}};
    if (hovered)
        list.AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(ui.theme->text, 0.06f),
                           4 * ui.scale);
    list.AddPolyline(chevron, 3, packed(hovered ? ui.theme->text : ui.theme->muted), 0, 1.8f * ui.scale);
}

} // namespace halfstep
