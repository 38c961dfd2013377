// A lesson in the window: paging, answers, numbers that are dragged, claims, the bench and back.

#include "tests/app/page_lesson.h"
#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

int step_shown(const Window& window) { return static_cast<int>(window.view["lesson_step"].number); }
std::string claims_of(const Window& window) { return window.view["claims"].string; }

} // namespace

TEST_CASE("window: a lesson is paged through, answered, dragged in, left and come back to") {
    Window window(page_lesson);
    window.until("the first step", [&] { return step_shown(window) == 1 && window.rested; });
    window.until("its claims", [&] { return claims_of(window) == "hhf"; });
    CHECK_FALSE(window.edited());
    CHECK(window.undo_depth == 0);
    window.key("Next");
    window.until("the second step", [&] { return step_shown(window) == 2 && window.experiment.process.steps == 40; });
    CHECK(window.action == "lesson-next");
    CHECK(window.lesson_step == 2);
    CHECK_FALSE(window.edited());
    window.key("Prior");
    window.until("the first again", [&] { return step_shown(window) == 1 && claims_of(window) == "hhf"; });
    // A number in the text is a slider: one drag is one step of undo, and claims that are not made there say so.
    const Rect number = window.rect("lesson.text.target.sigma");
    const double before = window.experiment.target.sigma;
    window.press(number.x + number.w / 2, number.y + number.h / 2);
    for (const float to : {10.f, 25.f, 40.f}) window.move(number.x + number.w / 2 + to, number.y + number.h / 2);
    window.until("a wider target", [&] { return window.experiment.target.sigma > before + 0.05; });
    window.release();
    CHECK(window.undo_depth == 1);
    window.until("its verdicts", [&] { return claims_of(window) == "hnf"; });
    CHECK(window.edited());
    window.undo();
    window.until("the step's own", [&] { return claims_of(window) == "hhf" && !window.edited(); });
    CHECK(window.experiment.target.sigma == before);
    // The question, below the text.
    const Rect page = window.rect("lesson");
    const auto scroll = [&](int clicks) { window.wheel(page.x + page.w / 2, page.y + page.h / 2, clicks); };
    scroll(-6);
    window.click("lesson.choice[2]");
    window.until("the answer", [&] { return window.answer == "2" && window.has("lesson.reveal"); });
    window.until("completion", [&] { return window.view["step_complete"].boolean; });
    scroll(-40);
    window.click("lesson.claim[2]");
    window.until_seen("its numbers");
    // To the bench, another setting there, and back.
    window.key("ctrl+l");
    window.until("the bench", [&] { return window.has("lesson.return") && step_shown(window) == 0 && window.rested; });
    window.key("n");
    window.until("another seed", [&] { return window.experiment.run.seed == 4 && window.rested; });
    window.click("lesson.return");
    window.until("the lesson", [&] { return step_shown(window) == 1 && window.experiment.run.seed == 3; });
    CHECK(window.view["step_complete"].boolean);
    // Presenting, a clicker's keys go on.
    window.key("F11");
    window.until("presenting", [&] { return window.view["presenting"].boolean && window.has("lesson"); });
    window.key("Next");
    window.until("the second step, large", [&] { return step_shown(window) == 2; });
    window.key("F2");
    window.until("the list of lessons", [&] { return window.has("open.filter"); });
}
