#pragma once
// What the parts of the page of a lesson share. Private to lesson_page*.cpp.

#include "app/model/actions.h"
#include "app/ui/card.h"
#include "app/views/lesson_page.h"

namespace halfstep {

/// From `a` to `b`.
inline Color mixed(const Color& a, const Color& b, float share) {
    return {a.r + share * (b.r - a.r), a.g + share * (b.g - a.g), a.b + share * (b.b - a.b), 1};
}

/// "\bar\alpha" is "\alpha" there.
std::string with_ddim_symbols(std::string tex);
/// A page of the guide ("guide:samplers"), or another lesson.
void follow_link(AppState& app, const std::string& link);

/// What a claim, or an answer, has as its mark: told by its shape and its colour.
enum class StandingMark { holds, fails, not_claimed, open };
void draw_mark(const Controls& ui, StandingMark mark, Point middle, float radius);
Color mark_color(const Controls& ui, StandingMark mark);

struct LessonPage::Frame {
    Controls& ui;
    AppState& app;
    const std::shared_ptr<const LessonFile>& file;
    int index;
    const LessonStep& step_of;
    bool stale = false;  ///< newer numbers are on the way
    bool narrow = false; ///< the column has little room
    float right = 0;     ///< where lines end, in screen pixels

    // What was asked for, to be done when all is drawn.
    std::string action{}, link{}, answer{};
    int step = -1;

    float width() const { return std::max(right - ImGui::GetCursorScreenPos().x, 40.f); }
    LiveTextView::Look look(const std::string& key) const {
        return {ui.theme->panel, ui.theme->text, stale ? 0.45f : 1.f, key};
    }
    void space(float height) const { ImGui::Dummy({0, height * ui.scale}); }
    void heading(const char* text) const {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float size = ui.fonts.small();
        ui.fonts.draw(*ImGui::GetWindowDrawList(), {at.x, at.y}, text,
                      {.size = size, .weight = Weight::bold, .color = ui.theme->accent});
        ImGui::Dummy({1, 1.5f * size});
    }
};

} // namespace halfstep
