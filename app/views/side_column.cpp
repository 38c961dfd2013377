#include "app/views/side_column.h"

#include "app/model/action_functions.h"
#include "app/ui/card.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

SideColumn::SideColumn(Renderer& renderer, Fonts& fonts) {
    for (std::size_t slot = 0; slot < View::most_side; ++slot) panes_.emplace_back(renderer, fonts);
}

/// What shows how two scenes part comes on top when one has come to stand beside the other, and goes with it.
void SideColumn::follow_comparing(Session& session) {
    const bool comparing = session.run() && session.run()->comparison;
    if (std::exchange(comparing_, comparing) == comparing) return;
    std::vector<const Plot*> column = session.view().side;
    const auto compares = [](const Plot* plot) { return plot && plot->compares; };
    const bool there = std::any_of(column.begin(), column.end(), compares);
    if (!comparing) {
        if (there && column == column_beside_) return session.offer_side(column_before_);
        std::erase_if(column, compares);
        if (there) session.offer_side(column.size() < View::least_side ? column_before_ : column);
        return;
    }
    column_before_ = column;
    if (there || compares(session.view().on_stage)) return;
    if (column.empty()) column = side_plots(session.experiment());
    for (const Plot& plot : all_plots())
        if (plot.compares) column.insert(column.begin(), &plot);
    column.pop_back(); // as many as before have room
    session.offer_side(column_beside_ = column);
}

void SideColumn::offer(Session& session) {
    follow_comparing(session);
    const Experiment& experiment = session.experiment();
    const std::vector<const Plot*>& chosen = session.view().side;
    shown_ = chosen.empty() ? side_plots(experiment) : chosen;
    shown_.resize(std::clamp(shown_.size(), View::least_side, View::most_side));
    std::vector<const Plot*> called_for; // they bring their plot along
    for (const Plot& plot : all_plots())
        if (plot.called_for && plot.called_for(experiment)) called_for.push_back(&plot);
    for (const Plot* plot : called_for) {
        const bool news = std::find(called_for_.begin(), called_for_.end(), plot) == called_for_.end();
        if (!news || std::find(shown_.begin(), shown_.end(), plot) != shown_.end()) continue;
        shown_[0] = plot;
        session.offer_side(shown_);
    }
    called_for_ = called_for;
}

/// What is chosen once stays, in every slot.
void SideColumn::set(Session& session, std::size_t slot, const Plot& plot) {
    shown_[slot] = &plot;
    session.set_side(shown_);
}

/// Where the chosen one does not apply, the first that does and is not the stage's.
const Plot& SideColumn::plot_of(std::size_t slot, const Run& run, const View& view) const {
    const Plot *stage = stage_plot(run, view), *usual = stage_plot(run);
    if (shown_[slot] && shown_[slot] == stage && usual && stage != usual) return *usual; // they have changed places
    if (shown_[slot] && shown_[slot]->applies(run)) return *shown_[slot];
    const std::vector<Plot>& all = all_plots();
    return *std::find_if(all.begin(), all.end(), [](const Plot& plot) { return !plot.on_stage; });
}

void SideColumn::show(PlotContext& context, const Rect& rect, float least_height) {
    Session& session = context.app.session;
    const float scale = context.ui.scale, g = 8 * scale;
    constexpr std::size_t usual = 3;  // plots
    constexpr float squeezed = 0.72f; // of the least height, where somebody wants more of them
    const float least = shown_.size() > usual ? squeezed * least_height : least_height;
    const float fitting = std::floor((rect.h + g) / (least * scale + g));
    const float count = std::clamp(fitting, 1.f, static_cast<float>(shown_.size()));
    const float height = (rect.h - (count - 1) * g) / count;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const Rect slot = whole_pixels({rect.x, rect.y + static_cast<float>(i) * (height + g), rect.w, height});
        card(slot, context.ui);
        if (!session.run()) continue;
        const Rect inside = whole_pixels(inset(slot, 5 * scale));
        const Plot& plot = plot_of(i, *session.run(), session.view());
        const bool hovered = choose(context, i, inside); // before the plot, so that it gets the clicks
        panes_[i].show(context, plot, inside, true);
        if (const Plot* wanted = panes_[i].take_wanted()) set(session, i, *wanted);
        draw_chevron(context, i, inside, hovered);
        if (shows_another_scene(session)) veil(inside, context.ui);
    }
}

/// Where a plot's title stands, in screen pixels.
Rect SideColumn::title_of(PlotContext& context, std::size_t slot, const Rect& rect) {
    Controls& ui = context.ui;
    const float size = ui.theme->title_size * context.points(),
                pad = 6 * context.points(); // as the layout of figures has them
    return {rect.x + pad, rect.y + pad, ui.fonts.measure(panes_[slot].view().figure().title, size, Weight::bold).x,
            1.3f * size};
}

/// The title itself is the menu: a quiet arrow behind it says so.
void SideColumn::draw_chevron(PlotContext& context, std::size_t slot, const Rect& rect, bool hovered) {
    Controls& ui = context.ui;
    const Rect title = title_of(context, slot, rect);
    const float r = 3.5f * ui.scale;
    const ImVec2 c{title.right() + 11 * ui.scale, title.y + 0.5f * title.h};
    const ImVec2 chevron[] = {{c.x - r, c.y - r / 2}, {c.x, c.y + r / 2}, {c.x + r, c.y - r / 2}};
    ImGui::GetWindowDrawList()->AddPolyline(chevron, 3, packed(hovered ? ui.theme->text : ui.theme->muted), 0,
                                            1.6f * ui.scale);
}

/// Below a plot that has variants, a row of their short names.
void SideColumn::choose_variant(PlotContext& context, std::size_t slot, const Plot& plot) {
    Controls& ui = context.ui;
    const float size = ui.fonts.body(), gap = 4 * ui.scale;
    bool first = true;
    for (const Plot& other : all_plots()) {
        if (!other.variant_of || std::string_view(other.variant_of) != plot.name) continue;
        if (!other.applies(*context.app.session.run())) continue;
        if (first)
            ImGui::SetCursorPosX(ImGui::GetCursorPosX() + 3 * gap);
        else
            ImGui::SameLine(0, 2 * gap);
        first = false;
        const ImVec2 origin = ImGui::GetCursorScreenPos();
        const std::string variant = ui.shown(other.variant);
        const float width = ui.fonts.measure(variant, size, Weight::regular).x + 2 * gap;
        const std::string key = "plots[" + std::to_string(slot) + "]." + other.name;
        ImGui::PushID(key.c_str());
        if (ImGui::Selectable("##variant", shown_[slot] == &other, 0, {width, 0}))
            set(context.app.session, slot, other);
        ImGui::PopID();
        note_item(ui, key);
        item_tip(ui, other.help);
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x + gap, origin.y + size / 2}, variant,
                      {.size = size, .color = ui.theme->muted, .vertical = Align::middle});
    }
}

/// A double click on the title, whose first half has opened the menu.
bool SideColumn::asks_for_stage(std::size_t slot, const Rect& title, bool hovered) {
    if (ImGui::IsMouseClicked(0)) taken_ = -1;
    const ImVec2 at = ImGui::GetIO().MousePos;
    const bool twice = ImGui::IsMouseDoubleClicked(0) && title.contains({at.x, at.y});
    if (!twice || !(hovered || ImGui::IsPopupOpen("choose"))) return false;
    taken_ = static_cast<std::ptrdiff_t>(slot);
    return true;
}

/// At the end of the menu: this place of the column, and the column itself.
void SideColumn::change_column(PlotContext& context, std::size_t slot) {
    Controls& ui = context.ui;
    Session& session = context.app.session;
    const std::string key = "plots[" + std::to_string(slot) + "].";
    const std::size_t count = shown_.size();
    const auto swap = [&](std::size_t other) {
        std::swap(shown_[slot], shown_[other]);
        session.set_side(shown_);
    };
    const Plot& plot = plot_of(slot, *session.run(), session.view());
    if (menu_item(ui, key + "stage", "Onto the stage", {.shortcut = "double click"}))
        action_functions::put_on_stage(context.app, plot);
    if (menu_item(ui, key + "up", "Move up", {.enabled = slot > 0})) swap(slot - 1);
    if (menu_item(ui, key + "down", "Move down", {.enabled = slot + 1 < count})) swap(slot + 1);
    if (menu_item(ui, key + "add", "Another plot below", {.enabled = count < View::most_side})) {
        const auto fresh = std::find_if(all_plots().begin(), all_plots().end(), [&](const Plot& other) {
            return !other.on_stage && !other.variant_of && other.applies(*session.run()) &&
                   std::find(shown_.begin(), shown_.end(), &other) == shown_.end();
        });
        shown_.insert(shown_.begin() + static_cast<std::ptrdiff_t>(slot) + 1,
                      fresh == all_plots().end() ? &plot : &*fresh);
        session.set_side(shown_);
    }
    if (menu_item(ui, key + "remove", "Take it away", {.enabled = count > View::least_side})) {
        shown_.erase(shown_.begin() + static_cast<std::ptrdiff_t>(slot));
        session.set_side(shown_);
    }
}

bool SideColumn::choose(PlotContext& context, std::size_t slot, const Rect& rect) {
    Controls& ui = context.ui;
    const Rect title = title_of(context, slot, rect);
    ImGui::PushID(static_cast<int>(slot));
    ImGui::SetCursorScreenPos({title.x, title.y});
    const bool pressed = touch_area("title", {title.w + 22 * ui.scale, title.h});
    note_item(ui, "plots[" + std::to_string(slot) + "]");
    const bool hovered = ImGui::IsItemHovered();
    item_tip(ui, "Show another plot here; a double click puts this one on the stage");
    const bool takes_stage = asks_for_stage(slot, title, hovered);
    if (pressed && taken_ != static_cast<std::ptrdiff_t>(slot)) ImGui::OpenPopup("choose");
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * ui.scale, 8 * ui.scale));
    // Below the title, so that the second half of a double click chooses nothing.
    ImGui::SetNextWindowPos({title.x, title.bottom() + 4 * ui.scale}, ImGuiCond_Appearing);
    if (ImGui::BeginPopup("choose")) {
        for (const Plot& plot : all_plots()) {
            if (plot.variant_of || !plot.applies(*context.app.session.run())) continue;
            const std::string key = "plots[" + std::to_string(slot) + "]." + plot.name;
            if (list_item(ui, key, plot.title, shown_[slot] == &plot)) set(context.app.session, slot, plot);
            item_tip(ui, plot.help);
            choose_variant(context, slot, plot);
        }
        ImGui::Separator();
        change_column(context, slot);
        if (takes_stage) ImGui::CloseCurrentPopup();
        ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    ImGui::PopID();
    if (takes_stage) {
        const Session& session = context.app.session;
        action_functions::put_on_stage(context.app, plot_of(slot, *session.run(), session.view()));
    }
    return hovered;
}

} // namespace halfstep
