#include "app/window/window.h"

#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/scene/scene.h"
#include "app/scene/table_dialect.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>

namespace halfstep {

namespace {

/// As typed; understood when the window is opened.
struct WindowArguments {
    std::vector<std::string> words; ///< scene or lesson; more than one can only be a misspelt command
    std::string journal, theme, scale;
    bool autosave = false, no_autosave = false, fresh = false;
};

[[noreturn]] void refuse_word(const CLI::App& app, const std::string& word) {
    std::vector<std::string_view> names, commands, shipped;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        commands.push_back(command->get_name());
    for (const Lesson& lesson : lessons()) shipped.push_back(lesson.name);
    names = commands;
    names.insert(names.end(), shipped.begin(), shipped.end());
    throw UsageError(one_line(word, 300) + ": no such command, lesson or file" + did_you_mean(word, names) +
                     "; commands: " + join(commands) + "; lessons: " + join(shipped));
}

/// A table that does not say how it is meant is asked about in the window, above the first lesson.
Scene scene_to_open(const WindowArguments& given, WindowOptions& options) {
    const std::string& first = lessons().front().name;
    if (given.words.empty()) return load_with_view(first);
    try {
        return load_with_view(given.words.front());
    } catch (const TableUnclear&) {
        options.drop = given.words.front();
        return load_with_view(first);
    }
}

int show_window(const CLI::App& app, const WindowArguments& given) {
    WindowOptions options;
    if (!given.words.empty()) {
        const std::string& word = given.words.front();
        std::error_code error;
        const bool lesson =
            std::any_of(lessons().begin(), lessons().end(), [&](const Lesson& l) { return l.name == word; });
        const bool missing =
            !std::filesystem::exists(word, error) &&
            (!error || error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory);
        if (!lesson && missing) refuse_word(app, word); // what is wrong with a file that is there is told by reading it
        if (given.words.size() > 1)
            throw UsageError(one_line(given.words[1], 300) + ": unexpected; allowed: one scene or lesson");
    }
    if (!given.theme.empty()) options.dark = theme_is_dark("--theme", given.theme);
    if (!given.scale.empty()) options.scale = static_cast<float>(real_number("--scale", given.scale, 0.5, 4));
    const Scene scene = scene_to_open(given, options);
    if (!given.journal.empty()) {
        std::error_code error;
        if (!given.words.empty() && std::filesystem::equivalent(given.words.front(), given.journal, error))
            refuse("--journal", given.journal, "is what is opened, and would be lost; allowed: another file");
        writable_file("--journal", given.journal);
    }
    if (given.autosave && given.no_autosave)
        throw UsageError("--autosave: --no-autosave says the opposite; allowed: one of them");
    options.source = given.words.empty() || !options.drop.empty() ? lessons().front().name : given.words.front();
    options.journal = given.journal;
    options.autosave = given.autosave || (given.journal.empty() && !given.no_autosave);
    options.resume = options.autosave && given.words.empty() && !given.fresh;
    return open_window(scene, options) ? done : machine_failed;
}

} // namespace

void add_window(CLI::App& app, Action& action) {
    auto given = std::make_shared<WindowArguments>();
    app.add_option("SCENE|LESSON", given->words,
                   "A scene file, or a lesson by its name (the first one that `lessons` lists)")
        ->type_name("");
    app.add_option("--journal", given->journal,
                   "Write each change of the experiment and the cursor there, a line of JSON each")
        ->type_name("FILE");
    app.add_option("--theme", given->theme, "light or dark")->type_name("THEME");
    app.add_option("--scale", given->scale,
                   "Size of the controls and of the type, 0.5 to 4 (the screen's own, or as it was)")
        ->type_name("X");
    app.add_flag("--fresh", given->fresh,
                 "Begin with the scene alone, not with what the window was when it was closed");
    app.add_flag("--no-autosave", given->no_autosave,
                 "Neither bring back nor keep what the window is: edits, what was learned, undo, size and place");
    app.add_flag("--autosave", given->autosave, "Keep it though a journal is written, for which it is off");
    action = [given, &app] { return show_window(app, *given); };
}

} // namespace halfstep
