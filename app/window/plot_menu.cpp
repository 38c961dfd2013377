// What a right click on a plot offers.

#include "app/window/workspace.h"

#include <algorithm>

namespace halfstep {
namespace {

/// Scale, lock and direction of one axis. `partner`: the other one, where both keep step.
void axis_items(Controls& ui, const std::string& name, AxisView& axis, const Axis& shown, const AxisMap& map,
                AxisView* partner, const AxisMap& partner_map) {
    const std::string key = "menu." + name;
    const bool log = shown.scale == Scale::log10, locked = axis.locked.has_value();
    if (menu_item(ui, key + ".log", ("Log " + name + " axis").c_str(), "", log))
        axis.scale = log ? Scale::linear : Scale::log10;
    if (menu_item(ui, key + ".lock", ("Lock " + name + " axis").c_str(), "", locked)) {
        lock(axis, map, !locked);
        if (partner) lock(*partner, partner_map, !locked);
    }
    if (ImGui::IsItemHovered())
        tooltip(ui, partner ? "Holds both axes at what they show: here they keep step"
                            : "Holds the axis at what it shows: wheel, drag, box and new runs leave it alone");
    if (menu_item(ui, key + ".invert", ("Invert " + name + " axis").c_str(), "", shown.inverted))
        axis.inverted = !axis.inverted;
}

} // namespace

void Workspace::plot_menu(FigureView& view, const Plot& plot) {
    if (!begin_menu(ui_, "plot menu")) return;
    PlotView& look = view.view();
    const Figure& figure = view.figure();
    const Layout& layout = view.layout();
    const bool joined = keeps_aspect(figure);
    const PlotView before = look;
    if (menu_item(ui_, "menu.fit", "Fit", "double click, F", false, !look.fitted())) look.fit();
    ImGui::Separator();
    variant_items(view, plot);
    axis_items(ui_, "x", look.x, figure.x, layout.x, joined ? &look.y : nullptr, layout.y);
    ImGui::Separator();
    axis_items(ui_, "y", look.y, figure.y, layout.y, joined ? &look.x : nullptr, layout.x);
    ImGui::Separator();
    if (menu_item(ui_, "menu.legend", "Legend", "", look.legend)) look.legend = !look.legend;
    if (menu_item(ui_, "menu.all", "Show all", "", false, !look.hidden.empty())) look.hidden.clear();
    if (ImGui::IsItemHovered()) tooltip(ui_, "Shows what was hidden by a click in the legend");
    if (menu_item(ui_, "menu.crosshair", "Crosshair", "C", settings_.crosshair))
        settings_.crosshair = !settings_.crosshair;
    if (over_time(figure) && menu_item(ui_, "menu.link", "Link time axes", "", settings_.link_time))
        set_link_time(!settings_.link_time);
    ImGui::Separator();
    if (std::string_view(plot.name) == "schedule") curve_items();
    if (menu_item(ui_, "menu.copy", "Copy data as CSV")) copy_data(view, plot);
    if (menu_item(ui_, "menu.export", "Export this plot\u2026", "Ctrl E")) open_export(&plot);
    ImGui::Separator();
    if (menu_item(ui_, "menu.reset", "As it was")) look = {};
    if (ImGui::IsItemHovered()) tooltip(ui_, "Forgets everything that was changed here");
    end_menu();
    if (look != before) view.refresh();
}

/// The same plot otherwise: another quantity, another place.
void Workspace::variant_items(const FigureView& view, const Plot& plot) {
    const std::string_view family = plot.variant_of ? plot.variant_of : plot.name;
    if (!plot.variant) return;
    for (std::size_t slot = 0; slot < views_.size(); ++slot) {
        if (&views_[slot] != &view) continue;
        for (const Plot& other : all_plots()) {
            const bool related = family == other.name || (other.variant_of && family == other.variant_of);
            if (!related || !other.applies(*session_.run())) continue;
            if (menu_item(ui_, std::string("menu.show.") + other.name, other.variant, "", &other == &plot))
                chosen_[slot] = &other;
            if (ImGui::IsItemHovered()) tooltip(ui_, other.help);
        }
        ImGui::Separator();
    }
}

/// A schedule becomes a curve to drag.
void Workspace::curve_items() {
    Experiment edited = session_.experiment();
    if (edited.process.kind != ProcessKind::vp || has_curve(edited.process)) return;
    const bool chosen = menu_item(ui_, "menu.edit_curve", "Edit this curve");
    if (ImGui::IsItemHovered()) tooltip(ui_, "Puts control points on this schedule, to be dragged");
    ImGui::Separator();
    if (!chosen) return;
    make_curve(edited.process);
    session_.edit(edited, ++ui_.gesture, "process.edit_curve");
}

void Workspace::copy_data(FigureView& view, const Plot& plot) {
    const SeenPlot seen{&plot, view.view(), &plot == &SweepView::plot() ? sweep_.figure() : nullptr};
    const std::string csv = seen_csv(*session_.run(), session_.cursor().level, seen);
    ImGui::SetClipboardText(csv.c_str());
    const auto rows = std::count(csv.begin(), csv.end(), '\n') - 1;
    say("Copied \u201c" + view.figure().title + "\u201d as CSV, " + std::to_string(rows) + " rows", Stay::a_while);
}

} // namespace halfstep
