// The pages of lessons, at every step and in windows of several sizes: no text is cut, none lies over another.

#include "app/model/lesson_steps.h"
#include "tests/app/layout_window.h"
#include "tests/app/page_lesson.h"
#include "tests/app/process.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A lesson with steps, quick to simulate; nullptr: it has none.
std::shared_ptr<const LessonFile> page_of_few_particles(const std::string& source) {
    const std::shared_ptr<const LessonFile> lesson = lesson_with_steps(source);
    if (!lesson) return nullptr;
    LessonFile quick = *lesson;
    for (LessonStep& step : quick.steps) {
        Experiment experiment = step.problem->experiment;
        experiment.run.particles = 100;
        step.problem = make_problem(experiment);
    }
    return std::make_shared<const LessonFile>(std::move(quick));
}

/// Plots have a test of their own.
std::vector<DrawnText> page_texts(std::vector<DrawnText> texts, const Rect& place) {
    std::erase_if(texts, [&](const DrawnText& text) { return !text.ink.overlaps(place); });
    return texts;
}

/// All pages of a lesson; returns how many steps it has.
int look_at_pages(LayoutWindow& window, const std::string& source) {
    constexpr LaidOut page_sizes[] = {{1600, 1000}, {1280, 720, 1, true}, {800, 600}};
    const std::shared_ptr<const LessonFile> lesson = page_of_few_particles(source);
    const int steps = lesson ? static_cast<int>(lesson->steps.size()) : 0;
    for (int step = 0; step < steps; ++step)
        for (int i = 0; i < 3; ++i)
            for (const bool below : {false, true}) {
                if (i != step % 3) continue; // every step, in one size after the other
                const LaidOut& size = page_sizes[i];
                const auto prepare = [&](AppState& app) {
                    app.lesson.still = true;
                    open_lesson(app, lesson, step);
                    if (below) answer_step(app, "1");
                    app.lesson.open_claim = 0;
                };
                const std::vector<DrawnText> texts = window.texts(size, {.prepare = prepare, .below = below});
                REQUIRE(window.widgets().count("lesson") == 1);
                const std::vector<DrawnText> page = page_texts(texts, window.widgets().at("lesson"));
                CHECK(page.size() > 10);
                for (const std::string& fault : faults_of(page)) {
                    INFO(source << ", step " << step + 1 << ", " << size.width << " x " << size.height
                                << (size.presenter ? ", presenter" : "") << (below ? ", its end, answered" : ""));
                    FAIL_CHECK(fault);
                }
            }
    return steps;
}

} // namespace

TEST_CASE("no text of a lesson's page is cut or lies over another, at any step") {
    const TemporaryFolder folder;
    LayoutWindow window("sigma-squared");
    CHECK(look_at_pages(window, folder.write("page.toml", page_lesson)) == 3);
    for (const Lesson& lesson : lessons()) look_at_pages(window, lesson.name);
}
