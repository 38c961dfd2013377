// The page of a lesson: what stands above its text and below it, and does not scroll.

#include "app/views/lesson_page_frame.h"

#include "app/base/text.h"
#include "app/model/scenes.h"
#include "app/scene/guide.h"
#include "app/views/guide_layout.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

std::string with_ddim_symbols(std::string tex) {
    constexpr std::string_view bar = "\\bar\\alpha";
    for (std::size_t at = tex.find(bar); at != tex.npos; at = tex.find(bar, at)) tex.replace(at, bar.size(), "\\alpha");
    return tex;
}

void follow_link(AppState& app, const std::string& link) {
    constexpr std::string_view guide = "guide:";
    if (!link.starts_with(guide)) {
        open_scene(app, link);
        return;
    }
    const GuidePage* page = linked_page(link.substr(guide.size()) + ".md");
    if (!page) return say(app, "The guide has no page " + clean_text(link.substr(guide.size())), Stay::a_while);
    go_to(app.guide, {std::string(page->name)});
    app.guide.open = true;
}

Color mark_color(const Controls& ui, StandingMark mark) {
    if (mark == StandingMark::holds)
        return ui.theme->dark ? Color{0.40f, 0.82f, 0.52f, 1} : Color{0.07f, 0.47f, 0.24f, 1};
    return mark == StandingMark::fails ? ui.theme->warning : ui.theme->muted;
}

void draw_mark(const Controls& ui, StandingMark mark, Point c, float r) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 color = packed(mark_color(ui, mark));
    const float line = std::max(1.5f, 0.32f * r);
    switch (mark) {
    case StandingMark::holds: {
        const ImVec2 tick[] = {
            {c.x - 0.8f * r, c.y}, {c.x - 0.2f * r, c.y + 0.65f * r}, {c.x + 0.9f * r, c.y - 0.7f * r}};
        list.AddPolyline(tick, 3, color, 0, line);
        break;
    }
    case StandingMark::fails:
        list.AddLine({c.x - 0.7f * r, c.y - 0.7f * r}, {c.x + 0.7f * r, c.y + 0.7f * r}, color, line);
        list.AddLine({c.x - 0.7f * r, c.y + 0.7f * r}, {c.x + 0.7f * r, c.y - 0.7f * r}, color, line);
        break;
    case StandingMark::not_claimed: list.AddLine({c.x - 0.8f * r, c.y}, {c.x + 0.8f * r, c.y}, color, line); break;
    case StandingMark::open: list.AddCircle({c.x, c.y}, 0.7f * r, color, 0, line); break;
    }
}

/// Which lesson it is, unless the bar above says so, and a dot for each of its steps. `left`: what is left below it.
void LessonPage::head(Frame& f, Rect& left) {
    Controls& ui = f.ui;
    const bool named_above = f.app.presenting.on;
    const float button = 30 * ui.scale, icons = 2 * button - 6 * ui.scale, row = 24 * ui.scale, top = left.y;
    ImGui::SetCursorScreenPos({left.right() - icons, top});
    if (icon_button(ui, "lesson.fold", Icon::folded, tip_text(find_action("lesson-fold")).c_str()))
        f.action = "lesson-fold";
    ImGui::SetCursorScreenPos({left.right() - icons + button, top});
    if (icon_button(ui, "lesson.leave", Icon::close, with_key("Leave for the free bench", "lesson-leave").c_str()))
        f.action = "lesson-leave";
    float end = top + button;
    if (named_above) {
        dots(f, {left.x, top + (button - row) / 2, left.w - icons - 6 * ui.scale, row});
    } else {
        ImGui::SetCursorScreenPos({left.x, top + 5 * ui.scale});
        paragraph(ui, ui.shown(clean_text(f.file->title)), ui.fonts.body(), ui.theme->muted,
                  {.width = left.w - icons - 8 * ui.scale});
        const float y = std::max(ImGui::GetItemRectMax().y, end) + 2 * ui.scale;
        dots(f, {left.x, y, left.w, row});
        end = y + row;
    }
    end = std::round(end + 6 * ui.scale);
    ImGui::GetWindowDrawList()->AddLine({left.x, end}, {left.right(), end}, packed(ui.theme->text, 0.12f));
    left = {left.x, end + 1, left.w, left.bottom() - end - 1};
}

void LessonPage::dots(Frame& f, const Rect& row) {
    Controls& ui = f.ui;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const int count = f.app.lesson.count();
    const std::string place = std::to_string(f.index + 1) + " of " + std::to_string(count);
    const float size = ui.fonts.body(), middle = row.y + row.h / 2;
    const float words = ui.fonts.measure(place, size, Weight::bold).x;
    ui.fonts.draw(list, {row.right(), middle}, place,
                  {.size = size,
                   .weight = Weight::bold,
                   .color = ui.theme->text,
                   .horizontal = Align::end,
                   .vertical = Align::middle});
    const float room = row.w - words - 14 * ui.scale;
    const float apart = std::min(17 * ui.scale, room / static_cast<float>(count)),
                r = std::min(4.5f * ui.scale, 0.36f * apart);
    for (int i = 0; i < count; ++i) {
        const Point c{row.x + (static_cast<float>(i) + 0.5f) * apart, middle};
        ImGui::SetCursorScreenPos({c.x - apart / 2, row.y});
        ImGui::PushID(i);
        if (touch_area("dot", {apart, row.h})) f.step = i;
        note_item(ui, "lesson.dot[" + std::to_string(i) + "]");
        const bool hovered = ImGui::IsItemHovered();
        ImGui::PopID();
        const StepProgress& done = f.app.lesson.done[static_cast<std::size_t>(i)];
        const std::string& name = f.file->steps[static_cast<std::size_t>(i)].title;
        if (hovered) tooltip(ui, (std::to_string(i + 1) + "  " + name + (done.complete ? ": done" : "")).c_str());
        if (done.complete)
            list.AddCircleFilled({c.x, c.y}, r, packed(ui.theme->accent, i == f.index ? 1.f : 0.6f));
        else
            list.AddCircle({c.x, c.y}, r - 0.5f * ui.scale, packed(ui.theme->muted, hovered ? 1.f : 0.8f), 0,
                           1.3f * ui.scale);
        if (i == f.index) list.AddCircle({c.x, c.y}, 1.65f * r, packed(ui.theme->text), 0, 1.4f * ui.scale);
    }
}

void LessonPage::title(Frame& f) {
    Controls& ui = f.ui;
    f.space(10);
    const Typesetting type{[&ui](std::string_view text, PageFace face) { return ui.fonts.width(text, face); },
                           [&ui](PageFace face) { return ui.fonts.size(face); }, ui.scale};
    const ImVec2 at = ImGui::GetCursorScreenPos();
    PlacedPart part;
    const float width = f.width();
    const float height =
        place_spans({{.text = ui.shown(f.step_of.title)}}, {PageFace::heading}, {{0, 0}, width}, type, part);
    for (const PlacedWords& words : part.texts)
        ui.fonts.draw_on_page(*ImGui::GetWindowDrawList(), {at.x + words.rect.x, at.y + words.rect.y}, words.text,
                              {PageFace::heading, ui.theme->text});
    ImGui::Dummy({width, height + 4 * ui.scale});
}

namespace {

/// What a step waits for, in words; empty: for nothing.
std::string to_do_text(const LessonStep& step, const StepProgress& done) {
    std::string text;
    const auto add = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
    for (const ToDo& one : step.complete_when) {
        if (one.kind == ToDo::Kind::answered && done.answer.empty()) add("answer");
        if (one.kind == ToDo::Kind::played && !done.played) add("play");
        const bool dragged = std::find(done.dragged.begin(), done.dragged.end(), one.key) != done.dragged.end();
        if (one.kind == ToDo::Kind::dragged && !dragged) add("drag");
    }
    return text;
}

} // namespace

void LessonPage::foot(Frame& f, const Rect& row) {
    Controls& ui = f.ui;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({row.x, row.y}, {row.right(), row.y}, packed(ui.theme->text, 0.12f));
    const float y = row.y + (row.h - ImGui::GetFrameHeight()) / 2, middle = row.y + row.h / 2;
    ImGui::SetCursorScreenPos({row.x, y});
    const bool first = f.index == 0, last = f.index + 1 == f.app.lesson.count();
    if (text_button(ui, "lesson.previous", "Previous", tip_text(find_action("lesson-previous")).c_str(), !first))
        f.action = "lesson-previous";
    const float from = ui.widgets["lesson.previous"].right();
    const char* const on = last ? "Lessons" : "Next";
    const float wide = ui.fonts.measure(on, ui.fonts.body(), Weight::regular).x + 2 * ImGui::GetStyle().FramePadding.x;
    const float next = row.right() - wide - 2 * ui.scale;
    ImGui::SetCursorScreenPos({next, y});
    if (main_button(ui, "lesson.next", on)) f.action = last ? "lessons" : "lesson-next";
    const StepProgress& done = f.app.lesson.doing();
    const std::string text = done.complete ? "done" : to_do_text(f.step_of, done);
    const float size = ui.fonts.small(), words = ui.fonts.measure(text, size, Weight::regular).x;
    const float mark = done.complete ? 16 * ui.scale : 0, c = (from + next) / 2;
    if (words + mark > next - from - 12 * ui.scale) {
        if (done.complete) draw_mark(ui, StandingMark::holds, {c, middle}, 6 * ui.scale);
        return;
    }
    if (done.complete) draw_mark(ui, StandingMark::holds, {c - words / 2 - 2 * ui.scale, middle}, 6 * ui.scale);
    ui.fonts.draw(list, {c + mark / 2, middle}, text,
                  {.size = size, .color = ui.theme->muted, .horizontal = Align::middle, .vertical = Align::middle});
}

void lesson_strip(Controls& ui, AppState& app) {
    const LessonState& lesson = app.lesson;
    if (!lesson.file || (lesson.on_page() && !lesson.folded)) return;
    const std::string place = ui.shown(clean_text(lesson.file->title)) + ", step " + std::to_string(lesson.step + 1) +
                              " of " + std::to_string(lesson.count());
    paragraph(ui, place, ui.fonts.small(), ui.theme->muted);
    const char* const name = lesson.away ? "lesson-leave" : "lesson-fold";
    if (main_button(ui, "lesson.return", "Back to the lesson")) perform(app, name);
    ImGui::Dummy({0, 4 * ui.scale});
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::GetWindowDrawList()->AddLine({at.x, at.y}, {at.x + ImGui::GetContentRegionAvail().x, at.y},
                                        packed(ui.theme->text, 0.12f));
    ImGui::Dummy({0, 4 * ui.scale});
}

} // namespace halfstep
