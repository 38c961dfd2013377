// Claims: which hold, which fail, which are not made.

#include "app/base/text.h"
#include "app/lesson/lesson_reader.h"
#include "app/lesson/scene_keys.h"
#include "app/lesson/verdict.h"
#include "app/scene/edit.h"
#include "app/scene/scene.h"
#include "core/run/simulate.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"
#include "tests/app/small_lesson.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

using Standing = Verdict::Standing;

/// The first claim of the lesson's first step, judged by a run of it with one setting changed.
Verdict judged(const std::string& toml, const std::vector<std::pair<std::string, std::string>>& changed = {}) {
    const LessonFile lesson = parse_lesson(toml, "l.toml");
    const Experiment of_step = lesson.steps[0].problem->experiment;
    const auto problem = make_problem(with_values(of_step, changed));
    const Claim& claim = lesson.steps[0].claims[0];
    return judge(claim, simulate(problem, options_for(needs_of(claim, problem), of_step)), of_step);
}

std::string with_claim(const std::string& keys) {
    return small_lesson.substr(0, small_lesson.find("[[step.claim]]")) + "[[step.claim]]\nsays = \"So.\"\n" + keys;
}

} // namespace

TEST_CASE("claim: holds, and fails when its formula is wrong") {
    const Verdict right = judged(small_lesson);
    CHECK(right.standing == Standing::holds);
    CHECK(std::abs(right.off) < 5);
    CHECK(right.target.value == doctest::Approx(std::pow(0.04 / 1.04, 2)));
    CHECK(judged(with_part(small_lesson, "(1 + target_variance)^2", "(1 + target_variance)^9")).standing ==
          Standing::fails);
    CHECK(
        judged(with_part(small_lesson, "equals = 'target_variance^2", "at_least = '9 * target_variance^2")).standing ==
        Standing::fails);
    CHECK(judged(with_part(small_lesson, "equals = 'target_variance^2", "at_most = '9 * target_variance^2")).standing ==
          Standing::holds);
}

TEST_CASE("claim: made at the settings of the step, and those it holds for") {
    CHECK(judged(small_lesson, {{"target.sigma", "0.5"}}).standing == Standing::holds);
    CHECK(judged(small_lesson, {{"run.seed", "11"}, {"run.particles", "3000"}}).standing == Standing::holds);
    const Verdict other = judged(small_lesson, {{"process.sigma_max", "2"}});
    CHECK(other.standing == Standing::not_claimed);
    CHECK(contains(other.why, "process.sigma_max is not as in the step"));
    CHECK(other.value.value > 0);
    CHECK(judged(small_lesson, {{"sampler[0].variance", "small"}}).standing == Standing::not_claimed);
    CHECK(judged(with_part(small_lesson, "\"target.sigma\", ", "\"sampler.variance\", "),
                 {{"sampler[0].variance", "small"}})
              .standing == Standing::holds);
}

TEST_CASE("claim: exact ones to nine digits, tolerances beside the errors, few particles") {
    const std::string exact = "value = 'marginal_variance(T)'\nequals = '1 + target_sigma^2";
    CHECK(judged(with_claim(exact + "'\n")).standing == Standing::holds);
    CHECK(judged(with_claim(exact + " + 1e-7'\n")).standing == Standing::fails);
    CHECK(judged(with_claim(exact + " + 1e-7'\ntolerance = 1e-6\n")).standing == Standing::holds);
    const std::string off = "value = 'marginal_variance(T)'\ntolerance = \"2%\"\nequals = '(1 + target_variance) * ";
    CHECK(judged(with_claim(off + "1.01'\n")).standing == Standing::holds);
    CHECK(judged(with_claim(off + "1.03'\n")).standing == Standing::fails);
    const Verdict few = judged(small_lesson, {{"run.particles", "10"}});
    CHECK(few.standing == Standing::open);
    CHECK(contains(few.why, "few particles"));
}

TEST_CASE("claim: what tends somewhere does, and what does not is found") {
    const auto trend = [](const std::string& target) {
        const LessonFile lesson =
            parse_lesson(with_claim("value = 'variance(\"DDPM\")'\ntends_to = '" + target +
                                    "'\nalong = \"process.steps\"\nvalues = [20, 80, 320]\ntolerance = \"6%\"\n"),
                         "l.toml");
        return judge_trend(lesson.steps[0].claims[0], lesson.steps[0].problem->experiment);
    };
    const Verdict right = trend("target_variance");
    INFO(right.why);
    CHECK(right.standing == Standing::holds);
    REQUIRE(right.points.size() == 3);
    CHECK(std::abs(right.points[2].difference.value) < std::abs(right.points[0].difference.value));
    CHECK(trend("2 * target_variance").standing == Standing::fails);
}

TEST_CASE("claim: keys of scenes, and in what two scenes differ") {
    CHECK(why_no_scene_key("target.sigma").empty());
    CHECK(why_no_scene_key("sampler[1].eta").empty());
    CHECK(why_no_scene_key("process").empty());
    CHECK(contains(why_no_scene_key("proces.steps"), "no setting"));
    CHECK(contains(why_no_scene_key("sampler[x].eta"), "whole number"));
    const Experiment e = parse_lesson(small_lesson, "l.toml").problem->experiment;
    CHECK(scene_number(e, "process.steps") == 20);
    CHECK(!scene_number(e, "target.kind"));
    CHECK(differing_keys(e, with_values(e, {{"target.sigma", "0.1"}, {"run.seed", "8"}})) ==
          std::vector<std::string>{"target.sigma"});
    Experiment fewer = e;
    fewer.samplers.pop_back();
    CHECK(differing_keys(e, fewer) == std::vector<std::string>{"sampler"});
}

TEST_CASE("check: claims are printed, counted, and a false one is exit code 1 with its name") {
    const TemporaryFolder folder;
    const ProcessResult right = run_halfstep({"check", folder.write("own.toml", small_lesson)});
    INFO(right.out, right.err);
    CHECK(right.code == 0);
    CHECK(lines_of(right.out).size() == 4);
    CHECK(contains(right.out, "  1.1  holds  "));
    CHECK(right.out.ends_with("\n2 claims, 0 failed\n"));
    const std::string false_one =
        with_part(small_lesson, "'closed_variance(\"DDPM\")'", "'closed_variance(\"Mean only\")'");
    const ProcessResult wrong = run_halfstep({"check", folder.write("own.toml", false_one)});
    CHECK(wrong.code == 1);
    CHECK(contains(wrong.out, "  2.1  FAILS  "));
    CHECK(wrong.out.ends_with("\n2 claims, 1 failed\n"));
    CHECK(contains(wrong.err, "own.toml, step 2, claim 1"));
    const ProcessResult one = run_halfstep({"check", folder.write("own.toml", false_one), "--step", "1"});
    CHECK(one.code == 0);
    CHECK(one.out.ends_with("\n1 claim, 0 failed\n"));
    const ProcessResult mistaken =
        run_halfstep({"check", folder.write("own.toml", with_part(small_lesson, "title = \"Two\"", "x = 1"))});
    CHECK(mistaken.code == 2);
    CHECK(mistaken.out == "");
}

TEST_CASE("lessons: steps and claims of one; commands take a step") {
    const TemporaryFolder folder;
    const std::string path = folder.write("own.toml", small_lesson);
    CHECK(run_halfstep({"lessons", path}).out == " 1  One  1 claim\n 2  Two  1 claim\n");
    CHECK(contains(run_halfstep({"lessons", path, "--claims"}).out, "    2.1  Every step adds noise.\n"));
    CHECK(contains(run_halfstep({"run", path, "--step", "2"}).out, "variance 0.09. Process: ve, 40 steps"));
    CHECK(lines_of(run_halfstep({"schedule", path, "--step", "2"}).out).size() == 41);
    const ProcessResult beyond = run_halfstep({"run", path, "--step", "3"});
    CHECK(beyond.code == 2);
    CHECK(contains(beyond.err, "there is no step 3; allowed: 1 to 2"));
}

TEST_CASE("lessons: the guide has every quantity, as the command prints them") {
    const ProcessResult result = run_halfstep({"lessons", "--quantities", "--markdown"});
    CHECK(result.code == 0);
    const std::string page = run_halfstep({"guide", "lessons"}).out;
    CHECK(page.ends_with(result.out)); // the command makes the page's end anew
    CHECK(run_halfstep({"lessons", "--markdown"}).code == 2);
    CHECK(run_halfstep({"lessons", "--claims"}).code == 2);
}

TEST_CASE("lessons: every shipped one is read, and its texts say no number that nobody works out") {
    for (const Lesson& shipped : lessons()) {
        const LessonFile lesson = load_lesson(shipped.name);
        for (const LessonStep& step : lesson.steps) {
            std::vector<const LiveText*> texts = {&step.text, &step.speak};
            if (step.ask) texts.insert(texts.end(), {&step.ask->question, &step.ask->reveal});
            for (const Claim& claim : step.claims) texts.push_back(&claim.says);
            for (const LiveText* text : texts)
                for (const BareNumber& bare : bare_numbers(*text)) {
                    INFO(shipped.name, " line ", bare.line, ": ", bare.number);
                    CHECK(false);
                }
        }
    }
}
