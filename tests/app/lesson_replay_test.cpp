// A journal of a lesson that was read, done again: its pages come, its question is answered, its settings move.

#include "app/model/actions.h"
#include "app/model/lesson_steps.h"
#include "app/window/replay.h"
#include "tests/app/page_lesson.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("a journal of a lesson: steps, an answer, an edit, the bench") {
    const TemporaryFolder folder;
    const std::string file = folder.write("page.toml", page_lesson), journal = folder.path("journal");
    { // a window writes it
        Session session(load_scene(file), journal, [] {});
        AppState app{session, Settings(), 1};
        session.document().path = file;
        begin_lesson(app, false);
        perform(app, "lesson-next");
        answer_step(app, "0.05");
        Experiment next = session.experiment();
        next.target.sigma = 0.3;
        session.edit(next, 0, "target.sigma");
        perform(app, "lesson-leave");
        perform(app, "lesson-leave");
        perform(app, "lesson-previous");
        perform(app, "lesson-leave");
    }
    ReplayOptions options{.window = {.width = 1280, .height = 720}, .fps = 10, .frames = 1, .file = "journal"};
    Replay replay(load_with_view(file), options);
    const AppState& app = replay.window().workspace().state();
    std::vector<int> pages;
    bool answered = false;
    double widest = 0;
    for (const JournalStep& step : read_journal(read_whole(journal), "journal")) {
        replay.apply(step);
        const int page = app.lesson.on_page() ? app.lesson.step + 1 : 0;
        if (pages.empty() || pages.back() != page) pages.push_back(page);
        answered = answered || (app.lesson.file && app.lesson.done[1].answer == "0.05");
        widest = std::max(widest, replay.window().session().experiment().target.sigma);
    }
    CHECK(pages == std::vector<int>{0, 1, 2, 0, 2, 1, 0});
    CHECK(answered);
    CHECK(widest == 0.3);
    CHECK(replay.window().session().experiment().target.sigma == 0.2);
}
