#include "app/commands/commands.h"
#include "app/window/diagnosis.h"

#include <CLI/CLI.hpp>

namespace halfstep {

void add_diagnose(CLI::App& app, Action& action) {
    app.add_flag_callback(
        "--diagnose",
        [&action] {
            action = [] {
                print(diagnosis());
                return done;
            };
        },
        "Print versions, renderer, paths and what else a report of a fault needs, to be pasted into it");
}

} // namespace halfstep
