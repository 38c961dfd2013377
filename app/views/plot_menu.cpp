// What a right click on a plot offers.

#include "app/model/action_functions.h"
#include "app/model/actions.h"
#include "app/views/action_controls.h"
#include "app/views/plot_pane.h"

namespace halfstep {
namespace {

/// An axis as the user has it, as the figure has it, and where it lies.
struct AxisParts {
    std::string name;
    AxisView& view;
    const Axis& shown;
    const AxisMap& map;
    bool may_be_log;
};

/// Scale, lock and direction of one axis. `partner`: the other one, where both keep step.
void axis_items(Controls& ui, const AxisParts& parts, const AxisParts* partner) {
    const std::string& name = parts.name;
    const Axis& shown = parts.shown;
    AxisView& axis = parts.view;
    const std::string key = "menu." + name;
    const bool log = shown.scale == Scale::log10, locked = axis.locked.has_value();
    if (parts.may_be_log && menu_item(ui, key + ".log", ("Log " + name + " axis").c_str(), {.checked = log}))
        axis.scale = log ? Scale::linear : Scale::log10;
    if (menu_item(ui, key + ".lock", ("Lock " + name + " axis").c_str(), {.checked = locked})) {
        lock(axis, parts.map, !locked);
        if (partner) lock(partner->view, partner->map, !locked);
    }
    item_tip(ui, partner ? "Holds both axes at what they show: here they keep step"
                         : "Holds the axis at what it shows: wheel, drag, box and new runs leave it alone");
    if (menu_item(ui, key + ".invert", ("Invert " + name + " axis").c_str(), {.checked = shown.inverted}))
        axis.inverted = !axis.inverted;
}

/// What the plot itself offers to do to the experiment.
void touch_item(PlotMouse& mouse) {
    const TouchMenuRow* row = mouse.plot.touch ? mouse.plot.touch->menu_row : nullptr;
    const Experiment& experiment = mouse.app().session.experiment();
    if (!row || !row->offered(experiment)) return;
    const bool chosen = menu_item(mouse.ui(), std::string("menu.") + row->key, row->text);
    item_tip(mouse.ui(), row->tip);
    ImGui::Separator();
    if (chosen) make(mouse.app(), row->choose(experiment), ++mouse.ui().gesture);
}

} // namespace

void PlotPane::menu(PlotMouse& mouse) {
    Controls& ui = mouse.ui();
    if (other_ || !begin_menu(ui, "plot menu")) return; // what it offers is for the session's scene
    AppState& app = mouse.app();
    PlotView& look = view_.view();
    const Figure& figure = view_.figure();
    const Layout& layout = view_.layout();
    const bool joined = keeps_aspect(figure);
    const PlotView before = look;
    const Figure& made = view_.made();
    if (!asked_.card.empty()) {
        if (menu_item(ui, "menu.equation", ("Equation of " + asked_label_ + "…").c_str()))
            show_card(app, asked_.card, asked_.sampler);
        ImGui::Separator();
    }
    if (menu_item(ui, "menu.fit", "Fit",
                  {.shortcut = ("double click, " + key_text(find_action("fit"))).c_str(), .enabled = !look.fitted()}))
        look.fit();
    if (has_cursor_range(made)) {
        if (menu_item(ui, "menu.fit-cursor", "Fit to the cursor")) fit_to_cursor(made, look);
        item_tip(ui, "Axes as what is there at this time needs them, while they rest over the run otherwise");
    }
    ImGui::Separator();
    variant_items(mouse);
    // A log axis is of use where nothing lies below zero, and the stage's own plots are pictures of space and time.
    const auto may_be_log = [&](const Axis& shown, const Axis& own) {
        return shown.scale == Scale::log10 || (own.lo >= 0 && !joined && !(mouse.plot.on_stage && !given_));
    };
    const AxisParts x{"x", look.x, figure.x, layout.x, may_be_log(figure.x, made.x)},
        y{"y", look.y, figure.y, layout.y, may_be_log(figure.y, made.y)};
    axis_items(ui, x, joined ? &y : nullptr);
    ImGui::Separator();
    axis_items(ui, y, joined ? &x : nullptr);
    ImGui::Separator();
    if (menu_item(ui, "menu.legend", "Legend", {.checked = look.legend})) look.legend = !look.legend;
    const bool hides = !look.hidden.empty() || !app.session.view().muted.empty();
    if (menu_item(ui, "menu.all", "Show all", {.enabled = hides})) {
        look.hidden.clear();
        app.session.set_muted({});
    }
    item_tip(ui, "Shows what was hidden by a click in a legend");
    if (!given_) place_items(mouse);
    action_item(ui, app, "menu.crosshair", find_action("crosshair"), app.settings.crosshair);
    if (over_time(figure)) action_item(ui, app, "menu.link", find_action("link-time"), app.settings.link_time);
    ImGui::Separator();
    touch_item(mouse);
    copy_items(mouse);
    if (menu_item(ui, "menu.export", "Export this plot…", {.shortcut = key_text(find_action("export")).c_str()}))
        ask_export(app, &mouse.plot);
    ImGui::Separator();
    if (menu_item(ui, "menu.reset", "As it was")) look = {};
    item_tip(ui, "Forgets everything that was changed here");
    end_menu();
    if (look != before) view_.refresh();
}

/// To the clipboard: the plot as a picture and as data, and the scene that it is of.
void PlotPane::copy_items(PlotMouse& mouse) {
    Controls& ui = mouse.ui();
    AppState& app = mouse.app();
    const auto item = [&](const char* key, const char* name, CopyAs as) {
        const Action& action = find_action(name);
        if (menu_item(ui, key, action.title, {.shortcut = key_text(action).c_str()})) app.copy = {&mouse.plot, as};
    };
    item("menu.picture", "copy-picture", CopyAs::picture);
    item_tip(ui, "As it is seen, in the colours of the window: to be pasted into a document or a mail");
    item("menu.copy", "copy-data", CopyAs::csv);
    item("menu.table", "copy-table", CopyAs::tsv);
    item_tip(ui, "The same numbers with tabs between them, which become cells");
    action_item(ui, app, "menu.scene", find_action("copy-scene"));
    ImGui::Separator();
}

/// In panels, and where the plot stands.
void PlotPane::place_items(PlotMouse& mouse) {
    AppState& app = mouse.app();
    Session& session = app.session;
    const Action &split = find_action("split"), &take = find_action("take-stage");
    const bool is = !view_.figure().split.panels.empty();
    if (menu_item(mouse.ui(), "menu.split", "One panel a sampler",
                  {.shortcut = key_text(split).c_str(), .checked = is, .enabled = possible(app, split)}))
        session.set_split(mouse.plot, !is);
    const bool there = stage_plot(*session.run(), session.view()) == &mouse.plot;
    if (menu_item(mouse.ui(), "menu.stage", "On the stage",
                  {.shortcut = key_text(take).c_str(), .checked = there, .enabled = !there || !mouse.plot.on_stage}))
        action_functions::put_on_stage(app, mouse.plot);
    if (ImGui::IsItemHovered()) tooltip(mouse.ui(), "Also by a double click on the plot's title");
    ImGui::Separator();
}

/// The same plot otherwise: another quantity, another place.
void PlotPane::variant_items(PlotMouse& mouse) {
    const Plot& plot = mouse.plot;
    const std::string_view family = plot.variant_of ? plot.variant_of : plot.name;
    if (!plot.variant || !may_change_) return;
    for (const Plot& other : all_plots()) {
        const bool related = family == other.name || (other.variant_of && family == other.variant_of);
        if (!related || !other.applies(*mouse.app().session.run())) continue;
        if (menu_item(mouse.ui(), std::string("menu.show.") + other.name, other.variant, {.checked = &other == &plot}))
            wanted_ = &other;
        item_tip(mouse.ui(), other.help);
    }
    ImGui::Separator();
}

} // namespace halfstep
