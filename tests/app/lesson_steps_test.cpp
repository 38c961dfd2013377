// A lesson that is open: its steps as scenes, what counts as an edit, what is complete, the bench and back, progress.

#include "app/lesson/lesson_reader.h"
#include "app/lesson/verdict.h"
#include "app/model/actions.h"
#include "app/model/dragged_number.h"
#include "app/model/lesson_judge.h"
#include "app/model/lesson_progress.h"
#include "app/model/lesson_steps.h"
#include "app/model/scenes.h"
#include "app/scene/scene.h"
#include "tests/app/page_lesson.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

struct LessonDesk {
    Session session{parse_scene("title = \"before\"\n[run]\nparticles = 50\n", "before"), "", [] {}};
    AppState app{session, Settings(), 1};
    TemporaryFolder folder;

    LessonDesk() {
        app.state_folder = folder.path("state");
        REQUIRE(open_scene(app, folder.write("lesson.toml", page_lesson)));
        follow_lesson(app);
    }
    void set_sigma(double sigma) {
        Experiment next = session.experiment();
        next.target.sigma = sigma;
        session.edit(next, 0, "target.sigma");
        follow_lesson(app);
    }
    void perform(const char* action) {
        halfstep::perform(app, action);
        follow_lesson(app);
    }
    const StepProgress& doing() const { return app.lesson.doing(); }
};

} // namespace

TEST_CASE("a step is a scene that stands nowhere else: stepping is no edit, and what the reader changes is one") {
    LessonDesk desk;
    const LessonState& lesson = desk.app.lesson;
    REQUIRE(lesson.on_page());
    CHECK(lesson.step == 0);
    CHECK(desk.session.experiment().process.steps == 20);
    CHECK(desk.session.view().level == 20); // cursor = 1.0
    CHECK_FALSE(desk.session.edited());
    CHECK(desk.session.document().path.empty()); // saving must not write a scene over the lesson
    desk.perform("lesson-next");
    CHECK(lesson.step == 1);
    CHECK(desk.session.experiment().process.steps == 40);
    CHECK(desk.session.view().side.size() == 2);
    CHECK_FALSE(desk.session.edited());
    desk.set_sigma(0.5);
    CHECK(desk.session.edited());
    CHECK(desk.session.experiment().title == lesson.file->title); // no copy while it is read
    desk.perform("undo");
    CHECK_FALSE(desk.session.edited());
    CHECK(lesson.step == 1);
    desk.perform("redo");
    desk.perform("lesson-restart");
    CHECK(desk.session.experiment().target.sigma == 0.2);
    CHECK_FALSE(desk.session.edited());
    desk.perform("lesson-next");
    CHECK_FALSE(possible(desk.app, find_action("lesson-next")));
    desk.perform("lesson-previous");
    CHECK(lesson.step == 1);
    CHECK(desk.session.experiment().process.steps == 40);
}

TEST_CASE("undo goes from a lesson to what was before it, and redo into it again") {
    LessonDesk desk;
    desk.perform("lesson-next");
    desk.perform("undo");
    CHECK(desk.session.experiment().title == "before");
    CHECK(desk.app.lesson.away);
    CHECK_FALSE(possible(desk.app, find_action("lesson-next")));
    desk.perform("redo");
    CHECK(desk.app.lesson.on_page());
    CHECK(desk.app.lesson.step == 1);
}

TEST_CASE("at the free bench the scene is the reader's; back in the lesson it is as it was left") {
    LessonDesk desk;
    desk.perform("lesson-next");
    desk.set_sigma(0.4);
    desk.session.set_level(7);
    desk.perform("lesson-leave");
    CHECK(desk.app.lesson.away);
    CHECK(desk.session.experiment().target.sigma == 0.4);
    CHECK(desk.session.view().level == 7);
    CHECK_FALSE(possible(desk.app, find_action("lesson-restart")));
    desk.set_sigma(0.9);
    desk.session.set_level(1);
    desk.perform("lesson-leave");
    CHECK(desk.app.lesson.on_page());
    CHECK(desk.app.lesson.step == 1);
    CHECK(desk.session.experiment().target.sigma == 0.4);
    CHECK(desk.session.view().level == 7);
    CHECK(desk.session.edited()); // against the step, which has 0.2
    desk.perform("lesson-leave");
    REQUIRE(open_scene(desk.app, "ring")); // and from any other scene
    follow_lesson(desk.app);
    CHECK(desk.app.lesson.away);
    desk.perform("lesson-leave");
    CHECK(desk.session.experiment().target.sigma == 0.4);
}

TEST_CASE("a step is complete once its reader has done what it asks for") {
    LessonDesk desk;
    CHECK_FALSE(desk.doing().complete);
    answer_step(desk.app, "1");
    CHECK(is_right(*desk.app.lesson.now().ask, "1", {}) == false);
    CHECK(is_right(*desk.app.lesson.now().ask, "2", {}) == true);
    follow_lesson(desk.app);
    CHECK_FALSE(desk.doing().complete);
    desk.set_sigma(0.3);
    CHECK(desk.doing().complete);
    desk.perform("lesson-next");
    CHECK_FALSE(desk.doing().complete);
    desk.session.toggle_play(true);
    follow_lesson(desk.app);
    CHECK(desk.doing().complete);
    const Ask& ask = *desk.app.lesson.now().ask;
    CHECK(is_right(ask, "0.05", 0.04) == true);
    CHECK(is_right(ask, "0.06", 0.04) == false);
    CHECK_FALSE(is_right(ask, "0.05", {}).has_value());
    desk.perform("lesson-next");
    CHECK(desk.doing().complete); // nothing is asked for
    // Kept for the next time; another window reads it.
    LessonState fresh;
    fresh.file = desk.app.lesson.file;
    fresh.done.resize(3);
    load_progress(desk.app.state_folder, fresh);
    CHECK(fresh.done[0].complete);
    CHECK(fresh.done[0].answer == "1");
    CHECK(fresh.done[1].complete);
    CHECK(fresh.done[1].answer.empty());
    const LessonReading reading = reading_of(desk.app.state_folder, desk.app.lesson.file->name);
    CHECK(reading.complete == 3);
    CHECK(reading.step == 2);
    CHECK(reading_of(desk.app.state_folder, "another").step == -1);
    desk.perform("lesson-previous");
    desk.perform("lesson-previous");
    desk.perform("lesson-restart");
    CHECK(desk.doing().answer.empty());
    CHECK_FALSE(desk.doing().complete);
}

TEST_CASE("a window goes on in the step that it was in") {
    LessonDesk desk;
    desk.perform("lesson-next");
    desk.set_sigma(0.4);
    Session session(parse_scene("", "empty"), "", [] {});
    AppState app{session, Settings(), 1};
    session.restore(desk.session.image());
    begin_lesson(app, true);
    follow_lesson(app);
    REQUIRE(app.lesson.on_page());
    CHECK(app.lesson.step == 1);
    CHECK(session.experiment().target.sigma == 0.4);
    CHECK(session.edited());
}

TEST_CASE("numbers and verdicts of a run: as the engine has them, with what the run of a window lacks simulated anew") {
    const auto file = std::make_shared<const LessonFile>(parse_lesson(page_lesson, "lesson"));
    const LessonStep& step = file->steps[0];
    const auto run = std::make_shared<const Run>(simulate(step.problem));
    const std::optional<StepNumbers> numbers = numbers_of(file, 0, run);
    REQUIRE(numbers);
    REQUIRE(numbers->verdicts.size() == 3);
    CHECK(numbers->verdicts[0].standing == Verdict::Standing::holds);
    CHECK(numbers->verdicts[1].standing == Verdict::Standing::holds);
    CHECK(numbers->verdicts[2].standing == Verdict::Standing::fails);
    int seen = 0;
    for (const LiveSpan* span : spans_of(step.text))
        if (span->span.text == "target_variance") {
            CHECK(numbers->numbers.at(span).text == "0.04");
            ++seen;
        }
    CHECK(seen == 1);
    CHECK(numbers->is_of(file.get(), 0, *run));
    CHECK_FALSE(numbers->is_of(file.get(), 1, *run));
    // Other settings: the mean alone is claimed for all sigma, DDPM at the step's alone.
    Experiment other = step.problem->experiment;
    other.target.sigma = 0.4;
    const auto moved = numbers_of(file, 0, std::make_shared<const Run>(simulate(make_problem(other))));
    REQUIRE(moved);
    CHECK(moved->verdicts[0].standing == Verdict::Standing::holds);
    CHECK(moved->verdicts[1].standing == Verdict::Standing::not_claimed);
    CHECK(moved->verdicts[2].standing == Verdict::Standing::fails);
    const std::optional<StepNumbers> second =
        numbers_of(file, 1, std::make_shared<const Run>(simulate(file->steps[1].problem)));
    REQUIRE(second);
    CHECK(second->answer == doctest::Approx(0.04));
    CHECK(second->verdicts[0].standing == Verdict::Standing::open); // until it is asked for
}

TEST_CASE("the judge works by itself, and a trend when it is asked for") {
    const auto file = std::make_shared<const LessonFile>(parse_lesson(page_lesson, "lesson"));
    const auto run = std::make_shared<const Run>(simulate(file->steps[1].problem));
    std::atomic<int> woken{0};
    LessonJudge judge([&] { ++woken; });
    const auto done = [&] {
        while (judge.busy()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    };
    CHECK_FALSE(judge.newest());
    judge.ask(file, 1, run);
    done();
    REQUIRE(judge.newest());
    const auto first = judge.newest();
    CHECK(first->is_of(file.get(), 1, *run));
    judge.ask(file, 1, run); // known
    done();
    CHECK(judge.newest() == first);
    const Claim& claim = file->steps[1].claims[0];
    CHECK_FALSE(judge.trend(claim));
    judge.ask_trend(file, 1, 0);
    done();
    REQUIRE(judge.trend(claim));
    CHECK(judge.trend(claim)->standing == Verdict::Standing::holds);
    CHECK(judge.trend(claim)->points.size() == 3);
    CHECK(woken >= 2);
}

TEST_CASE("a number in a text is dragged as its slider is: ends, whole numbers, a log scale") {
    const Experiment experiment = parse_scene("[target]\nkind = \"gaussian\"\n", "scene");
    const auto steps = scale_of_setting(experiment, "process.steps");
    REQUIRE(steps);
    CHECK(steps->whole);
    CHECK(dragged_value(*steps, 100, 0) == 100);
    CHECK(dragged_value(*steps, 100, -10) == steps->range.lo);
    CHECK(dragged_value(*steps, 100, 10) == steps->range.hi);
    CHECK(dragged_value(*steps, 100, 0.1) > 100);
    CHECK(dragged_value(*steps, 100, 0.1) == std::round(dragged_value(*steps, 100, 0.1)));
    REQUIRE(scale_of_setting(experiment, "target.sigma"));
    CHECK(with_setting(experiment, "target.sigma", 0.7).target.sigma == 0.7);
    CHECK(with_setting(experiment, "process.steps", -3) == experiment); // impossible
    CHECK_FALSE(scale_of_setting(experiment, "target.nothing"));
    CHECK_FALSE(scale_of_setting(experiment, "process"));
}
