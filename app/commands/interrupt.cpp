#include "app/commands/interrupt.h"

#include "app/commands/commands.h"

#include <csignal>

namespace halfstep {

namespace {

// A signal handler reaches nothing but globals.
std::atomic<bool> flag{false};
std::atomic<int> last_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int signal) {
    last_signal = signal;
    flag = true;
}

} // namespace

InterruptGuard::InterruptGuard() {
    flag = false;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        ::sigaction(signal, nullptr, &before);
        if (before.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr); // nohup and background jobs ignore them
    }
}

InterruptGuard::~InterruptGuard() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction now {};
        ::sigaction(signal, nullptr, &now);
        if (now.sa_handler == on_signal) std::signal(signal, SIG_DFL);
    }
}

const std::atomic<bool>& InterruptGuard::raised() { return flag; }

void InterruptGuard::check() {
    if (flag) throw Interrupted{last_signal};
}

} // namespace halfstep
