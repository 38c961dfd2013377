#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/commands/step_option.h"
#include "app/scene/scene.h"
#include "app/window/window.h"

#include <CLI/CLI.hpp>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct ScreenshotArguments {
    std::string scene, step, output, size, at, theme, scale, notation;
    bool presenter = false, split = false, together = false;
};

int make_screenshot(const ScreenshotArguments& given) {
    ScreenshotOptions options;
    if (!given.output.ends_with(".png"))
        refuse("-o", given.output, "is written as PNG; allowed: a name that ends in .png");
    writable_file("-o", given.output);
    if (!given.size.empty()) std::tie(options.width, options.height) = size_argument("--size", given.size);
    if (!given.theme.empty()) options.dark = theme_is_dark("--theme", given.theme);
    if (!given.scale.empty()) options.scale = static_cast<float>(real_number("--scale", given.scale, 0.5, 4));
    options.presenter = given.presenter;
    const std::optional<int> step = step_argument(given.step);
    Scene scene = load_step(given.scene, step);
    options.lesson = given.scene;
    options.step = step.value_or(0);
    const bool looks = given.split || given.together || !given.notation.empty();
    if (looks && !scene.view) scene.view.emplace();
    if (given.split || given.together) {
        scene.view->split = given.split;
        for (auto& [plot, seen] : scene.view->plots) seen.split.reset();
    }
    if (!given.notation.empty()) scene.view->notation = notation_named(given.notation, scene.view->notation);
    if (!given.at.empty())
        options.at = static_cast<int>(whole_number("--at", given.at, 0, scene.problem->experiment.process.steps));
    const std::string png = within_memory("a smaller --size, or a scene of fewer particles or steps",
                                          [&] { return take_screenshot(scene, options); });
    const InterruptGuard guard;
    write_output(given.output, png);
    return done;
}

} // namespace

void add_screenshot(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("screenshot", "Write the window of a scene as PNG; needs no display");
    auto given = std::make_shared<ScreenshotArguments>();
    command->add_option("SCENE", given->scene, "A scene file or the name of a lesson")->required();
    add_step_option(*command, given->step);
    command->add_option("-o,--output", given->output, "The file to write")->type_name("FILE.png")->required();
    command->add_option("--size", given->size, "Width and height in pixels (1600x1000)")->type_name("WxH");
    command->add_option("--at", given->at, "The level shown: 0 is the data, T the noise")->type_name("STEP");
    command->add_option("--theme", given->theme, "light or dark")->type_name("THEME");
    command->add_option("--notation", given->notation, "In whose symbols: ddpm, ddim, sde or sigma-squared")
        ->type_name("NAME");
    command->add_option("--scale", given->scale, "Size of the controls and of the type, 0.5 to 4 (1)")->type_name("X");
    CLI::Option* const split = command->add_flag("--split", given->split, "Plots in panels, one a sampler");
    command->add_flag("--together", given->together, "All samplers in one, whatever the scene says")->excludes(split);
    command->add_flag("--presenter", given->presenter, "As when presenting (F11): larger, without the controls");
    command->callback([given, &action] { action = [given] { return make_screenshot(*given); }; });
}

} // namespace halfstep
