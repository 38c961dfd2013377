#include "app/views/card_dialog.h"

#include "app/model/actions.h"
#include "app/ui/dialog.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// The sampler whose numbers are shown: the one that was asked for, else the first that the card can be about.
int sampler_of(const AppState& app, const Run& run, const Card& card) {
    const int count = static_cast<int>(run.samplers.size());
    if (app.card_sampler >= 0 && app.card_sampler < count) return app.card_sampler;
    for (int i = 0; i < count; ++i)
        if (card.name == card_of(run.samplers[static_cast<std::size_t>(i)].spec().kind)) return i;
    return 0;
}

void notation_row(Controls& ui, AppState& app) {
    std::vector<const char*> labels, tips;
    for (const Fact<Notation>& row : facts<Notation>()) labels.push_back(row.label), tips.push_back(row.tip);
    int index = static_cast<int>(app.session.view().notation);
    if (choice(ui, {"card.notation", "Notation", "Whose symbols labels and equations are written in."}, index,
               {labels.data(), tips.data(), static_cast<int>(labels.size())}))
        app.session.set_notation(static_cast<Notation>(index));
    ui.cause.clear(); // no edit of the experiment
}

} // namespace

/// As large as there is room for, at most as a heading. True: it was clicked on.
bool CardDialog::equation(Controls& ui, EquationView& line, Formula formula, const char* key) const {
    line.set(std::move(formula));
    const Equation& equation = line.equation();
    const float room = ImGui::GetContentRegionAvail().x;
    const float em = std::min(19 * ui.scale, room / std::max(equation.width, 1.0f));
    const float tall = (equation.height + equation.depth) * em;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec4 ground = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
    line.show({{at.x, std::round(at.y + equation.height * em)}, em}, *ui.theme,
              {ground.x, ground.y, ground.z, ground.w});
    ui.widgets[key] = {at.x, at.y, equation.width * em, tall};
    ImGui::Dummy({room, tall + 8 * ui.scale});
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (!ImGui::IsWindowHovered() || !ui.widgets[key].contains({mouse.x, mouse.y})) return false;
    tooltip(ui, "Click to copy the TeX");
    return ImGui::IsMouseClicked(0);
}

void CardDialog::show(Controls& ui, AppState& app, const Rect& window) {
    const Card* card = app.dialog == Dialog::card ? find_card(app.card) : nullptr;
    const std::shared_ptr<const Run> run = app.session.run();
    if (!card || !run) {
        shown_.clear();
        return;
    }
    const View& view = app.session.view();
    const Notation notation = notation_on(view.notation, run->process().spec);
    begin_dialog(ui, window, "card", ui.shown(card->title).c_str(), 660);
    notation_row(ui, app);
    if (notation != view.notation) quiet_line(ui, std::string("On this process: ") + fact(notation).label);
    ImGui::Dummy({0, 4 * ui.scale});
    const std::string tex = card_tex(*card, notation);
    bool copied = equation(ui, rule_, {tex}, "card.equation");
    if (*card->note) paragraph(ui, card->note, ui.fonts.body(), ui.theme->muted);
    Formula numbers = card->numbers ? card->numbers({*run, view, sampler_of(app, *run, *card)}) : Formula{};
    if (!numbers.tex.empty()) {
        ImGui::Dummy({0, 4 * ui.scale});
        equation(ui, numbers_, std::move(numbers), "card.numbers");
    }
    paragraph(ui, card->source, ui.fonts.body(), ui.theme->muted);
    ImGui::Dummy({0, 2 * ui.scale});
    copied = text_button(ui, "card.copy", "Copy TeX", "The equation as TeX, to the clipboard") || copied;
    if (copied) {
        app.write_clipboard(tex);
        say(app, "The equation is copied as TeX", Stay::a_while);
    }
    ImGui::SameLine();
    bool close = text_button(ui, "card.close", "Close", "");
    // A click elsewhere, but not the one that has opened it, and not into an open list.
    const bool new_one = shown_ != app.card;
    const bool elsewhere = !ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
    const bool in_list = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
    close = close || (!new_one && elsewhere && !in_list && ImGui::IsMouseClicked(0));
    shown_ = app.card;
    end_dialog();
    if (close) app.dialog = Dialog::none;
}

CardChoice card_of(const LegendEntry& entry, const Run& run) {
    const int sampler = entry.sampler;
    if (sampler < 0) return {card_of(entry.topic, run)};
    if (sampler >= static_cast<int>(run.samplers.size())) return {};
    return {card_of(run.samplers[static_cast<std::size_t>(sampler)].spec().kind), sampler};
}

void open_table_card(Controls& ui, AppState& app, int row) {
    if (row < 0) return;
    const Run& run = *app.session.run();
    const std::pair<const char*, std::string> cells[] = {
        {"card", card_of(run.samplers[static_cast<std::size_t>(row)].spec().kind)},
        {"closed", closed_form_card(run, row)},
        {"mean", "closed-form.errors"},
        {"variance", "closed-form.errors"},
        {"distance", distance_card(run)},
        {"round_trip", "closed-form.round-trip"},
        {"difference.mean", "comparison.difference"}, // the table of two scenes has these
        {"difference.variance", "comparison.difference"},
        {"difference.distance", "comparison.distance"},
        {"difference.apart", "comparison.apart"}};
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    for (const auto& [name, card] : cells) {
        const auto cell = ui.widgets.find("table." + std::string(name) + "[" + std::to_string(row) + "]");
        if (cell == ui.widgets.end() || card.empty() || !cell->second.contains({mouse.x, mouse.y})) continue;
        ui.hovered = cell->first;
        tip_above(ui, cell->second,
                  name == cells[0].first ? "Its equation, its numbers, and where it is from"
                                         : "Click for its equation");
        if (ImGui::IsMouseClicked(0)) show_card(app, card, row);
        return;
    }
}

} // namespace halfstep
