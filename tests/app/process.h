#pragma once
// Runs the built program as a user does, and gives it a folder of its own.

#include "tests/cost.h"
#include "tests/paths.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace halfstep::testing {

struct ProcessResult {
    int code = -1;  ///< exit code; -1 if a signal ended it
    int signal = 0; ///< the signal that ended it, or 0
    std::string out;
    std::string err;
};

struct ProcessOptions {
    int timeout_s = 120; ///< times patience; then it is killed: nothing may hang
    std::string stdin_path = "/dev/null";
    std::string stdout_path;             ///< stdout goes there instead of into ProcessResult::out
    bool stdout_closed = false;          ///< as of `halfstep >&-`
    int interrupt_after_ms = 0;          ///< signals after that long, if it still runs
    std::vector<int> signals = {SIGINT}; ///< one after the other, as soon as it has seen the one before
    long file_limit_bytes = 0;           ///< no file may grow beyond: a full disk
    std::string path;                    ///< PATH, instead of the test's own
};

namespace detail {

struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() {
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    void close_end(int which) {
        if (ends[which] >= 0) ::close(ends[which]);
        ends[which] = -1;
    }
};

[[noreturn]] inline void exec(char* const* argv, const Pipe& out, const Pipe& err, const ProcessOptions& options) {
    int to = out.ends[1];
    if (!options.stdout_path.empty()) to = ::open(options.stdout_path.c_str(), O_WRONLY | O_CREAT, 0666);
    const int from = ::open(options.stdin_path.c_str(), O_RDONLY);
    ::dup2(from, STDIN_FILENO);
    ::dup2(to, STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    if (options.stdout_closed) ::close(STDOUT_FILENO);
    if (options.file_limit_bytes > 0) {
        const rlimit limit{static_cast<rlim_t>(options.file_limit_bytes),
                           static_cast<rlim_t>(options.file_limit_bytes)};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN); // so that write() fails instead
    }
    if (!options.path.empty()) ::setenv("PATH", options.path.c_str(), 1);
    ::execv(argv[0], argv);
    ::_exit(127);
}

} // namespace detail

/// `arguments` without the program's name.
inline ProcessResult run_halfstep(const std::vector<std::string>& arguments, const ProcessOptions& options = {}) {
    std::vector<std::string> words = {program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    detail::Pipe out, err;
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork");
    if (child == 0) detail::exec(argv.data(), out, err, options);
    out.close_end(1);
    err.close_end(1);

    ProcessResult result;
    const auto began = std::chrono::steady_clock::now();
    std::size_t sent = options.interrupt_after_ms == 0 ? options.signals.size() : 0;
    pollfd ends[2] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
    std::string* texts[2] = {&result.out, &result.err};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        ::poll(ends, 2, 10);
        for (int i = 0; i < 2; ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0) continue;
            char chunk[4096];
            const ssize_t n = ::read(ends[i].fd, chunk, sizeof chunk);
            if (n > 0) texts[i]->append(chunk, static_cast<std::size_t>(n));
            if (n == 0 || (n < 0 && errno != EINTR)) ends[i].fd = -1;
        }
        const auto elapsed = std::chrono::steady_clock::now() - began;
        if (sent < options.signals.size() && elapsed > std::chrono::milliseconds(options.interrupt_after_ms))
            ::kill(child, options.signals[sent++]);
        if (elapsed > std::chrono::seconds(options.timeout_s * patience)) ::kill(child, SIGKILL);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status)) result.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
    if (sanitized && result.code == report_code) throw std::runtime_error(result.err);
    return result;
}

/// A folder for one test, removed afterwards.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "halfstep-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string path(const std::string& name = "") const { return (path_ / name).string(); }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path(name);
    }
    /// How many things are in it.
    std::size_t entries() const {
        const std::filesystem::directory_iterator files(path_);
        return static_cast<std::size_t>(std::distance(begin(files), end(files)));
    }

private:
    std::filesystem::path path_;
};

inline std::string read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

/// Lines without their ends; no empty one after the last.
inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines = split(text, '\n');
    if (lines.back().empty()) lines.pop_back();
    return lines;
}

} // namespace halfstep::testing
