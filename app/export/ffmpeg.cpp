#include "app/export/ffmpeg.h"

#include "app/base/program.h"
#include "app/base/unfinished.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace halfstep {

namespace {

constexpr int cancel_ms = 50; ///< how soon a raised flag is seen
constexpr const char* no_start = "ffmpeg: cannot be started: ";

void close_end(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

/// "frame=12": what -progress writes between what it has to say.
bool is_progress(const std::string& line) {
    const std::size_t equals = line.find('=');
    return equals != std::string::npos && line.find(' ') > equals;
}

/// The last line that says something, without "[libx264 @ 0x55d0c0de] " before it.
std::string last_line(const std::string& said) {
    std::string last;
    for (std::size_t at = 0; at < said.size();) {
        const std::size_t end = std::min(said.find_first_of("\r\n", at), said.size());
        const std::string line = said.substr(at, end - at);
        if (!line.empty() && line != "Conversion failed!" && !is_progress(line)) last = line;
        at = end + 1;
    }
    const std::size_t bracket = last.find("] ");
    return last.starts_with("[") && bracket != std::string::npos ? last.substr(bracket + 2) : last;
}

} // namespace

std::string find_ffmpeg() { return find_program("ffmpeg"); }

Ffmpeg::Ffmpeg(const std::string& program, std::vector<std::string> arguments, const std::atomic<bool>* cancel)
    : cancel_(cancel) {
    // A socket rather than a pipe: writing to one that nobody reads can fail without a signal.
    int in[2] = {-1, -1}, err[2] = {-1, -1};
    const bool piped = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) == 0 && ::pipe2(err, O_CLOEXEC) == 0;
    int reason = errno;
    if (piped) {
        const char* usual[] = {"ffmpeg",   "-hide_banner", "-loglevel", "error", "-nostdin",
                               "-nostats", "-progress",    "pipe:2",    "-y"};
        arguments.insert(arguments.begin(), std::begin(usual), std::end(usual));
        pid_ = start_program(program, std::move(arguments), in[1], err[1]);
        reason = errno;
        if (pid_ > 0) set_helper_group(pid_);
    }
    close_end(in[1]);
    close_end(err[1]);
    input_ = in[0];
    messages_ = err[0];
    if (pid_ < 0) {
        close_end(input_);
        close_end(messages_);
        throw std::runtime_error(no_start + std::string(std::strerror(reason)));
    }
}

Ffmpeg::~Ffmpeg() { kill(); }

/// Reads what it has to say, if it has, without waiting.
void Ffmpeg::listen() {
    constexpr std::size_t enough = 1 << 14; // bytes; the last line is at the end
    char chunk[4096];
    const ssize_t n = ::read(messages_, chunk, sizeof chunk);
    if (n == 0 || (n < 0 && errno != EINTR)) return close_end(messages_);
    if (n > 0) said_.append(chunk, static_cast<std::size_t>(n));
    if (said_.size() > 2 * enough) said_.erase(0, said_.size() - enough);
    const double written = static_cast<double>(last_value("out_time_us=")) / 1e6;
    done_.at(static_cast<float>(std::clamp(written / seconds_, 0.0, 1.0)));
}

/// Of what -progress writes, a line each; 0 before the first.
long long Ffmpeg::last_value(const std::string& key) const {
    const std::size_t whole = said_.rfind('\n'); // the line after it may still grow
    const std::size_t last = whole == std::string::npos ? whole : said_.rfind(key, whole);
    return last == std::string::npos ? 0 : std::atoll(said_.c_str() + last + key.size());
}

/// Whether it has ended, by itself.
bool Ffmpeg::has_ended() {
    if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
    if (pid_ < 0) set_helper_group(0);
    return pid_ < 0;
}

/// Ends it and all that it has started, which is one group.
void Ffmpeg::kill() {
    close_end(input_);
    close_end(messages_);
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {}
    pid_ = -1;
    set_helper_group(0);
}

/// Listens until it has ended. What it says ends with it, whoever else holds on to the pipe. False: cancelled.
bool Ffmpeg::wait() {
    constexpr int soon_ms = 1; ///< between closing its output and ending
    close_end(input_);
    while (!has_ended()) {
        if (cancel_ && *cancel_) return false;
        pollfd end{messages_, POLLIN, 0}; // -1 is no end
        if (::poll(&end, 1, messages_ >= 0 ? cancel_ms : soon_ms) > 0) listen();
    }
    for (pollfd end{messages_, POLLIN, 0}; messages_ >= 0 && ::poll(&end, 1, 0) > 0;) listen();
    close_end(messages_);
    return true;
}

void Ffmpeg::fail() const {
    const std::string line = last_line(said_);
    if (!line.empty()) throw std::runtime_error("ffmpeg: " + line);
    if (WIFSIGNALED(status_)) throw std::runtime_error("ffmpeg: ended by signal " + std::to_string(WTERMSIG(status_)));
    throw std::runtime_error("ffmpeg: ended with exit code " + std::to_string(WEXITSTATUS(status_)));
}

void Ffmpeg::report(const Progress& done, double seconds) {
    done_ = done;
    seconds_ = seconds;
}

bool Ffmpeg::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (cancel_ && *cancel_) return false;
        pollfd ends[2] = {{input_, POLLOUT, 0}, {messages_, POLLIN, 0}}; // -1 is no end
        if (::poll(ends, 2, cancel_ms) < 0 && errno != EINTR) throw std::runtime_error(std::strerror(errno));
        if (ends[1].revents != 0) listen();
        if (ends[0].revents == 0) continue;
        const ssize_t n = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        if (n >= 0 || errno == EAGAIN || errno == EINTR) continue;
        if (!wait()) return false;
        fail();
    }
    return true;
}

bool Ffmpeg::finish() {
    if (!wait()) return false;
    if (status_ != 0) fail();
    return true;
}

} // namespace halfstep
