#pragma once
// The page of a lesson beside the stage: where in it one is, the step's text with its live numbers, equations,
// question and claims, the settings to try, and the way on.

#include "app/model/app_state.h"
#include "app/model/lesson_judge.h"
#include "app/ui/controls.h"
#include "app/views/equation_view.h"
#include "app/views/lesson_text.h"

#include <map>

namespace halfstep {

/// What other rooms put onto the page, in the current Dear ImGui window.
struct LessonParts {
    std::function<void()> begin{};    ///< before all else that scrolls
    std::function<void()> controls{}; ///< the settings that the step names
    std::function<void()> settings{}; ///< all
};

class LessonPage {
public:
    LessonPage(Renderer& renderer, Fonts& fonts, std::function<void()> wake)
        : renderer_(renderer), fonts_(fonts), judge_(std::move(wake)) {}

    void show(Controls& ui, AppState& app, const Rect& rect, const LessonParts& parts);
    /// Whether there are numbers that have not been shown.
    bool update() const { return judge_.newest() != numbers_; }
    bool busy() const { return judge_.busy(); }
    /// Until the numbers that were asked for are there: for pictures.
    void wait() const;
    void refresh(); ///< after a change of the theme
    /// Of the step that is shown, a letter a claim: h(olds), f(ails), n(ot claimed), o(pen), p(ending).
    std::string claims(const AppState& app) const;

private:
    struct Frame; ///< what the parts of one frame share

    void head(Frame& f, Rect& left);
    void dots(Frame& f, const Rect& row);
    void foot(Frame& f, const Rect& row);
    void body(Frame& f, const LessonParts& parts);
    void title(Frame& f);
    LiveEvents text(Frame& f, const LiveText& live, const std::string& key);
    void follow(Frame& f, const LiveEvents& events);
    void equations(Frame& f);
    void card(Frame& f, const std::string& name);
    void question(Frame& f);
    void choices(Frame& f);
    void choice(Frame& f, std::size_t i, bool answered);
    void number(Frame& f);
    void drawing(Frame& f);
    void claims(Frame& f);
    void claim(Frame& f, std::size_t i);
    void claim_numbers(Frame& f, const Claim& claim, const Verdict& verdict);
    void settings(Frame& f, const LessonParts& parts);
    LiveTextView& view_of(const LiveText& live);
    LiveType type_of(const Frame& f) const;
    std::string number_text_of(const Frame& f, const LiveSpan& span) const;
    std::optional<Verdict> verdict_of(const AppState& app, std::size_t i) const;

    Renderer& renderer_;
    Fonts& fonts_;
    LessonJudge judge_;
    std::shared_ptr<const StepNumbers> numbers_; ///< that are shown
    std::map<const LiveText*, LiveTextView> texts_;
    std::map<std::string, EquationView> cards_;
    std::shared_ptr<const LessonFile> file_; ///< of texts_
    int step_ = -1, moves_ = -1;
    bool arrives_ = false; ///< at a step, in this frame
    std::string typed_;    ///< in the field of a number
    double drag_from_ = 0; ///< what a number was when it was taken hold of
};

/// Where the page is folded away, or the reader is at the free bench: which lesson waits, and the way back to it.
void lesson_strip(Controls& ui, AppState& app);

} // namespace halfstep
