#include "app/views/palette_view.h"

#include "app/figure/elide.h"
#include "app/ui/card.h"
#include "app/ui/imgui_canvas.h"

#include <imgui_internal.h> // the field lets go of what it has
#include <imgui_stdlib.h>

#include <algorithm>

namespace halfstep {
namespace {

constexpr float palette_width = 640, row_high = 28, group_high = 26, field_high = 44, foot_high = 30; // at scale 1
constexpr int most_rows_seen = 12;

/// The whole window, a little darker; what is under it gets nothing of the mouse.
void begin_shade(Controls& ui, const Rect& window, bool appearing) {
    ImGui::SetNextWindowPos({window.x, window.y});
    ImGui::SetNextWindowSize({window.w, window.h});
    if (appearing) ImGui::SetNextWindowFocus();
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0, 0, 0, ui.theme->dark ? 0.35f : 0.16f));
    ImGui::Begin("palette", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
    ImGui::PopStyleColor();
    ui.fonts.push_body();
}

/// Below the top, where the eye is; as high as what is found, up to a share of the window.
Rect card_of(const Rect& window, float scale, float rows) {
    const float w = std::min(palette_width * scale, window.w - 24 * scale);
    const float around = (field_high + foot_high + 10) * scale;
    const float most = std::min(most_rows_seen * row_high * scale, 0.84f * window.h - around);
    const float h = around + std::clamp(rows, row_high * scale, std::max(most, row_high * scale));
    const float top = std::min(0.12f * window.h, std::max(0.5f * (window.h - h), 0.f));
    return whole_pixels({window.x + (window.w - w) / 2, window.y + top, w, h});
}

void draw_card(Controls& ui, const Rect& at) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float s = ui.scale, round = 10 * s;
    for (int i = 3; i >= 1; --i) { // a soft shadow
        const float grow = 3 * static_cast<float>(i) * s;
        list.AddRectFilled({at.x - grow, at.y - grow + 2 * s}, {at.right() + grow, at.bottom() + grow + 2 * s},
                           IM_COL32(0, 0, 0, ui.theme->dark ? 30 : 10), round + grow);
    }
    list.AddRectFilled({at.x, at.y}, {at.right(), at.bottom()}, packed(ui.theme->panel), round);
    list.AddRect({at.x, at.y}, {at.right(), at.bottom()}, packed(ui.theme->text, 0.15f), round);
}

void draw_glass(Controls& ui, const Point& centre) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float s = ui.scale, r = 5 * s, d = 0.7071f * r;
    const ImU32 color = packed(ui.theme->muted);
    list.AddCircle({centre.x - s, centre.y - s}, r, color, 0, 1.7f * s);
    list.AddLine({centre.x - s + d, centre.y - s + d}, {centre.x + 5.5f * s, centre.y + 5.5f * s}, color, 1.9f * s);
}

/// The caret stands behind what is there, and nothing is marked: it is typed on.
int to_the_end(ImGuiInputTextCallbackData* data) {
    bool& fresh = *static_cast<bool*>(data->UserData);
    if (std::exchange(fresh, false)) data->CursorPos = data->SelectionStart = data->SelectionEnd = data->BufTextLen;
    return 0;
}

/// Letters that were typed are of the accent's colour.
void draw_title(Controls& ui, Point at, const std::string& title, const std::vector<std::size_t>& letters,
                Color color) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float size = ui.fonts.body();
    const auto typed = [&](std::size_t i) { return std::binary_search(letters.begin(), letters.end(), i); };
    const auto inside = [&](std::size_t i) { // of a letter, or an accent over it
        const auto byte = static_cast<unsigned char>(title[i]);
        return (byte & 0xC0) == 0x80 || byte == 0xCC || byte == 0xCD;
    };
    for (std::size_t from = 0; from < title.size();) {
        const bool lit = typed(from);
        std::size_t to = from + 1;
        while (to < title.size() && (inside(to) || typed(to) == lit)) ++to;
        const float x = at.x + ui.fonts.measure(title.substr(0, from), size, Weight::regular).x;
        ui.fonts.draw(list, {x, at.y}, title.substr(from, to - from),
                      {.size = size, .color = lit ? ui.theme->accent : color, .vertical = Align::middle});
        from = to;
    }
}

const char* kind_name(PaletteEntry::Kind kind) {
    switch (kind) {
    case PaletteEntry::Kind::action: return "action.";
    case PaletteEntry::Kind::lesson: return "lesson.";
    case PaletteEntry::Kind::plot: return "plot.";
    case PaletteEntry::Kind::page: return "page.";
    case PaletteEntry::Kind::file: return "file.";
    }
    return "";
}

bool is_start_of_group(const std::vector<PaletteHit>& hits, std::size_t i) {
    return i == 0 || hits[i].entry->kind != hits[i - 1].entry->kind;
}

/// All rows with their headings, in pixels.
float height_of(const std::vector<PaletteHit>& hits, float scale) {
    float height = 0;
    for (std::size_t i = 0; i < hits.size(); ++i)
        height += (row_high + (is_start_of_group(hits, i) ? group_high : 0)) * scale;
    return height;
}

} // namespace

void PaletteView::begin(AppState& app) {
    entries_ = palette_entries(app);
    field_ = app.palette.words;
    fresh_ = moved_ = true;
    hits_ = palette_hits(entries_, found_for_ = app.palette.words);
}

void PaletteView::find(AppState& app) {
    if (app.palette.words == found_for_) return;
    hits_ = palette_hits(entries_, found_for_ = app.palette.words);
    moved_ = true;
}

bool PaletteView::press(AppState& app, const KeyPress& key) {
    if (!shown_ || app.dialog != Dialog::palette) return false;
    const int last = std::max(0, static_cast<int>(hits_.size()) - 1);
    int& chosen = app.palette.chosen;
    const auto go = [&](int to) { chosen = std::clamp(to, 0, last), moved_ = true; };
    if (key.ctrl && key.key != Key::enter) // Ctrl K closes it, type changes its size; the rest is for nobody
        return key.key != Key::k && key.key != Key::plus && key.key != Key::minus && key.key != Key::zero;
    switch (key.key) {
    case Key::down: go(chosen == last ? 0 : chosen + 1); break;
    case Key::up: go(chosen == 0 ? last : chosen - 1); break;
    case Key::page_down: go(chosen + page_); break;
    case Key::page_up: go(chosen - page_); break;
    case Key::home: go(0); break;
    case Key::end: go(last); break;
    case Key::enter: enters_ = true, otherwise_ = key.shift || key.ctrl; break;
    case Key::escape:
    case Key::f11: return false;
    default: break; // typed into the field
    }
    return true;
}

void PaletteView::choose(AppState& app, int number, bool otherwise) {
    if (number < 0 || number >= static_cast<int>(hits_.size())) return;
    const PaletteEntry entry = *hits_[static_cast<std::size_t>(number)].entry;
    choose_in_palette(app, entry, otherwise);
}

void PaletteView::field(Controls& ui, AppState& app, const Rect& rect) {
    const float s = ui.scale;
    draw_glass(ui, {rect.x + 22 * s, rect.y + rect.h / 2});
    if (std::exchange(field_, app.palette.words) != app.palette.words) ImGui::ClearActiveID(); // others have typed
    ImGui::SetCursorScreenPos({rect.x + 36 * s, rect.y + (rect.h - ImGui::GetFrameHeight()) / 2});
    ImGui::SetNextItemWidth(rect.w - 48 * s);
    const ImGuiID id = ImGui::GetID("##words");
    if (ImGui::GetActiveID() != id && !ImGui::IsMouseDown(0)) { // nothing else here takes what is typed
        ImGui::SetKeyboardFocusHere();
        fresh_ = true;
    }
    ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
    ImGui::PushStyleColor(ImGuiCol_NavHighlight, ImVec4(0, 0, 0, 0));
    const bool typed =
        ImGui::InputTextWithHint("##words", "An action, a lesson, a plot, a page, a file", &app.palette.words,
                                 ImGuiInputTextFlags_CallbackAlways, to_the_end, &fresh_);
    ImGui::PopStyleColor(2);
    note_item(ui, "palette.words");
    if (typed) app.palette.chosen = 0;
    field_ = app.palette.words;
    const float y = rect.bottom();
    ImGui::GetWindowDrawList()->AddLine({rect.x + 1, y}, {rect.right() - 1, y}, packed(ui.theme->text, 0.12f));
}

void PaletteView::row(Controls& ui, AppState& app, int number, const Rect& rect) {
    const PaletteHit& hit = hits_[static_cast<std::size_t>(number)];
    const PaletteEntry& entry = *hit.entry;
    ImGui::SetCursorScreenPos({rect.x, rect.y});
    ImGui::PushID(number);
    const bool pressed = touch_area("row", {rect.w, rect.h});
    ImGui::PopID();
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    if (ImGui::IsItemHovered() && (moved.x != 0 || moved.y != 0)) app.palette.chosen = number;
    if (ImGui::IsItemVisible()) note_item(ui, std::string("palette.") + kind_name(entry.kind) + entry.name);
    if (pressed)
        enters_ = true, otherwise_ = ImGui::GetIO().KeyShift || ImGui::GetIO().KeyCtrl, app.palette.chosen = number;
    if (!ImGui::IsItemVisible()) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float s = ui.scale, pad = 10 * s, middle = rect.y + rect.h / 2;
    if (app.palette.chosen == number)
        list.AddRectFilled({rect.x, rect.y}, {rect.right(), rect.bottom()}, packed(ui.theme->accent, 0.18f), 6 * s);
    const bool can = why_not_now(app, entry).empty();
    const Color color = can ? ui.theme->text : ui.theme->muted;
    ImGuiCanvas canvas(list, {0, 0}, ui.fonts);
    const float size = ui.fonts.body(), small = ui.fonts.small(), room = rect.w - 2 * pad;
    const float wanted = ui.fonts.measure(entry.title, size, Weight::regular).x;
    const std::string hint =
        elided(entry.hint, small, Weight::regular, std::max(room - wanted - 2 * pad, 0.35f * room), canvas);
    const float hint_room = hint.empty() ? 0 : ui.fonts.measure(hint, small, Weight::regular).x + 2 * pad;
    draw_title(ui, {rect.x + pad, middle}, elided(entry.title, size, Weight::regular, room - hint_room, canvas),
               hit.letters, can ? color : Color{color.r, color.g, color.b, 0.75f});
    ui.fonts.draw(list, {rect.right() - pad, middle}, hint,
                  {.size = small, .color = ui.theme->muted, .horizontal = Align::end, .vertical = Align::middle});
}

void PaletteView::rows(Controls& ui, AppState& app, const Rect& rect) {
    const float s = ui.scale, pad = 8 * s;
    begin_child("palette rows", rect, ImGuiWindowFlags_NoNav);
    const float width = rect.w - 2 * pad - (height_of(hits_, s) > rect.h ? 0.5f * ImGui::GetStyle().ScrollbarSize : 0);
    page_ = std::max(1, static_cast<int>(rect.h / (row_high * s)) - 1);
    const float top = rect.y - ImGui::GetScrollY();
    float y = top;
    if (hits_.empty())
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {rect.x + rect.w / 2, rect.y + rect.h / 2}, "Nothing matches",
                      {.size = ui.fonts.body(),
                       .color = ui.theme->muted,
                       .horizontal = Align::middle,
                       .vertical = Align::middle});
    for (std::size_t i = 0; i < hits_.size(); ++i) {
        const float above = y;
        if (is_start_of_group(hits_, i)) {
            ui.fonts.draw(*ImGui::GetWindowDrawList(), {rect.x + pad + 10 * s, y + 0.6f * group_high * s},
                          palette_group(hits_[i].entry->kind),
                          {.size = ui.fonts.small(),
                           .weight = Weight::bold,
                           .color = ui.theme->muted,
                           .vertical = Align::middle});
            y += group_high * s;
        }
        row(ui, app, static_cast<int>(i), {rect.x + pad, y, width, row_high * s});
        y += row_high * s;
        if (!moved_ || static_cast<int>(i) != app.palette.chosen) continue;
        if (above < rect.y) ImGui::SetScrollY(above - top);
        if (y > rect.bottom()) ImGui::SetScrollY(y - top - rect.h);
    }
    ImGui::SetCursorScreenPos({rect.x, y});
    ImGui::Dummy({1, 0});
    moved_ = false;
    fade_edges(ui);
    ImGui::EndChild();
}

/// What the chosen row does.
void PaletteView::foot(Controls& ui, const AppState& app, const Rect& rect) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({rect.x + 1, rect.y}, {rect.right() - 1, rect.y}, packed(ui.theme->text, 0.12f));
    const float pad = 18 * ui.scale, middle = rect.y + rect.h / 2, size = ui.fonts.small();
    const std::size_t chosen = static_cast<std::size_t>(app.palette.chosen);
    const std::string says = chosen < hits_.size() ? palette_help(app, *hits_[chosen].entry) : "",
                      count =
                          hits_.empty() ? "Esc" : std::to_string(chosen + 1) + " of " + std::to_string(hits_.size());
    ImGuiCanvas canvas(list, {0, 0}, ui.fonts);
    const float room = rect.w - 3 * pad - ui.fonts.measure(count, size, Weight::regular).x;
    ui.fonts.draw(list, {rect.x + pad, middle}, elided(says, size, Weight::regular, room, canvas),
                  {.size = size, .color = ui.theme->muted, .vertical = Align::middle});
    ui.fonts.draw(list, {rect.right() - pad, middle}, count,
                  {.size = size, .color = ui.theme->muted, .horizontal = Align::end, .vertical = Align::middle});
}

void PaletteView::show(Controls& ui, AppState& app, const Rect& window) {
    if (app.dialog != Dialog::palette) {
        if (std::exchange(shown_, false)) entries_.clear(), hits_.clear();
        return;
    }
    const bool appears = !std::exchange(shown_, true);
    if (appears) begin(app);
    find(app);
    app.palette.chosen = std::clamp(app.palette.chosen, 0, std::max(0, static_cast<int>(hits_.size()) - 1));
    begin_shade(ui, window, appears);
    const float s = ui.scale;
    const Rect at = card_of(window, s, height_of(hits_, s));
    draw_card(ui, at);
    field(ui, app, {at.x, at.y, at.w, field_high * s});
    find(app); // with what has been typed in this frame
    const float list_top = at.y + (field_high + 5) * s, list_end = at.bottom() - (foot_high + 5) * s;
    rows(ui, app, {at.x, list_top, at.w, list_end - list_top});
    foot(ui, app, {at.x, at.bottom() - foot_high * s, at.w, foot_high * s});
    ui.widgets["palette"] = at;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool beside = ImGui::IsMouseClicked(0) && !appears && !at.contains({mouse.x, mouse.y});
    ImGui::PopFont();
    ImGui::End();
    if (std::exchange(enters_, false)) choose(app, app.palette.chosen, otherwise_);
    if (beside) app.dialog = Dialog::none;
}

} // namespace halfstep
