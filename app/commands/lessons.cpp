#include "app/commands/commands.h"
#include "app/scene/scene.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace halfstep {

namespace {

int print_lessons() {
    std::size_t width = 0;
    for (const Lesson& lesson : lessons()) width = std::max(width, lesson.name.size());
    std::string text;
    for (const Lesson& lesson : lessons())
        text += lesson.name + std::string(width + 2 - lesson.name.size(), ' ') + lesson.title + "\n";
    print(text);
    return done;
}

} // namespace

void add_lessons(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("lessons", "List the shipped lessons: name and title");
    command->callback([&action] { action = print_lessons; });
}

} // namespace halfstep
