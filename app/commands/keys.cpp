#include "app/commands/commands.h"
#include "app/scene/reference.h"
#include "app/scene/scene_error.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace halfstep {

namespace {

struct KeysArguments {
    std::string name;
    bool markdown = false;
};

int print_keys(const KeysArguments& arguments) {
    if (arguments.markdown && !arguments.name.empty())
        throw UsageError("--markdown prints all keys; allowed: --markdown, or the name of a table or key");
    try {
        print(arguments.markdown ? reference_markdown() : reference_text(arguments.name));
    } catch (const SceneError& error) {
        throw UsageError(error.what());
    }
    return done;
}

} // namespace

void add_keys(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("keys", "Print the reference of all scene keys: defaults, what is allowed, what they do");
    auto arguments = std::make_shared<KeysArguments>();
    command->add_option("KEY", arguments->name, "One table or key, as process or process.schedule");
    command->add_flag("--markdown", arguments->markdown, "As a page of the guide");
    command->callback([arguments, &action] { action = [arguments] { return print_keys(*arguments); }; });
}

} // namespace halfstep
