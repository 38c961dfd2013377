#include "app/base/text.h"
#include "app/commands/commands.h"
#include "app/lesson/lesson_reader.h"
#include "app/lesson/quantity.h"
#include "app/lesson/verdict.h"
#include "app/scene/scene.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct LessonsArguments {
    std::string name;
    bool claims = false, quantities = false, markdown = false;
};

std::string all_lessons_text() {
    std::size_t width = 0;
    for (const Lesson& lesson : lessons()) width = std::max(width, lesson.name.size());
    std::string text;
    for (const Lesson& lesson : lessons())
        text += lesson.name + std::string(width + 2 - lesson.name.size(), ' ') + lesson.title + "\n";
    return text;
}

std::string count_of_claims(std::size_t claims) {
    return claims == 0 ? "" : claims == 1 ? "  1 claim" : "  " + std::to_string(claims) + " claims";
}

/// One line a step, and where wanted one a claim.
std::string steps_text(const LessonFile& lesson, bool claims) {
    std::string text;
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const LessonStep& step = lesson.steps[i];
        const std::string number = std::to_string(i + 1);
        text += std::string(number.size() < 2 ? " " : "") + number + "  " + one_line(step.title, 200) +
                count_of_claims(step.claims.size()) + "\n";
        if (!claims) continue;
        for (std::size_t k = 0; k < step.claims.size(); ++k)
            text += "    " + number + "." + std::to_string(k + 1) + "  " +
                    one_line(plain_live_text(step.claims[k].says, nullptr), 400) + "\n";
    }
    return text;
}

int print_lessons(const LessonsArguments& given) {
    if (given.markdown && !given.quantities)
        throw UsageError("--markdown is for the quantities; allowed: --quantities --markdown");
    if (given.quantities && (given.claims || !given.name.empty()))
        throw UsageError("--quantities lists what claims are made of; allowed: without NAME and --claims");
    if (given.claims && given.name.empty()) throw UsageError("--claims are those of a lesson; allowed: with its NAME");
    if (given.quantities)
        print(given.markdown ? quantities_markdown() : quantities_text());
    else
        print(given.name.empty() ? all_lessons_text() : steps_text(load_lesson(given.name), given.claims));
    return done;
}

} // namespace

void add_lessons(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("lessons", "List the shipped lessons, or the steps of one");
    auto given = std::make_shared<LessonsArguments>();
    command->add_option("NAME", given->name, "A lesson: its steps, one a line, with how many claims each makes");
    command->add_flag("--claims", given->claims, "With NAME: the claims, too");
    command->add_flag("--quantities", given->quantities, "What claims and live numbers are made of");
    command->add_flag("--markdown", given->markdown, "With --quantities: as tables of the guide");
    command->callback([given, &action] { action = [given] { return print_lessons(*given); }; });
}

} // namespace halfstep
