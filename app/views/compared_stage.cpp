#include "app/views/compared_stage.h"

#include "app/figure/elide.h"
#include "app/model/actions.h"
#include "app/plots/beside.h"
#include "app/plots/sampler_colors.h"
#include "app/ui/card.h"
#include "app/ui/dialog.h"
#include "app/ui/imgui_canvas.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float head_height = 26; // at scale 1

std::string title_of_scene(const Experiment& experiment, const std::string& otherwise) {
    return experiment.title.empty() ? otherwise : experiment.title;
}

/// "B", whose it is, and what more there is to say of it, as far as there is room.
void scene_head(Controls& ui, const char* letter, const std::string& name, const std::string& more, const Rect& rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImGuiCanvas metrics(list, {0, 0}, ui.fonts);
    const float size = ui.fonts.body(), middle = rect.y + rect.h / 2, badge = 18 * ui.scale, gap = 8 * ui.scale;
    list.AddRectFilled({rect.x, middle - badge / 2}, {rect.x + badge, middle + badge / 2}, packed(ui.theme->text),
                       4 * ui.scale);
    ui.fonts.draw(list, {rect.x + badge / 2, middle}, letter,
                  {.size = size,
                   .weight = Weight::bold,
                   .color = ui.theme->panel,
                   .horizontal = Align::middle,
                   .vertical = Align::middle});
    const float from = rect.x + badge + gap, room = rect.right() - from;
    const std::string shown = elided(ui.shown(name), size, Weight::bold, room, metrics);
    ui.fonts.draw(list, {from, middle}, shown,
                  {.size = size, .weight = Weight::bold, .color = ui.theme->text, .vertical = Align::middle});
    const float after = from + ui.fonts.measure(shown, size, Weight::bold).x + gap;
    if (more.empty() || rect.right() - after < 40 * ui.scale) return;
    ui.fonts.draw(list, {after, middle}, elided(ui.shown(more), size, Weight::regular, rect.right() - after, metrics),
                  {.size = size, .color = ui.theme->muted, .vertical = Align::middle});
}

/// What of a kept state is another than now.
std::string about_kept(const Beside& scene) {
    if (!scene.kept()) return "";
    return scene.changes().empty() ? "kept; nothing has changed yet" : "kept: " + scene.changes();
}

void sentence(Controls& ui, const std::string& text, const Rect& rect) {
    begin_child("beside.sentence", inset(rect, 12 * ui.scale), 0);
    quiet_line(ui, text);
    ImGui::EndChild();
}

} // namespace

/// Beside each other what has a shape of its own; below each other what runs along time.
void ComparedStage::show(PlotContext& context, const Plot& plot, PlotPane& first, const Rect& rect) {
    Controls& ui = context.ui;
    const Session& session = context.app.session;
    const float gap = 8 * ui.scale, head = head_height * ui.scale;
    const bool shape = first.view().plot() && keeps_aspect(first.view().figure());
    const auto [place_a, place_b] = places_beside(rect, shape, gap);
    const Rect a = whole_pixels(place_a), b = whole_pixels(place_b);
    const float pad = 6 * ui.scale;
    const auto head_of = [&](const Rect& half, float right) {
        return Rect{half.x + pad, half.y, half.w - 2 * pad - right, head};
    };
    const auto below = [&](const Rect& half) { return Rect{half.x, half.y + head, half.w, half.h - head}; };
    const Beside& other = *session.beside();
    scene_head(ui, "A", title_of_scene(session.experiment(), "This scene"), session.coarse() ? "coarse" : "",
               head_of(a, 0));
    const float button = 26 * ui.scale;
    std::string more = about_kept(other);
    if (other.coarse() && other.run()) more += more.empty() ? "coarse" : ", coarse";
    scene_head(ui, "B", title_of_scene(other.experiment(), other.name()), more, head_of(b, button));
    const Rect name = head_of(b, button);
    ui.widgets["beside.name"] = name;
    if (ImGui::IsMouseHoveringRect({name.x, name.y}, {name.right(), name.bottom()}))
        tip_above(ui, name,
                  other.kept() ? "As it was when it was kept, and what was otherwise then. It lives as long as the "
                                 "window does: no scene that is saved holds it."
                               : "From this scene's seed, with the same draws, at the same share of its process.");
    ImGui::SetCursorScreenPos({b.right() - pad - button, b.y});
    if (icon_button(ui, "beside.close", Icon::close, with_key("End comparing", "back").c_str()))
        perform(context.app, "compare");
    if (!session.beside()) return first.show(context, plot, rect);
    first.keep_step_with(&second_);
    first.show(context, plot, below(a));
    second(context, plot, first, below(b));
}

void ComparedStage::second(PlotContext& context, const Plot& plot, PlotPane& first, const Rect& rect) {
    Controls& ui = context.ui;
    const Session& session = context.app.session;
    const Beside& other = *session.beside();
    wanted_ = {};
    if (!other.mistake().empty()) return sentence(ui, other.mistake(), rect);
    if (!other.run()) return sentence(ui, "Simulating", rect);
    if (!plot.applies(*other.run()))
        return sentence(ui,
                        "“" + ui.shown(plot.title) + "” does not apply to the scene beside this one: it needs " +
                            plot.needs + ".",
                        rect);
    wanted_ = plot.measures;
    theme_ = *ui.theme;
    theme_.sampler = (context.app.settings.dark ? dark_theme() : light_theme()).sampler;
    theme_ = with_sampler_colors(theme_, other.run()->experiment().samplers);
    second_.show_beside(context, plot, {other.run(), session.view_beside(), &theme_}, first, rect);
}

} // namespace halfstep
