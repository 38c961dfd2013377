#include "app/views/plot_pane.h"

#include "app/model/action_functions.h"
#include "app/plots/beside.h"
#include "app/plots/step_arrows.h"
#include "app/ui/card.h"
#include "app/views/read_out.h"

#include <algorithm>

namespace halfstep {

void PlotPane::show(PlotContext& context, const Plot& plot, const Rect& wanted, bool may_change) {
    Session& session = context.app.session;
    const Rect rect = whole_pixels(wanted);
    may_change_ = may_change;
    given_.reset();
    other_.reset();
    context.app.wanted = context.app.wanted | plot.measures;
    const FigureLook look{&session.plot_view(plot), context.app.settings.link_time ? &session.time_shown() : nullptr,
                          context.ui.sliding, in_step_ ? &in_step_->view_ : nullptr};
    View view = session.view();
    view.split_by_itself = view.split_by_itself && !may_change; // in the column there is little room
    view_.show(plot, session.run(), view, {rect, context.ui.theme, context.points(), context.samplers_named}, look);
    touch(context, plot, rect);
}

void PlotPane::show(PlotContext& context, const Plot& plot, const std::shared_ptr<const GivenFigure>& given,
                    const Rect& wanted) {
    const Rect rect = whole_pixels(wanted);
    given_ = given;
    view_.show(plot, {given, &given->figure}, context.app.session.view(), {rect, context.ui.theme, context.points()});
    touch(context, plot, rect);
}

void PlotPane::show_beside(PlotContext& context, const Plot& plot, const OtherScene& scene, PlotPane& first,
                           const Rect& wanted) {
    Session& session = context.app.session;
    const Rect rect = whole_pixels(wanted);
    may_change_ = false;
    given_.reset();
    other_ = scene;
    PlotView& of_first = session.plot_view(plot);
    const bool timed = over_time(first.view_.figure());
    const PlotView seen = plot_view_beside(of_first, timed, *session.run(), *scene.run);
    if (seen != seen_beside_) view_.refresh();
    seen_beside_ = seen;
    other_->view.plots[&plot] = seen;
    view_.show(plot, scene.run, other_->view, {rect, scene.theme, context.points()},
               {&seen_beside_, nullptr, context.ui.sliding, &first.view_});
    touch(context, plot, rect);
    if (seen_beside_ == seen) return;
    const PlotView back = plot_view_before(seen_beside_, timed, *session.run(), *scene.run);
    first.moved_ = first.moved_ || back.x.range != of_first.x.range;
    of_first = back;
    first.view_.refresh();
}

void PlotPane::fit() {
    view_.view().fit();
    view_.refresh();
    moved_ = true;
}

bool PlotPane::names_samplers() const {
    const std::vector<const LegendEntry*> all = entries();
    return std::any_of(all.begin(), all.end(), [](const LegendEntry* entry) { return entry->sampler >= 0; });
}

/// Those of the legend and, of a plot that is split, of its panels.
std::vector<const LegendEntry*> PlotPane::entries() const {
    std::vector<const LegendEntry*> all;
    const Layout& whole = view_.whole();
    for (const LegendEntry& entry : whole.legend) all.push_back(&entry);
    for (const Layout& panel : whole.panels)
        for (const LegendEntry& entry : panel.legend) all.push_back(&entry);
    return all;
}

/// What is on screen, for the journal, and what the mouse does there.
void PlotPane::touch(PlotContext& context, const Plot& plot, const Rect& rect) {
    const std::string name = (other_ ? "beside.plot." : "plot.") + std::string(plot.name);
    context.ui.widgets[name] = rect;
    const auto on_screen = [&](const Rect& r) { return Rect{rect.x + r.x, rect.y + r.y, r.w, r.h}; };
    for (const LegendEntry* entry : entries())
        context.ui.widgets[name + ".legend." + entry->name] = on_screen(entry->box);
    for (const Layout& panel : view_.whole().panels)
        context.ui.widgets[name + ".panel[" + std::to_string(panel.only) + "]"] = on_screen(panel.plot);
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushID(this);
    const ImGuiButtonFlags buttons =
        ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight | ImGuiButtonFlags_MouseButtonMiddle;
    touch_area("plot", {rect.w, rect.h}, buttons);
    const ImVec2 at = ImGui::GetIO().MousePos;
    PlotMouse mouse{context, plot, view_, rect, {at.x - rect.x, at.y - rect.y}};
    mouse.began = mouse.at;
    if (other_) mouse.other_run = other_->run.get(), mouse.other_view = &other_->view;
    mouse.hovered = ImGui::IsItemHovered();
    mouse.active = ImGui::IsItemActive();
    mouse.activated = ImGui::IsItemActivated();
    mouse.deactivated = ImGui::IsItemDeactivated();
    if (mouse.activated || !mouse.active) view_.enter(mouse.at); // what is held stays in its panel
    if (mouse.hovered || mouse.active)
        for (const LegendEntry* entry : entries())
            if (!mouse.entry && entry->box.contains(mouse.at)) mouse.entry = entry;
    mouse.has_cards = !given_ && !other_;
    mouse.theme = other_ ? other_->theme : context.ui.theme;
    if (mouse.activated) {
        asked_ = mouse.entry ? mouse.card_for(*mouse.entry) : CardChoice{};
        asked_label_ = mouse.entry ? mouse.entry->label : "";
    }
    if (mouse.hovered) context.app.hovered_plot = &plot;
    if (mouse.activated) ++context.ui.gesture;
    const auto seen_before = view_.view().x.range;
    if (!other_ && context.app.legend_asked == &plot) unfold_legend(context.app);
    legend_.show_rest(mouse);
    interact(mouse);
    menu(mouse);
    moved_ = moved_ || view_.view().x.range != seen_before;
    ImGui::PopID();
}

/// A key has asked for the entries that have no room.
void PlotPane::unfold_legend(AppState& app) {
    app.legend_asked = nullptr;
    if (view_.whole().folded.empty()) return say(app, "Nothing is folded away in this plot's legend", Stay::a_while);
    legend_.open_rest();
}

/// The title, which comes first.
static bool over_title(const PlotMouse& mouse) {
    const auto& texts = mouse.view.whole().texts;
    return !mouse.view.figure().title.empty() && !texts.empty() && texts[0].box.contains(mouse.at);
}

/// The tools in order; who takes the mouse leaves nothing to the others.
void PlotPane::interact(PlotMouse& mouse) {
    AppState& app = mouse.app();
    const bool double_click = mouse.hovered && ImGui::IsMouseDoubleClicked(0);
    if (double_click && !given_ && !other_ && over_title(mouse)) {
        if (!may_change_) action_functions::put_on_stage(app, mouse.plot); // in the column its menu sees to that
        return;
    }
    if (!other_ && handles_.interact(mouse)) {
        if (double_click && !app.hovered_handle) handles_.add(mouse);
        return;
    }
    if (!legend_.interact(mouse) && !pin_.interact(mouse) && !time_.interact(mouse)) paper_.interact(mouse);
    if (mouse.hovered) PanZoomTool::wheel(mouse);
    if (double_click && !mouse.entry && (other_ || !handles_.add(mouse))) fit();
    const bool inside = mouse.inside(), reading = mouse.hovered && !mouse.active && inside;
    if (mouse.plot.particle_at && reading) app.hovered_particle = particle_under(mouse);
    if (reading && app.session.inspected() > 0 && !other_)
        if (const int term = plots::term_at(mouse.view.figure(), mouse.layout(), mouse.at, 5 * mouse.ui().scale);
            term >= 0)
            app.hovered_term = term;
    if (app.settings.crosshair && (mouse.hovered || mouse.active) && inside) crosshair(mouse);
    if (reading) read_out(mouse);
}

} // namespace halfstep
