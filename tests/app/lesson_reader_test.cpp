// Lessons from their files: steps change the scene of the step before, and mistakes name their line.

#include "app/lesson/lesson_reader.h"
#include "app/lesson/step_scene.h"
#include "app/plots/plots.h"
#include "app/scene/scene.h"
#include "tests/app/messages.h"
#include "tests/app/small_lesson.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string lesson_complaint(const std::string& toml) {
    return complaint<SceneError>([&] { parse_lesson(toml, "l.toml"); });
}

/// The line of the first message about a lesson in which one part was replaced.
void check_lesson_mistake(const std::string& part, const std::string& other, const std::string& says) {
    const std::string toml = with_part(small_lesson, part, other);
    const std::size_t at = toml.find(other);
    const auto line = 1 + std::count(toml.begin(), toml.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    const std::string message = lesson_complaint(toml);
    INFO(other, "\n", message);
    CHECK(message.starts_with("l.toml:" + std::to_string(line) + ": "));
    CHECK(contains(message, says));
}

} // namespace

TEST_CASE("lesson: steps change the scene and the view of the step before") {
    const LessonFile lesson = parse_lesson(small_lesson, "l.toml");
    CHECK(lesson.title == "Small");
    CHECK(lesson.source == "nobody");
    REQUIRE(lesson.steps.size() == 2);
    const LessonStep &one = lesson.steps[0], &two = lesson.steps[1];
    CHECK(one.problem->experiment == lesson.problem->experiment);
    CHECK(one.view.level == 10);
    CHECK(two.view.level == 20); // the same share of more steps
    CHECK(two.problem->experiment.process.steps == 40);
    CHECK(two.problem->experiment.process.kind == ProcessKind::ve);
    CHECK(two.problem->experiment.target.sigma == 0.3);
    CHECK(two.problem->experiment.samplers == one.problem->experiment.samplers);
    CHECK(two.view.side == std::vector<const Plot*>{find_plot("histogram"), find_plot("variance")});
    CHECK(two.changed == std::vector<std::string>{"process.steps", "target.sigma"});
    REQUIRE(two.ask);
    CHECK(two.ask->answer == 0);
    CHECK(parse_scene(small_lesson, "l.toml") == lesson.problem->experiment); // it stays a scene
}

TEST_CASE("lesson: another kind begins its table afresh; arrays are replaced") {
    const LessonFile lesson = parse_lesson(small_lesson + R"([[step]]
title = "Three"
change.process.kind = "vp"
change.process.schedule = "cosine"
change.target = { kind = "ring", radius = 1.5 }
change.sampler = [{ name = "Other", kind = "ddim" }]
)",
                                           "l.toml");
    const Experiment& e = lesson.steps[2].problem->experiment;
    CHECK(e.process.kind == ProcessKind::vp);
    CHECK(e.process.steps == 40);
    CHECK(e.target.kind == TargetKind::ring);
    CHECK(e.samplers.size() == 1);
}

TEST_CASE("lesson: what is wrong is told with its line") {
    check_lesson_mistake("title = \"Two\"", "titel = \"Two\"", "unknown key (did you mean title?)");
    check_lesson_mistake("change.process.steps = 40", "change.process.steps = -1", "process.steps = -1: out of range");
    check_lesson_mistake("change.process.steps = 40", "change.view.level = 2", "unknown key");
    check_lesson_mistake("change.target.sigma = 0.3", "change.target.sgima = 0.3", "unknown key (did you mean sigma?)");
    check_lesson_mistake("show.plots = [\"histogram\"", "show.plots = [\"histogran\"", "is no plot");
    check_lesson_mistake("cursor = 0.5", "cursor = 1.5", "out of range");
    check_lesson_mistake("value = 'variance(\"Mean only\")'", "value = 'variance(\"Mean\")'",
                         "there is no sampler \"Mean\"");
    check_lesson_mistake("equals = 'closed_variance(\"DDPM\")'", "equals = 'variance('", "is no expression");
    check_lesson_mistake("holds_for = [\"target.sigma\"", "holds_for = [\"target.sgima\"", "did you mean sigma?");
    check_lesson_mistake("answer = 1", "answer = 3", "allowed: a whole number from 1 to 2");
    check_lesson_mistake("drag {target.sigma:drag}", "drag {target.kind:drag}", "no number");
    check_lesson_mistake("drag {target.sigma:drag}", "drag {variense(\"DDPM\")}",
                         "variense is no quantity (did you mean variance?)");
    check_lesson_mistake("source = \"nobody\"", "source = 3", "wrong type");
}

TEST_CASE("lesson: a step that is not there, and scenes without steps") {
    CHECK(parse_step(small_lesson, "l.toml", 2).problem->experiment.process.steps == 40);
    CHECK(contains(complaint<SceneError>([] { parse_step(small_lesson, "l.toml", 3); }),
                   "there is no step 3; allowed: 1 to 2"));
    CHECK(parse_lesson("", "l.toml").steps.empty());
}
