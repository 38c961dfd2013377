#include "app/base/program.h"

#include "app/base/text.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace halfstep {
namespace {

/// What a child gets and does not get from us.
struct SpawnSetup {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    SpawnSetup(int input, int messages) {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_adddup2(&files, messages, STDERR_FILENO);
        ::posix_spawnattr_init(&attributes);
        sigset_t none, usual;
        ::sigemptyset(&none);
        ::sigemptyset(&usual);
        for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::sigaddset(&usual, signal);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &usual);
        ::posix_spawnattr_setpgroup(&attributes, 0);
        ::posix_spawnattr_setflags(
            &attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
    }
    ~SpawnSetup() {
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&files);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;
};

/// What a program says goes into a file without a name: no pipe, which what it leaves behind would hold open, or be
/// ended by.
class SaidLines {
public:
    SaidLines() : file_(std::tmpfile(), &std::fclose) {}
    int descriptor() const { return file_ ? ::fileno(file_.get()) : STDERR_FILENO; }
    /// The last line that says something.
    std::string last() const {
        if (!file_) return "";
        constexpr long enough = 4096; // bytes, from its end
        std::fseek(file_.get(), 0, SEEK_END);
        std::fseek(file_.get(), std::max(0L, std::ftell(file_.get()) - enough), SEEK_SET);
        std::string said(static_cast<std::size_t>(enough), '\0'), line;
        said.resize(std::fread(said.data(), 1, said.size(), file_.get()));
        for (std::size_t at = 0; at < said.size();) {
            const std::size_t end = std::min(said.find_first_of("\r\n", at), said.size());
            if (end > at) line = said.substr(at, end - at);
            at = end + 1;
        }
        return one_line(line, 300);
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

/// A program that is fed. Ended when this goes, unless it has ended by itself.
class FedProgram {
public:
    FedProgram(const std::string& path, std::vector<std::string> words, const FeedLimits& limits)
        : limits_(limits),
          end_(Clock::now() +
               std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds))) {
        int ends[2] = {-1,
                       -1}; // a socket rather than a pipe: writing to one that nobody reads can fail without a signal
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
            reason_ = std::strerror(errno);
            return;
        }
        pid_ = start_program(path, std::move(words), ends[1], said_.descriptor());
        if (pid_ < 0) reason_ = std::strerror(errno);
        ::close(ends[1]);
        input_ = ends[0];
    }
    ~FedProgram() {
        close_input();
        if (pid_ < 0) return;
        ::kill(-pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
    }
    FedProgram(const FedProgram&) = delete;
    FedProgram& operator=(const FedProgram&) = delete;

    std::string feed(std::string_view bytes) {
        if (pid_ < 0) return "cannot be started: " + reason_;
        while (!bytes.empty() && input_ >= 0) {
            if (const std::string why = why_no_more(); !why.empty()) return why;
            pollfd end{input_, POLLOUT, 0};
            if (::poll(&end, 1, look_ms) <= 0) continue;
            const ssize_t n = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
            if (n < 0 && errno != EAGAIN && errno != EINTR) break; // it reads no more: how it ends tells why
        }
        close_input();
        while (::waitpid(pid_, &status_, WNOHANG) != pid_) {
            if (const std::string why = why_no_more(); !why.empty()) return why;
            ::poll(nullptr, 0, soon_ms);
        }
        pid_ = -1;
        return outcome(!bytes.empty());
    }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr int look_ms = 50, soon_ms = 2;

    void close_input() {
        if (input_ >= 0) ::close(input_);
        input_ = -1;
    }
    /// It has had its time, or is not wanted any more.
    std::string why_no_more() const {
        if (limits_.cancel && *limits_.cancel) return "was ended";
        if (Clock::now() < end_) return "";
        return "did not answer within " + number(limits_.seconds) + " s, and was ended";
    }
    std::string outcome(bool unread) const {
        const std::string line = said_.last();
        if (status_ == 0 && !unread) return "";
        if (!line.empty()) return line;
        if (WIFSIGNALED(status_)) return "ended by signal " + std::to_string(WTERMSIG(status_));
        if (status_ == 0) return "ended before it had read everything";
        return "ended with exit code " + std::to_string(WEXITSTATUS(status_));
    }

    const FeedLimits limits_;
    const Clock::time_point end_;
    SaidLines said_;
    std::string reason_;
    pid_t pid_ = -1;
    int input_ = -1, status_ = 0;
};

} // namespace

std::string find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    const std::string folders = path ? path : "";
    for (std::size_t at = 0; at < folders.size();) {
        const std::size_t end = std::min(folders.find(':', at), folders.size());
        const std::string program = folders.substr(at, end - at) + "/" + name;
        struct stat status {};
        if (end > at && ::access(program.c_str(), X_OK) == 0 && ::stat(program.c_str(), &status) == 0 &&
            S_ISREG(status.st_mode))
            return program;
        at = end + 1;
    }
    return "";
}

pid_t start_program(const std::string& path, std::vector<std::string> words, int input, int messages) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const SpawnSetup setup(input, messages);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, path.c_str(), &setup.files, &setup.attributes, argv.data(), environ);
    if (error == 0) return pid;
    errno = error;
    return -1;
}

std::string feed_program(const std::string& path, std::vector<std::string> words, std::string_view input,
                         const FeedLimits& limits) {
    return FedProgram(path, std::move(words), limits).feed(input);
}

} // namespace halfstep
