#pragma once
// The commands of the command line, one file each. This is the one list that names them all.

#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace halfstep {

struct Run;
struct StoredResult;

/// Wrong arguments: exit code 2. One line, ready to print.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What was done is not what was asked for: exit code 1. One line, ready to print.
class CheckFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Ctrl+C or a terminate signal arrived during a long command, which has cleaned up behind itself.
struct Interrupted {
    int signal = 0;
};

enum ExitCode { done = 0, check_failed = 1, bad_input = 2, machine_failed = 3 };

/// What was asked for, run after all arguments were understood; returns the exit code.
using Action = std::function<int()>;

// Each adds its command to the command line. When that command is given, `action` is set.
void add_run(CLI::App& app, Action& action);
void add_schedule(CLI::App& app, Action& action);
void add_figure(CLI::App& app, Action& action);
void add_describe(CLI::App& app, Action& action);
void add_film(CLI::App& app, Action& action);
void add_screenshot(CLI::App& app, Action& action);
void add_sweep(CLI::App& app, Action& action);
void add_train(CLI::App& app, Action& action);
void add_lessons(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_keys(CLI::App& app, Action& action);
void add_guide(CLI::App& app, Action& action);
void add_equation(CLI::App& app, Action& action);
void add_formulas(CLI::App& app, Action& action);
/// --diagnose, which is no command: what the program finds of itself and of the machine.
void add_diagnose(CLI::App& app, Action& action);
/// The window, for a command line without a command: sets `action` before anything is parsed.
void add_window(CLI::App& app, Action& action);

inline constexpr auto all_commands = {add_run,  add_sweep,      add_schedule, add_figure,  add_describe,
                                      add_film, add_screenshot, add_train,    add_lessons, add_check,
                                      add_keys, add_guide,      add_equation, add_formulas};

/// Does what may need more memory than there is: the message then says what needs less, as "a lower --dpi".
template <class Work>
auto within_memory(const std::string& less, const Work& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        throw std::runtime_error("not enough memory; " + less + " needs less");
    }
}

/// Writes to stdout, all of it. Throws std::runtime_error when it cannot (a full disk behind a redirection); a reader
/// that has gone away (| head) is no error. Throws Interrupted for a signal that arrives while the reader does not
/// read.
void print(std::string_view text);
/// The same to a file: see write_file().
void write_output(const std::string& path, std::string_view bytes);
/// Says on stderr where the results of a figure's scene are not what they were when it was made.
void note_changed_result(const std::string& scene, const Run& run, const std::vector<StoredResult>& stored);

} // namespace halfstep
