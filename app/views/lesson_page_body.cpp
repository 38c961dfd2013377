// The page of a lesson: its parts in their order, and what its numbers are.

#include "app/views/lesson_page_frame.h"

#include "app/formulas/cards.h"
#include "app/lesson/scene_keys.h"
#include "app/model/dragged_number.h"
#include "app/model/lesson_steps.h"
#include "app/views/action_controls.h"

#include "app/base/number_text.h"
#include "app/base/text.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace halfstep {

// ---- what is shown ----

LiveTextView& LessonPage::view_of(const LiveText& live) {
    return texts_.try_emplace(&live, renderer_, fonts_).first->second;
}

void LessonPage::refresh() {
    for (auto& [live, view] : texts_) view.refresh();
}

void LessonPage::wait() const {
    while (judge_.busy()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

/// A setting that is dragged is known at once; what follows from a run once that has been looked at.
std::string LessonPage::number_text_of(const Frame& f, const LiveSpan& span) const {
    if (span.kind == LiveSpan::Kind::drag) {
        const std::optional<double> value = scene_number(f.app.session.experiment(), span.span.text);
        return value ? number_text(*value, span.digits > 0 ? span.digits : 4) : "–";
    }
    if (!numbers_ || numbers_->file != f.file || numbers_->step != f.index) return "…";
    const auto found = numbers_->numbers.find(&span);
    return found == numbers_->numbers.end() || found->second.text.empty() ? "–" : found->second.text;
}

LiveType LessonPage::type_of(const Frame& f) const {
    LiveType type;
    Fonts& fonts = f.ui.fonts;
    type.width = [&fonts](std::string_view text, PageFace face) { return fonts.width(text, face); };
    type.em = fonts.reading();
    type.scale = f.ui.scale;
    type.number = [this, &f](const LiveSpan& span) { return number_text_of(f, span); };
    type.words = [&f](const std::string& words) { return f.ui.shown(words); };
    const bool ddim = f.app.session.view().notation == Notation::ddim;
    type.tex = [ddim](const std::string& tex) { return ddim ? with_ddim_symbols(tex) : tex; };
    return type;
}

LiveEvents LessonPage::text(Frame& f, const LiveText& live, const std::string& key) {
    LiveTextView& view = view_of(live);
    const float width = f.width();
    const std::string version = std::to_string(static_cast<int>(f.app.session.view().notation));
    const float height = view.place(live, width, type_of(f), version);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const LiveEvents events = view.draw(f.ui, {at.x, at.y}, f.look(key));
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy({width, height});
    f.ui.widgets[key] = {at.x, at.y, width, height};
    follow(f, events);
    return events;
}

/// Links are followed once the frame is done with the step that they stand in.
void LessonPage::follow(Frame& f, const LiveEvents& events) {
    if (!events.link.empty()) f.link = events.link;
    if (!events.dragged) return;
    const std::string& key = events.dragged->span.text;
    const Experiment& now = f.app.session.experiment();
    const std::optional<double> value = scene_number(now, key);
    const std::optional<SettingScale> scale = scale_of_setting(now, key);
    if (!value || !scale) return;
    if (events.taken) drag_from_ = *value;
    f.ui.sliding = true;
    constexpr float whole_way = 320; // of the mouse, from one end of the slider to the other
    const double next = dragged_value(*scale, drag_from_, events.dragged_by / (whole_way * f.ui.scale));
    if (next != *value) f.app.session.edit(with_setting(now, key, next), f.ui.gesture, key.c_str());
}

std::optional<Verdict> LessonPage::verdict_of(const AppState& app, std::size_t i) const {
    const LessonState& lesson = app.lesson;
    if (!numbers_ || numbers_->file != lesson.file || numbers_->step != lesson.step) return std::nullopt;
    const Claim& claim = lesson.now().claims[i];
    const Verdict& verdict = numbers_->verdicts[i];
    if (claim.relation != Claim::Relation::tends_to || verdict.standing == Verdict::Standing::not_claimed)
        return verdict;
    const std::optional<Verdict> trend = judge_.trend(claim);
    return trend ? trend : std::optional(verdict);
}

std::string LessonPage::claims(const AppState& app) const {
    if (!app.lesson.on_page()) return "";
    std::string letters;
    for (std::size_t i = 0; i < app.lesson.now().claims.size(); ++i) {
        const std::optional<Verdict> verdict = verdict_of(app, i);
        letters += verdict ? "hfno"[static_cast<std::size_t>(verdict->standing)] : 'p';
    }
    return letters;
}

// ---- the page ----

void LessonPage::show(Controls& ui, AppState& app, const Rect& rect, const LessonParts& parts) {
    LessonState& lesson = app.lesson;
    if (std::exchange(moves_, lesson.moves) != lesson.moves || file_ != lesson.file || step_ != lesson.step) {
        if (file_ != lesson.file || step_ != lesson.step) texts_.clear(), cards_.clear();
        typed_.clear();
        arrives_ = true;
    }
    file_ = lesson.file;
    step_ = lesson.step;
    const Session& session = app.session;
    const std::shared_ptr<const Run>& run = session.run();
    const bool full = run && !session.coarse() && run->problem == session.problem();
    full ? judge_.ask(file_, step_, run) : judge_.call_off();
    if (const int claim = std::exchange(lesson.trend_asked, -1); claim >= 0) judge_.ask_trend(file_, step_, claim);
    numbers_ = judge_.newest();
    Frame f{ui, app, file_, step_, lesson.now()};
    f.stale = !full || !numbers_ || !numbers_->is_of(file_.get(), step_, *run);
    f.narrow = rect.w < 300 * ui.scale;

    const float pad = (f.narrow ? 10 : 16) * ui.scale, foot_height = ui.row_height() + 20 * ui.scale;
    Rect left{rect.x + pad, rect.y + 0.7f * pad, rect.w - 2 * pad, rect.h - 0.7f * pad};
    head(f, left);
    const Rect below{rect.x, rect.bottom() - foot_height, rect.w, foot_height};
    const float bar = ImGui::GetStyle().ScrollbarSize; // stands in the padding
    begin_child("lesson body", {left.x, left.y, left.w + pad, below.y - left.y},
                app.presenting.on ? ImGuiWindowFlags_NoNav : 0);
    if (std::exchange(arrives_, false)) ImGui::SetScrollY(0);
    f.right = left.right() - std::max(0.f, bar - pad);
    body(f, parts);
    ImGui::EndChild();
    foot(f, {left.x, below.y, left.w, below.h});
    ui.widgets["lesson"] = rect;
    if (!f.action.empty()) perform(app, f.action);
    if (f.step >= 0) show_step(app, f.step);
    if (!f.answer.empty()) answer_step(app, f.answer);
    if (!f.link.empty()) follow_link(app, f.link);
}

void LessonPage::body(Frame& f, const LessonParts& parts) {
    if (parts.begin) parts.begin();
    title(f);
    text(f, f.step_of.text, "lesson.text");
    equations(f);
    question(f);
    settings(f, parts);
    claims(f);
    f.space(12);
    const LessonState& lesson = f.app.lesson;
    const char* const unfold = lesson.all_settings ? "Fewer settings" : "All settings";
    if (f.step_of.controls) {
        if (text_button(f.ui, "lesson.settings", unfold, "Every setting of the scene, below"))
            f.action = "lesson-settings";
        button_beside(f.ui, "Restart this step");
    }
    if (text_button(f.ui, "lesson.restart", "Restart this step", tip_text(find_action("lesson-restart")).c_str()))
        f.action = "lesson-restart";
    if (lesson.all_settings || !f.step_of.controls) {
        f.space(8);
        parts.settings();
    }
    f.space(16);
    fade_edges(f.ui);
}

void LessonPage::settings(Frame& f, const LessonParts& parts) {
    const auto& controls = f.step_of.controls;
    if (!controls || controls->empty()) return;
    f.space(14);
    f.heading("Try");
    parts.controls();
}

} // namespace halfstep
