#include "app/views/legend_list.h"

#include "app/figure/marks.h"
#include "app/model/actions.h"
#include "app/ui/imgui_canvas.h"
#include "app/views/plot_mouse.h"

#include <algorithm>

namespace halfstep {
namespace {

bool key_went_down(ImGuiKey key, bool repeats) {
#if IMGUI_VERSION_NUM < 18700
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key), repeats);
#else
    return ImGui::IsKeyPressed(key, repeats);
#endif
}

bool typed(char letter) {
    const ImVector<ImWchar>& letters = ImGui::GetIO().InputQueueCharacters;
    return std::find(letters.begin(), letters.end(), static_cast<ImWchar>(letter)) != letters.end();
}

bool is_off(const PlotMouse& mouse, const LegendEntry& entry) {
    return mouse.view.view().hides(entry.name) || mouse.app().session.view().muted.has(mouse.sampler(entry.sampler));
}

void open_card(PlotMouse& mouse, const LegendEntry& entry) {
    const CardChoice choice = mouse.card_for(entry);
    if (choice.card.empty()) return;
    ImGui::CloseCurrentPopup();
    show_card(mouse.app(), choice.card, choice.sampler);
}

/// As in the legend; heat maps, whose pictures no draw list has, as a shade.
void draw_key(PlotMouse& mouse, const LegendEntry& entry, const Rect& rect) {
    const std::vector<Mark>& marks = mouse.view.figure().marks;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (entry.marks.empty() || entry.marks.front() >= static_cast<int>(marks.size())) return;
    const Mark& mark = marks[static_cast<std::size_t>(entry.marks.front())];
    ImGuiCanvas canvas(list, {0, 0}, mouse.ui().fonts);
    if (!std::holds_alternative<HeatMap>(mark))
        return draw_swatch(mark, rect, mouse.context.points(), *mouse.theme, canvas);
    const float inset = 0.25f * rect.h;
    const ImU32 none = packed(mouse.theme->muted, 0), full = packed(mouse.theme->muted, 0.6f);
    list.AddRectFilledMultiColor({rect.x, rect.y + inset}, {rect.right(), rect.bottom() - inset}, none, full, full,
                                 none);
}

/// What is switched off is faint; its key stays as it is on the ground of the row in hand.
void draw_row(PlotMouse& mouse, const LegendEntry& entry, const Rect& rect, bool in_hand) {
    Controls& ui = mouse.ui();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float wide = 24 * ui.scale, middle = rect.y + rect.h / 2;
    draw_key(mouse, entry, {rect.x, rect.y, wide, rect.h});
    Color color = ui.theme->text;
    const bool off = is_off(mouse, entry);
    if (off) color.a *= 0.45f;
    ui.fonts.draw(list, {rect.x + wide + 8 * ui.scale, middle}, entry.label,
                  {.size = ui.fonts.body(), .color = color, .vertical = Align::middle});
    if (!off || in_hand) return;
    list.AddRectFilled({rect.x, rect.y}, {rect.x + wide, rect.bottom()}, ImGui::GetColorU32(ImGuiCol_PopupBg, 0.7f));
}

} // namespace

/// True: the mouse is on it.
bool LegendList::row(PlotMouse& mouse, const LegendEntry& entry, bool in_hand) {
    Controls& ui = mouse.ui();
    const std::string key = mouse.name() + ".legend." + entry.name;
    const float tall = ui.fonts.body() + 8 * ui.scale;
    const float wide = (24 + 8 + 12) * ui.scale + ui.fonts.measure(entry.label, ui.fonts.body(), Weight::regular).x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushID(key.c_str());
    if (ImGui::Selectable("##row", in_hand, ImGuiSelectableFlags_DontClosePopups, {wide, tall}))
        press_entry(mouse, entry);
    const bool hovered = ImGui::IsItemHovered();
    if (hovered && ImGui::IsMouseReleased(1)) open_card(mouse, entry);
    ImGui::PopID();
    note_item(ui, key);
    draw_row(mouse, entry, {at.x + 4 * ui.scale, at.y, wide, tall}, in_hand || hovered);
    if (hovered) tooltip(ui, entry_tip(mouse, entry).c_str());
    return hovered;
}

void LegendList::keys(PlotMouse& mouse, const std::vector<LegendEntry>& entries) {
    const int count = static_cast<int>(entries.size());
    if (key_went_down(ImGuiKey_DownArrow, true)) row_ = std::min(row_ + 1, count - 1);
    if (key_went_down(ImGuiKey_UpArrow, true)) row_ = std::max(row_ - 1, 0);
    row_ = std::min(row_, count - 1);
    if (row_ < 0) return;
    const LegendEntry& entry = entries[static_cast<std::size_t>(row_)];
    if (key_went_down(ImGuiKey_Enter, false)) press_entry(mouse, entry);
    if (typed('=')) open_card(mouse, entry);
}

const LegendEntry* LegendList::show(PlotMouse& mouse) {
    const std::vector<LegendEntry>& entries = mouse.view.whole().folded;
    const bool asked = asked_ != Asked::no && !entries.empty();
    if (asked) {
        row_ = asked_ == Asked::by_key ? 0 : -1;
        ImGui::OpenPopup("legend rest");
        const Rect& rest = mouse.view.whole().legend.back().box;
        const Point below = mouse.on_screen({rest.x, rest.bottom()});
        ImGui::SetNextWindowPos({below.x, below.y + 2 * mouse.ui().scale});
    }
    asked_ = Asked::no;
    open_ = begin_menu(mouse.ui(), "legend rest");
    if (!open_) return nullptr;
    mouse.app().listing = true;
    if (entries.empty()) ImGui::CloseCurrentPopup(); // they have room now
    if (!asked) keys(mouse, entries);                // the key that has opened it is not one for its rows
    const LegendEntry* in_hand = nullptr;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool chosen = static_cast<int>(i) == row_;
        if (row(mouse, entries[i], chosen) || (chosen && !in_hand)) in_hand = &entries[i];
    }
    end_menu();
    return in_hand;
}

} // namespace halfstep
