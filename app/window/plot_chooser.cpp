// The title of a plot in the right column is a menu of all plots.

#include "app/window/workspace.h"

namespace halfstep {

/// Where a plot's title stands, in screen pixels.
Rect Workspace::title_of(std::size_t slot, const Rect& rect) {
    const float size = theme().title_size * points(), pad = 6 * points(); // as the layout of figures has them
    return {rect.x + pad, rect.y + pad, fonts_.measure(views_[slot].figure().title, size, Weight::bold).x, 1.3f * size};
}

/// The title itself is the menu: a quiet arrow behind it says so.
void Workspace::draw_chooser(std::size_t slot, const Rect& rect, bool hovered) {
    const Rect title = title_of(slot, rect);
    const float r = 3.5f * scale_;
    const ImVec2 c{title.right() + 11 * scale_, title.y + 0.5f * title.h};
    const ImVec2 chevron[] = {{c.x - r, c.y - r / 2}, {c.x, c.y + r / 2}, {c.x + r, c.y - r / 2}};
    ImGui::GetWindowDrawList()->AddPolyline(chevron, 3, packed(hovered ? theme().text : theme().muted), 0,
                                            1.6f * scale_);
}

/// Below a plot that has variants, a row of their short names.
void Workspace::choose_variant(std::size_t slot, const Plot& plot) {
    const float size = ui_.fonts.body(), gap = 4 * scale_;
    bool first = true;
    for (const Plot& other : all_plots()) {
        if (!other.variant_of || std::string_view(other.variant_of) != plot.name) continue;
        if (!other.applies(*session_.run())) continue;
        if (first)
            ImGui::SetCursorPosX(ImGui::GetCursorPosX() + 3 * gap);
        else
            ImGui::SameLine(0, 2 * gap);
        first = false;
        const ImVec2 origin = ImGui::GetCursorScreenPos();
        const float width = ui_.fonts.measure(other.variant, size, Weight::regular).x + 2 * gap;
        const std::string key = "plots[" + std::to_string(slot) + "]." + other.name;
        ImGui::PushID(key.c_str());
        if (ImGui::Selectable("##variant", chosen_[slot] == &other, 0, {width, 0})) chosen_[slot] = &other;
        ImGui::PopID();
        note_item(ui_, key);
        if (ImGui::IsItemHovered()) tooltip(ui_, other.help);
        ui_.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x + gap, origin.y + size / 2}, other.variant, size,
                       Weight::regular, ui_.theme->muted, Align::start, Align::middle);
    }
}

bool Workspace::plot_chooser(std::size_t slot, const Rect& rect) {
    const Rect title = title_of(slot, rect);
    ImGui::PushID(static_cast<int>(slot));
    ImGui::SetCursorScreenPos({title.x, title.y});
    if (ImGui::InvisibleButton("title", {title.w + 22 * scale_, title.h})) ImGui::OpenPopup("choose");
    note_item(ui_, "plots[" + std::to_string(slot) + "]");
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) tooltip(ui_, "Show another plot here");
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * scale_, 8 * scale_));
    if (ImGui::BeginPopup("choose")) {
        for (const Plot& plot : all_plots()) {
            if (plot.variant_of || !plot.applies(*session_.run())) continue;
            const std::string key = "plots[" + std::to_string(slot) + "]." + plot.name;
            if (list_item(ui_, key, plot.title, chosen_[slot] == &plot)) chosen_[slot] = &plot;
            if (ImGui::IsItemHovered()) tooltip(ui_, plot.help);
            choose_variant(slot, plot);
        }
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    ImGui::PopID();
    return hovered;
}

} // namespace halfstep
