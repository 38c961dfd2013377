#pragma once
// Ctrl+C that lets a command clean up behind itself.

#include <atomic>

namespace halfstep {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGPIPE raises a flag; a second one but SIGPIPE ends the
/// program at once, as all do without it (end_cleanly_at_signals()). Neither leaves anything unfinished behind.
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
