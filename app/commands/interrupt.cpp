#include "app/commands/interrupt.h"

#include "app/base/unfinished.h"
#include "app/commands/commands.h"

#include <csignal>

namespace halfstep {

namespace {

// A signal handler reaches nothing but globals.
std::atomic<bool> flag{false};
std::atomic<int> last_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

void on_signal(int signal) {
    if (flag && signal != SIGPIPE) end_by_signal(signal); // every write to a pipe that is gone raises that one again
    last_signal = signal;
    flag = true;
}

void handle_by(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : signals) {
        struct sigaction now {};
        ::sigaction(signal, nullptr, &now);
        if (now.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr); // nohup and background jobs ignore them
    }
}

} // namespace

InterruptGuard::InterruptGuard() {
    flag = false;
    handle_by(on_signal);
}

InterruptGuard::~InterruptGuard() { handle_by(end_by_signal); }

const std::atomic<bool>& InterruptGuard::raised() { return flag; }

void InterruptGuard::check() {
    if (flag) throw Interrupted{last_signal};
}

} // namespace halfstep
