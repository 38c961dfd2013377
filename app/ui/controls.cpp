#include "app/ui/controls.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/figure/elide.h"
#include "app/figure/math_text.h"
#include "app/ui/imgui_canvas.h"

#include <imgui_internal.h> // flags of items
#include <imgui_stdlib.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace halfstep {

namespace {

Rect last_item() {
    const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
    return {lo.x, lo.y, hi.x - lo.x, hi.y - lo.y};
}

double to_unit(double value, double lo, double hi, bool log) {
    const double u = log ? std::log(value / lo) / std::log(hi / lo) : (value - lo) / (hi - lo);
    return std::isfinite(u) ? std::clamp(u, 0.0, 1.0) : 0;
}

double from_unit(double u, double lo, double hi, bool log) {
    return log ? lo * std::pow(hi / lo, u) : lo + u * (hi - lo);
}

/// While dragging, what is shown is what is stored; large counts on a log track move in two digits: 20000, not 19873.
double rounded(double value, const SliderScale& scale) {
    if (scale.integer) {
        const double unit = scale.log && value >= 100 ? std::pow(10, std::floor(std::log10(value)) - 1) : 1;
        return std::round(value / unit) * unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", scale.digits, value);
    return std::strtod(text, nullptr);
}

/// The track and knob; returns true while the mouse moves it.
bool track(Controls& ui, const std::string& key, double& value, const SliderScale& scale, float width) {
    const float height = ui.row_height(), knob = 6.5f * ui.scale, bar = 3 * ui.scale;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    touch_area("track", {width, height});
    note_item(ui, key);
    const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(0); // not by a key: the field takes those
    const bool hovered = ImGui::IsItemHovered();
    const float left = origin.x + knob, right = origin.x + width - knob, y = origin.y + height / 2;
    const double before = value;
    ui.sliding = ui.sliding || held;
    if (held && right > left) {
        const double u = std::clamp((ImGui::GetIO().MousePos.x - left) / (right - left), 0.f, 1.f);
        value = std::clamp(rounded(from_unit(u, scale.lo, scale.hi, scale.log), scale), scale.lo, scale.hi);
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float x = left + static_cast<float>(to_unit(value, scale.lo, scale.hi, scale.log)) * (right - left);
    list.AddRectFilled({left, y - bar / 2}, {right, y + bar / 2}, packed(ui.theme->text, 0.16f), bar / 2);
    list.AddRectFilled({left, y - bar / 2}, {x, y + bar / 2}, packed(ui.accent), bar / 2);
    list.AddCircleFilled({x, y}, (held ? 1.15f : 1) * knob, packed(ui.accent));
    list.AddCircleFilled({x, y}, 0.45f * knob, packed(ui.theme->panel));
    if (hovered && !held) list.AddCircle({x, y}, 1.5f * knob, packed(ui.accent, 0.35f), 0, 2 * ui.scale);
    return value != before;
}

bool escape_pressed() {
#if IMGUI_VERSION_NUM < 18700
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape));
#else
    return ImGui::IsKeyPressed(ImGuiKey_Escape);
#endif
}

/// The value as text. What is typed counts once the field is left, by Enter, Tab or a click elsewhere, but not by
/// Escape.
bool number_field(Controls& ui, const std::string& key, double& value, const SliderScale& scale) {
    std::string text = scale.integer ? keyboard_dashes(fixed_text(value, 0)) : field_text(value, scale.digits);
    ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0)); // a number until the mouse finds that it can be edited
    const bool edited =
        ImGui::InputText("##value", &text, ImGuiInputTextFlags_CharsScientific | ImGuiInputTextFlags_AutoSelectAll);
    ImGui::PopStyleColor();
    note_item(ui, key);
    if (ImGui::IsItemActivated() && ui.typed_key == key) ui.typed.clear();
    if (edited) { // kept here: Dear ImGui forgets it when another control takes the keyboard first
        ui.typed_key = key;
        ui.typed = text;
    }
    if (!ImGui::IsItemDeactivated() || ui.typed_key != key) return false;
    const std::string typed = std::exchange(ui.typed, {});
    char* end = nullptr;
    double number = std::strtod(typed.c_str(), &end);
    if (typed.empty() || *end || !std::isfinite(number) || escape_pressed()) return false;
    number = std::clamp(scale.integer ? std::round(number) : number, scale.lo, scale.hi);
    if (number == value) return false;
    value = number;
    return true;
}

} // namespace

void note_item(Controls& ui, const std::string& key) {
    ui.widgets[key] = last_item();
    if (ImGui::IsItemHovered()) ui.hovered = key;
    if (ImGui::IsItemActivated()) ++ui.gesture;
}

void heading(Controls& ui, const char* text) {
    ImGui::Dummy({0, 2 * ui.scale});
    text_line(ui, text, Weight::bold);
}

bool label(Controls& ui, const char* text, const char* tip) {
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    ImGui::PushID(text);
    // The focus goes from control to control.
    ImGui::PushItemFlag(ImGuiItemFlags_NoNav | ImGuiItemFlags_NoNavDefaultFocus, true);
    touch_area("label", {ui.label_width(), ui.row_height()});
    ImGui::PopItemFlag();
    ImGui::PopID();
    // Not where something else stands in its column.
    const bool hovered = ImGui::IsItemHovered() && ImGui::GetHoveredID() == ImGui::GetItemID();
    const Color color = hovered ? ui.theme->text : ui.theme->muted;
    ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x, origin.y + ui.row_height() / 2}, ui.shown(text),
                  {.size = ui.fonts.body(), .color = color, .vertical = Align::middle});
    if (hovered) item_tip(ui, tip);
    ImGui::SameLine(0, 0);
    return hovered;
}

bool slider(Controls& ui, const RowLabel& row, double& value, const SliderScale& scale) {
    const std::string& key = row.key;
    ImGui::PushID(key.c_str());
    if (label(ui, row.text, row.tip)) ui.hovered = key;
    const float field = 66 * ui.scale, gap = 6 * ui.scale;
    double at = scale.or_zero ? std::max(value, scale.lo) : value;
    bool changed =
        track(ui, key, at, scale, std::max(30.f, ImGui::GetContentRegionAvail().x - field - gap - row.right));
    row_tip(ui, row);
    if (changed) value = scale.or_zero && at <= scale.lo ? 0 : at;
    ImGui::SameLine(0, gap);
    ImGui::SetNextItemWidth(field);
    SliderScale typed = scale;
    if (scale.or_zero) typed.lo = 0;
    changed = number_field(ui, key + ".value", value, typed) || changed;
    row_tip(ui, row);
    if (changed) ui.cause = key;
    ImGui::PopID();
    return changed;
}

bool begin_combo(Controls& ui, const char* id, const char* shown) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float width = ImGui::CalcItemWidth(), height = ImGui::GetFrameHeight(), r = 3.5f * ui.scale;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * ui.scale, 8 * ui.scale)); // of the list
    const bool open = ImGui::BeginCombo(id, "", ImGuiComboFlags_HeightLargest | ImGuiComboFlags_NoArrowButton);
    ImGui::PopStyleVar();
    const ImVec2 c{origin.x + width - 14 * ui.scale, origin.y + height / 2};
    const ImVec2 chevron[] = {{c.x - r, c.y - r / 2}, {c.x, c.y + r / 2}, {c.x + r, c.y - r / 2}};
    list.AddPolyline(chevron, 3, packed(ui.theme->muted), 0, 1.6f * ui.scale);
    // A name too long for a narrow column ends before the arrow.
    const float left = origin.x + 8 * ui.scale, size = ui.fonts.body();
    ImGuiCanvas metrics(list, {0, 0}, ui.fonts);
    ui.fonts.draw(list, {left, c.y}, elided(ui.shown(shown), size, Weight::regular, c.x - 2 * r - left, metrics),
                  {.size = size, .color = ui.theme->text, .vertical = Align::middle});
    return open;
}

bool list_item(Controls& ui, const std::string& key, const char* marked, bool selected) {
    const std::string text = ui.shown(marked);
    const float size = ui.fonts.body();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float width = std::max(ui.fonts.measure(text, size, Weight::regular).x, ImGui::GetContentRegionAvail().x);
    ImGui::PushID(key.c_str());
    const bool chosen = ImGui::Selectable("##item", selected, 0, {width, 0});
    ImGui::PopID();
    note_item(ui, key);
    ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x, origin.y + size / 2}, text,
                  {.size = size, .color = ui.theme->text, .vertical = Align::middle});
    return chosen;
}

bool choice(Controls& ui, const RowLabel& row, int& index, const ChoiceNames& choices) {
    const auto& [names, tips, count] = choices;
    const std::string& key = row.key;
    ImGui::PushID(key.c_str());
    if (label(ui, row.text, row.tip)) ui.hovered = key;
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - row.right);
    const int before = index;
    const bool open = begin_combo(ui, "##choice", names[index]);
    note_item(ui, key);
    if (open) {
        for (int i = 0; i < count; ++i) {
            if (list_item(ui, key + "." + with_symbols(names[i]), names[i], i == index)) index = i;
            if (tips) item_tip(ui, tips[i]);
        }
        ImGui::EndCombo();
    } else {
        row_tip(ui, row);
    }
    ImGui::PopID();
    if (index == before) return false;
    ++ui.gesture;
    ui.cause = key;
    return true;
}

bool segments(Controls& ui, const RowLabel& row, int& index, const ChoiceNames& choices) {
    const auto& [names, tips, count] = choices;
    const std::string& key = row.key;
    ImGui::PushID(key.c_str());
    if (label(ui, row.text, row.tip)) ui.hovered = key;
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float gap = ui.scale,
                width = std::floor((ImGui::GetContentRegionAvail().x + gap) / static_cast<float>(count));
    const float height = ui.row_height();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int before = index;
    for (int i = 0; i < count; ++i) {
        const ImVec2 from{origin.x + static_cast<float>(i) * width, origin.y},
            to{from.x + width - gap, from.y + height};
        ImGui::SetCursorScreenPos(from);
        if (touch_area(names[i], {width - gap, height})) index = i;
        note_item(ui, key + "." + with_symbols(names[i]));
        const bool hovered = ImGui::IsItemHovered();
        const ImDrawFlags round = count == 1       ? ImDrawFlags_RoundCornersAll
                                  : i == 0         ? ImDrawFlags_RoundCornersLeft
                                  : i == count - 1 ? ImDrawFlags_RoundCornersRight
                                                   : ImDrawFlags_RoundCornersNone;
        const bool on = i == before;
        list.AddRectFilled(from, to, packed(on ? ui.theme->accent : ui.theme->control), 5 * ui.scale, round);
        if (hovered && !on) list.AddRectFilled(from, to, packed(ui.theme->text, 0.08f), 5 * ui.scale, round);
        ui.fonts.draw(list, {(from.x + to.x) / 2, (from.y + to.y) / 2}, ui.shown(names[i]),
                      {.size = ui.fonts.body(),
                       .weight = on ? Weight::bold : Weight::regular,
                       .color = on ? ui.theme->panel : ui.theme->text,
                       .horizontal = Align::middle,
                       .vertical = Align::middle});
        tips ? item_tip(ui, tips[i]) : row_tip(ui, row);
    }
    ImGui::PopID();
    if (index == before) return false;
    ui.cause = key;
    return true;
}

bool begin_menu(Controls& ui, const char* id) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(8 * ui.scale, 8 * ui.scale));
    const bool open = ImGui::BeginPopup(id);
    ImGui::PopStyleVar();
    return open;
}

void end_menu() { ImGui::EndPopup(); }

bool menu_item(Controls& ui, const std::string& key, const char* marked, const MenuItemState& state) {
    const std::string text = ui.shown(marked);
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const bool accents = has_accents(text); // which ImGui cannot place
    const std::string blank(text.size(), ' ');
    ImGui::PushID(key.c_str());
    const bool chosen =
        ImGui::MenuItem(accents ? blank.c_str() : text.c_str(), state.shortcut, state.checked, state.enabled);
    ImGui::PopID();
    note_item(ui, key);
    const float size = ui.fonts.body();
    if (accents)
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {origin.x, origin.y + size / 2}, text,
                      {.size = size, .color = ui.theme->text, .vertical = Align::middle});
    return chosen;
}

bool toggle(Controls& ui, const RowLabel& row, bool& value) {
    const std::string& key = row.key;
    ImGui::PushID(key.c_str());
    if (label(ui, row.text, row.tip)) ui.hovered = key;
    const bool changed = ImGui::Checkbox("##toggle", &value);
    note_item(ui, key);
    row_tip(ui, row);
    if (changed) ui.cause = key;
    ImGui::PopID();
    return changed;
}

bool whole_field(Controls& ui, const std::string& key, const char* tip, std::int64_t& value, std::int64_t last) {
    constexpr ImGuiInputTextFlags flags =
        ImGuiInputTextFlags_CharsDecimal | ImGuiInputTextFlags_AutoSelectAll | ImGuiInputTextFlags_EnterReturnsTrue;
    std::string typed = std::to_string(value);
    ImGui::PushID(key.c_str());
    ImGui::SetNextItemWidth(whole_field_width(ui));
    const bool entered = ImGui::InputText("##whole", &typed, flags);
    ImGui::PopID();
    note_item(ui, key);
    item_tip(ui, tip);
    std::int64_t number = -1;
    const char* const end = typed.data() + typed.size();
    if (!entered || std::from_chars(typed.data(), end, number).ptr != end) return false;
    if (typed.empty() || number < 0 || number > last || number == value) return false;
    value = number;
    return true;
}

bool text_field(Controls& ui, const std::string& key, std::string& value, float width) {
    ImGui::PushID(key.c_str());
    ImGui::SetNextItemWidth(width);
    std::string typed = value;
    ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
    const bool changed = ImGui::InputText("##text", &typed);
    ImGui::PopStyleColor();
    note_item(ui, key);
    if (changed) {
        value = typed;
        ui.cause = key;
    }
    ImGui::PopID();
    return changed;
}

bool text_button(Controls& ui, const std::string& key, const char* text, const char* tip, bool enabled) {
    ImGui::PushID(key.c_str());
    if (!enabled) ImGui::PushStyleVar(ImGuiStyleVar_Alpha, 0.4f);
    const bool pressed = ImGui::Button(ui.shown(text).c_str(), {0, ui.row_height()}) && enabled;
    if (!enabled) ImGui::PopStyleVar();
    note_item(ui, key);
    item_tip(ui, tip);
    ImGui::PopID();
    if (pressed) ui.cause = key;
    return pressed;
}

void button_beside(Controls& ui, const char* text, float indent) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float width = ImGui::CalcTextSize(text).x + 2 * style.FramePadding.x;
    const float from = ImGui::GetItemRectMax().x + style.ItemSpacing.x;
    const float end = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
    if (from + width <= end + 0.5f * ui.scale)
        ImGui::SameLine();
    else
        ImGui::SetCursorPosX(ImGui::GetCursorPosX() + indent);
}

bool main_button(Controls& ui, const std::string& key, const char* text, bool enabled) {
    ImGui::PushStyleColor(ImGuiCol_Text, vec4(ui.theme->panel));
    ImGui::PushStyleColor(ImGuiCol_Button, vec4(ui.theme->accent));
    ImGui::PushStyleColor(ImGuiCol_ButtonHovered, vec4(ui.theme->accent));
    ImGui::PushStyleColor(ImGuiCol_ButtonActive, vec4(ui.theme->text));
    const bool pressed = text_button(ui, key, text, "", enabled);
    ImGui::PopStyleColor(4);
    return pressed;
}

} // namespace halfstep
