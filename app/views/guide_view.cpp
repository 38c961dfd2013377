#include "app/views/guide_view.h"

#include "app/scene/guide.h"
#include "app/ui/card.h"
#include "app/views/action_controls.h"
#include "app/views/guide_find.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr float list_width = 216, page_width = 960, margin = 24, padding = 20, bar_height = 52; // at scale 1

Typesetting typesetting(Controls& ui) {
    return {[&ui](std::string_view text, PageFace face) { return ui.fonts.width(text, face); },
            [&ui](PageFace face) { return ui.fonts.size(face); }, ui.scale};
}

/// The panel's place: as wide as a page needs, and no wider than the window.
Rect panel_of(const Rect& window, float scale) {
    const float w = std::min((list_width + page_width + 4 * padding) * scale, window.w - 2 * margin);
    const float h = window.h - 2 * margin;
    return whole_pixels({window.x + (window.w - w) / 2, window.y + margin, w, h});
}

/// The whole window, darkened; what is under it gets nothing of the mouse.
void begin_cover(Controls& ui, const Rect& window, bool appearing) {
    ImGui::SetNextWindowPos({window.x, window.y});
    ImGui::SetNextWindowSize({window.w, window.h});
    if (appearing) ImGui::SetNextWindowFocus();
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImVec4(0, 0, 0, ui.theme->dark ? 0.55f : 0.35f));
    ImGui::Begin("guide", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
    ImGui::PopStyleColor();
    ui.fonts.push_body();
}

} // namespace

void GuideView::show(Controls& ui, AppState& app, const Rect& window) {
    const bool appearing = app.guide.open && !was_open_;
    was_open_ = app.guide.open;
    if (!app.guide.open) {
        placed_name_.clear();
        words_.clear();
        found_for_.clear();
        hits_.clear();
        return;
    }
    if (appearing) moves_ = -1;
    begin_cover(ui, window, appearing);
    const Rect panel = panel_of(window, ui.scale);
    const float s = ui.scale, pad = padding * s, bar_h = bar_height * s;
    const float list_w = std::min(list_width * s, 0.27f * panel.w);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({panel.x, panel.y}, {panel.right(), panel.bottom()}, packed(ui.theme->panel), 10 * s);
    list.AddRect({panel.x, panel.y}, {panel.right(), panel.bottom()}, packed(ui.theme->text, 0.15f), 10 * s);
    const float split = std::round(panel.x + list_w + 1.5f * pad);
    list.AddLine({split, panel.y + 1}, {split, panel.bottom() - 1}, packed(ui.theme->text, 0.12f));

    bar(ui, app, {panel.x + pad, panel.y, panel.w - 2 * pad, bar_h}, list_w);
    const float top = panel.y + bar_h, below = panel.h - bar_h - 2 * s;
    begin_child("guide list", {panel.x + pad, top, list_w + pad / 4, below}, 0);
    words_.empty() ? pages(ui, app) : hits(ui, app);
    ImGui::EndChild();
    page(ui, app, {split + pad, top, panel.right() - pad / 2 - split - pad, below});

    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (ImGui::IsMouseClicked(0) && !appearing && !panel.contains({mouse.x, mouse.y})) app.guide.open = false;
    ImGui::PopFont();
    ImGui::End();
}

void GuideView::bar(Controls& ui, AppState& app, const Rect& rect, float list_w) {
    const float middle = rect.y + rect.h / 2, button = 30 * ui.scale;
    ImGui::SetCursorScreenPos({rect.x, middle - ImGui::GetFrameHeight() / 2});
    find_field(ui, app, list_w);
    ImGui::SetCursorScreenPos({rect.x + list_w + 0.75f * padding * ui.scale + 6 * ui.scale, middle - button / 2});
    action_icon(ui, app, find_action("guide-back"), Icon::back);
    ImGui::SetCursorScreenPos({rect.right() - button + padding * ui.scale / 2, middle - button / 2});
    if (icon_button(ui, "guide.close", Icon::close, with_key("Close", "help").c_str())) app.guide.open = false;
}

// ---- finding ----

void GuideView::find_field(Controls& ui, AppState& app, float width) {
    ImGui::SetNextItemWidth(width);
    if (std::exchange(app.guide.find, false)) ImGui::SetKeyboardFocusHere();
    const std::string hint = with_key("Find", "guide-find");
    const bool entered = ImGui::InputTextWithHint(
        "##find", hint.c_str(), &words_, ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    note_item(ui, "guide.find");
    if (words_ != found_for_) looked_for(app);
    if (!entered) return;
    app.guide.find = true; // the field is not left: Enter goes from one to the next
    if (!hits_.empty() && !enter_repeats()) show_hit(app, (hit_ + 1) % hits_.size()); // one for each press
}

/// What is typed so far: where it stands first, if possible as a whole word, and on the page that is shown.
void GuideView::looked_for(AppState& app) {
    const bool began = found_for_.empty();
    found_for_ = words_;
    hits_ = find_in_guide(words_);
    if (hits_.empty()) return;
    if (began) app.guide.before.push_back(app.guide.here);
    const auto merit = [&](const GuideHit& hit) { return 2 * hit.whole + (hit.place.page == app.guide.here.page); };
    const auto best = std::max_element(hits_.begin(), hits_.end(), [&](const GuideHit& a, const GuideHit& b) {
        return merit(a) < merit(b); // the first of equals
    });
    show_hit(app, static_cast<std::size_t>(best - hits_.begin()));
}

void GuideView::show_hit(AppState& app, std::size_t index) {
    hit_ = index;
    to_hit_ = true;
    app.guide.here = hits_[index].place;
    ++app.guide.moves;
}

void GuideView::pages(Controls& ui, AppState& app) {
    for (const BookPage& one : guide_book())
        if (guide_row(
                ui, {.key = "guide.page." + one.name, .title = one.title, .selected = one.name == app.guide.here.page}))
            go_to(app.guide, {one.name});
}

void GuideView::hits(Controls& ui, AppState& app) {
    const std::string count = hits_.empty()       ? "Nothing with these words"
                              : hits_.size() == 1 ? "One place"
                                                  : std::to_string(hits_.size()) + " places";
    paragraph(ui, count, ui.fonts.small(), ui.theme->muted);
    for (std::size_t i = 0; i < hits_.size(); ++i) {
        const GuideHit& hit = hits_[i];
        const std::string key = "guide.hit." + std::to_string(i);
        if (guide_row(ui, {key, book_page(hit.place.page).title, hit.text, hit.from, i == hit_})) show_hit(app, i);
        if (i == hit_ && std::exchange(to_hit_, false) && !ImGui::IsItemVisible()) ImGui::SetScrollHereY();
    }
}

// ---- the page ----

bool GuideView::press(const AppState& app, const KeyPress& key) {
    if (!app.guide.open || key.ctrl || key.alt) return false;
    const float line = 3 * 19 * app.scale, far = 1e9f;
    switch (key.key) {
    case Key::up: scroll_by_ -= line; return true;
    case Key::down: scroll_by_ += line; return true;
    case Key::page_up: scroll_by_ -= 0.9f * shown_height_; return true;
    case Key::page_down: scroll_by_ += 0.9f * shown_height_; return true;
    case Key::space: scroll_by_ += (key.shift ? -0.9f : 0.9f) * shown_height_; return true;
    case Key::home: scroll_by_ = -far; return true;
    case Key::end: scroll_by_ = far; return true;
    default: return false;
    }
}

void GuideView::set_page(Controls& ui, const GuideState& guide, float width) {
    if (placed_name_ == guide.here.page && placed_width_ == width && placed_scale_ == ui.scale) return;
    placed_ = place_page(book_page(guide.here.page).columns, width, typesetting(ui));
    placed_name_ = guide.here.page;
    placed_width_ = width;
    placed_scale_ = ui.scale;
}

/// What is looked for a third of the way down; else where the page was left.
float GuideView::wanted_scroll(const GuideState& guide, float height, float scale) const {
    const GuidePlace& here = guide.here;
    for (const PlacedPart& part : placed_.parts)
        if (part.column == here.column && part.block == here.block && part.row == here.row)
            return part.rect.y - height / 3;
    return here.scroll * scale;
}

void GuideView::page(Controls& ui, AppState& app, const Rect& rect) {
    begin_child("guide page", rect, 0);
    const float bar = ImGui::GetStyle().ScrollbarSize, below = 24 * ui.scale;
    const bool other_size = placed_name_ == app.guide.here.page && placed_scale_ != ui.scale;
    set_page(ui, app.guide, rect.w - bar - 8 * ui.scale);
    shown_height_ = rect.h;
    const float most = std::max(placed_.height + below - rect.h, 0.f);
    float scroll = ImGui::GetScrollY();
    if (std::exchange(moves_, app.guide.moves) != app.guide.moves) {
        scroll = wanted_scroll(app.guide, rect.h, ui.scale);
        scroll_by_ = 0;
    } else if (other_size) {
        scroll = app.guide.here.scroll * ui.scale;
    }
    scroll = std::round(std::clamp(scroll + std::exchange(scroll_by_, 0.f), 0.f, most));
    if (scroll != ImGui::GetScrollY()) ImGui::SetScrollY(scroll);
    app.guide.here.scroll = scroll / ui.scale;

    const Point corner{rect.x, rect.y - scroll};
    for (const PlacedPart& part : placed_.parts) {
        const Rect at{part.rect.x + corner.x, part.rect.y + corner.y, part.rect.w, part.rect.h};
        if (at.bottom() < rect.y || at.y > rect.bottom()) continue;
        const GuidePlace& here = app.guide.here;
        const bool marked = part.column == here.column && part.block == here.block && part.row == here.row;
        draw_part(ui, app, part, corner, marked);
        if (marked) ui.widgets["guide.mark"] = at;
    }
    ui.widgets["guide.text"] = rect;
    if (scroll > 0) // there is more above
        ImGui::GetWindowDrawList()->AddLine({rect.x, rect.y}, {rect.right(), rect.y}, packed(ui.theme->text, 0.12f));
    ImGui::SetCursorPos({0, 0});
    ImGui::Dummy({1, placed_.height + below});
    ImGui::EndChild();
}

void GuideView::draw_part(Controls& ui, AppState& app, const PlacedPart& part, Point corner, bool marked) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto fill = [&](const Rect& r, Color color, float alpha, float grow = 0, float round = 0) {
        list.AddRectFilled({corner.x + r.x - grow, corner.y + r.y},
                           {corner.x + r.right() + grow, corner.y + r.bottom()}, packed(color, alpha), round);
    };
    for (const PlacedShape& shape : part.shapes)
        fill(shape.rect, ui.theme->text,
             shape.shade == Shade::code   ? 0.055f
             : shape.shade == Shade::rule ? 0.4f
                                          : 0.12f);
    if (marked) fill(part.rect, ui.theme->accent, 0.16f, 6 * ui.scale, 4 * ui.scale);
    for (const PlacedWords& text : part.texts) draw_text(ui, app, text, corner);
}

void GuideView::draw_text(Controls& ui, AppState& app, const PlacedWords& text, Point corner) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Rect r{corner.x + text.rect.x, corner.y + text.rect.y, text.rect.w, text.rect.h};
    const float s = ui.scale, in = 3 * s;
    if (text.on_ground)
        list.AddRectFilled({r.x - in, r.y - s}, {r.right() + in, r.bottom() + s}, packed(ui.theme->text, 0.07f), 3 * s);
    const auto width = [&](std::size_t to) {
        return ui.fonts.width(std::string_view(text.text).substr(0, to), text.face);
    };
    for (std::size_t at = find_words(text.text, words_); !words_.empty() && at != std::string::npos;
         at = find_words(text.text, words_, at + words_.size()))
        list.AddRectFilled({r.x + width(at), r.y}, {r.x + width(at + words_.size()), r.bottom()},
                           packed(ui.theme->accent, 0.35f), 2 * s);
    const bool link = !text.link.empty();
    const bool hovered =
        link && ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect({r.x, r.y}, {r.right(), r.bottom()});
    const GuidePage* page = link ? linked_page(text.link) : nullptr;
    const Color color = page ? ui.theme->accent : text.quiet ? ui.theme->muted : ui.theme->text;
    ui.fonts.draw_on_page(list, {r.x, r.y}, text.text, {text.face, color, text.italic});
    if (!link) return;
    if (page || hovered)
        list.AddLine({r.x, r.bottom()}, {r.right(), r.bottom()}, packed(color, hovered ? 0.9f : 0.4f));
    else
        list.AddLine({r.x, r.bottom()}, {r.right(), r.bottom()}, packed(color, 0.25f));
    const std::string key = page ? "guide.link." + std::string(page->name) : "guide.link";
    if (ImGui::IsRectVisible({r.x, r.y}, {r.right(), r.bottom()})) ui.widgets[key] = r;
    if (!hovered) return;
    ui.hovered = key;
    if (page) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    tooltip(ui, page ? std::string(page->says).c_str() : text.link.c_str());
    if (page && ImGui::IsMouseClicked(0)) go_to(app.guide, {std::string(page->name)});
}

} // namespace halfstep
