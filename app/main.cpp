// The arguments are understood here, and errors become one line and an exit code.

#include "app/base/input_file.h"
#include "app/base/text.h"
#include "app/base/unfinished.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/scene/scene_error.h"
#include "core/spec/error.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <new>
#include <unistd.h>

namespace {

using namespace halfstep;

int complain(const std::string& message, ExitCode code) {
    std::fprintf(stderr, "%s\n", one_line(message, 4000).c_str());
    return code;
}

/// --seed "" (a shell variable that was never set) is a mistake, not the absence of --seed.
void refuse_empty_values(const CLI::App& app) {
    for (const CLI::Option* option : app.get_options())
        for (const std::string& value : option->results())
            if (value.empty()) refuse(option->get_name(), value, "is empty; allowed: a value");
    for (const CLI::App* command : app.get_subcommands()) refuse_empty_values(*command);
}

/// "--size=" would take the next argument for its value.
void refuse_values_left_out(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--") return;
        if (word.size() > 3 && word.starts_with("--") && word.find('=') == word.size() - 1)
            refuse(std::string(word.substr(0, word.size() - 1)), "", "is empty; allowed: a value, or no equals sign");
    }
}

/// What CLI11 says, where that does not say what is allowed.
std::string parse_mistake(const CLI::ParseError& error) {
    const std::string text = error.what();
    constexpr std::string_view needs = ": 1 required ", missing = " missing", most = ": At Most 1 required but ";
    const std::size_t at = text.find(needs), twice = text.find(most);
    if (at != text.npos && text.ends_with(missing)) {
        const std::string option = text.substr(0, at);
        const std::string value = text.substr(at + needs.size(), text.size() - missing.size() - at - needs.size());
        return option + ": its value is missing; allowed: " + option + " " + value;
    }
    if (twice != text.npos) return text.substr(0, twice) + ": given more than once; allowed: once";
    return text;
}

/// What the window takes is not for a command.
void refuse_beside_command(const CLI::App& app) {
    if (app.get_subcommands().empty()) return;
    const std::string command = app.get_subcommands().front()->get_name();
    for (const CLI::Option* option : app.get_options()) {
        if (option->count() == 0) continue;
        const std::string what = option->get_positional() ? option->results().front() : option->get_name();
        throw UsageError(one_line(what, 300) + ": given before the command " + command +
                         ", is for the window alone; allowed: halfstep " + command + " and what that takes");
    }
}

int parse_and_run(int argc, char** argv) {
    CLI::App app("Halfstep shows how diffusion models work, on distributions whose answers are known.\n"
                 "Without a command it opens the window.",
                 "halfstep");
    app.set_version_flag("--version", "halfstep " HALFSTEP_VERSION);
    app.footer("Exit codes: 0 done; 1 a check failed; 2 bad arguments or scene; 3 the machine could not.");
    Action action;
    add_window(app, action);
    add_diagnose(app, action);
    for (const auto add : all_commands) add(app, action);
    // A second name of a command is an argument: the page "keys" of the guide, a file "run".
    app.require_subcommand(0, 1);
    refuse_values_left_out(argc, argv);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& request) { // --help, --version
        std::ostringstream text, nothing;
        app.exit(request, text, nothing);
        print(text.str());
        return done;
    } catch (const CLI::ParseError& e) {
        std::string command = "halfstep";
        for (const CLI::App* given : app.get_subcommands()) command += " " + given->get_name();
        return complain(command + ": " + parse_mistake(e) + "; see " + command + " --help", bad_input);
    }
    refuse_empty_values(app);
    refuse_beside_command(app);
    return action();
}

/// A standard descriptor that is closed must not become that of a file which is opened next: what is printed would go
/// there. In its place comes one that cannot be written to, so that printing fails as it should.
void occupy_closed_outputs() {
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        int ends[2];
        if (::fcntl(fd, F_GETFD) >= 0 || ::pipe(ends) != 0) continue;
        const int unwritable = ::fcntl(ends[0], F_DUPFD, STDERR_FILENO + 1);
        ::close(ends[0]);
        ::close(ends[1]);
        ::dup2(unwritable, fd);
        ::close(unwritable);
    }
}

} // namespace

int main(int argc, char** argv) {
    occupy_closed_outputs();
    end_cleanly_at_signals();
    std::signal(SIGXFSZ,
                SIG_IGN); // a file too large for a limit is then an error like a full disk, and cleaned up after
    try {
        return parse_and_run(argc, argv);
    } catch (const SceneError& e) {
        return complain(e.what(), bad_input); // "FILE:LINE: ..." in front, where editors look for it
    } catch (const InputError& e) {
        return complain(std::string("halfstep: ") + e.what(), bad_input);
    } catch (const UsageError& e) {
        return complain(std::string("halfstep: ") + e.what(), bad_input);
    } catch (const Error& e) {
        return complain("halfstep: " + e.key + ": " + e.what(), bad_input);
    } catch (const CheckFailed& e) {
        return complain(std::string("halfstep: ") + e.what(), check_failed);
    } catch (const Interrupted& e) { // as if it had never been caught, so that shells and scripts see it
        std::signal(e.signal, SIG_DFL);
        std::raise(e.signal);
        return machine_failed;
    } catch (const std::bad_alloc&) {
        return complain("halfstep: not enough memory; fewer particles or steps need less", machine_failed);
    } catch (const std::exception& e) {
        return complain(std::string("halfstep: ") + e.what(), machine_failed);
    }
}
