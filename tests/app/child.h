#pragma once
// A program that runs beside the test: started, watched, and ended at the latest with the test.

#include "tests/app/process.h"

#include <sys/prctl.h>

#include <cstring>
#include <map>
#include <optional>
#include <thread>

namespace halfstep::testing {

/// Polls until the condition holds; false when it still does not after a time that only a hang takes.
template <class Condition>
bool eventually(Condition condition, std::chrono::seconds limit = std::chrono::seconds(60 * patience)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

struct ChildOptions {
    std::map<std::string, std::string> environment; ///< set, or unset where the value is empty
    std::string folder;                             ///< to run in; the test's own when empty
    std::string output;                             ///< a file for stdout and stderr
};

class Child {
public:
    /// `words[0]` is looked up in PATH. It inherits file descriptors that are not marked close-on-exec.
    Child(std::vector<std::string> words, const ChildOptions& options) {
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("fork");
        if (pid_ == 0) start(argv.data(), options);
    }
    ~Child() {
        if (ended()) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    bool ended() {
        if (!status_) {
            int status = 0;
            if (::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
        }
        return status_.has_value();
    }
    /// Of a program that has ended; -1 where a signal did it.
    int code() const { return status_ && WIFEXITED(*status_) ? WEXITSTATUS(*status_) : -1; }
    void signal(int number) { ::kill(pid_, number); }

    /// Processor time of all of its threads so far, in seconds.
    double cpu_seconds() const {
        const std::string stat = read_whole("/proc/" + std::to_string(pid_) + "/stat");
        // After the name, which is in parentheses and may hold blanks: state is field 3, utime 14, stime 15.
        const auto fields = split(stat.substr(stat.rfind(')') + 2), ' ');
        return (std::stod(fields.at(14 - 3)) + std::stod(fields.at(15 - 3))) /
               static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    [[noreturn]] static void start(char* const* argv, const ChildOptions& options) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // nothing outlives a test that crashed
        const int nothing = ::open("/dev/null", O_RDWR);
        const int out =
            options.output.empty() ? nothing : ::open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
        for (const auto& [name, value] : options.environment)
            value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
        ::execvp(argv[0], argv);
        ::_exit(127);
    }

    pid_t pid_ = -1;
    std::optional<int> status_;
};

} // namespace halfstep::testing
