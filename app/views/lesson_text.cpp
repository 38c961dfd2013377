#include "app/views/lesson_text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float picture_margin = 8; // pixels about all equations: letters lean out of their boxes

std::string color_name(const Color& c) { return std::to_string(ImGui::ColorConvertFloat4ToU32({c.r, c.g, c.b, c.a})); }

} // namespace

float LiveTextView::place(const LiveText& text, float width, const LiveType& type, const std::string& version) {
    std::string wanted = version + "|" + std::to_string(width) + "|" + std::to_string(type.em);
    if (type.number)
        for (const LiveSpan* span : spans_of(text))
            if (span->kind == LiveSpan::Kind::number || span->kind == LiveSpan::Kind::drag)
                wanted += "|" + type.number(*span);
    if (wanted == placed_for_) return page_.height;
    placed_for_ = std::move(wanted);
    page_ = place_live_text(text, width, type);
    drawn_for_.clear();
    return page_.height;
}

/// All of them in one picture, of which each is shown by itself: between them the ground may be another.
void LiveTextView::draw_equations(Controls& ui, const Look& look) {
    const std::string wanted = color_name(look.ground) + color_name(ui.theme->text);
    if (wanted == drawn_for_) return;
    drawn_for_ = wanted;
    width_ = static_cast<int>(std::ceil(page_.width + 2 * picture_margin));
    height_ = static_cast<int>(std::ceil(page_.height + 2 * picture_margin));
    canvas_.begin(width_, height_, look.ground);
    for (const LivePiece& piece : page_.pieces) {
        if (piece.kind != LivePiece::Kind::equation) continue;
        EquationPlace place = piece.place;
        place.at.x += picture_margin;
        place.at.y += picture_margin;
        halfstep::draw(page_.equations[piece.equation], canvas_, place, *ui.theme);
    }
    canvas_.end();
}

void LiveTextView::show_equation(ImDrawList& list, const LivePiece& piece, Point corner) const {
    const float lean = std::min(std::ceil(0.3f * piece.place.em), picture_margin), above = 2; // out of its box
    const Rect& r = piece.rect;
    const float x = std::floor(r.x - lean), y = std::floor(r.y - above);
    const float right = std::ceil(r.right() + lean), bottom = std::ceil(r.bottom() + above);
    const auto w = static_cast<float>(width_), h = static_cast<float>(height_);
    const auto across = [&](float at) { return (at + picture_margin) / w; };
    const auto down = [&](float at) { return 1 - (at + picture_margin) / h; }; // row 0 is at the bottom
    const auto texture = (ImTextureID)(std::intptr_t)canvas_.texture();        // a pointer, or an integer
    list.AddImage(texture, {corner.x + x, corner.y + y}, {corner.x + right, corner.y + bottom}, {across(x), down(y)},
                  {across(right), down(bottom)});
}

LiveEvents LiveTextView::draw(Controls& ui, Point corner, const Look& look) {
    corner = {std::round(corner.x), std::round(corner.y)};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (!page_.equations.empty()) {
        draw_equations(ui, look);
        for (const LivePiece& piece : page_.pieces)
            if (piece.kind == LivePiece::Kind::equation) show_equation(list, piece, corner);
    }
    for (const Rect& r : page_.code)
        list.AddRectFilled({corner.x + r.x - 2, corner.y + r.y}, {corner.x + r.right() + 2, corner.y + r.bottom()},
                           packed(ui.theme->text, 0.07f), 3 * ui.scale);
    for (const Rect& r : page_.rules)
        list.AddRectFilled({corner.x + r.x, corner.y + r.y}, {corner.x + r.right(), corner.y + r.bottom()},
                           packed(ui.theme->text, 0.18f));
    LiveEvents events;
    for (const LivePiece& piece : page_.pieces) draw_piece(ui, piece, corner, look, events);
    return events;
}

void LiveTextView::draw_piece(Controls& ui, const LivePiece& piece, Point corner, const Look& look,
                              LiveEvents& events) {
    if (piece.kind == LivePiece::Kind::equation) return;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Rect r{corner.x + piece.rect.x, corner.y + piece.rect.y, piece.rect.w, piece.rect.h};
    const float line = std::max(1.f, std::round(ui.scale)), under = std::round(r.bottom() - 1.5f * ui.scale);
    const bool number = piece.kind == LivePiece::Kind::number, drag = piece.kind == LivePiece::Kind::drag;
    Color color = piece.quiet ? ui.theme->muted : look.ink;
    if (drag || !piece.link.empty()) color = ui.theme->accent;
    if (number) color.a *= look.numbers;
    ui.fonts.draw_on_page(list, {r.x, r.y}, piece.text, {piece.face, color, piece.italic});
    if (number)
        list.AddRectFilled({r.x, under}, {r.right(), under + line}, packed(ui.theme->accent, 0.55f * look.numbers));
    if (drag) return take_hold(ui, piece, r, look.key + "." + piece.span->span.text, events);
    if (piece.link.empty()) return;
    const bool hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect({r.x, r.y}, {r.right(), r.bottom()});
    list.AddRectFilled({r.x, under}, {r.right(), under + line}, packed(color, hovered ? 0.9f : 0.4f));
    const std::string key = look.key + ".link." + piece.link;
    if (ImGui::IsRectVisible({r.x, r.y}, {r.right(), r.bottom()})) ui.widgets[key] = r;
    if (!hovered) return;
    ui.hovered = key;
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (ImGui::IsMouseClicked(0)) events.link = piece.link;
}

/// A number that is dragged left and right: dotted below, with an arrow at either side while the mouse is on it.
void LiveTextView::take_hold(Controls& ui, const LivePiece& piece, const Rect& r, const std::string& key,
                             LiveEvents& events) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 before = ImGui::GetCursorScreenPos();
    const float around = 4 * ui.scale, s = ui.scale;
    ImGui::SetCursorScreenPos({r.x - around, r.y - around / 2});
    ImGui::PushID(piece.span);
    touch_area("drag", {r.w + 2 * around, r.h + around});
    ImGui::PopID();
    note_item(ui, key);
    const float mouse = ImGui::GetIO().MousePos.x;
    if (ImGui::IsItemActivated()) held_from_ = mouse, events.taken = true;
    const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(0), hovered = ImGui::IsItemHovered() || held;
    if (held) {
        events.dragged = piece.span;
        events.dragged_by = mouse - held_from_;
    }
    if (hovered) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
        list.AddRectFilled({r.x - around, r.y}, {r.right() + around, r.bottom()},
                           packed(ui.theme->accent, held ? 0.22f : 0.12f), 3 * s);
    }
    if (!held) item_tip(ui, "Drag it left or right");
    const float y = std::round(r.bottom() - 1.5f * s);
    for (float x = r.x; x < r.right(); x += 4 * s)
        list.AddRectFilled({x, y}, {std::min(x + 2 * s, r.right()), y + std::max(1.f, 1.5f * s)},
                           packed(ui.theme->accent));
    ImGui::SetCursorScreenPos(before);
}

} // namespace halfstep
