// The page of a lesson: its equations, its question and its claims.

#include "app/views/lesson_page_frame.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/formulas/cards.h"
#include "app/model/lesson_steps.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

namespace halfstep {

// ---- equations ----

void LessonPage::equations(Frame& f) {
    if (!f.app.session.run()) return;
    for (const std::string& name : f.step_of.equations) card(f, name);
}

/// As a card: a click opens it with its numbers.
void LessonPage::card(Frame& f, const std::string& name) {
    const Card* of = find_card(name);
    if (!of) return;
    Controls& ui = f.ui;
    f.space(8);
    EquationView& view = cards_.try_emplace(name, renderer_, fonts_).first->second;
    view.set({card_tex(*of, notation_on(f.app.session.view().notation, f.app.session.run()->process().spec))});
    const Equation& equation = view.equation();
    const float pad = 9 * ui.scale, width = f.width(), label = 1.45f * ui.fonts.small();
    const float em = std::min(1.08f * ui.fonts.reading(), (width - 2 * pad) / std::max(equation.width, 1.f));
    const float height = 2 * pad + label + 4 * ui.scale + (equation.height + equation.depth) * em;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string key = "lesson.card." + name;
    const bool pressed = touch_area(key.c_str(), {width, height});
    note_item(ui, key);
    const bool hovered = ImGui::IsItemHovered();
    item_tip(ui, "Its equation, its numbers, and where it is from");
    const Color ground = mixed(ui.theme->panel, ui.theme->text, hovered ? 0.09f : 0.045f);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + height}, packed(ground), 6 * ui.scale);
    ui.fonts.draw(list, {at.x + pad, at.y + pad}, ui.shown(of->title),
                  {.size = ui.fonts.small(), .color = ui.theme->muted});
    view.show({{at.x + pad, std::round(at.y + pad + label + 4 * ui.scale + equation.height * em)}, em}, *ui.theme,
              ground);
    if (pressed) show_card(f.app, name);
}

// ---- the question ----

void LessonPage::question(Frame& f) {
    if (!f.step_of.ask) return;
    const Ask& ask = *f.step_of.ask;
    f.space(16);
    f.heading("A question");
    text(f, ask.question, "lesson.question");
    f.space(6);
    switch (ask.kind) {
    case Ask::Kind::choice: choices(f); break;
    case Ask::Kind::number: number(f); break;
    case Ask::Kind::drawing: drawing(f); break;
    }
    if (f.app.lesson.doing().answer.empty()) return;
    f.space(6);
    text(f, ask.reveal, "lesson.reveal");
}

void LessonPage::choices(Frame& f) {
    const Ask& ask = *f.step_of.ask;
    const std::string& answer = f.app.lesson.doing().answer;
    for (std::size_t i = 0; i < ask.choices.size(); ++i) choice(f, i, !answer.empty());
    if (answer.empty()) return;
    const bool right = is_right(ask, answer, std::nullopt).value_or(false);
    const char letter[] = {static_cast<char>('A' + ask.answer), 0};
    f.space(2);
    paragraph(f.ui, right ? std::string("Right.") : std::string("Not quite: it is ") + letter + ".",
              f.ui.fonts.reading(), mark_color(f.ui, right ? StandingMark::holds : StandingMark::fails),
              {.width = f.width()});
}

/// A button as high as its words; once one has been chosen, it says which is right.
void LessonPage::choice(Frame& f, std::size_t i, bool answered) {
    Controls& ui = f.ui;
    const Ask& ask = *f.step_of.ask;
    const std::string key = "lesson.choice[" + std::to_string(i + 1) + "]";
    const float pad = 8 * ui.scale, letter_width = 26 * ui.scale, width = f.width(), r = 9 * ui.scale;
    LiveTextView& view = view_of(ask.choices[i]);
    LiveType type = type_of(f);
    type.display = false;
    const std::string version = std::to_string(static_cast<int>(f.app.session.view().notation));
    const float words = view.place(ask.choices[i], width - 2 * pad - letter_width, type, version);
    const float height = words + 1.2f * pad;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool pressed = touch_area(key.c_str(), {width, height});
    note_item(ui, key);
    const bool hovered = ImGui::IsItemHovered() && !answered;
    if (pressed && !answered) f.answer = std::to_string(i + 1);
    const bool right = answered && static_cast<int>(i) == ask.answer;
    const bool chosen = f.app.lesson.doing().answer == std::to_string(i + 1);
    const Color tint = mark_color(ui, right ? StandingMark::holds : StandingMark::fails);
    Color ground = mixed(ui.theme->panel, ui.theme->text, hovered ? 0.11f : 0.055f);
    if (right || (answered && chosen)) ground = mixed(ui.theme->panel, tint, 0.13f);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + height}, packed(ground), 6 * ui.scale);
    if (answered && (chosen || right))
        list.AddRect(at, {at.x + width, at.y + height}, packed(tint), 6 * ui.scale, 0, 1.5f * ui.scale);
    const Point c{at.x + pad + r, at.y + height / 2};
    if (answered && (chosen || right)) {
        draw_mark(ui, right ? StandingMark::holds : StandingMark::fails, c, 7 * ui.scale);
    } else {
        const char letter[] = {static_cast<char>('A' + i), 0};
        list.AddCircle({c.x, c.y}, r, packed(ui.theme->muted), 0, 1.2f * ui.scale);
        ui.fonts.draw(list, c, letter,
                      {.size = ui.fonts.small(),
                       .weight = Weight::bold,
                       .color = ui.theme->text,
                       .horizontal = Align::middle,
                       .vertical = Align::middle});
    }
    LiveTextView::Look look = f.look(key);
    look.ground = ground;
    const ImVec2 after = ImGui::GetCursorScreenPos();
    view.draw(ui, {at.x + pad + letter_width, at.y + 0.6f * pad}, look);
    ImGui::SetCursorScreenPos(after);
    f.space(2);
}

void LessonPage::number(Frame& f) {
    Controls& ui = f.ui;
    const Ask& ask = *f.step_of.ask;
    const std::string& answer = f.app.lesson.doing().answer;
    if (answer.empty()) {
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 1);
        ImGui::SetNextItemWidth(std::min(120 * ui.scale, 0.55f * f.width()));
        const bool entered =
            ImGui::InputTextWithHint("##number", "a number", &typed_,
                                     ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CharsScientific);
        ImGui::PopStyleVar();
        note_item(ui, "lesson.number");
        ImGui::SameLine();
        char* end = nullptr;
        const double value = std::strtod(typed_.c_str(), &end);
        const bool is_number = !typed_.empty() && !*end && std::isfinite(value);
        const bool pressed = main_button(ui, "lesson.answer", "Answer", is_number);
        if ((entered || pressed) && is_number) f.answer = typed_;
        return;
    }
    const std::optional<double> value =
        numbers_ && numbers_->file == f.file && numbers_->step == f.index ? numbers_->answer : std::nullopt;
    const std::optional<bool> right = is_right(ask, answer, value);
    std::string words = "You said " + clean_text(answer);
    if (value) words += "; it is " + number_text(*value, 3);
    if (right) words += *right ? ". Right, within " + number_text(100 * ask.within, 2) + " %." : ". Not quite.";
    const Color color = !right ? ui.theme->text : mark_color(ui, *right ? StandingMark::holds : StandingMark::fails);
    paragraph(ui, words, ui.fonts.reading(), color, {.width = f.width()});
}

/// On paper, until it can be drawn over the plot.
void LessonPage::drawing(Frame& f) {
    if (!f.app.lesson.doing().answer.empty()) return;
    paragraph(f.ui, "Sketch it on paper first.", f.ui.fonts.body(), f.ui.theme->muted, {.width = f.width()});
    if (main_button(f.ui, "lesson.answer", "I have drawn it")) f.answer = "drawn";
}

// ---- claims ----

namespace {

StandingMark mark_of(const std::optional<Verdict>& verdict) {
    if (!verdict) return StandingMark::open;
    switch (verdict->standing) {
    case Verdict::Standing::holds: return StandingMark::holds;
    case Verdict::Standing::fails: return StandingMark::fails;
    case Verdict::Standing::not_claimed: return StandingMark::not_claimed;
    case Verdict::Standing::open: break;
    }
    return StandingMark::open;
}

const char* mark_tip(StandingMark mark) {
    switch (mark) {
    case StandingMark::holds: return "It holds. A click shows its numbers.";
    case StandingMark::fails: return "It fails. A click shows its numbers.";
    case StandingMark::not_claimed: return "It is not claimed at these settings. A click shows the numbers.";
    case StandingMark::open: break;
    }
    return "It is not decided yet. A click says why.";
}

const char* relation_words(Claim::Relation relation) {
    switch (relation) {
    case Claim::Relation::equals: return "should be ";
    case Claim::Relation::at_least: return "at least ";
    case Claim::Relation::at_most: return "at most ";
    case Claim::Relation::tends_to: return "tends to ";
    }
    return "";
}

/// What a verdict rests on, a line each.
std::vector<std::string> verdict_lines(const Claim& claim, const Verdict& verdict) {
    std::vector<std::string> lines;
    for (const TrendPoint& point : verdict.points)
        lines.push_back(claim.along + " = " + number_text(point.at, 4) + ": " + measured_text(point.value) +
                        ", off by " + number_text(point.difference.value, 2));
    if (verdict.points.empty()) lines.push_back("value " + measured_text(verdict.value));
    lines.push_back(relation_words(claim.relation) + (verdict.target.se > 0
                                                          ? measured_text(verdict.target)
                                                          : beside_text(verdict.target.value, verdict.value)));
    if (std::isfinite(verdict.off))
        lines.push_back("off by " + deviation_text(verdict.off) + " standard errors; up to " +
                        number_text(claim.within, 3) + " may be chance");
    if (claim.tolerance) lines.push_back("allowed: " + number_text(verdict.allowed, 2));
    if (!verdict.why.empty()) lines.push_back(verdict.why);
    return lines;
}

} // namespace

void LessonPage::claims(Frame& f) {
    if (f.step_of.claims.empty()) return;
    f.space(16);
    f.heading("Checked by the program");
    for (std::size_t i = 0; i < f.step_of.claims.size(); ++i) claim(f, i);
}

void LessonPage::claim(Frame& f, std::size_t i) {
    Controls& ui = f.ui;
    const Claim& of = f.step_of.claims[i];
    const std::optional<Verdict> verdict = verdict_of(f.app, i);
    const StandingMark mark = mark_of(verdict);
    LessonState& lesson = f.app.lesson;
    const bool open = lesson.open_claim == static_cast<int>(i);
    const std::string key = "lesson.claim[" + std::to_string(i) + "]";
    const float in = 24 * ui.scale, pad = 3 * ui.scale, width = f.width();
    LiveTextView& view = view_of(of.says);
    const std::string version = std::to_string(static_cast<int>(f.app.session.view().notation));
    const float words = view.place(of.says, width - in, type_of(f), version);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool pressed = touch_area(key.c_str(), {width, words + 2 * pad});
    note_item(ui, key);
    const bool hovered = ImGui::IsItemHovered();
    item_tip(ui, mark_tip(mark));
    LiveTextView::Look look = f.look(key);
    if (hovered) {
        look.ground = mixed(ui.theme->panel, ui.theme->text, 0.07f);
        ImGui::GetWindowDrawList()->AddRectFilled({at.x - pad, at.y}, {at.x + width, at.y + words + 2 * pad},
                                                  packed(look.ground), 4 * ui.scale);
    }
    draw_mark(ui, mark, {at.x + 8 * ui.scale, at.y + pad + 0.78f * ui.fonts.reading()}, 6.5f * ui.scale);
    const ImVec2 after = ImGui::GetCursorScreenPos();
    view.draw(ui, {at.x + in, at.y + pad}, look);
    ImGui::SetCursorScreenPos(after);
    if (pressed) lesson.open_claim = open ? -1 : static_cast<int>(i);
    if (open && verdict) {
        ImGui::Indent(in);
        claim_numbers(f, of, *verdict);
        ImGui::Unindent(in);
    }
}

void LessonPage::claim_numbers(Frame& f, const Claim& claim, const Verdict& verdict) {
    Controls& ui = f.ui;
    const bool trend = claim.relation == Claim::Relation::tends_to && verdict.points.empty() &&
                       verdict.standing == Verdict::Standing::open;
    if (!trend) {
        for (const std::string& line : verdict_lines(claim, verdict))
            paragraph(ui, line, ui.fonts.body(), ui.theme->text, {.width = f.width()});
    } else if (judge_.trend_is_under_way(claim)) {
        paragraph(ui, "Running it with each value of " + claim.along, ui.fonts.body(), ui.theme->muted,
                  {.width = f.width()});
    } else {
        paragraph(ui, verdict.why, ui.fonts.body(), ui.theme->muted, {.width = f.width()});
        if (text_button(ui, "lesson.trend", "Run them", "Simulates the step with each of these values"))
            f.app.lesson.trend_asked = static_cast<int>(&claim - f.step_of.claims.data());
    }
    ImGui::Dummy({0, 4 * ui.scale});
}

} // namespace halfstep
