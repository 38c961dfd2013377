#pragma once
// --step N: the scene and the view of a lesson's step, in the place of those of the lesson's beginning.

#include "app/commands/arguments.h"
#include "app/lesson/step_scene.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace halfstep {

inline void add_step_option(CLI::App& command, std::string& step) {
    command.add_option("--step", step, "Of a lesson: the scene and the view of this step, from 1")->type_name("N");
}

/// Nothing: it was not given.
inline std::optional<int> step_argument(const std::string& step) {
    if (step.empty()) return std::nullopt;
    return static_cast<int>(whole_number("--step", step, 1, 99));
}

} // namespace halfstep
