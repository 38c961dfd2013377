#pragma once
// Ctrl+C that lets a command clean up behind itself.

#include <atomic>

namespace halfstep {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP raises a flag; the second one ends the program at once.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    static const std::atomic<bool>& raised();
    /// Throws Interrupted if the flag is raised.
    static void check();
};

} // namespace halfstep
